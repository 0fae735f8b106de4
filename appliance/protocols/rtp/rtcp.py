"""RTCP packets: reports, descriptions, feedback (RFC 3550 6, RFC 4585 6, RFC 5104 4.3.1, REMB)."""

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from appliance.protocols.rtp.errors import RtpError
from appliance.protocols.rtp.serial import uint16_add, uint16_distance

MAX_COMPOUND_BYTES = 4096
"""Peers keep RTCP under the path's MTU; the bound keeps an expanded NACK small."""

_HEADER = struct.Struct("!BBH")
_SENDER_INFO = struct.Struct("!IQIII")
_REPORT_BLOCK = struct.Struct("!IB3sIIII")
_FEEDBACK_HEAD = struct.Struct("!II")
_NACK_ITEM = struct.Struct("!HH")
_FIR_ITEM = struct.Struct("!IB3x")
_REMB_HEAD = struct.Struct("!4sI")

_VERSION_2 = 0x80
_PADDING_BIT = 0x20
_COUNT_MASK = 0x1F
_MAX_COUNT = 31
_CNAME = 1

_NACK_FORMAT = 1
_PICTURE_LOSS_FORMAT = 1
_FULL_INTRA_FORMAT = 4
_APPLICATION_FORMAT = 15

_REMB_NAME = b"REMB"
_REMB_MANTISSA_BITS = 18
_REMB_MAX_EXPONENT = 63


class RtcpType(IntEnum):
    """The packet types that the box reads."""

    SENDER_REPORT = 200
    RECEIVER_REPORT = 201
    SOURCE_DESCRIPTION = 202
    GOODBYE = 203
    TRANSPORT_FEEDBACK = 205
    PAYLOAD_FEEDBACK = 206


@dataclass(frozen=True, slots=True)
class ReportBlock:
    """How one stream arrives at a receiver."""

    ssrc: int
    fraction_lost: int
    """In 1/256, since the report before."""
    packets_lost: int
    """In total; negative when duplicates outnumber losses."""
    highest_sequence: int
    """Extended to 32 bits."""
    jitter: int
    """In units of the stream's clock."""
    lsr: int
    """The middle 32 bits of the last sender report's NTP time, 0 when none came."""
    dlsr: int
    """The delay since then in 1/65536 s."""

    def serialize(self) -> bytes:
        """The 24 bytes of the block."""
        lost = max(-0x80_0000, min(0x7F_FFFF, self.packets_lost)).to_bytes(3, "big", signed=True)
        return _REPORT_BLOCK.pack(
            self.ssrc, self.fraction_lost, lost, self.highest_sequence, self.jitter, self.lsr, self.dlsr
        )


@dataclass(frozen=True, slots=True)
class SenderReport:
    """What a sender has sent, and which wall-clock time a timestamp stands for."""

    ssrc: int
    ntp_time: int
    """Seconds since 1900 in 32.32 fixed point."""
    rtp_timestamp: int
    packet_count: int
    octet_count: int
    reports: tuple[ReportBlock, ...] = ()

    def serialize(self) -> bytes:
        """The packet on the wire."""
        info = _SENDER_INFO.pack(self.ssrc, self.ntp_time, self.rtp_timestamp, self.packet_count, self.octet_count)
        return _pack(RtcpType.SENDER_REPORT, len(self.reports), info + _pack_reports(self.reports))


@dataclass(frozen=True, slots=True)
class ReceiverReport:
    """The report of a participant that sends nothing."""

    ssrc: int
    reports: tuple[ReportBlock, ...] = ()

    def serialize(self) -> bytes:
        """The packet on the wire."""
        body = self.ssrc.to_bytes(4, "big") + _pack_reports(self.reports)
        return _pack(RtcpType.RECEIVER_REPORT, len(self.reports), body)


@dataclass(frozen=True, slots=True)
class SourceDescription:
    """The canonical name of each source; other items are not kept."""

    cnames: tuple[tuple[int, str], ...]

    def serialize(self) -> bytes:
        """The packet on the wire."""
        return _pack(RtcpType.SOURCE_DESCRIPTION, len(self.cnames), b"".join(map(_pack_chunk, self.cnames)))


@dataclass(frozen=True, slots=True)
class Goodbye:
    """These sources are gone."""

    ssrcs: tuple[int, ...]

    def serialize(self) -> bytes:
        """The packet on the wire."""
        return _pack(RtcpType.GOODBYE, len(self.ssrcs), _pack_ssrcs(self.ssrcs))


@dataclass(frozen=True, slots=True)
class Nack:
    """These packets did not arrive."""

    sender_ssrc: int
    media_ssrc: int
    sequence_numbers: tuple[int, ...]

    def serialize(self) -> bytes:
        """The packet on the wire; numbers within 16 of each other share an item when they are in order."""
        items = b"".join(_NACK_ITEM.pack(*item) for item in _compact(self.sequence_numbers))
        head = _FEEDBACK_HEAD.pack(self.sender_ssrc, self.media_ssrc)
        return _pack(RtcpType.TRANSPORT_FEEDBACK, _NACK_FORMAT, head + items)


