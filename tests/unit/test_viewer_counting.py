"""The test viewers count what they claim to count: losses, duplicates, late packets, whole frames."""

from hypothesis import given
from hypothesis import strategies as st

from tests.support.frame_watch import FirstFrameWatch, FrameTally, nal_types_started
from tests.support.sequence_census import GIVE_UP_NANOSECONDS, SequenceCensus

SPS_AND_PPS = bytes([24, 0, 1, 0x67, 0, 1, 0x68])
IDR_START, IDR_END = bytes([0x7C, 0x85]), bytes([0x7C, 0x45])
SLICE = bytes([0x41])


def _count(numbers: list[int]) -> SequenceCensus:
    census = SequenceCensus()
    for number in numbers:
        census.receive(number & 0xFFFF, 0)
    return census


@given(st.integers(0, 0xFFFF), st.sets(st.integers(1, 198), max_size=40))
def test_what_is_missing_is_counted_across_the_wrap(first: int, missing: set[int]) -> None:
    census = _count([first + step for step in range(200) if step not in missing])
    assert (census.received, census.lost, census.duplicates) == (200 - len(missing), len(missing), 0)


@given(st.integers(0, 0xFFFF), st.permutations(range(1, 30)))
def test_reordered_packets_are_neither_lost_nor_twice(first: int, order: list[int]) -> None:
    census = _count([first, *(first + step for step in order)])
    assert (census.received, census.lost, census.duplicates) == (30, 0, 0)


@given(st.integers(0, 0xFFFF), st.lists(st.integers(0, 49), max_size=20))
def test_duplicates_are_counted(first: int, twice: list[int]) -> None:
    census = _count([first + step for step in [*range(50), *twice]])
    assert (census.received, census.lost, census.duplicates) == (50, 0, len(twice))


def test_a_packet_that_comes_late_is_recovered() -> None:
    census = _count([1, 2, 4, 3])
    assert (census.lost, census.recovered) == (0, 1)


def test_a_packet_that_never_comes_is_given_up() -> None:
    census = _count([1, 3])
    assert census.expire(GIVE_UP_NANOSECONDS + 1) == [2]
    assert (census.lost, census.given_up, len(census.missing)) == (1, 1, 0)


def test_a_new_numbering_is_a_restart_and_no_loss() -> None:
    census = _count([10, 11, 30_000, 30_001])
    assert (census.restarts, census.lost, census.received) == (1, 0, 4)


def test_nal_units_that_begin_in_a_payload_are_named() -> None:
    assert nal_types_started(SPS_AND_PPS) == [7, 8]
    assert nal_types_started(IDR_START) == [5]
    assert nal_types_started(IDR_END) == []
    assert nal_types_started(SLICE) == [1]


def test_the_first_frame_is_whole_only_with_every_packet() -> None:
    watch = FirstFrameWatch()
    assert not watch.push(100, 9, False, SPS_AND_PPS)
    assert not watch.push(101, 9, False, IDR_START)
    assert not watch.push(103, 9, True, IDR_END)
    assert watch.push(102, 9, False, IDR_END)


def test_a_frame_without_its_parameter_sets_is_not_a_first_frame() -> None:
    watch = FirstFrameWatch()
    assert not watch.push(1, 9, False, IDR_START)
    assert not watch.push(2, 9, True, IDR_END)


def _tally(missing: set[int]) -> tuple[int, int]:
    tally = FrameTally()
    for frame in range(6):
        payloads = [SPS_AND_PPS, IDR_START, IDR_END] if frame in (0, 4) else [SLICE, SLICE, SLICE]
        for place, payload in enumerate(payloads):
            number = 3 * frame + place
            if number not in missing:
                tally.push(number, frame, place == 2, payload)
    return tally.judge()


def test_without_loss_every_frame_is_decodable() -> None:
    assert _tally(set()) == (6, 6)


def test_after_a_loss_nothing_is_decodable_until_the_next_keyframe() -> None:
    assert _tally({4}) == (6, 3)


def test_a_lost_marker_spoils_its_own_frame_only_before_a_keyframe() -> None:
    assert _tally({11}) == (6, 5)


def test_a_damaged_keyframe_ends_the_chain() -> None:
    assert _tally({12}) == (6, 4)
