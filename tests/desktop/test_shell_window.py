"""The window at work: rail, top bar, lesson begun, ended and taken back, counters, keys; against a real box."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
import qasync
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from appliance.client.live_events import new_ref
from appliance.contract.live import AskQuestion, RaiseHand
from appliance.contract.session import SessionCreate
from appliance.contract.talk import TimerView
from desktop.resources.language import Languages
from desktop.state.link import LinkState
from tests.support.app_window import AppWindow, app_window
from tests.support.box_beside import BoxBeside, box_beside
from tests.support.hostile_texts import NAMES
from tests.support.lesson_client import LOGIN, PASSWORD

PAGES = ("lesson", "stage", "quizzes", "dashboard", "talk", "records", "settings")


@pytest.fixture
def box(tmp_path: Path) -> Iterator[BoxBeside]:
    with box_beside(tmp_path / "box") as box:
        yield box


@pytest.fixture
def shown(
    box: BoxBeside, qtbot: QtBot, window_loop: qasync.QEventLoop, light: None, tmp_path: Path
) -> Iterator[AppWindow]:
    """A teacher at work, with the lesson of `box` on the desk."""
    with app_window(qtbot, tmp_path / "app") as shown:
        shown.window.pairing_page.meet((box.origin,))
        shown.until_seen("sign_in_password_field")
        shown.until(lambda: shown.app.link.state is LinkState.SIGNED_OUT)
        shown.type("sign_in_login_field", LOGIN)
        shown.type("sign_in_password_field", PASSWORD)
        shown.click("sign_in_button")
        shown.until_seen("rail")
        shown.app.open_lesson(box.session_id)
        shown.until(lambda: shown.app.follower.is_heard)
        yield shown


def test_each_page_opens_by_its_key_and_by_its_button(shown: AppWindow, qtbot: QtBot) -> None:
    for place, name in enumerate(PAGES, start=1):
        qtbot.keyClick(shown.window, Qt.Key(Qt.Key.Key_0 + place), Qt.KeyboardModifier.ControlModifier)
        shown.until(partial(_is_in_front, shown, name))
        assert shown.window.pages[name].isVisible()
        assert shown.window.rail.buttons[name].isChecked()
    for name in PAGES:
        shown.click(f"rail_{name}_button")
        assert shown.window.current == name


def test_a_lesson_is_ended_by_a_click_and_taken_back_by_another(shown: AppWindow) -> None:
    bar = shown.window.top_bar
    shown.until(lambda: bar.shown["lesson_state"] == "Live")
    assert len(bar.shown["class_code"].replace(" ", "")) == 6
    shown.click("top_end_button")
    shown.until(lambda: bar.shown["lesson_state"] == "Ended")
    shown.until(lambda: shown.window.notice.text != "")
    assert bar.shown["class_code"] == ""
    shown.window.notice.action_button.click()
    shown.until(lambda: bar.shown["lesson_state"] == "Live" and shown.app.follower.is_heard)


def test_a_lesson_is_begun_in_the_top_bar(shown: AppWindow, box: BoxBeside) -> None:
    session = box.run(box.lesson.teacher.sessions.create(SessionCreate(title="물의 순환")))
    shown.app.open_lesson(session.session_id)
    bar = shown.window.top_bar
    shown.until(lambda: bar.shown["lesson_state"] == "Lobby")
    assert bar.shown["lesson_title"] == "물의 순환"
    shown.click("top_start_button")
    shown.until(lambda: bar.shown["lesson_state"] == "Live")
    assert shown.window.windowTitle() == "물의 순환 · AIRClass · AIRClass"


def test_what_waits_is_counted_and_leads_to_its_page(shown: AppWindow, box: BoxBeside) -> None:
    student = box.run(box.lesson.student("이서연"))
    box.run(student.follower.live.send(RaiseHand(ref=new_ref(), type="hand_raise")))
    box.run(student.follower.live.send(AskQuestion(ref=new_ref(), type="question_ask", text="왜요?")))
    bar = shown.window.top_bar
    shown.until(lambda: (bar.hands.text(), bar.questions.text()) == ("1", "1"))
    assert bar.hands.accessibleName() == "Hands up: 1"
    assert shown.window.rail.buttons["talk"].text() == "Talk  2"
    shown.click("hands_counter")
    assert shown.window.current == "talk"


def test_the_countdown_runs_by_the_clock_of_the_box(shown: AppWindow) -> None:
    lesson, bar = shown.app.lesson, shown.window.top_bar
    lesson.talk.timer = TimerView(ends_ms=lesson.clock.now_ms() + 90_000, seconds=90, label="")
    lesson.talk.timer_changed.tell(None)
    shown.until(lambda: bar.shown["countdown"] in ("1:30", "1:29"))
    lesson.talk.timer = TimerView(ends_ms=lesson.clock.now_ms() + 400, seconds=90, label="")
    lesson.talk.timer_changed.tell(None)
    shown.until(lambda: bar.shown["countdown"] == "")


def test_f1_shows_every_key_and_esc_goes_back(shown: AppWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(shown.window, Qt.Key.Key_F1)
    assert shown.window.keys.isVisible()
    said = [label.text() for label in shown.window.keys.findChildren(QLabel)]
    assert {"Ctrl+1", "Lesson", "F11"} <= set(said)
    qtbot.keyClick(shown.window.keys, Qt.Key.Key_Escape)
    assert not shown.window.keys.isVisible()


def test_a_box_that_dies_in_the_lesson_is_said_at_once_and_what_was_typed_stays(
    shown: AppWindow, box: BoxBeside
) -> None:
    shown.click("rail_talk_button")
    field = shown.window.pages["talk"].chat.write.field  # type: ignore[attr-defined]  # the page is a TalkPage
    field.setPlainText("아직 보내지 않은 말")
    box.kill()
    shown.until_seen("connection_strip")
    assert shown.window.top_bar.shown["link_state"] == "Connection lost"
    assert field.toPlainText() == "아직 보내지 않은 말"


def test_hostile_titles_and_rooms_are_shown_as_they_are(shown: AppWindow) -> None:
    lesson, bar = shown.app.lesson, shown.window.top_bar
    assert lesson.facts is not None
    for text in NAMES:
        lesson.facts = lesson.facts.model_copy(update={"title": text})
        lesson.changed.tell(None)
        bar.retranslate_ui()
        assert bar.shown["lesson_title"] == text
    for label in bar.findChildren(QLabel):
        assert label.textFormat() is Qt.TextFormat.PlainText


def test_every_part_says_itself_in_korean_at_once(shown: AppWindow, korean: Languages) -> None:
    bar = shown.window.top_bar
    assert [button.text() for button in shown.window.rail.buttons.values()] == [
        "수업",
        "무대",
        "퀴즈",
        "대시보드",
        "대화",
        "기록",
        "설정",
    ]
    assert (bar.shown["link_state"], bar.shown["lesson_state"]) == ("연결됨", "수업 중")


def test_everything_that_is_clicked_has_a_name(shown: AppWindow) -> None:
    parts: tuple[QWidget, ...] = (shown.window.rail, shown.window.top_bar, shown.window.strip)
    inner = [each for part in parts for each in part.findChildren(QWidget)]
    clicked = [each for each in inner if each.focusPolicy() is not Qt.FocusPolicy.NoFocus]
    assert len(clicked) > 10
    assert [each.objectName() for each in clicked if not each.accessibleName()] == []


def _is_in_front(shown: AppWindow, name: str) -> bool:
    return shown.window.current == name
