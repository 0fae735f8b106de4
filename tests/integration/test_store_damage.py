"""Files that changed by themselves: noticed, kept for whoever can read them, and never a reason not to start."""

import random
from pathlib import Path

import pytest

from appliance.storage.recovery import CORRUPT_MARK
from tests.support.crash_files import CrashFiles
from tests.support.crash_points import FOLDER, open_by_hand
from tests.support.store_workload import StoreWorkload, contents

FLIPS = 1000
SEED = 3


@pytest.fixture(scope="module")
def stored() -> tuple[CrashFiles, dict[int, str]]:
    """A disk with three snapshots and their journals, and every state that it ever held."""
    files = CrashFiles()
    database, writer = open_by_hand(files)
    workload = StoreWorkload(database, random.Random(SEED))
    for _ in range(5):
        for _ in range(12):
            workload.change()
        writer.drain()
        database.snapshot()
        writer.drain()
    for _ in range(12):
        workload.change()
    writer.drain()
    return files.after_kill(), workload.states


def test_a_thousand_flipped_bits_are_all_noticed(stored: tuple[CrashFiles, dict[int, str]]) -> None:
    disk, states = stored
    chance = random.Random(SEED)
    newest, unharmed = states[max(states)], 0
    paths = sorted(disk.contents())
    sizes = [disk.size(path) for path in paths]
    for _ in range(FLIPS):
        (path,) = chance.choices(paths, sizes)
        files = disk.after_kill()
        files.flip_bit(path, chance.randrange(files.size(path) * 8))
        found, writer = open_by_hand(files)
        assert found.report.quarantined or found.report.bytes_dropped, path
        assert contents(found) in states.values()
        if path.name != _active_journal(paths):
            assert contents(found) == newest
            unharmed += 1
        writer.drain()
        again, _ = open_by_hand(files.after_kill())
        assert (again.report.quarantined, again.report.bytes_dropped) == ((), 0)
        assert contents(again) == contents(found)
    assert unharmed > FLIPS // 2


def test_a_damaged_snapshot_is_kept_and_the_one_before_takes_over(stored: tuple[CrashFiles, dict[int, str]]) -> None:
    disk, states = stored
    files = disk.after_kill()
    newest = max(files.list(FOLDER), key=lambda name: (name.startswith("snapshot"), _number(name)))
    before = files.contents()[FOLDER / newest]
    files.flip_bit(FOLDER / newest, len(before) * 4)
    found, writer = open_by_hand(files)
    assert contents(found) == states[max(states)]
    (kept,) = found.report.quarantined
    assert kept.startswith(f"{newest}{CORRUPT_MARK}")
    assert found.report.is_from_older_snapshot
    assert found.report.sentence is not None
    assert kept in found.report.sentence.en
    assert kept in found.report.sentence.ko
    assert len(files.contents()[FOLDER / kept]) == len(before)
    writer.drain()
    assert sum(name.startswith("snapshot") and CORRUPT_MARK not in name for name in files.list(FOLDER)) == 3


def test_a_damaged_record_with_whole_ones_behind_keeps_a_copy(stored: tuple[CrashFiles, dict[int, str]]) -> None:
    disk, states = stored
    files = disk.after_kill()
    journal = FOLDER / _active_journal(sorted(files.contents()))
    before = files.contents()[journal]
    files.flip_bit(journal, len(before) * 4)
    found, _ = open_by_hand(files)
    (kept,) = found.report.quarantined
    assert kept.startswith(f"{journal.name}{CORRUPT_MARK}")
    assert len(files.contents()[FOLDER / kept]) == len(before)
    assert contents(found) == states[found.sequence - 1]
    assert found.report.bytes_dropped > 0


def test_files_that_are_none_of_ours_stay(stored: tuple[CrashFiles, dict[int, str]]) -> None:
    disk, states = stored
    files = disk.after_kill()
    for name in ("snapshot-x.json", "journal-.log", "image.png", "journal-5.log.corrupt.20260101T000000Z"):
        files.close(files.open_append(FOLDER / name))
    found, _ = open_by_hand(files)
    assert contents(found) == states[max(states)]
    assert {"snapshot-x.json", "journal-.log", "image.png"} <= set(files.list(FOLDER))


def _active_journal(paths: list[Path]) -> str:
    return max((path.name for path in paths if path.name.startswith("journal-")), key=_number)


def _number(name: str) -> int:
    return int(name.split("-")[1].split(".", maxsplit=1)[0])
