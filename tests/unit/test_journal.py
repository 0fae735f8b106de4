"""The journal's bytes: what was written comes back, and whatever was cut off or changed does not."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.storage.journal import (
    HEADER_BYTES,
    JournalHeader,
    Operation,
    OutboxMark,
    Record,
    Tail,
    decode_record,
    encode_header,
    encode_record,
    read_header,
    scan,
    to_json,
)

HEADER = encode_header(JournalHeader(7, 3))
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
DOCUMENTS = st.dictionaries(st.text(), JSON_VALUES, max_size=4)
OPERATIONS = st.builds(Operation, st.text(min_size=1), st.text() | st.integers(1), st.none() | DOCUMENTS.map(to_json))


def _records(count: int) -> list[bytes]:
    return [
        encode_record(Record(8 + n, f"{n:013x}-0000-box", "unsynced", [Operation("t", f"k{n}", b'{"n":%d}' % n)]))
        for n in range(count)
    ]


@given(st.lists(OPERATIONS, max_size=4), st.integers(1, 1 << 60))
def test_a_record_comes_back(operations: list[Operation], sequence: int) -> None:
    marks = [OutboxMark(sequence + n, n, 2) for n in range(len(operations))]
    record = Record(sequence, "0" * 13 + "-0000-box", "unsynced", tuple(operations), tuple(marks), {"id": "boot"})
    found = scan(HEADER + encode_record(record))
    assert (found.tail, len(found.payloads)) == (Tail.CLEAN, 1)
    assert decode_record(found.payloads[0]) == record


@given(DOCUMENTS)
def test_json_gives_back_every_text_even_a_broken_one(document: dict[str, object]) -> None:
    assert json.loads(to_json(document)) == document
    assert json.loads(to_json({"a": "\ud800"})) == {"a": "\ud800"}


def test_a_number_that_json_lacks_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        to_json({"n": float("nan")})


def test_a_journal_cut_at_any_byte_gives_the_records_before_the_cut() -> None:
    records = _records(5)
    whole = HEADER + b"".join(records)
    ends = [HEADER_BYTES + sum(map(len, records[:count])) for count in range(6)]
    for size in range(len(whole)):
        found = scan(whole[:size])
        if size < HEADER_BYTES:
            assert (found.header, found.payloads) == (None, ())
            continue
        count = sum(end <= size for end in ends) - 1
        assert len(found.payloads) == count
        assert found.good_bytes == ends[count]
        assert found.tail is (Tail.CLEAN if size in ends else Tail.TORN)


def test_every_flipped_bit_is_noticed() -> None:
    records = _records(3)
    whole = HEADER + b"".join(records)
    payloads = scan(whole).payloads
    for bit in range(len(whole) * 8):
        data = bytearray(whole)
        data[bit // 8] ^= 1 << bit % 8
        found = scan(bytes(data))
        assert found.payloads == payloads[: len(found.payloads)]
        assert len(found.payloads) < 3
        is_in_last = bit // 8 >= len(whole) - len(records[-1])
        assert found.tail is (Tail.TORN if is_in_last else Tail.DAMAGED)


@given(st.binary(max_size=400))
def test_garbage_is_no_journal(data: bytes) -> None:
    assert read_header(data) is None
    assert scan(data).payloads == ()
    found = scan(HEADER + data)
    assert (found.payloads, found.good_bytes) == ((), HEADER_BYTES)


def test_zeros_are_no_records() -> None:
    found = scan(HEADER + bytes(4096))
    assert (found.payloads, found.tail) == ((), Tail.TORN)


def test_a_huge_length_asks_for_no_memory() -> None:
    found = scan(HEADER + b"\xff\xff\xff\xff" + bytes(64))
    assert (found.payloads, found.tail) == ((), Tail.TORN)
