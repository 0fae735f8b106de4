"""A lesson on a real box as the desktop app follows it: the state that events fill, and the desk for actions."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from appliance.client.box_client import BoxClient
from appliance.client.live_events import LiveEndedError
from appliance.contract.session import SessionCreate, SessionView
from appliance.lifecycle import TaskOwner
from desktop.actions.desk import Desk
from desktop.actions.following import Follower
from desktop.state.lesson import Lesson
from desktop.state.lesson_book import LessonBook
from tests.support.appliance_process import ApplianceProcess
from tests.support.lesson_client import Follower as Ear
from tests.support.lesson_client import Lesson as ClassWithStudents
from tests.support.lesson_client import Student, teacher_of

SEES_SECONDS = 15.0


@dataclass(slots=True)
class FollowedLesson:
    """What a test of actions holds."""

    box: ApplianceProcess
    teacher: BoxClient
    desk: Desk
    lesson: Lesson
    book: LessonBook
    follower: Follower
    tasks: TaskOwner
    stack: AsyncExitStack
    students: ClassWithStudents | None = None

    async def open(self, **wishes: bool | str | None) -> SessionView:
        """A session with its lobby open, on the desk and followed."""
        view = await self.teacher.sessions.create(SessionCreate.model_validate({"title": "광합성", **wishes}))
        await self.follow(view)
        return view

    async def follow(self, view: SessionView) -> None:
        """Put a session on the desk."""
        self.tasks.start(self.follower.follow(view.session_id), name="follow")
        await self.sees(lambda: self.lesson.session_id == view.session_id and self.lesson.is_heard)
        ear = await self.stack.enter_async_context(Ear(self.teacher, view.session_id))
        self.students = ClassWithStudents(self.teacher, view, ear, self.stack)

    async def student(self, name: str) -> Student:
        """Somebody who joins from a device."""
        assert self.students is not None
        student = await self.students.student(name)
        await self.sees(lambda: self.lesson.people.get(student.id) is not None)
        return student

    async def sees(self, is_so: Callable[[], bool]) -> None:
        """Wait until the state is like that."""
        news = asyncio.Event()
        ends = [
            self.follower.heard.subscribe(lambda _: news.set()),
            self.follower.ended.subscribe(lambda _: news.set()),
        ]
        try:
            async with asyncio.timeout(SEES_SECONDS):
                while not is_so():
                    news.clear()
                    await news.wait()
        finally:
            for leave in ends:
                leave()

    @asynccontextmanager
    async def ending(self) -> AsyncIterator[list[LiveEndedError]]:
        """The lesson ends within the block; gives why, once the block is left."""
        ends: list[LiveEndedError] = []
        leave = self.follower.ended.subscribe(ends.append)
        try:
            yield ends
            await self.sees(lambda: bool(ends))
        finally:
            leave()


@asynccontextmanager
async def followed_lesson(folder: Path) -> AsyncIterator[FollowedLesson]:
    """A box with its first teacher signed in, and an empty desk."""
    async with AsyncExitStack() as stack:
        box = await stack.enter_async_context(ApplianceProcess(folder, practice=False))
        teacher = await stack.enter_async_context(teacher_of(box.http_url, folder))
        desk, lesson, tasks = Desk(), Lesson(), TaskOwner("followed lesson")
        desk.use_client(teacher)
        stack.push_async_callback(tasks.close)
        yield FollowedLesson(box, teacher, desk, lesson, LessonBook(), Follower(desk, lesson), tasks, stack)
