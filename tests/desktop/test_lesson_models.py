"""Lists of the lesson without widgets: they tell only what is different, and hold back what can be undone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, QPersistentModelIndex
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from appliance.contract.session import SessionState
from desktop.models.held import Held
from desktop.models.keyed_rows import KeyedRows
from desktop.models.sessions_model import SessionsModel
from desktop.state.lesson_book import LessonBook
from tests.support.class_samples import session_view

SOON = 0.01
LONG = 60.0


class Words(KeyedRows[tuple[str, int]]):
    """Rows of a key and a value."""

    def key_of(self, row: tuple[str, int]) -> str:
        return row[0]

    def words(self, row: tuple[str, int]) -> str:
        return f"{row[0]} {row[1]}"


class Mirror:
    """Rebuilds the list from nothing but what a model tells."""

    def __init__(self, model: Words) -> None:
        self._model = model
        self.rows: list[object] = [model.rows[place] for place in range(model.rowCount())]
        self.told = 0
        model.rowsInserted.connect(self._insert)
        model.rowsRemoved.connect(self._remove)
        model.dataChanged.connect(self._change)
        model.layoutChanged.connect(self._rearrange)

    def _insert(self, parent: QModelIndex, first: int, last: int) -> None:
        del parent
        self.told += 1
        self.rows[first:first] = [self._model.row_at(self._model.index(row)) for row in range(first, last + 1)]

    def _remove(self, parent: QModelIndex, first: int, last: int) -> None:
        del parent
        self.told += 1
        del self.rows[first : last + 1]

    def _change(self, first: QModelIndex, last: QModelIndex) -> None:
        self.told += 1
        for row in range(first.row(), last.row() + 1):
            self.rows[row] = self._model.row_at(self._model.index(row))

    def _rearrange(self) -> None:
        self.told += 1
        by_key = {row[0]: row for row in self.rows}  # type: ignore[index]  # rows of Words
        self.rows = [by_key[key] for key in self._model._keys]


ROWS = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.integers(0, 2)), unique_by=lambda row: row[0])


@settings(max_examples=150, deadline=None)
@given(st.lists(ROWS, min_size=1, max_size=6))
def test_whoever_follows_the_signals_has_the_same_list(lists: list[list[tuple[str, int]]]) -> None:
    model = Words()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    mirror = Mirror(model)
    for rows in lists:
        model.set_rows(rows)
        assert model.rows == rows
        assert mirror.rows == rows
    del tester


def test_one_more_row_is_told_as_one_more_row() -> None:
    model = Words()
    model.set_rows([(str(number), 0) for number in range(450)])
    mirror = Mirror(model)
    model.set_rows([*model.rows, ("new", 0)])
    assert mirror.told == 1
    model.set_rows(list(model.rows))
    assert mirror.told == 1


def test_a_place_that_somebody_holds_follows_its_row() -> None:
    model = Words()
    model.set_rows([("a", 0), ("b", 0), ("c", 0)])
    held = QPersistentModelIndex(model.index_of("c"))
    model.set_rows([("c", 0), ("x", 0), ("a", 0)])
    assert (held.row(), model.row_at(held)) == (0, ("c", 0))
    model.set_rows([("a", 0)])
    assert not held.isValid()


def test_sessions_are_told_by_state_and_repetitions_once() -> None:
    book = LessonBook()
    model = SessionsModel(book, (SessionState.ENDED,), is_distinct=True)
    book.take_sessions(
        [
            session_view("1", "live"),
            session_view("2", "ended"),
            session_view("3", "ended"),
            session_view("4", "ended", "물의 순환"),
        ]
    )
    assert [each.session_id for each in model.rows] == ["2", "4"]
    book.take_session(session_view("1", "ended", "민주주의"))
    assert [each.session_id for each in model.rows] == ["1", "2", "4"]
    model.close()
    book.clear()
    assert [each.session_id for each in model.rows] == ["1", "2", "4"]


def test_what_is_held_is_done_once_its_time_is_over(qtbot: QtBot) -> None:
    done: list[frozenset[str]] = []
    held = Held(done.append)
    held.hold(["a", "b"], SOON)
    assert "a" in held
    qtbot.waitUntil(lambda: done == [frozenset({"a", "b"})])
    assert "a" in held, "hidden until the box has answered"
    held.release(frozenset({"a", "b"}))
    assert "a" not in held


def test_what_is_undone_is_not_done(qtbot: QtBot) -> None:
    done: list[frozenset[str]] = []
    held = Held(done.append)
    first = held.hold(["a"], LONG)
    held.hold(["b"], SOON)
    assert held.undo(first)
    qtbot.waitUntil(lambda: done == [frozenset({"b"})])
    assert "a" not in held
    assert not held.undo(first)


def test_what_is_held_already_is_not_held_twice() -> None:
    done: list[frozenset[str]] = []
    held = Held(done.append)
    held.hold(["a"], LONG)
    assert held.hold(["a", "b"], LONG) == frozenset({"b"})
    held.flush()
    assert sorted(done, key=sorted) == [frozenset({"a"}), frozenset({"b"})]


@pytest.mark.parametrize("was_begun", [False, True])
def test_another_lesson_inherits_nothing_that_was_held(was_begun: bool) -> None:
    done: list[frozenset[str]] = []
    told: list[frozenset[str]] = []
    held = Held(done.append)
    held.changed.subscribe(told.append)
    held.hold(["a"], LONG)
    if was_begun:
        held.flush()
    held.forget()
    assert "a" not in held
    assert told[-1] == frozenset({"a"})
    held.flush()
    assert len(done) == was_begun
