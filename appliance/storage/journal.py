"""The journal's format: a header, then records of length, CRC32C and JSON. Bytes in, records out; no files here.

Reading stops at the first record that is not whole. What follows it tells a torn tail, as a power cut leaves one, from
damage in the middle.
"""

import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

import google_crc32c

from appliance.storage.schema import DocId

MAGIC = b"AIRCLJNL"
FORMAT_VERSION = 1
RECORD_MAX_BYTES = 64 * 1024 * 1024
"""A longer length is damage, not a record."""

_HEADER = struct.Struct("<8sIIQ")
"""Magic, format version, schema version, base sequence; the CRC32C of it follows."""
_NUMBER = struct.Struct("<I")
_RECORD_HEAD = struct.Struct("<II")
"""Length of the payload, CRC32C of length and payload: a run of zeros is no record."""
HEADER_BYTES = _HEADER.size + _NUMBER.size
_PAYLOAD_START = b'{"seq":'


class Tail(Enum):
    """What follows the last whole record."""

    CLEAN = auto()
    TORN = auto()
    """Nothing that was whole: the end of what a crash cut off."""
    DAMAGED = auto()
    """A bad record with whole ones behind it."""


@dataclass(frozen=True, slots=True)
class JournalHeader:
    """What a journal begins with."""

    base_sequence: int
    """The sequence number of the last record before this journal."""
    schema_version: int
    format_version: int = FORMAT_VERSION


@dataclass(frozen=True, slots=True)
class Scan:
    """A journal as it was found."""

    header: JournalHeader | None
    payloads: tuple[bytes, ...]
    good_bytes: int
    """How far it is whole."""
    tail: Tail


@dataclass(frozen=True, slots=True)
class Operation:
    """One document put (its JSON) or removed (None)."""

    table: str
    doc_id: DocId
    document: bytes | None


@dataclass(frozen=True, slots=True)
class OutboxMark:
    """Which operation of the record travels, and under which number."""

    counter: int
    operation: int
    schema_version: int


@dataclass(frozen=True, slots=True)
class Record:
    """One change: everything of a transaction, or nothing."""

    sequence: int
    hlc: str
    quality: str
    operations: Sequence[Operation] = ()
    outbox: Sequence[OutboxMark] = ()
    boot: dict[str, object] | None = None


class DamagedError(ValueError):
    """Stored bytes are not what was written."""


def encode_header(header: JournalHeader) -> bytes:
    """The first bytes of a journal."""
    fields = _HEADER.pack(MAGIC, header.format_version, header.schema_version, header.base_sequence)
    return fields + _NUMBER.pack(google_crc32c.value(fields))


def encode_record(record: Record) -> bytes:
    """The record as it is appended; ValueError when it is longer than a record may be."""
    operations = b",".join(_operation(operation) for operation in record.operations)
    head = b'{"seq":%d,"hlc":%s,"q":%s' % (record.sequence, to_json(record.hlc), to_json(record.quality))
    parts = [head, b',"ops":[', operations, b"]"]
    if record.outbox:
        parts += [b',"o":[', b",".join(_mark(mark) for mark in record.outbox), b"]"]
    if record.boot is not None:
        parts += [b',"boot":', to_json(record.boot)]
    payload = b"".join([*parts, b"}"])
    if len(payload) > RECORD_MAX_BYTES:
        raise ValueError(f"a change of {len(payload)} bytes is more than one record holds")
    length = _NUMBER.pack(len(payload))
    return b"".join([length, _NUMBER.pack(_checksum(length, payload)), payload])


def decode_record(payload: bytes) -> Record:
    """The record of a payload whose checksum held; DamagedError when it is none all the same."""
    try:
        fields = json.loads(payload)
        return Record(
            int(fields["seq"]),
            str(fields["hlc"]),
            str(fields["q"]),
            tuple(_read_operation(entry) for entry in fields["ops"]),
            tuple(OutboxMark(entry["c"], entry["n"], entry["v"]) for entry in fields.get("o", ())),
            fields.get("boot"),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedError("a record of the journal cannot be read") from error


def scan(data: bytes) -> Scan:
    """Everything up to the first record that is not whole; never raises."""
    header = read_header(data)
    if header is None:
        return Scan(None, (), 0, Tail.DAMAGED if _whole_record_from(data, 0) else Tail.TORN)
    payloads = []
    offset = HEADER_BYTES
    while payload := _payload_at(data, offset):
        payloads.append(payload)
        offset += _RECORD_HEAD.size + len(payload)
    return Scan(header, tuple(payloads), offset, _tail(data, offset))


def read_header(data: bytes) -> JournalHeader | None:
    """The header; None when it is damaged or cut off."""
    if len(data) < HEADER_BYTES:
        return None
    (checksum,) = _NUMBER.unpack_from(data, _HEADER.size)
    if checksum != google_crc32c.value(data[: _HEADER.size]):
        return None
    magic, format_version, schema_version, base_sequence = _HEADER.unpack_from(data)
    return JournalHeader(base_sequence, schema_version, format_version) if magic == MAGIC else None


def record_bytes(payload: bytes) -> int:
    """What the record with this payload takes in a journal."""
    return _RECORD_HEAD.size + len(payload)


def to_json(value: object) -> bytes:
    """Compact JSON in UTF-8 that gives the same value back; TypeError or ValueError for what JSON cannot hold."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    # A lone surrogate is a text for Python, so it must come back as it went in.
    return text.encode("utf-8", "surrogatepass")


def _tail(data: bytes, offset: int) -> Tail:
    if offset == len(data):
        return Tail.CLEAN
    return Tail.DAMAGED if _whole_record_from(data, offset) else Tail.TORN


def _whole_record_from(data: bytes, offset: int) -> bool:
    """Whether a whole record starts anywhere behind `offset`."""
    found = data.find(_PAYLOAD_START, offset + _RECORD_HEAD.size)
    while found >= 0:
        if _payload_at(data, found - _RECORD_HEAD.size):
            return True
        found = data.find(_PAYLOAD_START, found + 1)
    return False


def _payload_at(data: bytes, offset: int) -> bytes:
    """The payload of the record at `offset`; empty when there is no whole one."""
    if offset + _RECORD_HEAD.size > len(data):
        return b""
    length, checksum = _RECORD_HEAD.unpack_from(data, offset)
    start = offset + _RECORD_HEAD.size
    if not 0 < length <= min(RECORD_MAX_BYTES, len(data) - start):
        return b""
    payload = data[start : start + length]
    return payload if checksum == _checksum(data[offset : offset + _NUMBER.size], payload) else b""


def _checksum(length: bytes, payload: bytes) -> int:
    checksum: int = google_crc32c.extend(google_crc32c.value(length), payload)
    return checksum


def _operation(operation: Operation) -> bytes:
    document = b"null" if operation.document is None else operation.document
    return b'{"t":%s,"i":%s,"d":%s}' % (to_json(operation.table), to_json(operation.doc_id), document)


def _read_operation(entry: dict[str, object]) -> Operation:
    table, doc_id, document = entry["t"], entry["i"], entry["d"]
    if not isinstance(table, str) or not isinstance(doc_id, int | str):
        raise DamagedError("an operation of the journal names no document")
    return Operation(table, doc_id, None if document is None else to_json(document))


def _mark(mark: OutboxMark) -> bytes:
    return b'{"c":%d,"n":%d,"v":%d}' % (mark.counter, mark.operation, mark.schema_version)
