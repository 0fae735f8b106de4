"""The clocks of an outgoing stream: the box's monotonic time as RTP timestamps and as NTP time."""

from dataclasses import dataclass

from appliance.media.unit import NANOSECONDS_PER_SECOND

VIDEO_CLOCK_RATE = 90_000
"""RFC 6184 §8.2.1."""
AUDIO_CLOCK_RATE = 48_000
"""RFC 7587 §4.1."""
NTP_EPOCH_SECONDS = 2_208_988_800
"""Seconds from 1900 to 1970 (RFC 5905 §6)."""


@dataclass(frozen=True, slots=True)
class WallClock:
    """Monotonic time as NTP time; fixed once, so that a correction of the box's clock never shakes audio and video."""

    offset_ns: int
    """Wall time minus monotonic time when the box started."""

    def ntp(self, monotonic_ns: int) -> int:
        """The 64-bit NTP timestamp of a moment."""
        wall_ns = monotonic_ns + self.offset_ns
        seconds, rest_ns = divmod(wall_ns, NANOSECONDS_PER_SECOND)
        return ((seconds + NTP_EPOCH_SECONDS) << 32 | (rest_ns << 32) // NANOSECONDS_PER_SECOND) & 0xFFFF_FFFF_FFFF_FFFF


class MediaClock:
    """Presentation times as RTP timestamps that never repeat and never go back."""

    def __init__(self, rate: int, base: int) -> None:
        self._rate = rate
        self._base = base
        self._last_ticks: int | None = None

    def next_timestamp(self, pts_ns: int) -> int:
        """The timestamp of the next frame; a time that is not after the last frame's becomes the tick after it."""
        ticks = pts_ns * self._rate // NANOSECONDS_PER_SECOND
        if self._last_ticks is not None and ticks <= self._last_ticks:
            ticks = self._last_ticks + 1
        self._last_ticks = ticks
        return (ticks + self._base) & 0xFFFF_FFFF

    def timestamp_at(self, monotonic_ns: int) -> int:
        """The timestamp that a frame shown at this moment would have: for sender reports."""
        return (monotonic_ns * self._rate // NANOSECONDS_PER_SECOND + self._base) & 0xFFFF_FFFF
