"""RTP packets with extensions and padding."""

import pytest
from aiortc.rtp import RtpPacket as AiortcPacket
from hypothesis import given
from hypothesis import strategies as st

from appliance.protocols.rtp import HEADER_BYTES, RtpError, RtpPacket, pack_header

_one_byte = st.dictionaries(st.integers(1, 14), st.binary(min_size=1, max_size=16), max_size=5)
_two_byte = st.dictionaries(st.integers(1, 255), st.binary(max_size=40), max_size=5)

packets = st.builds(
    RtpPacket,
    payload_type=st.integers(0, 127),
    marker=st.booleans(),
    sequence_number=st.integers(0, 0xFFFF),
    timestamp=st.integers(0, 0xFFFF_FFFF),
    ssrc=st.integers(0, 0xFFFF_FFFF),
    payload=st.binary(max_size=60),
    extensions=st.one_of(_one_byte, _two_byte),
)


@given(packets)
def test_parse_gives_back_what_was_serialized(packet: RtpPacket) -> None:
    assert RtpPacket.parse(packet.serialize()) == packet


@given(packets)
def test_another_implementation_reads_the_same(packet: RtpPacket) -> None:
    other = AiortcPacket.parse(packet.serialize())
    assert (other.payload_type, bool(other.marker), other.sequence_number) == (
        packet.payload_type,
        packet.marker,
        packet.sequence_number,
    )
    assert (other.timestamp, other.ssrc, other.payload) == (packet.timestamp, packet.ssrc, packet.payload)


def test_header_alone_is_the_start_of_a_packet() -> None:
    packet = RtpPacket(96, True, 65_535, 4_000_000_000, 0xDEADBEEF, b"\x65\x88")
    assert pack_header(96, True, 65_535, 4_000_000_000, 0xDEADBEEF) + b"\x65\x88" == packet.serialize()
    assert len(pack_header(96, False, 0, 0, 0)) == HEADER_BYTES


def test_contributing_sources_and_padding_are_dropped() -> None:
    data = bytes((0x80 | 0x20 | 2, 96)) + pack_header(96, False, 7, 8, 9)[2:] + bytes(8) + b"payload" + b"\x00\x00\x03"
    packet = RtpPacket.parse(data)
    assert (packet.sequence_number, packet.payload) == (7, b"payload")


def test_a_probe_of_nothing_but_padding_is_an_empty_payload() -> None:
    data = bytes((0xA0, 96)) + pack_header(96, False, 7, 8, 9)[2:] + bytes(254) + b"\xff"
    assert RtpPacket.parse(data).payload == b""


def test_an_unknown_extension_profile_is_skipped() -> None:
    data = bytes((0x90, 96)) + pack_header(96, False, 7, 8, 9)[2:] + b"\x12\x34\x00\x01abcdrest"
    packet = RtpPacket.parse(data)
    assert (packet.extensions, packet.payload) == ({}, b"rest")


def test_one_byte_elements_end_at_id_15_and_skip_padding() -> None:
    block = b"\x00\x10A\x00\xf0BCD"
    data = bytes((0x90, 96)) + pack_header(96, False, 7, 8, 9)[2:] + b"\xbe\xde\x00\x02" + block
    assert RtpPacket.parse(data).extensions == {1: b"A"}


def test_each_truncation_within_the_headers_is_refused() -> None:
    data = RtpPacket(96, False, 1, 2, 3, b"", {1: b"mid", 5: b"\x00" * 3}).serialize()
    assert len(data) == 24
    for cut in range(len(data)):
        with pytest.raises(RtpError):
            RtpPacket.parse(data[:cut])


@pytest.mark.parametrize(
    "data",
    [
        b"\x40" + bytes(11),
        b"\x8f" + bytes(12),
        b"\xa0" + bytes(11),
        b"\xa0" + bytes(11) + b"ab\x04",
        b"\x90" + bytes(11) + b"\xbe\xde\x00\x01\x1f\x00\x00\x00",
        b"\x90" + bytes(11) + b"\x10\x00\x00\x01\x01\x09\x00\x00",
    ],
    ids=["version", "sources", "no padding", "padding over payload", "one-byte element", "two-byte element"],
)
def test_nonsense_is_refused(data: bytes) -> None:
    with pytest.raises(RtpError):
        RtpPacket.parse(data)
