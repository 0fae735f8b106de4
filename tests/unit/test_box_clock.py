"""The box's clock never goes back, whatever the machine's clock says; ids sort by time."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.clock_order import Hlc
from appliance.storage.box_clock import BoxClock, last_seen_ms
from appliance.storage.file_system import DiskFiles
from appliance.storage.ids import new_id, uuid7

YEAR_2026_MS = 1_770_000_000_000


class _Monotonic:
    """A monotonic clock in the test's hand."""

    def __init__(self) -> None:
        self.now_ns = 5_000_000_000

    def __call__(self) -> int:
        return self.now_ns


def test_a_box_that_wakes_in_1970_starts_from_what_it_saw_last() -> None:
    monotonic = _Monotonic()
    clock = BoxClock("box", YEAR_2026_MS, start_wall_ms=0, monotonic_ns=monotonic)
    assert clock.wall_ms() == YEAR_2026_MS
    monotonic.now_ns += 2_500_000_000
    assert clock.wall_ms() == YEAR_2026_MS + 2_500


def test_the_time_is_remembered_over_a_boot(tmp_path: Path) -> None:
    clock = BoxClock("box", start_wall_ms=YEAR_2026_MS, monotonic_ns=_Monotonic())
    assert last_seen_ms(tmp_path, DiskFiles()) == 0
    clock.remember(tmp_path, DiskFiles())
    assert last_seen_ms(tmp_path, DiskFiles()) == YEAR_2026_MS
    (tmp_path / "last_seen.json").write_text("{", encoding="utf-8")
    assert last_seen_ms(tmp_path, DiskFiles()) == 0


@given(st.lists(st.integers(0, 3_000_000), max_size=50))
def test_stamps_only_grow(pauses_ns: list[int]) -> None:
    monotonic = _Monotonic()
    clock = BoxClock("box", start_wall_ms=YEAR_2026_MS, monotonic_ns=monotonic)
    stamps = []
    for pause_ns in pauses_ns:
        monotonic.now_ns += pause_ns
        stamps.append(clock.stamp())
    assert sorted(set(stamps)) == stamps


def test_a_stamp_found_on_the_disk_is_followed_by_later_ones() -> None:
    clock = BoxClock("new box", start_wall_ms=1000, monotonic_ns=_Monotonic())
    clock.observe(Hlc(5000, 3, "old box"))
    assert clock.stamp() == Hlc(5000, 4, "new box")
    clock.observe(Hlc(10, 0, "old box"))
    assert clock.stamp() == Hlc(5000, 5, "new box")


@given(st.integers(0, (1 << 48) - 1), st.integers(0, (1 << 80) - 1))
def test_an_id_is_a_uuid_of_version_7(wall_ms: int, random_bits: int) -> None:
    text = uuid7(wall_ms, random_bits)
    assert len(text) == 32
    assert int(text[:12], 16) == wall_ms
    assert text[12] == "7"
    assert text[16] in "89ab"


def test_ids_differ() -> None:
    assert len({new_id() for _ in range(1000)}) == 1000
