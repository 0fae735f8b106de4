"""The media units that travel from an ingest through the hub to every viewer."""

from dataclasses import dataclass

NANOSECONDS_PER_SECOND = 1_000_000_000


@dataclass(frozen=True, slots=True)
class VideoFrame:
    """One H.264 access unit, shown as it is: nothing on the way decodes it."""

    nal_units: tuple[bytes, ...]
    """Without start codes or lengths; a keyframe starts with its SPS and PPS."""
    is_keyframe: bool
    pts_ns: int
    """Presentation time on the box's monotonic clock."""
    arrived_ns: int
    """When the last byte of the frame reached the box, on the same clock."""


@dataclass(frozen=True, slots=True)
class AudioFrame:
    """One Opus packet at 48 kHz."""

    payload: bytes
    pts_ns: int
    """Presentation time on the box's monotonic clock."""
    arrived_ns: int
