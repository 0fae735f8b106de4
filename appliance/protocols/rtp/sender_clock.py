"""Two RTP streams of one sender on one timeline (RFC 3550 §6.4.1: sender reports tie RTP time to NTP time)."""

from appliance.protocols.rtp.rtcp import SenderReport
from appliance.protocols.rtp.serial import TimestampUnwrapper, uint32_distance

BELIEVABLE_SHIFT_NS = 2_000_000_000
"""Both streams arrive live: reports that tear them further apart come from clocks that have nothing in common."""
UNNOTICED_SHIFT_NS = 10_000_000
"""Once aligned, the follower is moved only by more than reports scatter: each move is heard as a tiny gap."""

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
        """The timeline minus the sender's NTP time; None before the first packet, or when the sender knows no time."""
        if self._first is None or report.ntp_time == 0:
            return None
        ticks = uint32_distance(self._latest_timestamp, report.rtp_timestamp)
        reported_ns = self._latest_ns + ticks * _NANOSECONDS // self._rate
        return reported_ns - (report.ntp_time * _NANOSECONDS >> 32)

    def shift(self, by_ns: int) -> None:
        """Move the timeline."""
        self._anchor_ns += by_ns
        self._latest_ns += by_ns


class Alignment:
    """Keeps the follower's timeline on the leader's: equal NTP times become equal moments.

    Not once only: sound is counted by the sampling clock and pictures by another one, and a lesson is long enough for
    the two to drift apart visibly.
    """

    def __init__(self, leader: StreamClock, follower: StreamClock) -> None:
        self._leader = leader
        self._follower = follower
        self._is_aligned = False

    def update(self, leader_report: SenderReport, follower_report: SenderReport) -> int:
        """Take the newest report of each; gives the nanoseconds by which the follower was moved."""
        leading = self._leader.ntp_offset_ns(leader_report)
        following = self._follower.ntp_offset_ns(follower_report)
        if leading is None or following is None:
            return 0
        shift_ns = leading - following
        if abs(shift_ns) > BELIEVABLE_SHIFT_NS or (self._is_aligned and abs(shift_ns) <= UNNOTICED_SHIFT_NS):
            return 0
        self._is_aligned = True
        self._follower.shift(shift_ns)
        return shift_ns
