"""Retransmission payloads."""

import pytest
from aiortc.rtp import RtpPacket as AiortcPacket
from aiortc.rtp import unwrap_rtx
from hypothesis import given
from hypothesis import strategies as st

from appliance.protocols.rtp import RtpError, RtpPacket
from appliance.protocols.rtp.rtx import unwrap, wrap
from tests.protocols.test_rtp_packet import packets


@given(packets, st.integers(0, 0xFFFF))
def test_unwrapping_gives_back_the_original(packet: RtpPacket, rtx_sequence_number: int) -> None:
    wrapped = RtpPacket.parse(wrap(packet.serialize(), 97, 4242, rtx_sequence_number))
    assert (wrapped.payload_type, wrapped.ssrc, wrapped.sequence_number) == (97, 4242, rtx_sequence_number)
    assert unwrap(wrapped, packet.payload_type, packet.ssrc) == packet


def test_another_implementation_unwraps_it() -> None:
    packet = RtpPacket(96, True, 65_535, 12_345, 77, b"\x65payload", {1: b"0"})
    other = AiortcPacket.parse(wrap(packet.serialize(), 97, 4242, 3))
    original = unwrap_rtx(other, payload_type=96, ssrc=77)
    assert (original.sequence_number, original.timestamp, original.payload) == (65_535, 12_345, b"\x65payload")
    assert bool(original.marker)


def test_a_padding_probe_holds_no_original() -> None:
    for payload in (b"", b"\x01"):
        with pytest.raises(RtpError):
            unwrap(RtpPacket(97, False, 1, 2, 3, payload), 96, 77)


def test_what_is_no_packet_cannot_be_wrapped() -> None:
    data = RtpPacket(96, False, 1, 2, 3, b"", {1: b"0"}).serialize()
    for cut in range(len(data)):
        with pytest.raises(RtpError):
            wrap(data[:cut], 97, 4242, 3)
