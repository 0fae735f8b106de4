"""What was lost on the way to a viewer, by its own reports: whoever repairs its losses, and whatever it makes up."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from appliance.media.egress.packets import RING_PACKETS
from appliance.media.egress.reception import (
    FORGOTTEN_NS,
    JUMP_PACKETS,
    READINGS_KEPT,
    STREAMS_MAX,
    ReceptionFigures,
    ReceptionHistory,
    ReceptionReading,
    StreamReport,
)
from appliance.media.egress.viewer import NACKED_AT_ONCE
from appliance.protocols.rtp import Nack, ReceiverReport, ReportBlock
from tests.support.outgoing_frames import VIDEO_SSRC, FrameLine
from tests.support.recorded_viewer import RecordedViewer, recorded_viewer

SECOND_NS = 1_000_000_000
AUDIO_SSRC = 7
UINT32 = st.integers(0, 0xFFFF_FFFF)
BLOCKS = st.lists(
    st.builds(
        ReportBlock,
        ssrc=UINT32,
        fraction_lost=st.integers(0, 255),
        packets_lost=st.integers(-0x80_0000, 0x7F_FFFF),
        highest_sequence=UINT32,
        jitter=UINT32,
        lsr=UINT32,
        dlsr=UINT32,
    ),
    max_size=31,
)


def _reading(seconds: float, highest: int, lost: int = 0, missed: int = 0, **sent: int) -> ReceptionReading:
    return ReceptionReading(int(seconds * SECOND_NS), {VIDEO_SSRC: StreamReport(highest, lost, missed)}, **sent)


def _history(*readings: ReceptionReading) -> ReceptionHistory:
    history = ReceptionHistory(joined_ns=0)
    for reading in readings:
        history.add(reading)
    return history


def _watching(frames: int) -> RecordedViewer:
    """A viewer that was sent so many frames of two packets, numbered from 65,500 on: across the wrap."""
    line = FrameLine(first_sequence_number=65_500)
    line.gop(frames)
    recorded = recorded_viewer(line.ring)
    recorded.viewer.start_with(line.cache)
    recorded.viewer.catch_up(1 << 40)
    return recorded


def _asks(recorded: RecordedViewer, numbers: Sequence[int]) -> int:
    """Ask for these packets again; how many are known to have been missed."""
    nack = Nack(1, VIDEO_SSRC, tuple(number & 0xFFFF for number in numbers))
    recorded.viewer.on_rtcp(nack.serialize(), 0, 0)
    return recorded.viewer.figures.missed_packets


# Between two readings


def test_loss_is_what_did_not_come_of_what_was_sent_since() -> None:
    assert _reading(5, 1_200, lost=40).loss_since(_reading(0, 200, lost=10)) == 0.03


def test_who_repairs_its_losses_is_judged_by_what_it_asked_for() -> None:
    assert _reading(5, 1_200, lost=2, missed=150).loss_since(_reading(0, 200)) == 0.15


def test_picture_and_sound_count_by_their_packets() -> None:
    before = ReceptionReading(0, {1: StreamReport(0, 0, 0), 2: StreamReport(0, 0, 0)})
    now = ReceptionReading(0, {1: StreamReport(900, 81, 0), 2: StreamReport(100, 19, 0), 3: StreamReport(9, 9, 0)})
    assert now.loss_since(before) == 0.1


def test_numbers_that_wrap_around_are_no_loss() -> None:
    assert _reading(5, 99, lost=5).loss_since(_reading(0, 0xFFFF_FFFF)) == 0.05


def test_a_viewer_that_counts_anew_tells_nothing_until_the_next_report() -> None:
    assert _reading(5, JUMP_PACKETS).loss_since(_reading(0, 0)) is None
    assert _reading(5, 10).loss_since(_reading(0, 11)) is None
    assert _reading(5, 10).loss_since(_reading(0, 10)) is None


@given(BLOCKS, BLOCKS, st.integers(0, 1_000_000))
def test_whatever_is_reported_the_loss_is_a_share(
    one: list[ReportBlock], other: list[ReportBlock], missed: int
) -> None:
    figures, readings = ReceptionFigures(), []
    for number, blocks in enumerate((one, other)):
        figures.missed_packets += missed * number
        figures.take(blocks, blocks[0].ssrc if blocks else 0, 0)
        readings.append(ReceptionReading(number, dict(figures.streams)))
    loss = readings[1].loss_since(readings[0])
    assert loss is None or 0 <= loss <= 1
    assert len(figures.streams) <= STREAMS_MAX


# Over a time


def test_figures_are_those_of_the_last_seconds() -> None:
    steps = [_reading(3 * step, 600 * step, bytes_sent=750_000 * step, frames_dropped=step) for step in range(4)]
    history = _history(*steps, _reading(12, 2_400, lost=120, bytes_sent=3_000_000, frames_dropped=14))
    assert history.loss == 0.1  # of the 1,200 packets since 6 s ago
    assert history.bits_per_second == 2_000_000
    assert history.frames_dropped == 14  # 12 s ago, the newest reading that is 10 s old, there were none


def test_at_the_first_look_the_last_report_and_the_average_stand_in() -> None:
    first = ReceptionReading(4 * SECOND_NS, bytes_sent=1_000_000, frames_dropped=9, fraction_lost=0.25)
    history = _history(first)
    assert (history.loss, history.bits_per_second, history.frames_dropped) == (0.25, 2_000_000, 0)


def test_what_was_before_a_pause_says_nothing_about_now() -> None:
    late = FORGOTTEN_NS / SECOND_NS + 1
    history = _history(_reading(0, 0), _reading(late, 1_000, lost=500, bytes_sent=100, frames_dropped=50))
    assert (history.loss, history.frames_dropped) == (0.0, 0)
    history.add(_reading(late + 3, 1_600, lost=506, bytes_sent=750_100, frames_dropped=51))
    assert (history.loss, history.bits_per_second, history.frames_dropped) == (0.01, 2_000_000, 1)


@given(st.lists(st.integers(0, 5 * SECOND_NS), max_size=60))
def test_only_a_few_readings_are_kept(pauses: list[int]) -> None:
    history, now_ns = ReceptionHistory(0), 0
    for pause in pauses:
        now_ns += pause
        history.add(ReceptionReading(now_ns))
        assert len(history.readings) <= READINGS_KEPT
        assert (history.loss, history.bits_per_second, history.frames_dropped) == (0.0, 0.0, 0)


# What a viewer asks for again


@given(st.sets(st.integers(1, 199), max_size=60), st.integers(1, 4))
def test_each_missing_packet_counts_once_however_often_it_is_asked_for(missing: set[int], times: int) -> None:
    recorded, asked = _watching(100), [65_500 + number for number in sorted(missing)]
    for upto in range(len(asked)):
        for _ in range(times):
            _asks(recorded, asked[max(0, upto - 3) : upto + 1])
    assert recorded.viewer.figures.missed_packets == len(missing)


def test_packets_that_were_never_sent_are_not_missing() -> None:
    recorded = _watching(10)
    assert _asks(recorded, [65_519]) == 1
    assert _asks(recorded, [65_520, 65_521, 65_519 + RING_PACKETS, 65_519 - RING_PACKETS]) == 1


def test_a_flood_of_requests_counts_no_more_than_is_looked_at() -> None:
    recorded = _watching(NACKED_AT_ONCE)
    assert _asks(recorded, range(65_500, 65_500 + 2 * NACKED_AT_ONCE)) == NACKED_AT_ONCE


def test_what_was_asked_for_is_told_with_the_pictures_report_only() -> None:
    recorded = _watching(100)
    _asks(recorded, [65_510, 65_511, 65_530])
    blocks = (ReportBlock(VIDEO_SSRC, 0, 1, 65_699, 0, 0, 0), ReportBlock(AUDIO_SSRC, 64, 5, 40, 0, 0, 0))
    recorded.viewer.on_rtcp(ReceiverReport(1, blocks).serialize(), 0, 0)
    reading = recorded.viewer.reception(9)
    assert reading.streams == {VIDEO_SSRC: StreamReport(65_699, 1, 3), AUDIO_SSRC: StreamReport(40, 5, 0)}
    assert (reading.at_ns, reading.fraction_lost, reading.bytes_sent) == (9, 0.25, 200 * 40)
