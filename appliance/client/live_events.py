"""The live socket from the client's side: follows a session, resumes by number, and awaits each command's answer."""

import asyncio
import random
import secrets
import ssl
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing, suppress
from dataclasses import dataclass

from pydantic import BaseModel, TypeAdapter, ValidationError
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from appliance.client.certificates import pinned_context
from appliance.client.problems import BoxIdentityChangedError, BoxRefusedError, BoxUnreachableError
from appliance.contract.live import (
    Ack,
    AnyEvent,
    CloseCode,
    Command,
    Event,
    Hello,
    Refused,
    Renew,
    Resumed,
    ResumePoint,
    ServerMessage,
    Snapshot,
)

FIRST_PAUSE_SECONDS = 0.25
LONGEST_PAUSE_SECONDS = 5.0
ANSWER_TIMEOUT_SECONDS = 10.0
PING_SECONDS = 5.0
"""A network that goes away says nothing: only a missing answer tells."""
CLOSED_BY_CALLER = 1000
FRAME_MAX_BYTES = 8 * 1024 * 1024
"""A teacher's snapshot of 450 students with their answers."""
TOKEN_EXPIRED = "token_expired"  # noqa: S105 - a code of the box
FINAL_CLOSES = frozenset({CloseCode.NOT_ALLOWED, CloseCode.NOT_FOUND, CloseCode.REMOVED, CloseCode.ENDED})

_MESSAGES: TypeAdapter[Ack | Refused | Snapshot | Resumed | AnyEvent] = TypeAdapter(ServerMessage)


class CommandRefusedError(Exception):
    """The box did not do a command; `code` is stable, the message is for people."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.detail)
        self.code = refused.code


class LiveEndedError(Exception):
    """The session cannot be followed any more; `code` is the socket's close code."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason or f"The box closed the live socket ({code}).")
        self.code = code


@dataclass(frozen=True, slots=True)
class LiveIdentity:
    """As whom the session is followed."""

    token: Callable[[], Awaitable[str | None]]
    renew: Callable[[], Awaitable[bool]]
    """Gets a new token; False when one has to sign in anew."""
    is_local_teacher: bool = False