@dataclass(frozen=True, slots=True)
class PictureLossIndication:
    """The receiver cannot go on without a keyframe."""

    sender_ssrc: int
    media_ssrc: int

    def serialize(self) -> bytes:
        """The packet on the wire."""
        head = _FEEDBACK_HEAD.pack(self.sender_ssrc, self.media_ssrc)
        return _pack(RtcpType.PAYLOAD_FEEDBACK, _PICTURE_LOSS_FORMAT, head)


@dataclass(frozen=True, slots=True)
class FullIntraRequest:
    """A command to send a keyframe."""

    sender_ssrc: int
    ssrcs: tuple[int, ...]
    command_number: int = 0
    """Counts up with each new command; a repeated one keeps its number."""

    def serialize(self) -> bytes:
        """The packet on the wire."""
        items = b"".join(_FIR_ITEM.pack(ssrc, self.command_number & 0xFF) for ssrc in self.ssrcs)
        return _pack(RtcpType.PAYLOAD_FEEDBACK, _FULL_INTRA_FORMAT, _FEEDBACK_HEAD.pack(self.sender_ssrc, 0) + items)


@dataclass(frozen=True, slots=True)
class ReceiverEstimatedMaxBitrate:
    """The rate in bit/s up to which the receiver wants to be sent these streams together."""

    sender_ssrc: int
    bitrate: int
    ssrcs: tuple[int, ...]

    def serialize(self) -> bytes:
        """The packet on the wire; the rate is cut to 18 significant bits."""
        exponent = max(0, self.bitrate.bit_length() - _REMB_MANTISSA_BITS)
        mantissa = self.bitrate >> exponent
        value = len(self.ssrcs) << 24 | exponent << _REMB_MANTISSA_BITS | mantissa
        body = _FEEDBACK_HEAD.pack(self.sender_ssrc, 0) + _REMB_HEAD.pack(_REMB_NAME, value) + _pack_ssrcs(self.ssrcs)
        return _pack(RtcpType.PAYLOAD_FEEDBACK, _APPLICATION_FORMAT, body)


RtcpPacket = (
    SenderReport
    | ReceiverReport
    | SourceDescription
    | Goodbye
    | Nack
    | PictureLossIndication
    | FullIntraRequest
    | ReceiverEstimatedMaxBitrate
)


def parse_compound(data: bytes) -> list[RtcpPacket]:
    """The packets of a compound or reduced-size datagram; unknown ones are skipped; RtpError when it is malformed."""
    if not 0 < len(data) <= MAX_COMPOUND_BYTES:
        raise RtpError("an RTCP datagram is empty or too long")
    packets: list[RtcpPacket] = []
    position, end = 0, len(data)
    while position < end:
        if position + _HEADER.size > end:
            raise RtpError("an RTCP header is cut short")
        first, kind, words = _HEADER.unpack_from(data, position)
        start, position = position + _HEADER.size, position + 4 * (words + 1)
        if first >> 6 != 2 or position > end:
            raise RtpError("an RTCP packet has another version or is cut short")
        body = data[start:position]
        if first & _PADDING_BIT:
            body = _without_padding(body, is_last=position == end)
        packet = _parse(kind, first & _COUNT_MASK, body)
        if packet is not None:
            packets.append(packet)
    return packets


def _without_padding(body: bytes, is_last: bool) -> bytes:
    size = body[-1] if body else 0
    if not is_last or not 0 < size <= len(body) or size % 4:
        raise RtpError("the RTCP padding is malformed")
    return body[:-size]


def _parse(kind: int, count: int, body: bytes) -> RtcpPacket | None:
    match kind:
        case RtcpType.SENDER_REPORT:
            return _parse_sender_report(count, body)
        case RtcpType.RECEIVER_REPORT:
            return ReceiverReport(_parse_ssrcs(body[:4], 1)[0], _parse_reports(count, body[4:]))
        case RtcpType.SOURCE_DESCRIPTION:
            return _parse_source_description(count, body)
        case RtcpType.GOODBYE:
            return Goodbye(_parse_ssrcs(body, count))
        case RtcpType.TRANSPORT_FEEDBACK if count == _NACK_FORMAT:
            sender_ssrc, media_ssrc = _parse_ssrcs(body, 2)
            return Nack(sender_ssrc, media_ssrc, _expand(body[_FEEDBACK_HEAD.size :]))
        case RtcpType.PAYLOAD_FEEDBACK:
            return _parse_payload_feedback(count, body)
        case _:
            return None


def _parse_sender_report(count: int, body: bytes) -> SenderReport:
    if len(body) < _SENDER_INFO.size:
        raise RtpError("a sender report is cut short")
    ssrc, ntp_time, rtp_timestamp, packet_count, octet_count = _SENDER_INFO.unpack_from(body)
    reports = _parse_reports(count, body[_SENDER_INFO.size :])
    return SenderReport(ssrc, ntp_time, rtp_timestamp, packet_count, octet_count, reports)


