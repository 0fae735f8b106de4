"""The mapping of a caster's timestamps to the box's clock."""

import itertools
import random

from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.media_timeline import (
    EARLY_NS,
    JUMP_NS,
    MIN_STEP_NS,
    MediaKind,
    MediaTimeline,
    SoundClock,
    SoundStep,
)

MS = 1_000_000
SECOND = 1_000 * MS
FRAME = 33 * MS
START = 500_000 * SECOND
"""The box's clock when a test begins."""


def test_the_first_frame_is_placed_where_it_arrived() -> None:
    assert MediaTimeline().place(MediaKind.VIDEO, 7 * SECOND, START) == START


def test_frames_keep_the_sources_spacing_when_the_network_jitters() -> None:
    timeline, dice = MediaTimeline(), random.Random(4)
    placed = [
        timeline.place(MediaKind.VIDEO, index * FRAME, START + index * FRAME + dice.randrange(0, 45) * MS)
        for index in range(1, 200)
    ]
    steps = {later - earlier for earlier, later in itertools.pairwise(placed)}
    assert steps == {FRAME}


def test_negative_source_times_are_as_good_as_others() -> None:
    timeline = MediaTimeline()
    placed = [timeline.place(MediaKind.VIDEO, (index - 5) * FRAME, START + index * FRAME) for index in range(10)]
    assert placed == [START + index * FRAME for index in range(10)]


def test_picture_and_sound_share_one_anchor() -> None:
    timeline = MediaTimeline()
    video = timeline.place(MediaKind.VIDEO, 1 * SECOND, START)
    # The sound of the same moment comes 200 ms later, as an encoder's queues make it.
    assert timeline.place(MediaKind.AUDIO, 1 * SECOND, START + 200 * MS) == video


def test_thirty_seconds_without_a_frame_are_no_jump() -> None:
    timeline = MediaTimeline()
    before = timeline.place(MediaKind.VIDEO, 0, START)
    after = timeline.place(MediaKind.VIDEO, 30 * SECOND, START + 30 * SECOND + 20 * MS)
    assert after - before == 30 * SECOND
    assert timeline.jumps == 0


def test_a_jump_of_the_source_continues_at_the_arrival_time() -> None:
    for jump in (-(2**32) * MS, -4 * SECOND, 4 * SECOND, 2**32 * MS):
        timeline = MediaTimeline()
        timeline.place(MediaKind.VIDEO, 100 * SECOND, START)
        assert timeline.place(MediaKind.VIDEO, 100 * SECOND + FRAME + jump, START + FRAME) == START + FRAME
        assert timeline.jumps == 1


def test_after_a_jump_picture_and_sound_are_together_again() -> None:
    timeline, jump = MediaTimeline(), 1000 * SECOND
    timeline.place(MediaKind.VIDEO, 0, START)
    timeline.place(MediaKind.AUDIO, 0, START + 10 * MS)
    video = timeline.place(MediaKind.VIDEO, jump + FRAME, START + FRAME)
    # Sound from before the jump may still be on its way.
    late_sound = timeline.place(MediaKind.AUDIO, 20 * MS, START + FRAME + 5 * MS)
    sound = timeline.place(MediaKind.AUDIO, jump + FRAME + 20 * MS, START + FRAME + 30 * MS)
    assert late_sound == START + 20 * MS
    assert sound == video + 20 * MS
    assert timeline.jumps == 1


def test_two_timelines_that_never_belong_together_do_not_disturb_each_other() -> None:
    timeline, far = MediaTimeline(), 10**15
    for index in range(100):
        now = START + index * 20 * MS
        assert timeline.place(MediaKind.VIDEO, index * 20 * MS, now) == now
        assert timeline.place(MediaKind.AUDIO, far + index * 20 * MS, now) == now
    assert timeline.jumps <= 1


def test_a_burst_after_a_late_start_moves_the_anchor_to_the_fastest_frame() -> None:
    """A caster that first sends what it had queued would otherwise be shown late for ever."""
    timeline = MediaTimeline()
    for index in range(30):
        timeline.place(MediaKind.VIDEO, index * FRAME, START + index * MS)
    live = START + 40 * MS
    assert abs(timeline.place(MediaKind.VIDEO, 31 * FRAME, live + FRAME) - (live + FRAME)) <= EARLY_NS


def test_a_stall_of_five_seconds_leaves_no_frame_in_the_future() -> None:
    timeline = MediaTimeline()
    timeline.place(MediaKind.VIDEO, 0, START)
    arrival = START + 5 * SECOND
    for index in range(1, 152):
        arrival += MS
        timeline.place(MediaKind.VIDEO, index * FRAME, arrival)
    live = arrival + FRAME
    assert timeline.place(MediaKind.VIDEO, 152 * FRAME, live) <= live + EARLY_NS + 151 * MIN_STEP_NS


def test_the_lag_tells_how_late_a_frame_is() -> None:
    timeline = MediaTimeline()
    timeline.place(MediaKind.VIDEO, 0, START)
    timeline.place(MediaKind.VIDEO, FRAME, START + FRAME + 700 * MS)
    assert timeline.lag_ns == 700 * MS


@given(
    st.lists(
        st.tuples(st.sampled_from(list(MediaKind)), st.integers(-(2**62), 2**62), st.integers(0, 60 * SECOND)),
        max_size=60,
    )
)
def test_times_grow_strictly_whatever_the_source_sends(
    frames: list[tuple[MediaKind, int, int]],
) -> None:
    timeline, now = MediaTimeline(), START
    last: dict[MediaKind, int] = {}
    for kind, source_ns, waited in frames:
        now += waited
        placed = timeline.place(kind, source_ns, now)
        assert placed - last.get(kind, placed - MIN_STEP_NS) >= MIN_STEP_NS
        assert placed <= now + JUMP_NS + len(frames) * MIN_STEP_NS
        last[kind] = placed


def judge_all(errors_ms: list[int]) -> list[SoundStep]:
    clock = SoundClock()
    return [clock.judge(START, START + error * MS) for error in errors_ms]


def test_jitter_of_the_sounds_timestamps_is_not_believed() -> None:
    assert set(judge_all([0, -23, -46, -70, 0, -23, -46, -70, 25, 40, 20, -35, 35])) == {SoundStep.CONTINUE}


def test_a_large_hole_restarts_the_count_at_once() -> None:
    assert judge_all([0, 120]) == [SoundStep.CONTINUE, SoundStep.RESTART]


def test_a_small_hole_is_believed_at_the_third_frame() -> None:
    assert judge_all([0, 45, 45, 45])[-2:] == [SoundStep.CONTINUE, SoundStep.RESTART]


def test_sound_that_overlaps_is_left_out_until_it_fits() -> None:
    steps = judge_all([0, -90, -67, -44, -21, 2, 2])
    assert steps == [SoundStep.CONTINUE, *[SoundStep.SKIP] * 4, SoundStep.CONTINUE, SoundStep.CONTINUE]


def test_a_timeline_that_begins_anew_restarts_the_count() -> None:
    assert judge_all([-3_600_000, 3_600_000]) == [SoundStep.RESTART, SoundStep.RESTART]
