"""Older data becomes newer data in one step that a power cut cannot divide; newer data is left alone."""

import random

import pytest

from appliance.errors import ConfigurationError
from appliance.storage.journal import JournalHeader, encode_header
from appliance.storage.schema import Schema, Tables
from tests.support.crash_files import CrashFiles
from tests.support.crash_points import FOLDER, open_by_hand
from tests.support.store_workload import Note, contents


def _shout(tables: Tables) -> Tables:
    for document in tables.get("notes", {}).values():
        document["text"] = str(document["text"]).upper()
    return tables


def _split(tables: Tables) -> Tables:
    notes = tables.pop("notes", {})
    tables["long_notes"] = {key: note for key, note in notes.items() if int(str(note["number"])) >= 10}
    tables["short_notes"] = {key: note for key, note in notes.items() if int(str(note["number"])) < 10}
    return tables


NEWEST = Schema(3, {1: _shout, 2: _split})


def _version_1(*, with_snapshot: bool) -> CrashFiles:
    files = CrashFiles()
    database, writer = open_by_hand(files)
    notes = database.collection("notes", Note)
    notes.put_many([Note(f"n{number}", "text", number) for number in range(20)])
    if with_snapshot:
        database.snapshot()
    writer.drain()
    notes.put(Note("last", "text", 5))
    writer.drain()
    return files.after_kill()


@pytest.mark.parametrize("with_snapshot", [False, True])
def test_two_versions_are_crossed_at_once(with_snapshot: bool) -> None:
    files = _version_1(with_snapshot=with_snapshot)
    database, writer = open_by_hand(files, NEWEST)
    assert database.report.migrated_from == 1
    assert len(database.collection("long_notes", Note)) == 10
    short = database.collection("short_notes", Note)
    assert {note.text for note in short.all()} == {"TEXT"}
    assert "last" in short
    short.put(Note("new", "as typed"))
    writer.drain()
    for seed in range(20):
        again, _ = open_by_hand(files.after_power_cut(random.Random(seed)), NEWEST)
        assert again.report.migrated_from is None
        assert contents(again) == contents(database)


@pytest.mark.parametrize("with_snapshot", [False, True])
def test_a_migration_cut_at_any_step_is_old_or_new(with_snapshot: bool) -> None:
    files = _version_1(with_snapshot=with_snapshot)
    old = contents(open_by_hand(files.after_kill())[0])
    new = contents(open_by_hand(files.after_kill(), NEWEST)[0])
    chance, outcomes = random.Random(1), {"old": 0, "new": 0}

    def cut() -> None:
        for _ in range(30):
            disk = files.after_power_cut(chance)
            migrated, _ = open_by_hand(disk.after_kill(), NEWEST)
            assert contents(migrated) == new
            try:
                untouched, _ = open_by_hand(disk)
            except ConfigurationError:
                outcomes["new"] += 1
            else:
                assert contents(untouched) == old
                outcomes["old"] += 1

    files.on_operation = cut
    _, writer = open_by_hand(files, NEWEST)
    writer.drain()
    files.on_operation = lambda: None
    assert min(outcomes.values()) > 30


def test_data_of_a_newer_version_is_refused_and_not_touched() -> None:
    files = _version_1(with_snapshot=True)
    _, writer = open_by_hand(files, NEWEST)
    writer.drain()
    disk = files.after_kill()
    # Even what would be repaired is not.
    handle = disk.open_append(FOLDER / max(name for name in disk.list(FOLDER) if name.startswith("journal")))
    disk.write(handle, b"torn")
    disk.close(handle)
    before = disk.contents()
    with pytest.raises(ConfigurationError, match="newer AIRClass"):
        open_by_hand(disk)
    assert disk.contents() == before


def test_a_newer_format_is_refused_too() -> None:
    files = CrashFiles()
    files.make_folder(FOLDER)
    handle = files.open_append(FOLDER / "journal-0.log")
    files.write(handle, encode_header(JournalHeader(0, 1, format_version=2)))
    files.close(handle)
    with pytest.raises(ConfigurationError, match="newer AIRClass"):
        open_by_hand(files)


def test_the_older_snapshot_can_still_be_migrated_when_the_new_one_is_damaged() -> None:
    files = _version_1(with_snapshot=True)
    database, writer = open_by_hand(files, NEWEST)
    database.collection("short_notes", Note).put(Note("new", "as typed"))
    writer.drain()
    disk = files.after_kill()
    newest = max((name for name in disk.list(FOLDER) if name.startswith("snapshot")), key=lambda name: int(name[9:-5]))
    disk.flip_bit(FOLDER / newest, 999)
    again, _ = open_by_hand(disk, NEWEST)
    assert again.report.quarantined
    assert contents(again) == contents(database)


async def test_a_sealed_database_is_migrated_and_stays_sealed() -> None:
    files, schema = CrashFiles(), Schema(2, {1: _shout})
    database, _ = open_by_hand(files)
    database.collection("notes", Note).put(Note("a", "text"))
    await database.seal()
    for migrated_from in (1, None):
        found, _ = open_by_hand(files, schema)
        assert (found.is_sealed, found.report.migrated_from) == (True, migrated_from)
        assert found.collection("notes", Note).all() == [Note("a", "TEXT")]


def test_a_migration_that_leads_nowhere_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="leads nowhere"):
        Schema(2, {2: _shout})
