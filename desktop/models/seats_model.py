"""Seats as rows: one order, one group and one search at a time; rows move as seats change, and keep who they are."""

from collections.abc import Callable
from enum import IntEnum, StrEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.models.dashboard_words import seat_sentence
from desktop.models.seats_source import SeatsSource
from desktop.state.seats import Seat, SeatGroup

Index = QModelIndex | QPersistentModelIndex
NO_PARENT = QModelIndex()
STEPS_MAX = 24
"""So many rows coming or going are told one by one; more at once are a new list."""


class SeatRole(IntEnum):
    """What a row answers besides its text."""

    SEAT = Qt.ItemDataRole.UserRole + 1
    """The `Seat`."""
    ID = Qt.ItemDataRole.UserRole + 2


class SeatOrder(StrEnum):
    """How seats are ordered."""

    NAME = "name"
    HELP = "help"
    """Who needs help first, then raised hands, then by name."""
    JOINED = "joined"


SORT_KEYS: dict[SeatOrder, Callable[[Seat], tuple[int, int, str, str]]] = {
    SeatOrder.NAME: lambda seat: (0, 0, seat.name.casefold(), seat.participant_id),
    SeatOrder.HELP: lambda seat: (
        -len(seat.needs_help),
        seat.hand or 1_000_000,
        seat.name.casefold(),
        seat.participant_id,
    ),
    SeatOrder.JOINED: lambda seat: (seat.joined_ms, 0, "", seat.participant_id),
}


class SeatsModel(QAbstractListModel):
    """The seats of a group in an order."""

    def __init__(
        self,
        source: SeatsSource,
        *,
        order: SeatOrder = SeatOrder.NAME,
        group: SeatGroup = SeatGroup.ALL,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._source = source
        self._order = order
        self._group = group
        self._search = ""
        self._ids: list[str] = []
        self._rows: dict[str, int] = {}
        source.changed.connect(self._take)
        self._show(self._wanted())

    @property
    def order(self) -> SeatOrder:
        """How the rows are ordered."""
        return self._order

    @property
    def group(self) -> SeatGroup:
        """Which seats are shown."""
        return self._group

    def set_order(self, order: SeatOrder) -> None:
        """Order the rows otherwise."""
        self._order = order
        self._show(self._wanted())

    def set_group(self, group: SeatGroup) -> None:
        """Show other seats."""
        self._group = group
        self._show(self._wanted())

    def set_search(self, text: str) -> None:
        """Show only names that contain the text."""
        self._search = text.strip().casefold()
        self._show(self._wanted())

    def row_of(self, participant_id: str) -> int:
        """The row of a student, or -1."""
        return self._rows.get(participant_id, -1)

    def seat_at(self, row: int) -> Seat | None:
        """The seat of a row."""
        return self._source.get(self._ids[row]) if 0 <= row < len(self._ids) else None

    def rowCount(self, parent: Index = NO_PARENT) -> int:  # noqa: N802 (Qt's name)
        """How many seats are shown."""
        return 0 if parent.isValid() else len(self._ids)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The seat's name, sentence, or what `SeatRole` names."""
        seat = self.seat_at(index.row()) if index.isValid() else None
        if seat is None:
            return None
        match role:
            case SeatRole.SEAT:
                return seat
            case Qt.ItemDataRole.DisplayRole:
                return seat.name
            case SeatRole.ID:
                return seat.participant_id
            case Qt.ItemDataRole.AccessibleTextRole:
                return seat_sentence(seat)
            case _:
                return None

    def close(self) -> None:
        """Hear of nothing more."""
        self._source.changed.disconnect(self._take)

    def _wanted(self) -> list[str]:
        shown = [
            seat for seat in self._source.all() if seat.is_in(self._group) and self._search in seat.name.casefold()
        ]
        return [seat.participant_id for seat in sorted(shown, key=SORT_KEYS[self._order])]

    def _take(self, changed: frozenset[str]) -> None:
        self._show(self._wanted())
        for first, last in _stretches(sorted(self._rows[each] for each in changed if each in self._rows)):
            self.dataChanged.emit(self.createIndex(first, 0), self.createIndex(last, 0))

    def _show(self, wanted: list[str]) -> None:
        if wanted == self._ids:
            return
        kept = set(wanted)
        gone = [row for row, each in enumerate(self._ids) if each not in kept]
        fresh = [row for row, each in enumerate(wanted) if each not in self._rows]
        if len(gone) + len(fresh) > STEPS_MAX:
            self.beginResetModel()
            self._set(wanted)
            self.endResetModel()
            return
        self._remove(gone)
        self._reorder([each for each in wanted if each in self._rows])
        self._insert(wanted, fresh)

    def _remove(self, rows: list[int]) -> None:
        for row in reversed(rows):
            self.beginRemoveRows(NO_PARENT, row, row)
            self._set([*self._ids[:row], *self._ids[row + 1 :]])
            self.endRemoveRows()

    def _insert(self, wanted: list[str], rows: list[int]) -> None:
        for row in rows:
            self.beginInsertRows(NO_PARENT, row, row)
            self._set([*self._ids[:row], wanted[row], *self._ids[row:]])
            self.endInsertRows()

    def _reorder(self, wanted: list[str]) -> None:
        if wanted == self._ids:
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        ids = [self._ids[index.row()] for index in before]
        self._set(wanted)
        self.changePersistentIndexList(before, [self.index(self._rows[each]) for each in ids])
        self.layoutChanged.emit()

    def _set(self, ids: list[str]) -> None:
        self._ids = ids
        self._rows = {each: row for row, each in enumerate(ids)}


def _stretches(rows: list[int]) -> list[tuple[int, int]]:
    """Rows that follow each other as first and last."""
    stretches: list[tuple[int, int]] = []
    for row in rows:
        if stretches and stretches[-1][1] == row - 1:
            stretches[-1] = (stretches[-1][0], row)
        else:
            stretches.append((row, row))
    return stretches
