"""A received stream: order, losses, retransmission requests and reports."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.protocols.rtp import ReceiveStream, RtpPacket, SenderReport, uint16_add
from appliance.protocols.rtp.receiver import GIVE_UP_AFTER, MAX_REQUESTS, REORDER_PACKETS, RETRY_INTERVAL

FIRST = 65_500


def _packet(number: int, first: int = FIRST) -> RtpPacket:
    return RtpPacket(96, False, uint16_add(first, number), 3000 * number, 7, number.to_bytes(4, "big"))


def _numbers(packets: Sequence[RtpPacket]) -> list[int]:
    return [int.from_bytes(packet.payload, "big") for packet in packets]


def _receive(stream: ReceiveStream, numbers: Sequence[int], now: float = 0.0) -> list[int]:
    return [number for sent in numbers for number in _numbers(stream.receive(_packet(sent), now))]


def _sequences(*numbers: int) -> list[int]:
    return [uint16_add(FIRST, number) for number in numbers]


def test_packets_in_order_pass_at_once() -> None:
    assert _receive(ReceiveStream(7, 90_000), range(200)) == list(range(200))


@given(st.permutations(range(1, 12)))
def test_any_order_becomes_the_right_one(order: list[int]) -> None:
    assert _receive(ReceiveStream(7, 90_000), [0, *order]) == list(range(12))


@given(st.lists(st.integers(0, 60), max_size=120))
def test_nothing_is_given_out_twice_or_out_of_order(numbers: list[int]) -> None:
    stream = ReceiveStream(7, 90_000)
    out = _receive(stream, numbers)
    out += _numbers(stream.release(now=GIVE_UP_AFTER))
    assert out == sorted(set(out))
    assert set(out) == {number for number in numbers if number >= numbers[0]}


def test_a_gap_is_asked_for_until_it_is_filled() -> None:
    stream = ReceiveStream(7, 90_000)
    assert _receive(stream, [0, 1, 4, 6]) == [0, 1]
    assert stream.nacks(0.0) == _sequences(2, 3, 5)
    assert stream.nacks(RETRY_INTERVAL / 2) == []
    assert _receive(stream, [3], 0.01) == []
    assert stream.nacks(RETRY_INTERVAL) == _sequences(2, 5)
    assert _receive(stream, [2], 0.03) == [2, 3, 4]
    assert _receive(stream, [5], 0.03) == [5, 6]
    assert stream.nacks(1.0) == []
    assert stream.packets_given_up == 0


def test_the_number_of_requests_is_bounded() -> None:
    stream = ReceiveStream(7, 90_000)
    _receive(stream, [0, 2])
    asked = [stream.nacks(number * RETRY_INTERVAL) for number in range(MAX_REQUESTS + 5)]
    assert sum(map(len, asked)) == MAX_REQUESTS


def test_an_overdue_gap_is_given_up_and_stays_visible() -> None:
    stream = ReceiveStream(7, 90_000)
    assert _receive(stream, [0, 2, 3]) == [0]
    assert _receive(stream, [4], GIVE_UP_AFTER / 2) == []
    assert _receive(stream, [5], GIVE_UP_AFTER) == [2, 3, 4, 5]
    assert stream.packets_given_up == 1
    assert stream.nacks(GIVE_UP_AFTER) == []
    assert _receive(stream, [1], GIVE_UP_AFTER) == []


def test_a_gap_at_the_end_of_a_burst_is_given_up_without_another_packet() -> None:
    stream = ReceiveStream(7, 90_000)
    assert _receive(stream, [0, 2]) == [0]
    assert _numbers(stream.release(GIVE_UP_AFTER - 0.001)) == []
    assert _numbers(stream.release(GIVE_UP_AFTER)) == [2]


def test_a_later_gap_keeps_its_own_time() -> None:
    stream = ReceiveStream(7, 90_000)
    _receive(stream, [0, 2])
    _receive(stream, [4], 0.1)
    assert _numbers(stream.release(GIVE_UP_AFTER)) == [2]
    assert _numbers(stream.release(0.1 + GIVE_UP_AFTER)) == [4]
    assert stream.packets_given_up == 2


def test_the_reorder_buffer_is_bounded() -> None:
    stream = ReceiveStream(7, 90_000)
    out = _receive(stream, [0, *range(2, REORDER_PACKETS + 3)])
    assert out == [0, *range(2, REORDER_PACKETS + 3)]
    assert stream.packets_given_up == 1


def test_a_long_outage_asks_only_for_its_end() -> None:
    stream = ReceiveStream(7, 90_000)
    _receive(stream, [0, 2])
    assert _receive(stream, [2000]) == [2]
    assert stream.nacks(0.0) == _sequences(*range(2000 - REORDER_PACKETS, 2000))
    assert _receive(stream, [2001], GIVE_UP_AFTER) == [2000, 2001]


def test_a_sender_that_counts_anew_is_followed_after_two_packets() -> None:
    stream = ReceiveStream(7, 90_000)
    _receive(stream, range(20))
    restarted = [_packet(number, first=FIRST - 20_000) for number in range(20, 24)]
    assert [_numbers(stream.receive(packet, 1.0)) for packet in restarted] == [[], [21], [22], [23]]
    assert stream.report_block(1.0).packets_lost == 0


def test_a_stray_packet_from_afar_changes_nothing() -> None:
    stream = ReceiveStream(7, 90_000)
    _receive(stream, range(20))
    assert stream.receive(_packet(20, first=FIRST - 20_000), 0.0) == []
    assert _receive(stream, [20, 21]) == [20, 21]


def test_report_counts_losses_since_the_last_one() -> None:
    stream = ReceiveStream(7, 90_000)
    _receive(stream, [number for number in range(100) if number % 4])
    first = stream.report_block(0.0)
    # The stream is known from packet 1 on: 99 were to be expected, 24 of them did not come.
    assert (first.packets_lost, first.fraction_lost, first.ssrc) == (24, 24 * 256 // 99, 7)
    assert first.highest_sequence == FIRST + 99
    _receive(stream, range(100, 150))
    second = stream.report_block(0.0)
    assert (second.packets_lost, second.fraction_lost) == (24, 0)


def test_recovered_packets_do_not_count_as_lost() -> None:
    stream = ReceiveStream(7, 90_000)
    _receive(stream, [0, 1, 3, 2, 3, 3])
    report = stream.report_block(0.0)
    assert (report.packets_lost, report.fraction_lost) == (0, 0)


def test_an_empty_stream_reports_nothing() -> None:
    report = ReceiveStream(7, 90_000).report_block(5.0)
    assert (report.packets_lost, report.fraction_lost, report.jitter, report.lsr, report.dlsr) == (0, 0, 0, 0, 0)


def test_jitter_is_zero_for_an_even_stream_and_follows_the_formula_otherwise() -> None:
    even, uneven = ReceiveStream(7, 90_000), ReceiveStream(7, 90_000)
    for number in range(30):
        even.receive(_packet(number), number / 30)
    # One packet 10 ms late, the next on time again: |D| is 900 ticks twice.
    for number, late in enumerate((0.0, 0.010, 0.0)):
        uneven.receive(_packet(number), number / 30 + late)
    assert even.report_block(1.0).jitter == 0
    first = 900 / 16
    assert uneven.report_block(1.0).jitter == int(first + (900 - first) / 16)


def test_sender_report_is_echoed_with_its_age() -> None:
    stream = ReceiveStream(7, 90_000)
    report = SenderReport(7, ntp_time=0x1122_3344_5566_7788, rtp_timestamp=1, packet_count=2, octet_count=3)
    stream.on_sender_report(report, now=10.0)
    block = stream.report_block(now=11.5)
    assert (block.lsr, block.dlsr) == (0x3344_5566, int(1.5 * 65_536))
    assert stream.sender_report == report


@pytest.mark.parametrize("loss", [0.02, 0.1])
def test_with_retransmission_everything_arrives(loss: float) -> None:
    stream = ReceiveStream(7, 90_000)
    out: list[int] = []
    period = round(1 / loss)
    for number in range(2000):
        now = number * 0.003
        if number % period:
            out += _numbers(stream.receive(_packet(number), now))
        for sequence in stream.nacks(now):
            out += _numbers(stream.receive(_packet((sequence - FIRST) % 65_536), now + 0.002))
    assert out == list(range(1, 2000))
    assert stream.packets_given_up == 0
