"""Bars as rows of a list."""

from collections.abc import Callable, Sequence
from enum import IntEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.models.dashboard_course import Bar

Index = QModelIndex | QPersistentModelIndex
NO_PARENT = QModelIndex()


class BarRole(IntEnum):
    """What a row answers besides its text."""

    BAR = Qt.ItemDataRole.UserRole + 1
    """The `Bar`."""


class BarsModel(QAbstractListModel):
    """Shows the bars it is given; `say` tells a bar's figures in words."""

    def __init__(self, say: Callable[[Bar], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._say = say
        self._bars: list[Bar] = []

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """Show these: rows that stay are told as changed, and only those that differ."""
        before = self._bars
        if [bar.key for bar in bars] != [bar.key for bar in before]:
            self.beginResetModel()
            self._bars = list(bars)
            self.endResetModel()
            return
        self._bars = list(bars)
        for row, (old, new) in enumerate(zip(before, bars, strict=True)):
            if old != new:
                self.dataChanged.emit(self.index(row), self.index(row))

    def rowCount(self, parent: Index = NO_PARENT) -> int:  # noqa: N802 - Qt's name
        """As Qt asks."""
        return 0 if parent.isValid() else len(self._bars)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """As Qt asks."""
        if not index.isValid() or not 0 <= index.row() < len(self._bars):
            return None
        bar = self._bars[index.row()]
        match role:
            case BarRole.BAR:
                return bar
            case Qt.ItemDataRole.DisplayRole:
                return bar.label
            case Qt.ItemDataRole.AccessibleTextRole:
                return ", ".join(part for part in (bar.label, self._say(bar)) if part)
            case _:
                return None
