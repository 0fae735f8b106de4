"""What the class answers to one question, as a list of bars that grows while they answer."""

from enum import IntEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from desktop.models.gatherer import Gatherer
from desktop.models.quiz_words import option_text, tally_words
from desktop.state.announcer import EVERYTHING
from desktop.state.quiz_tally import Bar, QuestionTally, tally_of
from desktop.state.runs import Runs

Index = QModelIndex | QPersistentModelIndex
NO_PARENT = QModelIndex()


class TallyRole(IntEnum):
    """What a row gives beside its text."""

    COUNT = Qt.ItemDataRole.UserRole + 1
    SHARE = Qt.ItemDataRole.UserRole + 2
    """Of those who answered, 0 to 1."""
    IS_RIGHT = Qt.ItemDataRole.UserRole + 3
    """False too while the key is hidden."""


class TallyModel(QAbstractListModel):
    """Shows one question of one run; while results are hidden, counts are none and nothing is marked."""

    grown = Signal()
    """The tally has changed, rows or not."""

    def __init__(self, runs: Runs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runs = runs
        self._run_id = self._question_id = ""
        self._hides = False
        self._tally: QuestionTally | None = None
        self._gatherer = Gatherer(lambda _: self._update(), self)
        self._leaves = (
            runs.tally_grown.subscribe(lambda run_id: self._hear(frozenset({run_id}))),
            runs.changed.subscribe(self._hear),
        )

    @property
    def tally(self) -> QuestionTally | None:
        """What is shown."""
        return self._tally

    @property
    def bars(self) -> tuple[Bar, ...]:
        """The rows."""
        return self._tally.bars if self._tally is not None else ()

    def show(self, run_id: str, question_id: str) -> None:
        """Show this question."""
        self._run_id, self._question_id = run_id, question_id
        self.beginResetModel()
        self._tally = self._read()
        self.endResetModel()
        self.grown.emit()

    def hide_results(self, hides: bool) -> None:
        """Give neither counts nor key, or give them again."""
        if hides != self._hides:
            self._hides = hides
            self._tell_rows()

    def rowCount(self, parent: Index = NO_PARENT) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(self.bars)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or self._tally is None or index.row() >= len(self._tally.bars):
            return None
        bar = self._tally.bars[index.row()]
        text = option_text(self._tally.kind, bar.text)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return text
            case Qt.ItemDataRole.AccessibleTextRole:
                if self._hides:
                    return text
                return tally_words(text, bar.count, bar.share, is_right=bar.is_right)
            case TallyRole.COUNT:
                return None if self._hides else bar.count
            case TallyRole.SHARE:
                return None if self._hides else bar.share
            case TallyRole.IS_RIGHT:
                return bar.is_right and not self._hides
            case _:
                return None

    def close(self) -> None:
        """Listen no longer."""
        for leave in self._leaves:
            leave()
        self._gatherer.close()

    def _hear(self, run_ids: frozenset[str]) -> None:
        if self._run_id in run_ids or run_ids == EVERYTHING:
            self._gatherer.add(run_ids)

    def _read(self) -> QuestionTally | None:
        run = self._runs.get(self._run_id)
        return tally_of(run, self._question_id) if run is not None else None

    def _update(self) -> None:
        fresh = self._read()
        has_same_rows = fresh is not None and [bar.key for bar in fresh.bars] == [bar.key for bar in self.bars]
        if has_same_rows:
            self._tally = fresh
            self._tell_rows()
        else:
            self.beginResetModel()
            self._tally = fresh
            self.endResetModel()
        self.grown.emit()

    def _tell_rows(self) -> None:
        if self.bars:
            self.dataChanged.emit(self.index(0), self.index(len(self.bars) - 1))
