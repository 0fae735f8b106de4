"""A lesson on a real box as the Python client leads it: the teacher, students, and what each of them hears."""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from pydantic import BaseModel

from appliance.client.box_client import BoxClient
from appliance.client.connection import BoxConnection
from appliance.client.live_events import LiveEndedError, new_ref
from appliance.contract.account import Joined, JoinRequest, SetupRequest
from appliance.contract.live import Event, Respond, Resumed, RunChanged, Snapshot
from appliance.contract.quiz import AnswerBody, OptionInBank, PublicRun, QuestionInBank
from appliance.contract.session import SessionCreate, SessionView
from appliance.domain.lesson import CLASS_CODE_LENGTH
from appliance.lifecycle import TaskOwner

LOGIN = "minji"
PASSWORD = "correct horse battery"
HEAR_SECONDS = 15.0
RIGHT, WRONG, OTHER = "엽록체", "미토콘드리아", "핵"
OPTIONS = (WRONG, RIGHT, OTHER)

M = TypeVar("M", bound=BaseModel)


def choice_question(text: str = "광합성이 일어나는 곳은?") -> QuestionInBank:
    """One right option among three."""
    options = [OptionInBank(text=each, is_correct=each == RIGHT) for each in OPTIONS]
    return QuestionInBank(kind="single_choice", text=text, options=options, topic="광합성")


class Follower:
    """Follows a session and keeps everything that it hears."""

    def __init__(self, client: BoxClient, session_id: str) -> None:
        self.live = client.live(session_id)
        self.heard: list[Snapshot | Resumed | Event] = []
        self.end: LiveEndedError | None = None
        self._news = asyncio.Condition()
        self._tasks = TaskOwner("follower")
        self._listening: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._listening = self._tasks.start(self._follow(), name="listen")
        try:
            await self.hears(Snapshot)
        except BaseException:
            await self._tasks.close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.live.close()
        await self._tasks.finish()
        assert self._listening is not None
        if error is None:
            self._listening.result()

    @property
    def snapshot(self) -> Snapshot:
        """The latest one."""
        return next(each for each in reversed(self.heard) if isinstance(each, Snapshot))

    def of(self, kind: type[M]) -> list[M]:
        """What was heard of that kind, in order."""
        return [each for each in self.heard if isinstance(each, kind)]

    async def hears(
        self, kind: type[M], is_wanted: Callable[[M], bool] = lambda _: True, seconds: float = HEAR_SECONDS
    ) -> M:
        """The first message of that kind that is wanted, heard before or to come."""
        checked = 0
        async with asyncio.timeout(seconds), self._news:
            while True:
                for each in self.heard[checked:]:
                    if isinstance(each, kind) and is_wanted(each):
                        return each
                checked = len(self.heard)
                await self._news.wait()

    async def sees_run(self, run_id: str) -> PublicRun:
        """The run as a student is shown it: pushed, or in the snapshot of who comes back."""
        heard = await self.hears(BaseModel, lambda each: _run_in(each, run_id) is not None)
        run = _run_in(heard, run_id)
        assert run is not None
        return run

    async def ends(self, seconds: float = HEAR_SECONDS) -> LiveEndedError:
        """Wait until the box says that there is nothing more to follow."""
        async with asyncio.timeout(seconds), self._news:
            await self._news.wait_for(lambda: self.end is not None)
        assert self.end is not None
        return self.end

    async def _follow(self) -> None:
        try:
            async for message in self.live.messages():
                await self._note(message)
        except LiveEndedError as end:
            self.end = end
            await self._note(None)

    async def _note(self, message: Snapshot | Resumed | Event | None) -> None:
        async with self._news:
            if message is not None:
                self.heard.append(message)
            self._news.notify_all()


@dataclass(slots=True)
class Student:
    """One student with a device of their own."""

    client: BoxClient
    request: JoinRequest
    joined: Joined
    follower: Follower

    @property
    def id(self) -> str:
        """The participant's id."""
        return self.joined.participant_id

    async def join_again(self) -> Joined:
        """Come back with the device's secret."""
        self.joined = await self.client.accounts.join(self.request)
        return self.joined


@dataclass(slots=True)
class Lesson:
    """One lesson that goes on."""

    teacher: BoxClient
    session: SessionView
    follower: Follower
    """The teacher's live socket."""
    stack: AsyncExitStack

    async def student(self, name: str, origin: str | None = None) -> Student:
        """A student who has joined and follows, maybe by another way to the box."""
        client = BoxClient(BoxConnection(origin or self.teacher.connection.origin))
        await self.stack.enter_async_context(client)
        request = JoinRequest(class_code=self.session.class_code, name=name, device_secret=secrets.token_urlsafe(24))
        joined = await client.accounts.join(request)
        follower = await self.stack.enter_async_context(Follower(client, joined.session_id))
        return Student(client, request, joined, follower)


@asynccontextmanager
async def teacher_of(origin: str, data_dir: Path) -> AsyncIterator[BoxClient]:
    """The first teacher of a box, made with its setup code, or signed in when the account is there."""
    setup_code = json.loads((data_dir / "box.json").read_text(encoding="utf-8"))["setup_code"]
    async with BoxClient(BoxConnection(origin)) as client:
        if await client.accounts.needs_setup():
            wish = SetupRequest(setup_code=setup_code, login=LOGIN, name="김민지", password=PASSWORD)
            await client.accounts.set_up(wish)
        else:
            await client.accounts.log_in(LOGIN, PASSWORD)
        yield client


@asynccontextmanager
async def lesson(origin: str, data_dir: Path, title: str = "광합성") -> AsyncIterator[Lesson]:
    """A lesson that has started, with the teacher following; students are gone at the end."""
    async with AsyncExitStack() as stack:
        teacher = await stack.enter_async_context(teacher_of(origin, data_dir))
        session = await teacher.sessions.create(SessionCreate(title=title, topic="biology"))
        session = await teacher.sessions.start(session.session_id)
        assert len(session.class_code) == CLASS_CODE_LENGTH
        follower = await stack.enter_async_context(Follower(teacher, session.session_id))
        yield Lesson(teacher, session, follower, stack)


def answer_to(run: PublicRun, text: str, question: int = 0, ref: str | None = None) -> Respond:
    """The answer of a student who touches the option with this text."""
    asked = run.questions[question]
    chosen = next(option.id for option in asked.options if option.text == text)
    return Respond(
        ref=ref or new_ref(),
        type="quiz_respond",
        run_id=run.run_id,
        question_id=asked.question_id,
        answer=AnswerBody(option_ids=[chosen]),
        elapsed_ms=900,
    )


def _run_in(heard: BaseModel, run_id: str) -> PublicRun | None:
    match heard:
        case RunChanged(run=run) if run.run_id == run_id:
            return run
        case Snapshot(runs=runs):
            return next((run for run in runs if run.run_id == run_id), None)
        case _:
            return None
