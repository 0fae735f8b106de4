"""The live run clicked through over a real box: pushed, watched, closed, taken back, revealed, exported."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from appliance.contract.quiz import OptionInBank, QuestionInBank, RunCreate
from desktop.models.quiz_seats_model import QuizSeatRole
from desktop.models.tally_model import TallyRole
from desktop.resources.language import Languages
from desktop.state.clock import BoxClock
from desktop.state.quiz_watch import SeatState
from desktop.tasks import Tasks
from desktop.views.quiz_countdown import QuizCountdown
from desktop.views.quiz_run_panel import BARS, MISSING, RESULTS
from desktop.views.quizzes_page import QuizzesPage
from tests.support.box_beside import BoxBeside, box_beside
from tests.support.hostile_texts import EVERYTHING
from tests.support.lesson_client import RIGHT, WRONG, choice_question
from tests.support.made_runs import RUN_ID, SERVER_MS, choice, grown, lesson_with, person, run_of, tally
from tests.support.quiz_page_parts import quiz_parts
from tests.support.quiz_window import SEES_MS, QuizWindow, quiz_window

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def box(tmp_path: Path) -> Iterator[BoxBeside]:
    with box_beside(tmp_path / "box") as box:
        yield box


@pytest.fixture
def window(
    box: BoxBeside, tmp_path: Path, qtbot: QtBot, window_loop: asyncio.AbstractEventLoop, light: None
) -> Iterator[QuizWindow]:
    with quiz_window(box, tmp_path / "app", qtbot) as window:
        yield window


@pytest.fixture
def tasks(qtbot: QtBot, window_loop: asyncio.AbstractEventLoop) -> Iterator[Tasks]:
    tasks = Tasks()
    yield tasks
    ending = window_loop.create_task(tasks.close())
    qtbot.waitUntil(ending.done)


def bars(page: QuizzesPage) -> list[tuple[object, object]]:
    """Text and count of each bar that is shown."""
    model = page.run_panel.bars.model()
    rows = [model.index(row, 0) for row in range(model.rowCount())]
    return [(row.data(), row.data(TallyRole.COUNT)) for row in rows]


def states(page: QuizzesPage) -> dict[object, object]:
    """Name to state of each seat that is shown."""
    model = page.run_panel.missing.seats.model()
    rows = [model.index(row, 0) for row in range(model.rowCount())]
    return {row.data(): row.data(QuizSeatRole.STATE) for row in rows}


def push(window: QuizWindow, question: QuestionInBank) -> str:
    """A question that is pushed from this app: its run."""
    settings = window.parts.memory.settings.model_copy(update={"seconds": 60})
    work = window.parts.tasks.start(window.parts.actions.push_on_the_spot(question, settings), name="push")
    window.qtbot.waitUntil(work.done, timeout=SEES_MS)
    window.page.show_run()
    window.qtbot.waitUntil(lambda: window.page.run_panel.run is not None, timeout=SEES_MS)
    return work.result().run_id


def test_a_run_is_watched_closed_taken_back_revealed_and_exported(
    box: BoxBeside, window: QuizWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    page, panel = window.page, window.page.run_panel
    first, second = box.join("이서연"), box.join("박준호")
    qtbot.waitUntil(lambda: len(window.parts.lesson.people.admitted()) == 2, timeout=SEES_MS)
    run_id = push(window, choice_question())
    assert panel.head.text.label.text() == choice_question().text
    qtbot.waitUntil(panel.head.countdown.isVisible, timeout=SEES_MS)
    box.answer("이서연", run_id, RIGHT)
    qtbot.waitUntil(lambda: bars(page) == [(WRONG, 0), (RIGHT, 1), ("핵", 0)], timeout=SEES_MS)
    assert panel.head.figures.text() == "1 of 2 have answered · 1 right"
    assert page.run_button.text() == "Live run · 1 of 2"

    panel.tabs.setCurrentIndex(MISSING)
    qtbot.waitUntil(lambda: window.parts.watch.listed(run_id, panel.head.question_id) is not None, timeout=SEES_MS)
    assert states(page) == {"박준호": SeatState.NOT_YET, "이서연": SeatState.ANSWERED}
    closes_ms = window.parts.lesson.runs.get(run_id).closes_ms  # type: ignore[union-attr]
    qtbot.mouseClick(panel.steering.extend_button, LEFT)
    qtbot.waitUntil(
        lambda: window.parts.lesson.runs.get(run_id).closes_ms == (closes_ms or 0) + 30_000,  # type: ignore[union-attr]
        timeout=SEES_MS,
    )
    qtbot.mouseClick(panel.steering.close_button, LEFT)
    qtbot.waitUntil(lambda: panel.steering.reveal_button.isVisible(), timeout=SEES_MS)
    assert page.notice.text == "Closed: no more answers are taken."
    qtbot.mouseClick(page.notice.action_button, LEFT)
    qtbot.waitUntil(lambda: panel.steering.close_button.isVisible(), timeout=SEES_MS)
    box.answer("박준호", run_id, WRONG)
    qtbot.waitUntil(lambda: panel.missing.badges[SeatState.NOT_YET].text() == "Not yet 0", timeout=SEES_MS)
    qtbot.mouseClick(panel.steering.close_button, LEFT)
    qtbot.waitUntil(lambda: panel.steering.reveal_button.isVisible(), timeout=SEES_MS)
    qtbot.mouseClick(panel.steering.reveal_button, LEFT)
    qtbot.waitUntil(lambda: panel.head.badge.text() == "Revealed", timeout=SEES_MS)

    panel.tabs.setCurrentIndex(RESULTS)
    qtbot.waitUntil(lambda: panel.results.table.isVisible(), timeout=SEES_MS)
    model = panel.results.table.model()
    assert [model.index(row, 0).data() for row in range(2)] == ["박준호", "이서연"]
    assert [model.index(row, 1).data() for row in range(2)] == [WRONG, RIGHT]
    window.files.path = tmp_path / "results.csv"
    qtbot.mouseClick(panel.results.csv_button, LEFT)
    qtbot.waitUntil(lambda: page.notice.text == "Saved: results.csv", timeout=SEES_MS)
    table = (tmp_path / "results.csv").read_text(encoding="utf-8-sig")
    assert "이서연" in table
    assert RIGHT in table
    assert window.files.offered == "광합성.csv"
    qtbot.mouseClick(panel.steering.again_button, LEFT)
    qtbot.waitUntil(lambda: panel.run is not None and panel.run.again_of == run_id, timeout=SEES_MS)
    assert panel.run_choice.count() == 2
    assert {first, second} == {person.participant_id for person in window.parts.lesson.people.admitted()}


def test_a_quick_question_is_asked_with_two_clicks(box: BoxBeside, window: QuizWindow, qtbot: QtBot) -> None:
    box.join("이서연")
    action = next(each for each in window.page._quick.values() if each.objectName() == "quick_yes_no_action")
    action.trigger()
    qtbot.waitUntil(lambda: window.page.run_panel.run is not None, timeout=SEES_MS)
    run = window.page.run_panel.run
    assert run is not None
    assert (run.questions[0].kind, run.seconds, run.allows_change) == ("poll", None, True)
    assert window.page.run_button.isChecked()
    assert not window.page.run_panel.head.countdown.isVisible()
    box.answer("이서연", run.run_id, "No")
    qtbot.waitUntil(lambda: bars(window.page) == [("Yes", 0), ("No", 1)], timeout=SEES_MS)


def test_a_run_of_another_app_appears_by_itself(box: BoxBeside, window: QuizWindow, qtbot: QtBot) -> None:
    made = box.lesson.teacher.runs.create(box.session_id, RunCreate(questions=[choice_question()]))
    run = box.run(made)
    qtbot.waitUntil(lambda: window.page.run_panel.run is not None, timeout=SEES_MS)
    assert window.page.run_panel.run.run_id == run.run_id  # type: ignore[union-attr]
    assert window.page.run_button.isVisible()
    box.run(box.lesson.teacher.runs.move(box.session_id, run.run_id, "close"))
    qtbot.waitUntil(lambda: not window.page.run_panel.steering.reveal_button.isHidden(), timeout=SEES_MS)


def test_when_the_box_is_gone_the_click_is_answered_in_words_and_can_be_tried_again(
    box: BoxBeside, window: QuizWindow, qtbot: QtBot
) -> None:
    push(window, choice_question())
    box.kill()
    qtbot.mouseClick(window.page.run_panel.steering.close_button, LEFT)
    qtbot.waitUntil(lambda: window.page.notice.tone == "bad", timeout=SEES_MS)
    assert window.page.notice.text
    assert window.page.notice.action_button.isVisible()
    assert window.page.run_panel.steering.isEnabled()


def test_hidden_results_are_shown_nowhere(tmp_path: Path, qtbot: QtBot, tasks: Tasks, light: None) -> None:
    told = tally({"r-q1-1": 3, "r-q1-0": 1}, correct=3)
    lesson = lesson_with(person("a", "이서연"), runs=(run_of().model_copy(update={"tallies": [told]}),))
    parts = quiz_parts(tmp_path, tasks, lesson=lesson)
    page = QuizzesPage(parts)
    qtbot.addWidget(page)
    page.show_run()
    panel = page.run_panel
    assert bars(page) == [("핵", 1), ("엽록체", 3), ("세포벽", 0)]
    panel.hide_switch.setChecked(True)
    assert bars(page) == [("핵", None), ("엽록체", None), ("세포벽", None)]
    assert panel.head.figures.text() == "4 of 1 have answered"
    assert not panel.tabs.isTabEnabled(RESULTS)
    assert panel.tabs.currentIndex() == BARS
    assert parts.memory.settings.hides_results
    page.close_page()


def test_the_countdown_follows_the_clock_of_the_box(qtbot: QtBot) -> None:
    now = [0]
    clock = BoxClock(lambda: now[0])
    clock.heard(SERVER_MS)
    countdown = QuizCountdown(clock)
    qtbot.addWidget(countdown)
    countdown.show_run(run_of(closes_ms=SERVER_MS + 95_000))
    assert countdown.text == "1:35"
    now[0] += 90_000
    qtbot.waitUntil(lambda: countdown.text == "0:05")
    now[0] += 60_000
    qtbot.waitUntil(lambda: countdown.text == "0:00")
    countdown.show_run(run_of(state="closed", closes_ms=SERVER_MS + 95_000))
    assert countdown.isHidden()


def test_a_run_of_several_questions_is_leafed_through(tmp_path: Path, qtbot: QtBot, tasks: Tasks, light: None) -> None:
    slide = QuestionInBank(id="s", kind="slide", text="보세요")
    lesson = lesson_with(runs=(run_of(choice("q1", "하나"), slide, choice("q2", "둘")),))
    page = QuizzesPage(quiz_parts(tmp_path, tasks, lesson=lesson))
    qtbot.addWidget(page)
    head = page.run_panel.head
    assert (head.text.label.text(), head.place.text()) == ("하나", "Question 1 of 2")
    assert not head.previous.isEnabled()
    qtbot.mouseClick(head.next, LEFT)
    assert (head.text.label.text(), head.place.text(), head.next.isEnabled()) == ("둘", "Question 2 of 2", False)
    lesson.apply(grown(tally({"r-q2-1": 2}, "q2")))
    qtbot.waitUntil(lambda: bars(page)[1] == ("엽록체", 2))
    page.close_page()


@pytest.mark.parametrize("text", EVERYTHING)
def test_hostile_texts_are_shown_as_they_are(
    text: str, tmp_path: Path, qtbot: QtBot, tasks: Tasks, light: None
) -> None:
    options = [OptionInBank(id="q1-0", text=text, is_correct=True), OptionInBank(id="q1-1", text="other")]
    question = QuestionInBank(id="q1", kind="single_choice", text=text, options=options)
    lesson = lesson_with(person("a", text), runs=(run_of(question), run_of(question, run_id="run-2")))
    page = QuizzesPage(quiz_parts(tmp_path, tasks, lesson=lesson))
    qtbot.addWidget(page)
    page.resize(1200, 700)
    page.show()
    page.show_run()
    label = page.run_panel.head.text.label
    assert (label.text(), label.textFormat()) == (text, Qt.TextFormat.PlainText)
    assert bars(page)[0][0] == text
    assert list(states(page)) == [text]
    page.grab()
    page.close_page()


def test_a_change_of_language_is_seen_at_once(
    tmp_path: Path, qtbot: QtBot, qapp: QApplication, tasks: Tasks, languages: Languages, light: None
) -> None:
    lesson = lesson_with(person("a", "이서연"), runs=(run_of(closes_ms=SERVER_MS + 30_000),))
    page = QuizzesPage(quiz_parts(tmp_path, tasks, lesson=lesson))
    qtbot.addWidget(page)
    page.show_run()
    assert page.run_panel.head.badge.text() == "Open"
    languages.install(qapp, "ko")
    qtbot.waitUntil(lambda: page.title == "퀴즈")
    assert page.run_panel.head.badge.text() == "진행 중"
    assert page.run_panel.tabs.tabText(MISSING) == "답하지 않은 학생"
    languages.install(qapp, "en")
    qtbot.waitUntil(lambda: page.title == "Quizzes")
    page.close_page()


def test_four_hundred_and_fifty_answers_at_ten_times_the_rate_cost_few_repaints(
    tmp_path: Path, qtbot: QtBot, tasks: Tasks, light: None
) -> None:
    people = [person(f"p{number}", f"학생 {number}") for number in range(450)]
    lesson = lesson_with(*people, runs=(run_of(),))
    page = QuizzesPage(quiz_parts(tmp_path, tasks, lesson=lesson))
    qtbot.addWidget(page)
    page.resize(1400, 900)
    with qtbot.waitExposed(page):
        page.show()
    page.show_run()
    updates: list[int] = []
    page.run_panel.bars.model().dataChanged.connect(lambda *_: updates.append(1))
    for number in range(450):
        lesson.apply(grown(tally({"r-q1-1": number + 1}), f"p{number}"))
    qtbot.waitUntil(lambda: bars(page)[1] == ("엽록체", 450))
    assert len(updates) == 1
    assert lesson.runs.answered(RUN_ID, "q1") == {each.participant_id for each in people}
    page.close_page()
