"""Collects garbage on the window's thread only.

Python collects wherever it happens to allocate: in a worker's thread that would destroy timers and widgets, which Qt
allows on their own thread only.
"""

import gc

from PySide6.QtCore import QObject, QTimer

PERIOD_MS = 1_000
ROUNDS_PER_WHOLE = 30
"""The old objects are looked at twice a minute: that takes longest."""


class WindowGarbage(QObject):
    """Takes the collecting over from Python until it is closed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rounds = 0
        self._timer = QTimer(self)
        self._timer.setInterval(PERIOD_MS)
        self._timer.timeout.connect(self._collect)
        gc.disable()
        self._timer.start()

    def settle(self) -> None:
        """What is there now stays for good: it is not looked at again."""
        gc.collect()
        gc.freeze()

    def close(self) -> None:
        """Let Python collect where it likes."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    def _collect(self) -> None:
        self._rounds += 1
        gc.collect(2 if self._rounds % ROUNDS_PER_WHOLE == 0 else 1)