def _parse_reports(count: int, body: bytes) -> tuple[ReportBlock, ...]:
    if len(body) < count * _REPORT_BLOCK.size:
        raise RtpError("a report block is cut short")
    reports = []
    for index in range(count):
        ssrc, fraction, lost, highest, jitter, lsr, dlsr = _REPORT_BLOCK.unpack_from(body, index * _REPORT_BLOCK.size)
        total = int.from_bytes(lost, "big", signed=True)
        reports.append(ReportBlock(ssrc, fraction, total, highest, jitter, lsr, dlsr))
    return tuple(reports)


def _parse_source_description(count: int, body: bytes) -> SourceDescription:
    cnames: list[tuple[int, str]] = []
    position = 0
    for _ in range(count):
        ssrc = _parse_ssrcs(body[position : position + 4], 1)[0]
        cname, position = _parse_items(body, position + 4)
        if cname is not None:
            cnames.append((ssrc, cname))
    return SourceDescription(tuple(cnames))


def _parse_items(body: bytes, position: int) -> tuple[str | None, int]:
    """The CNAME among the items of a chunk, and where the next chunk begins."""
    cname: str | None = None
    while position < len(body) and body[position]:
        end = position + 2 + (body[position + 1] if position + 1 < len(body) else 0)
        if end > len(body):
            raise RtpError("a source description item is cut short")
        if body[position] == _CNAME:
            cname = body[position + 2 : end].decode(errors="replace")
        position = end
    return cname, position + 4 - position % 4


def _parse_payload_feedback(count: int, body: bytes) -> RtcpPacket | None:
    sender_ssrc, media_ssrc = _parse_ssrcs(body, 2)
    items = body[_FEEDBACK_HEAD.size :]
    if count == _PICTURE_LOSS_FORMAT:
        return PictureLossIndication(sender_ssrc, media_ssrc)
    if count == _FULL_INTRA_FORMAT:
        return _parse_full_intra(sender_ssrc, items)
    if count == _APPLICATION_FORMAT and items[:4] == _REMB_NAME:
        return _parse_remb(sender_ssrc, items)
    return None


def _parse_full_intra(sender_ssrc: int, items: bytes) -> FullIntraRequest:
    if not items or len(items) % _FIR_ITEM.size:
        raise RtpError("a full intra request is cut short")
    entries = list(_FIR_ITEM.iter_unpack(items))
    return FullIntraRequest(sender_ssrc, tuple(ssrc for ssrc, _ in entries), entries[0][1])


def _parse_remb(sender_ssrc: int, items: bytes) -> ReceiverEstimatedMaxBitrate:
    if len(items) < _REMB_HEAD.size:
        raise RtpError("a bitrate estimate is cut short")
    value = _REMB_HEAD.unpack_from(items)[1]
    exponent = value >> _REMB_MANTISSA_BITS & _REMB_MAX_EXPONENT
    mantissa = value & ((1 << _REMB_MANTISSA_BITS) - 1)
    ssrcs = _parse_ssrcs(items[_REMB_HEAD.size :], value >> 24)
    return ReceiverEstimatedMaxBitrate(sender_ssrc, mantissa << exponent, ssrcs)


def _parse_ssrcs(body: bytes, count: int) -> tuple[int, ...]:
    if len(body) < 4 * count:
        raise RtpError("an RTCP packet ends within its SSRCs")
    return struct.unpack_from(f"!{count}I", body)


def _expand(items: bytes) -> tuple[int, ...]:
    """The sequence numbers of NACK items: each a number and a mask of the 16 after it."""
    if len(items) % _NACK_ITEM.size:
        raise RtpError("a NACK item is cut short")
    numbers: list[int] = []
    for first, mask in _NACK_ITEM.iter_unpack(items):
        numbers.append(first)
        if mask:
            numbers += [uint16_add(first, bit + 1) for bit in range(16) if mask >> bit & 1]
    return tuple(numbers)


def _compact(numbers: Iterable[int]) -> list[tuple[int, int]]:
    items: list[tuple[int, int]] = []
    for number in numbers:
        offset = uint16_distance(items[-1][0], number) if items else 0
        if 0 < offset <= 16:
            items[-1] = (items[-1][0], items[-1][1] | 1 << (offset - 1))
        else:
            items.append((number, 0))
    return items


def _pack(kind: RtcpType, count: int, body: bytes) -> bytes:
    if count > _MAX_COUNT:
        raise RtpError("an RTCP packet holds at most 31 entries")
    return _HEADER.pack(_VERSION_2 | count, kind, len(body) // 4) + body


def _pack_reports(reports: Iterable[ReportBlock]) -> bytes:
    return b"".join([report.serialize() for report in reports])


def _pack_ssrcs(ssrcs: tuple[int, ...]) -> bytes:
    return struct.pack(f"!{len(ssrcs)}I", *ssrcs)


def _pack_chunk(entry: tuple[int, str]) -> bytes:
    ssrc, cname = entry
    text = cname.encode()[:255]
    chunk = ssrc.to_bytes(4, "big") + bytes((_CNAME, len(text))) + text
    # One to four zero bytes end the list of items at a word boundary.
    return chunk + bytes(4 - len(chunk) % 4)
