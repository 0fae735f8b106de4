"""One database of the box: in memory for readers, in a journal and snapshots for power cuts."""

import asyncio
import contextlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from tinydb import TinyDB

from appliance.domain.clock_order import decode
from appliance.errors import AirclassError, StorageFailed, StorageSealed
from appliance.storage import recovery
from appliance.storage.box_clock import BoxClock
from appliance.storage.collection import Collection, EntityCodec
from appliance.storage.file_system import FileSystem
from appliance.storage.journal import DamagedError, Operation, OutboxMark, Record, decode_record, encode_record, scan
from appliance.storage.journal_lane import JournalLane, Place, Source
from appliance.storage.journal_writer import Job, JournalWriter
from appliance.storage.ledger import Ledger
from appliance.storage.outbox import Outbox, OutboxEntry, outbox_entries
from appliance.storage.recovery import Found
from appliance.storage.schema import Schema
from appliance.storage.snapshots import HEADER_MAX_BYTES, StateCopy, read_header
from appliance.storage.tables import CollectionKeys, StoreDoor
from appliance.storage.trouble import StorageTrouble, trouble_of

T = TypeVar("T")

_SEALED = "This session has ended: its facts are kept as they are. Reopen the session to change them."
_READ_ONLY = "These facts were opened only to be read."
_CLOSED = "This database is closed."


