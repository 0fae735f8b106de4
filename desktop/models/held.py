"""Wishes that are held back for the time of an undo: what cannot be taken back from the box is not done before."""

import math
import time
from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QTimer

from desktop.state.announcer import Announcer

HELD_SECONDS = 6.0
"""Long enough to see a slip and undo it, short enough that a bad message is soon gone from every page."""


class Held(QObject):
    """Holds ids until their time is over, they are undone, or everything is flushed; lists leave them out meanwhile."""

    def __init__(self, do: Callable[[frozenset[str]], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._do = do
        self.changed: Announcer[frozenset[str]] = Announcer()
        """Ids that are hidden or shown again."""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._look)
        self._waiting: dict[frozenset[str], float] = {}  # bounded by: clicks within HELD_SECONDS
        """What is held, and until when on the monotonic clock."""
        self._doing: set[str] = set()  # bounded by: requests that the box has not answered

    def __contains__(self, an_id: object) -> bool:
        return an_id in self._doing or any(an_id in ids for ids in self._waiting)

    def hold(self, ids: Iterable[str], seconds: float = HELD_SECONDS) -> frozenset[str]:
        """Hide these ids now and do what is wished once the time is over; gives what `undo` asks for."""
        held = frozenset(each for each in ids if each not in self)
        if not held:
            return held
        self._waiting[held] = time.monotonic() + seconds
        self._wait()
        self.changed.tell(held)
        return held

    def undo(self, held: frozenset[str]) -> bool:
        """Show them again and do nothing; False when it is done already."""
        if self._waiting.pop(held, None) is None:
            return False
        self._wait()
        self.changed.tell(held)
        return True

    def release(self, ids: frozenset[str]) -> None:
        """The box has answered: what it has not taken away is shown again."""
        self._doing -= ids
        self.changed.tell(ids)

    def flush(self) -> None:
        """Do everything that waits, now."""
        for held in list(self._waiting):
            self._carry_out(held)

    def forget(self) -> None:
        """Do nothing of what waits: it belongs to a lesson that is not on the desk any more."""
        self._timer.stop()
        ids = frozenset(self._doing.union(*self._waiting))
        self._waiting.clear()
        self._doing.clear()
        self.changed.tell(ids)

    def _carry_out(self, held: frozenset[str]) -> None:
        if self._waiting.pop(held, None) is not None:
            self._doing |= held
            self._do(held)
        self._wait()

    def _look(self) -> None:
        now = time.monotonic()
        for held in [each for each, until in self._waiting.items() if until <= now]:
            self._carry_out(held)
        self._wait()

    def _wait(self) -> None:
        """Wake when the next wish is due."""
        if self._waiting:
            left = min(self._waiting.values()) - time.monotonic()
            self._timer.start(max(0, math.ceil(left * 1000)))
        else:
            self._timer.stop()
