"""An RTMP listener on a free loopback port for a test, with a recording gate behind it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from appliance.media.ingest.rtmp_limits import RtmpLimits
from appliance.media.ingest.rtmp_listener import RtmpListener
from tests.support.media_files import MediaRecipe
from tests.support.recording_gate import RecordingGate
from tests.support.tag_publisher import TagPublisher

KEY = "test-key-1"
SMALL = MediaRecipe(width=320, height=180, video_bits=300_000, keyframe_seconds=1.0)
MILLISECOND = 1_000_000
SECOND = 1000 * MILLISECOND
DEADLINE = 20.0


class Door:
    """A listener on a free loopback port, and the gate behind it."""

    def __init__(self, listener: RtmpListener, gate: RecordingGate, host: str, port: int) -> None:
        self.listener = listener
        self.gate = gate
        self.host = host
        self.port = port
        self._bare: list[asyncio.StreamWriter] = []

    def url(self, key: str = KEY) -> str:
        return f"rtmp://127.0.0.1:{self.port}/live/{key}"

    def publisher(self, key: str = KEY, host: str = "127.0.0.1", *, digest: bool = False) -> TagPublisher:
        return TagPublisher(host, self.port, key, digest=digest)

    async def knock(self, data: bytes = b"") -> asyncio.StreamReader:
        """A bare connection, which stays open."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        self._bare.append(writer)
        writer.write(data)
        return reader

    def hang_up(self) -> None:
        """Drop the bare connections."""
        for writer in self._bare:
            writer.transport.abort()


@asynccontextmanager
async def open_door(
    *keys: str, host: str = "127.0.0.1", limits: RtmpLimits | None = None, clock: Callable[[], int] | None = None
) -> AsyncIterator[Door]:
    gate = RecordingGate(KEY, *keys)
    limits = limits or RtmpLimits()
    listener = RtmpListener(gate, limits, clock) if clock else RtmpListener(gate, limits)
    address, port = await listener.start(host, 0)
    door = Door(listener, gate, address, port)
    try:
        yield door
    finally:
        door.hang_up()
        await listener.close()
    assert listener.counters.connections_open == 0


async def ends(reader: asyncio.StreamReader) -> None:
    """Wait until the server has closed or reset the connection."""
    async with asyncio.timeout(DEADLINE):
        try:
            while await reader.read(1 << 16):
                continue
        except ConnectionError:
            return
