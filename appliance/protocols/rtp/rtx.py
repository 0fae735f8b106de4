"""Retransmissions on a stream of their own: the original sequence number precedes the payload (RFC 4588)."""

from appliance.protocols.rtp.errors import RtpError
from appliance.protocols.rtp.packet import HEADER_BYTES, RtpPacket

_OSN_BYTES = 2
_EXTENSION_BIT = 0x10
_MARKER_BIT = 0x80


def wrap(packet: bytes, rtx_payload_type: int, rtx_ssrc: int, rtx_sequence_number: int) -> bytes:
    """The retransmission of a serialized packet; RtpError when it is not an RTP packet."""
    if len(packet) < HEADER_BYTES:
        raise RtpError("an RTP packet has at least 12 bytes")
    start = _payload_start(packet)
    return b"".join(
        (
            packet[:1],
            bytes((packet[1] & _MARKER_BIT | rtx_payload_type,)),
            rtx_sequence_number.to_bytes(2, "big"),
            packet[4:8],
            rtx_ssrc.to_bytes(4, "big"),
            packet[HEADER_BYTES:start],
            packet[2:4],
            packet[start:],
        )
    )


def unwrap(packet: RtpPacket, primary_payload_type: int, primary_ssrc: int) -> RtpPacket:
    """The original packet in a retransmission; RtpError when it holds none, as the padding probes of browsers do."""
    if len(packet.payload) < _OSN_BYTES:
        raise RtpError("a retransmission holds no original sequence number")
    return RtpPacket(
        payload_type=primary_payload_type,
        marker=packet.marker,
        sequence_number=int.from_bytes(packet.payload[:_OSN_BYTES], "big"),
        timestamp=packet.timestamp,
        ssrc=primary_ssrc,
        payload=packet.payload[_OSN_BYTES:],
        extensions=packet.extensions,
    )


def _payload_start(packet: bytes) -> int:
    start = HEADER_BYTES + 4 * (packet[0] & 0x0F)
    if packet[0] & _EXTENSION_BIT:
        start += 4 + 4 * int.from_bytes(packet[start + 2 : start + 4], "big")
    if start > len(packet):
        raise RtpError("the RTP header is longer than the packet")
    return start
