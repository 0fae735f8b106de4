"""What has to travel to the school's database: noted for each change, in the change's own journal record."""

import json
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Literal, Protocol

from appliance.domain.clock_order import decode
from appliance.storage.file_system import FileSystem, write_whole
from appliance.storage.journal import Record

FILE_NAME = "outbox.json"

Action = Literal["put", "remove"]


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """One change that travels: which document, in which order, from which box."""

    counter: int
    """One count per instance over all databases; it has gaps."""
    instance_id: str
    collection: str
    entity_id: str
    action: Action
    hlc: str
    schema_version: int


class PendingEntries:
    """What of one database has still to travel: for each document its latest change, in order.

    An entry carries no document, so an earlier change of the same document says nothing that the latest does not.
    """

    def __init__(self, entries: Iterable[OutboxEntry] = ()) -> None:
        self._entries: dict[tuple[str, str], tuple[int, OutboxEntry]] = {}
        for entry in entries:
            self.add(0, entry)

    def add(self, sequence: int, entry: OutboxEntry) -> None:
        """Note a change that the record of that sequence number holds."""
        place = entry.collection, entry.entity_id
        self._entries.pop(place, None)  # so that the newest stands last
        self._entries[place] = sequence, entry

    def drop_arrived(self, acknowledged: int) -> None:
        """Forget what has arrived."""
        self._entries = {place: noted for place, noted in self._entries.items() if noted[1].counter > acknowledged}

    def up_to(self, sequence: int) -> list[OutboxEntry]:
        """The entries whose records are not newer than that."""
        return [entry for noted, entry in self._entries.values() if noted <= sequence]

    def all(self) -> list[OutboxEntry]:
        """Every entry."""
        return [entry for _, entry in self._entries.values()]


class HasOutbox(Protocol):
    """A database, as the outbox sees it."""

    def pending_entries(self) -> Sequence[OutboxEntry]:
        """The durable entries in order of their counters."""


class Outbox:
    """The counter that all databases of one instance share, and how far the entries have got."""

    def __init__(self, last_counter: int = 0, acknowledged: int = 0) -> None:
        self._last = last_counter
        self.acknowledged = acknowledged
        """Every entry up to this counter has arrived."""
        self._lock = threading.Lock()

    @property
    def last_counter(self) -> int:
        """The largest counter given or found so far."""
        return self._last

    def next_counter(self) -> int:
        """A number larger than every one before."""
        with self._lock:
            self._last += 1
            return self._last

    def observe(self, counter: int) -> None:
        """Take note of a counter that was found on the disk."""
        with self._lock:
            self._last = max(self._last, counter)

    def pending(self, database: HasOutbox, limit: int) -> list[OutboxEntry]:
        """The first entries of a database that have still to travel; only durable ones."""
        entries = (entry for entry in database.pending_entries() if entry.counter > self.acknowledged)
        return list(islice(entries, limit))

    def acknowledge(self, up_to_counter: int) -> None:
        """Note that everything up to this counter has arrived; databases drop it with their next snapshot."""
        self.acknowledged = max(self.acknowledged, up_to_counter)

    def remember(self, data_dir: Path, files: FileSystem) -> None:
        """Keep the counters for the next start; it writes to the disk, so not in the event loop."""
        values = {"acknowledged": self.acknowledged, "last_counter": self._last}
        write_whole(files, data_dir / FILE_NAME, json.dumps(values).encode())


def outbox_entries(record: Record) -> list[OutboxEntry]:
    """The entries of a journal record, in full."""
    instance_id = decode(record.hlc).node if record.outbox else ""
    entries = []
    for mark in record.outbox:
        operation = record.operations[mark.operation]
        action: Action = "remove" if operation.document is None else "put"
        place = operation.table, str(operation.doc_id)
        entries.append(OutboxEntry(mark.counter, instance_id, *place, action, record.hlc, mark.schema_version))
    return entries


def load_outbox(data_dir: Path, files: FileSystem) -> Outbox:
    """The outbox as it was remembered; `Outbox.observe` takes what the databases know better."""
    try:
        values = json.loads(files.read(data_dir / FILE_NAME))
        return Outbox(int(values["last_counter"]), int(values["acknowledged"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Outbox()
