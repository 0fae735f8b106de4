"""Opening what a folder holds: the newest whole snapshot and every journal record behind it.

Reading and repairing are two steps, so that data of a newer version is refused before anything was touched.
"""

import errno
import json
from dataclasses import dataclass, field
from itertools import chain, count, zip_longest
from pathlib import Path

from appliance.errors import ConfigurationError, Sentence
from appliance.storage import journal, snapshots
from appliance.storage.file_system import FileSystem
from appliance.storage.journal import HEADER_BYTES, DamagedError, JournalHeader, Record, Scan, Tail, to_json
from appliance.storage.outbox import PendingEntries, outbox_entries
from appliance.storage.schema import DocId, Schema, Tables
from appliance.storage.snapshots import StateCopy

TEMPORARY_SUFFIX = ".tmp"
CORRUPT_MARK = ".corrupt."

Rows = dict[str, dict[DocId, bytes]]


@dataclass(frozen=True, slots=True)
class OpenReport:
    """What opening found and did."""

    records_replayed: int = 0
    bytes_dropped: int = 0
    """Behind the last whole record: never acknowledged, unless something is quarantined too."""
    quarantined: tuple[str, ...] = ()
    """Copies of damaged files, kept for somebody who can read more out of them."""
    quarantined_before: tuple[str, ...] = ()
    """Those that were kept when the folder was opened earlier, and still lie there."""
    is_from_older_snapshot: bool = False
    migrated_from: int | None = None
    """The schema version that the data had."""

    @property
    def sentence(self) -> Sentence | None:
        """What a person should know; None when everything was in order."""
        if not self.quarantined:
            return None
        names = ", ".join(self.quarantined)
        return Sentence(
            f"Stored data was damaged. The last good state is in use; the damaged files are kept as {names}.",
            f"저장된 데이터가 손상되어 마지막 정상 상태를 사용합니다. 손상된 파일은 {names}(으)로 보관했습니다.",
        )


@dataclass(slots=True)
class Found:
    """The state that a folder holds, and what has to be done to its files before more is written."""

    sequence: int = 0
    hlc: str = ""
    last_counter: int = 0
    tables: Rows = field(default_factory=dict)
    outbox: PendingEntries = field(default_factory=PendingEntries)
    is_sealed: bool = False
    snapshot_sequence: int | None = None
    snapshot_bytes: int = 0
    journal_base: int | None = None
    """The journal that goes on; None when a new one is needed."""
    journal_bytes: int = 0
    records_replayed: int = 0
    bytes_dropped: int = 0
    is_from_older_snapshot: bool = False
    migrated_from: int | None = None
    needs_snapshot: bool = False
    """A generation is missing, or the data has just been migrated."""
    quarantined: tuple[str, ...] = ()
    """What was found damaged earlier and put aside."""
    damaged: list[Path] = field(default_factory=list)
    """To be renamed."""
    damaged_inside: list[Path] = field(default_factory=list)
    """To be copied before they are cut."""
    cut: list[tuple[Path, int]] = field(default_factory=list)
    useless: list[Path] = field(default_factory=list)


def snapshot_path(folder: Path, sequence: int) -> Path:
    """The snapshot of that sequence number."""
    return folder / f"snapshot-{sequence}.json"


def journal_path(folder: Path, base_sequence: int) -> Path:
    """The journal that goes on from that sequence number."""
    return folder / f"journal-{base_sequence}.log"


def numbered(names: tuple[str, ...], prefix: str, suffix: str) -> list[int]:
    """The sequence numbers in the names of a folder, in order."""
    middles = (name[len(prefix) : -len(suffix)] for name in names if name.startswith(prefix) and name.endswith(suffix))
    return sorted(int(middle) for middle in middles if middle.isdigit())


def snapshot_sequences(names: tuple[str, ...]) -> list[int]:
    """The snapshots in a folder, the oldest first."""
    return numbered(names, "snapshot-", ".json")


def journal_bases(names: tuple[str, ...]) -> list[int]:
    """The journals in a folder, the oldest first."""
    return numbered(names, "journal-", ".log")


