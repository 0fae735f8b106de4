"""Patience with connections: whoever keeps the web server waiting, for a request or for room to write, is let go."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame

from appliance.api.problems import problem

if TYPE_CHECKING:
    from uvicorn._types import ASGISendEvent

HEAD_MAX_BYTES = 16 * 1024
"""Browsers send less than 2 KB; a head without end would otherwise be kept as it grows."""
MAX_PIPELINED_REQUESTS = 8
"""Browsers do not pipeline; one segment of tiny requests would otherwise become thousands of waiting ones."""

DROPPED_AT_ONCE = 32
"""Between so many the event loop does everything else that is due: a crowd that came at once leaves at once."""


class Guest(Protocol):
    """A connection that may have to wait."""

    def drop(self) -> None:
        """Close without an answer."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long and how many connections may keep the box waiting."""

    seconds: float = 10.0
    """A whole request, head and body, must come within this time, and so must room for the next piece of an answer."""
    max_waiting: int = 2048
    """Beyond it the connection that has waited longest makes room (slowloris): a class opens a few hundred at once."""


class WaitingRoom:
    """The connections that the box waits for, oldest first; bounded in number and in time."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._waiting: OrderedDict[Guest, float] = OrderedDict()

    def __len__(self) -> int:
        return len(self._waiting)

    def enter(self, guest: Guest, now: float) -> None:
        """Begin to wait for the guest; one that is waited for already gains no time."""
        self._waiting.setdefault(guest, now)
        if len(self._waiting) > self._patience.max_waiting:
            oldest, _ = self._waiting.popitem(last=False)
            oldest.drop()

    def leave(self, guest: Guest) -> None:
        """The guest has done its part, or is gone."""
        self._waiting.pop(guest, None)

    def expire(self, now: float) -> bool:
        """Drop those that have been waited for too long, some at a time; whether there may be more."""
        for _ in range(DROPPED_AT_ONCE):
            oldest, since = next(iter(self._waiting.items()), (None, now))
            if oldest is None or now - since < self._patience.seconds:
                return False
            del self._waiting[oldest]
            oldest.drop()
        return True


class GuardedHttpProtocol(HttpToolsProtocol):
    """uvicorn's HTTP connection with a bound on every time and size that the other side decides."""

    waiting_room: WaitingRoom
    _head_bytes = 0
    _is_in_head = True
    _is_request_whole = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # uvicorn narrows it alike
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._wait_or_serve()

    def data_received(self, data: bytes) -> None:
        """Take what came, unless it is a head without end."""
        if self._is_in_head:
            if self._head_bytes > HEAD_MAX_BYTES:
                self.drop()
                return
            self._head_bytes += len(data)
        super().data_received(data)

    def on_message_begin(self) -> None:
        """A request begins: from here on it has its own time to become whole."""
        if len(self.pipeline) >= MAX_PIPELINED_REQUESTS:
            raise ValueError("too many requests at once")
        self._is_request_whole = False
        self.waiting_room.leave(self)
        self._wait_or_serve()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The head is here."""
        self._is_in_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The whole request is here: the answer is the box's part."""
        self._is_request_whole = self._is_in_head = True
        self._head_bytes = 0
        super().on_message_complete()
        self._wait_or_serve()

    def on_response_complete(self) -> None:
        """The answer is out: wait for the next request."""
        super().on_response_complete()
        self._wait_or_serve()

    def pause_writing(self) -> None:
        """The other side does not read: wait until it does."""
        super().pause_writing()
        self._wait_or_serve()

    def resume_writing(self) -> None:
        """The other side reads again."""
        super().resume_writing()
        self._wait_or_serve()

    def handle_websocket_upgrade(self) -> None:
        """The connection becomes a live socket, which is guarded by itself."""
        self.waiting_room.leave(self)
        super().handle_websocket_upgrade()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        super().connection_lost(exc)
        self.waiting_room.leave(self)

    def send_400_response(self, msg: str) -> None:
        """Say as a problem, like every other answer, that this was not HTTP."""
        answer = problem(400, "bad_request", "This is not a request that the box understands.")
        headers = b"".join(b"%s: %s\r\n" % header for header in answer.raw_headers)
        self.transport.write(b"HTTP/1.1 400 Bad Request\r\n" + headers + b"connection: close\r\n\r\n" + answer.body)
        self.transport.close()

    def drop(self) -> None:
        """Close without an answer."""
        self.transport.abort()

    def _wait_or_serve(self) -> None:
        is_serving = self.cycle is not None and not self.cycle.response_complete
        if is_serving and self._is_request_whole and not self.flow.write_paused:
            self.waiting_room.leave(self)
        else:
            self.waiting_room.enter(self, self.loop.time())


class GuardedWebSocketProtocol(WebSocketsSansIOProtocol):
    """uvicorn's live socket, which gives up on pages that neither read nor leave."""

    waiting_room: WaitingRoom

    def pause_writing(self) -> None:
        """The page does not read: wait until it does."""
        super().pause_writing()
        self.waiting_room.enter(self, self.loop.time())

    def resume_writing(self) -> None:
        """The page reads again."""
        super().resume_writing()
        if not self.close_sent:
            self.waiting_room.leave(self)

    async def send(self, message: "ASGISendEvent") -> None:
        """Send to the page; once told to leave, it has its time to do so."""
        await super().send(message)
        if self.close_sent and not self.disconnected:
            self.waiting_room.enter(self, self.loop.time())

    def handle_close(self, event: Frame) -> None:
        """The page leaves: what it has not read yet may keep it only so long."""
        super().handle_close(event)
        if not self.disconnected:
            self.waiting_room.enter(self, self.loop.time())

    def keepalive_timeout(self) -> None:
        """The page answers no ping: it has gone."""
        super().keepalive_timeout()
        self.drop()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        super().connection_lost(exc)
        self.waiting_room.leave(self)

    def drop(self) -> None:
        """Close without a goodbye."""
        self.transport.abort()
