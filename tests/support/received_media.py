"""What one viewer receives after the handshake: SRTP and SRTCP counted, sampled, answered."""

import asyncio
import contextlib
import struct
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pylibsrtp
from aiortc.rtp import (
    RTCP_PSFB_PLI,
    RTCP_RTPFB_NACK,
    RtcpByePacket,
    RtcpPacket,
    RtcpPsfbPacket,
    RtcpReceiverInfo,
    RtcpRrPacket,
    RtcpRtpfbPacket,
    RtcpSrPacket,
)

from tests.support.frame_watch import FirstFrameWatch, FrameTally
from tests.support.sequence_census import SequenceCensus
from tests.support.webrtc_descriptions import H264_PAYLOAD_TYPE, OPUS_PAYLOAD_TYPE, RTX_PAYLOAD_TYPE

KINDS = {H264_PAYLOAD_TYPE: "video", RTX_PAYLOAD_TYPE: "rtx", OPUS_PAYLOAD_TYPE: "audio"}
OWN_SSRC = 1
TAIL_BYTES = 16
NACK_RETRY_NANOSECONDS = 60_000_000
NACK_LIMIT = 100
RTP_HEADER = struct.Struct("!BBHII")
FIRST_FRAME_PACKETS = 4096
"""Decrypting everything in search of a first keyframe stops here."""


@dataclass(frozen=True, slots=True)
class ReceiveOptions:
    """What a viewer keeps of what it receives."""

    check_every: int = 50
    """One packet in so many is decrypted and so authenticated."""
    nack: bool = False
    tally_frames: bool = False
    """Decrypt every video packet, to judge each frame afterwards."""
    probe: bool = False
    """Remember when the last packet of each frame came, with the last bytes of that frame."""
    keep: bool = False
    """Keep every packet of picture and sound, decrypted; needs `check_every=1`."""


@dataclass(slots=True)
class ReceivedStream:
    """One SSRC."""

    ssrc: int
    kind: str
    census: SequenceCensus = field(default_factory=SequenceCensus)
    octets: int = 0
    frames_ended: int = 0
    last_arrival_ns: int = 0
    last_sender_report: tuple[int, int] = (0, 0)
    """(middle 32 bits of its NTP time, when it came)."""
    reported_time: tuple[int, int] = (0, 0)
    """(NTP time, RTP timestamp) of the same moment, from the last sender report."""
    kept: list[bytes] = field(default_factory=list)
    nacked: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class FrameProbe:
    """The end of one frame: the last bytes of its last packet, and when they came."""

    tail: bytes
    arrived_ns: int


