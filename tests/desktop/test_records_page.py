"""Past lessons as a teacher uses them: the list, one lesson, trends, questions, files, and without the box."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from appliance.contract.account import TeacherView
from appliance.contract.dashboard import RecordingRow
from appliance.contract.session import SessionState
from desktop.models.records_table import Column, RecordsTable
from desktop.resources.language import Languages
from desktop.self_test import is_for_hands, names_itself
from desktop.state.link import LinkState
from desktop.views.records_period import DAYS, NAMED
from desktop.views.records_table_view import RecordsTableView
from tests.support.hostile_texts import EVERYTHING
from tests.support.past_lessons import NAMES, lesson_told, past_session, questions_told, trend_told
from tests.support.records_window import RecordsWindow, records_window

LEFT = Qt.MouseButton.LeftButton
TREND = ("GET", "/dashboard/engagement/trend")


@pytest.fixture
def shown(
    qtbot: QtBot,
    qapp: QApplication,
    window_loop: asyncio.AbstractEventLoop,
    light: None,
    languages: Languages,
    tmp_path: Path,
) -> Iterator[RecordsWindow]:
    languages.install(qapp, "en")
    with records_window(qtbot, tmp_path) as shown:
        yield shown


def titles(shown: RecordsWindow) -> list[str]:
    return [row.title for row in shown.page.lessons.model.rows]


def test_the_latest_lesson_is_shown_with_its_figures(shown: RecordsWindow) -> None:
    shown.open_some()
    assert shown.page.lessons.rows.currentIndex().row() == 0
    lesson = shown.page.lessons.lesson
    assert lesson.head.title == "광합성"
    assert lesson.head.figure(0) == ("79.6", "Engagement of 100")
    assert lesson.head.figure(4) == ("6", "Students")
    assert [lesson.students.index(row, 0).data() for row in range(6)] == list(NAMES)
    assert lesson.results.index(0, 1).data() == "광합성이 일어나는 곳은?"
    assert lesson.engagement.summary().endswith(", Mean of the class 70")
    assert shown.label("recordings_words").text() == "No recordings of this lesson."
    assert "Engagement (0-100)" in shown.label("past_lesson_formula").text()
    assert shown.page.lessons.age.text().startswith("As of ")


def test_another_lesson_is_asked_for_when_it_is_pointed_at(qtbot: QtBot, shown: RecordsWindow) -> None:
    shown.open_some()
    assert shown.box.asked_for("GET", "/dashboard/session/s1") == []
    shown.page.lessons.rows.setFocus()
    qtbot.keyClick(shown.page.lessons.rows, Qt.Key.Key_Down)
    shown.sees(lambda: shown.records.lessons.get("s1") is not None)
    assert shown.page.lessons.lesson.head.title == "세포 호흡"


def test_lessons_are_searched_and_shown_again(qtbot: QtBot, shown: RecordsWindow) -> None:
    shown.open_some()
    qtbot.keyClicks(shown.page.lessons.search, "newton")
    shown.sees(lambda: titles(shown) == ["Newton's laws"])
    assert shown.label("records_count").text() == "1 of 4 lessons"
    qtbot.keyClicks(shown.page.lessons.search, "zzz")
    shown.sees(lambda: titles(shown) == [])
    assert shown.page.lessons.no_fit.isVisible()
    qtbot.mouseClick(shown.page.lessons.show_all, LEFT)
    assert len(titles(shown)) == 4
    assert not shown.page.lessons.no_fit.isVisible()


def test_days_narrow_the_list_and_the_trend(qtbot: QtBot, shown: RecordsWindow) -> None:
    shown.open_some()
    period = shown.page.period
    qtbot.keyClick(period.preset, Qt.Key.Key_End)
    period.preset.activated.emit(NAMED)
    assert period.first.isVisible()
    day = past_session(1).started_ms or 0
    moment = period.first.dateTime().fromMSecsSinceEpoch(day).date()
    period.first.setDate(moment)
    period.last.setDate(moment)
    assert titles(shown) == ["세포 호흡"]
    asked = (period.period.from_date, period.period.to_date)
    assert asked == (moment.toPython(), moment.toPython())
    shown.page.tabs.setCurrentWidget(shown.page.trends)
    shown.sees(lambda: shown.records.trends.get(period.period) is not None)
    period.show_everything()
    assert len(titles(shown)) == 4


def test_days_the_wrong_way_round_are_turned_round(shown: RecordsWindow) -> None:
    period = shown.page.period
    period.preset.setCurrentIndex(NAMED)
    today = period.last.date()
    period.first.setDate(today)
    period.last.setDate(today.addDays(-3))
    told = period.period
    assert told.from_date is not None
    assert told.to_date is not None
    assert (told.to_date - told.from_date).days == 3
    period.preset.setCurrentIndex(DAYS.index(7))
    told = period.period
    assert told.from_date is not None
    assert told.to_date is not None
    assert (told.to_date - told.from_date).days == 6


def test_a_co_taught_lesson_is_marked_and_only_an_ended_one_is_reopened(qtbot: QtBot, shown: RecordsWindow) -> None:
    live = past_session(1).model_copy(update={"state": SessionState.LIVE, "ended_ms": None})
    shown.open(past_session(0, owner_id="colleague"), live)
    head = shown.page.lessons.lesson.head
    assert head.co_taught.isVisible()
    reopened = past_session(0).model_copy(update={"state": SessionState.LIVE})
    shown.box.answers[("POST", "/sessions/s0/reopen")] = reopened
    qtbot.mouseClick(head.reopen, LEFT)
    shown.sees(lambda: shown.gone_on == [reopened])
    assert not head.reopen.isVisible()
    shown.page.lessons.choose("s1")
    assert not head.co_taught.isVisible()
    assert head.state_badge.text() == "Goes on"
    assert not head.reopen.isVisible()


def test_students_are_saved_and_their_folder_is_shown(qtbot: QtBot, shown: RecordsWindow) -> None:
    session = past_session(0, title='../<b>"광합성"')
    shown.open(session)
    shown.box.answers[("GET", "/dashboard/session/s0")] = lesson_told(session, names=("=1+1", "이서연"))
    shown.page.refresh_button.click()
    shown.sees(lambda: len(shown.page.lessons.lesson.students.rows) == 2)
    qtbot.mouseClick(shown.page.lessons.lesson.head.students, LEFT)
    shown.sees(lambda: shown.page.notice.text != "")
    name = shown.files.offered[0]
    assert "/" not in name
    assert name.endswith(" - students.csv")
    lines = (shown.files.folder / name).read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("Name,Engagement,Needs help")
    assert [line.split(",")[0] for line in lines[1:]] == ["'=1+1", "이서연"]
    assert shown.page.notice.text == f"Saved: {name}"
    qtbot.mouseClick(shown.page.notice.action_button, LEFT)
    assert shown.folders == [shown.files.folder / name]


def test_a_file_that_is_not_chosen_is_not_asked_for(qtbot: QtBot, shown: RecordsWindow) -> None:
    shown.open_some()
    shown.files.is_cancelled = True
    qtbot.mouseClick(shown.page.lessons.lesson.head.xlsx, LEFT)
    assert shown.files.offered == ["광합성.xlsx"]
    assert shown.box.asked_for("GET", "/sessions/s0/results.xlsx") == []


def test_results_that_the_box_refuses_leave_no_file(qtbot: QtBot, shown: RecordsWindow) -> None:
    shown.open_some()
    qtbot.mouseClick(shown.page.lessons.lesson.head.csv, LEFT)
    shown.sees(lambda: shown.page.notice.tone == "bad")
    assert len(shown.box.asked_for("GET", "/sessions/s0/results.csv")) == 1
    assert list(shown.files.folder.iterdir()) == []


def test_a_chosen_student_gets_a_line_in_the_trend(qtbot: QtBot, shown: RecordsWindow) -> None:
    shown.open_some()
    trends = shown.page.trends
    shown.page.tabs.setCurrentWidget(trends)
    shown.sees(lambda: len(trends.students.rows) == len(NAMES))
    assert shown.label("trend_words").text() == "Lessons: 4  ·  Engagement is steady (+4.2)"
    sessions = [past_session(place) for place in range(4)]
    shown.box.answers[TREND] = trend_told(sessions, ("p2",))
    trends.student_table.choose(2)
    shown.sees(lambda: shown.records.curves.get((shown.page.period.period, "p2")) is not None)
    assert trends.chart.summary().endswith("Mean of the class 66, Noah Kim 61")
    qtbot.mouseClick(trends.save_lessons, LEFT)
    shown.sees(lambda: shown.page.notice.text != "")
    lines = (shown.files.folder / "Engagement by lesson.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 5
    assert lines[0].startswith("Begun,Lesson,Topic")


def test_the_hardest_question_shows_what_misleads(shown: RecordsWindow) -> None:
    shown.open_some()
    shown.page.tabs.setCurrentWidget(shown.page.questions)
    shown.sees(lambda: len(shown.page.questions.model.rows) == 2)
    assert shown.label("question_sums").text() == "Questions: 2  ·  Answers: 55  ·  Right: 74%"
    assert shown.label("question_text").text() == "광합성이 일어나는 곳은?"
    expected = "“미토콘드리아” was taken by 0% of the strong and 53% of the weak students."
    assert shown.label("question_verdict").text() == expected
    shown.page.questions.table.choose(1)
    assert shown.label("question_text").text() == "Which gas do plants use?"


def test_a_lost_link_leaves_everything_readable(qtbot: QtBot, shown: RecordsWindow) -> None:
    shown.open_some()
    shown.link.move(LinkState.LOST)
    assert shown.page.lessons.age.text().startswith("Not connected: as of ")
    assert not shown.page.refresh_button.isEnabled()
    asked = len(shown.box.asked)
    shown.page.lessons.choose("s2")
    assert shown.page.lessons.lesson.head.title == "Newton's laws"
    assert shown.page.lessons.lesson.head.figure(0)[0] == "–"
    shown.page.tabs.setCurrentWidget(shown.page.trends)
    assert shown.page.trends.empty.isVisible()
    assert len(shown.box.asked) == asked
    shown.link.move(LinkState.ONLINE)
    shown.sees(lambda: not shown.page.trends.empty.isVisible())


def test_a_box_that_does_not_answer_is_said_and_asked_again(qtbot: QtBot, shown: RecordsWindow) -> None:
    shown.open_some()
    shown.box.is_away = True
    shown.page.lessons.choose("s3")
    shown.sees(lambda: shown.page.notice.tone == "bad")
    shown.box.is_away = False
    qtbot.mouseClick(shown.page.notice.action_button, LEFT)
    shown.sees(lambda: shown.records.lessons.get("s3") is not None)
    assert shown.page.notice.text == ""


def test_empty_states_say_the_next_step(qtbot: QtBot, shown: RecordsWindow) -> None:
    empty = shown.page.lessons.empty
    assert empty.accessibleName() == "No box yet"
    shown.tells([])
    shown.box.answers[TREND] = trend_told([])
    shown.sign_in()
    shown.page.shown()
    shown.sees(lambda: empty.accessibleName() == "No lesson has been held yet")
    qtbot.mouseClick(empty.button, LEFT)
    assert shown.started == [True]
    shown.page.tabs.setCurrentWidget(shown.page.trends)
    shown.sees(lambda: shown.page.trends.empty.accessibleName() == "No lessons in these days")
    shown.box.answers[("GET", "/dashboard/quiz/analytics")] = questions_told(())
    shown.page.tabs.setCurrentWidget(shown.page.questions)
    shown.sees(lambda: shown.page.questions.empty.accessibleName() == "No questions in these days")


def test_another_teacher_sees_nothing_of_the_one_before(shown: RecordsWindow) -> None:
    shown.open_some()
    shown.tells([])
    shown.sign_in(TeacherView(teacher_id="other", login="hana", name="하나"))
    assert titles(shown) == []
    assert shown.page.lessons.empty.isVisible()


def test_recordings_are_listed(shown: RecordsWindow) -> None:
    session = past_session(0)
    shown.open(session)
    row = RecordingRow(recording_id="r", title="<b>1교시</b>", started_ms=session.started_ms or 0, duration_ms=600_000)
    told = lesson_told(session).model_copy(update={"recordings": [row]})
    shown.box.answers[("GET", "/dashboard/session/s0")] = told
    shown.page.refresh_button.click()
    shown.sees(lambda: "<b>1교시</b>" in shown.label("recordings_words").text())
    assert "10 min" in shown.label("recordings_words").text()


def test_a_lesson_without_figures_says_so(shown: RecordsWindow) -> None:
    shown.open(past_session(0))
    assert not shown.label("past_lesson_hint").isVisible()
    told = lesson_told(past_session(0)).model_copy(update={"shows_engagement": False, "confusion": []})
    shown.box.answers[("GET", "/dashboard/session/s0")] = told
    shown.page.refresh_button.click()
    shown.sees(lambda: shown.label("past_lesson_hint").isVisible())
    assert not shown.page.lessons.lesson.confusion.isVisible()
    assert shown.page.lessons.lesson.no_confusion.isVisible()


def test_hostile_titles_names_and_questions_are_shown_as_they_are(shown: RecordsWindow) -> None:
    everything = " ".join(EVERYTHING)
    session = past_session(0, title=everything).model_copy(update={"topic": everything})
    shown.open(session)
    head = shown.page.lessons.lesson.head
    assert head.title == everything
    assert everything in head.facts.text()
    shown.box.answers[("GET", "/dashboard/quiz/analytics")] = questions_told((everything,))
    shown.page.tabs.setCurrentWidget(shown.page.questions)
    shown.sees(lambda: shown.label("question_text").text() == everything)
    formats = {each.textFormat() for each in shown.page.findChildren(QLabel)}
    assert formats == {Qt.TextFormat.PlainText}
    assert not shown.page.grab().isNull()


def test_the_language_changes_at_once(qapp: QApplication, shown: RecordsWindow, languages: Languages) -> None:
    shown.open_some()
    languages.install(qapp, "ko")
    shown.sees(lambda: shown.page.title == "기록")
    head = shown.page.lessons.lesson.head
    assert head.reopen.text() == "다시 열기"
    assert head.figure(1)[1] == "출석"
    assert [shown.page.tabs.tabText(place) for place in range(3)] == ["수업", "추이", "문항"]
    header = shown.page.lessons.lesson.student_table.model()
    assert header.headerData(0, Qt.Orientation.Horizontal) == "이름"
    assert shown.page.period.preset.itemText(0) == "모든 수업"
    assert shown.page.lessons.age.text().endswith("기준")


def test_everything_for_hands_has_a_name(shown: RecordsWindow) -> None:
    shown.open_some()
    nameless = [
        each.objectName() or type(each).__name__
        for each in shown.page.findChildren(QWidget)
        if each.isVisibleTo(shown.page) and is_for_hands(each) and not names_itself(each)
    ]
    assert nameless == []


def test_keys_reach_the_search_and_refresh(qtbot: QtBot, shown: RecordsWindow) -> None:
    shown.open_some()
    shown.page.activateWindow()
    shown.page.tabs.setCurrentWidget(shown.page.trends)
    qtbot.keyClick(shown.page, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    shown.sees(lambda: shown.page.lessons.search.hasFocus())
    shown.sees(lambda: not shown.page.lessons.busy.is_waiting)
    before = len(shown.box.asked_for("GET", "/sessions/mine"))
    qtbot.keyClick(shown.page, Qt.Key.Key_F5)
    shown.sees(lambda: len(shown.box.asked_for("GET", "/sessions/mine")) == before + 1)


def test_every_heading_can_be_read_after_the_language_has_changed(qtbot: QtBot, light: None) -> None:
    titles = ["이름", "짧음"]
    columns: list[Column[str]] = [Column(lambda: titles[0], str, is_number=False), Column(lambda: titles[1], len)]
    table = RecordsTable[str](columns)
    view = RecordsTableView(table, "table")
    qtbot.addWidget(view)
    view.resize(600, 200)
    view.show()
    table.show_rows(["김민준"])
    titles[1] = "A heading that is much longer"
    table.say_anew()
    header = view.horizontalHeader()
    qtbot.waitUntil(lambda: header.sectionSize(1) >= header.sectionSizeHint(1))
