"""The parts that pages are built of: what they show, say to screen readers, and do by keyboard."""

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.resources.language import Languages
from desktop.views.parts.badge import Badge
from desktop.views.parts.busy import PATIENCE_MS, BusyBar
from desktop.views.parts.button import Button, IconButton
from desktop.views.parts.card import Card
from desktop.views.parts.empty_state import EmptyState
from desktop.views.parts.flow_layout import FlowLayout
from desktop.views.parts.icons import IconName
from desktop.views.parts.notice import Notice
from desktop.views.parts.page import Page
from desktop.views.parts.qr_code import QrCode
from desktop.views.parts.search_field import SearchField
from desktop.views.parts.theme import Theme, apply_theme, labelled
from tests.desktop.parts_gallery import pictures
from tests.support.hostile_texts import EVERYTHING


@pytest.fixture(autouse=True)
def themed(qapp: QApplication) -> None:
    apply_theme(qapp, Theme.LIGHT)


@pytest.fixture
def notice(qtbot: QtBot) -> Notice:
    made = Notice()
    qtbot.addWidget(made)
    return made


@pytest.mark.parametrize("text", EVERYTHING)
def test_hostile_text_is_shown_as_it_is(qtbot: QtBot, notice: Notice, text: str) -> None:
    card, empty, badge, label = Card(text), EmptyState(IconName.CAST, text, text, text), Badge(text), labelled(text)
    notice.show_info(text)
    for widget in (card, empty, badge, label):
        qtbot.addWidget(widget)
    labels = [each for part in (card, empty, notice) for each in part.findChildren(QLabel) if each.text()]
    labels += [badge, label]
    assert len(labels) == 6
    assert {each.text() for each in labels} == {text}
    assert {each.textFormat() for each in labels} == {Qt.TextFormat.PlainText}


@pytest.mark.parametrize("text", [text for text in EVERYTHING if "\x00" not in text and "\r" not in text])
def test_a_hostile_tooltip_is_shown_as_it_is(qtbot: QtBot, text: str) -> None:
    button = IconButton(IconName.X, text)
    qtbot.addWidget(button)
    shown = QLabel(button.toolTip())  # a label decides as a tooltip does whether it is markup
    qtbot.addWidget(shown)
    assert ("<" in button.toolTip()) == ("<" in text)
    assert all(mark not in button.toolTip() for mark in ("<script", "<img", "<a ", "<iframe", "<style", "<svg"))
    assert button.accessibleName() == text


def test_an_ampersand_in_a_button_is_no_shortcut(qtbot: QtBot) -> None:
    button = Button("Tom & Jerry")
    qtbot.addWidget(button)
    assert button.shortcut().isEmpty()
    assert button.accessibleName() == "Tom & Jerry"


def test_a_tooltip_shows_the_shortcut(qtbot: QtBot) -> None:
    button, small = Button("Start"), IconButton(IconName.PLAY, "Start")
    for each in (button, small):
        qtbot.addWidget(each)
        each.set_shortcut("Ctrl+Return")
    keys = QKeySequence("Ctrl+Return").toString(QKeySequence.SequenceFormat.NativeText)
    assert (button.toolTip(), small.toolTip()) == (keys, f"Start ({keys})")
    button.set_hint("Begins the lesson")
    assert button.toolTip() == f"Begins the lesson ({keys})"
    assert button.accessibleDescription() == "Begins the lesson"


def test_buttons_are_pressed_by_keyboard(qtbot: QtBot) -> None:
    for button in (Button("Start"), IconButton(IconName.PLAY, "Start")):
        qtbot.addWidget(button)
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
        with qtbot.waitSignal(button.clicked):
            qtbot.keyClick(button, Qt.Key.Key_Space)


def test_an_empty_state_says_the_next_step(qtbot: QtBot) -> None:
    empty = EmptyState(IconName.CAST, "No cast yet", "Connect a phone.", "Connect")
    qtbot.addWidget(empty)
    with qtbot.waitSignal(empty.action):
        qtbot.mouseClick(empty.button, Qt.MouseButton.LeftButton)
    assert (empty.accessibleName(), empty.accessibleDescription()) == ("No cast yet", "Connect a phone.")
    empty.set_texts("Nothing", "to do")
    assert empty.button.isHidden()


def test_a_notice_begins_hidden_and_goes_away_by_keyboard(qtbot: QtBot, notice: Notice) -> None:
    assert notice.isHidden()
    notice.show_warning("Careful")
    assert not notice.isHidden()
    assert (notice.text, notice.tone, notice.accessibleName()) == ("Careful", "warning", "Careful")
    qtbot.keyClick(notice.close_button, Qt.Key.Key_Space)
    assert notice.isHidden()
    assert notice.text == ""


def test_an_error_offers_to_try_again_once(qtbot: QtBot, notice: Notice) -> None:
    tried: list[str] = []
    notice.show_error(TimeoutError(), retry=lambda: tried.append("again"))
    assert notice.tone == "bad"
    assert notice.text.startswith("The box does not answer.")
    qtbot.mouseClick(notice.action_button, Qt.MouseButton.LeftButton)
    assert tried == ["again"]
    assert notice.isHidden()


def test_an_error_without_a_second_try_has_no_button(notice: Notice) -> None:
    notice.show_error("It broke")
    assert notice.action_button.isHidden()


def test_a_retry_that_fails_again_shows_again(qtbot: QtBot, notice: Notice) -> None:
    notice.show_error("Once", retry=lambda: notice.show_error("Twice"))
    qtbot.mouseClick(notice.action_button, Qt.MouseButton.LeftButton)
    assert notice.text == "Twice"
    assert not notice.isHidden()


