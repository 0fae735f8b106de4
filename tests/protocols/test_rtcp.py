"""RTCP packets: read, written, expanded and refused."""

from typing import cast

import aiortc.rtp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.protocols.rtp import (
    FullIntraRequest,
    Goodbye,
    Nack,
    PictureLossIndication,
    ReceiverEstimatedMaxBitrate,
    ReceiverReport,
    ReportBlock,
    RtcpPacket,
    RtpError,
    SenderReport,
    SourceDescription,
    parse_compound,
    uint16_add,
)
from appliance.protocols.rtp.rtcp import MAX_COMPOUND_BYTES

uint8, uint16, uint32 = st.integers(0, 0xFF), st.integers(0, 0xFFFF), st.integers(0, 0xFFFF_FFFF)
ssrcs = st.lists(uint32, min_size=1, max_size=4).map(tuple)
blocks = st.builds(ReportBlock, uint32, uint8, st.integers(-(2**23), 2**23 - 1), uint32, uint32, uint32, uint32)
reports = st.lists(blocks, max_size=3).map(tuple)
cnames = st.text(st.characters(max_codepoint=0x7F, min_codepoint=1), max_size=40)
ascending = st.builds(
    lambda first, steps: tuple(uint16_add(first, sum(steps[: index + 1])) for index in range(len(steps))),
    uint16,
    st.lists(st.integers(1, 40), min_size=1, max_size=30),
)

rtcp_packets: st.SearchStrategy[RtcpPacket] = st.one_of(
    st.builds(SenderReport, uint32, st.integers(0, 2**64 - 1), uint32, uint32, uint32, reports),
    st.builds(ReceiverReport, uint32, reports),
    st.builds(SourceDescription, st.lists(st.tuples(uint32, cnames), max_size=4).map(tuple)),
    st.builds(Goodbye, ssrcs),
    st.builds(Nack, uint32, uint32, ascending),
    st.builds(PictureLossIndication, uint32, uint32),
    st.builds(FullIntraRequest, uint32, ssrcs, uint8),
    st.builds(ReceiverEstimatedMaxBitrate, uint32, st.integers(0, 2**18 - 1).map(lambda rate: rate << 6), ssrcs),
)


@given(st.lists(rtcp_packets, min_size=1, max_size=5))
def test_a_compound_gives_back_its_packets(packets: list[RtcpPacket]) -> None:
    assert parse_compound(b"".join(packet.serialize() for packet in packets)) == packets


# aiortc misreads a description of several sources, and does not wrap the numbers of a NACK.
@given(st.lists(rtcp_packets.filter(lambda packet: not isinstance(packet, SourceDescription)), min_size=1, max_size=5))
def test_another_implementation_takes_every_packet(packets: list[RtcpPacket]) -> None:
    others = aiortc.rtp.RtcpPacket.parse(b"".join(packet.serialize() for packet in packets))
    assert len(others) == len(packets)


def test_another_implementation_reads_the_same_reports() -> None:
    block = ReportBlock(9, 12, -5, 70_000, 33, 0x1234_5678, 0x10_0000)
    packet = SenderReport(7, 0x1122_3344_5566_7788, 90_000, 10, 12_000, (block,))
    other = cast(aiortc.rtp.RtcpSrPacket, aiortc.rtp.RtcpPacket.parse(packet.serialize())[0])
    assert (other.ssrc, other.sender_info.ntp_timestamp, other.sender_info.rtp_timestamp) == (
        7,
        packet.ntp_time,
        90_000,
    )
    report = other.reports[0]
    assert (report.fraction_lost, report.packets_lost, report.jitter, report.lsr) == (12, -5, 33, 0x1234_5678)


def test_another_implementation_reads_the_same_feedback() -> None:
    numbers = (2, 10, 11, 100, 116, 117)
    nack = cast(aiortc.rtp.RtcpRtpfbPacket, aiortc.rtp.RtcpPacket.parse(Nack(1, 2, numbers).serialize())[0])
    assert tuple(nack.lost) == numbers
    remb_bytes = ReceiverEstimatedMaxBitrate(1, 4_000_000, (5, 6)).serialize()
    remb = cast(aiortc.rtp.RtcpPsfbPacket, aiortc.rtp.RtcpPacket.parse(remb_bytes)[0])
    bitrate, sources = aiortc.rtp.unpack_remb_fci(remb.fci)
    assert (bitrate, sources) == (4_000_000, [5, 6])