def find(folder: Path, files: FileSystem, schema: Schema) -> Found:
    """Read the folder; ConfigurationError for data of a newer version. Changes nothing."""
    return _Reader(folder, files, schema).read()


def repair(found: Found, files: FileSystem, now: str) -> OpenReport:
    """Do to the files what `find` saw to be necessary; OSError when the disk does not let us."""
    kept: list[str] = []
    for path in found.damaged:
        target = _corrupt_name(path, files, now)
        files.replace(path, target)
        kept.append(target.name)
    kept += [_copy(path, files, now).name for path in found.damaged_inside]
    for path in found.useless:
        files.remove(path)
    for folder in {path.parent for path in [*found.damaged, *found.damaged_inside, *found.useless]}:
        files.sync_folder(folder)  # the copies have to be there before anything is cut
    for path, size in found.cut:
        files.truncate(path, size)
        _sync(path, files)
    return report_of(found, tuple(kept))


def report_of(found: Found, quarantined: tuple[str, ...] = ()) -> OpenReport:
    """What there is to tell about the opening."""
    return OpenReport(
        records_replayed=found.records_replayed,
        bytes_dropped=found.bytes_dropped,
        quarantined=quarantined,
        quarantined_before=found.quarantined,
        is_from_older_snapshot=found.is_from_older_snapshot,
        migrated_from=found.migrated_from,
    )


