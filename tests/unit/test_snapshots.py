"""A snapshot's bytes: whole to the last bit, or none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.storage import snapshots
from appliance.storage.journal import DamagedError, to_json
from appliance.storage.outbox import OutboxEntry
from appliance.storage.snapshots import HEADER_MAX_BYTES, StateCopy

ENTRY = OutboxEntry(9, "box", "notes", 'a,"i":', "remove", "0" * 13 + "-0001-box", 1)
STATE = StateCopy(70, 2, "0" * 13 + "-0001-box", 9, {"notes": {"a": b'{"n":1}', 4: b"{}"}}, [ENTRY], True)
ROWS = st.dictionaries(
    st.text() | st.integers(), st.dictionaries(st.text(), st.text() | st.integers()).map(to_json), max_size=4
)


@given(st.dictionaries(st.text(), ROWS, max_size=3))
def test_a_snapshot_comes_back_in_its_order(tables: dict[str, dict[str | int, bytes]]) -> None:
    state = StateCopy(1, 1, "", 0, tables, [ENTRY])
    found = snapshots.decode(b"".join(snapshots.encode(state)))
    assert found == state
    assert [list(rows) for rows in found.tables.values()] == [list(rows) for rows in tables.values()]


def test_a_key_that_looks_like_the_format_comes_back() -> None:
    state = StateCopy(1, 1, "", 0, {"t": {'x,"i":"y"}\n': b'{"a":",\\"i\\":"}'}}, [])
    assert snapshots.decode(b"".join(snapshots.encode(state))) == state


def test_every_flipped_bit_and_every_cut_is_noticed() -> None:
    whole = b"".join(snapshots.encode(STATE))
    for bit in range(len(whole) * 8):
        data = bytearray(whole)
        data[bit // 8] ^= 1 << bit % 8
        with pytest.raises(DamagedError):
            snapshots.check(bytes(data))
    for size in range(len(whole)):
        with pytest.raises(DamagedError):
            snapshots.check(whole[:size])


def test_the_header_is_read_without_the_rest() -> None:
    header = snapshots.read_header(b"".join(snapshots.encode(STATE))[:HEADER_MAX_BYTES])
    assert (header.sequence, header.schema_version, header.last_counter, header.is_sealed) == (70, 2, 9, True)


@given(st.binary(max_size=300))
def test_garbage_is_no_snapshot(data: bytes) -> None:
    with pytest.raises(DamagedError):
        snapshots.check(data)
