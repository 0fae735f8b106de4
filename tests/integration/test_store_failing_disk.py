"""A disk that is full, broken or slow: nothing is acknowledged that is not kept, and the store comes back by itself."""

import asyncio
import errno
import random
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from appliance.errors import StorageFailed
from appliance.storage.box_clock import BoxClock
from appliance.storage.database import Database
from appliance.storage.journal_lane import PENDING_MAX_BYTES
from appliance.storage.journal_writer import JournalWriter
from appliance.storage.schema import Schema
from appliance.storage.trouble import StorageTrouble
from tests.support.crash_files import CrashFiles, Fault
from tests.support.crash_points import FOLDER, open_by_hand
from tests.support.open_database import open_database
from tests.support.store_workload import Note, contents
from tests.support.turns import until

KINDS = {errno.ENOSPC: "full", errno.EIO: "failing", errno.EROFS: "read_only"}


@pytest.mark.parametrize("call", ["write", "sync"])
@pytest.mark.parametrize("code", KINDS)
async def test_nothing_is_acknowledged_falsely_and_storing_goes_on_when_the_disk_does(call: str, code: int) -> None:
    files, told = CrashFiles(), list[StorageTrouble | None]()
    async with open_database(FOLDER, files=files) as database:
        database.on_trouble = told.append
        notes = database.collection("notes", Note)
        notes.put(Note("kept", ""))
        await database.durable()
        files.faults = {"change": Fault(code), call: Fault(code, part=0.5)}
        notes.put(Note("not kept", ""))
        with pytest.raises(StorageFailed):
            await database.durable()
        with pytest.raises(StorageFailed):
            await database.durable()
        assert database.failed is not None
        assert [trouble.kind for trouble in told if trouble] == [KINDS[code]]
        _assert_kept(files, {"kept"})
        notes.put(Note("later", ""))  # the lesson goes on
        files.faults.clear()
        await until(lambda: database.failed is None and told[-1] is None)
        await database.durable()
        _assert_kept(files, {"kept", "not kept", "later"})
        notes.put(Note("after", ""))
        await database.durable()
        _assert_kept(files, {"kept", "not kept", "later", "after"})
    assert files.open_handles == 0


async def test_everybody_who_waits_is_told() -> None:
    files = CrashFiles()
    async with open_database(FOLDER, files=files) as database:
        notes = database.collection("notes", Note)
        await database.durable()
        files.faults = {"change": Fault(errno.ENOSPC), "write": Fault(errno.ENOSPC)}

        async def answer(number: int) -> None:
            notes.put(Note(f"n{number}", ""))
            await database.durable()

        ends = await asyncio.gather(*(answer(number) for number in range(450)), return_exceptions=True)
        assert [type(end) for end in ends] == [StorageFailed] * 450
        files.faults.clear()
        await until(lambda: database.failed is None)
        await asyncio.gather(*(answer(number) for number in range(450)))
        _assert_kept(files, {f"n{number}" for number in range(450)})


async def test_a_full_disk_acknowledges_again_when_there_is_space() -> None:
    files = CrashFiles()
    async with open_database(FOLDER, files=files) as database:
        notes = database.collection("notes", Note)
        await database.durable()
        files.free = 100_000
        acknowledged = set()

        async def answer_until_full() -> None:
            for number in range(1000):
                notes.put(Note(f"n{number}", "x" * 1000))
                await database.durable()
                acknowledged.add(f"n{number}")

        with pytest.raises(StorageFailed, match="full"):
            await answer_until_full()
        assert 0 < len(acknowledged) < 100
        _assert_kept(files, acknowledged)
        files.free = 10_000_000
        await until(lambda: database.failed is None)
        await database.durable()
        _assert_kept(files, {f"n{number}" for number in range(len(acknowledged) + 1)})


async def test_what_a_failed_sync_lost_is_not_built_upon_after_a_restart() -> None:
    files = CrashFiles()
    database, writer = open_by_hand(files)
    notes = database.collection("notes", Note)
    notes.put(Note("kept", ""))
    writer.drain()
    files.faults = {"sync": Fault(errno.EIO)}
    for number in range(5):
        notes.put(Note(f"lost {number}", "x" * 100))
    writer.drain()
    files = files.after_kill()  # the kernel still shows what never reached the disk
    database, writer = open_by_hand(files)
    database.collection("notes", Note).put(Note("after", ""))
    writer.drain()
    assert database.durable_sequence == database.sequence
    for seed in range(50):
        found, _ = open_by_hand(files.after_power_cut(random.Random(seed)))
        assert contents(found) == contents(database)


