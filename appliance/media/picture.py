"""A picture that has no place in time yet."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Picture:
    """One H.264 access unit; a keyframe starts with SPS and PPS."""

    nal_units: tuple[bytes, ...]
    is_keyframe: bool
