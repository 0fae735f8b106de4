"""A Qt list over things that change often and can be taken away with an undo: messages, questions, students."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from PySide6.QtCore import QObject

from desktop.models.gatherer import Gatherer
from desktop.models.held import Held
from desktop.models.keyed_rows import KeyedRows
from desktop.state.announcer import EVERYTHING, Announcer

T = TypeVar("T")


class HeldRows(KeyedRows[T]):
    """Shows `things` but those that are held; changes are gathered, and what is held goes, or comes back, at once."""

    def __init__(
        self,
        things: Callable[[], Iterable[T]],
        changed: Announcer[frozenset[str]],
        held: Held,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._things = things
        self._held = held
        self._gatherer = Gatherer(lambda _: self._update(), self)
        self._leaves = (changed.subscribe(self._gatherer.add), held.changed.subscribe(self._hide))
        self._update()

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
        self.set_rows([thing for thing in self._things() if self.key_of(thing) not in self._held])
