"""The lesson's page clicked through: a lesson in two clicks, from last time in one, set up, ended and taken back."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from appliance.client.box_client import BoxClient
from appliance.client.connection import BoxConnection
from appliance.contract.account import TeacherList, TeacherView
from appliance.contract.roster import RosterImported, RosterList, RosterSummary, RosterView, RowError
from appliance.contract.session import SessionState, TeacherSessionList
from desktop.resources.language import Languages
from desktop.state.link import LinkState
from desktop.views.parts.button import IconButton
from tests.support.box_beside import BoxBeside, box_beside
from tests.support.class_samples import NOW_MS, SESSION, session_view, snapshot, student
from tests.support.hostile_texts import MARKUP
from tests.support.lesson_window import LEFT, LessonWindow, click_action, lesson_window

ROSTER = RosterSummary(roster_id="r1", title="3학년 5반", pupils=28, updated_ms=NOW_MS)


@pytest.fixture
def box(tmp_path: Path) -> Iterator[BoxBeside]:
    with box_beside(tmp_path / "box") as box:
        yield box


@pytest.fixture
def window(qtbot: QtBot, window_loop: asyncio.AbstractEventLoop, light: None) -> Iterator[LessonWindow]:
    with lesson_window(qtbot) as window:
        yield window


def test_two_clicks_open_a_lobby_on_a_real_box_and_begin_end_and_reopen_work(
    box: BoxBeside, window_loop: asyncio.AbstractEventLoop, qtbot: QtBot, light: None
) -> None:
    client = BoxClient(BoxConnection(box.origin, tokens=box.tokens))
    with lesson_window(qtbot, client) as window:
        page = window.lesson_page()
        window.sign_in()
        window.sees(lambda: window.book.is_loaded)
        start = page.start_view
        qtbot.mouseClick(start.start, LEFT)
        qtbot.mouseClick(start.form.start, LEFT)
        window.sees(lambda: window.lesson.is_heard, page.open_view.isVisible)
        assert window.lesson.session_id != box.session_id
        assert page.state_badge.text() == "Lobby open"
        assert window.lesson.view is not None
        assert page.open_view.join_card.facts.class_code == window.lesson.view.class_code
        qtbot.mouseClick(page.begin, LEFT)
        window.sees(lambda: page.state_badge.text() == "Live")
        qtbot.mouseClick(page.end, LEFT)
        window.sees(lambda: page.state_badge.text() == "Ended", page.notice.action_button.isVisible)
        qtbot.mouseClick(page.notice.action_button, LEFT)
        window.sees(lambda: page.state_badge.text() == "Live", lambda: window.lesson_desk.is_following)
        qtbot.mouseClick(page.leave, LEFT)
        window.sees(start.running.isVisible)
        assert len(start.running.model.rows) == 2
        page.close_page()


def test_without_a_box_the_page_says_what_to_do(window: LessonWindow) -> None:
    page = window.lesson_page()
    assert not page.start_view.isVisible()
    window.sign_in()
    assert page.start_view.isVisible()
    window.link.move(LinkState.LOST)
    assert page.start_view.isVisible(), "what is known stays on the page while the box is away"
    window.link.choose(None)
    assert not page.start_view.isVisible()
    page.close_page()


def test_the_form_is_filled_in_and_keeps_what_was_typed(window: LessonWindow, qtbot: QtBot) -> None:
    page = window.lesson_page()
    window.sign_in()
    window.book.take_rosters([ROSTER])
    form = page.start_view.form
    qtbot.mouseClick(page.start_view.start, LEFT)
    assert form.title_field.text().startswith("Lesson of ")
    form.title_field.selectAll()
    qtbot.keyClicks(form.title_field, "Photosynthesis")
    form.choose_roster("r1")
    form.approval.setChecked(True)
    qtbot.keyClick(form.title_field, Qt.Key.Key_Escape)
    assert not page.start_view.is_form_open
    qtbot.mouseClick(page.start_view.start, LEFT)
    assert form.title_field.text() == "Photosynthesis"
    qtbot.keyClick(form.title_field, Qt.Key.Key_Return)
    window.sees(lambda: bool(window.box.asked_for("POST", "/sessions")))
    [asked] = window.box.asked_for("POST", "/sessions")
    assert asked == {
        "title": "Photosynthesis",
        "topic": "",
        "roster_id": "r1",
        "needs_approval": True,
        "opens_lobby": True,
    }
    window.sees(lambda: page.notice.tone == "bad")
    assert form.title_field.text() == "Photosynthesis"
    assert form.start.isEnabled()
    page.close_page()


def test_a_planned_lesson_stays_among_the_planned(window: LessonWindow, qtbot: QtBot) -> None:
    window.box.answers[("POST", "/sessions")] = session_view("s2", "planned", participants=0)
    page = window.lesson_page()
    window.sign_in()
    window.idle()
    qtbot.mouseClick(page.start_view.start, LEFT)
    qtbot.mouseClick(page.start_view.form.plan, LEFT)
    window.sees(lambda: page.start_view.planned.isVisible())
    assert not window.lesson.is_open
    page.close_page()


def test_from_last_time_is_one_click_and_a_double_click_makes_no_two(window: LessonWindow, qtbot: QtBot) -> None:
    page = window.lesson_page()
    earlier = session_view("s0", "ended", "물의 순환", needs_approval=True)
    window.box.answers[("GET", "/sessions/mine")] = TeacherSessionList(sessions=[earlier], total=1)
    window.box.answers[("POST", "/sessions")] = session_view("s2", title="물의 순환")
    window.sign_in()
    window.sees(lambda: page.start_view.earlier.isVisible())
    rows = page.start_view.earlier.rows
    place = rows.action_place(rows.model().index(0, 0), "repeat").center()
    qtbot.mouseClick(rows.viewport(), LEFT, pos=place)
    qtbot.mouseDClick(rows.viewport(), LEFT, pos=place)
    window.sees(lambda: window.wanted == ["s2"])
    [asked] = window.box.asked_for("POST", "/sessions")
    assert asked == {"title": "물의 순환", "topic": "biology", "roster_id": None, "needs_approval": True}
    page.close_page()


def test_rows_are_reached_by_keys_alone(window: LessonWindow, qtbot: QtBot) -> None:
    page = window.lesson_page()
    running = session_view("s7", "live")
    window.box.answers[("GET", "/sessions/mine")] = TeacherSessionList(sessions=[running], total=1)
    window.sign_in()
    window.sees(lambda: page.start_view.running.isVisible())
    rows = page.start_view.running.rows
    rows.setFocus()
    qtbot.keyClick(rows, Qt.Key.Key_Down)
    qtbot.keyClick(rows, Qt.Key.Key_Return)
    window.sees(lambda: window.wanted == ["s7"])
    page.close_page()


def test_switches_ask_the_box_and_go_back_when_it_refuses(window: LessonWindow, qtbot: QtBot) -> None:
    page = window.lesson_page()
    window.sign_in()
    window.open()
    window.lesson.apply(snapshot())
    settings = page.open_view.settings
    settings.switches["is_locked"].click()
    window.sees(lambda: page.notice.tone == "bad")
    assert not settings.switches["is_locked"].isChecked()
    window.box.answers[("PATCH", f"/sessions/{SESSION}")] = session_view(needs_approval=True)
    settings.switches["needs_approval"].click()
    window.idle()
    assert settings.switches["needs_approval"].isChecked()
    settings.switches["teacher_only"].click()
    window.idle()
    bodies = window.box.asked_for("PATCH", f"/sessions/{SESSION}")
    assert bodies == [{"is_locked": True}, {"needs_approval": True}, {"chat_mode": "teacher_only"}]
    page.close_page()


def test_a_colleague_is_taken_out_and_put_back_by_undo(window: LessonWindow, qtbot: QtBot) -> None:
    colleague = TeacherView(teacher_id="t2", login="hana", name="이하나")
    path = f"/sessions/{SESSION}/co-teachers"
    window.box.answers[("POST", path)] = TeacherList(teachers=[colleague])
    window.box.answers[("DELETE", f"{path}/t2")] = TeacherList(teachers=[])
    page = window.lesson_page()
    window.open()
    window.lesson.apply(snapshot())
    panel = page.open_view.settings.co_teachers
    qtbot.keyClicks(panel.login, "hana")
    qtbot.keyClick(panel.login, Qt.Key.Key_Return)
    window.sees(lambda: panel.findChild(IconButton, "co_teacher_remove_hana") is not None)
    assert panel.login.text() == ""
    remove = panel.findChild(IconButton, "co_teacher_remove_hana")
    assert remove is not None
    remove.click()
    window.sees(lambda: window.book.co_teachers == [], lambda: page.notice.action_button.isVisible())
    qtbot.mouseClick(page.notice.action_button, LEFT)
    window.sees(lambda: window.book.co_teachers == [colleague])
    page.close_page()


def test_an_imported_class_list_is_chosen_and_its_errors_are_told(
    window: LessonWindow, tmp_path: Path, qtbot: QtBot, korean: Languages
) -> None:
    roster = RosterView(**ROSTER.model_dump(), entries=[])
    error = RowError(line=4, code="no_name", en="The name is missing.", ko="이름이 없어요.")
    window.box.answers[("POST", "/rosters")] = RosterImported(roster=roster, errors=[error])
    window.box.answers[("GET", "/rosters")] = RosterList(rosters=[ROSTER])
    path = tmp_path / "3-5.csv"
    path.write_text("번호,이름\n1,김민지\n", encoding="utf-8")
    page = window.lesson_page()
    window.sign_in()
    qtbot.mouseClick(page.start_view.start, LEFT)
    page.start_view.roster_import.import_file(path)
    window.sees(lambda: page.start_view.roster_import.isVisible())
    assert page.start_view.roster_import.errors.toPlainText() == "4번째 줄: 이름이 없어요."
    assert page.start_view.form.roster.currentData() == "r1"
    page.start_view.roster_import.import_file(tmp_path / "gone.csv")
    window.sees(lambda: page.notice.tone == "bad")
    page.close_page()


def test_the_language_changes_at_once(window: LessonWindow, languages: Languages, qapp: QApplication) -> None:
    page = window.lesson_page()
    window.sign_in()
    assert page.start_view.start.text() == "Start a lesson"
    languages.install(qapp, "ko")
    window.sees(lambda: page.start_view.start.text() == "수업 열기")
    window.open()
    window.lesson.apply(snapshot([student(1)], state="live"))
    assert page.state_badge.text() == "수업 중"
    assert page.open_view.settings.switches["is_locked"].text() == "잠금: 새로 들어올 수 없어요"
    page.close_page()


@pytest.mark.parametrize("text", MARKUP)
def test_a_title_is_text_whatever_it_looks_like(window: LessonWindow, text: str) -> None:
    page = window.lesson_page()
    window.sign_in()
    window.book.take_rosters([ROSTER.model_copy(update={"title": text})])
    view = session_view(title=text, topic=text)
    window.open(view)
    assert page.title == text
    labels = page.findChildren(QLabel)
    assert {label.textFormat() for label in labels if text in label.text()} == {Qt.TextFormat.PlainText}
    window.book.take_sessions([view])
    face = page.start_view.running.rows.rows._face(page.start_view.running.model.index(0))
    assert face.title == text
    page.close_page()


def test_state_of_an_ended_lesson_offers_to_reopen_it(window: LessonWindow, qtbot: QtBot) -> None:
    window.box.answers[("POST", f"/sessions/{SESSION}/reopen")] = session_view(state="live")
    page = window.lesson_page()
    window.sign_in()
    window.open(session_view(state="ended"))
    assert (page.reopen.isVisible(), page.end.isVisible(), page.begin.isVisible()) == (True, False, False)
    qtbot.mouseClick(page.reopen, LEFT)
    window.sees(lambda: window.wanted == [SESSION])
    assert window.book.in_state(SessionState.LIVE)
    page.close_page()


def test_the_practice_class_has_neither_code_nor_settings(window: LessonWindow) -> None:
    page = window.lesson_page()
    window.desk.use_live("practice", window.live)
    window.lesson.open("practice", None)
    window.lesson.apply(snapshot(state="live"))
    assert page.open_view.isVisible()
    assert not page.open_view.join_card.isVisible()
    assert not page.open_view.settings.isVisible()
    assert not page.end.isVisible()
    page.close_page()


def test_reopening_an_earlier_one_is_offered_beside_starting_it_again(window: LessonWindow, qtbot: QtBot) -> None:
    window.box.answers[("GET", "/sessions/mine")] = TeacherSessionList(sessions=[session_view("s0", "ended")], total=1)
    window.box.answers[("POST", "/sessions/s0/reopen")] = session_view("s0", "live")
    page = window.lesson_page()
    window.sign_in()
    window.sees(lambda: page.start_view.earlier.isVisible())
    rows = page.start_view.earlier.rows
    menu = rows.menu_of(rows.model().index(0, 0))
    assert menu is not None
    assert [action.text() for action in menu.actions()] == ["Start again", "Go on with this one (reopen)"]
    menu.close()
    click_action(qtbot, rows, 0, "enter")
    window.sees(lambda: window.wanted == ["s0"])
    page.close_page()