class ReceivedMedia:
    """All the streams of one viewer."""

    def __init__(self, options: ReceiveOptions) -> None:
        self._options = options
        self._inbound: pylibsrtp.Session | None = None
        self._outbound: pylibsrtp.Session | None = None
        self._first_frame_watch = FirstFrameWatch()
        self._watched_packets = 0
        self.streams: dict[int, ReceivedStream] = {}
        self.first_packet_ns = 0
        self.first_frame_ns = 0
        self.first_frame_seen = asyncio.Event()
        self.checked = 0
        self.check_failures = 0
        self.sender_reports = 0
        self.goodbyes = 0
        self.nacks_sent = 0
        self.tally = FrameTally()
        self.probes: list[FrameProbe] = []
        self._frame_waiters: list[asyncio.Queue[FrameProbe]] = []

    @property
    def has_keys(self) -> bool:
        """Whether the handshake is over."""
        return self._inbound is not None

    def use_keys(self, inbound: pylibsrtp.Session, outbound: pylibsrtp.Session) -> None:
        """Start to count."""
        self._inbound, self._outbound = inbound, outbound

    @contextlib.contextmanager
    def frame_ends(self) -> Iterator[asyncio.Queue[FrameProbe]]:
        """The ends of frames from now on, for a viewer that probes."""
        assert self._options.probe
        queue: asyncio.Queue[FrameProbe] = asyncio.Queue()
        self._frame_waiters.append(queue)
        try:
            yield queue
        finally:
            self._frame_waiters.remove(queue)

    def stream(self, kind: str) -> ReceivedStream | None:
        """The stream of that kind, once its first packet has come."""
        return next((stream for stream in self.streams.values() if stream.kind == kind), None)

    def receive_rtp(self, buffer: bytearray, size: int) -> None:
        """Count one SRTP packet; decrypt it when it is its turn."""
        _, second, sequence_number, timestamp, ssrc = RTP_HEADER.unpack_from(buffer)
        stream = self.streams.get(ssrc)
        if stream is None:
            stream = self._new_stream(ssrc, second & 0x7F)
        now_ns = time.monotonic_ns()
        number = stream.census.receive(sequence_number, now_ns)
        stream.octets += size
        stream.last_arrival_ns = now_ns
        if second > 127:
            stream.frames_ended += 1
        if self._is_wanted(stream, number, second > 127):
            self._open(stream, number, timestamp, bytes(buffer[:size]))

    def receive_rtcp(self, data: bytes) -> None:
        """Note sender reports and goodbyes."""
        assert self._inbound is not None
        try:
            packets = RtcpPacket.parse(self._inbound.unprotect_rtcp(data))
        except (pylibsrtp.Error, ValueError):
            self.check_failures += 1
            return
        for packet in packets:
            if isinstance(packet, RtcpSrPacket):
                self.sender_reports += 1
                self._note_sender_report(packet)
            elif isinstance(packet, RtcpByePacket):
                self.goodbyes += 1

    def feedback(self, now_ns: int, *, report: bool) -> list[bytes]:
        """The protected RTCP packets that are due."""
        assert self._outbound is not None
        packets = []
        for stream in self.streams.values():
            expired = stream.census.expire(now_ns)
            for number in expired:
                stream.nacked.pop(number, None)
            if self._options.nack and stream.kind == "video" and stream.census.missing:
                packets += self._nacks(stream, now_ns)
        if report and self.streams:
            packets.append(bytes(self._receiver_report(now_ns)))
        return [self._outbound.protect_rtcp(packet) for packet in packets]

    def picture_loss_indication(self) -> bytes:
        """A protected PLI for the video stream."""
        assert self._outbound is not None
        video = self.stream("video")
        media_ssrc = video.ssrc if video else 0
        return self._outbound.protect_rtcp(
            bytes(RtcpPsfbPacket(fmt=RTCP_PSFB_PLI, ssrc=OWN_SSRC, media_ssrc=media_ssrc))
        )

    def _new_stream(self, ssrc: int, payload_type: int) -> ReceivedStream:
        stream = ReceivedStream(ssrc, KINDS.get(payload_type, str(payload_type)))
        self.streams[ssrc] = stream
        self.first_packet_ns = self.first_packet_ns or time.monotonic_ns()
        return stream

    def _is_wanted(self, stream: ReceivedStream, number: int, marker: bool) -> bool:
        if number < 0:
            return False
        # The first packet of each stream is always opened, so that libsrtp knows its rollover counter.
        if stream.kind == "rtx" or (stream.census.received - 1) % self._options.check_every == 0:
            return True
        if stream.kind != "video":
            return False
        searching = not self.first_frame_ns and self._watched_packets < FIRST_FRAME_PACKETS
        return searching or self._options.tally_frames or (self._options.probe and marker)

    def _open(self, stream: ReceivedStream, number: int, timestamp: int, datagram: bytes) -> None:
        assert self._inbound is not None
        try:
            packet = self._inbound.unprotect(datagram)
        except pylibsrtp.Error:
            self.check_failures += 1
            return
        self.checked += 1
        if self._options.keep:
            stream.kept.append(packet)
        marker, payload = packet[1] > 127, _payload(packet)
        if stream.kind == "rtx":
            self._restore(payload, timestamp, marker)
        elif stream.kind == "video":
            self._take_video(number, timestamp, marker, payload)

    def _restore(self, payload: bytes, timestamp: int, marker: bool) -> None:
        """A packet sent again in the RTX stream (RFC 4588): its old number stands before its payload."""
        video = self.stream("video")
        if video is None or len(payload) < 3:
            return
        number = video.census.receive(int.from_bytes(payload[:2], "big"), time.monotonic_ns())
        if number >= 0:
            self._take_video(number, timestamp, marker, payload[2:])

    def _take_video(self, number: int, timestamp: int, marker: bool, payload: bytes) -> None:
        if not self.first_frame_ns:
            self._watched_packets += 1
            if self._first_frame_watch.push(number, timestamp, marker, payload):
                self.first_frame_ns = time.monotonic_ns()
                self.first_frame_seen.set()
        if self._options.tally_frames:
            self.tally.push(number, timestamp, marker, payload)
        if self._options.probe and marker:
            self._note_frame_end(FrameProbe(payload[-TAIL_BYTES:], time.monotonic_ns()))

    def _note_frame_end(self, probe: FrameProbe) -> None:
        self.probes.append(probe)
        for waiter in self._frame_waiters:
            waiter.put_nowait(probe)

    def _note_sender_report(self, packet: RtcpSrPacket) -> None:
        stream = self.streams.get(packet.ssrc)
        if stream is not None:
            middle = (packet.sender_info.ntp_timestamp >> 16) & 0xFFFFFFFF
            stream.last_sender_report = (middle, time.monotonic_ns())
            stream.reported_time = (packet.sender_info.ntp_timestamp, packet.sender_info.rtp_timestamp)

    def _nacks(self, stream: ReceivedStream, now_ns: int) -> list[bytes]:
        due = [
            number
            for number in stream.census.missing
            if now_ns - stream.nacked.get(number, -NACK_RETRY_NANOSECONDS) >= NACK_RETRY_NANOSECONDS
        ][:NACK_LIMIT]
        if not due:
            return []
        stream.nacked.update((number, now_ns) for number in due)
        self.nacks_sent += len(due)
        lost = [number & 0xFFFF for number in sorted(due)]
        packet = RtcpRtpfbPacket(fmt=RTCP_RTPFB_NACK, ssrc=OWN_SSRC, media_ssrc=stream.ssrc, lost=lost)
        return [bytes(packet)]

    def _receiver_report(self, now_ns: int) -> RtcpRrPacket:
        reports = [_report_block(stream, now_ns) for stream in self.streams.values() if stream.kind != "rtx"]
        return RtcpRrPacket(ssrc=OWN_SSRC, reports=reports)


def _payload(packet: bytes) -> bytes:
    """The payload of an RTP packet, without CSRCs, header extension and padding."""
    start = 12 + 4 * (packet[0] & 0x0F)
    if packet[0] & 0x10:
        start += 4 + 4 * int.from_bytes(packet[start + 2 : start + 4], "big")
    end = len(packet) - packet[-1] if packet[0] & 0x20 else len(packet)
    return packet[start:end]


def _report_block(stream: ReceivedStream, now_ns: int) -> RtcpReceiverInfo:
    middle, came_ns = stream.last_sender_report
    census = stream.census
    expected = census.highest - census.first + 1
    return RtcpReceiverInfo(
        ssrc=stream.ssrc,
        fraction_lost=min(255, 256 * census.lost // max(1, expected)),
        packets_lost=census.lost,
        highest_sequence=census.highest & 0xFFFFFFFF,
        jitter=0,
        lsr=middle,
        dlsr=(now_ns - came_ns) * 65536 // 1_000_000_000 if came_ns else 0,
    )