class LiveEvents:
    """One session's live socket; commands are sent beside the loop over `messages()`, which hears their answers."""

    def __init__(
        self, origin: str, session_id: str, identity: LiveIdentity, *, certificate_pem: str | None = None
    ) -> None:
        """With `certificate_pem`, only who shows that certificate is followed."""
        self._origin = origin
        self._url = f"ws{origin.removeprefix('http')}/ws/session/{session_id}"
        self._tls = _tls_for(origin, certificate_pem)
        self._identity = identity
        self._socket: ClientConnection | None = None
        self._resume: ResumePoint | None = None
        self._waiting: dict[str, asyncio.Future[Ack]] = {}
        self._attempt = 0
        self._is_heard = asyncio.Event()
        self._has_left = asyncio.Event()
        self._end: LiveEndedError | BoxIdentityChangedError | None = None
        self.on_connected_change: Callable[[], None] = lambda: None
        """Called when `is_connected` has changed."""

    @property
    def is_connected(self) -> bool:
        """Whether the box is being heard now."""
        return self._socket is not None

    async def messages(self) -> AsyncGenerator[Snapshot | Resumed | AnyEvent, None]:
        """Everything the box tells, over all reconnections, until `close()`.

        Raises LiveEndedError when it is over, and BoxIdentityChangedError when somebody else answers in its place.
        """
        while not self._has_left.is_set():
            try:
                async with aclosing(self._one_connection()) as heard:
                    async for message in heard:
                        yield message
            except ssl.SSLCertVerificationError as other:
                raise self._is_over(BoxIdentityChangedError(self._origin)) from other
            except BoxIdentityChangedError as other:
                raise self._is_over(other) from None
            except (OSError, InvalidHandshake, TimeoutError, BoxUnreachableError, BoxRefusedError):
                pass  # the box is away: try again
            except ConnectionClosed as closed:
                await self._take_close(closed)
            await self._pause()

    async def send(self, command: Command) -> Ack:
        """Send a command once; raises CommandRefusedError, and ConnectionError when no answer comes.

        A command whose answer was lost may be sent again: its `ref` makes it the same one.
        """
        socket = self._socket
        if socket is None:
            raise ConnectionError("The box is not being heard now.")
        answer: asyncio.Future[Ack] = asyncio.get_running_loop().create_future()
        self._waiting[command.ref] = answer
        try:
            await socket.send(command.model_dump_json(exclude_unset=True))
            async with asyncio.timeout(ANSWER_TIMEOUT_SECONDS):
                return await answer
        except (ConnectionClosed, TimeoutError) as lost:
            if isinstance(lost, ConnectionClosed) and self._socket is socket:
                self._lose_socket()
            raise ConnectionError("The box went away before it answered.") from lost
        finally:
            self._waiting.pop(command.ref, None)

    async def deliver(self, command: Command) -> Ack:
        """Send a command until it is answered, over reconnections.

        Raises CommandRefusedError, and what has ended `messages()`.
        """
        while True:
            await self._is_heard.wait()
            if self._end is not None:
                raise self._end
            try:
                return await self.send(command)
            except ConnectionError:
                continue
            except CommandRefusedError as refused:
                if refused.code != TOKEN_EXPIRED or not await self._identity.renew():
                    raise
            with suppress(ConnectionError):
                await self.renew()

    async def renew(self) -> None:
        """Show the box a new token before the old one ends."""
        token = await self._identity.token()
        if token is not None:
            await self.send(Renew(ref=new_ref(), type="renew", token=token))

    async def close(self) -> None:
        """Leave; `messages()` ends, and so does whoever waits in `deliver()`."""
        self._has_left.set()
        self._is_over(LiveEndedError(CLOSED_BY_CALLER, "The session is not followed any more."))
        if self._socket is not None:
            await self._socket.close()

    async def _one_connection(self) -> AsyncGenerator[Snapshot | Resumed | AnyEvent, None]:
        async with connect(
            self._url,
            ssl=self._tls,
            max_size=FRAME_MAX_BYTES,
            compression=None,
            proxy=None,
            ping_interval=PING_SECONDS,
            ping_timeout=2 * PING_SECONDS,
        ) as socket:
            await socket.send(await self._hello())
            try:
                async for text in socket:
                    message = _read(text)
                    if isinstance(message, Snapshot | Resumed):
                        self._hold_socket(socket)
                    for_caller = self._take(message)
                    if for_caller is not None:
                        yield for_caller
                await socket.wait_closed()
                raise socket.protocol.close_exc
            finally:
                self._lose_socket()
                self._fail_waiting()

    async def _hello(self) -> str:
        token = await self._identity.token()
        hello = Hello(type="hello", token=token, resume=self._resume, is_teacher=self._identity.is_local_teacher)
        return hello.model_dump_json(exclude_none=True)

    def _take(self, message: BaseModel | None) -> Snapshot | Resumed | AnyEvent | None:
        match message:
            case Ack():
                self._answer(message.ref, lambda waiting: waiting.set_result(message))
                return None
            case Refused():
                self._answer(message.ref, lambda waiting: waiting.set_exception(CommandRefusedError(message)))
                return None
            case Snapshot() | Resumed():
                self._resume = ResumePoint(epoch=message.epoch, number=message.number)
                return message
            case Event():
                if self._resume is not None:
                    self._resume = self._resume.model_copy(update={"number": message.number})
                return message  # type: ignore[return-value]  # every Event of the union is an AnyEvent
            case _:
                return None

    def _answer(self, ref: str, give: Callable[[asyncio.Future[Ack]], None]) -> None:
        waiting = self._waiting.get(ref)
        if waiting is not None and not waiting.done():
            give(waiting)

    def _hold_socket(self, socket: ClientConnection) -> None:
        was_connected, self._socket, self._attempt = self.is_connected, socket, 0
        self._is_heard.set()
        if not was_connected:
            self.on_connected_change()

    def _lose_socket(self) -> None:
        was_connected, self._socket = self.is_connected, None
        if self._end is None:
            self._is_heard.clear()
        if was_connected:
            self.on_connected_change()

    def _fail_waiting(self) -> None:
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(ConnectionError("The box went away before it answered."))

    async def _take_close(self, closed: ConnectionClosed) -> None:
        code = closed.rcvd.code if closed.rcvd is not None else 0
        reason = closed.rcvd.reason if closed.rcvd is not None else ""
        if code in FINAL_CLOSES or (code == CloseCode.NOT_SIGNED_IN and await self._must_sign_in_anew()):
            raise self._is_over(LiveEndedError(code, reason))

    async def _must_sign_in_anew(self) -> bool:
        try:
            return not await self._identity.renew()
        except (BoxUnreachableError, BoxRefusedError):
            return False  # the box may renew it in a moment
        except BoxIdentityChangedError as changed:
            raise self._is_over(changed) from None

    def _is_over(self, end: LiveEndedError | BoxIdentityChangedError) -> LiveEndedError | BoxIdentityChangedError:
        self._end = self._end or end
        self._is_heard.set()
        return self._end

    async def _pause(self) -> None:
        whole = min(FIRST_PAUSE_SECONDS * float(2**self._attempt), LONGEST_PAUSE_SECONDS)
        self._attempt = min(self._attempt + 1, 10)
        seconds = whole * (0.5 + random.random() / 2)  # noqa: S311 - spreads reconnections, guards nothing
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._has_left.wait()


def new_ref() -> str:
    """A fresh mark for a command."""
    return secrets.token_urlsafe(12)


def _read(text: str | bytes) -> Ack | Refused | Snapshot | Resumed | AnyEvent | None:
    try:
        return _MESSAGES.validate_json(text)
    except ValidationError:
        return None  # a newer box tells more than this program knows


def _tls_for(origin: str, certificate_pem: str | None) -> ssl.SSLContext | bool | None:
    """What websockets wants to know: True trusts whom the system trusts; None is without TLS."""
    if not origin.startswith("https://"):
        if certificate_pem is not None:
            raise BoxIdentityChangedError(origin)
        return None
    return pinned_context(certificate_pem) if certificate_pem is not None else True
