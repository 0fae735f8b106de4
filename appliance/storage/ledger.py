"""What a database holds in memory, and its transactions. Knows no file: what is committed goes to a callback.

A document is kept as the JSON that the journal holds: it is encoded once, a copy of all tables is cheap and cannot be
changed by anybody, and what a reader gets is always his own.
"""

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext

from appliance.errors import AirclassError
from appliance.storage.journal import Operation
from appliance.storage.schema import DocId, Document

DOCUMENT_MAX_BYTES = 1024 * 1024
"""A quiz of 200 questions with explanations fits; pictures are files."""

_Undo = tuple["TableRows", DocId, bytes | None] | tuple["TableRows", dict[DocId, bytes]]


class TableRows:
    """One table: documents by their id, in the order in which they came."""

    def __init__(self, name: str, rows: dict[DocId, bytes] | None = None) -> None:
        self.name = name
        self.rows: dict[DocId, bytes] = {} if rows is None else rows
        self.entities: dict[DocId, object] = {}
        """What a collection made of the documents."""
        self._documents: dict[DocId, Document] = {}

    def document(self, doc_id: DocId) -> Document:
        """The document for looking at only: it is shared."""
        document = self._documents.get(doc_id)
        if document is None:
            document = self._documents[doc_id] = self.own_document(doc_id)
        return document

    def own_document(self, doc_id: DocId) -> Document:
        """The document for the caller to keep and change; KeyError when there is none."""
        document: Document = json.loads(self.rows[doc_id])
        return document

    def set(self, doc_id: DocId, encoded: bytes) -> None:
        """Put the document in its place."""
        self.forget(doc_id)
        self.rows[doc_id] = encoded

    def drop(self, doc_id: DocId) -> None:
        """Take the document away, if it is there."""
        self.forget(doc_id)
        self.rows.pop(doc_id, None)

    def restore(self, rows: dict[DocId, bytes]) -> None:
        """Go back to `rows`."""
        self.rows = rows
        self.entities.clear()
        self._documents.clear()

    def forget(self, doc_id: DocId) -> None:
        """Drop what was made of the document."""
        self.entities.pop(doc_id, None)
        self._documents.pop(doc_id, None)


class Ledger:
    """All tables and the one transaction that may be under way."""

    def __init__(self, tables: dict[str, dict[DocId, bytes]], commit: Callable[[list[Operation]], None]) -> None:
        self.lock = threading.RLock()
        """Held during a transaction, so that the writer's thread copies only what is whole."""
        self.refusal: AirclassError | None = None
        """Why nothing may be changed; None while it may."""
        self._tables = {name: TableRows(name, rows) for name, rows in tables.items()}
        self._commit = commit
        self._operations: list[Operation] = []
        self._undo: list[_Undo] = []
        self._kept: set[str] = set()
        self._owner: object | None = None

    def table(self, name: str) -> TableRows:
        """The table of that name, which may still be empty."""
        table = self._tables.get(name)
        if table is None:
            with self.lock:
                table = self._tables.setdefault(name, TableRows(name))
        return table

    def names(self) -> set[str]:
        """The tables that hold something."""
        return {name for name, table in self._tables.items() if table.rows}

    def copy(self) -> dict[str, dict[DocId, bytes]]:
        """All rows as they are now; call it under the lock."""
        return {name: table.rows.copy() for name, table in self._tables.items() if table.rows}

    def put(self, table: TableRows, doc_id: DocId, encoded: bytes) -> None:
        """Add or replace a document; ValueError when it is too large."""
        if len(encoded) > DOCUMENT_MAX_BYTES:
            raise ValueError(f"a document of {len(encoded)} bytes is too large for {table.name}")
        with self.transaction():
            self._undo.append((table, doc_id, table.rows.get(doc_id)))
            table.set(doc_id, encoded)
            self._operations.append(Operation(table.name, doc_id, encoded))

    def remove(self, table: TableRows, doc_id: DocId) -> None:
        """Remove a document; KeyError when there is none."""
        with self.transaction():
            if doc_id not in table.rows:
                raise KeyError(doc_id)
            # Undoing a removal has to give the document its old place, so the whole table is kept, once.
            if table.name not in self._kept:
                self._kept.add(table.name)
                self._undo.append((table, table.rows.copy()))
            table.drop(doc_id)
            self._operations.append(Operation(table.name, doc_id, None))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside is one change; an exception takes all of it back. There may be no await inside."""
        with self.lock:
            is_outermost = self._owner is None
            with self._ownership() if is_outermost else nullcontext(), self._part():
                yield
                if is_outermost and self._operations:
                    self._commit(self._operations)

    @contextmanager
    def _ownership(self) -> Iterator[None]:
        if self.refusal is not None:
            raise self.refusal
        self._owner = _caller()
        try:
            yield
        finally:
            self._owner = None
            self._operations, self._undo, self._kept = [], [], set()

    @contextmanager
    def _part(self) -> Iterator[None]:
        """Take back what is done inside when it fails, even if somebody further out catches that."""
        if self._owner != _caller():
            raise RuntimeError("a transaction awaited something: another task met it half-way")
        operations, steps, kept = len(self._operations), len(self._undo), self._kept
        self._kept = set()
        try:
            yield
        except BaseException:
            self._take_back(steps)
            del self._operations[operations:]
            raise
        finally:
            self._kept = kept

    def _take_back(self, steps: int) -> None:
        for step in reversed(self._undo[steps:]):
            if len(step) == 2:
                step[0].restore(step[1])
            elif step[2] is None:
                step[0].drop(step[1])
            else:
                step[0].set(step[1], step[2])
        del self._undo[steps:]


def _caller() -> object:
    try:
        task = asyncio.current_task()
    except RuntimeError:
        task = None
    return threading.get_ident(), task
