"""Plays a busy class to a window of the teacher's app, uses the window meanwhile, and says how smooth it stayed."""

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QEventLoop, QTimer
from PySide6.QtWidgets import QMainWindow, QWidget

from desktop.state.lesson import Lesson
from tests.support.busy_class import BusyClass, read
from tests.support.stall_watchdog import StallReport, StallWatchdog

STEP_SECONDS = 0.01
WARM_UP_SECONDS = 1.0
"""The window is built, shown and painted for the first time before anything is counted."""


class PlainWindow(QMainWindow):
    """A window around something that is looked at by itself; `frames_of` lets it note its frames."""

    def __init__(self, inner: QWidget) -> None:
        super().__init__()
        self.setCentralWidget(inner)


def frames_of(kind: type[QMainWindow]) -> list[float]:
    """Let every window of this kind note its frames in the list that is given back."""
    frames_ms: list[float] = []  # bounded by: the seconds that it is watched

    def timed(window: QMainWindow, event: QEvent) -> bool:
        if event.type() is not QEvent.Type.UpdateRequest:
            return QMainWindow.event(window, event)
        began = time.perf_counter()
        is_taken = QMainWindow.event(window, event)
        frames_ms.append((time.perf_counter() - began) * 1000)
        return is_taken

    setattr(kind, "event", timed)  # noqa: B010 (mypy lets no method be assigned)
    return frames_ms


@dataclass(frozen=True, slots=True)
class LoadReport:
    """How the window behaved."""

    seconds: float
    events: int
    """Events that the window's thread has read and applied."""
    frames_ms: Sequence[float]
    stall: StallReport
    apply_ms: Sequence[float]
    """Reading and applying one event each."""


class DesktopLoad:
    """One run: `gestures` are what the teacher does, one after the other, evenly spread."""

    def __init__(
        self, frames_ms: list[float], lesson: Lesson, busy: BusyClass, gestures: Sequence[Callable[[], object]]
    ) -> None:
        self._frames_ms, self._lesson, self._gestures = frames_ms, lesson, gestures
        self._busy = busy
        self._due: deque[tuple[float, str]] = deque()  # bounded by: the events of the run, made before it starts
        self._began = 0.0
        self._applied_ms: list[float] = []
        self._applying = QTimer()
        self._applying.setInterval(1)
        self._applying.timeout.connect(self._apply)

    def run(self, seconds: float) -> LoadReport:
        """Play for so long, in real time."""
        self._make(WARM_UP_SECONDS + seconds)
        self._began = time.perf_counter()
        self._applying.start()
        _wait(WARM_UP_SECONDS)
        self._frames_ms.clear()
        self._applied_ms.clear()
        timers = [self._gesture(place, seconds) for place in range(len(self._gestures))]
        with StallWatchdog() as watchdog:
            _wait(seconds)
        self._applying.stop()
        for timer in timers:
            timer.stop()
        frames = list(self._frames_ms)
        return LoadReport(seconds, len(self._applied_ms), frames, watchdog.report(), self._applied_ms)

    def _make(self, seconds: float) -> None:
        moment = 0.0
        while moment < seconds:
            moment += STEP_SECONDS
            self._due.extend((moment, text) for text in self._busy.step(STEP_SECONDS))

    def _apply(self) -> None:
        """One event for each turn of the loop, as they come off a socket."""
        began = time.perf_counter()
        if self._due and self._due[0][0] <= began - self._began:
            self._lesson.apply(read(self._due.popleft()[1]))
            self._applied_ms.append((time.perf_counter() - began) * 1000)

    def _gesture(self, place: int, seconds: float) -> QTimer:
        timer = QTimer()
        timer.setSingleShot(True)
        timer.setInterval(round(1000 * seconds * (place + 0.5) / len(self._gestures)))
        timer.timeout.connect(self._gestures[place])
        timer.start()
        return timer


def _wait(seconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()
