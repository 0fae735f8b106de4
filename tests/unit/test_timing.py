"""The clocks of an outgoing stream: never back, never twice, and audio and video on one line."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from appliance.media.egress.timing import AUDIO_CLOCK_RATE, VIDEO_CLOCK_RATE, MediaClock, WallClock
from appliance.protocols.rtp import uint32_distance

SECOND_NS = 1_000_000_000
moments = st.integers(0, 1 << 60)


@given(st.lists(st.integers(-3 * SECOND_NS, 3 * SECOND_NS), min_size=1, max_size=50), st.integers(0, 0xFFFF_FFFF))
def test_timestamps_go_up_whatever_the_source_does(steps: list[int], base: int) -> None:
    clock, pts_ns = MediaClock(VIDEO_CLOCK_RATE, base), 1_000 * SECOND_NS
    timestamps = []
    for step in steps:
        pts_ns += step
        timestamps.append(clock.next_timestamp(pts_ns))
    assert all(uint32_distance(before, after) > 0 for before, after in pairwise(timestamps))


def test_a_source_that_jumps_back_waits_for_its_time_and_then_keeps_it() -> None:
    clock = MediaClock(VIDEO_CLOCK_RATE, 0)
    before = clock.next_timestamp(10 * SECOND_NS)
    assert clock.next_timestamp(9 * SECOND_NS) == before + 1
    assert clock.next_timestamp(11 * SECOND_NS) == 11 * VIDEO_CLOCK_RATE


@given(moments, st.integers(0, 0xFFFF_FFFF))
def test_a_report_names_the_time_of_a_frame_that_is_shown_now(now_ns: int, base: int) -> None:
    clock = MediaClock(AUDIO_CLOCK_RATE, base)
    assert clock.timestamp_at(now_ns) == MediaClock(AUDIO_CLOCK_RATE, base).next_timestamp(now_ns)


@given(moments, st.integers(0, 10 * SECOND_NS))
def test_ntp_time_goes_with_monotonic_time(now_ns: int, later_ns: int) -> None:
    wall = WallClock(offset_ns=1_700_000_000 * SECOND_NS)
    passed = (wall.ntp(now_ns + later_ns) - wall.ntp(now_ns)) & 0xFFFF_FFFF_FFFF_FFFF
    assert abs(passed - later_ns * 2**32 // SECOND_NS) <= 5


def test_ntp_time_counts_from_1900() -> None:
    assert WallClock(0).ntp(SECOND_NS // 2) == (2_208_988_800 << 32) + (1 << 31)
