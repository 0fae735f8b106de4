"""The class's questions as Qt models: every question, and the open ones first by how many share them."""

from PySide6.QtCore import QObject, QSortFilterProxyModel

from appliance.contract.talk import ClassQuestionView
from desktop.models.gatherer import Gatherer
from desktop.models.held import Held
from desktop.models.keyed_rows import NO_PARENT, Index, KeyedRows, RowRole
from desktop.state.announcer import EVERYTHING
from desktop.state.talk import Talk


class QuestionsModel(KeyedRows[ClassQuestionView]):
    """One row per question that is not about to be deleted, in the order in which they were asked."""

    def __init__(self, talk: Talk, deleting: Held, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._talk = talk
        self._deleting = deleting
        self._gatherer = Gatherer(lambda _: self._update(), self)
        self._leaves = (talk.questions_changed.subscribe(self._gatherer.add), deleting.changed.subscribe(self._hide))
        self._update()

    def key_of(self, row: ClassQuestionView) -> str:
        """The question's id."""
        return row.question_id

    def words(self, row: ClassQuestionView) -> str:
        """How many share it, and what it asks."""
        return f"{row.upvotes}: {row.text}"

    def flush(self) -> None:
        """Show what has changed now."""
        self._gatherer.flush()

    def close(self) -> None:
        """Listen no longer."""
        for leave in self._leaves:
            leave()
        self._gatherer.close()

    def _hide(self, _: frozenset[str]) -> None:
        self._gatherer.add(EVERYTHING)
        self._gatherer.flush()

    def _update(self) -> None:
        questions = list(self._talk.questions.values())
        self.set_rows([question for question in questions if question.question_id not in self._deleting])


class QuestionsInOrder(QSortFilterProxyModel):
    """Open questions first, those that most share before others, then the older one; resolved ones may be hidden."""

    def __init__(self, source: QuestionsModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shows_resolved = True
        self.setDynamicSortFilter(True)
        self.setSourceModel(source)
        self.sort(0)

    def show_resolved(self, is_shown: bool) -> None:
        """Show or hide what is answered."""
        self.beginFilterChange()
        self._shows_resolved = is_shown
        self.endFilterChange(QSortFilterProxyModel.Direction.Rows)

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:  # noqa: N802 - Qt's name
        """As Qt asks."""
        return self._shows_resolved or not self._at(source_row).is_resolved

    def lessThan(self, left: Index, right: Index) -> bool:  # noqa: N802 - Qt's name
        """As Qt asks."""
        return _place(self._at(left.row())) < _place(self._at(right.row()))

    def _at(self, source_row: int) -> ClassQuestionView:
        question: ClassQuestionView = self.sourceModel().index(source_row, 0, NO_PARENT).data(RowRole.ROW)
        return question


def _place(question: ClassQuestionView) -> tuple[bool, int, int]:
    return question.is_resolved, -question.upvotes, question.asked_ms
