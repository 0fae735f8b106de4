"""Stamps of a hybrid logical clock: always later, sortable as text, and not dragged along by a clock that is wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.clock_order import (
    LOGICAL_MAX,
    REMOTE_AHEAD_MAX_MS,
    Hlc,
    RemoteClockError,
    decode,
    merge,
    tick,
)

WALLS = st.integers(0, 1 << 51)
STAMPS = st.builds(Hlc, WALLS, st.integers(0, LOGICAL_MAX), st.text("abcdef-0123456789", min_size=1, max_size=40))


@given(STAMPS, WALLS)
def test_a_tick_is_later_than_the_stamp_before_whatever_the_clock_says(last: Hlc, wall_ms: int) -> None:
    stamp = tick(last, wall_ms)
    assert stamp > last
    assert stamp.wall_ms >= wall_ms
    assert stamp.node == last.node
    assert 0 <= stamp.logical <= LOGICAL_MAX


@given(STAMPS, STAMPS, WALLS)
def test_having_seen_a_stamp_makes_later_ones(last: Hlc, remote: Hlc, wall_ms: int) -> None:
    stamp = merge(last, remote, wall_ms, is_trusted=False)
    assert stamp > last
    assert (stamp.wall_ms, stamp.logical) > (remote.wall_ms, remote.logical)
    assert stamp.wall_ms >= wall_ms
    assert stamp.node == last.node


@given(STAMPS, STAMPS)
def test_texts_sort_as_stamps_do(one: Hlc, other: Hlc) -> None:
    assert (one.encode() < other.encode()) == (one < other)
    assert decode(one.encode()) == one


@given(st.text(max_size=60))
def test_what_is_no_stamp_is_refused(text: str) -> None:
    try:
        stamp = decode(text)
    except ValueError:
        return
    assert stamp.encode() == text


def test_a_clock_that_stands_still_counts() -> None:
    stamp = Hlc(1000, 0, "box")
    assert tick(stamp, 1000) == Hlc(1000, 1, "box")
    assert tick(stamp, 900) == Hlc(1000, 1, "box")
    assert tick(stamp, 1001) == Hlc(1001, 0, "box")


def test_a_full_counter_borrows_a_millisecond() -> None:
    assert tick(Hlc(1000, LOGICAL_MAX, "box"), 1000) == Hlc(1001, 0, "box")


def test_a_stamp_from_the_future_is_refused_by_a_trusted_clock_only() -> None:
    last, wall_ms = Hlc(5, 0, "box"), 1_000_000
    just_right = Hlc(wall_ms + REMOTE_AHEAD_MAX_MS, 0, "other")
    too_far = Hlc(wall_ms + REMOTE_AHEAD_MAX_MS + 1, 0, "other")
    assert merge(last, just_right, wall_ms).wall_ms == just_right.wall_ms
    with pytest.raises(RemoteClockError):
        merge(last, too_far, wall_ms)
    assert merge(last, too_far, wall_ms, is_trusted=False).wall_ms == too_far.wall_ms
