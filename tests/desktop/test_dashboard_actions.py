"""What the dashboard asks of a real box: the course before the app followed, and who had answered already."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from appliance.contract.live import RunChanged
from appliance.contract.quiz import RunCreate
from desktop.actions.dashboard import DashboardActions
from desktop.actions.desk import NoBoxError
from desktop.state.lesson import Lesson
from desktop.state.seats import OpenQuestions
from tests.support.followed_lesson import FollowedLesson, followed_lesson
from tests.support.lesson_client import RIGHT, answer_to, choice_question


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[FollowedLesson]:
    async with followed_lesson(tmp_path) as room:
        yield room


async def test_the_course_before_the_app_came_is_put_in_front(room: FollowedLesson) -> None:
    view = await room.open()
    await room.student("가은")
    await room.teacher.sessions.start(view.session_id)
    await room.sees(lambda: room.lesson.engagement.latest is not None)
    heard = list(room.lesson.engagement.course)
    await DashboardActions(room.desk, room.lesson).fetch_earlier()
    told = await room.teacher.dashboard.session(view.session_id)
    course = room.lesson.engagement.course
    assert course[-len(heard) :] == heard
    assert [point.at_ms for point in course] == sorted({point.at_ms for point in course})
    before = [row.at_ms for row in told.timeline if row.at_ms < heard[0].at_ms]
    assert [point.at_ms for point in course[: -len(heard)]] == before


async def test_who_answered_before_the_app_came_is_learnt(room: FollowedLesson) -> None:
    view = await room.open()
    student = await room.student("가은")
    await room.student("나은")
    await room.teacher.sessions.start(view.session_id)
    run = await room.teacher.runs.create(view.session_id, RunCreate(questions=[choice_question()]))
    pushed = (await student.follower.hears(RunChanged, lambda told: told.run.run_id == run.run_id)).run
    await student.follower.live.send(answer_to(pushed, RIGHT))
    question_id = run.public_questions[0].question_id
    await room.sees(lambda: bool(room.lesson.runs.answered(run.run_id, question_id)))
    # An app that is started now hears of the run, and of no answer that was given before.
    late = Lesson()
    late.open(view.session_id, view)
    late.runs.take_run(run)
    assert OpenQuestions.of(late).answered == {question_id: frozenset()}
    await DashboardActions(room.desk, late).fetch_answered()
    assert OpenQuestions.of(late).answered == {question_id: frozenset({student.id})}


async def test_without_a_lesson_on_the_desk_nothing_is_asked(room: FollowedLesson) -> None:
    actions = DashboardActions(room.desk, room.lesson)
    for ask in (actions.fetch_earlier, actions.fetch_answered):
        with pytest.raises(NoBoxError):
            await ask()
    assert room.lesson.engagement.course == []
