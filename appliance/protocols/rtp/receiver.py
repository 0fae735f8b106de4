"""One received RTP stream: order restored, losses asked for again, statistics kept (RFC 3550 6.4 and A, RFC 4585)."""

from dataclasses import dataclass

from appliance.protocols.rtp.packet import RtpPacket
from appliance.protocols.rtp.rtcp import ReportBlock, SenderReport
from appliance.protocols.rtp.serial import SequenceUnwrapper, uint32_distance

REORDER_PACKETS = 512
"""Packets held back behind a gap at most; a longer gap is given up at once."""
GIVE_UP_AFTER = 0.2
"""Seconds that a gap may hold the stream back: beyond it a new keyframe is sooner there than the packet."""
RETRY_INTERVAL = 0.02
MAX_REQUESTS = 10

_RESTART_DISTANCE = 3_000
"""A packet further behind is not late: two in a row mean that the sender has begun to count anew (RFC 3550 A.1)."""


@dataclass(slots=True)
class _Missing:
    noticed_at: float
    requested_at: float | None = None
    requests: int = 0


class ReceiveStream:
    """Puts the packets of one SSRC in order; `now` is in seconds on any monotonic clock.

    A gap that is given up stays visible as a jump of the sequence numbers.
    """

    def __init__(self, ssrc: int, clock_rate: int, give_up_after: float = GIVE_UP_AFTER) -> None:
        self.ssrc = ssrc
        self.clock_rate = clock_rate
        self._give_up_after = give_up_after
        self.sender_report: SenderReport | None = None
        """The newest one, for the timestamp's place on the sender's clock."""
        self.packets_received = 0
        self.packets_given_up = 0
        self._report_received_at = 0.0
        self._statistics = _Statistics(clock_rate)
        self._unwrapper = SequenceUnwrapper()
        self._next: int | None = None
        self._waiting: dict[int, RtpPacket] = {}
        self._missing: dict[int, _Missing] = {}
        self._restart_at: int | None = None

    def receive(self, packet: RtpPacket, now: float) -> list[RtpPacket]:
        """Take in a packet, also a retransmitted one; the packets that are now in order."""
        sequence = self._unwrapper.unwrap(packet.sequence_number)
        if self._next is None:
            self._next = sequence
        elif sequence < self._next - _RESTART_DISTANCE:
            return self._receive_from_afar(packet, sequence, now)
        if sequence < self._next or sequence in self._waiting:
            return []
        self.packets_received += 1
        self._note_gap(sequence, now)
        self._statistics.add(sequence, packet.timestamp, now)
        self._missing.pop(sequence, None)
        self._waiting[sequence] = packet
        return self.release(now)

    def release(self, now: float) -> list[RtpPacket]:
        """The packets in order, after giving up the gaps that have held them back too long."""
        ordered: list[RtpPacket] = []
        while self._waiting and self._next is not None:
            if (packet := self._waiting.pop(self._next, None)) is not None:
                ordered.append(packet)
                self._next += 1
            elif self._is_overdue(self._next, now):
                self._give_up_before(self._next_wanted(now))
            else:
                break
        return ordered

    def nacks(self, now: float) -> list[int]:
        """The sequence numbers to ask for now, oldest first; each is due again after RETRY_INTERVAL."""
        due: list[int] = []
        for sequence, missing in self._missing.items():
            is_due = missing.requested_at is None or now - missing.requested_at >= RETRY_INTERVAL
            if is_due and missing.requests < MAX_REQUESTS:
                missing.requested_at = now
                missing.requests += 1
                due.append(sequence & 0xFFFF)
        return due

    def on_sender_report(self, report: SenderReport, now: float) -> None:
        """Remember when the sender's report came."""
        self.sender_report = report
        self._report_received_at = now

    def report_block(self, now: float) -> ReportBlock:
        """The reception report since the last call; recovered packets do not count as lost."""
        lsr = dlsr = 0
        if self.sender_report is not None:
            lsr = self.sender_report.ntp_time >> 16 & 0xFFFF_FFFF
            dlsr = min(int((now - self._report_received_at) * 65_536), 0xFFFF_FFFF)
        fraction_lost, packets_lost = self._statistics.losses()
        return ReportBlock(
            ssrc=self.ssrc,
            fraction_lost=fraction_lost,
            packets_lost=packets_lost,
            highest_sequence=self._statistics.highest & 0xFFFF_FFFF,
            jitter=int(self._statistics.jitter),
            lsr=lsr,
            dlsr=dlsr,
        )

    def _note_gap(self, sequence: int, now: float) -> None:
        assert self._next is not None
        first_missing = max(self._next, self._statistics.highest + 1)
        if sequence - self._next > REORDER_PACKETS:
            self._give_up_before(min([*self._waiting, sequence]))
            first_missing = max(first_missing, sequence - REORDER_PACKETS)
        for number in range(first_missing, sequence):
            self._missing[number] = _Missing(noticed_at=now)

    def _is_overdue(self, sequence: int, now: float) -> bool:
        missing = self._missing.get(sequence)
        return missing is None or now - missing.noticed_at >= self._give_up_after

    def _next_wanted(self, now: float) -> int:
        """The first number that has come or may still come."""
        # Numbers are noticed as missing in rising order, so the first one found is the lowest.
        hoped_for = (number for number in self._missing if not self._is_overdue(number, now))
        return min(next(hoped_for, self._statistics.highest), *self._waiting)

    def _give_up_before(self, sequence: int) -> None:
        assert self._next is not None
        self.packets_given_up += sequence - self._next
        self._next = sequence
        self._missing = {number: missing for number, missing in self._missing.items() if number >= sequence}

    def _receive_from_afar(self, packet: RtpPacket, sequence: int, now: float) -> list[RtpPacket]:
        if sequence != self._restart_at:
            self._restart_at = sequence + 1
            return []
        self._waiting.clear()
        self._missing.clear()
        self._statistics = _Statistics(self.clock_rate)
        self._unwrapper = SequenceUnwrapper()
        self._next = self._restart_at = None
        return self.receive(packet, now)


class _Statistics:
    """The counters behind a report block (RFC 3550 A.3 and A.8)."""

    def __init__(self, clock_rate: int) -> None:
        self.highest = -1
        self.jitter = 0.0
        self._clock_rate = clock_rate
        self._first: int | None = None
        self._received = 0
        self._expected_before = 0
        self._received_before = 0
        self._last_timestamp = 0
        self._last_arrival = 0.0

    def add(self, sequence: int, timestamp: int, now: float) -> None:
        """Count a packet that is not a duplicate; a late one says nothing about jitter."""
        self._received += 1
        if self._first is None:
            self._first = sequence
        elif sequence > self.highest:
            transit = (now - self._last_arrival) * self._clock_rate - uint32_distance(self._last_timestamp, timestamp)
            self.jitter += (abs(transit) - self.jitter) / 16
        if sequence > self.highest:
            self.highest = sequence
            self._last_timestamp, self._last_arrival = timestamp, now

    def losses(self) -> tuple[int, int]:
        """The fraction lost in 1/256 since the last call, and the number lost in total."""
        expected = self.highest - self._first + 1 if self._first is not None else 0
        interval = expected - self._expected_before
        lost = interval - (self._received - self._received_before)
        self._expected_before, self._received_before = expected, self._received
        fraction = min(255, lost * 256 // interval) if interval > 0 and lost > 0 else 0
        return fraction, expected - self._received
