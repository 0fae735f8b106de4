"""The lesson on the desk, on a real box: what was held for an undo reaches the box before the lesson is left."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from appliance.contract.live import HandsChanged, RaiseHand
from desktop.actions.lesson import LessonActions
from desktop.actions.lesson_desk import LessonDesk
from desktop.actions.talk import TalkActions
from desktop.tasks import Tasks
from tests.support.followed_lesson import FollowedLesson, followed_lesson
from tests.support.lesson_client import Student
from tests.support.teacher_app import until

NAMES = ("이서연", "박지호", "Emma")


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[FollowedLesson]:
    async with followed_lesson(tmp_path) as room:
        yield room


@asynccontextmanager
async def lesson_desk(room: FollowedLesson, lowered: list[None] | None = None) -> AsyncIterator[LessonDesk]:
    """A desk whose tasks end with it; when the lesson is left it lowers all hands but the last one's, and notes it."""
    done = lowered if lowered is not None else []
    tasks = Tasks()
    desk = LessonDesk(tasks, room.follower, room.lesson)
    talk = TalkActions(room.desk)

    def lower() -> None:
        ids = [hand.participant_id for hand in room.lesson.talk.hands[:-1]]
        tasks.start(talk.lower_hands(ids, is_everybody=False), name="lower hands", on_done=done.append)

    desk.leaving.subscribe(lambda _: lower())
    try:
        yield desk
    finally:
        await tasks.close()


async def hands_up(room: FollowedLesson, desk: LessonDesk) -> list[Student]:
    """A lesson on the desk in which three hands are up."""
    view = await room.open()
    await room.tasks.close()
    desk.open(view.session_id)
    students = [await room.student(name) for name in NAMES]
    for student in students:
        await student.follower.live.send(RaiseHand(ref=f"hand-{student.id}", type="hand_raise"))
    await until(lambda: len(room.lesson.talk.hands) == len(NAMES), room.lesson.talk.hands_changed)
    return students


async def left_up(student: Student) -> None:
    """Wait until only the last hand is up."""
    await student.follower.hears(HandsChanged, lambda told: [hand.name for hand in told.hands] == [NAMES[-1]])


async def test_what_is_held_reaches_the_box_before_the_lesson_is_left(room: FollowedLesson) -> None:
    async with lesson_desk(room) as desk:
        students = await hands_up(room, desk)
        desk.leave()
        await left_up(students[0])
        await until(lambda: not room.lesson.is_open, desk.changed)
        assert desk.wanted == ""


async def test_what_is_held_reaches_the_box_before_another_lesson_is_opened(room: FollowedLesson) -> None:
    async with lesson_desk(room) as desk:
        students = await hands_up(room, desk)
        other = await LessonActions(room.desk, room.lesson, room.book).create_like(room.lesson.view)  # type: ignore[arg-type]
        desk.open(other.session_id)
        await left_up(students[0])
        await until(lambda: room.lesson.session_id == other.session_id, room.lesson.changed)


async def test_what_is_held_is_done_before_the_lesson_ends(room: FollowedLesson) -> None:
    lowered: list[None] = []
    async with lesson_desk(room, lowered) as desk:
        await hands_up(room, desk)
        ended = await LessonActions(room.desk, room.lesson, room.book, desk.carry_out).end(room.desk.session_id)
        assert (ended.state, lowered) == ("ended", [None])
