"""A TCP relay in front of the box: a network that can go silent, be torn down, and come back."""

import asyncio
import contextlib
from types import TracebackType
from typing import Self

from appliance.lifecycle import TaskOwner

READ_BYTES = 1 << 16


class TcpRelay:
    """`async with TcpRelay("127.0.0.1:8000") as relay:`; clients connect to `relay.origin`."""

    def __init__(self, target: str) -> None:
        """`target` is HOST:PORT."""
        host, _, port = target.rpartition(":")
        self._target = (host, int(port))
        self._server: asyncio.Server | None = None
        self._tasks = TaskOwner("tcp relay")
        self._writers: set[asyncio.StreamWriter] = set()
        self._passes_up = asyncio.Event()
        self._passes_down = asyncio.Event()
        self._is_torn = False
        self.connections = 0
        """How many were made through it."""
        self.mend()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        self.tear()
        await self._tasks.close()
        await self._server.wait_closed()

    @property
    def origin(self) -> str:
        """Where clients find the box."""
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def silence(self, *, only_answers: bool = False) -> None:
        """Pass nothing on any more, or nothing of what the box says; nobody is told."""
        self._passes_down.clear()
        if not only_answers:
            self._passes_up.clear()

    def tear(self) -> None:
        """End every connection at once, with what was on its way, and refuse new ones."""
        self._is_torn = True
        for writer in self._writers:
            writer.transport.abort()

    def mend(self) -> None:
        """Pass everything on again."""
        self._is_torn = False
        self._passes_up.set()
        self._passes_down.set()

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._is_torn:
            writer.transport.abort()
            return
        self.connections += 1
        self._tasks.start(self._relay(reader, writer), name=f"connection {self.connections}")

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        up_reader, up_writer = await asyncio.open_connection(*self._target)
        self._writers |= {writer, up_writer}
        try:
            await asyncio.gather(
                _forward(reader, up_writer, self._passes_up), _forward(up_reader, writer, self._passes_down)
            )
        finally:
            self._writers -= {writer, up_writer}
            for end in (writer, up_writer):
                end.transport.abort()


async def _forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, passes: asyncio.Event) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(READ_BYTES):
            await passes.wait()
            writer.write(data)
            await writer.drain()
        writer.close()
