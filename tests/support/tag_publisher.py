"""A publisher that sends single FLV tags, whatever they hold, and hears every answer."""

import asyncio
import os
from types import TracebackType
from typing import Self

from appliance.protocols.rtmp import (
    HANDSHAKE_RANDOM_BYTES,
    ClientEvent,
    ClientSession,
    PublishStarted,
    PublishTarget,
)

ANSWER_SECONDS = 10.0
READ_BYTES = 1 << 16


class TagPublisher:
    """One RTMP connection; `answer` gives what the server says, None when it has closed."""

    def __init__(self, host: str, port: int, key: str, *, digest: bool = False) -> None:
        self._address = (host, port)
        target = PublishTarget(f"rtmp://{host}:{port}/live", "live", key)
        self._session = ClientSession(target, os.urandom(HANDSHAKE_RANDOM_BYTES), digest=digest)
        self._heard: list[ClientEvent] = []

    async def __aenter__(self) -> Self:
        self._reader, self._writer = await asyncio.open_connection(*self._address)
        self._session.start()
        self._writer.write(self._session.data_to_send())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._writer.transport.abort()

    async def started(self) -> None:
        """Wait until media may be sent."""
        answer = await self.answer()
        assert answer == PublishStarted(), answer

    async def answer(self) -> ClientEvent | None:
        """The next thing the server says; None at the end of the connection."""
        async with asyncio.timeout(ANSWER_SECONDS):
            while not self._heard:
                data = await self._reader.read(READ_BYTES)
                if not data:
                    return None
                self._heard += self._session.receive_data(data)
                self._writer.write(self._session.data_to_send())
        return self._heard.pop(0)

    def send_video(self, payload: bytes, timestamp: int = 0) -> None:
        """Send the body of a video tag."""
        self._session.send_video(payload, timestamp)
        self._writer.write(self._session.data_to_send())

    def send_audio(self, payload: bytes, timestamp: int = 0) -> None:
        """Send the body of an audio tag."""
        self._session.send_audio(payload, timestamp)
        self._writer.write(self._session.data_to_send())

    async def flood(self, data: bytes) -> None:
        """Send anything again and again, reading nothing; raises ConnectionError when the server has had enough."""
        while True:
            self._writer.write(data)
            await self._writer.drain()

    def end(self) -> None:
        """Say goodbye, but stay connected."""
        self._session.end()
        self._writer.write(self._session.data_to_send())
