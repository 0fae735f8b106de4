"""Gathers the ids of what has changed, and delivers them together: four hundred changes cost one update of a view."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from desktop.state.announcer import EVERYTHING

INTERVAL_MS = 33
"""Thirty updates a second look smooth; more are work that nobody sees."""


class Gatherer(QObject):
    """Delivers at most once per interval, on the thread it lives in."""

    def __init__(
        self,
        deliver: Callable[[frozenset[str]], None],
        parent: QObject | None = None,
        interval_ms: int = INTERVAL_MS,
    ) -> None:
        super().__init__(parent)
        self._deliver = deliver
        self._gathered: set[str] = set()  # bounded by: ids that the state holds; emptied each interval
        self._is_closed = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(interval_ms)
        self._timer.timeout.connect(self.flush)

    def add(self, ids: frozenset[str]) -> None:
        """Take ids to deliver; EVERYTHING stands for all of them."""
        if self._is_closed or not ids:
            return
        self._gathered |= ids
        if not self._timer.isActive():
            self._timer.start()

    def flush(self) -> None:
        """Deliver what is gathered now, if anything is."""
        self._timer.stop()
        gathered, self._gathered = frozenset(self._gathered), set()
        if gathered:
            self._deliver(EVERYTHING if gathered >= EVERYTHING else gathered)

    def close(self) -> None:
        """Deliver nothing any more."""
        self._is_closed = True
        self._timer.stop()
        self._gathered.clear()
