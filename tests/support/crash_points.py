"""Cuts the power at every operation of a workload, several ways each, and opens what is left."""

import asyncio
import contextlib
import errno
import random
from dataclasses import dataclass
from pathlib import Path

from appliance.errors import StorageFailed
from appliance.storage.box_clock import BoxClock
from appliance.storage.database import Database
from appliance.storage.file_system import FileSystem
from appliance.storage.journal_writer import JournalWriter
from appliance.storage.schema import Schema
from tests.support.crash_files import CrashFiles, Fault
from tests.support.store_workload import TABLE_OF_NOTES, Note, StoreWorkload, contents

FOLDER = Path("/data/session")
CHANGES_PER_LIFE = 30
SEALED_SHARE = 0.2
TROUBLED_SHARE = 0.3
KILLED_SHARE = 0.3
NEW_DISK_SHARE = 0.2
"""So that what a database holds does not grow with the number of points."""
FAILING_CALLS = ("open_append", "write", "sync", "replace", "remove", "sync_folder", "change")
GO_ON_SHARE = 0.1
"""How many of the recovered databases are written to and cut once more."""


@dataclass(slots=True)
class Census:
    """What was tried."""

    points: int = 0
    unacknowledged_kept: int = 0
    tails_cut: int = 0
    went_on: int = 0
    troubles: int = 0
    sealed: int = 0


def open_by_hand(files: FileSystem, schema: Schema | None = None) -> tuple[Database, JournalWriter]:
    """A database whose writer works only when it is told to: every run of a seed is the same."""
    writer = JournalWriter()
    return Database.open(FOLDER, files, _clock(), writer, schema or Schema(1)), writer


class CrashCampaign:
    """Lives of a database, each beginning with what a power cut left of the one before."""

    def __init__(self, seed: int, cuts_per_operation: int) -> None:
        self.census = Census()
        self._chance = random.Random(seed)
        self._cuts = cuts_per_operation
        self._files = CrashFiles()

    def run(self, points: int) -> Census:
        """Go on until so many points were tried."""
        while self.census.points < points:
            self._live()
            self._files.faults.clear()
            self._files = self._next_disk()
        return self.census

    def _next_disk(self) -> CrashFiles:
        fate = self._chance.random()
        if fate < NEW_DISK_SHARE:
            return CrashFiles()
        if fate < NEW_DISK_SHARE + KILLED_SHARE:
            return self._files.after_kill()
        return self._files.after_power_cut(self._chance)

    def _live(self) -> None:
        database, writer = open_by_hand(self._files)
        workload = StoreWorkload(database, self._chance)
        self._files.on_operation = lambda: self._cut(database, workload)
        if database.is_sealed:
            asyncio.run(database.unseal())
            workload.note_state()
        trouble_at = self._chance.randrange(CHANGES_PER_LIFE) if self._chance.random() < TROUBLED_SHARE else None
        for number in range(CHANGES_PER_LIFE):
            workload.change()
            if number == trouble_at:
                self._files.faults = {self._chance.choice(FAILING_CALLS): self._fault()}
            if self._chance.random() < 0.6:
                writer.retry_now()
                writer.drain()
            if self._chance.random() < 0.08:
                database.snapshot()
        if self._chance.random() < SEALED_SHARE:
            self._seal(database)
        self._files.on_operation = lambda: None

    def _seal(self, database: Database) -> None:
        with contextlib.suppress(StorageFailed):
            asyncio.run(database.seal())
            self.census.sealed += 1

    def _fault(self) -> Fault:
        self.census.troubles += 1
        error = self._chance.choice((errno.ENOSPC, errno.EIO, errno.EROFS))
        return Fault(error, self._chance.randint(1, 6), self._chance.random())

    def _cut(self, database: Database, workload: StoreWorkload) -> None:
        for _ in range(self._cuts):
            self.census.points += 1
            disk = self._files.after_power_cut(self._chance)
            acknowledged = database.durable_sequence
            found, writer = open_by_hand(disk)
            # Opening writes a record of its own about the boot, except into what is sealed.
            recovered = found.sequence - (0 if found.is_sealed else 1)
            assert acknowledged <= recovered <= database.sequence, (acknowledged, recovered, database.sequence)
            assert found.failed is None
            assert contents(found) == workload.states[recovered]
            assert travelling(found) == {note.id for note in found.collection(TABLE_OF_NOTES, Note).all()}
            self.census.unacknowledged_kept += recovered > acknowledged
            self.census.tails_cut += found.report.bytes_dropped > 0
            if not found.is_sealed and self._chance.random() < GO_ON_SHARE:
                self._go_on(found, writer, disk)

    def _go_on(self, database: Database, writer: JournalWriter, disk: CrashFiles) -> None:
        self.census.went_on += 1
        workload = StoreWorkload(database, self._chance)
        workload.change()
        writer.drain()
        again, _ = open_by_hand(disk.after_power_cut(self._chance))
        assert again.sequence - 1 == database.durable_sequence
        assert contents(again) == workload.states[database.sequence]


def travelling(database: Database) -> set[str]:
    """The entities whose latest change is a put that has still to travel."""
    return {entry.entity_id for entry in database.pending_entries() if entry.action == "put"}


def _clock() -> BoxClock:
    return BoxClock("box", start_wall_ms=1_700_000_000_000, monotonic_ns=lambda: 0, boot_id="boot")
