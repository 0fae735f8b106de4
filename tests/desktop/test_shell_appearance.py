"""Language and theme as they are set and as this run was started; the window's place; damaged settings are said."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
import qasync
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from desktop.appearance import Appearance
from desktop.config import FILE_NAME, Settings, SettingsFile
from desktop.garbage import WindowGarbage
from desktop.views.parts.theme import Theme, apply_theme, current_theme
from tests.support.app_window import app_window


@pytest.fixture
def appearance(qapp: QApplication) -> Iterator[Appearance]:
    apply_theme(qapp, Theme.LIGHT)
    appearance = Appearance(qapp, Settings(language="en", theme="light"))
    yield appearance
    appearance.close()
    apply_theme(qapp, Theme.LIGHT)


def test_what_is_set_is_applied_at_once(appearance: Appearance, qapp: QApplication) -> None:
    appearance.apply()
    assert (appearance.languages.code, current_theme()) == ("en", Theme.LIGHT)
    settings = Settings(language="ko", theme="dark")
    other = Appearance(qapp, settings)
    other.apply()
    assert (other.languages.code, current_theme()) == ("ko", Theme.DARK)
    other.close()


def test_a_wish_of_the_command_line_counts_until_the_teacher_chooses(appearance: Appearance) -> None:
    appearance.forced_language, appearance.forced_theme = "ko", Theme.DARK
    appearance.apply()
    assert (appearance.languages.code, current_theme()) == ("ko", Theme.DARK)
    appearance.choose()
    assert (appearance.languages.code, current_theme()) == ("en", Theme.LIGHT)


def test_garbage_is_collected_on_the_thread_of_the_window(qtbot: QtBot) -> None:
    class Ring:
        """Refers to itself: only the collector can end it."""

        def __init__(self) -> None:
            self.me = self

        def __del__(self) -> None:
            ended.append(True)

    ended: list[bool] = []
    garbage = WindowGarbage()
    assert not gc.isenabled()
    Ring()
    qtbot.waitUntil(lambda: ended == [True], timeout=5_000)
    garbage.close()
    assert gc.isenabled()


def test_damaged_settings_are_put_aside_and_said(qtbot: QtBot, window_loop: qasync.QEventLoop, tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text('{"language": "klingon"', encoding="utf-8")
    with app_window(qtbot, tmp_path) as shown:
        notice = shown.window.pairing_page.notice
        assert str(tmp_path / "settings.damaged") in notice.text
        assert notice.tone == "warning"
        assert shown.app.settings == Settings()
    assert SettingsFile(tmp_path).trouble == ""


def test_the_window_comes_back_where_it_was(qtbot: QtBot, window_loop: qasync.QEventLoop, tmp_path: Path) -> None:
    with app_window(qtbot, tmp_path) as shown:
        geometries: list[str] = []
        shown.window.closing.connect(geometries.append)
        shown.window.resize(960, 700)
        shown.window.close()
        shown.app.settings.window_geometry = geometries[0]
    with app_window(qtbot, tmp_path) as shown:
        assert (shown.window.width(), shown.window.height()) == (960, 700)
    (tmp_path / FILE_NAME).write_text('{"window_geometry": "not what Qt saved"}', encoding="utf-8")
    with app_window(qtbot, tmp_path) as shown:
        assert shown.window.findChildren(QPushButton) != []
        assert (shown.window.width(), shown.window.height()) == (1280, 800)
