"""One student's live socket as thin as it can be: many of them fit into one process beside what they measure."""

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any

from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.uri import parse_uri

Message = dict[str, Any]


class CrowdSocket(asyncio.Protocol):
    """Says hello, hands on every message with the moment at which its bytes came, and sends commands."""

    def __init__(self, url: str, token: str, take: Callable[["CrowdSocket", Message, int], None]) -> None:
        self._protocol = ClientProtocol(parse_uri(url), max_size=1 << 20)
        self._token = token
        self._take = take
        self._transport: asyncio.Transport | None = None
        self.is_following = asyncio.get_running_loop().create_future()
        """Done with the snapshot; fails when the box ends the socket before."""

    async def open(self, host: str, port: int, local_host: str) -> None:
        """Connect from an address of the loopback and wait for the snapshot."""
        loop = asyncio.get_running_loop()
        await loop.create_connection(lambda: self, host, port, local_addr=(local_host, 0))
        await self.is_following

    def send(self, message: Message) -> int:
        """Send a message; gives the moment."""
        self._protocol.send_text(json.dumps(message).encode())
        moment_ns = time.monotonic_ns()
        self._write()
        return moment_ns

    def close(self) -> None:
        """Leave."""
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the upgrade."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._protocol.send_request(self._protocol.connect())
        self._write()

    def data_received(self, data: bytes) -> None:
        """Take what the box says."""
        arrived_ns = time.monotonic_ns()
        was_open = self._protocol.state.name == "OPEN"
        self._protocol.receive_data(data)
        for event in self._protocol.events_received():
            if isinstance(event, Frame) and event.opcode is Opcode.TEXT:
                self._hear(json.loads(bytes(event.data)), arrived_ns)
        if not was_open and self._protocol.state.name == "OPEN":
            self.send({"type": "hello", "token": self._token})
        self._write()

    def connection_lost(self, error: Exception | None) -> None:
        """The socket is gone; nobody waits for it any longer."""
        if not self.is_following.done():
            self.is_following.set_exception(ConnectionError(f"the box ended a socket: {error}"))

    def _hear(self, message: Message, arrived_ns: int) -> None:
        if message["type"] == "snapshot" and not self.is_following.done():
            self.is_following.set_result(None)
        self._take(self, message, arrived_ns)

    def _write(self) -> None:
        assert self._transport is not None
        for data in self._protocol.data_to_send():
            if data:
                self._transport.write(data)