async def test_a_snapshot_that_cannot_be_written_stops_nothing() -> None:
    for call in ("open_append", "replace", "sync_folder"):
        files = CrashFiles()
        async with open_database(FOLDER, files=files) as database:
            notes = database.collection("notes", Note)
            notes.put(Note("a", ""))
            await database.durable()
            files.faults = {call: Fault(errno.ENOSPC)}
            with pytest.raises(StorageFailed):
                await database.compact()
            notes.put(Note("b", ""))
            await database.durable()
            _assert_kept(files, {"a", "b"})
            files.faults.clear()
            await database.compact()
            notes.put(Note("c", ""))
            await database.durable()
            _assert_kept(files, {"a", "b", "c"})


async def test_a_session_that_cannot_be_sealed_stays_open() -> None:
    files = CrashFiles()
    async with open_database(FOLDER, files=files) as database:
        notes = database.collection("notes", Note)
        await database.durable()
        files.faults = {"replace": Fault(errno.EIO)}
        with pytest.raises(StorageFailed):
            await database.seal()
        notes.put(Note("a", ""))
        files.faults.clear()
        await database.seal()
        assert database.is_sealed
        _assert_kept(files, {"a"})


async def test_a_database_opens_on_a_disk_that_takes_nothing() -> None:
    files = CrashFiles()
    async with open_database(FOLDER, files=files) as database:
        database.collection("notes", Note).put(Note("a", ""))
    files.faults = {"change": Fault(errno.EROFS), "write": Fault(errno.EROFS), "sync": Fault(errno.EROFS)}
    async with open_database(FOLDER, files=files) as database:
        notes = database.collection("notes", Note)
        assert notes.all() == [Note("a", "")]
        with pytest.raises(StorageFailed, match="only be read"):
            await database.durable()
        files.faults.clear()
        await until(lambda: database.failed is None)
        notes.put(Note("b", ""))
        await database.durable()
        _assert_kept(files, {"a", "b"})


async def test_a_slow_sync_does_not_hold_the_event_loop() -> None:
    async with _stuck_disk() as (files, database):
        notes = database.collection("notes", Note)
        notes.put(Note("first", ""))
        waiting = asyncio.ensure_future(database.durable())
        await until(files.is_stuck.is_set)
        for number in range(100):
            notes.put(Note(f"n{number}", ""))
            await asyncio.sleep(0)
        assert (waiting.done(), len(notes), notes.get("n99")) == (False, 101, Note("n99", ""))
        files.may_go_on.set()
        await waiting
        await database.durable()
        _assert_kept(files, {"first", *(f"n{number}" for number in range(100))})


async def test_a_disk_that_stands_still_does_not_fill_the_memory() -> None:
    async with _stuck_disk() as (files, database):
        notes = database.collection("notes", Note)
        notes.put(Note("first", ""))
        await until(files.is_stuck.is_set)
        size = 500_000
        for _ in range(PENDING_MAX_BYTES // size + 2):
            notes.put(Note("big", "x" * size))
        waiting = asyncio.ensure_future(database.durable())
        await asyncio.sleep(0)
        files.faults = {"open_append": Fault(errno.ENOSPC)}  # so that it cannot come back before anybody saw
        files.may_go_on.set()
        with pytest.raises(StorageFailed):
            await waiting
        files.faults.clear()
        await until(lambda: database.failed is None)
        await database.durable()
        _assert_kept(files, {"first", "big"})


class _StuckFiles(CrashFiles):
    """A disk whose syncs wait until the test lets them go on."""

    def __init__(self) -> None:
        super().__init__()
        self.is_armed = False
        self.is_stuck = threading.Event()
        self.may_go_on = threading.Event()

    def sync(self, handle: int) -> None:
        if self.is_armed:
            self.is_stuck.set()
            self.may_go_on.wait(10.0)
        super().sync(handle)


@asynccontextmanager
async def _stuck_disk() -> AsyncIterator[tuple[_StuckFiles, Database]]:
    files = _StuckFiles()
    async with JournalWriter(retry_seconds=0.01) as writer:
        database = Database.open(FOLDER, files, BoxClock("box"), writer, Schema(1))
        await database.durable()
        files.is_armed = True
        try:
            yield files, database
        finally:
            files.may_go_on.set()
            await database.close()


def _assert_kept(files: CrashFiles, keys: set[str]) -> None:
    """Whatever a power cut does now, these are found again."""
    for seed in range(20):
        found, _ = open_by_hand(files.after_power_cut(random.Random(seed)))
        left = {note.id for note in found.collection("notes", Note).all()}
        assert keys <= left
