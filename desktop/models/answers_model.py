"""The results of a run as a table: a row for each student, a column for each question."""

from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from appliance.contract.quiz import QuestionInBank, ResponseRow, RunResults
from desktop.models.quiz_words import column_names, column_of_question, decimal, option_text, right_or_wrong, whole
from desktop.state.quiz_tally import askable
from desktop.state.quiz_watch import QuizWatch

Index = QModelIndex | QPersistentModelIndex
NO_PARENT = QModelIndex()
FIXED_COLUMNS = 4
"""Name before the questions; right ones, points and seconds after them."""


class AnswerRole(IntEnum):
    """What a cell gives beside its text."""

    IS_RIGHT = Qt.ItemDataRole.UserRole + 1
    """True, False, or None where nothing is right or wrong or nothing was answered."""
    SORT = Qt.ItemDataRole.UserRole + 2


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One student's answers by question id."""

    participant_id: str
    name: str
    answers: dict[str, ResponseRow]

    @property
    def right(self) -> int:
        """How many were fully right."""
        return sum(answer.is_correct is True for answer in self.answers.values())

    @property
    def points(self) -> float:
        """All points."""
        return sum(answer.points for answer in self.answers.values())

    @property
    def seconds(self) -> float:
        """All the time that answering took."""
        return sum(answer.elapsed_ms for answer in self.answers.values()) / 1000


class AnswersModel(QAbstractTableModel):
    """Shows the results that were read last."""

    def __init__(self, watch: QuizWatch, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._watch = watch
        self._rows: list[AnswerRow] = []
        self._questions: list[QuestionInBank] = []
        self._leave = watch.results_changed.subscribe(lambda _: self._update())
        self._update()

    @property
    def rows(self) -> tuple[AnswerRow, ...]:
        """The students who answered anything."""
        return tuple(self._rows)

    def rowCount(self, parent: Index = NO_PARENT) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = NO_PARENT) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(self._questions) + FIXED_COLUMNS

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < self.columnCount():
            return None
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        name, *sums = column_names()
        if section == 0:
            return name
        if section <= len(self._questions):
            return column_of_question(section)
        return sums[section - len(self._questions) - 1]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row, column = self._rows[index.row()], index.column()
        if 1 <= column <= len(self._questions):
            return self._answer(row, self._questions[column - 1], role)
        sort: str | float = (row.name, row.right, row.points, row.seconds)[self._fixed(column)]
        if role == AnswerRole.SORT:
            return sort
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._fixed_text(row, column)
        return None

    def close(self) -> None:
        """Listen no longer."""
        self._leave()

    def _fixed(self, column: int) -> int:
        return max(0, column - len(self._questions))

    def _fixed_text(self, row: AnswerRow, column: int) -> str:
        texts = (row.name, whole(row.right), decimal(row.points), decimal(row.seconds))
        return texts[self._fixed(column)]

    def _answer(self, row: AnswerRow, question: QuestionInBank, role: int) -> object:
        answer = row.answers.get(question.id or "")
        if role == AnswerRole.SORT:
            return answer.answer_text if answer is not None else ""
        if answer is None:
            return "–" if role == Qt.ItemDataRole.DisplayRole else None
        text = option_text(question.kind, answer.answer_text)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return text
            case Qt.ItemDataRole.AccessibleTextRole:
                return ", ".join(part for part in (text, right_or_wrong(answer.is_correct)) if part)
            case AnswerRole.IS_RIGHT:
                return answer.is_correct
            case _:
                return None

    def _update(self) -> None:
        self.beginResetModel()
        results = self._watch.results
        self._questions = askable(results.run) if results is not None else []
        self._rows = _rows_of(results) if results is not None else []
        self.endResetModel()


def _rows_of(results: RunResults) -> list[AnswerRow]:
    rows: dict[str, AnswerRow] = {}
    for response in results.responses:
        row = rows.setdefault(response.participant_id, AnswerRow(response.participant_id, response.name, {}))
        row.answers[response.question_id] = response
    return sorted(rows.values(), key=lambda row: row.name)
