"""A stand-in for the box that holds one class: it speaks the contract to the student page and does what a test says.

No rule of the real box is in here. Every message passes the contract's models in both directions, so that the page is
never developed against shapes that the box does not have.
"""

import asyncio
import secrets
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Annotated, Self

import uvicorn
from fastapi import FastAPI, Header, WebSocket, WebSocketDisconnect
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, TypeAdapter

from appliance.api.static_viewer import mount_viewer, viewer_folder
from appliance.contract.account import Joined, JoinRequest
from appliance.contract.engagement import OwnEngagement
from appliance.contract.live import (
    Ack,
    AnyCommand,
    CloseCode,
    Hello,
    Refused,
    Respond,
    Resumed,
    SessionFacts,
    Snapshot,
    You,
)
from appliance.contract.problems import Problem
from appliance.contract.quiz import OwnAnswer, PublicRun, Receipt, RespondRequest, RunResultForStudent
from appliance.contract.quiz_results import OwnData
from appliance.contract.session import SessionList, SessionState, SessionSummary, StageState, StageView
from appliance.contract.talk import (
    AnnouncementView,
    ChatMessageView,
    ClassQuestionView,
    HandView,
    TimerView,
)
from appliance.lifecycle import TaskOwner

SESSION_ID = "0190f3c1a2b37c4d8e9fa0b1c2d3e4f5"
CLASS_CODE = "K7MPQ2"
COMMANDS: TypeAdapter[AnyCommand] = TypeAdapter(AnyCommand)


@dataclass(slots=True)
class ClassFacts:
    """What the stand-in's snapshot says; a test changes it as it likes."""

    title: str = "광합성"
    state: SessionState = SessionState.LIVE
    stage: StageState = StageState.EMPTY
    chat_mode: str = "open"
    shows_engagement: bool = True
    admission: str = "admitted"
    token_seconds: int = 900
    is_muted: bool = False
    messages: list[ChatMessageView] = field(default_factory=list)
    questions: list[ClassQuestionView] = field(default_factory=list)
    hands: list[HandView] = field(default_factory=list)
    announcement: AnnouncementView | None = None
    timer: TimerView | None = None
    runs: list[PublicRun] = field(default_factory=list)
    results: list[RunResultForStudent] = field(default_factory=list)
    engagement: OwnEngagement | None = None


