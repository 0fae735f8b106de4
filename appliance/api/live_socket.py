"""The live socket: hello, a snapshot or what was missed, then numbered events one way and commands the other."""

import asyncio
import json
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass

from fastapi import APIRouter, Depends, WebSocket, WebSocketDisconnect
from pydantic import TypeAdapter, ValidationError

from appliance.api.authorization import Authorization, is_on_box
from appliance.api.origins import is_foreign
from appliance.api.problems import problem
from appliance.contract.live import Ack, AnyCommand, CloseCode, Command, Hello, Refused
from appliance.domain.lesson import LessonState
from appliance.domain.policy import Action
from appliance.errors import BadRequest, NotAllowed, NotFound
from appliance.lifecycle import until_first_ends
from appliance.services.callers import Caller
from appliance.services.command_desk import CommandDesk
from appliance.services.commands import Commands
from appliance.services.event_bus import Ending
from appliance.services.live import LiveClasses, Seat
from appliance.services.session import Session

STUDENT_FRAME_BYTES = 16 * 1024
TEACHER_FRAME_BYTES = 64 * 1024
"""The web server takes no longer ones from anybody."""
SENT_AT_ONCE = 4
"""Who comes back after minutes may have missed hundreds of events: between so many, others have their turn."""

LEFT = Ending(1000, "")
NOT_UNDERSTOOD = Ending(CloseCode.NOT_UNDERSTOOD, "The box does not understand this page.")
NO_HELLO = Ending(CloseCode.TOO_SLOW, "The page said no hello in time.")
ENDED = Ending(CloseCode.ENDED, "The session has ended.")
FULL = Ending(CloseCode.BOX_FULL, "Too many pages follow this box.")
TOO_LONG = Ending(1009, "This message is too long.")
_COMMANDS: TypeAdapter[Command] = TypeAdapter(AnyCommand)


@dataclass(frozen=True, slots=True)
class SocketLimits:
    """How many sockets the box keeps open, and how long one may take to say hello."""

    sockets: int = 2_000
    hello_seconds: float = 5.0
    greeting: int = 512
    """Those that have not said hello yet; beyond it the oldest one goes."""
    guests: int = 1_000
    """Those without a name, in the practice class: there is always room for a class."""


@dataclass(frozen=True, slots=True)
class LiveServices:
    """What the socket calls."""

    live: LiveClasses
    commands: Commands
    auth: Authorization
    limits: SocketLimits = SocketLimits()


class EndedError(Exception):
    """The conversation is over, for a reason that the page is told."""

    def __init__(self, ending: Ending) -> None:
        super().__init__(ending.reason)
        self.ending = ending


def live_socket_router(services: LiveServices) -> APIRouter:
    """WS /ws/session/{session_id}."""
    router = APIRouter()
    places = _Places(services.limits)
    desk = CommandDesk(services.live, services.commands)

    @router.websocket("/ws/session/{session_id}", dependencies=[Depends(services.auth.later(Action.FOLLOW))])
    async def live_socket(socket: WebSocket, session_id: str) -> None:
        """Follow a session until either side leaves."""
        if is_foreign(socket):
            detail = "Only the box's own page may follow a session."
            await socket.send_denial_response(problem(403, "not_allowed", detail))
            return
        # A browser tells its page the code of a close, never the status of a refused upgrade.
        await socket.accept()
        try:
            with places.place():
                await _Conversation(socket, services, places, desk).run(session_id)
        except EndedError as over:
            await _close(socket, over.ending)
        except WebSocketDisconnect:
            pass  # the page left, maybe while it was being told something

    return router


class _Places:
    """Counts the sockets that are open."""

    def __init__(self, limits: SocketLimits) -> None:
        self._limits = limits
        self._open = 0
        self._guests = 0
        self._greeting: OrderedDict[asyncio.Timeout, None] = OrderedDict()

    @contextmanager
    def place(self) -> Iterator[None]:
        """A place for one socket; raises EndedError when all are taken."""
        if self._open >= self._limits.sockets:
            raise EndedError(FULL)
        self._open += 1
        try:
            yield
        finally:
            self._open -= 1

    @contextmanager
    def guest(self, *, is_guest: bool) -> Iterator[None]:
        """One of the places for guests, if it is one; raises EndedError when all are taken."""
        if is_guest and self._guests >= self._limits.guests:
            raise EndedError(FULL)
        self._guests += is_guest
        try:
            yield
        finally:
            self._guests -= is_guest

    @asynccontextmanager
    async def hello(self) -> AsyncIterator[None]:
        """Time for one hello, less of it while too many others are at it; raises EndedError when it is over."""
        try:
            async with asyncio.timeout(self._limits.hello_seconds) as patience:
                self._greeting[patience] = None
                if len(self._greeting) > self._limits.greeting:
                    oldest, _ = self._greeting.popitem(last=False)
                    oldest.reschedule(asyncio.get_running_loop().time())
                try:
                    yield
                finally:
                    self._greeting.pop(patience, None)
        except TimeoutError:
            raise EndedError(NO_HELLO) from None


