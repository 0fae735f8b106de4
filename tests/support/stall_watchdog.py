"""Measures the longest time in which the UI thread did not come round, and shows what it was doing then.

A timer of the window's event loop beats every few milliseconds; a thread beside it looks at the time since the last
beat and keeps the UI thread's stack when that is the longest so far. Use it as a context manager on the UI thread.
"""

import sys
import threading
import time
import traceback
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from PySide6.QtCore import QObject, Qt, QTimer

BEAT_MS = 4
LOOK_SECONDS = 0.003
WORTH_A_STACK_SECONDS = 0.012
"""Shorter stalls are not worth a stack: a frame of the screen takes longer."""
KEPT_GAPS = 200_000
"""Some 13 minutes of beats."""
NO_STACK = "(no stack: the interpreter was held by one native call, or the machine ran something else)"


@dataclass(frozen=True, slots=True)
class StallReport:
    """What the watchdog has seen."""

    beats: int
    longest_ms: float
    """The longest time by which a beat came late."""
    longest_busy_ms: float
    """The most CPU time that the UI thread used between two beats: large when it was its own work that held it up."""
    p99_ms: float
    over_16_ms: int
    """Beats so late that a frame of the screen was missed."""
    over_50_ms: int
    cpu_share: float
    """CPU of the UI thread over the time that was watched; 1.0 is a whole core."""
    stack: str
    """What the UI thread was doing in the longest stall."""

    def __str__(self) -> str:
        return (
            f"{self.beats} beats; longest stall {self.longest_ms:.1f} ms ({self.longest_busy_ms:.1f} ms of CPU), "
            f"p99 {self.p99_ms:.1f} ms, {self.over_16_ms} over 16 ms, {self.over_50_ms} over 50 ms, "
            f"UI thread {self.cpu_share:.1%} of a core"
        )


class StallWatchdog:
    """`with StallWatchdog() as watchdog: ...; print(watchdog.report())`."""

    def __init__(self, parent: QObject | None = None) -> None:
        self._timer = QTimer(parent)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._beat)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, name="stall-watchdog", daemon=True)
        self._ui_thread = 0
        self._stack = NO_STACK
        self.restart()

    def __enter__(self) -> Self:
        self._ui_thread = threading.get_ident()
        self.restart()
        self._timer.start()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.stop()
        self._note(time.perf_counter(), time.thread_time())
        self._ended.set()
        self._thread.join()

    def restart(self) -> None:
        """Forget what was seen; to be called on the UI thread."""
        self._gaps: list[float] = []  # bounded by: KEPT_GAPS
        self._busiest = 0.0
        self._worst_seen = WORTH_A_STACK_SECONDS
        self._stack = NO_STACK
        self._last, self._last_cpu = time.perf_counter(), time.thread_time()
        self._began, self._began_cpu = self._last, self._last_cpu

    def report(self) -> StallReport:
        """What was seen so far; to be called on the UI thread."""
        late = sorted(max(0.0, gap - BEAT_MS / 1000) * 1000 for gap in self._gaps) or [0.0]
        return StallReport(
            beats=len(self._gaps),
            longest_ms=late[-1],
            longest_busy_ms=self._busiest * 1000,
            p99_ms=late[int(len(late) * 0.99)],
            over_16_ms=sum(each > 16 for each in late),
            over_50_ms=sum(each > 50 for each in late),
            cpu_share=(self._last_cpu - self._began_cpu) / max(1e-9, self._last - self._began),
            stack=self._stack,
        )

    def _beat(self) -> None:
        self._note(time.perf_counter(), time.thread_time())

    def _note(self, now: float, cpu: float) -> None:
        if len(self._gaps) < KEPT_GAPS:
            self._gaps.append(now - self._last)
        self._busiest = max(self._busiest, cpu - self._last_cpu)
        self._last, self._last_cpu = now, cpu

    def _look(self) -> None:
        while not self._ended.wait(LOOK_SECONDS):
            waited = time.perf_counter() - self._last
            if waited > self._worst_seen:
                frame = sys._current_frames().get(self._ui_thread)
                self._worst_seen = waited
                self._stack = "".join(traceback.format_stack(frame)) if frame is not None else NO_STACK
