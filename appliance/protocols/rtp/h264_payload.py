"""H.264 in RTP payloads, packetization mode 1: single NAL units, STAP-A and FU-A (RFC 6184)."""

from collections.abc import Iterable
from dataclasses import dataclass

from appliance.protocols.h264 import MAX_NAL_UNITS, NalType, is_keyframe
from appliance.protocols.rtp.errors import RtpError
from appliance.protocols.rtp.packet import RtpPacket
from appliance.protocols.rtp.serial import uint16_distance

MAX_FRAME_BYTES = 4 * 1024 * 1024
"""A frame that grows beyond is dropped: a sender that never ends its frame must not eat the memory."""

_FU_HEADER_BYTES = 2
_START_BIT = 0x80
_END_BIT = 0x40
_TYPE_MASK = 0x1F
_MAX_SINGLE_TYPE = 23
_LATE_PACKETS = 512
"""A packet older than this is not late: the sender has restarted its numbering."""

_FRAME_STARTS = (NalType.AUD, NalType.SPS)
"""With one of these a packet after a gap shows that nothing of its own frame is missing before it."""

_WITHOUT_PICTURE = (NalType.AUD, NalType.FILLER)


def packetize(nal_units: Iterable[bytes], max_payload: int = 1200) -> list[bytes]:
    """The payloads that carry one access unit, each at most `max_payload` bytes; delimiters and filler are left out.

    A NAL unit that does not fit is cut into FU-A fragments of one size, of which only the last may be shorter.
    """
    payloads: list[bytes] = []
    waiting: list[bytes] = []
    waiting_bytes = 1
    for nal in nal_units:
        if not nal or nal[0] & _TYPE_MASK in _WITHOUT_PICTURE:
            continue
        size = len(nal) + 2
        if waiting and waiting_bytes + size > max_payload:
            payloads.append(_aggregate(waiting))
            waiting, waiting_bytes = [], 1
        if len(nal) > max_payload:
            payloads += _fragment(nal, max_payload)
        else:
            waiting.append(nal)
            waiting_bytes += size
    if waiting:
        payloads.append(_aggregate(waiting))
    return payloads


@dataclass(frozen=True, slots=True)
class AccessUnit:
    """One received frame with all of its packets."""

    nal_units: tuple[bytes, ...]
    timestamp: int
    is_keyframe: bool


class H264Depacketizer:
    """Builds access units from packets in order; a frame that lost a packet, or refers to one that did, is dropped.

    A gap in the sequence numbers is a loss. A malformed payload damages its frame; nothing is raised.
    """

    def __init__(self) -> None:
        self.needs_keyframe = True
        """True from the first loss on until a keyframe arrives whole: ask the sender for one."""
        self._last_sequence: int | None = None
        self._frame: _Frame | None = None
        self._is_after_gap = False
        self._broken_timestamp: int | None = None

    def push(self, packet: RtpPacket) -> list[AccessUnit]:
        """The access units that this packet completes; at most two."""
        if not self._accepts(packet):
            return []
        if not packet.payload:  # a padding probe: it counts as a number, not as a part of a frame
            return []
        complete: list[AccessUnit] = []
        if self._frame is None or packet.timestamp != self._frame.timestamp:
            complete += self._finish()
            self._frame = _Frame(packet.timestamp, self._has_lost_start(packet))
            self._is_after_gap = False
        self._frame.add(packet.payload)
        if packet.marker:
            complete += self._finish()
        return complete

    def _accepts(self, packet: RtpPacket) -> bool:
        """False for a late or repeated packet; a gap before the packet is noted."""
        if self._last_sequence is None:
            self._is_after_gap = True
        else:
            distance = uint16_distance(self._last_sequence, packet.sequence_number)
            if -_LATE_PACKETS < distance <= 0:
                return False
            if distance != 1:
                self._lose()
        self._last_sequence = packet.sequence_number
        return True

    def _lose(self) -> None:
        self.needs_keyframe = True
        self._is_after_gap = True
        if self._frame is not None:
            self._broken_timestamp = self._frame.timestamp
            self._frame = None

    def _has_lost_start(self, packet: RtpPacket) -> bool:
        if not self._is_after_gap:
            return False
        return packet.timestamp == self._broken_timestamp or _first_type(packet.payload) not in _FRAME_STARTS

    def _finish(self) -> list[AccessUnit]:
        frame, self._frame = self._frame, None
        if frame is None:
            return []
        if not frame.is_whole:
            self.needs_keyframe = True
            return []
        holds_keyframe = is_keyframe(frame.nal_units)
        if self.needs_keyframe and not holds_keyframe:
            return []
        self.needs_keyframe = False
        return [AccessUnit(tuple(frame.nal_units), frame.timestamp, holds_keyframe)]


