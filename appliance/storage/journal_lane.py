"""One database's files as they are written: its journal, its snapshots, and what happens when that fails.

`append` may be called from any thread. Everything else runs in the writer's thread, one at a time.
After a failure nothing more goes to that journal, and its handle is never synced again: the kernel reports a lost page
once only. What memory holds by then goes into a fresh snapshot with a fresh journal, and only then is acknowledged.
"""

import contextlib
import errno
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from appliance.storage import snapshots
from appliance.storage.file_system import FileSystem
from appliance.storage.journal import HEADER_BYTES, JournalHeader, encode_header
from appliance.storage.recovery import (
    CORRUPT_MARK,
    TEMPORARY_SUFFIX,
    journal_bases,
    journal_path,
    snapshot_path,
    snapshot_sequences,
)
from appliance.storage.snapshots import StateCopy
from appliance.storage.trouble import StorageTrouble, trouble_of

SNAPSHOTS_KEPT = 3
PENDING_MAX_BYTES = 32 * 1024 * 1024
"""A disk that is this far behind has stopped."""
JOURNAL_MAX_BYTES = 8 * 1024 * 1024
"""Read again within a fraction of a second."""
JOURNAL_MIN_BYTES = 512 * 1024
JOURNAL_OVER_SNAPSHOT = 10
SYNC_EVERY_BYTES = 1024 * 1024
"""So that the last sync of a snapshot has little left to do while others wait for theirs."""
SPARE_BYTES = 256 * 1024

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a database lives and how far its files go."""

    folder: Path
    files: FileSystem
    schema_version: int


@dataclass(frozen=True, slots=True)
class Source:
    """How the writer's thread comes to what is in memory."""

    lock: AbstractContextManager[object]
    copy: Callable[[], StateCopy]
    """Called under the lock."""


