"""Qt without a screen, an event loop that a window and `Tasks` share, and a theme and a language to begin with."""

import asyncio
import gc
import logging
import os
from collections.abc import Callable, Iterator

# Qt reads these when it loads, which importing it does.
if not os.environ.get("AIRCLASS_TEST_DISPLAY"):
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.*=false;qt.text.font.*=false")
os.environ.setdefault("QT_API", "pyside6")

import pytest
import qasync
from PySide6.QtCore import QDeadlineTimer, QEventLoop, QLocale
from PySide6.QtWidgets import QApplication

from desktop.resources.language import Languages
from desktop.views.parts.theme import Theme, apply_theme

CLOSING_TURNS = 5
"""A socket that was closed lets go of its transport in one of the loop's next turns."""
GRACE_MS = 2_000
"""A task that is already on its way out may need this long on a busy machine."""


@pytest.fixture(autouse=True)
def quiet_loop_log() -> None:
    """qasync logs each step at debug level."""
    logging.getLogger("qasync").setLevel(logging.WARNING)


@pytest.fixture(autouse=True)
def garbage_of_the_ui_thread() -> Iterator[None]:
    """Collect garbage between tests only: a worker's thread that happened to do it would destroy timers and widgets."""
    gc.disable()
    if not gc.get_freeze_count():
        gc.collect()
        gc.freeze()  # what is there before the first test need not be looked at after each of them
    try:
        yield
    finally:
        gc.collect()
        gc.enable()


@pytest.fixture
def window_loop(qapp: QApplication) -> Iterator[asyncio.AbstractEventLoop]:
    """An asyncio loop that runs whenever Qt's does: `Tasks` works while qtbot waits. For tests that are not `async`."""
    # Not `already_running`: such a loop can only be closed by QApplication.exit, after which no nested loop of Qt runs.
    loop = qasync.QEventLoop(qapp)
    asyncio.set_event_loop(loop)
    asyncio._set_running_loop(loop)
    try:
        yield loop
    finally:
        left = _left_running(loop)
        asyncio.set_event_loop(None)
        asyncio._set_running_loop(None)
        loop.close()
    if left:
        pytest.fail("left behind: " + ", ".join(left), pytrace=False)


@pytest.fixture(autouse=True)
def same_locale() -> Iterator[None]:
    """Numbers and times are written alike in every test, whichever language the one before spoke."""
    QLocale.setDefault(QLocale("en_US"))
    yield
    QLocale.setDefault(QLocale("en_US"))


@pytest.fixture
def light(qapp: QApplication) -> None:
    """The light theme."""
    apply_theme(qapp, Theme.LIGHT)


@pytest.fixture
def dark(qapp: QApplication) -> Iterator[None]:
    """The dark theme for one test."""
    apply_theme(qapp, Theme.DARK)
    yield
    apply_theme(qapp, Theme.LIGHT)


@pytest.fixture
def languages(qapp: QApplication) -> Iterator[Languages]:
    """The app's translators; the source's English again at the end."""
    chosen = Languages()
    yield chosen
    chosen.remove(qapp)


@pytest.fixture
def korean(qapp: QApplication, languages: Languages) -> Languages:
    """The app in Korean for one test."""
    languages.install(qapp, "ko")
    return languages


def _left_running(loop: asyncio.AbstractEventLoop) -> list[str]:
    """The names of the tasks that still run; they are cancelled, so that the next test starts without them."""
    _run_qt_until(lambda: not asyncio.all_tasks(loop))
    left = asyncio.all_tasks(loop)
    for task in left:
        task.cancel()
    _run_qt_until(lambda: not asyncio.all_tasks(loop))
    return sorted(f"task {task.get_name()}" for task in left)


def _run_qt_until(is_over: Callable[[], bool]) -> None:
    """Let Qt, and the asyncio loop with it, run until something is so, or GRACE_MS have gone by."""
    deadline = QDeadlineTimer(GRACE_MS)
    while not is_over() and not deadline.hasExpired():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
