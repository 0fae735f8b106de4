"""A table over rows of any kind: its columns say what is in a row, how it is written, and how it is exported."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.actions.records_files import Cell, csv_of

T = TypeVar("T")
Index = QModelIndex | QPersistentModelIndex
NO_PARENT = QModelIndex()
NOTHING = "–"


class TableRole(IntEnum):
    """What a cell gives beside its text."""

    SORT = Qt.ItemDataRole.UserRole + 1
    KEY = Qt.ItemDataRole.UserRole + 2
    """What the row is about."""


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """One column: `value` is what it sorts by and what goes into a file, `say` how it is written on the screen."""

    title: Callable[[], str]
    value: Callable[[T], Cell]
    say: Callable[[T], str] | None = None
    """A text stands there as it is without it."""
    is_number: bool = True
    exported: Callable[[T], Cell] | None = None
    """Where a file says it otherwise than the order needs it."""


class RecordsTable(QAbstractTableModel, Generic[T]):
    """Shows the rows it is given."""

    def __init__(
        self, columns: Sequence[Column[T]], key: Callable[[T], str] = lambda row: "", parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._columns, self._key = tuple(columns), key
        self._rows: tuple[T, ...] = ()

    @property
    def rows(self) -> tuple[T, ...]:
        """The rows, in the order in which they were given."""
        return self._rows

    def show_rows(self, rows: Sequence[T]) -> None:
        """Show these; the same ones once more change nothing, so that a choice among them stays."""
        if tuple(rows) == self._rows:
            return
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def say_anew(self) -> None:
        """Every word may be another: the language has changed."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._columns) - 1)
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(self._columns) - 1))

    def csv(self) -> bytes:
        """Everything as a file."""
        cells = [[(each.exported or each.value)(row) for each in self._columns] for row in self._rows]
        return csv_of([column.title() for column in self._columns], cells)

    def rowCount(self, parent: Index = NO_PARENT) -> int:  # noqa: N802 - Qt's name
        """As Qt asks."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = NO_PARENT) -> int:  # noqa: N802 - Qt's name
        """As Qt asks."""
        return 0 if parent.isValid() else len(self._columns)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """As Qt asks."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section].title()
        return _alignment(self._columns[section]) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """As Qt asks."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row, column = self._rows[index.row()], self._columns[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _said(column, row)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{column.title()}: {_said(column, row)}"
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(column)
            case TableRole.SORT:
                return _sortable(column, row)
            case TableRole.KEY:
                return self._key(row)
            case _:
                return None


def _said(column: Column[T], row: T) -> str:
    value = column.value(row)
    if value is None:
        return NOTHING
    return " ".join((column.say(row) if column.say is not None else str(value)).split())


def _sortable(column: Column[T], row: T) -> str | float:
    value = column.value(row)
    if column.is_number:
        return float(value) if isinstance(value, int | float) else -1e9  # what is not known stands below all else
    return str(value or "")


def _alignment(column: Column[T]) -> int:
    side = Qt.AlignmentFlag.AlignRight if column.is_number else Qt.AlignmentFlag.AlignLeft
    return (side | Qt.AlignmentFlag.AlignVCenter).value
