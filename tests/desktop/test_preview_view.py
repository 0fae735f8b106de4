"""The picture in the window: letterboxed, as large as the screen's pixels, with words where there is no picture."""

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.preview.picture_view import SURROUND, PictureView
from desktop.preview.player_state import PlayerPhase, PlayerState, SoundTrouble
from desktop.preview.preview_words import phase_words, sound_words
from desktop.preview.video_picture import BYTES_PER_PIXEL, PictureSize, VideoPicture
from desktop.resources.language import Languages

RED = bytes((0, 0, 255, 0))
PLAYING = PlayerState(PlayerPhase.PLAYING)


def _picture(width: int, height: int, padding: int = 0) -> VideoPicture:
    row = RED * width + bytes(padding)
    return VideoPicture(width, height, width * BYTES_PER_PIXEL + padding, row * height)


def _view(qtbot: QtBot, width: int = 400, height: int = 400) -> PictureView:
    view = PictureView()
    qtbot.addWidget(view)
    view.resize(width, height)
    view.show()
    qtbot.waitExposed(view)
    view.show_state(PLAYING)
    return view


def _shot(view: QWidget) -> QImage:
    return view.grab().toImage()


def _colour(image: QImage, x: int, y: int) -> str:
    return QColor(image.pixel(QPoint(x, y))).name()


@pytest.mark.parametrize(("width", "height", "padding"), [(400, 225, 0), (400, 225, 32), (160, 90, 0)])
def test_a_picture_is_letterboxed(qtbot: QtBot, width: int, height: int, padding: int) -> None:
    view = _view(qtbot)
    view.set_picture(_picture(width, height, padding))
    shot = _shot(view)
    assert _colour(shot, 200, 200) == "#ff0000"
    assert _colour(shot, 5, 100) == "#ff0000"
    assert (_colour(shot, 200, 20), _colour(shot, 200, 380)) == (SURROUND.name(), SURROUND.name())


def test_the_player_is_told_the_size_while_somebody_can_see_it(qtbot: QtBot) -> None:
    rooms: list[PictureSize] = []
    view = _view(qtbot, 320, 200)
    view.hand_size_to(rooms.append)
    view.resize(500, 300)
    qtbot.waitUntil(lambda: rooms[-1] != rooms[0])
    view.hide()
    ratio = view.devicePixelRatioF()
    assert [rooms[0], rooms[-2], rooms[-1]] == [
        PictureSize(round(320 * ratio), round(200 * ratio)),
        PictureSize(round(500 * ratio), round(300 * ratio)),
        PictureSize(0, 0),
    ]


def test_a_lost_picture_stays_under_the_words(qtbot: QtBot) -> None:
    view = _view(qtbot)
    view.set_picture(_picture(400, 225))
    view.show_state(PlayerState(PlayerPhase.LOST, "no_media"))
    assert view.words == view.accessibleDescription() == "The picture is interrupted. Trying again…"
    assert _colour(_shot(view), 5, 100) == "#ff0000"
    view.show_state(PLAYING)
    assert view.words == ""


def test_a_stopped_preview_shows_no_old_picture(qtbot: QtBot) -> None:
    view = _view(qtbot)
    view.set_picture(_picture(400, 225))
    view.show_state(PlayerState())
    assert view.picture is None
    assert _colour(_shot(view), 5, 100) == SURROUND.name()


def test_an_empty_stage_is_said_over_the_slate(qtbot: QtBot) -> None:
    view = _view(qtbot)
    view.show_stage_empty(True)
    assert view.words == "Nothing is on stage"
    view.show_stage_empty(False)
    assert view.words == ""


def test_the_full_screen_is_asked_for_by_mouse_and_keyboard(qtbot: QtBot) -> None:
    view = _view(qtbot)
    with qtbot.waitSignal(view.full_screen_wanted):
        qtbot.mouseDClick(view, Qt.MouseButton.LeftButton)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_F):
        with qtbot.waitSignal(view.full_screen_wanted):
            qtbot.keyClick(view, key)
    with qtbot.assertNotEmitted(view.full_screen_wanted):
        qtbot.keyClick(view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)


def test_the_words_follow_the_language(qtbot: QtBot, korean: Languages) -> None:
    view = _view(qtbot)
    view.show_state(PlayerState(PlayerPhase.CONNECTING))
    assert view.accessibleName() == "미리보기"
    assert view.words != "Connecting to the picture…"


def test_every_state_has_words_but_playing() -> None:
    reasons = ["identity_changed", "token_expired", "capacity_exceeded", "not_found", "internal_error", "unknown"]
    refusals = {phase_words(PlayerState(PlayerPhase.REFUSED, reason)) for reason in reasons}
    assert len(refusals) == len(reasons)
    silent = [phase for phase in PlayerPhase if not phase_words(PlayerState(phase))]
    assert silent == [PlayerPhase.PLAYING]
    assert [trouble for trouble in SoundTrouble if not sound_words(trouble)] == [SoundTrouble.NONE]


def test_a_change_of_language_is_heard(qtbot: QtBot) -> None:
    view = _view(qtbot)
    view.setAccessibleName("")
    view.changeEvent(QEvent(QEvent.Type.LanguageChange))
    assert view.accessibleName() == "Preview"
