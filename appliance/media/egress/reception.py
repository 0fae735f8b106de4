"""What a viewer's feedback says about the way to it; figures of a time are differences between two readings."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from appliance.media.unit import NANOSECONDS_PER_SECOND
from appliance.protocols.rtp.rtcp import ReportBlock

STREAMS_MAX = 4
"""Picture, sound, retransmissions and one to spare: a viewer could make up reports on any number of streams."""
LOSS_WINDOW_NS = 5 * NANOSECONDS_PER_SECOND
DROPS_WINDOW_NS = 10 * NANOSECONDS_PER_SECOND
FORGOTTEN_NS = 16 * NANOSECONDS_PER_SECOND
READINGS_KEPT = 8
JUMP_PACKETS = 1 << 20
"""No viewer is sent so many packets between two readings: beyond, the viewer has begun to count anew."""
BITS_PER_BYTE = 8


@dataclass(frozen=True, slots=True)
class StreamReport:
    """One stream as the viewer has reported it last, counted since its beginning."""

    highest: int
    """The highest sequence number, extended to 32 bits."""
    lost: int
    missed: int
    """Packets asked for again until then, each counted once. Who repairs its losses may not report them as lost."""


@dataclass(slots=True)
class ReceptionFigures:
    """What the viewer reported last."""

    fraction_lost: float = 0.0
    """0 to 1, of the last report's interval."""
    packets_lost: int = 0
    jitter_seconds: float = 0.0
    round_trip_seconds: float | None = None
    missed_packets: int = 0
    """Packets of the picture that were asked for again, each counted once."""
    streams: dict[int, StreamReport] = field(default_factory=dict)  # bounded by: STREAMS_MAX

    def take(self, reports: Sequence[ReportBlock], video_ssrc: int, ntp_now: int) -> float | None:
        """Take the blocks of one report; gives the round trip in seconds where they tell one."""
        worst = max(reports, key=lambda report: report.fraction_lost, default=None)
        if worst is None:
            return None
        for report in reports:
            self._note(report, self.missed_packets if report.ssrc == video_ssrc else 0)
        self.fraction_lost = worst.fraction_lost / 256
        self.packets_lost = sum(report.packets_lost for report in reports)
        self.jitter_seconds = worst.jitter / 90_000
        round_trip = ((ntp_now >> 16) - worst.lsr - worst.dlsr) & 0xFFFF_FFFF
        if not worst.lsr or round_trip >= 0x8000_0000:
            return None
        self.round_trip_seconds = round_trip / 65_536
        return self.round_trip_seconds

    def _note(self, report: ReportBlock, missed: int) -> None:
        if report.ssrc in self.streams or len(self.streams) < STREAMS_MAX:
            self.streams[report.ssrc] = StreamReport(report.highest_sequence, report.packets_lost, missed)


@dataclass(frozen=True, slots=True)
class ReceptionReading:
    """What is known of a viewer at one moment."""

    at_ns: int
    streams: Mapping[int, StreamReport] = field(default_factory=dict)
    bytes_sent: int = 0
    frames_dropped: int = 0
    fraction_lost: float = 0.0
    """Of the viewer's last report alone."""

    def loss_since(self, before: "ReceptionReading") -> float | None:
        """The share of packets lost on the way since then, before any was sent again; None when nothing tells."""
        expected = lost = 0
        for ssrc, now in self.streams.items():
            then = before.streams.get(ssrc)
            if then is None:
                continue
            came = (now.highest - then.highest) & 0xFFFF_FFFF
            if came < JUMP_PACKETS:
                expected += came
                lost += min(came, max(0, now.lost - then.lost, now.missed - then.missed))
        return lost / expected if expected else None


@dataclass(slots=True)
class ReceptionHistory:
    """The readings of one viewer over the last seconds, the oldest first."""

    joined_ns: int
    """When nothing had been sent yet."""
    readings: deque[ReceptionReading] = field(default_factory=lambda: deque(maxlen=READINGS_KEPT))

    def add(self, reading: ReceptionReading) -> None:
        """Take a newer reading; those before a pause in which nobody looked tell nothing about now."""
        while self.readings and reading.at_ns - self.readings[0].at_ns > FORGOTTEN_NS:
            self.readings.popleft()
        self.readings.append(reading)

    @property
    def loss(self) -> float:
        """The share of packets lost over the last seconds; of the last report alone where no more is known."""
        latest = self.readings[-1]
        loss = latest.loss_since(self._before(LOSS_WINDOW_NS))
        return latest.fraction_lost if loss is None else loss

    @property
    def bits_per_second(self) -> float:
        """What the viewer was sent over the last seconds; on average since it came where no more is known."""
        latest, before = self.readings[-1], self._before(LOSS_WINDOW_NS)
        if before is latest:
            before = ReceptionReading(self.joined_ns)
        elapsed_ns = max(1, latest.at_ns - before.at_ns)
        return (latest.bytes_sent - before.bytes_sent) * BITS_PER_BYTE * NANOSECONDS_PER_SECOND / elapsed_ns

    @property
    def frames_dropped(self) -> int:
        """Frames that the viewer was not sent over the last seconds."""
        return self.readings[-1].frames_dropped - self._before(DROPS_WINDOW_NS).frames_dropped

    def _before(self, window_ns: int) -> ReceptionReading:
        """The newest reading that is as old as the window, or else the oldest."""
        latest_ns = self.readings[-1].at_ns
        older = [each for each in self.readings if latest_ns - each.at_ns >= window_ns]
        return older[-1] if older else self.readings[0]
