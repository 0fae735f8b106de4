"""Just enough of DNS to ask a multicast question and read the answer, independent of the library under test."""

import ipaddress
import struct
from dataclasses import dataclass

MDNS_PORT = 5353
TYPES = {"A": 1, "PTR": 12, "TXT": 16, "AAAA": 28, "SRV": 33, "ANY": 255}
TYPE_NAMES = {number: name for name, number in TYPES.items()}
CLASS_IN = 1
TOP_BIT = 0x8000


@dataclass(frozen=True)
class Record:
    """One resource record of an answer."""

    name: str
    type: str
    ttl: int
    flushes: bool
    data: str


def build_query(name: str, record_type: str, query_id: int = 0) -> bytes:
    """A question for one name and type; multicast ones have no id."""
    header = struct.pack("!6H", query_id, 0, 1, 0, 0, 0)
    return header + _encode_name(name) + struct.pack("!2H", TYPES[record_type], CLASS_IN)


def build_response(records: list[tuple[str, str]]) -> bytes:
    """An authoritative announcement of addresses: (name, IPv4 address) each."""
    header = struct.pack("!6H", 0, TOP_BIT | 0x0400, 0, len(records), 0, 0)
    body = b"".join(
        _encode_name(name)
        + struct.pack("!2HIH", TYPES["A"], CLASS_IN | TOP_BIT, 120, 4)
        + ipaddress.IPv4Address(address).packed
        for name, address in records
    )
    return header + body


def is_response(message: bytes) -> bool:
    """Whether a message answers, rather than asks."""
    return len(message) >= 12 and bool(message[2] & 0x80)


def parse_records(message: bytes) -> list[Record]:
    """Every record of every section of a response."""
    _, _, questions, answers, authorities, additionals = struct.unpack_from("!6H", message)
    position = 12
    for _ in range(questions):
        _, position = _decode_name(message, position)
        position += 4
    records = []
    for _ in range(answers + authorities + additionals):
        record, position = _parse_record(message, position)
        records.append(record)
    return records


def _parse_record(message: bytes, position: int) -> tuple[Record, int]:
    name, position = _decode_name(message, position)
    type_number, class_number, ttl, length = struct.unpack_from("!2HIH", message, position)
    position += 10
    type_name = TYPE_NAMES.get(type_number, str(type_number))
    data = _describe(message, type_name, position, length)
    return Record(name, type_name, ttl, bool(class_number & TOP_BIT), data), position + length


def _describe(message: bytes, type_name: str, position: int, length: int) -> str:
    raw = message[position : position + length]
    match type_name:
        case "A" | "AAAA":
            return str(ipaddress.ip_address(raw))
        case "PTR":
            return _decode_name(message, position)[0]
        case "SRV":
            port = struct.unpack_from("!3H", message, position)[2]
            return f"{_decode_name(message, position + 6)[0]}:{port}"
        case "TXT":
            return _describe_txt(raw)
        case _:
            return raw.hex()


def _describe_txt(raw: bytes) -> str:
    strings = []
    while raw:
        strings.append(raw[1 : 1 + raw[0]].decode())
        raw = raw[1 + raw[0] :]
    return " ".join(sorted(strings))


def _encode_name(name: str) -> bytes:
    labels = [label.encode() for label in name.rstrip(".").split(".")]
    return b"".join(bytes([len(label)]) + label for label in labels) + b"\0"


def _decode_name(message: bytes, position: int) -> tuple[str, int]:
    labels: list[str] = []
    end: int | None = None
    while message[position]:
        length = message[position]
        if length >= 0xC0:
            end = end or position + 2
            position = struct.unpack_from("!H", message, position)[0] & 0x3FFF
            continue
        labels.append(message[position + 1 : position + 1 + length].decode())
        position += 1 + length
    return ".".join(labels) + ".", end or position + 1
