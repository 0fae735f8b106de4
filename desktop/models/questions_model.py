"""The class's questions as Qt models: every question, and the open ones first by how many share them."""

from PySide6.QtCore import QObject, QSortFilterProxyModel

from appliance.contract.talk import ClassQuestionView
from desktop.models.held import Held
from desktop.models.held_rows import HeldRows
from desktop.models.keyed_rows import NO_PARENT, Index, RowRole
from desktop.state.talk import Talk


class QuestionsModel(HeldRows[ClassQuestionView]):
    """One row per question that is not about to be deleted, in the order in which they were asked."""

    def __init__(self, talk: Talk, deleting: Held, parent: QObject | None = None) -> None:
        super().__init__(talk.all_questions, talk.questions_changed, deleting, parent)

    def key_of(self, row: ClassQuestionView) -> str:
        """The question's id."""
        return row.question_id

    def words(self, row: ClassQuestionView) -> str:
        """How many share it, and what it asks."""
        return f"{row.upvotes}: {row.text}"


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
