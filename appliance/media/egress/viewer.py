"""One viewer of a fan-out: sends it frames, lets it catch up, answers its feedback, keeps its figures."""

import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

import pylibsrtp

from appliance.media.egress.allowance import Allowance
from appliance.media.egress.numbering import Numbering, for_first_start, for_recovery, for_resumption
from appliance.media.egress.packets import RING_PACKETS, AudioBatch, OutgoingFrame, PacketRing
from appliance.media.egress.reception import ReceptionFigures, ReceptionReading
from appliance.media.transport.paths import Path
from appliance.media.transport.srtp import PacketRun, RunEncryptor, SrtpFailedError, SrtpSessions
from appliance.media.unit import NANOSECONDS_PER_SECOND
from appliance.protocols.rtp import RtpError, rtx, uint16_add
from appliance.protocols.rtp.rtcp import (
    FullIntraRequest,
    Nack,
    PictureLossIndication,
    ReceiverReport,
    ReportBlock,
    SenderReport,
    SourceDescription,
    parse_compound,
)

CATCH_UP_MAX_FRAMES = 900
CATCH_UP_MAX_BYTES = 12 * 1024 * 1024
"""A viewer that is further behind starts again at the next keyframe."""
KEYFRAME_ANSWER_INTERVAL_NS = NANOSECONDS_PER_SECOND
KEYFRAME_ANSWER_MAX_INTERVAL_NS = 16 * NANOSECONDS_PER_SECOND
"""One viewer is sent the cached pictures again at most this often."""
RETRANSMISSION_BYTES_PER_SECOND = 500_000
RETRANSMISSION_BURST_BYTES = 256 * 1024
"""Enough for 5 % loss of 8 Mbit/s and of the burst at the start; a flood of NACKs gains no more than this."""
NACKED_AT_ONCE = 512
"""Sequence numbers of one NACK that are looked at; a packet of feedback could name thousands."""
RESENT_IN_PLACE_PACKETS = 1_000
"""Without RTX a packet is sent again under its own number: SRTP allows that in its last 1,024 only."""
NUMBERINGS_KEPT = 4

logger = logging.getLogger(__name__)


class SecureLink(Protocol):
    """What a viewer needs of its association."""

    path: Path | None

    @property
    def srtp(self) -> SrtpSessions:
        """The SRTP sessions."""


@dataclass(frozen=True, slots=True)
class ViewerSupplies:
    """What all viewers of a fan-out share."""

    ring: PacketRing
    encryptor: RunEncryptor
    note_round_trip: Callable[[float], None] = lambda seconds: None
    """Told of each round trip that a viewer's report shows, in seconds."""


class ViewerState(Enum):
    """Where the viewer's picture stands."""

    AWAITING_KEYFRAME = "awaiting keyframe"
    CATCHING_UP = "catching up"
    LIVE = "live"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class ViewerFormats:
    """What the viewer's offer and the answer agreed on."""

    video_payload_type: int | None
    rtx_payload_type: int | None
    audio_payload_type: int | None
    rtx_ssrc: int
    cname: str


@dataclass(slots=True)
class ViewerCounters:
    """What this viewer was sent."""

    video_packets: int = 0
    video_bytes: int = 0
    audio_packets: int = 0
    audio_bytes: int = 0
    retransmitted_total: int = 0
    nacked_total: int = 0
    keyframe_requests_total: int = 0
    frames_dropped_total: int = 0


