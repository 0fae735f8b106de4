"""Measures a cast while it passes: rates, keyframe distance, silence and lateness."""

from collections import deque
from dataclasses import dataclass

from appliance.media.unit import NANOSECONDS_PER_SECOND

_WINDOW_SECONDS = 4
_MAX_GAP_NS = NANOSECONDS_PER_SECOND
"""A still screen sends nothing for a while; that does not count as a long distance between keyframes."""

_AUDIO_GONE_NS = 5 * NANOSECONDS_PER_SECOND
_CLOCK_DRIFT = 1e-4
"""How fast two ordinary clocks may drift apart: lateness that grows no faster is no lateness."""


@dataclass(slots=True)
class _Bucket:
    """About one second of the stream."""

    start_ns: int
    bytes: int = 0
    pictures: int = 0
    smallest_lag_ns: int | None = None


class StreamMeter:
    """Cheap sums per second; the figures are made when somebody asks for them, `now_ns` on the arrival clock."""

    def __init__(self) -> None:
        self._buckets: deque[_Bucket] = deque(maxlen=_WINDOW_SECONDS)
        self._current: _Bucket | None = None
        self._began_ns: int | None = None
        self._last_picture_ns: int | None = None
        self._last_sound_packet_ns: int | None = None
        self._last_audible_ns: int | None = None
        self._last_dts_ns: int | None = None
        self._gop_ns: int | None = None
        self._finished_gop_ns = 0

    def picture(self, size: int, is_keyframe: bool, dts_ns: int, arrived_ns: int) -> None:
        """Count one picture of `size` bytes."""
        bucket = self._bucket(arrived_ns)
        bucket.bytes += size
        bucket.pictures += 1
        self._last_picture_ns = arrived_ns
        self._measure_gop(is_keyframe, dts_ns)

    def sound(self, size: int, is_audible: bool, arrived_ns: int) -> None:
        """Count one audio packet."""
        self._bucket(arrived_ns).bytes += size
        # Silence is counted from the first packet on.
        if is_audible or self._last_audible_ns is None:
            self._last_audible_ns = arrived_ns
        self._last_sound_packet_ns = arrived_ns

    def lag(self, lag_ns: int, arrived_ns: int) -> None:
        """Note how much later than the fastest frames one arrived."""
        bucket = self._bucket(arrived_ns)
        if bucket.smallest_lag_ns is None or lag_ns < bucket.smallest_lag_ns:
            bucket.smallest_lag_ns = lag_ns

    def live_seconds(self, now_ns: int) -> float:
        """Since the first packet."""
        return _seconds_since(self._began_ns, now_ns) or 0.0

    def video_silent_seconds(self, now_ns: int) -> float | None:
        """Since the last picture; None before the first."""
        return _seconds_since(self._last_picture_ns, now_ns)

    def audio_silent_seconds(self, now_ns: int) -> float | None:
        """Since the last audible sound; None before the first packet."""
        return _seconds_since(self._last_audible_ns, now_ns)

    def has_audio(self, now_ns: int) -> bool:
        """True while audio packets arrive."""
        return self._last_sound_packet_ns is not None and now_ns - self._last_sound_packet_ns < _AUDIO_GONE_NS

    def bitrate(self, now_ns: int) -> float | None:
        """Bit/s of the last few seconds; None before there is enough to tell."""
        span = self._span_seconds(now_ns)
        return None if span is None else sum(bucket.bytes for bucket in self._recent(now_ns)) * 8 / span

    def frame_rate(self, now_ns: int) -> float | None:
        """Pictures per second of the last few seconds; None before there is enough to tell."""
        span = self._span_seconds(now_ns)
        return None if span is None else sum(bucket.pictures for bucket in self._recent(now_ns)) / span

    @property
    def gop_seconds(self) -> float | None:
        """The longer one of the last finished and the running distance between keyframes."""
        if self._gop_ns is None:
            return None
        return max(self._gop_ns, self._finished_gop_ns) / NANOSECONDS_PER_SECOND

    def buffering_seconds(self, now_ns: int) -> float | None:
        """How late even the fastest recent frames were."""
        lags = [bucket.smallest_lag_ns for bucket in self._recent(now_ns) if bucket.smallest_lag_ns is not None]
        if not lags:
            return None
        return max(0.0, min(lags) / NANOSECONDS_PER_SECOND - self.live_seconds(now_ns) * _CLOCK_DRIFT)

    def _bucket(self, arrived_ns: int) -> _Bucket:
        current = self._current
        if current is None or arrived_ns - current.start_ns >= NANOSECONDS_PER_SECOND:
            if self._began_ns is None:
                self._began_ns = arrived_ns
            current = self._current = _Bucket(arrived_ns)
            self._buckets.append(current)
        return current

    def _recent(self, now_ns: int) -> list[_Bucket]:
        oldest_ns = now_ns - (_WINDOW_SECONDS + 1) * NANOSECONDS_PER_SECOND
        return [bucket for bucket in self._buckets if bucket.start_ns > oldest_ns]

    def _span_seconds(self, now_ns: int) -> float | None:
        """The time that the recent buckets tell about: some seconds, not only the part in which something came."""
        if self._began_ns is None or now_ns - self._began_ns < NANOSECONDS_PER_SECOND:
            return None
        recent = self._recent(now_ns)
        start_ns = recent[0].start_ns if recent else now_ns - _WINDOW_SECONDS * NANOSECONDS_PER_SECOND
        return max(now_ns - start_ns, NANOSECONDS_PER_SECOND) / NANOSECONDS_PER_SECOND

    def _measure_gop(self, is_keyframe: bool, dts_ns: int) -> None:
        if self._gop_ns is not None and self._last_dts_ns is not None:
            self._gop_ns += min(max(dts_ns - self._last_dts_ns, 0), _MAX_GAP_NS)
        self._last_dts_ns = dts_ns
        if is_keyframe:
            self._finished_gop_ns = self._gop_ns or 0
            self._gop_ns = 0


def _seconds_since(then_ns: int | None, now_ns: int) -> float | None:
    return None if then_ns is None else max(0, now_ns - then_ns) / NANOSECONDS_PER_SECOND
