"""One source is followed at a time, in order, with its losses counted."""

from appliance.media.ingest.rtp_source import SOURCE_KEPT_NS, RtpSource
from appliance.protocols.rtp import RtpPacket, SenderReport

MS = 1_000_000
PATIENCE = 0.1


def _packet(number: int, ssrc: int = 7) -> RtpPacket:
    return RtpPacket(96, False, number, 3000 * number, ssrc, bytes([number]))


def _receive(source: RtpSource, packet: RtpPacket, now_ns: int = 0) -> list[int]:
    return [each.payload[0] for each in source.receive(packet, now_ns)]


def test_other_layers_of_a_simulcast_are_left_out() -> None:
    source = RtpSource(90_000, PATIENCE)
    heard = [
        number
        for number in range(1, 50)
        for ssrc in (7, 8, 9)
        for number in _receive(source, _packet(number, ssrc), number * 30 * MS)
    ]
    assert heard == list(range(1, 50))
    assert source.ssrc == 7


def test_a_sender_that_begins_anew_is_followed_once_the_old_source_is_silent() -> None:
    source = RtpSource(90_000, PATIENCE)
    _receive(source, _packet(1))
    old_clock = source.clock
    assert _receive(source, _packet(200, ssrc=8), SOURCE_KEPT_NS - 1) == []
    assert _receive(source, _packet(201, ssrc=8), SOURCE_KEPT_NS) == [201]
    assert source.ssrc == 8
    assert source.clock is not old_clock


def test_what_was_lost_before_a_change_of_source_stays_counted() -> None:
    source = RtpSource(90_000, PATIENCE)
    assert _receive(source, _packet(1)) == [1]
    assert _receive(source, _packet(4)) == []
    assert source.missing(0) == [2, 3]
    assert [each.payload[0] for each in source.release(100 * MS)] == [4]
    _receive(source, _packet(9, ssrc=8), SOURCE_KEPT_NS)
    assert source.packets_given_up == 2


def test_patience_decides_how_long_a_gap_holds_the_others_back() -> None:
    source = RtpSource(90_000, PATIENCE)
    _receive(source, _packet(1))
    _receive(source, _packet(3))
    assert source.release(99 * MS) == []
    assert [each.payload[0] for each in source.release(100 * MS)] == [3]


def test_reports_of_other_sources_are_not_taken() -> None:
    source = RtpSource(90_000, PATIENCE)
    assert not source.on_sender_report(SenderReport(7, 1, 2, 0, 0), 0)
    assert source.report_block(0) is None
    _receive(source, _packet(1))
    assert not source.on_sender_report(SenderReport(8, 1, 2, 0, 0), 0)
    assert source.on_sender_report(SenderReport(7, 1, 2, 0, 0), 0)
    block = source.report_block(0)
    assert block is not None
    assert (block.ssrc, block.highest_sequence) == (7, 1)
