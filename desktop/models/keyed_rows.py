"""A Qt list over things that have a key: told a new list, it tells views only what is different."""

from enum import IntEnum
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

T = TypeVar("T")
Index = QModelIndex | QPersistentModelIndex
NO_PARENT = QModelIndex()


class RowRole(IntEnum):
    """What a row gives beside its words."""

    ROW = Qt.ItemDataRole.UserRole + 1
    """The thing itself."""
    KEY = Qt.ItemDataRole.UserRole + 2


class KeyedRows(QAbstractListModel, Generic[T]):
    """Subclasses say what the key of a thing is, and its words."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[T] = []
        self._keys: list[str] = []

    def key_of(self, row: T) -> str:
        """What tells it from all others."""
        raise NotImplementedError

    def words(self, row: T) -> str:
        """What a screen reader says for it."""
        raise NotImplementedError

    @property
    def rows(self) -> list[T]:
        """The things, in order."""
        return list(self._rows)

    def row_at(self, index: Index) -> T | None:
        """The thing at an index of this model."""
        return self._rows[index.row()] if index.isValid() and 0 <= index.row() < len(self._rows) else None

    def index_of(self, key: str) -> QModelIndex:
        """Where the thing with this key is; an invalid index where it is not."""
        return self.index(self._keys.index(key)) if key in self._keys else NO_PARENT

    def set_rows(self, wanted: list[T]) -> None:
        """Show these things from now on."""
        keys = [self.key_of(row) for row in wanted]
        if keys != self._keys:
            self._take_away(set(keys))
            self._put_in(wanted, keys)
        known = self._rows
        changed = [place for place, row in enumerate(wanted) if row is not known[place] and row != known[place]]
        self._rows = wanted
        for first, last in _stretches(changed):
            self.dataChanged.emit(self.index(first), self.index(last))

    def say_anew(self) -> None:
        """Tell views that every word may be another: the language has changed."""
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def rowCount(self, parent: Index = NO_PARENT) -> int:  # noqa: N802 - Qt's name
        """As Qt asks."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """As Qt asks."""
        place = index.row()
        if not 0 <= place < len(self._rows):
            return None
        match role:
            case RowRole.ROW:
                return self._rows[place]
            case RowRole.KEY:
                return self._keys[place]
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return self.words(self._rows[place])
            case _:
                return None

    def _take_away(self, wanted: set[str]) -> None:
        gone = [place for place, key in enumerate(self._keys) if key not in wanted]
        for first, last in reversed(_stretches(gone)):
            self.beginRemoveRows(NO_PARENT, first, last)
            del self._rows[first : last + 1]
            del self._keys[first : last + 1]
            self.endRemoveRows()

    def _put_in(self, wanted: list[T], keys: list[str]) -> None:
        known = set(self._keys)
        if [key for key in keys if key in known] != self._keys:
            self._reorder([key for key in keys if key in known])
        for first, last in _stretches([place for place, key in enumerate(keys) if key not in known]):
            self.beginInsertRows(NO_PARENT, first, last)
            self._rows[first:first] = wanted[first : last + 1]
            self._keys[first:first] = keys[first : last + 1]
            self.endInsertRows()

    def _reorder(self, keys: list[str]) -> None:
        self.layoutAboutToBeChanged.emit()
        by_key = dict(zip(self._keys, self._rows, strict=True))
        before = self.persistentIndexList()
        places = {key: place for place, key in enumerate(keys)}
        after = [self.index(places[self._keys[index.row()]]) for index in before]
        self._rows, self._keys = [by_key[key] for key in keys], keys
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()


def _stretches(places: list[int]) -> list[tuple[int, int]]:
    """Places in ascending order as first and last of each unbroken stretch."""
    found: list[tuple[int, int]] = []
    for place in places:
        if found and found[-1][1] == place - 1:
            found[-1] = (found[-1][0], place)
        else:
            found.append((place, place))
    return found
