"""The join card: what it says, that cameras can read it, that names arrive calmly, and what one does with it."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
import segno
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter
from pytestqt.qtbot import QtBot

from appliance.contract.live import ParticipantChanged
from desktop.views.join_card import JoinCardWindow, projector_for
from desktop.views.join_card_paint import JoinFacts, join_card_image, join_matrix, latest_names
from desktop.views.join_card_panel import JoinCardPanel
from desktop.views.lesson_page import LessonPage
from desktop.views.parts.qr_code import QUIET_MODULES, paint_qr
from tests.support.class_samples import session_view, snapshot, student
from tests.support.hostile_texts import MARKUP, NAMES
from tests.support.lesson_window import LEFT, LessonWindow, lesson_window

URL = "http://192.168.0.10:8000/?code=K7MPQ2"
FACTS = JoinFacts("광합성", URL, "K7MPQ2")


@pytest.fixture
def window(qtbot: QtBot, window_loop: asyncio.AbstractEventLoop, light: None) -> Iterator[LessonWindow]:
    with lesson_window(qtbot) as window:
        yield window


@pytest.fixture
def page(window: LessonWindow) -> Iterator[LessonPage]:
    page = window.lesson_page()
    window.sign_in()
    window.open()
    window.lesson.apply(snapshot([student(1, "이서연")]))
    window.idle()
    yield page
    page.close_page()


def painted_modules(side: int) -> list[list[int]]:
    """The modules of the link's code as a camera would find them in a picture of that size."""
    modules = join_matrix(URL)
    image = QImage(side, side, QImage.Format.Format_RGB32)
    image.fill(QColor("#808080"))
    painter = QPainter(image)
    paint_qr(painter, QRectF(image.rect()), modules)
    painter.end()
    across = len(modules) + 2 * QUIET_MODULES
    module = side // across
    start = (side - module * across) / 2 + (QUIET_MODULES + 0.5) * module
    places = [round(start + place * module) for place in range(len(modules))]
    return [[int(image.pixelColor(x, y).lightness() < 128) for x in places] for y in places]


@pytest.mark.parametrize("side", [132, 297, 800])
def test_the_code_is_painted_module_by_module_at_any_size(side: int) -> None:
    wanted = [list(row) for row in segno.make(URL, error="m", micro=False).matrix]
    assert painted_modules(side) == wanted


def test_the_card_says_address_name_and_code() -> None:
    assert (FACTS.address, FACTS.other_address, FACTS.spaced_code) == (
        "192.168.0.10:8000",
        "airclass.local:8000",
        "K7M PQ2",
    )
    assert FACTS.wifi_line == "이 교실의 와이파이에 연결해 주세요  ·  Use the Wi-Fi of this room"
    assert JoinFacts("", URL, "", "School-5G").wifi_line.endswith("School-5G")
    by_name = JoinFacts("", "http://airclass.local/?code=K7MPQ2", "K7MPQ2")
    assert (by_name.address, by_name.other_address) == ("airclass.local", "")
    assert JoinFacts("", "http://10.0.0.7/?code=A", "A").other_address == "airclass.local"


def test_the_latest_names_come_first() -> None:
    assert latest_names(["가", "나", "다"]) == ("다", "나", "가")
    assert len(latest_names([str(number) for number in range(450)])) == 24


def test_the_picture_is_saved_large_enough_to_print(page: LessonPage, window: LessonWindow, tmp_path: Path) -> None:
    path = tmp_path / "card.png"
    page.open_view.join_card.save_png(path)
    window.sees(path.exists, lambda: page.notice.text == "The join card is saved.")
    assert QImage(str(path)).size() == QSize(1920, 1080)
    page.open_view.join_card.save_png(tmp_path / "nowhere" / "card.png")
    window.sees(lambda: page.notice.tone == "bad")


def test_the_link_is_copied(page: LessonPage, qtbot: QtBot) -> None:
    qtbot.mouseClick(page.open_view.join_card.copy_link, LEFT)
    assert QGuiApplication.clipboard().text() == URL


def test_the_projectors_window_shows_who_comes_and_escape_closes_it(
    page: LessonPage, window: LessonWindow, qtbot: QtBot
) -> None:
    panel = page.open_view.join_card
    qtbot.mouseClick(panel.full_screen, LEFT)
    shown = panel.window_shown
    assert shown is not None
    assert shown.isFullScreen()
    assert (shown.arrivals.joined, shown.arrivals.names) == (1, ("이서연",))
    window.lesson.apply(ParticipantChanged(number=2, participant=student(2, "박준호")))
    window.lesson.apply(ParticipantChanged(number=3, participant=student(3, "최지우", admission="waiting")))
    assert shown.arrivals.joined == 1, "names arrive once in a while"
    window.sees(lambda: shown.arrivals.joined == 2 and shown.arrivals.appeared == 1.0)
    assert shown.arrivals.names == ("박준호", "이서연")
    panel.wifi.setText("School-5G")
    assert shown.facts.wifi_name == "School-5G"
    qtbot.keyClick(shown, Qt.Key.Key_Escape)
    window.sees(lambda: panel.window_shown is None)


def test_leaving_the_lesson_closes_the_projectors_window(page: LessonPage, window: LessonWindow, qtbot: QtBot) -> None:
    panel: JoinCardPanel = page.open_view.join_card
    panel.show_full_screen()
    qtbot.mouseClick(page.leave, LEFT)
    window.sees(lambda: panel.window_shown is None)
    assert not panel.isVisible()


def test_with_one_screen_the_card_goes_there(page: LessonPage, qtbot: QtBot) -> None:
    assert projector_for(page) in QGuiApplication.screens()
    panel = page.open_view.join_card
    panel.show_full_screen()
    assert panel.window_shown is not None
    assert panel.window_shown.other_screen.isHidden() == (len(QGuiApplication.screens()) == 1)


@pytest.mark.parametrize("text", [*MARKUP, *NAMES])
def test_titles_and_names_are_painted_as_text(window: LessonWindow, qtbot: QtBot, text: str) -> None:
    window.open(session_view(title=text))
    window.lesson.apply(snapshot([student(1, text)]))
    card = JoinCardWindow(window.lesson, JoinFacts(text, URL, "K7MPQ2", text))
    qtbot.addWidget(card)
    card.resize(960, 540)
    assert card.windowTitle() == f"Join card: {text}"
    assert card.arrivals.names == (text,)
    assert not card.grab().isNull()
    card.close()


def test_a_long_title_stays_on_the_card() -> None:
    plain = join_card_image(JoinFacts("가", URL, "K7MPQ2"), QSize(480, 270))
    long = join_card_image(JoinFacts("가" * 400, URL, "K7MPQ2"), QSize(480, 270))
    beside = [(x, y) for x in range(466, 480) for y in range(270)]
    assert all(long.pixelColor(x, y) == plain.pixelColor(x, y) for x, y in beside)
