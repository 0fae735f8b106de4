"""The watchdog sees a stall, how long it was, and where."""

import time

from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from tests.support.stall_watchdog import NO_STACK, StallWatchdog

STALL_SECONDS = 0.12


def hold_up_the_window(until: float) -> None:
    """Work in the UI thread."""
    while time.perf_counter() < until:
        sum(range(200))


def test_a_stall_is_measured_with_its_stack(qtbot: QtBot) -> None:
    done: list[bool] = []

    def stall() -> None:
        hold_up_the_window(time.perf_counter() + STALL_SECONDS)
        done.append(True)

    with StallWatchdog() as watchdog:
        QTimer.singleShot(0, stall)
        qtbot.waitUntil(lambda: bool(done) and watchdog.report().beats > 1)
        report = watchdog.report()
    assert report.longest_ms >= STALL_SECONDS * 900
    assert report.over_50_ms >= 1
    assert "hold_up_the_window" in report.stack


def test_an_idle_window_uses_next_to_nothing(qtbot: QtBot) -> None:
    with StallWatchdog() as watchdog:
        qtbot.waitUntil(lambda: watchdog.report().beats > 25)
        watchdog.restart()
        assert watchdog.report().stack == NO_STACK
        qtbot.waitUntil(lambda: watchdog.report().beats > 25)
        report = watchdog.report()
    assert report.longest_busy_ms < STALL_SECONDS * 1000
