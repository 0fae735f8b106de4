"""How the picture reaches each viewer, as a table: the worst first, as the box orders them."""

from collections.abc import Callable
from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from appliance.contract.network import ViewerNetwork

Index = QModelIndex | QPersistentModelIndex
NO_PARENT = QModelIndex()


class ViewerColumn(IntEnum):
    """The columns."""

    NAME = 0
    QUALITY = 1
    LOSS = 2
    BITRATE = 3
    ROUND_TRIP = 4
    DROPPED = 5
    TRANSPORT = 6


class ViewerRole(IntEnum):
    """What a cell answers besides its text."""

    VIEWER = Qt.ItemDataRole.UserRole + 1
    """The `ViewerNetwork` of its row."""


NUMBERS = (ViewerColumn.LOSS, ViewerColumn.BITRATE, ViewerColumn.ROUND_TRIP, ViewerColumn.DROPPED)


class ViewersModel(QAbstractTableModel):
    """Shows the viewers it is given; `say` puts a cell into words, `head` a column."""

    def __init__(
        self,
        say: Callable[[ViewerColumn, ViewerNetwork], str],
        head: Callable[[ViewerColumn], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._say, self._head = say, head
        self._viewers: list[ViewerNetwork] = []

    def show_viewers(self, viewers: list[ViewerNetwork]) -> None:
        """Show these; rows come and go at the end, so that the table keeps its place."""
        shown, wanted = len(self._viewers), len(viewers)
        if wanted < shown:
            self.beginRemoveRows(NO_PARENT, wanted, shown - 1)
            self._viewers = viewers
            self.endRemoveRows()
        elif wanted > shown:
            self.beginInsertRows(NO_PARENT, shown, wanted - 1)
            self._viewers = viewers
            self.endInsertRows()
        self._viewers = viewers
        if viewers:
            self.dataChanged.emit(self.index(0, 0), self.index(wanted - 1, len(ViewerColumn) - 1))

    def retranslate(self) -> None:
        """Say the headings anew."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(ViewerColumn) - 1)

    def rowCount(self, parent: Index = NO_PARENT) -> int:  # noqa: N802 - Qt's name
        """As Qt asks."""
        return 0 if parent.isValid() else len(self._viewers)

    def columnCount(self, parent: Index = NO_PARENT) -> int:  # noqa: N802 - Qt's name
        """As Qt asks."""
        return 0 if parent.isValid() else len(ViewerColumn)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """As Qt asks."""
        if not index.isValid() or not 0 <= index.row() < len(self._viewers):
            return None
        viewer, column = self._viewers[index.row()], ViewerColumn(index.column())
        match role:
            case ViewerRole.VIEWER:
                return viewer
            case Qt.ItemDataRole.DisplayRole:
                return self._say(column, viewer)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{self._head(column)}: {self._say(column, viewer)}"
            case Qt.ItemDataRole.TextAlignmentRole if column in NUMBERS:
                return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            case _:
                return None

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """As Qt asks."""
        if orientation is Qt.Orientation.Vertical or not 0 <= section < len(ViewerColumn):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if ViewerColumn(section) in NUMBERS else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return self._head(ViewerColumn(section)) if role == Qt.ItemDataRole.DisplayRole else None
