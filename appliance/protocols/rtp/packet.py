"""One RTP packet: fixed header, header extensions, payload (RFC 3550 5.1, RFC 8285)."""

import struct
from dataclasses import dataclass, field

from appliance.protocols.rtp.errors import RtpError

HEADER_BYTES = 12

_HEADER = struct.Struct("!BBHII")
_EXTENSION_HEADER = struct.Struct("!HH")
_VERSION_2 = 0x80
_PADDING_BIT = 0x20
_EXTENSION_BIT = 0x10
_ONE_BYTE_PROFILE = 0xBEDE
_TWO_BYTE_PROFILE = 0x1000
_TWO_BYTE_MASK = 0xFFF0
_PADDING_ID = 0
_STOP_ID = 15


def pack_header(payload_type: int, marker: bool, sequence_number: int, timestamp: int, ssrc: int) -> bytes:
    """The 12 bytes before the payload of a packet without extensions."""
    return _HEADER.pack(_VERSION_2, payload_type | (0x80 if marker else 0), sequence_number, timestamp, ssrc)


@dataclass(slots=True)
class RtpPacket:
    """An RTP packet without its padding; contributing sources are dropped."""

    payload_type: int
    marker: bool
    sequence_number: int
    timestamp: int
    ssrc: int
    payload: bytes
    extensions: dict[int, bytes] = field(default_factory=dict)
    """Header extension elements by their negotiated id."""

    @classmethod
    def parse(cls, data: bytes) -> "RtpPacket":
        """The packet in `data`; RtpError when it is not one."""
        if len(data) < HEADER_BYTES:
            raise RtpError("an RTP packet has at least 12 bytes")
        first, second, sequence_number, timestamp, ssrc = _HEADER.unpack_from(data)
        if first >> 6 != 2:
            raise RtpError("the RTP version is not 2")
        start, end = HEADER_BYTES + 4 * (first & 0x0F), len(data)
        extensions: dict[int, bytes] = {}
        if first & _EXTENSION_BIT:
            extensions, start = _parse_extensions(data, start)
        if first & _PADDING_BIT:
            end -= _padding_size(data, start)
        if start > end:
            raise RtpError("the RTP header is longer than the packet")
        return cls(second & 0x7F, second > 0x7F, sequence_number, timestamp, ssrc, data[start:end], extensions)

    def serialize(self) -> bytes:
        """The packet on the wire; one-byte extension elements where all of them fit that form."""
        header = pack_header(self.payload_type, self.marker, self.sequence_number, self.timestamp, self.ssrc)
        if not self.extensions:
            return header + self.payload
        return b"".join(
            (bytes((header[0] | _EXTENSION_BIT,)), header[1:], _pack_extensions(self.extensions), self.payload)
        )


def _padding_size(data: bytes, start: int) -> int:
    size = data[-1]
    if size == 0 or size > len(data) - start:
        raise RtpError("the RTP padding is longer than the packet")
    return size


def _parse_extensions(data: bytes, start: int) -> tuple[dict[int, bytes], int]:
    if start + 4 > len(data):
        raise RtpError("the RTP header extension is cut short")
    profile, words = _EXTENSION_HEADER.unpack_from(data, start)
    end = start + 4 + 4 * words
    if end > len(data):
        raise RtpError("the RTP header extension is longer than the packet")
    block = data[start + 4 : end]
    if profile == _ONE_BYTE_PROFILE:
        return _parse_one_byte(block), end
    if profile & _TWO_BYTE_MASK == _TWO_BYTE_PROFILE:
        return _parse_two_byte(block), end
    return {}, end


def _parse_one_byte(block: bytes) -> dict[int, bytes]:
    extensions: dict[int, bytes] = {}
    position, end = 0, len(block)
    while position < end:
        identifier = block[position] >> 4
        if identifier == _STOP_ID:
            break
        size = 0 if identifier == _PADDING_ID else (block[position] & 0x0F) + 1
        position += 1
        if position + size > end:
            raise RtpError("an RTP header extension element is cut short")
        if size:
            extensions[identifier] = block[position : position + size]
        position += size
    return extensions


def _parse_two_byte(block: bytes) -> dict[int, bytes]:
    extensions: dict[int, bytes] = {}
    position, end = 0, len(block)
    while position < end:
        identifier = block[position]
        if identifier == _PADDING_ID:
            position += 1
            continue
        start = position + 2
        if start > end or start + block[position + 1] > end:
            raise RtpError("an RTP header extension element is cut short")
        position = start + block[position + 1]
        extensions[identifier] = block[start:position]
    return extensions


def _pack_extensions(extensions: dict[int, bytes]) -> bytes:
    fits_one_byte = all(0 < number < _STOP_ID and 0 < len(value) <= 16 for number, value in extensions.items())
    if fits_one_byte:
        profile = _ONE_BYTE_PROFILE
        elements = b"".join(bytes((number << 4 | len(value) - 1,)) + value for number, value in extensions.items())
    else:
        profile = _TWO_BYTE_PROFILE
        elements = b"".join(bytes((number, len(value))) + value for number, value in extensions.items())
    elements += bytes(-len(elements) % 4)
    return _EXTENSION_HEADER.pack(profile, len(elements) // 4) + elements