class _Conversation:
    """One socket from hello to the end."""

    def __init__(self, socket: WebSocket, services: LiveServices, places: _Places, desk: CommandDesk) -> None:
        self._socket = socket
        self._live = services.live
        self._rights = services.auth.rights
        self._sessions = services.auth.sessions
        self._places = places
        self._desk = desk

    async def run(self, session_id: str) -> None:
        """Talk until it ends; raises EndedError and WebSocketDisconnect."""
        self._session(session_id)
        async with self._places.hello():
            hello = _hello(await self._hear(STUDENT_FRAME_BYTES))
        session = self._session(session_id)  # it may have ended, or been reopened, while the page made up its mind
        caller = self._admitted(hello, session)
        with (
            self._places.guest(is_guest=not self._live.member(caller, session).person_id),
            self._live.seat(session, caller, hello.resume) as seat,
        ):
            await self._socket.send_text(self._live.greeting(seat).model_dump_json())
            await until_first_ends(self._listen(seat), self._tell(seat))

    def _session(self, session_id: str) -> Session:
        try:
            return self._sessions.get(session_id)
        except NotFound as error:
            raise EndedError(self._why_not_there(session_id, error)) from None

    def _why_not_there(self, session_id: str, error: NotFound) -> Ending:
        try:
            has_ended = self._sessions.lesson(session_id).state is LessonState.ENDED
        except NotFound:
            has_ended = False
        return ENDED if has_ended else Ending(CloseCode.NOT_FOUND, str(error))

    def _admitted(self, hello: Hello, session: Session) -> Caller:
        """Who says hello, if they may follow the session."""
        asks_as_box = hello.is_teacher and is_on_box(self._socket)
        caller = self._rights.read_token(hello.token, is_on_box=asks_as_box)
        try:
            self._rights.require(caller, Action.FOLLOW, session)
        except BadRequest as error:
            raise EndedError(Ending(CloseCode.NOT_SIGNED_IN, str(error))) from None
        except NotAllowed as error:
            is_removed = self._rights.is_removed(caller, session)
            raise EndedError(Ending(CloseCode.REMOVED if is_removed else CloseCode.NOT_ALLOWED, str(error))) from None
        return caller

    async def _tell(self, seat: Seat) -> None:
        """Send the events as they come."""
        sent = 0
        while (text := await seat.subscription.next()) is not None:
            await self._socket.send_text(text)
            sent += 1
            if sent % SENT_AT_ONCE == 0:
                await asyncio.sleep(0)
        raise EndedError(seat.subscription.ending or LEFT)

    async def _listen(self, seat: Seat) -> None:
        """Take the commands one after the other."""
        while True:
            limit = TEACHER_FRAME_BYTES if seat.member.is_teacher else STUDENT_FRAME_BYTES
            text = await self._hear(limit)
            try:
                command = _COMMANDS.validate_json(text)
            except ValidationError:
                answer: Ack | Refused = self._desk.refuse_unknown(seat, _ref(text))
            else:
                answer = await self._desk.take(seat, command)
            await self._socket.send_text(answer.model_dump_json())

    async def _hear(self, max_bytes: int) -> str:
        message = await self._socket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", 1005))
        text = message.get("text")
        if not isinstance(text, str):
            raise EndedError(NOT_UNDERSTOOD)
        if len(text) > max_bytes or len(text.encode()) > max_bytes:
            raise EndedError(TOO_LONG)
        return text


def _hello(text: str) -> Hello:
    try:
        return Hello.model_validate_json(text)
    except ValidationError:
        raise EndedError(NOT_UNDERSTOOD) from None


def _ref(text: str) -> str:
    """The `ref` of a message that is no known command; raises EndedError when it has none."""
    try:
        said = json.loads(text)
        return Command(ref=said["ref"]).ref
    except (ValueError, TypeError, KeyError, RecursionError):
        raise EndedError(NOT_UNDERSTOOD) from None


async def _close(socket: WebSocket, ending: Ending) -> None:
    with suppress(WebSocketDisconnect, RuntimeError):  # the page may have been quicker
        await socket.close(ending.code, ending.reason)