class _Frame:
    """The NAL units of one timestamp, as far as they have come."""

    def __init__(self, timestamp: int, is_damaged: bool) -> None:
        self.timestamp = timestamp
        self.nal_units: list[bytes] = []
        self._is_damaged = is_damaged
        self._fragments: list[bytes] = []
        self._bytes = 0

    @property
    def is_whole(self) -> bool:
        """True when nothing is missing and no fragmented NAL unit is still open."""
        return bool(self.nal_units) and not self._is_damaged and not self._fragments

    def add(self, payload: bytes) -> None:
        """Take in the next payload in order; a malformed one damages the frame."""
        if self._is_damaged:
            return
        self._bytes += len(payload)
        try:
            self._read(payload)
        except RtpError:
            self._is_damaged = True
        if self._is_damaged or self._bytes > MAX_FRAME_BYTES or len(self.nal_units) > MAX_NAL_UNITS:
            self._is_damaged = True
            self.nal_units.clear()
            self._fragments.clear()

    def _read(self, payload: bytes) -> None:
        kind = payload[0] & _TYPE_MASK
        if kind == NalType.FU_A:
            self._read_fragment(payload)
        elif self._fragments:
            raise RtpError("a fragmented NAL unit has no end")
        elif kind == NalType.STAP_A:
            self.nal_units += _split_aggregate(payload)
        elif 0 < kind <= _MAX_SINGLE_TYPE:
            self.nal_units.append(payload)
        else:
            raise RtpError(f"payload structure {kind} is not part of packetization mode 1")

    def _read_fragment(self, payload: bytes) -> None:
        if len(payload) <= _FU_HEADER_BYTES:
            raise RtpError("a fragment is empty")
        indicator, header = payload[0], payload[1]
        if bool(header & _START_BIT) == bool(self._fragments):
            raise RtpError("a fragmented NAL unit does not begin where it should")
        if header & _START_BIT:
            self._fragments.append(bytes((indicator & ~_TYPE_MASK | header & _TYPE_MASK,)))
        self._fragments.append(payload[_FU_HEADER_BYTES:])
        if header & _END_BIT:
            self.nal_units.append(b"".join(self._fragments))
            self._fragments.clear()


def _aggregate(nal_units: list[bytes]) -> bytes:
    """One NAL unit as it is, several as a STAP-A."""
    if len(nal_units) == 1:
        return nal_units[0]
    reference_idc = max(nal[0] & 0x60 for nal in nal_units)
    parts = [bytes((reference_idc | NalType.STAP_A,))]
    for nal in nal_units:
        parts += (len(nal).to_bytes(2, "big"), nal)
    return b"".join(parts)


def _fragment(nal: bytes, max_payload: int) -> list[bytes]:
    """The FU-A payloads of one NAL unit, of equal size; the last may be shorter."""
    indicator, kind = nal[0] & ~_TYPE_MASK | NalType.FU_A, nal[0] & _TYPE_MASK
    body = memoryview(nal)[1:]
    count = -(-len(body) // (max_payload - _FU_HEADER_BYTES))
    size = -(-len(body) // count)
    middle = bytes((indicator, kind))
    payloads = [middle + body[start : start + size] for start in range(0, len(body), size)]
    payloads[0] = bytes((indicator, kind | _START_BIT)) + body[:size]
    last_start = size * (len(payloads) - 1)
    payloads[-1] = bytes((indicator, kind | _END_BIT)) + body[last_start:]
    return payloads


def _split_aggregate(payload: bytes) -> list[bytes]:
    nal_units: list[bytes] = []
    position, end = 1, len(payload)
    while position < end:
        start = position + 2
        position = start + int.from_bytes(payload[position:start], "big")
        if position > end or position == start:
            raise RtpError("an aggregated NAL unit is empty or cut short")
        nal_units.append(payload[start:position])
    if not nal_units:
        raise RtpError("an aggregation packet is empty")
    return nal_units


def _first_type(payload: bytes) -> int:
    """The type of the first NAL unit in a payload; for a fragment the structure's own number."""
    kind = payload[0] & _TYPE_MASK
    if kind == NalType.STAP_A and len(payload) > 3:
        return payload[3] & _TYPE_MASK
    return kind
