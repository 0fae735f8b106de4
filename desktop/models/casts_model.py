"""The casts of the session as a Qt model: those that ask to be let in first, then those on stage, then the others."""

from enum import IntEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from appliance.contract.cast import CastView
from desktop.state.stage import Stage

Index = QModelIndex | QPersistentModelIndex
NO_PARENT = QModelIndex()


class CastRole(IntEnum):
    """What a row gives beside the label."""

    CAST_ID = Qt.ItemDataRole.UserRole + 1
    CAST = Qt.ItemDataRole.UserRole + 2
    """The CastView itself."""


class CastsModel(QAbstractListModel):
    """One row per cast; a row that stays is told as changed, so that its tile keeps its focus."""

    def __init__(self, stage: Stage, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stage = stage
        self._rows: list[CastView] = []
        self._leave = stage.casts_changed.subscribe(lambda _: self._update())
        self._update()

    def rowCount(self, parent: Index = NO_PARENT) -> int:  # noqa: N802 - Qt's name
        """As Qt asks."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """As Qt asks."""
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        cast = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return cast.label
            case CastRole.CAST_ID:
                return cast.cast_id
            case CastRole.CAST:
                return cast
            case _:
                return None

    def casts(self) -> list[CastView]:
        """The rows, in order."""
        return list(self._rows)

    def close(self) -> None:
        """Listen no longer."""
        self._leave()

    def _update(self) -> None:
        wanted = sorted(self._stage.casts, key=_place)
        if [cast.cast_id for cast in wanted] != [cast.cast_id for cast in self._rows]:
            self._arrange(wanted)
        changed = [row for row, cast in enumerate(wanted) if self._rows[row] != cast]
        self._rows = wanted
        for row in changed:
            self.dataChanged.emit(self.index(row), self.index(row))

    def _arrange(self, wanted: list[CastView]) -> None:
        """Take away, move and add single rows until the order is the wanted one."""
        ids = {cast.cast_id for cast in wanted}
        for row in reversed(range(len(self._rows))):
            if self._rows[row].cast_id not in ids:
                self.beginRemoveRows(NO_PARENT, row, row)
                del self._rows[row]
                self.endRemoveRows()
        for row, cast in enumerate(wanted):
            present = next((at for at in range(row, len(self._rows)) if self._rows[at].cast_id == cast.cast_id), None)
            if present is None:
                self.beginInsertRows(NO_PARENT, row, row)
                self._rows.insert(row, cast)
                self.endInsertRows()
            elif present != row:
                self.beginMoveRows(NO_PARENT, present, present, NO_PARENT, row)
                self._rows.insert(row, self._rows.pop(present))
                self.endMoveRows()


def _place(cast: CastView) -> int:
    if cast.approval == "requested":
        return 0
    return 1 if cast.on_stage else 2
