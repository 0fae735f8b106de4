"""The live socket on a real server and a real store: one class, its teachers and its students, and a clock for them."""

import asyncio
import json
import random
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from appliance.api.authorization import Authorization
from appliance.api.connection_guard import Patience
from appliance.api.http_server import HttpServer, open_http_sockets
from appliance.api.live_socket import LiveServices, SocketLimits, live_socket_router
from appliance.config import Endpoint
from appliance.contract.live import Picked
from appliance.contract.session import StageState, StageView
from appliance.domain.account import RefreshFamily, TeacherAccount
from appliance.domain.participant import Admission, Participant
from appliance.services.accounts import AccountParts, Accounts
from appliance.services.announcements import Announcements
from appliance.services.chat import Chat
from appliance.services.class_questions import ClassQuestions
from appliance.services.commands import Commands, CommandServices
from appliance.services.engagement import Engagement
from appliance.services.hands import Hands
from appliance.services.joining import Joining, JoinParts
from appliance.services.live import LiveClasses
from appliance.services.passwords import Passwords
from appliance.services.quiz_bank import QuizBank
from appliance.services.quiz_images import QuizImages
from appliance.services.quiz_runs import QuizRuns
from appliance.services.rights import Rights
from appliance.services.session import Session
from appliance.services.signals import Signals
from appliance.services.snapshots import LiveSources
from appliance.services.talk import Talk
from appliance.services.telling import Telling
from appliance.services.tokens import Tokens
from appliance.storage.file_system import DiskFiles, FileSystem, write_whole
from appliance.storage.ids import new_id
from tests.support.lesson_room import TEACHER, LessonRoom, lesson_room

ANSWER_SECONDS = 10.0
PATIENCE_SECONDS = 1.5
SECRET = bytes(range(32))
FAR_AHEAD_MS = 1 << 60


def make_talk(wall_ms: Callable[[], int], seed: int = 7) -> Talk:
    """Everything that a class says, with lots that come out alike each time."""
    telling = Telling()
    signals = Signals(wall_ms, new_id, telling)
    return Talk(
        chat=Chat(wall_ms, new_id),
        questions=ClassQuestions(wall_ms, new_id, telling),
        hands=Hands(wall_ms, signals, telling),
        signals=signals,
        announcements=Announcements(wall_ms, new_id, random.Random(seed)),
        telling=telling,
    )