def test_neighbours_share_a_nack_item() -> None:
    head = 12
    assert len(Nack(1, 2, tuple(range(100, 117))).serialize()) == head + 4
    assert len(Nack(1, 2, tuple(range(100, 118))).serialize()) == head + 8
    assert len(Nack(1, 2, (65_535, 0, 1)).serialize()) == head + 4


def test_nack_numbers_out_of_order_are_all_kept() -> None:
    packet = Nack(1, 2, (50, 10, 49))
    assert parse_compound(packet.serialize()) == [packet]


@given(st.integers(0, 2**40))
def test_bitrate_keeps_eighteen_significant_bits(bitrate: int) -> None:
    [packet] = parse_compound(ReceiverEstimatedMaxBitrate(1, bitrate, ()).serialize())
    assert isinstance(packet, ReceiverEstimatedMaxBitrate)
    assert 0 <= bitrate - packet.bitrate <= bitrate >> 17


def test_losses_beyond_24_bits_are_clamped() -> None:
    for lost, written in ((2**23, 2**23 - 1), (-(2**23) - 1, -(2**23))):
        [packet] = parse_compound(ReceiverReport(1, (ReportBlock(2, 0, lost, 0, 0, 0, 0),)).serialize())
        assert isinstance(packet, ReceiverReport)
        assert packet.reports[0].packets_lost == written


def test_unknown_packets_are_skipped() -> None:
    application_defined = b"\x80\xcc\x00\x02" + bytes(8)
    extended_report = b"\x80\xcf\x00\x01" + bytes(4)
    transport_wide = b"\x8f\xcd\x00\x03" + bytes(12)
    slice_loss = b"\x82\xce\x00\x02" + bytes(8)
    afb = b"\x8f\xce\x00\x03" + bytes(8) + b"OTHR"
    picture_loss = PictureLossIndication(1, 2)
    data = application_defined + extended_report + transport_wide + slice_loss + afb + picture_loss.serialize()
    assert parse_compound(data) == [picture_loss]


def test_padding_is_taken_off_the_last_packet_only() -> None:
    padded = (
        b"\xa1\xc9\x00\x08" + ReceiverReport(1, (ReportBlock(2, 0, 0, 0, 0, 0, 0),)).serialize()[4:] + b"\0\0\0\x04"
    )
    assert parse_compound(padded) == [ReceiverReport(1, (ReportBlock(2, 0, 0, 0, 0, 0, 0),))]
    with pytest.raises(RtpError):
        parse_compound(padded + Goodbye((1,)).serialize())


def test_profile_specific_ends_of_reports_are_ignored() -> None:
    assert parse_compound(b"\x80\xc9\x00\x03" + bytes(12)) == [ReceiverReport(0)]


@given(rtcp_packets)
def test_each_truncation_is_refused(packet: RtcpPacket) -> None:
    data = packet.serialize()
    for cut in range(len(data)):
        with pytest.raises(RtpError):
            parse_compound(data[:cut])


@pytest.mark.parametrize(
    "data",
    [
        b"\x40\xc9\x00\x01" + bytes(4),
        b"\x81\xc9\x00\x01" + bytes(4),
        b"\x80\xc8\x00\x01" + bytes(4),
        b"\x80\xc9\x00\x00",
        b"\x82\xcb\x00\x01" + bytes(4),
        b"\x81\xcd\x00\x01" + bytes(4),
        b"\x81\xca\x00\x02" + bytes(4) + b"\x01\x09ab",
        b"\x84\xce\x00\x03" + bytes(12),
        b"\x8f\xce\x00\x03" + bytes(8) + b"REMB",
        b"\x8f\xce\x00\x04" + bytes(8) + b"REMB\x02\x00\x00\x00",
        b"\xa0\xc9\x00\x01" + b"\0\0\0\x08",
        b"\xa0\xc9\x00\x02" + bytes(7) + b"\x03",
        bytes(MAX_COMPOUND_BYTES + 4),
    ],
    ids=[
        "version",
        "missing report block",
        "short sender report",
        "report without SSRC",
        "missing goodbye",
        "feedback without media",
        "item over the end",
        "half a FIR item",
        "REMB without rate",
        "REMB without SSRCs",
        "padding over the body",
        "padding not in words",
        "too long",
    ],
)
def test_malformed_packets_are_refused(data: bytes) -> None:
    with pytest.raises(RtpError):
        parse_compound(data)


def test_too_many_entries_for_one_packet_are_refused() -> None:
    with pytest.raises(RtpError):
        Goodbye(tuple(range(32))).serialize()
