"""TinyDB's door to the store: its tables, documents and queries, over the same memory and the same journal.

Stock TinyDB reads, copies and writes all tables for each change; here a change touches the documents it is about.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from typing import cast

from tinydb import TinyDB
from tinydb.queries import QueryLike
from tinydb.storages import Storage
from tinydb.table import Document, Table

from appliance.storage.journal import to_json
from appliance.storage.ledger import Ledger, TableRows
from appliance.storage.schema import DocId

Fields = Mapping[str, object]


class CollectionKeys:
    """The tables that are collections: by which field their documents are found, and what checks a document."""

    def __init__(self) -> None:
        self._tables: dict[str, tuple[str, Callable[[bytes], object]]] = {}

    def register(self, table: str, field: str, check: Callable[[bytes], object]) -> None:
        """Note that `table` is a collection."""
        self._tables[table] = field, check

    def is_collection(self, table: str) -> bool:
        """Whether the documents of the table have keys instead of numbers."""
        return table in self._tables

    def key_of(self, table: str, document: Fields) -> str:
        """The key of a collection's document; ValueError when it has none."""
        field, _ = self._tables[table]
        key = document.get(field)
        if not isinstance(key, str) or not key:
            raise ValueError(f"a document of {table} needs a text in {field!r}")
        return key

    def check(self, table: str, doc_id: DocId, document: Fields, encoded: bytes) -> None:
        """ValueError for a document that the collection could not read or find."""
        if not self.is_collection(table):
            return
        if self.key_of(table, document) != doc_id:
            raise ValueError(f"the key of a document of {table} cannot be changed")
        _, check = self._tables[table]
        check(encoded)


class StoreStorage(Storage):
    """What TinyDB takes for its file: the store's memory."""

    def __init__(self, ledger: Ledger, keys: CollectionKeys) -> None:
        self.ledger = ledger
        self.keys = keys

    def read(self) -> dict[str, dict[str, Fields]]:
        """A copy of everything."""
        tables = ((name, self.ledger.table(name)) for name in sorted(self.ledger.names()))
        return {name: {str(doc_id): rows.own_document(doc_id) for doc_id in rows.rows} for name, rows in tables}

    def write(self, data: Mapping[str, Mapping[str, Fields]]) -> None:
        """Let `data` be everything there is."""
        with self.ledger.transaction():
            for name in sorted(self.ledger.names()):
                TableDraft(self, name).clear()
            for name, documents in data.items():
                draft, is_collection = TableDraft(self, name), self.keys.is_collection(name)
                for text, document in documents.items():
                    draft[text if is_collection else int(text)] = document


class TableDraft(MutableMapping[DocId, Fields]):
    """A table as TinyDB's updates see it; documents that were read and then changed in place count as changed."""

    def __init__(self, storage: StoreStorage, name: str) -> None:
        self._storage = storage
        self._rows = storage.ledger.table(name)
        self._read: dict[DocId, Fields] = {}

    def __getitem__(self, doc_id: DocId) -> Fields:
        document = self._read.get(doc_id)
        if document is None:
            document = self._read[doc_id] = self._rows.own_document(doc_id)
        return document

    def __setitem__(self, doc_id: DocId, document: Fields) -> None:
        encoded = to_json(document)
        self._storage.keys.check(self._rows.name, doc_id, document, encoded)
        self._read.pop(doc_id, None)
        if self._rows.rows.get(doc_id) != encoded:
            self._storage.ledger.put(self._rows, doc_id, encoded)

    def __delitem__(self, doc_id: DocId) -> None:
        self._read.pop(doc_id, None)
        self._storage.ledger.remove(self._rows, doc_id)

    def __iter__(self) -> Iterator[DocId]:
        return iter(self._rows.rows)

    def __len__(self) -> int:
        return len(self._rows.rows)

    def __contains__(self, doc_id: object) -> bool:
        return doc_id in self._rows.rows

    def clear(self) -> None:
        """Remove every document."""
        for doc_id in list(self._rows.rows):
            del self[doc_id]

    def finish(self) -> None:
        """Put back the documents that were read, as far as they were changed."""
        for doc_id, document in list(self._read.items()):
            self[doc_id] = document


class TableView(Mapping[str, Fields]):
    """A table as TinyDB's queries see it: ids are texts; each document is the reader's own."""

    def __init__(self, rows: TableRows, to_id: Callable[[str], DocId]) -> None:
        self._rows = rows
        self._to_id = to_id

    def __getitem__(self, text: str) -> Fields:
        try:
            return self._rows.own_document(self._to_id(text))
        except ValueError:
            raise KeyError(text) from None

    def __iter__(self) -> Iterator[str]:
        return iter([str(doc_id) for doc_id in self._rows.rows])

    def __len__(self) -> int:
        return len(self._rows.rows)


class StoreTable(Table):
    """TinyDB's table over the store."""

    def __init__(self, storage: StoreStorage, name: str, **_: object) -> None:
        super().__init__(storage, name, cache_size=0)
        self._store = storage

    @property
    def document_id_class(self) -> Callable[[str | int], DocId]:  # type: ignore[override]
        """Texts in a collection, numbers elsewhere."""
        return str if self._store.keys.is_collection(self.name) else int

    def insert(self, document: Fields) -> int:
        """Add a document; its id."""
        return super().insert(self._with_key(document))

    def insert_multiple(self, documents: Iterable[Fields]) -> list[int]:
        """Add documents in one record; their ids."""
        return super().insert_multiple(self._with_key(document) for document in documents)

    def search(self, cond: QueryLike) -> list[Document]:
        """The documents that match."""
        rows = self._store.ledger.table(self.name)
        matching = [doc_id for doc_id in rows.rows if cond(rows.document(doc_id))]
        return [Document(rows.own_document(doc_id), cast(int, doc_id)) for doc_id in matching]

    def _with_key(self, document: Fields) -> Fields:
        if not self._store.keys.is_collection(self.name) or not isinstance(document, Mapping):
            return document
        return Document(document, cast(int, self._store.keys.key_of(self.name, document)))

    def _read_table(self) -> dict[str, Fields]:
        view: Mapping[str, Fields] = TableView(self._store.ledger.table(self.name), self.document_id_class)
        return cast(dict[str, Fields], view)

    def _update_table(self, updater: Callable[[dict[int, Fields]], None]) -> None:
        with self._store.ledger.transaction():
            draft = TableDraft(self._store, self.name)
            updater(cast(dict[int, Fields], draft))
            draft.finish()


class StoreDoor(TinyDB):
    """TinyDB over a database; closing it closes nothing."""

    table_class = StoreTable  # type: ignore[assignment]

    def __init__(self, ledger: Ledger, keys: CollectionKeys) -> None:
        self._ledger = ledger
        super().__init__(storage=lambda: StoreStorage(ledger, keys))

    def tables(self) -> set[str]:
        """The names of the tables that hold something."""
        return self._ledger.names()

    def drop_table(self, name: str) -> None:
        """Remove every document of a table."""
        self.table(name).truncate()
        self._tables.pop(name, None)
