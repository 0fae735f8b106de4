"""The quiz bank as a list: the box's quizzes, and drafts of quizzes that the box does not have yet."""

from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QDateTime,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)

from desktop.models.quiz_words import fill, whole
from desktop.state.bank import Bank

Index = QModelIndex | QPersistentModelIndex
NO_PARENT = QModelIndex()


class BankRole(IntEnum):
    """What a row gives beside the title."""

    DRAFT_ID = Qt.ItemDataRole.UserRole + 1
    """The quiz's id, or the draft's own."""
    DETAIL = Qt.ItemDataRole.UserRole + 2
    """How many questions, and when it was changed."""
    HAS_DRAFT = Qt.ItemDataRole.UserRole + 3
    """There is something on this computer that the box does not have."""
    IS_ON_BOX = Qt.ItemDataRole.UserRole + 4
    UPDATED_MS = Qt.ItemDataRole.UserRole + 5
    QUESTION_COUNT = Qt.ItemDataRole.UserRole + 6
    IS_FROM_UPSTREAM = Qt.ItemDataRole.UserRole + 7


class BankOrder(IntEnum):
    """What the list is sorted by."""

    CHANGED = 0
    TITLE = 1
    QUESTIONS = 2


@dataclass(frozen=True, slots=True)
class BankRow:
    """One quiz of the list."""

    draft_id: str
    title: str
    question_count: int
    updated_ms: int | None
    """None for what the box does not have."""
    has_draft: bool
    is_from_upstream: bool = False


class BankModel(QAbstractListModel):
    """New drafts first, then the box's quizzes in its order."""

    def __init__(self, bank: Bank, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bank = bank
        self._rows: list[BankRow] = []
        self._leave = bank.changed.subscribe(lambda _: self._update())
        self._update()

    def rowCount(self, parent: Index = NO_PARENT) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.title or _tr("Quiz without a title")
            case Qt.ItemDataRole.AccessibleTextRole:
                return _spoken(row)
            case BankRole.DRAFT_ID:
                return row.draft_id
            case BankRole.DETAIL:
                return _detail(row)
            case _:
                return _fact(row, role)

    def row_of(self, draft_id: str) -> int:
        """The row of a quiz, or -1."""
        return next((place for place, row in enumerate(self._rows) if row.draft_id == draft_id), -1)

    def say_anew(self) -> None:
        """The language has changed."""
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def close(self) -> None:
        """Listen no longer."""
        self._leave()

    def _update(self) -> None:
        fresh = _rows_of(self._bank)
        if [row.draft_id for row in fresh] == [row.draft_id for row in self._rows]:
            self._rows = fresh
            self.say_anew()
        else:
            self.beginResetModel()
            self._rows = fresh
            self.endResetModel()


class BankSearch(QSortFilterProxyModel):
    """The list as it is sought and sorted."""

    def __init__(self, model: BankModel) -> None:
        super().__init__(model)
        self.setSourceModel(model)
        self.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setSortLocaleAware(True)
        self.setSortCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.order_by(BankOrder.CHANGED)

    def order_by(self, order: BankOrder) -> None:
        """Sort by what changed last, by title, or by the number of questions."""
        roles = {BankOrder.CHANGED: BankRole.UPDATED_MS, BankOrder.TITLE: Qt.ItemDataRole.DisplayRole}
        self.setSortRole(int(roles.get(order, BankRole.QUESTION_COUNT)))
        self.sort(0, Qt.SortOrder.AscendingOrder if order == BankOrder.TITLE else Qt.SortOrder.DescendingOrder)

    def seek(self, text: str) -> None:
        """Show only titles with this text."""
        self.setFilterFixedString(text)


def _rows_of(bank: Bank) -> list[BankRow]:
    new = [BankRow(draft.draft_id, draft.title, len(draft.questions), None, True) for draft in bank.new_drafts()]
    quizzes = []
    for quiz in bank.listed():
        draft = bank.drafts.get(quiz.quiz_id)
        quizzes.append(
            BankRow(
                quiz.quiz_id,
                draft.title if draft is not None else quiz.title,
                len(draft.questions) if draft is not None else quiz.question_count,
                quiz.updated_ms,
                draft is not None,
                quiz.is_from_upstream,
            )
        )
    return [*new, *quizzes]


def _fact(row: BankRow, role: int) -> object:
    match role:
        case BankRole.HAS_DRAFT:
            return row.has_draft
        case BankRole.IS_ON_BOX:
            return row.updated_ms is not None
        case BankRole.UPDATED_MS:
            # What is not saved yet is the newest of all.
            return row.updated_ms if row.updated_ms is not None else float("inf")
        case BankRole.QUESTION_COUNT:
            return row.question_count
        case BankRole.IS_FROM_UPSTREAM:
            return row.is_from_upstream
        case _:
            return None


def _detail(row: BankRow) -> str:
    count = (
        _tr("1 question")
        if row.question_count == 1
        else fill(_tr("{count} questions"), count=whole(row.question_count))
    )
    if row.updated_ms is None:
        return fill(_tr("{count} · not saved yet"), count=count)
    when = QLocale().toString(QDateTime.fromMSecsSinceEpoch(row.updated_ms).date(), QLocale.FormatType.ShortFormat)
    return fill(_tr("{count} · {when}"), count=count, when=when)


def _spoken(row: BankRow) -> str:
    title = row.title or _tr("Quiz without a title")
    unsaved = _tr("unsaved changes") if row.has_draft and row.updated_ms is not None else ""
    return ", ".join(part for part in (title, _detail(row), unsaved) if part)


def _tr(text: str) -> str:
    return QCoreApplication.translate("bank_model", text)
