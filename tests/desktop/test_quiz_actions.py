"""Runs pushed, steered, watched and read by the desktop's actions, against a real box with students who answer."""

import csv
import io
from collections.abc import AsyncIterator
from pathlib import Path

import openpyxl
import pytest

from appliance.client.connection import BoxRefusedError
from appliance.contract.live import RunChanged
from appliance.contract.quiz import QuizWrite, RunView
from desktop.actions.desk import Desk, NoBoxError
from desktop.actions.quiz import QuizActions
from desktop.state.lesson import Lesson
from desktop.state.quiz_settings import QuizSettings
from desktop.state.quiz_watch import Asked, QuizWatch, SeatState, seats_of
from tests.support.followed_lesson import FollowedLesson, followed_lesson
from tests.support.lesson_client import RIGHT, WRONG, Student, answer_to, choice_question
from tests.support.made_runs import lesson_with, run_of, tally

SETTINGS = QuizSettings(seconds=60)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[FollowedLesson]:
    async with followed_lesson(tmp_path) as room:
        await room.open()
        yield room


@pytest.fixture
def watch() -> QuizWatch:
    return QuizWatch()


@pytest.fixture
def actions(room: FollowedLesson, watch: QuizWatch) -> QuizActions:
    return QuizActions(room.desk, room.lesson, watch)


async def answers(student: Student, run: RunView, text: str) -> None:
    """The student touches the option with this text."""
    pushed = (await student.follower.hears(RunChanged, lambda told: told.run.run_id == run.run_id)).run
    await student.follower.live.send(answer_to(pushed, text))


async def test_a_pushed_question_goes_its_way_and_both_know_who_answered(
    room: FollowedLesson, actions: QuizActions, watch: QuizWatch
) -> None:
    first, second = await room.student("이서연"), await room.student("박준호")
    run = await actions.push_on_the_spot(choice_question(), SETTINGS)
    question_id = run.public_questions[0].question_id
    assert room.lesson.runs.current == room.lesson.runs.get(run.run_id)
    assert (run.state, run.seconds, run.title) == ("open", 60, choice_question().text)
    await answers(first, run, RIGHT)
    await room.sees(lambda: room.lesson.runs.answered(run.run_id, question_id) == {first.id})

    await actions.list_missing(run.run_id, question_id)
    asked = Asked(room.lesson.people.admitted(), room.lesson.runs.answered(run.run_id, question_id), None)
    seats = seats_of(watch.listed(run.run_id, question_id), asked)
    assert [(seat.seat_id, seat.state) for seat in seats] == [
        (second.id, SeatState.NOT_YET),
        (first.id, SeatState.ANSWERED),
    ]
    extended = await actions.extend(run.run_id, 30)
    assert extended.closes_ms == (run.closes_ms or 0) + 30_000
    assert (await actions.move(run.run_id, "close")).state == "closed"
    assert (await actions.reopen(run.run_id, 30)).state == "open"
    await answers(second, run, WRONG)
    await room.sees(lambda: len(room.lesson.runs.answered(run.run_id, question_id)) == 2)
    await actions.move(run.run_id, "close")
    revealed = await actions.move(run.run_id, "reveal")
    assert (revealed.state, revealed.tallies[0].answered, revealed.tallies[0].correct) == ("revealed", 2, 1)
    with pytest.raises(BoxRefusedError) as refused:
        await actions.reopen(run.run_id)
    assert refused.value.code == "wrong_state"
    again = await actions.ask_again(run.run_id)
    assert (again.again_of, again.state, room.lesson.runs.current) == (run.run_id, "open", again)


async def test_a_quiz_of_the_bank_is_pushed_whole_or_by_question(room: FollowedLesson, actions: QuizActions) -> None:
    questions = [choice_question("하나"), choice_question("둘")]
    quiz = await room.teacher.quizzes.create(QuizWrite(title="광합성 퀴즈", questions=questions))
    whole = await actions.push_quiz(quiz.quiz_id, QuizSettings(seconds=None, allows_change=True, scoring="points"))
    assert (whole.title, len(whole.questions), whole.seconds) == ("광합성 퀴즈", 2, None)
    assert (whole.allows_change, whole.scoring) == (True, "points")
    one = await actions.push_quiz(quiz.quiz_id, SETTINGS, [quiz.questions[1].id or ""])
    assert [question.text for question in one.questions] == ["둘"]


async def test_results_are_read_and_exported_in_the_language_that_is_asked_for(
    room: FollowedLesson, actions: QuizActions, watch: QuizWatch
) -> None:
    student = await room.student("=1+1")
    run = await actions.push_on_the_spot(choice_question(), SETTINGS)
    await answers(student, run, RIGHT)
    await room.sees(lambda: bool(room.lesson.runs.answered(run.run_id, run.public_questions[0].question_id)))
    results = await actions.read_results(run.run_id)
    assert watch.results is results
    assert [(row.answer_text, row.is_correct) for row in results.responses] == [(RIGHT, True)]
    heads = {}
    for language in ("ko", "en"):
        table = (await actions.results_file("csv", language)).decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(table)))
        assert RIGHT in rows[1]
        heads[language] = rows[0]
    assert "이름" in heads["ko"]
    assert "name" in heads["en"]
    workbook = openpyxl.load_workbook(io.BytesIO(await actions.results_file("xlsx", "ko")), read_only=True)
    assert len(workbook.sheetnames) >= 2
    workbook.close()


async def test_a_colleagues_run_appears_without_being_asked_for(room: FollowedLesson, actions: QuizActions) -> None:
    other = QuizActions(room.desk, Lesson(), QuizWatch())
    run = await other.push_on_the_spot(choice_question(), SETTINGS)
    await room.sees(lambda: room.lesson.runs.get(run.run_id) is not None)
    await other.move(run.run_id, "close")
    await room.sees(lambda: room.lesson.runs.get(run.run_id).state == "closed")  # type: ignore[union-attr]
    assert room.lesson.runs.current is not None


async def test_without_a_lesson_nothing_is_pushed() -> None:
    with pytest.raises(NoBoxError):
        await QuizActions(Desk(), Lesson(), QuizWatch()).push_on_the_spot(choice_question(), SETTINGS)


def test_an_older_reply_does_not_take_answers_back() -> None:
    lesson = lesson_with(runs=(run_of().model_copy(update={"tallies": [tally({"r-q1-1": 3})]}),))
    actions = QuizActions(Desk(), lesson, QuizWatch())
    kept = actions.keep(run_of(state="closed").model_copy(update={"tallies": [tally({"r-q1-1": 2})]}))
    assert (kept.state, kept.tallies[0].answered) == ("closed", 3)
    assert lesson.runs.get(kept.run_id) == kept
