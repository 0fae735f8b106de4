"""The embedded web server: uvicorn on sockets of our own, with deadlines that uvicorn does not have."""

import asyncio
import contextlib
import math
import socket
from collections.abc import Iterator
from typing import Any

import uvicorn
from fastapi import FastAPI

from appliance.api.connection_guard import GuardedHttpProtocol, GuardedWebSocketProtocol, Patience, WaitingRoom
from appliance.api.warm_up import warm_up
from appliance.config import Endpoint
from appliance.errors import ConfigurationError
from appliance.lifecycle import TaskOwner

WEBSOCKET_MAX_BYTES = 64 * 1024
"""A teacher's longest message; the live socket takes less from everybody else."""
BACKLOG = 1024
ACCEPTED_AT_ONCE = 16
"""Connections that are accepted in one turn of the event loop: more would hold up the picture."""
EXPIRY_INTERVAL_SECONDS = 0.5
STOP_DEADLINE_SECONDS = 1
"""How long requests that run may take to end when the box stops."""


class _Server(uvicorn.Server):
    """A server that leaves signals to the appliance and says when it is up."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_up = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """The appliance handles signals."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Note that the server accepts."""
        await super().startup(sockets)
        self.is_up.set()


class HttpServer:
    """Serves one application on one endpoint."""

    def __init__(self, app: FastAPI, patience: Patience | None = None) -> None:
        self._app = app
        self._patience = patience or Patience()
        self._waiting_room = WaitingRoom(self._patience)
        self._tasks = TaskOwner("http")
        self._server: _Server | None = None
        self._serving: asyncio.Task[None] | None = None

    async def start(self, sockets: list[socket.socket]) -> None:
        """Accept connections; returns once they are accepted."""
        await warm_up(self._app)
        self._server = server = _Server(self._config())
        self._serving = self._tasks.start(server.serve(sockets), name="serve")
        self._serving.add_done_callback(lambda _: server.is_up.set())
        self._tasks.start(self._expire_forever(), name="deadlines")
        await server.is_up.wait()
        for sock in sockets:
            sock.listen(BACKLOG)  # asyncio takes one number for what the kernel keeps and for what it accepts at once
        if self._serving.done():
            await self._serving
            raise RuntimeError("the web server ended while it started")

    async def close(self) -> None:
        """Stop accepting, end what runs, and return when it is over."""
        if self._server is not None and self._serving is not None:
            self._server.should_exit = True
            await asyncio.wait([self._serving], timeout=STOP_DEADLINE_SECONDS + 2)
        await self._tasks.close()

    def _config(self) -> uvicorn.Config:
        shared = {"waiting_room": self._waiting_room}
        http: Any = type("HttpProtocol", (GuardedHttpProtocol,), shared)
        live_socket: Any = type("WebSocketProtocol", (GuardedWebSocketProtocol,), shared)
        return uvicorn.Config(
            self._app,
            http=http,
            ws=live_socket,
            loop="asyncio",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            backlog=ACCEPTED_AT_ONCE,
            # The waiting room ends kept-alive connections: uvicorn's timer starts anew at any byte, even an empty line.
            timeout_keep_alive=math.ceil(self._patience.seconds),
            timeout_graceful_shutdown=STOP_DEADLINE_SECONDS,
            ws_max_size=WEBSOCKET_MAX_BYTES,
            ws_per_message_deflate=False,
        )

    async def _expire_forever(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            are_more = self._waiting_room.expire(loop.time())
            await asyncio.sleep(0 if are_more else EXPIRY_INTERVAL_SECONDS)


def open_http_sockets(endpoint: Endpoint) -> list[socket.socket]:
    """Listening sockets for the endpoint, IPv4 and IPv6 with one port number; raises ConfigurationError."""
    if endpoint.host:
        family = socket.AF_INET6 if ":" in endpoint.host else socket.AF_INET
        return [_listen(family, endpoint.host, endpoint.port)]
    first = _listen(socket.AF_INET, "0.0.0.0", endpoint.port)
    try:
        return [first, _listen(socket.AF_INET6, "::", first.getsockname()[1])]
    except ConfigurationError:
        return [first]


def _listen(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    try:
        sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    except OSError as error:
        raise ConfigurationError(f"The web address {host}:{port} cannot be opened: {error.strerror}.") from error
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        sock.bind((host, port))
        sock.listen(BACKLOG)
    except OSError as error:
        sock.close()
        raise ConfigurationError(f"The web address {host}:{port} cannot be opened: {error.strerror}.") from error
    sock.setblocking(False)
    return sock
