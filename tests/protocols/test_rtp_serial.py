"""Arithmetic and unwrapping of numbers that wrap."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.protocols.rtp import (
    SequenceUnwrapper,
    TimestampUnwrapper,
    uint16_add,
    uint16_distance,
    uint16_gt,
    uint32_add,
    uint32_distance,
)


def test_addition_wraps_both_ways() -> None:
    assert uint16_add(0xFFFF, 1) == 0
    assert uint16_add(0, -1) == 0xFFFF
    assert uint32_add(0xFFFF_FFFF, 2) == 1
    assert uint32_add(1, -2) == 0xFFFF_FFFF


@given(st.integers(0, 0xFFFF), st.integers(-0x8000, 0x7FFF))
def test_distance_16_is_what_was_added(start: int, step: int) -> None:
    assert uint16_distance(start, uint16_add(start, step)) == step


@given(st.integers(0, 0xFFFF_FFFF), st.integers(-(2**31), 2**31 - 1))
def test_distance_32_is_what_was_added(start: int, step: int) -> None:
    assert uint32_distance(start, uint32_add(start, step)) == step


def test_greater_means_later_across_the_wrap() -> None:
    assert uint16_gt(1, 0xFFFF)
    assert not uint16_gt(0xFFFF, 1)
    assert not uint16_gt(7, 7)


@pytest.mark.parametrize("bits", [16, 32, 33])
@given(data=st.data())
def test_unwrapping_follows_any_steps_below_half_the_range(bits: int, data: st.DataObject) -> None:
    steps = data.draw(st.lists(st.integers(0, (1 << (bits - 1)) - 1), max_size=20))
    start = data.draw(st.integers(0, (1 << bits) - 1))
    unwrapper = TimestampUnwrapper(bits)
    full = start
    assert unwrapper.unwrap(start) == start
    for step in steps:
        full += step
        assert unwrapper.unwrap(full % (1 << bits)) == full


def test_a_late_value_gets_its_own_place() -> None:
    unwrapper = SequenceUnwrapper()
    assert [unwrapper.unwrap(value) for value in (65_534, 1, 65_535, 0, 2)] == [65_534, 65_537, 65_535, 65_536, 65_538]
