"""A tap on a cable: everything that the box sends, and everything that is sent to it, passes through and is kept."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from appliance.lifecycle import TaskOwner

CHUNK_BYTES = 65_536


class WireTap:
    """A way to the box whose bytes are written down."""

    def __init__(self, box_address: str) -> None:
        self.origin = ""
        self.box_address = box_address
        """HOST:PORT of whoever answers at the other end; new connections go there."""
        self.said = bytearray()
        """Every byte that was sent to the box."""
        self._heard = bytearray()
        self._read_to = 0

    @property
    def heard(self) -> bytes:
        """Every byte so far."""
        return bytes(self._heard)

    def news(self) -> bytes:
        """What came since the last call."""
        start, self._read_to = self._read_to, len(self._heard)
        return bytes(self._heard[start:])

    def note(self, data: bytes) -> None:
        """Write down what the box sent."""
        self._heard += data


@asynccontextmanager
async def wire_tap(box_address: str) -> AsyncIterator[WireTap]:
    """A tapped way to HOST:PORT until the block ends."""
    tap = WireTap(box_address)

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host, _, port = tap.box_address.rpartition(":")
        try:
            box_reader, box_writer = await asyncio.open_connection(host, int(port))
        except OSError:
            writer.transport.abort()
            return
        async with asyncio.TaskGroup() as both:
            both.create_task(_copy(reader, box_writer, tap.said.extend))
            both.create_task(_copy(box_reader, writer, tap.note))

    async with TaskOwner("wire-tap") as tasks:

        def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            tasks.start(pass_on(reader, writer), name="connection")

        server = await asyncio.start_server(accept, "127.0.0.1", 0)
        tap.origin = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with server:
            yield tap


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, note: Callable[[bytes], None]) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(CHUNK_BYTES):
            note(data)
            writer.write(data)
            await writer.drain()
    writer.close()
