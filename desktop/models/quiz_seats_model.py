"""Who has not answered one question, seat by seat, kept true while answers come in and devices come and go."""

from collections import Counter
from enum import IntEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from desktop.models.gatherer import Gatherer
from desktop.models.quiz_words import seat_words
from desktop.state.announcer import EVERYTHING
from desktop.state.lesson import Lesson
from desktop.state.quiz_watch import Asked, QuizWatch, Seat, SeatState, seats_of

Index = QModelIndex | QPersistentModelIndex
NO_PARENT = QModelIndex()


class QuizSeatRole(IntEnum):
    """What a row gives beside the name."""

    STATE = Qt.ItemDataRole.UserRole + 1
    SEAT_ID = Qt.ItemDataRole.UserRole + 2


class QuizSeatsModel(QAbstractListModel):
    """The seats of one question of one run."""

    counted = Signal()
    """The counts have changed."""

    def __init__(self, lesson: Lesson, watch: QuizWatch, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lesson, self._watch = lesson, watch
        self._run_id = self._question_id = ""
        self._seats: list[Seat] = []
        self._gatherer = Gatherer(lambda _: self._update(), self)
        self._leaves = (
            lesson.people.changed.subscribe(lambda _: self._gatherer.add(EVERYTHING)),
            lesson.runs.tally_grown.subscribe(self._hear_run),
            lesson.runs.changed.subscribe(lambda _: self._gatherer.add(EVERYTHING)),
            watch.seats_changed.subscribe(lambda _: self._gatherer.add(EVERYTHING)),
        )

    def show(self, run_id: str, question_id: str) -> None:
        """Show this question."""
        self._run_id, self._question_id = run_id, question_id
        self._gatherer.add(EVERYTHING)
        self._gatherer.flush()

    def counts(self) -> dict[SeatState, int]:
        """How many seats are in each state."""
        counted = Counter(seat.state for seat in self._seats)
        return {state: counted[state] for state in SeatState}

    def rowCount(self, parent: Index = NO_PARENT) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(self._seats)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._seats):
            return None
        seat = self._seats[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return seat.name
            case Qt.ItemDataRole.AccessibleTextRole:
                return seat_words(seat.name, seat.state)
            case QuizSeatRole.STATE:
                return seat.state
            case QuizSeatRole.SEAT_ID:
                return seat.seat_id
            case _:
                return None

    def close(self) -> None:
        """Listen no longer."""
        for leave in self._leaves:
            leave()
        self._gatherer.close()

    def _hear_run(self, run_id: str) -> None:
        if run_id == self._run_id:
            self._gatherer.add(EVERYTHING)

    def _update(self) -> None:
        fresh = self._read()
        if fresh == self._seats:
            return
        if [seat.seat_id for seat in fresh] == [seat.seat_id for seat in self._seats]:
            changed = [row for row, seat in enumerate(fresh) if seat != self._seats[row]]
            self._seats = fresh
            self.dataChanged.emit(self.index(changed[0]), self.index(changed[-1]))
        else:
            self._rearrange(fresh)
        self.counted.emit()

    def _rearrange(self, fresh: list[Seat]) -> None:
        """Put the seats in their new order; whatever row is current stays with its student."""
        if len(fresh) != len(self._seats):
            self.beginResetModel()
            self._seats = fresh
            self.endResetModel()
            return
        self.layoutAboutToBeChanged.emit()
        places = {seat.seat_id: row for row, seat in enumerate(fresh)}
        before = self.persistentIndexList()
        after = [self._moved(index, places) for index in before]
        self._seats = fresh
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _moved(self, index: QModelIndex, places: dict[str, int]) -> QModelIndex:
        row = places.get(self._seats[index.row()].seat_id)
        return self.createIndex(row, 0) if row is not None else QModelIndex()

    def _read(self) -> list[Seat]:
        run = self._lesson.runs.get(self._run_id)
        if run is None:
            return []
        asked = Asked(
            self._lesson.people.admitted(), self._lesson.runs.answered(self._run_id, self._question_id), run.closed_ms
        )
        return seats_of(self._watch.listed(self._run_id, self._question_id), asked)
