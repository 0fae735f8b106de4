"""The format of a snapshot: everything a database holds at one sequence number, as lines of JSON between two checksums.

AIRCLASS-SNAPSHOT 1 CRC                          CRC32C of the next line
{"schema":1,"seq":70,"hlc":"...", ...}
{"t":"responses","n":2}                          a table and how many documents follow
{"d":{...},"i":"run.question.student"}
{"d":{...},"i":"run.question.other"}
{"c":5,"s":"box","t":"responses", ...}           what has still to travel
AIRCLASS-END CRC BYTES                           CRC32C and size of everything above
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import google_crc32c

from appliance.storage.journal import DamagedError, to_json
from appliance.storage.outbox import Action, OutboxEntry
from appliance.storage.schema import DocId

FORMAT_VERSION = 1
SLICE_BYTES = 256 * 1024
"""So much is written before something else has its turn."""
HEADER_MAX_BYTES = 4096
"""The first two lines fit into this."""

_START = b"AIRCLASS-SNAPSHOT %d %08x\n"
_END = b"AIRCLASS-END %08x %d\n"
_DOCUMENT = b'{"d":'
_ID = b',"i":'


@dataclass(frozen=True, slots=True)
class StateCopy:
    """Everything a database holds at one moment; nobody changes it any more."""

    sequence: int
    schema_version: int
    hlc: str
    last_counter: int
    """The largest outbox counter that the database ever used."""
    tables: Mapping[str, Mapping[DocId, bytes]]
    outbox: Sequence[OutboxEntry]
    is_sealed: bool = False

    @property
    def size_bytes(self) -> int:
        """About what it takes on the disk."""
        return sum(len(document) + 48 for rows in self.tables.values() for document in rows.values())


@dataclass(frozen=True, slots=True)
class SnapshotHeader:
    """What a snapshot says of itself."""

    sequence: int
    schema_version: int
    hlc: str
    last_counter: int
    outbox_entries: int
    is_sealed: bool
    format_version: int


def encode(state: StateCopy) -> Iterator[bytes]:
    """The snapshot in slices, as they are to be written."""
    checksum, size = 0, 0
    for piece in _slices(_lines(state)):
        checksum = google_crc32c.extend(checksum, piece)
        size += len(piece)
        yield piece
    yield _END % (checksum, size)


def read_header(data: bytes) -> SnapshotHeader:
    """The header out of at least the first two lines; DamagedError when they are not whole."""
    start, _, rest = data.partition(b"\n")
    line, newline, _ = rest.partition(b"\n")
    words = start.split(b" ")
    if not newline or len(words) != 3 or not words[1].isdigit():
        raise DamagedError("a snapshot has no header")
    if start + b"\n" != _START % (int(words[1]), google_crc32c.value(line)):
        raise DamagedError("the header of a snapshot is damaged")
    fields = json.loads(line)
    return SnapshotHeader(
        fields["seq"],
        fields["schema"],
        fields["hlc"],
        fields["counter"],
        fields["outbox"],
        fields["sealed"],
        int(words[1]),
    )


def check(data: bytes) -> SnapshotHeader:
    """The header of a snapshot that is whole to the last bit; DamagedError for any other."""
    header = read_header(data)
    end = data.rfind(b"\n", 0, len(data) - 1) + 1
    body = memoryview(data)[:end]
    if data[end:] != _END % (google_crc32c.value(bytes(body)), end):
        raise DamagedError("a snapshot is damaged or cut off")
    return header


def decode(data: bytes) -> StateCopy:
    """What `encode` wrote; DamagedError for anything else."""
    header = check(data)
    lines = data.split(b"\n")[2:-2]
    rows_end = len(lines) - header.outbox_entries
    try:
        tables = _read_tables(lines[:rows_end])
        outbox = [_read_entry(json.loads(line)) for line in lines[rows_end:]]
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise DamagedError("a snapshot cannot be read") from error
    return StateCopy(
        header.sequence, header.schema_version, header.hlc, header.last_counter, tables, outbox, header.is_sealed
    )


def _lines(state: StateCopy) -> Iterator[bytes]:
    header = to_json(
        {
            "schema": state.schema_version,
            "seq": state.sequence,
            "hlc": state.hlc,
            "counter": state.last_counter,
            "outbox": len(state.outbox),
            "sealed": state.is_sealed,
        }
    )
    yield _START % (FORMAT_VERSION, google_crc32c.value(header)) + header + b"\n"
    for name, rows in state.tables.items():
        yield to_json({"t": name, "n": len(rows)}) + b"\n"
        for doc_id, document in rows.items():
            yield b"%s%s%s%s}\n" % (_DOCUMENT, document, _ID, to_json(doc_id))
    for entry in state.outbox:
        yield _entry(entry) + b"\n"


def _slices(lines: Iterator[bytes]) -> Iterator[bytes]:
    gathered: list[bytes] = []
    size = 0
    for line in lines:
        gathered.append(line)
        size += len(line)
        if size >= SLICE_BYTES:
            yield b"".join(gathered)
            gathered, size = [], 0
    yield b"".join(gathered)


def _read_tables(lines: list[bytes]) -> dict[str, dict[DocId, bytes]]:
    tables: dict[str, dict[DocId, bytes]] = {}
    place = 0
    while place < len(lines):
        head = json.loads(lines[place])
        first, place = place + 1, place + 1 + head["n"]
        tables[head["t"]] = dict(_read_row(line) for line in lines[first:place])
    return tables


def _read_row(line: bytes) -> tuple[DocId, bytes]:
    # The quotes inside of a JSON text are escaped, so the last `,"i":` of the line is the one that was written here.
    end = line.rindex(_ID)
    doc_id = line[end + len(_ID) : -1]
    is_plain = doc_id.startswith(b'"') and b"\\" not in doc_id
    return doc_id[1:-1].decode() if is_plain else json.loads(doc_id), line[len(_DOCUMENT) : end]


def _entry(entry: OutboxEntry) -> bytes:
    return to_json(
        {
            "c": entry.counter,
            "s": entry.instance_id,
            "t": entry.collection,
            "i": entry.entity_id,
            "a": entry.action,
            "h": entry.hlc,
            "v": entry.schema_version,
        }
    )


def _read_entry(fields: dict[str, object]) -> OutboxEntry:
    counter, version = fields["c"], fields["v"]
    if not isinstance(counter, int) or not isinstance(version, int):
        raise DamagedError("an outbox entry has no counter")
    action: Action = "remove" if fields["a"] == "remove" else "put"
    return OutboxEntry(
        counter,
        str(fields["s"]),
        str(fields["t"]),
        str(fields["i"]),
        action,
        str(fields["h"]),
        version,
    )