class JournalLane:
    """The way of one database's records to the disk."""

    def __init__(self, place: Place, source: Source, tell: Callable[[], None]) -> None:
        self._place = place
        self._source = source
        self._tell = tell
        """Called whenever `durable_sequence` or `trouble` changed."""
        self.durable_sequence = 0
        self.trouble: StorageTrouble | None = None
        self.is_recovering = False
        self._lock = threading.Lock()
        self._pending: list[bytes] = []
        self._pending_bytes = 0
        self._pending_sequence = 0
        self._takes_records = True
        self._has_overflowed = False
        self._handle: int | None = None
        self._base = 0
        self._journal_bytes = 0
        self._snapshot_bytes = 0
        self._compact_from_bytes = 0

    # From any thread.

    def append(self, record: bytes, sequence: int) -> int:
        """Line the record up; how many wait now. While the disk fails, records are left to the next snapshot."""
        with self._lock:
            if not self._takes_records:
                return 0
            self._pending.append(record)
            self._pending_bytes += len(record)
            self._pending_sequence = sequence
            if self._pending_bytes > PENDING_MAX_BYTES:
                self._drop_pending()
                self._takes_records, self._has_overflowed = False, True
            return max(1, len(self._pending))

    @property
    def has_pending(self) -> bool:
        """Whether there is something to commit."""
        return self._has_overflowed or (bool(self._pending) and self._handle is not None)

    # From the writer's thread, or before it knows this lane.

    def go_on(self, base: int, journal_bytes: int, snapshot_bytes: int) -> None:
        """Append to a journal that was found whole up to there; OSError leaves it as it was.

        It is written anew: what a reader sees may never have reached the disk if a sync failed in an earlier life.
        """
        files, path = self._place.files, journal_path(self._place.folder, base)
        temporary = path.with_name(path.name + TEMPORARY_SUFFIX)
        data = files.read(path, journal_bytes)
        handle = files.open_append(temporary)
        try:
            files.write(handle, data)
            files.sync(handle)
            files.replace(temporary, path)
            files.sync_folder(self._place.folder)
        except OSError:
            files.close(handle)
            raise
        self._handle, self._base = handle, base
        self._journal_bytes, self._snapshot_bytes = journal_bytes, snapshot_bytes

    def start_journal(self, base: int) -> None:
        """Append to a new journal from now on; OSError leaves the one before in use."""
        handle = self._new_journal(base)
        if self._handle is not None:
            self._close_handle()
        self._handle, self._base, self._journal_bytes = handle, base, HEADER_BYTES

    def commit(self) -> None:
        """Write and sync what is pending: one write and one sync for all of it."""
        if self._has_overflowed:
            self.fail(OSError(errno.ETIMEDOUT, "the disk does not keep up"))
        if self._handle is None:
            return
        records, sequence = self._take()
        self._write(records, sequence)

    def orders_snapshot(self) -> bool:
        """Whether the journal has grown so long that reading it again would take its time; said once."""
        size = self._journal_bytes
        if self.trouble is not None or self._handle is None or size < max(JOURNAL_MIN_BYTES, self._compact_from_bytes):
            return False
        is_long = size > JOURNAL_MAX_BYTES and size > self._snapshot_bytes // 2
        if not is_long and size <= JOURNAL_OVER_SNAPSHOT * max(self._snapshot_bytes, JOURNAL_MIN_BYTES):
            return False
        self._compact_from_bytes = size + JOURNAL_MAX_BYTES
        return True

    def compact(self, *, seals: bool = False, forgets: bool = False) -> Iterator[None]:
        """Write a snapshot and go on in a new journal, in steps; OSError or StorageFailed when it cannot be done."""
        self.commit()
        with self._source.lock:
            state = replace(self._source.copy(), is_sealed=seals)
            records, _ = self._take() if self._handle is not None else ([], 0)
        self._write(records, state.sequence)
        if self.trouble is not None:
            raise self.trouble.as_error()
        if not seals and state.sequence != self._base:
            self.start_journal(state.sequence)
        yield
        yield from self.write_snapshot(state)
        if seals:
            self._end_journal(state.sequence)
        self._clear_away(keep=1 if forgets else SNAPSHOTS_KEPT, with_damaged=forgets)

    def recover(self) -> Iterator[None]:
        """Try to store again, in steps: everything in memory goes into a snapshot, later records into a new journal."""
        try:
            with self._source.lock:
                state = self._source.copy()
                with self._lock:
                    self._drop_pending()
                    self._takes_records, self._has_overflowed = True, False
            self._place.files.make_folder(self._place.folder)
            self._require_space(state)
            yield from self.write_snapshot(state)
            self.start_journal(state.sequence)
        except OSError as error:
            self.fail(error)
            return
        finally:
            self.is_recovering = False
        self.trouble = None
        logger.warning("stored again", extra={"folder": self._place.folder.name})
        self._reach(state.sequence)
        with contextlib.suppress(OSError):
            self._clear_away(SNAPSHOTS_KEPT)

    def write_snapshot(self, state: StateCopy) -> Iterator[None]:
        """Put a snapshot beside the others, in steps; it is there as a whole or not at all."""
        files, path = self._place.files, snapshot_path(self._place.folder, state.sequence)
        temporary = path.with_name(path.name + TEMPORARY_SUFFIX)
        if temporary.name in files.list(self._place.folder):
            files.remove(temporary)
        handle = files.open_append(temporary)
        try:
            size = unsynced = 0
            for piece in snapshots.encode(state):
                files.write(handle, piece)
                size, unsynced = size + len(piece), unsynced + len(piece)
                if unsynced >= SYNC_EVERY_BYTES:
                    files.sync(handle)
                    unsynced = 0
                yield
            files.sync(handle)
        except BaseException:
            files.close(handle)
            with contextlib.suppress(OSError):
                files.remove(temporary)
            raise
        files.close(handle)
        files.replace(temporary, path)
        files.sync_folder(self._place.folder)
        self._snapshot_bytes, self._compact_from_bytes = size, 0

    def fail(self, error: OSError) -> None:
        """Acknowledge nothing more; those who wait are told."""
        with self._lock:
            self._drop_pending()
            self._takes_records = self._has_overflowed = False
        if self._handle is not None:
            self._close_handle()
        trouble = trouble_of(error)
        if self.trouble is None or self.trouble.kind != trouble.kind:
            logger.error("cannot store", extra={"folder": self._place.folder.name, "reason": trouble.detail})
        self.trouble = trouble
        self._tell()

    def close(self) -> Iterator[None]:
        """Commit what is pending and close the journal."""
        self.commit()
        if self._handle is not None:
            self._close_handle()
        yield from ()

    def reopen(self, sequence: int) -> Iterator[None]:
        """Let a sealed database go on in a new journal; OSError when the disk does not let us."""
        self.start_journal(sequence)
        yield from ()

    def _write(self, records: list[bytes], sequence: int) -> None:
        if not records or self._handle is None:
            return
        data = b"".join(records)
        try:
            self._place.files.write(self._handle, data)
            self._place.files.sync(self._handle)
        except OSError as error:
            self.fail(error)
            return
        self._journal_bytes += len(data)
        self._reach(sequence)

    def _reach(self, sequence: int) -> None:
        self.durable_sequence = sequence
        self._tell()

    def _take(self) -> tuple[list[bytes], int]:
        with self._lock:
            records, sequence = self._pending, self._pending_sequence
            self._drop_pending()
            return records, sequence

    def _drop_pending(self) -> None:
        self._pending, self._pending_bytes = [], 0

    def _new_journal(self, base: int) -> int:
        files, path = self._place.files, journal_path(self._place.folder, base)
        if path.name in files.list(self._place.folder):
            files.remove(path)  # left from an attempt that failed: nothing was ever acknowledged out of it
        handle = files.open_append(path)
        try:
            files.write(handle, encode_header(JournalHeader(base, self._place.schema_version)))
            files.sync(handle)
            files.sync_folder(self._place.folder)
        except OSError:
            files.close(handle)
            with contextlib.suppress(OSError):
                files.remove(path)
            raise
        return handle

    def _end_journal(self, sequence: int) -> None:
        if self._handle is not None:
            self._close_handle()
        path = journal_path(self._place.folder, sequence)
        if path.name in self._place.files.list(self._place.folder):
            self._place.files.remove(path)  # an empty journal behind a sealed snapshot would mean: unsealed
            self._place.files.sync_folder(self._place.folder)

    def _close_handle(self) -> None:
        handle, self._handle = self._handle, None
        if handle is not None:
            with contextlib.suppress(OSError):
                self._place.files.close(handle)

    def _require_space(self, state: StateCopy) -> None:
        if self._place.files.free_bytes(self._place.folder) < state.size_bytes + SPARE_BYTES:
            raise OSError(errno.ENOSPC, "not enough space for a snapshot")

    def _clear_away(self, keep: int, *, with_damaged: bool = False) -> None:
        """Remove the generations that are older than the snapshots kept, and the journals only they need."""
        files, folder = self._place.files, self._place.folder
        names = files.list(folder)
        sequences = snapshot_sequences(names)
        oldest = sequences[-keep:][0] if sequences else 0
        bases = journal_bases(names)
        unneeded = [snapshot_path(folder, sequence) for sequence in sequences if sequence < oldest]
        # A journal reaches at least to the base of the next one.
        unneeded += [journal_path(folder, base) for base, after in pairwise(bases) if after <= oldest]
        if with_damaged:
            unneeded += [folder / name for name in names if CORRUPT_MARK in name]
        for path in unneeded:
            files.remove(path)
        if unneeded:
            files.sync_folder(folder)
