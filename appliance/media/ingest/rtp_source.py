"""One kind of media from one publisher: packets in any order in, in order out, with their time and their losses."""

from appliance.media.unit import NANOSECONDS_PER_SECOND
from appliance.protocols.rtp import ReceiveStream, ReportBlock, RtpPacket, SenderReport
from appliance.protocols.rtp.sender_clock import StreamClock

SOURCE_KEPT_NS = NANOSECONDS_PER_SECOND
"""Simulcast sends several sources of the same kind at once: the one that is followed is left only after this much
silence, as when a sender begins anew."""


class RtpSource:
    """Follows one synchronization source (RFC 3550 §8) at a time."""

    def __init__(self, clock_rate: int, patience: float) -> None:
        """`patience`: seconds that a lost packet may hold the others back."""
        self._clock_rate = clock_rate
        self._patience = patience
        self._stream: ReceiveStream | None = None
        self._heard_ns = 0
        self._given_up_before = 0
        self.clock = StreamClock(clock_rate)

    @property
    def ssrc(self) -> int | None:
        """The source that is followed; None before the first packet."""
        return self._stream.ssrc if self._stream is not None else None

    @property
    def packets_given_up(self) -> int:
        """Packets that never came."""
        return self._given_up_before + (self._stream.packets_given_up if self._stream is not None else 0)

    @property
    def sender_report(self) -> SenderReport | None:
        """The newest report of the source that is followed."""
        return self._stream.sender_report if self._stream is not None else None

    def receive(self, packet: RtpPacket, now_ns: int) -> list[RtpPacket]:
        """The packets that are now in order; none when another source is followed."""
        stream = self._follow(packet.ssrc, now_ns)
        if stream is None:
            return []
        self._heard_ns = now_ns
        return stream.receive(packet, now_ns / NANOSECONDS_PER_SECOND)

    def release(self, now_ns: int) -> list[RtpPacket]:
        """The packets whose turn has come because a lost one is waited for no longer."""
        return self._stream.release(now_ns / NANOSECONDS_PER_SECOND) if self._stream is not None else []

    def missing(self, now_ns: int) -> list[int]:
        """The sequence numbers to ask for now."""
        return self._stream.nacks(now_ns / NANOSECONDS_PER_SECOND) if self._stream is not None else []

    def on_sender_report(self, report: SenderReport, now_ns: int) -> bool:
        """Take a report; False when it is another source's."""
        if self._stream is None or report.ssrc != self._stream.ssrc:
            return False
        self._stream.on_sender_report(report, now_ns / NANOSECONDS_PER_SECOND)
        return True

    def report_block(self, now_ns: int) -> ReportBlock | None:
        """What the publisher is told about its packets; None before the first."""
        return self._stream.report_block(now_ns / NANOSECONDS_PER_SECOND) if self._stream is not None else None

    def _follow(self, ssrc: int, now_ns: int) -> ReceiveStream | None:
        stream = self._stream
        if stream is not None and stream.ssrc == ssrc:
            return stream
        if stream is not None and now_ns - self._heard_ns < SOURCE_KEPT_NS:
            return None
        self._given_up_before = self.packets_given_up
        self._stream = ReceiveStream(ssrc, self._clock_rate, self._patience)
        self.clock = StreamClock(self._clock_rate)
        return self._stream
