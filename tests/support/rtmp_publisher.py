"""A scripted RTMP publisher: sends the pictures of encoded files in one connection, as a phone that is turned does."""

import asyncio
import os
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import av

from appliance.lifecycle import TaskOwner
from appliance.protocols.flv import VideoPacket, build_avc_tag
from appliance.protocols.rtmp.client_session import ClientEvent, ClientSession, PublishStarted, PublishTarget
from tests.support.media_files import MediaRecipe, encoded_file
from tests.support.received_media import TAIL_BYTES

READ_BYTES = 1 << 16
ANSWER_SECONDS = 10.0
MILLISECONDS_MODULUS = 1 << 32


@dataclass(frozen=True, slots=True)
class EncodedVideo:
    """The H.264 of a file: its decoder configuration and its frames with 4-byte lengths."""

    configuration: bytes
    frames: tuple[tuple[bytes, bool], ...]
    """(data, whether it is a keyframe)."""
    frame_rate: int

    @property
    def tails(self) -> frozenset[bytes]:
        """The last bytes of every frame, by which a viewer recognises this video."""
        return frozenset(data[-TAIL_BYTES:] for data, _ in self.frames)


def encoded_video(recipe: MediaRecipe) -> EncodedVideo:
    """Read the video of the recipe's file."""
    with av.open(str(encoded_file(recipe))) as container:
        stream = container.streams.video[0]
        frames = tuple((bytes(packet), packet.is_keyframe) for packet in container.demux(stream) if packet.size)
        configuration = stream.codec_context.extradata
    assert configuration
    return EncodedVideo(configuration, frames, recipe.frame_rate)


class RtmpPublisher:
    """One connection to the box; leaving the block without `finish` cuts it without a goodbye."""

    def __init__(self, host: str, port: int, key: str) -> None:
        self._address = (host, port)
        target = PublishTarget(url=f"rtmp://{host}:{port}/live", app="live", key=key)
        self._session = ClientSession(target, os.urandom(1528))
        self._events: asyncio.Queue[ClientEvent] = asyncio.Queue()
        self._tasks = TaskOwner("rtmp publisher")
        self._writer: asyncio.StreamWriter | None = None
        self._timestamp = 0.0
        self.is_disconnected = asyncio.Event()

    async def __aenter__(self) -> Self:
        reader, self._writer = await asyncio.open_connection(*self._address)
        self._tasks.start(self._read(reader), name="read")
        self._session.start()
        await self._flush()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._tasks.close()
        if self._writer is not None:
            self._writer.transport.abort()

    async def outcome(self) -> ClientEvent:
        """The next thing that the box says: PublishStarted or PublishFailed at first."""
        return await asyncio.wait_for(self._events.get(), ANSWER_SECONDS)

    async def started(self) -> None:
        """Wait until the box takes media."""
        event = await self.outcome()
        if not isinstance(event, PublishStarted):
            raise ConnectionError(f"the box did not let us publish: {event}")

    async def send(self, video: EncodedVideo, frames: int) -> None:
        """Send that many frames of `video` from its start, in real time, its configuration first."""
        self._session.send_video(build_avc_tag(VideoPacket.CONFIG, video.configuration), self._now())
        loop = asyncio.get_running_loop()
        started = loop.time()
        for index in range(frames):
            await asyncio.sleep(max(0.0, started + index / video.frame_rate - loop.time()))
            data, is_keyframe = video.frames[index % len(video.frames)]
            tag = build_avc_tag(VideoPacket.FRAME, data, is_keyframe=is_keyframe)
            self._session.send_video(tag, self._now())
            self._timestamp += 1000 / video.frame_rate
            await self._flush()

    async def finish(self) -> None:
        """End the publication in good order."""
        self._session.end()
        await self._flush()

    def _now(self) -> int:
        return int(self._timestamp) % MILLISECONDS_MODULUS

    async def _read(self, reader: asyncio.StreamReader) -> None:
        while data := await reader.read(READ_BYTES):
            for event in self._session.receive_data(data):
                self._events.put_nowait(event)
            await self._flush()
        self.is_disconnected.set()

    async def _flush(self) -> None:
        assert self._writer is not None
        self._writer.write(self._session.data_to_send())
        await self._writer.drain()