class Viewer:
    """One receiver; every method is called on the event loop and none blocks."""

    def __init__(
        self,
        link: SecureLink,
        formats: ViewerFormats,
        supplies: ViewerSupplies,
        on_keyframe_wanted: Callable[["Viewer"], None],
    ) -> None:
        self.formats = formats
        self.state = ViewerState.AWAITING_KEYFRAME
        self.counters = ViewerCounters()
        self.figures = ReceptionFigures()
        self._link = link
        self._srtp = link.srtp
        self._ring = supplies.ring
        self._encryptor = supplies.encryptor
        self._note_round_trip = supplies.note_round_trip
        self._on_keyframe_wanted = on_keyframe_wanted
        self._pending: deque[OutgoingFrame] = deque(maxlen=CATCH_UP_MAX_FRAMES)
        self._pending_bytes = 0
        self._catch_up_credit = 0
        self._numberings: deque[Numbering] = deque(maxlen=NUMBERINGS_KEPT)
        self._next_number: int | None = None
        """Counts on beyond 16 bits and never goes back: no number is encrypted twice with different contents."""
        self._last_timestamp = 0
        self._sent_index = -1
        self._newest_index = -1
        self._rtx_sequence_number = 0
        self._retransmission = Allowance(RETRANSMISSION_BYTES_PER_SECOND, RETRANSMISSION_BURST_BYTES)
        self._keyframe_answered_ns = -KEYFRAME_ANSWER_INTERVAL_NS
        self._answer_interval_ns = KEYFRAME_ANSWER_INTERVAL_NS
        self._answered_index: int | None = None
        self._has_missed_packets = False
        self._newest_missed = -1
        """The newest packet that was asked for again."""
        self._reported_sequence_number: int | None = None
        self._video_ssrc = 0
        self._in_step: Numbering | None = None
        """The numbering under which the viewer gets exactly what everybody gets."""

    @property
    def transport(self) -> str | None:
        """udp or tcp: the path that the viewer uses now."""
        return self._link.path.kind if self._link.path is not None else None

    def reception(self, now_ns: int) -> ReceptionReading:
        """What is known of the way to the viewer now."""
        sent = self.counters
        return ReceptionReading(
            now_ns,
            dict(self.figures.streams),
            sent.video_bytes + sent.audio_bytes,
            sent.frames_dropped_total,
            self.figures.fraction_lost,
        )

    def start_with(self, frames: Sequence[OutgoingFrame]) -> None:
        """Begin with the cached frames since the last keyframe: the picture appears at once and runs up to live."""
        if self._next_number is None:
            numbering = for_first_start(frames)
        else:
            numbering = for_recovery(frames, self._next_number, self._last_timestamp)
        self._numberings.append(numbering)
        self._newest_index = frames[-1].index
        self._set_pending(frames)
        self._catch_up_credit = 0
        self.state = ViewerState.CATCHING_UP

    def catch_up(self, budget_bytes: int) -> None:
        """Send waiting frames worth `budget_bytes` on average; what the last one takes more is paid back first."""
        self._catch_up_credit += budget_bytes
        while self._pending and self._catch_up_credit > 0 and self.state is ViewerState.CATCHING_UP:
            frame = self._pending.popleft()
            self._pending_bytes -= frame.size
            self._catch_up_credit -= frame.size
            self._send(frame)
        if not self._pending and self.state is ViewerState.CATCHING_UP:
            self.state = ViewerState.LIVE

    def send_video(self, frame: OutgoingFrame) -> None:
        """Send the live frame, or remember it while the viewer catches up, or drop it until a keyframe."""
        if frame.index <= self._newest_index:
            return  # was in the cached pictures that the viewer started with
        self._newest_index = frame.index
        if self.state is ViewerState.LIVE:
            self._send(frame)
        elif self.state is ViewerState.CATCHING_UP:
            self._defer(frame)
        elif self.state is ViewerState.GONE:
            return
        elif frame.is_keyframe:
            self._resume_at(frame)
            self.state = ViewerState.LIVE
            self._send(frame)
        else:
            self.counters.frames_dropped_total += 1

    def send_audio(self, batch: AudioBatch) -> None:
        """Send audio packets; a lost one is concealed by the browser."""
        payload_type = self.formats.audio_payload_type
        if payload_type is not None and self._send_runs(batch.runs(payload_type), None):
            counters = self.counters
            counters.audio_packets += batch.count
            counters.audio_bytes += batch.size

    def leave(self) -> None:
        """Send nothing more, not even what is already on its way through the fan-out."""
        self._set_pending(())
        self.state = ViewerState.GONE

    def lose_picture(self) -> None:
        """Drop what waits and go on with the next keyframe."""
        self.counters.frames_dropped_total += 1 + len(self._pending)
        self._set_pending(())
        self.state = ViewerState.AWAITING_KEYFRAME

    @property
    def has_whole_picture(self) -> bool:
        """Whether the viewer has reported the last packet it was sent and missed none since the last keyframe."""
        if self._next_number is None or self._has_missed_packets:
            return False
        return self._reported_sequence_number == (self._next_number - 1) & 0xFFFF

    def may_answer_keyframe_request(self, now_ns: int) -> bool:
        """Whether the cached pictures may be sent again now; notes that they are.

        The same pictures are sent again at longer and longer intervals: they did not help the last time.
        """
        if self._answered_index == self._newest_index:
            wait_ns = min(2 * self._answer_interval_ns, KEYFRAME_ANSWER_MAX_INTERVAL_NS)
        else:
            wait_ns = KEYFRAME_ANSWER_INTERVAL_NS
        if now_ns - self._keyframe_answered_ns < wait_ns:
            return False
        self._answer_interval_ns = wait_ns
        self._answered_index = self._newest_index
        self._keyframe_answered_ns = now_ns
        return True

    def send_report(self, report: SenderReport) -> None:
        """Send a sender report (RFC 3550 §6.4.1) with the canonical name, so that audio and video can be aligned."""
        path = self._link.path
        if path is not None:
            description = SourceDescription(((report.ssrc, self.formats.cname),))
            try:
                path.send(self._srtp.outgoing.protect_rtcp(report.serialize() + description.serialize()))
            except pylibsrtp.Error as error:
                logger.warning("libsrtp refused a sender report: %s", error)

    def on_rtcp(self, packet: bytes, now_ns: int, ntp_now: int) -> None:
        """Take the viewer's feedback; malformed feedback is dropped."""
        try:
            messages = parse_compound(packet)
        except RtpError as error:
            logger.debug("dropped malformed RTCP: %s", error)
            return
        for message in messages:
            match message:
                case Nack():
                    self._retransmit(message.sequence_numbers, now_ns)
                case PictureLossIndication() | FullIntraRequest():
                    self.counters.keyframe_requests_total += 1
                    self._on_keyframe_wanted(self)
                case ReceiverReport():
                    self._take_reports(message.reports, ntp_now)
                case _:
                    pass

    def _send(self, frame: OutgoingFrame) -> None:
        payload_type = self.formats.video_payload_type
        if payload_type is None:
            return
        numbering, count = self._numberings[-1], len(frame.payloads)
        renumbered, timestamp = None, frame.timestamp
        if numbering is not self._in_step:
            timestamp = numbering.timestamp_of(frame)
            if numbering.offset != 0 or timestamp != frame.timestamp:
                renumbered = (frame.first_number + numbering.offset, timestamp)
            elif frame.index > numbering.squeezed_until:
                # Everybody's timestamps grow faster than this viewer's own would: from here on they stay ahead.
                self._in_step = numbering
        self._video_ssrc = frame.ssrc
        if frame.is_keyframe:
            self._has_missed_packets = False
        self._last_timestamp = timestamp
        self._sent_index = frame.index
        self._next_number = (numbering.first_number if self._next_number is None else self._next_number) + count
        if self._send_runs(frame.runs(payload_type), renumbered):
            counters = self.counters
            counters.video_packets += count
            counters.video_bytes += frame.size
        else:
            self.lose_picture()

    def _send_runs(self, runs: Sequence[PacketRun], renumbered: tuple[int, int] | None) -> bool:
        path, encrypt, srtp = self._link.path, self._encryptor.encrypt, self._srtp
        try:
            for run in runs:
                encrypted, size = encrypt(srtp, run, renumbered)
                # Without a path the picture goes nowhere, as on a cable that is pulled: it comes back with the path.
                if path is not None and not path.send_run(encrypted, size):
                    return False
                if renumbered is not None:
                    renumbered = (renumbered[0] + len(run.packets), renumbered[1])
        except SrtpFailedError as error:
            logger.warning("libsrtp refused a packet: %s", error)
            return False
        return True

    def _defer(self, frame: OutgoingFrame) -> None:
        if frame.is_keyframe and self._next_number is not None:
            self._resume_at(frame)
            self._set_pending((frame,))
            return
        if len(self._pending) == CATCH_UP_MAX_FRAMES or self._pending_bytes > CATCH_UP_MAX_BYTES:
            self.lose_picture()
            return
        self._pending.append(frame)
        self._pending_bytes += frame.size

    def _resume_at(self, keyframe: OutgoingFrame) -> None:
        if self._next_number is None:
            self._numberings.append(for_first_start((keyframe,)))
        else:
            self._numberings.append(for_resumption(keyframe, self._next_number, self._last_timestamp))

    def _set_pending(self, frames: Sequence[OutgoingFrame]) -> None:
        self._pending.clear()
        self._pending.extend(frames)
        self._pending_bytes = sum(frame.size for frame in self._pending)

    def _retransmit(self, sequence_numbers: Sequence[int], now_ns: int) -> None:
        path, payload_type = self._link.path, self.formats.video_payload_type
        self.counters.nacked_total += len(sequence_numbers)
        self._has_missed_packets = True
        self._note_missed(sequence_numbers[:NACKED_AT_ONCE])
        if path is None or payload_type is None:
            return
        for sequence_number in sequence_numbers[:NACKED_AT_ONCE]:
            packet = self._packet_sent_as(sequence_number, payload_type)
            if packet is None:
                continue
            if not self._retransmission.take(len(packet), now_ns):
                return
            if path.send(self._srtp.outgoing.protect(self._wrapped(packet))):
                self.counters.retransmitted_total += 1

    def _note_missed(self, sequence_numbers: Sequence[int]) -> None:
        """Count each missing packet once: a viewer asks for gaps in their order, and anew for what did not come."""
        for sequence_number in sequence_numbers:
            number = self._number_sent_as(sequence_number, RING_PACKETS)
            if number is not None and number > self._newest_missed:
                self._newest_missed = number
                self.figures.missed_packets += 1

    def _number_sent_as(self, sequence_number: int, within: int) -> int | None:
        """The number of one of the latest packets by its 16 bits."""
        if self._next_number is None:
            return None
        age = (self._next_number - sequence_number) & 0xFFFF
        return self._next_number - age if 0 < age <= within else None

    def _packet_sent_as(self, sequence_number: int, payload_type: int) -> bytes | None:
        has_rtx = self.formats.rtx_payload_type is not None
        number = self._number_sent_as(sequence_number, RING_PACKETS if has_rtx else RESENT_IN_PLACE_PACKETS)
        if number is None:
            return None
        for numbering in reversed(self._numberings):
            if numbering.first_number > number:
                continue
            found = self._ring.find(numbering.everybodys(number))
            # A slot may already hold a frame that waits for this viewer and whose numbers have come round again.
            if found is None or found[0].index > self._sent_index:
                return None
            frame, position = found
            return frame.packet(position, payload_type, numbering.offset, numbering.timestamp_of(frame))
        return None

    def _wrapped(self, packet: bytes) -> bytes:
        if self.formats.rtx_payload_type is None:
            return packet
        wrapped = rtx.wrap(packet, self.formats.rtx_payload_type, self.formats.rtx_ssrc, self._rtx_sequence_number)
        self._rtx_sequence_number = uint16_add(self._rtx_sequence_number, 1)
        return wrapped

    def _take_reports(self, reports: Sequence[ReportBlock], ntp_now: int) -> None:
        for report in reports:
            if report.ssrc == self._video_ssrc:
                self._reported_sequence_number = report.highest_sequence & 0xFFFF
        round_trip = self.figures.take(reports, self._video_ssrc, ntp_now)
        if round_trip is not None:
            self._note_round_trip(round_trip)