class _Reader:
    """One reading of one folder."""

    def __init__(self, folder: Path, files: FileSystem, schema: Schema) -> None:
        self._folder = folder
        self._files = files
        self._schema = schema
        self._names = files.list(folder)
        self._version: int | None = None
        """Of the data as far as it is read; None while nothing is."""
        self._is_unsealed = False
        self._found = Found()

    def read(self) -> Found:
        found = self._found
        found.quarantined = tuple(name for name in self._names if CORRUPT_MARK in name)
        found.useless += [self._folder / name for name in self._names if name.endswith(TEMPORARY_SUFFIX)]
        self._read_snapshots()
        self._read_journals()
        if self._version is not None and self._version < self._schema.version:
            self._migrate(self._version, self._schema.version)
        if self._is_unsealed:
            found.is_sealed = False
        if found.is_sealed:
            found.journal_base = None
        return found

    def _read_snapshots(self) -> None:
        sequences = snapshot_sequences(self._names)
        for sequence in reversed(sequences):
            path = snapshot_path(self._folder, sequence)
            data = self._read(path)
            try:
                header = snapshots.check(data)
                self._refuse_newer(header.format_version, header.schema_version)
                if self._version is None:
                    self._take_snapshot(snapshots.decode(data), len(data))
                    self._found.is_from_older_snapshot = sequence != sequences[-1]
            except DamagedError:
                self._found.damaged.append(path)
                self._found.needs_snapshot = True

    def _take_snapshot(self, state: StateCopy, size: int) -> None:
        found = self._found
        self._version = state.schema_version
        found.sequence, found.hlc, found.is_sealed = state.sequence, state.hlc, state.is_sealed
        found.tables = {name: dict(rows) for name, rows in state.tables.items()}
        found.outbox, found.last_counter = PendingEntries(state.outbox), state.last_counter
        found.snapshot_sequence, found.snapshot_bytes = state.sequence, size

    def _read_journals(self) -> None:
        bases = journal_bases(self._names)
        for base, following in zip_longest(bases, bases[1:]):
            path = journal_path(self._folder, base)
            data = self._read(path)
            scan = journal.scan(data)
            if scan.header is None:
                (self._found.damaged if scan.tail is Tail.DAMAGED else self._found.useless).append(path)
                self._found.bytes_dropped += len(data)
                continue
            self._refuse_newer(scan.header.format_version, scan.header.schema_version)
            if following is not None and following <= self._found.sequence:
                self._note_tail(path, data, scan.good_bytes, scan.tail)  # all of it is in the snapshot
            else:
                self._read_journal(path, data, scan, scan.header)

    def _read_journal(self, path: Path, data: bytes, scan: Scan, header: JournalHeader) -> None:
        found = self._found
        version = header.schema_version if self._version is None else self._version
        self._version = version
        if header.schema_version > version and header.base_sequence == found.sequence + 1:
            self._migrate(version, header.schema_version)
        if header.base_sequence > found.sequence:
            found.damaged.append(path)  # what leads up to it is missing
            return
        good_bytes, last = self._replay(scan.payloads, header.base_sequence)
        self._note_tail(path, data, good_bytes, scan.tail if good_bytes == scan.good_bytes else Tail.DAMAGED)
        self._is_unsealed |= header.base_sequence == found.snapshot_sequence
        if last == found.sequence and header.schema_version == self._schema.version:
            found.journal_base, found.journal_bytes = header.base_sequence, good_bytes

    def _replay(self, payloads: tuple[bytes, ...], base: int) -> tuple[int, int]:
        """Apply what follows; how far the journal could be read, and up to which record."""
        good_bytes, last = HEADER_BYTES, base
        for payload in payloads:
            try:
                record = journal.decode_record(payload)
            except DamagedError:
                break
            if record.sequence != last + 1:
                break
            if record.sequence > self._found.sequence:
                self._apply(record)
            last = record.sequence
            good_bytes += journal.record_bytes(payload)
        return good_bytes, last

    def _apply(self, record: Record) -> None:
        found = self._found
        for operation in record.operations:
            rows = found.tables.setdefault(operation.table, {})
            if operation.document is None:
                rows.pop(operation.doc_id, None)
            else:
                rows[operation.doc_id] = operation.document
        for entry in outbox_entries(record):
            found.outbox.add(0, entry)
            found.last_counter = max(found.last_counter, entry.counter)
        found.sequence = record.sequence
        found.hlc = max(found.hlc, record.hlc)
        found.records_replayed += 1

    def _note_tail(self, path: Path, data: bytes, good_bytes: int, tail: Tail) -> None:
        if tail is Tail.CLEAN:
            return
        self._found.bytes_dropped += len(data) - good_bytes
        self._found.cut.append((path, good_bytes))
        if tail is Tail.DAMAGED:
            self._found.damaged_inside.append(path)
            self._found.needs_snapshot = True

    def _migrate(self, version: int, target: int) -> None:
        """A migration is a change with its own sequence number, so it gets its own files and the old ones stay."""
        found = self._found
        documents: Tables = {
            name: {doc_id: json.loads(document) for doc_id, document in rows.items()}
            for name, rows in found.tables.items()
        }
        migrated = self._schema.migrate(documents, version, target)
        found.tables = {
            name: {doc_id: to_json(document) for doc_id, document in rows.items()} for name, rows in migrated.items()
        }
        found.migrated_from = found.migrated_from or version
        self._version = target
        found.sequence += 1
        found.journal_base = None
        found.needs_snapshot = True

    def _refuse_newer(self, format_version: int, schema_version: int) -> None:
        known = journal.FORMAT_VERSION
        if format_version > known or schema_version > self._schema.version:
            raise ConfigurationError(
                f"The data in {self._folder} was written by a newer AIRClass (version {format_version}."
                f"{schema_version}; this one knows {known}.{self._schema.version}). It was left as it is: "
                "install the newer AIRClass again, or restore an older backup."
            )

    def _read(self, path: Path) -> bytes:
        try:
            return self._files.read(path)
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            return b""  # a file that the disk cannot read is as good as damaged


def _corrupt_name(path: Path, files: FileSystem, now: str) -> Path:
    names = files.list(path.parent)
    endings = chain([""], (f"-{number}" for number in count(2)))
    candidates = (f"{path.name}{CORRUPT_MARK}{now}{ending}" for ending in endings)
    return path.with_name(next(name for name in candidates if name not in names))


def _copy(path: Path, files: FileSystem, now: str) -> Path:
    target = _corrupt_name(path, files, now)
    handle = files.open_append(target)
    try:
        files.write(handle, files.read(path))
        files.sync(handle)
    finally:
        files.close(handle)
    return target


def _sync(path: Path, files: FileSystem) -> None:
    handle = files.open_append(path)
    try:
        files.sync(handle)
    finally:
        files.close(handle)
