"""Past lessons as a real box tells them: the list page by page, a summary, trends, files, and a lesson reopened."""

import csv
import io
from collections.abc import AsyncIterator
from pathlib import Path

import openpyxl
import pytest

from appliance.client.dashboard import Period
from appliance.client.problems import BoxRefusedError
from appliance.contract.live import RunChanged
from appliance.contract.quiz import RunCreate
from appliance.contract.session import SessionCreate, SessionState, SessionView, TeacherSessionList
from desktop.actions.desk import Desk, NoBoxError
from desktop.actions.records import RecordsActions
from desktop.state.lesson_book import LessonBook
from desktop.state.records import Records
from tests.support.followed_lesson import FollowedLesson, followed_lesson
from tests.support.lesson_client import RIGHT, answer_to, choice_question
from tests.support.past_lessons import past_session
from tests.support.scripted_box import ScriptedBox

NOW_MS = 1_764_000_000_000
EVER = Period()
OWNER = ("box", "teacher")


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[FollowedLesson]:
    async with followed_lesson(tmp_path) as room:
        yield room


@pytest.fixture
def records() -> Records:
    return Records()


def actions_of(room: FollowedLesson, records: Records, page: int = 200) -> RecordsActions:
    return RecordsActions(room.desk, records, room.book, lambda: NOW_MS, page)


async def held_lesson(room: FollowedLesson) -> SessionView:
    """A lesson that has ended, with one student who answered one question right."""
    view = await room.open()
    student = await room.student("이서연")
    await room.teacher.sessions.start(view.session_id)
    run = await room.teacher.runs.create(view.session_id, RunCreate(questions=[choice_question()]))
    pushed = (await student.follower.hears(RunChanged, lambda told: told.run.run_id == run.run_id)).run
    await student.follower.live.send(answer_to(pushed, RIGHT))
    await room.sees(lambda: bool(room.lesson.runs.answered(run.run_id, run.public_questions[0].question_id)))
    async with room.ending():
        return await room.teacher.sessions.end(view.session_id)


async def test_a_lesson_that_was_held_is_told_with_its_student_its_question_and_its_trend(
    room: FollowedLesson, records: Records
) -> None:
    view = await held_lesson(room)
    actions = actions_of(room, records)
    await actions.load_sessions()
    assert records.sessions is not None
    assert ([each.session_id for each in records.sessions.told], records.sessions.at_ms) == ([view.session_id], NOW_MS)

    await actions.load_lesson(view.session_id)
    lesson = records.lessons.get(view.session_id)
    assert lesson is not None
    assert [(row.name, row.answered, row.correct) for row in lesson.told.students] == [("이서연", 1, 1)]
    assert [row.text for row in lesson.told.quiz_results] == [choice_question().text]

    await actions.load_trend(EVER)
    trend = records.trends.get(EVER)
    assert trend is not None
    assert [row.session_id for row in trend.told.sessions] == [view.session_id]
    participant_id = trend.told.students[0].participant_id
    assert trend.told.students[0].curve is None
    await actions.load_curve(EVER, participant_id)
    curve = records.curves.get((EVER, participant_id))
    assert curve is not None
    assert curve.told.students[0].curve is not None

    await actions.load_questions(EVER)
    questions = records.questions.get(EVER)
    assert questions is not None
    assert [(row.text, row.answered) for row in questions.told.questions] == [(choice_question().text, 1)]


async def test_results_are_saved_in_the_language_that_is_asked_for(room: FollowedLesson, records: Records) -> None:
    view = await held_lesson(room)
    actions = actions_of(room, records)
    heads = {}
    for language in ("ko", "en"):
        text = (await actions.results_file(view.session_id, "csv", language)).decode("utf-8-sig")
        heads[language], row = list(csv.reader(io.StringIO(text)))[:2]
        assert RIGHT in row
    assert "이름" in heads["ko"]
    assert "name" in heads["en"]
    workbook = openpyxl.load_workbook(io.BytesIO(await actions.results_file(view.session_id, "xlsx", "ko")))
    assert len(workbook.sheetnames) >= 2
    workbook.close()


async def test_a_reopened_lesson_goes_on_and_every_list_knows(room: FollowedLesson, records: Records) -> None:
    view = await held_lesson(room)
    actions = actions_of(room, records)
    await actions.load_sessions()
    reopened = await actions.reopen(view.session_id)
    assert reopened.state is not SessionState.ENDED
    assert records.session(view.session_id) == reopened
    assert room.book.sessions == [reopened]
    with pytest.raises(BoxRefusedError) as refused:
        await actions.reopen(view.session_id)
    assert refused.value.code == "wrong_state"


async def test_every_page_of_the_list_is_read_newest_first(room: FollowedLesson, records: Records) -> None:
    made = [await room.teacher.sessions.create(SessionCreate(title=f"수업 {place}")) for place in range(5)]
    seen: list[int] = []
    records.changed.subscribe(lambda _: seen.append(len(records.sessions.told) if records.sessions else 0))
    await actions_of(room, records, page=2).load_sessions()
    assert records.sessions is not None
    assert [each.title for each in records.sessions.told] == [each.title for each in reversed(made)]
    assert seen == [2, 4, 5]


async def test_what_comes_after_another_teacher_signed_in_is_dropped() -> None:
    box, records, desk = ScriptedBox(), Records(), Desk()
    desk.use_client(box.client)
    actions = RecordsActions(desk, records, LessonBook())
    actions.belong_to(*OWNER)

    def answer(_: object) -> TeacherSessionList:
        actions.belong_to("box", "another")
        return TeacherSessionList(sessions=[past_session(0)], total=1)

    box.answers[("GET", "/sessions/mine")] = answer
    await actions.load_sessions()
    assert records.sessions is None
    await box.client.connection.close()


async def test_without_a_box_nothing_is_asked(records: Records) -> None:
    actions = RecordsActions(Desk(), records, LessonBook())
    for work in (actions.load_sessions(), actions.load_lesson("s"), actions.load_trend(EVER)):
        with pytest.raises(NoBoxError):
            await work
    assert records.sessions is None