class Database:
    """Tables, collections and transactions over one folder; used from one event loop, or from one thread without."""

    def __init__(self, place: Place, clock: BoxClock, writer: JournalWriter, outbox: Outbox, found: Found) -> None:
        self.report = recovery.report_of(found)
        """What opening found; `report.sentence` is for a person."""
        self.on_trouble: Callable[[StorageTrouble | None], None] = _ignore
        """Told when the disk fails, and with None when it stores again."""
        self._place = place
        self._clock = clock
        self._writer = writer
        self._outbox = outbox
        self._sequence = found.sequence
        self._hlc = found.hlc
        self._last_counter = found.last_counter
        self._entries = found.outbox
        self._travelling: set[str] = set()
        self._keys = CollectionKeys()
        self._ledger = Ledger(found.tables, self._commit)
        self._lane = JournalLane(place, Source(self._ledger.lock, self._copy), lambda: writer.deliver(self._notice))
        self._waiters: list[tuple[int, asyncio.Future[None]]] = []
        self._told: StorageTrouble | None = None
        self._is_sealed = found.is_sealed
        self._door = StoreDoor(self._ledger, self._keys)

    @classmethod
    def open(
        cls,
        folder: Path,
        files: FileSystem,
        clock: BoxClock,
        writer: JournalWriter,
        schema: Schema,
        *,
        read_only: bool = False,
        outbox: Outbox | None = None,
    ) -> "Database":
        """The database in `folder`, made when there is none; ConfigurationError for data of a newer version.

        It reads the disk: call it in a thread, or before the door opens. A disk that takes nothing sets `failed`.
        """
        found = recovery.find(folder, files, schema)
        place = Place(folder, files, schema.version)
        database = cls(place, clock, writer, outbox or Outbox(), found)
        database._observe(found)
        if read_only:
            database._ledger.refusal = StorageSealed(_READ_ONLY)
        else:
            database._take_over(found)
        return database

    @property
    def tinydb(self) -> TinyDB:
        """TinyDB's API over the same tables."""
        return self._door

    @property
    def failed(self) -> StorageFailed | None:
        """Why nothing can be acknowledged now."""
        trouble = self._lane.trouble
        return None if trouble is None else trouble.as_error()

    @property
    def is_sealed(self) -> bool:
        """Whether this is an ended session's."""
        return self._is_sealed

    @property
    def sequence(self) -> int:
        """The number of the latest record."""
        return self._sequence

    @property
    def durable_sequence(self) -> int:
        """The number of the latest record that is on the disk."""
        return self._lane.durable_sequence

    def collection(self, name: str, of: type[T], *, key: str = "id", travels: bool = False) -> Collection[T]:
        """The entities of one kind; those that travel are noted in the outbox with each change."""
        table = self._ledger.table(name)
        if any(isinstance(doc_id, int) for doc_id in table.rows):
            raise ValueError(f"{name} holds numbered documents: it cannot be a collection")
        codec = EntityCodec(of)
        self._keys.register(name, key, codec.decode)
        if travels:
            self._travelling.add(name)
        return Collection(self._ledger, table, codec, key)

    def tell_trouble_to(self, tell: Callable[[StorageTrouble | None], None]) -> None:
        """Tell of trouble from now on, and of what there has been since the opening."""
        self.on_trouble = tell
        self._told = self._lane.trouble
        if self._told is not None:
            tell(self._told)

    def transaction(self) -> AbstractContextManager[None]:
        """Everything inside is one journal record; an exception takes it back. There may be no await inside."""
        return self._ledger.transaction()

    async def durable(self) -> None:
        """Return when everything written so far is on the disk; StorageFailed when it is not going to be."""
        target = self._sequence
        if not self._writer.is_running:
            self._writer.drain()
        if self._lane.trouble is not None:
            raise self._lane.trouble.as_error()
        if self._lane.durable_sequence >= target:
            return
        future = asyncio.get_running_loop().create_future()
        self._waiters.append((target, future))
        await future

    def snapshot(self) -> None:
        """Let the writer make a snapshot when it comes to it; it makes them by itself too."""
        self._writer.submit(Job("snapshot", self._lane.compact(seals=self._is_sealed), _ignore))

    async def compact(self, *, forget: bool = False) -> None:
        """Make a snapshot now; `forget` leaves nothing on the disk of what was removed or changed before it."""
        await self._run("compact", self._lane.compact(seals=self._is_sealed, forgets=forget))

    async def seal(self) -> None:
        """The session has ended: one last snapshot, no journal, no change any more."""
        if self._is_sealed:
            return
        with self._ledger.lock:
            self._ledger.refusal = StorageSealed(_SEALED)
        try:
            await self._run("seal", self._lane.compact(seals=True))
        except AirclassError:
            self._ledger.refusal = None
            raise
        self._is_sealed = True

    async def unseal(self) -> None:
        """The session is reopened: changes are taken again."""
        if not self._is_sealed:
            return
        await self._run("unseal", self._lane.reopen(self._sequence))
        self._is_sealed = False
        self._ledger.refusal = None
        self._note_boot()

    def pending_entries(self) -> Sequence[OutboxEntry]:
        """What has still to travel, in order: the latest change of each document, once it is durable."""
        return self._entries.up_to(self._lane.durable_sequence)

    async def close(self) -> None:
        """Store what is pending and let go of the files."""
        with self._ledger.lock:
            self._ledger.refusal = StorageSealed(_CLOSED)
        await self._run("close", self._lane.close())
        self._writer.detach(self._lane)

    def _take_over(self, found: Found) -> None:
        """Mend the files and go on writing where they end."""
        try:
            self._place.files.make_folder(self._place.folder)
            self._place.files.sync_folder(self._place.folder.parent)
            self.report = recovery.repair(found, self._place.files, _file_time(self._clock.wall_ms()))
            self._open_files(found)
            self._lane.durable_sequence = found.sequence
        except OSError as error:
            self._lane.fail(error)
        self._writer.attach(self._lane)
        if self._is_sealed:
            self._ledger.refusal = StorageSealed(_SEALED)
        else:
            self._note_boot()
        if found.needs_snapshot and self._lane.trouble is None:
            self.snapshot()

    def _open_files(self, found: Found) -> None:
        if found.journal_base is not None:
            self._lane.go_on(found.journal_base, found.journal_bytes, found.snapshot_bytes)
            return
        if found.migrated_from is not None:
            for _ in self._lane.write_snapshot(self._copy()):
                pass
        if not found.is_sealed:
            self._lane.start_journal(found.sequence)

    def _observe(self, found: Found) -> None:
        self._outbox.observe(found.last_counter)
        with contextlib.suppress(ValueError):  # a database without a record has no stamp
            self._clock.observe(decode(found.hlc))

    def _note_boot(self) -> None:
        boot: dict[str, object] = {
            "id": self._clock.boot_id,
            "wall_ms": self._clock.wall_ms(),
            "monotonic_ns": self._clock.monotonic_ns(),
        }
        with self._ledger.lock:
            self._append(self._record((), (), boot))

    def _commit(self, operations: list[Operation]) -> None:
        marks = tuple(
            OutboxMark(self._outbox.next_counter(), place, self._place.schema_version)
            for place, operation in enumerate(operations)
            if operation.table in self._travelling
        )
        self._append(self._record(operations, marks))

    def _record(
        self, operations: Sequence[Operation], marks: Sequence[OutboxMark], boot: dict[str, object] | None = None
    ) -> Record:
        stamp = self._clock.stamp().encode()
        return Record(self._sequence + 1, stamp, self._clock.quality, operations, marks, boot)

    def _append(self, record: Record) -> None:
        encoded = encode_record(record)
        self._sequence, self._hlc = record.sequence, record.hlc
        for entry in outbox_entries(record):
            self._entries.add(record.sequence, entry)
            self._last_counter = entry.counter
        waiting = self._lane.append(encoded, record.sequence)
        if waiting:
            self._writer.wake(waiting)

    def _copy(self) -> StateCopy:
        self._entries.drop_arrived(self._outbox.acknowledged)
        return StateCopy(
            self._sequence,
            self._place.schema_version,
            self._hlc,
            self._last_counter,
            self._ledger.copy(),
            self._entries.all(),
            self._is_sealed,
        )

    async def _run(self, name: str, steps: Iterator[None]) -> None:
        future = asyncio.get_running_loop().create_future()
        self._writer.submit(Job(name, steps, lambda error: self._writer.deliver(lambda: _settle(future, error))))
        if not self._writer.is_running:
            self._writer.drain()
        await future

    def _notice(self) -> None:
        """In the event loop: the lane has got further, failed, or works again."""
        trouble, durable = self._lane.trouble, self._lane.durable_sequence
        waiting = []
        for target, future in self._waiters:
            if target <= durable:
                _settle(future, None)
            elif trouble is not None:
                _settle(future, trouble.as_error())
            else:
                waiting.append((target, future))
        self._waiters = waiting
        if trouble != self._told:
            self._told = trouble
            self.on_trouble(trouble)


