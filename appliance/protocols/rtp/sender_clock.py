"""Two RTP streams of one sender on one timeline (RFC 3550 §6.4.1: sender reports tie RTP time to NTP time)."""

from appliance.protocols.rtp.rtcp import SenderReport
from appliance.protocols.rtp.serial import TimestampUnwrapper, uint32_distance

_NANOSECONDS = 1_000_000_000


class StreamClock:
    """RTP timestamps of one stream in nanoseconds, anchored at the arrival of its first packet."""

    def __init__(self, clock_rate: int) -> None:
        self._rate = clock_rate
        self._unwrapper = TimestampUnwrapper(32)
        self._first: int | None = None
        self._anchor_ns = 0
        self._latest_timestamp = 0
        self._latest_ns = 0

    def to_ns(self, timestamp: int, arrived_ns: int) -> int:
        """The moment of a timestamp on the stream's own timeline."""
        ticks = self._unwrapper.unwrap(timestamp)
        if self._first is None:
            self._first, self._anchor_ns = ticks, arrived_ns
        self._latest_timestamp = timestamp
        self._latest_ns = self._anchor_ns + (ticks - self._first) * _NANOSECONDS // self._rate
        return self._latest_ns

    def ntp_offset_ns(self, report: SenderReport) -> int | None:
        """The timeline minus the sender's NTP time; None before the first packet."""
        if self._first is None:
            return None
        ticks = uint32_distance(self._latest_timestamp, report.rtp_timestamp)
        reported_ns = self._latest_ns + ticks * _NANOSECONDS // self._rate
        return reported_ns - (report.ntp_time * _NANOSECONDS >> 32)

    def shift(self, by_ns: int) -> None:
        """Move the timeline."""
        self._anchor_ns += by_ns
        self._latest_ns += by_ns


def align(
    leader: StreamClock, leader_report: SenderReport, follower: StreamClock, follower_report: SenderReport
) -> int:
    """Shift the follower's timeline so that equal NTP times are equal on both; gives the shift in nanoseconds."""
    leading, following = leader.ntp_offset_ns(leader_report), follower.ntp_offset_ns(follower_report)
    if leading is None or following is None:
        return 0
    follower.shift(leading - following)
    return leading - following
