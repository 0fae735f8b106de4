"""TinyDB's API over the store does what stock TinyDB does over its JSON file: same calls, same results."""

import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tinydb import Query, TinyDB
from tinydb.operations import add, delete, increment
from tinydb.queries import QueryLike
from tinydb.table import Document, Table

from appliance.storage.file_system import DiskFiles
from tests.support.crash_files import CrashFiles
from tests.support.crash_points import open_by_hand
from tests.support.open_database import open_database
from tests.support.store_workload import Note

Call = Callable[[Table], object]
Fields = Mapping[str, object]

KEYS = st.sampled_from(["a", "b", "n"])
VALUES = st.integers(-3, 3) | st.booleans() | st.none() | st.sampled_from([1.0, 0.5]) | st.text("가ab", max_size=2)
DEEP_VALUES = VALUES | st.lists(VALUES, max_size=2) | st.dictionaries(KEYS, VALUES, max_size=2)
DOCUMENTS = st.dictionaries(KEYS, DEEP_VALUES, max_size=3)
IDS = st.integers(1, 8)
CONDITIONS: st.SearchStrategy[QueryLike] = st.one_of(
    st.builds(lambda key: cast(QueryLike, Query()[key].exists()), KEYS),
    st.builds(lambda key, value: cast(QueryLike, Query()[key] == value), KEYS, VALUES),
    st.builds(lambda value: cast(QueryLike, Query().n.test(lambda n: n == value)), VALUES),
    st.builds(lambda key, value: cast(QueryLike, (Query()[key] == value) | Query().a.b.exists()), KEYS, VALUES),
)
UPDATES = DOCUMENTS | st.builds(delete, KEYS) | st.builds(increment, KEYS) | st.builds(add, KEYS, st.integers(1, 3))


def _numbered(pairs: Iterable[tuple[int, Fields]]) -> list[Fields]:
    return [Document(document, doc_id) for doc_id, document in pairs]


CALLS: st.SearchStrategy[Call] = st.one_of(
    st.builds(lambda one: lambda table: table.insert(one), DOCUMENTS),
    st.builds(lambda one, doc_id: lambda table: table.insert(Document(one, doc_id)), DOCUMENTS, IDS),
    st.builds(lambda many: lambda table: table.insert_multiple(many), st.lists(DOCUMENTS, max_size=3)),
    st.builds(
        lambda many: lambda table: table.insert_multiple(_numbered(many)),
        st.lists(st.tuples(IDS, DOCUMENTS), max_size=3),
    ),
    st.builds(lambda fields, cond: lambda table: table.update(fields, cond), UPDATES, CONDITIONS),
    st.builds(lambda fields, ids: lambda table: table.update(fields, doc_ids=ids), UPDATES, st.lists(IDS, max_size=3)),
    st.builds(lambda fields: lambda table: table.update(fields), UPDATES),
    st.builds(
        lambda pairs: lambda table: table.update_multiple(pairs), st.lists(st.tuples(UPDATES, CONDITIONS), max_size=2)
    ),
    st.builds(lambda fields, cond: lambda table: table.upsert(fields, cond), DOCUMENTS, CONDITIONS),
    st.builds(lambda fields, doc_id: lambda table: table.upsert(Document(fields, doc_id)), DOCUMENTS, IDS),
    st.builds(lambda cond: lambda table: table.remove(cond), CONDITIONS),
    st.builds(lambda ids: lambda table: table.remove(doc_ids=ids), st.lists(IDS, max_size=3, unique=True)),
    st.just(lambda table: table.truncate()),
    st.just(lambda table: table.remove()),
    st.builds(lambda cond: lambda table: _seen(table.search(cond)), CONDITIONS),
    st.builds(lambda cond: lambda table: table.get(cond), CONDITIONS),
    st.builds(lambda doc_id: lambda table: table.get(doc_id=doc_id), IDS),
    st.builds(lambda ids: lambda table: _seen(table.get(doc_ids=ids)), st.lists(IDS, max_size=3)),
    st.builds(lambda cond: lambda table: table.contains(cond), CONDITIONS),
    st.builds(lambda doc_id: lambda table: table.contains(doc_id=doc_id), IDS),
    st.builds(lambda cond: lambda table: table.count(cond), CONDITIONS),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(CALLS, max_size=12))
def test_every_call_gives_what_stock_tinydb_gives(calls: list[Call]) -> None:
    files = CrashFiles()
    database, writer = open_by_hand(files)
    with tempfile.TemporaryDirectory() as folder, TinyDB(Path(folder) / "stock.json") as stock:
        ours, theirs = database.tinydb.table("t"), stock.table("t")
        for call in calls:
            assert _outcome(call, ours) == _outcome(call, theirs)
            assert (_seen(ours.all()), len(ours)) == (_seen(theirs.all()), len(theirs))
        writer.drain()
        again, _ = open_by_hand(files.after_kill())
        assert _seen(again.tinydb.table("t").all()) == _seen(theirs.all())


async def test_what_a_query_gave_can_be_changed_without_changing_the_store(tmp_path: Path) -> None:
    async with open_database(tmp_path / "db") as database:
        table = database.tinydb.table("t")
        table.insert({"list": [1]})
        for document in (*table.all(), *table.search(Query().list.exists()), table.get(doc_id=1)):
            cast(dict[str, list[int]], document)["list"].append(2)
        assert table.all() == [{"list": [1]}]


async def test_the_default_table_and_dropping_work_as_ever(tmp_path: Path) -> None:
    async with open_database(tmp_path / "db") as database:
        door = database.tinydb
        door.insert({"a": 1})
        door.table("x").insert({"b": 2})
        assert (door.tables(), len(door)) == ({"_default", "x"}, 1)
        door.drop_table("x")
        assert door.tables() == {"_default"}
        door.drop_tables()
        assert door.tables() == set()


async def test_a_collection_is_a_table_of_keys_for_tinydb(tmp_path: Path) -> None:
    async with open_database(tmp_path / "db") as database:
        notes = database.collection("notes", Note)
        notes.put(Note("a", "one", 1))
        table = database.tinydb.table("notes")
        assert table.search(Query().number == 1) == [{"id": "a", "text": "one", "number": 1, "tags": []}]
        table.update({"number": 5}, Query().id == "a")
        table.insert({"id": "b", "text": "two"})
        assert notes.all() == [Note("a", "one", 5), Note("b", "two")]
        for wrong in ({"id": "c"}, {"text": "no key"}, {"id": "d", "text": "x", "number": "many"}):
            with pytest.raises(ValueError, match=r"this is no Note|needs a text"):
                table.insert(wrong)
        with pytest.raises(ValueError, match="cannot be changed"):
            table.update({"id": "z"}, Query().id == "a")
        assert notes.all() == [Note("a", "one", 5), Note("b", "two")]


async def test_a_numbered_table_cannot_become_a_collection(tmp_path: Path) -> None:
    async with open_database(tmp_path / "db", files=DiskFiles()) as database:
        database.tinydb.table("notes").insert({"a": 1})
        with pytest.raises(ValueError, match="numbered"):
            database.collection("notes", Note)


def _seen(documents: object) -> str:
    """Ids and documents as text: 1, 1.0 and True are not the same there."""
    return repr([(document.doc_id, document) for document in cast(list[Document], documents)])


def _outcome(call: Call, table: Table) -> str:
    try:
        return repr(call(table))
    except (ValueError, KeyError, TypeError, RuntimeError) as error:
        return repr(type(error))
