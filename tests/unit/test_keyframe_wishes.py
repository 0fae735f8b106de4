"""A publisher is asked for keyframes when it helps, and never more than once a second."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from appliance.media.ingest.keyframe_wishes import (
    FIRST_PATIENCE_NS,
    KEYFRAME_DISTANCE_NS,
    REQUEST_INTERVAL_NS,
    KeyframeWishes,
)


def test_the_first_frame_is_given_time_to_arrive() -> None:
    wishes = KeyframeWishes()
    wishes.began(0)
    assert not wishes.may_ask(FIRST_PATIENCE_NS - 1)
    assert wishes.may_ask(FIRST_PATIENCE_NS)


@given(st.lists(st.tuples(st.integers(0, 400_000_000), st.booleans()), max_size=60))
def test_requests_are_a_second_apart_whatever_happens(steps: list[tuple[int, bool]]) -> None:
    wishes, now_ns = KeyframeWishes(), 0
    asked = []
    for step_ns, begins_anew in steps:
        now_ns += step_ns
        if begins_anew:
            wishes.began(now_ns)
        if wishes.may_ask(now_ns):
            asked.append(now_ns)
    assert all(later - earlier >= REQUEST_INTERVAL_NS for earlier, later in pairwise(asked))


def test_a_group_becomes_long_three_seconds_after_its_keyframe() -> None:
    wishes = KeyframeWishes()
    assert not wishes.is_group_long(KEYFRAME_DISTANCE_NS)
    wishes.got_keyframe(5)
    assert not wishes.is_group_long(KEYFRAME_DISTANCE_NS)
    assert wishes.is_group_long(KEYFRAME_DISTANCE_NS + 5)
    wishes.got_keyframe(KEYFRAME_DISTANCE_NS)
    assert not wishes.is_group_long(KEYFRAME_DISTANCE_NS + 5)


def test_a_new_stream_has_no_keyframe_yet() -> None:
    wishes = KeyframeWishes()
    wishes.got_keyframe(0)
    wishes.began(KEYFRAME_DISTANCE_NS)
    assert not wishes.is_group_long(2 * KEYFRAME_DISTANCE_NS)
