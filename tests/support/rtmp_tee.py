"""A TCP relay in front of the box's RTMP port that notes when the last byte of each video frame passed."""

import asyncio
import contextlib
import time
from types import TracebackType
from typing import Self

from appliance.protocols.rtmp.chunk_stream import ChunkLimits, ChunkReader
from tests.support.received_media import TAIL_BYTES

HANDSHAKE_BYTES = 1 + 1536 + 1536
VIDEO_MESSAGE = 9
AVC_FRAME = 1
READ_BYTES = 1 << 16
LIMITS = ChunkLimits(message_bytes=8 << 20, buffered_bytes=32 << 20)


class RtmpTee:
    """`frames` maps the last bytes of a frame to the times at which such a frame passed, in order."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._server: asyncio.Server | None = None
        self.frames: dict[bytes, list[int]] = {}

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._relay, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()

    @property
    def port(self) -> int:
        """Where publishers are to connect."""
        assert self._server is not None
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    def passed_before(self, tail: bytes, moment_ns: int) -> int | None:
        """When the last frame that ends in `tail` passed, no later than `moment_ns`."""
        return max((time_ns for time_ns in self.frames.get(tail, ()) if time_ns <= moment_ns), default=None)

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        up_reader, up_writer = await asyncio.open_connection(*self._target)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._forward(reader, up_writer, FrameClock(self.frames)))
                group.create_task(self._forward(up_reader, writer, None))
        finally:
            for end in (writer, up_writer):
                end.close()

    async def _forward(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, clock: "FrameClock | None"
    ) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(READ_BYTES):
                writer.write(data)
                if clock is not None:
                    clock.receive(data, time.monotonic_ns())
                await writer.drain()
        writer.close()


class FrameClock:
    """Reads a publisher's half of an RTMP connection for the ends of its video frames."""

    def __init__(self, frames: dict[bytes, list[int]]) -> None:
        self._frames = frames
        self._reader = ChunkReader(LIMITS)
        self._handshake_left = HANDSHAKE_BYTES

    def receive(self, data: bytes, now_ns: int) -> None:
        """Take what has just been passed on."""
        skipped = min(self._handshake_left, len(data))
        self._handshake_left -= skipped
        if skipped == len(data):
            return
        for message in self._reader.receive(data[skipped:]):
            if message.type_id == VIDEO_MESSAGE and message.payload[1:2] == bytes([AVC_FRAME]):
                self._frames.setdefault(message.payload[-TAIL_BYTES:], []).append(now_ns)