class Page:
    """One page or app on the live socket."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.place: dict[str, Any] = {}
        self._refs = 0

    async def hear(self) -> dict[str, Any]:
        """The next message."""
        async with asyncio.timeout(ANSWER_SECONDS):
            message: dict[str, Any] = json.loads(await self.socket.recv())
        if message["type"] in ("snapshot", "resumed"):
            self.place = {"epoch": message["epoch"], "number": message["number"]}
        elif "number" in message:
            self.place["number"] = message["number"]
        return message

    async def hear_type(self, wanted: str) -> dict[str, Any]:
        """The next message of that type; what comes before it is passed over."""
        while (message := await self.hear())["type"] != wanted:
            pass
        return message

    async def send(self, type_: str, **values: object) -> str:
        """Send a command without waiting for its answer; gives its ref."""
        self._refs += 1
        ref = str(values.pop("ref", f"ref-{self._refs:04d}"))
        await self.socket.send(json.dumps({"type": type_, "ref": ref, **values}))
        return ref

    async def say(self, type_: str, **values: object) -> dict[str, Any]:
        """Send a command; gives its answer and passes over what comes before it."""
        ref = await self.send(type_, **values)
        while (message := await self.hear()).get("ref") != ref:
            pass
        return message

    async def heard_until_answer(self, type_: str, **values: object) -> list[dict[str, Any]]:
        """Send a command; gives everything that came before its answer."""
        ref = await self.send(type_, **values)
        heard = []
        while (message := await self.hear()).get("ref") != ref:
            heard.append(message)
        return heard

    async def closing(self) -> tuple[int | None, str | None]:
        """How the box closes the socket."""
        async with asyncio.timeout(ANSWER_SECONDS):
            with suppress(ConnectionClosed):
                while True:
                    await self.socket.recv()
        return self.socket.close_code, self.socket.close_reason


@dataclass(frozen=True, slots=True)
class LiveRoom:
    """One class with its live socket."""

    room: LessonRoom
    session: Session
    accounts: Accounts
    rights: Rights
    joining: Joining
    runs: QuizRuns
    talk: Talk
    live: LiveClasses
    port: int
    pages: AsyncExitStack

    @property
    def address(self) -> str:
        """Of the class's socket."""
        return f"ws://127.0.0.1:{self.port}/ws/session/{self.session.session_id}"

    def student(self, name: str, admission: Admission = Admission.ADMITTED) -> Participant:
        """A student who has joined."""
        return self.room.join(self.session, name, admission=admission)

    def token_of(self, student: Participant) -> str:
        """The student's access token."""
        return self.accounts.tokens.issue_access(
            "student", student.id, student.token_generation, session_id=self.session.session_id
        )[0]

    def teacher_token(self, teacher_id: str = TEACHER, name: str = "김민지") -> str:
        """A teacher's access token; the account is made when there is none."""
        catalogue, family_id = self.room.catalogue, f"family-{teacher_id}"
        if teacher_id not in catalogue.accounts:
            catalogue.accounts.put(TeacherAccount(teacher_id, teacher_id, teacher_id, name, "", 0))
            catalogue.refresh_families.put(RefreshFamily(family_id, teacher_id, "", FAR_AHEAD_MS))
        return self.accounts.tokens.issue_access("teacher", teacher_id, 0, family_id=family_id)[0]

    async def open_socket(self, **options: Any) -> Page:
        """A socket that has not said hello."""
        socket = await self.pages.enter_async_context(connect(self.address, proxy=None, **options))
        return Page(socket)

    async def follow(self, token: str | None, resume: dict[str, Any] | None = None, **options: Any) -> Page:
        """A socket that has said hello."""
        page = await self.open_socket(**options)
        with suppress(ConnectionClosed):  # the box may have said why it wants no hello
            await page.socket.send(json.dumps({"type": "hello", "token": token, "resume": resume}))
        return page

    async def sit_down(self, token: str | None) -> Page:
        """A socket that has heard its snapshot."""
        page = await self.follow(token)
        assert (await page.hear())["type"] == "snapshot"
        return page

    async def enter(self, name: str) -> tuple[Participant, Page]:
        """A student who has joined and follows."""
        student = self.student(name)
        return student, await self.sit_down(self.token_of(student))

    async def teacher(self) -> Page:
        """The class's teacher, following."""
        return await self.sit_down(self.teacher_token())

    def tell(self, events: int, name: str = "") -> None:
        """Let so many events happen at once, none of which replaces another."""
        for _ in range(events):
            self.session.events.publish(lambda number: Picked(number=number, participant_id="p", name=name))

    async def followed_by(self, count: int) -> None:
        """Wait until so many sockets follow."""
        async with asyncio.timeout(ANSWER_SECONDS):
            while self.session.events.followers != count:
                await asyncio.sleep(0.01)


@asynccontextmanager
async def live_room(
    folder: Path, *, files: FileSystem | None = None, limits: SocketLimits | None = None, practice: bool = False
) -> AsyncIterator[LiveRoom]:
    """The class until the block ends; its pages leave first."""
    async with AsyncExitStack() as stack:
        room = await stack.enter_async_context(lesson_room(folder, files=files))
        clock, sessions = room.clock, room.sessions
        tokens = Tokens(SECRET, "box-under-test", clock)
        accounts = Accounts(
            room.catalogue, AccountParts(Passwords(), tokens, clock.wall_ms, clock.monotonic_ns, new_id), "setup"
        )
        rights = Rights(accounts, sessions)
        joining = Joining(sessions, accounts, room.catalogue, JoinParts(clock.wall_ms, clock.monotonic_ns, new_id))
        images = QuizImages(folder / "images", DiskFiles(), write_whole)
        runs = QuizRuns(sessions, QuizBank(room.catalogue, images, clock, new_id), clock, new_id)
        figures, talk = Engagement(sessions, clock, new_id), make_talk(clock.wall_ms)
        stack.push_async_callback(talk.close)
        stage = StageView(cast_ids=[], state=StageState.EMPTY)
        sources = LiveSources(
            stage_view=lambda _: stage,
            casts=lambda _: [],
            network=lambda _: None,
            talk=talk,
            runs=runs,
            class_figures=figures.class_figures,
            own_figures=figures.own,
            wall_ms=clock.wall_ms,
        )
        live = LiveClasses(sessions, rights, sources)
        stack.push_async_callback(live.close)
        commands = Commands(CommandServices(sessions, joining, talk, runs))
        services = LiveServices(live, commands, Authorization(rights, sessions), limits or SocketLimits())
        app = FastAPI()
        app.include_router(live_socket_router(services))
        sockets = open_http_sockets(Endpoint("127.0.0.1", 0))
        server = HttpServer(app, Patience(seconds=PATIENCE_SECONDS))
        await server.start(sockets)
        stack.push_async_callback(server.close)
        session = await (sessions.open_practice("ABC234") if practice else room.open_class())
        pages = await stack.enter_async_context(AsyncExitStack())
        port = sockets[0].getsockname()[1]
        yield LiveRoom(room, session, accounts, rights, joining, runs, talk, live, port, pages)
