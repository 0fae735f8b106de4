"""The teacher's app with its window, run by a qasync loop that a test drives with qtbot."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.app import App, AppOptions, build_window
from desktop.config import SettingsFile
from desktop.credentials import Keyring
from desktop.views.main_window import MainWindow
from tests.support.teacher_app import QUICK, MemoryKeyring

T = TypeVar("T")
WAIT_MS = 15_000


class AppWindow:
    """The app as a teacher has it before them."""

    def __init__(self, app: App, window: MainWindow, qtbot: QtBot, wait_ms: int = WAIT_MS) -> None:
        self.app = app
        self.window = window
        self._qtbot = qtbot
        self._wait_ms = wait_ms

    def find(self, name: str, kind: type[QWidget] = QWidget) -> QWidget:
        """The widget with this name that is seen."""
        found = [each for each in self.window.findChildren(kind, name) if each.isVisible()]
        assert found, f"nothing called {name} is seen"
        return found[0]

    def sees(self, name: str) -> bool:
        """Whether the widget with this name is seen."""
        return any(each.isVisible() for each in self.window.findChildren(QWidget, name))

    def click(self, name: str) -> None:
        """Click the button with this name."""
        self.press(self.find(name, QAbstractButton))

    def press(self, button: QWidget) -> None:
        """Click a button, which can be seen and pressed."""
        assert button.isVisible(), f"{button.objectName()} is not seen"
        assert button.isEnabled(), f"{button.objectName()} cannot be pressed"
        self._qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def type(self, name: str, text: str) -> None:
        """Put a text into a field, in place of what is there."""
        field = self.find(name, QLineEdit)
        assert isinstance(field, QLineEdit)
        field.clear()
        self._qtbot.keyClicks(field, text)

    def until(self, is_true: Callable[[], bool], wait_ms: int | None = None) -> None:
        """Let the app run until this is so."""
        self._qtbot.waitUntil(is_true, timeout=wait_ms or self._wait_ms)

    def outcome(self, work: Future[T]) -> T:
        """Let the app run until this is done beside it."""
        self.until(work.done)
        return work.result()

    def until_seen(self, name: str, wait_ms: int | None = None) -> None:
        """Let the app run until the widget is seen."""
        self.until(lambda: self.sees(name), wait_ms)


@contextmanager
def app_window(
    qtbot: QtBot,
    folder: Path,
    keyring: Keyring | None = None,
    *,
    searches: bool = False,
    wait_ms: int = WAIT_MS,
) -> Iterator[AppWindow]:
    """The app with its settings in `folder`, until the block ends; needs the fixture `window_loop`."""
    ring = keyring or MemoryKeyring()
    app = App(SettingsFile(folder), AppOptions(QUICK, open_keyring=lambda: ring, searches=searches))
    window = build_window(app)
    qtbot.addWidget(window)
    window.show()
    app.start()
    try:
        yield AppWindow(app, window, qtbot, wait_ms)
    finally:
        window.close_parts()
        closing = asyncio.get_event_loop().create_task(app.close())
        qtbot.waitUntil(closing.done, timeout=wait_ms)
        closing.result()
