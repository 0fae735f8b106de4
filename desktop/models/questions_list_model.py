"""The questions of the quiz that is being edited, as a list."""

from enum import IntEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.models.draft_model import DraftModel
from desktop.models.quiz_words import fill, kind_name, question_without_text, to_be_mended
from desktop.state.quiz_draft import QuestionDraft
from desktop.state.quiz_findings import is_askable

Index = QModelIndex | QPersistentModelIndex
NO_PARENT = QModelIndex()


class QuestionRole(IntEnum):
    """What a row gives beside the question's text."""

    KEY = Qt.ItemDataRole.UserRole + 1
    DETAIL = Qt.ItemDataRole.UserRole + 2
    """Its place and kind."""
    IS_ASKABLE = Qt.ItemDataRole.UserRole + 3


class QuestionsListModel(QAbstractListModel):
    """Follows the draft."""

    def __init__(self, draft: DraftModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._draft = draft
        self._rows: tuple[QuestionDraft, ...] = ()
        draft.changed.connect(self._update)
        self._update()

    def rowCount(self, parent: Index = NO_PARENT) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        question = self._rows[index.row()]
        text = " ".join(question.text.split()) or question_without_text()
        detail = f"{index.row() + 1} · {kind_name(question.kind)}"
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return text
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(text, detail, question)
            case QuestionRole.KEY:
                return question.key
            case QuestionRole.DETAIL:
                return detail
            case QuestionRole.IS_ASKABLE:
                return is_askable(question)
            case _:
                return None

    def row_of(self, key: str) -> int:
        """The row of a question, or -1."""
        return next((place for place, question in enumerate(self._rows) if question.key == key), -1)

    def say_anew(self) -> None:
        """The language has changed."""
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def _update(self) -> None:
        fresh = self._draft.draft.questions
        if [question.key for question in fresh] != [question.key for question in self._rows]:
            self.beginResetModel()
            self._rows = fresh
            self.endResetModel()
            return
        changed = [row for row, question in enumerate(fresh) if question != self._rows[row]]
        self._rows = fresh
        for row in changed:
            self.dataChanged.emit(self.index(row), self.index(row))

    def _spoken(self, text: str, detail: str, question: QuestionDraft) -> str:
        spoken = fill("{detail}: {text}", detail=detail, text=text)
        if is_askable(question):
            return spoken
        return ", ".join((spoken, to_be_mended()))