def test_undo_undoes_once_and_its_time_ends(qtbot: QtBot, notice: Notice) -> None:
    undone: list[str] = []
    notice.show_undo("Sent away", lambda: undone.append("undo"))
    qtbot.mouseClick(notice.action_button, Qt.MouseButton.LeftButton)
    assert undone == ["undo"]
    notice.show_undo("Sent away", lambda: undone.append("late"), seconds=0.01)
    qtbot.waitUntil(notice.isHidden)
    assert undone == ["undo"]


def test_good_news_goes_by_itself_and_trouble_stays(notice: Notice) -> None:
    notice.show_success("Saved")
    assert notice.goes_by_itself
    notice.show_error("It broke")
    assert not notice.goes_by_itself


def test_a_notice_tells_a_screen_reader(notice: Notice) -> None:
    told: list[QAccessible.Event] = []

    class Listening(Notice):
        """Notes what it announces."""

        def announce(self, event: QAccessibleEvent) -> None:
            told.append(event.type())
            super().announce(event)

    listening = Listening()
    listening.show_info("Hello")
    listening.deleteLater()
    assert told == [QAccessible.Event.Announcement]


def test_a_search_is_told_when_typing_pauses_and_when_it_is_cleared(qtbot: QtBot) -> None:
    field, told = SearchField("Find"), list[str]()
    qtbot.addWidget(field)
    field.searched.connect(told.append)
    qtbot.keyClicks(field, " min ")
    qtbot.waitUntil(lambda: told == ["min"])
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert told == ["min", ""]
    assert field.text() == ""
    assert field.accessibleName() == "Find"


def test_busy_shows_after_a_while_and_goes_at_once(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    bar = BusyBar(window)
    window.show()
    bar.set_busy(True)
    assert bar.isHidden()
    qtbot.waitUntil(lambda: not bar.isHidden(), timeout=PATIENCE_MS * 20)
    bar.set_busy(False)
    assert bar.isHidden()


def test_what_is_quick_shows_no_bar(qtbot: QtBot) -> None:
    bar = BusyBar()
    qtbot.addWidget(bar)
    bar.set_busy(True)
    bar.set_busy(False)
    assert not bar.is_waiting
    assert bar.isHidden()


def test_a_flow_begins_a_new_row_where_the_width_ends(qtbot: QtBot) -> None:
    area = QWidget()
    qtbot.addWidget(area)
    flow = FlowLayout(area, spacing=10)
    boxes = [_fixed(100, 20) for _ in range(3)]
    for box in boxes:
        flow.addWidget(box)
    area.resize(215, 100)
    area.show()
    assert [box.pos() for box in boxes] == [QPoint(0, 0), QPoint(110, 0), QPoint(0, 30)]
    assert flow.heightForWidth(215) == 50
    assert flow.heightForWidth(1000) == 20
    boxes[0].hide()
    assert flow.heightForWidth(215) == 20


def test_a_flow_takes_another_order(qtbot: QtBot) -> None:
    area = QWidget()
    qtbot.addWidget(area)
    flow = FlowLayout(area, spacing=0)
    one, two, three = _fixed(10, 10), _fixed(10, 10), _fixed(10, 10)
    flow.arrange([one, two])
    flow.arrange([three, one])
    qtbot.addWidget(two)
    assert [item.widget() for index in range(flow.count()) if (item := flow.itemAt(index))] == [three, one]


def test_a_page_says_itself_anew_in_another_language(qtbot: QtBot, qapp: QApplication, languages: Languages) -> None:
    class OwnPage(Page):
        """Counts how often it is told to speak anew."""

        said = 0

        def retranslate_ui(self) -> None:
            self.said += 1

    page = OwnPage("Lesson")
    qtbot.addWidget(page)
    languages.install(qapp, "ko")
    qtbot.waitUntil(lambda: page.said > 0)
    page.set_title("<b>수업</b>")
    assert (page.title, page.accessibleName()) == ("<b>수업</b>", "<b>수업</b>")


def test_a_page_may_scroll(qtbot: QtBot) -> None:
    page = Page("Long", scrolls=True)
    qtbot.addWidget(page)
    for _ in range(60):
        page.body.addWidget(labelled("line"))
    page.resize(400, 300)
    page.show()
    assert page.height() == 300


def test_a_long_word_makes_no_window_wide(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    column = QVBoxLayout(holder)
    column.addWidget(labelled("x" * 5_000))
    assert holder.minimumSizeHint().width() < 200


def test_a_qr_code_is_made_of_its_text(qtbot: QtBot) -> None:
    code = QrCode("http://airclass.local/K7M3QP")
    qtbot.addWidget(code)
    code.resize(200, 200)
    image = code.grab().toImage()
    shown = {image.pixelColor(x, y).name() for x in range(200) for y in range(200)}
    assert {"#000000", "#ffffff"} <= shown
    assert code.accessibleDescription() == "http://airclass.local/K7M3QP"


def test_language_reaches_a_notice_that_is_shown(qtbot: QtBot, notice: Notice, korean: Languages) -> None:
    notice.changeEvent(QEvent(QEvent.Type.LanguageChange))
    assert notice.close_button.accessibleName() == "이 알림 닫기"


def test_the_gallery_is_drawn_in_every_theme_and_language(qapp: QApplication, tmp_path: Path) -> None:
    drawn = pictures(tmp_path)
    assert len(drawn) == 5
    assert len({path.read_bytes() for path in drawn}) == 5


def _fixed(width: int, height: int) -> QWidget:
    box = QWidget()
    box.setFixedSize(width, height)
    return box
