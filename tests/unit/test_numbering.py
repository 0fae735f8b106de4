"""A viewer's own numbers and times: they only ever go up, whatever the viewer missed."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from appliance.media.egress.numbering import (
    FAST_FORWARD_STEP_TICKS,
    RECOVERY_ROOM_TICKS,
    RECOVERY_STEP_TICKS,
    for_first_start,
    for_recovery,
    for_resumption,
)
from appliance.media.egress.packets import OutgoingFrame
from appliance.protocols.rtp import uint32_add, uint32_distance
from tests.support.outgoing_frames import VIDEO_SSRC, FrameLine

any_sequence_number = st.integers(0, 0xFFFF)
any_timestamp = st.integers(0, 0xFFFF_FFFF)


def _frame(index: int, timestamp: int, sequence_number: int = 0) -> OutgoingFrame:
    return OutgoingFrame(index, VIDEO_SSRC, sequence_number, timestamp & 0xFFFF_FFFF, [b"x"], False, 0)


def _steps(timestamps: list[int]) -> list[int]:
    return [uint32_distance(before, after) for before, after in pairwise(timestamps)]


@given(any_sequence_number, any_timestamp, st.integers(1, 600))
def test_the_first_start_ends_at_the_live_frame_and_keeps_everybodys_numbers(
    sequence_number: int, timestamp: int, frames: int
) -> None:
    gop = FrameLine(sequence_number, timestamp).gop(frames)
    numbering = for_first_start(gop)
    times = [numbering.timestamp_of(frame) for frame in gop]
    assert times[-1] == gop[-1].timestamp
    assert _steps(times) == [FAST_FORWARD_STEP_TICKS] * (frames - 1)
    assert (numbering.first_number, numbering.offset) == (sequence_number, 0)


def test_after_the_start_the_times_are_everybodys() -> None:
    line = FrameLine()
    numbering = for_first_start(line.gop())
    later = line.next()
    assert numbering.timestamp_of(later) == later.timestamp


@given(any_timestamp, st.integers(1, 600), st.integers(0, 1 << 20))
def test_recovery_fits_between_the_last_frame_and_the_next(timestamp: int, frames: int, missed_ticks: int) -> None:
    line = FrameLine(first_timestamp=timestamp)
    gop = line.gop(frames)
    last_sent = uint32_add(gop[-1].timestamp, -missed_ticks)
    numbering = for_recovery(gop, 70_000, last_sent)
    times = [last_sent, *(numbering.timestamp_of(frame) for frame in gop)]
    assert min(_steps(times)) > 0
    assert 0 <= uint32_distance(gop[-1].timestamp, times[-1]) <= max(RECOVERY_ROOM_TICKS, RECOVERY_STEP_TICKS)
    assert numbering.first_number == 70_000


@given(any_sequence_number, st.integers(0, 1 << 40))
def test_an_offset_leads_from_a_viewers_number_back_to_everybodys(sequence_number: int, next_number: int) -> None:
    gop = FrameLine(sequence_number).gop()
    numbering = for_recovery(gop, next_number, 0)
    assert numbering.everybodys(next_number) == sequence_number
    assert numbering.everybodys(next_number + 7) == sequence_number + 7


@given(any_timestamp, st.lists(st.integers(1, 9_000), min_size=1, max_size=60), st.integers(1, 600))
def test_live_frames_soon_after_a_recovery_never_go_back_in_time(timestamp: int, ticks: list[int], cached: int) -> None:
    line = FrameLine(first_timestamp=timestamp)
    gop = line.gop(cached)
    numbering = for_recovery(gop, 70_000, gop[-1].timestamp)
    later = [line.next(ticks=step) for step in ticks]
    assert min(_steps([numbering.timestamp_of(frame) for frame in [*gop, *later]]), default=1) > 0


@given(any_timestamp, st.integers(0, RECOVERY_ROOM_TICKS))
def test_a_resumption_is_later_than_what_was_sent_last(timestamp: int, lead: int) -> None:
    line = FrameLine(first_timestamp=timestamp)
    keyframe = line.next(is_keyframe=True)
    last_sent = uint32_add(keyframe.timestamp, lead - 100)
    numbering = for_resumption(keyframe, 99, last_sent)
    assert uint32_distance(last_sent, numbering.timestamp_of(keyframe)) > 0
    assert numbering.everybodys(99) == keyframe.first_number


@given(any_timestamp, st.integers(1 << 31, (1 << 33) - 1), st.integers(100_000, 1 << 24))
def test_a_whole_day_later_the_times_are_still_everybodys(start: int, elapsed_ticks: int, frames: int) -> None:
    numbering = for_first_start([_frame(0, start)])
    later = _frame(frames, start + elapsed_ticks)
    assert numbering.timestamp_of(later) == later.timestamp


def test_a_still_picture_over_seven_hours_keeps_everybodys_times() -> None:
    numbering = for_first_start([_frame(0, 0)])
    for index in range(1, 900):
        later = _frame(index, index * 30 * 90_000)  # one frame in 30 s: seven hours, beyond half the clock's range
        assert numbering.timestamp_of(later) == later.timestamp