def last_counter_in(folder: Path, files: FileSystem) -> int:
    """The largest outbox counter that the database in `folder` used, without opening it; quick for a sealed one."""
    names = files.list(folder)
    counter = start = 0
    for sequence in reversed(recovery.snapshot_sequences(names)):
        data = files.read(recovery.snapshot_path(folder, sequence), HEADER_MAX_BYTES)
        with contextlib.suppress(DamagedError):
            counter, start = read_header(data).last_counter, sequence
            break
    for base in recovery.journal_bases(names):
        if base >= start:
            payloads = scan(files.read(recovery.journal_path(folder, base))).payloads
            counter = max([counter, *(mark.counter for payload in payloads for mark in decode_record(payload).outbox)])
    return counter


def looks_sealed(folder: Path, files: FileSystem) -> bool:
    """Whether nothing can be written to the database in `folder` as it lies there; quick, and true of no folder."""
    names = files.list(folder)
    for sequence in reversed(recovery.snapshot_sequences(names)):
        data = files.read(recovery.snapshot_path(folder, sequence), HEADER_MAX_BYTES)
        with contextlib.suppress(DamagedError):
            return read_header(data).is_sealed and sequence not in recovery.journal_bases(names)
    return not names


def _settle(future: "asyncio.Future[None]", error: Exception | None) -> None:
    if future.done():
        return
    if error is None:
        future.set_result(None)
    elif isinstance(error, OSError):
        future.set_exception(trouble_of(error).as_error())
    else:
        future.set_exception(error)


def _file_time(wall_ms: int) -> str:
    return datetime.fromtimestamp(wall_ms / 1000, UTC).strftime("%Y%m%dT%H%M%SZ")


def _ignore(_: object) -> None:
    """Nobody wants to know."""