class StandInClass:
    """`async with StandInClass() as box:`; one class under CLASS_CODE."""

    def __init__(self) -> None:
        self.facts = ClassFacts()
        self.joins: list[JoinRequest] = []
        self.commands: list[AnyCommand] = []
        self.plain_answers: list[RespondRequest] = []
        self.answers: dict[tuple[str, str, str], RespondRequest | Respond] = {}
        """By participant, run and question: what is stored."""
        self.refuse_join: Problem | None = None
        self.refuse: Callable[[AnyCommand], tuple[str, str] | None] = lambda _: None
        """The code and the words with which a command is refused."""
        self.acknowledges = True
        self.takes_sockets = True
        self.number = 0
        self.epoch = secrets.token_hex(4)
        self._people: dict[str, tuple[str, str]] = {}
        self._ids: dict[str, str] = {}
        self._sockets: dict[WebSocket, str] = {}
        self._told: list[tuple[int, str]] = []
        self._changed = asyncio.Condition()
        self._tasks = TaskOwner("stand-in class")
        self._server: uvicorn.Server | None = None
        self._port = 0

    async def __aenter__(self) -> Self:
        sock = socket.socket()
        sock.bind(("127.0.0.1", 0))
        sock.listen(64)
        self._port = sock.getsockname()[1]
        config = uvicorn.Config(self._app(), lifespan="off", log_config=None, ws="websockets-sansio")
        self._server = uvicorn.Server(config)
        self._tasks.start(self._server.serve([sock]), name="serve")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        await self.drop_sockets()
        self._server.should_exit = True
        await self._tasks.finish()

    @property
    def url(self) -> str:
        """The page without a code."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def link(self) -> str:
        """The page with the class's code."""
        return f"{self.url}/?code={CLASS_CODE}"

    @property
    def now_ms(self) -> int:
        """The stand-in's clock: deliberately not the browser's."""
        return int(time.monotonic() * 1000) + 1_700_000_000_000

    @property
    def person_ids(self) -> list[str]:
        """Everybody who has joined, in order."""
        return list(self._ids.values())

    async def tell(self, make: Callable[[int], BaseModel]) -> None:
        """One numbered event to everybody who follows."""
        self.number += 1
        text = make(self.number).model_dump_json()
        self._told.append((self.number, text))
        for follower in list(self._sockets):
            with suppress(WebSocketDisconnect, RuntimeError):
                await follower.send_text(text)

    async def drop_sockets(self, code: int = CloseCode.TOO_SLOW) -> None:
        """Close every live socket."""
        for follower in list(self._sockets):
            with suppress(RuntimeError):
                await follower.close(code)

    def forget_tokens(self) -> None:
        """No token that was given out holds any more."""
        self._people.clear()

    async def until(self, holds: Callable[[], bool], seconds: float = 10.0) -> None:
        """Wait until something that the stand-in has heard makes `holds` true."""
        async with asyncio.timeout(seconds), self._changed:
            await self._changed.wait_for(holds)

    def said(self, kind: str) -> list[AnyCommand]:
        """The commands of one type, in order."""
        return [command for command in self.commands if command.type == kind]

    def _app(self) -> FastAPI:
        app = FastAPI(openapi_url=None)

        @app.get("/sessions")
        async def sessions(code: str | None = None) -> Response:
            if code is not None and code != CLASS_CODE:
                return _problem(404, "not_found", "No open class has this code.")
            summary = SessionSummary(session_id=SESSION_ID, title=self.facts.title, state=self.facts.state)
            return _json(SessionList(sessions=[summary]))

        @app.post("/auth/join")
        async def join(request: JoinRequest) -> Response:
            self.joins.append(request)
            await self._heard()
            if self.refuse_join is not None:
                return _problem(self.refuse_join.status, self.refuse_join.code, self.refuse_join.detail)
            if request.class_code != CLASS_CODE:
                return _problem(404, "not_found", "No open class has this code.")
            return _json(self._joined(request), 201)

        @app.post("/sessions/{session_id}/whep")
        async def whep(session_id: str) -> Response:
            return _problem(409, "never_live", f"Nothing has been on the stage of {session_id} yet.")

        @app.post("/quiz/respond")
        async def respond(request: RespondRequest, authorization: Annotated[str, Header()]) -> Response:
            self.plain_answers.append(request)
            person_id = self._person_of(authorization.removeprefix("Bearer "))
            self.answers[person_id, request.run_id, request.question_id] = request
            await self._heard()
            given = request.model_dump(include={"run_id", "question_id", "answer_id"})
            return _json(Receipt(**given, outcome="accepted", received_ms=self.now_ms))

        @app.get("/sessions/{session_id}/my-results")
        async def own_data(session_id: str, authorization: Annotated[str, Header()]) -> Response:
            return _json(self._own_data(session_id, self._person_of(authorization.removeprefix("Bearer "))))

        @app.websocket("/ws/session/{session_id}")
        async def live(follower: WebSocket, session_id: str) -> None:
            await follower.accept()
            if not self.takes_sockets or session_id != SESSION_ID:
                await follower.close(CloseCode.BOX_FULL)
                return
            with suppress(WebSocketDisconnect, RuntimeError):
                await self._follow(follower)
            self._sockets.pop(follower, None)

        mount_viewer(app, viewer_folder())
        return app

    def _joined(self, request: JoinRequest) -> Joined:
        person_id = self._ids.setdefault(request.device_secret, secrets.token_hex(8))
        token = secrets.token_urlsafe(12)
        self._people[token] = (person_id, request.name)
        return Joined.model_validate(
            {
                "session_id": SESSION_ID,
                "session_title": self.facts.title,
                "participant_id": person_id,
                "name": request.name,
                "admission": self.facts.admission,
                "access_token": token,
                "expires_in": self.facts.token_seconds,
            }
        )

    def _person_of(self, token: str) -> str:
        return self._people[token][0]

    async def _follow(self, follower: WebSocket) -> None:
        hello = Hello.model_validate_json(await follower.receive_text())
        person = self._people.get(hello.token or "")
        if person is None:
            await follower.close(CloseCode.NOT_SIGNED_IN)
            return
        you = self.you(*person)
        since = hello.resume
        if since is not None and since.epoch == self.epoch:
            resumed = Resumed(epoch=self.epoch, number=self.number, server_ms=self.now_ms, you=you)
            await follower.send_text(resumed.model_dump_json())
            for number, text in self._told:
                if number > since.number:
                    await follower.send_text(text)
        else:
            await follower.send_text(self._snapshot(you).model_dump_json())
        self._sockets[follower] = person[0]
        while True:
            command = COMMANDS.validate_json(await follower.receive_text())
            await self._obey(follower, person[0], command)

    async def _obey(self, follower: WebSocket, person_id: str, command: AnyCommand) -> None:
        self.commands.append(command)
        await self._heard()
        if not self.acknowledges:
            return
        refusal = self.refuse(command)
        if refusal is not None:
            await follower.send_text(Refused(ref=command.ref, code=refusal[0], detail=refusal[1]).model_dump_json())
            return
        if isinstance(command, Respond):
            self.answers[person_id, command.run_id, command.question_id] = command
            await self._heard()
        await follower.send_text(
            Ack(ref=command.ref, created_id=secrets.token_hex(4), server_ms=self.now_ms).model_dump_json()
        )

    async def _heard(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    def you(self, person_id: str, name: str) -> You:
        """What a follower is."""
        role = "waiting" if self.facts.admission == "waiting" else "student"
        return You.model_validate({"role": role, "person_id": person_id, "name": name, "is_muted": self.facts.is_muted})

    def session(self) -> SessionFacts:
        """The class's facts as they are now."""
        facts = self.facts
        return SessionFacts.model_validate(
            {
                "session_id": SESSION_ID,
                "title": facts.title,
                "topic": "biology",
                "state": facts.state,
                "chat_mode": facts.chat_mode,
                "shows_engagement": facts.shows_engagement,
                "is_locked": False,
                "participants": len(self._ids),
            }
        )

    def _snapshot(self, you: You) -> Snapshot:
        facts = self.facts
        return Snapshot(
            epoch=self.epoch,
            number=self.number,
            server_ms=self.now_ms,
            you=you,
            session=self.session(),
            stage=StageView(cast_ids=[], state=facts.stage),
            messages=facts.messages,
            questions=facts.questions,
            hands=facts.hands,
            announcement=facts.announcement,
            timer=facts.timer,
            runs=facts.runs,
            own_answers=self._own_answers(you.person_id),
            results=facts.results,
            own_engagement=facts.engagement,
        )

    def _own_answers(self, person_id: str) -> list[OwnAnswer]:
        return [
            OwnAnswer(run_id=run_id, question_id=question_id, answer=given.answer)
            for (owner, run_id, question_id), given in self.answers.items()
            if owner == person_id
        ]

    def _own_data(self, session_id: str, person_id: str) -> OwnData:
        return OwnData(
            session_id=session_id,
            title=self.facts.title,
            participant_id=person_id,
            name=next(name for each, name in self._people.values() if each == person_id),
            joined_ms=self.now_ms - 1_260_000,
            present_ms=1_200_000,
            answers=self._own_answers(person_id),
            results=self.facts.results,
            messages=[message for message in self.facts.messages if message.author_id == person_id],
            questions=[],
            hands=1,
            reactions=3,
            lost_taps=0,
            engagement=self.facts.engagement,
        )


def _json(model: BaseModel, status: int = 200) -> Response:
    return Response(model.model_dump_json(), status, media_type="application/json")


def _problem(status: int, code: str, detail: str) -> Response:
    body = Problem(title=code, status=status, detail=detail, code=code).model_dump()
    return JSONResponse(body, status, media_type="application/problem+json")


def chat_message(text: str, *, author: str = "teacher") -> ChatMessageView:
    """A message of the class."""
    view = {
        "message_id": f"m-{text}",
        "author": author,
        "author_id": "t1",
        "author_name": "Ms Kim",
        "text": text,
        "sent_ms": 1_764_000_000_000,
        "audience": "class",
    }
    return ChatMessageView.model_validate(view)
