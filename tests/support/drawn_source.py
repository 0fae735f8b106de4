"""A publisher whose pictures and sound are made here, frame by frame, and encoded and sent by ffmpeg."""

import asyncio
import math
import os
import struct
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Self

from tests.support.clock_picture import ClockPicture
from tests.support.media_files import MediaRecipe, audio_options, video_options
from tests.support.rtmp_source import FfmpegSource

SAMPLE_RATE = 44_100
TONE_HERTZ = 440
LOUDNESS = 8000


class DrawnSource:
    """Pictures with the time of their drawing, and a tone; both timelines start at the same moment.

    Two raw inputs instead of ffmpeg's own generators: those start their clocks when ffmpeg gets to them, which makes
    the sound late by ffmpeg's own start, and a faithful player then holds the pictures back by as much.
    """

    def __init__(self, url: str, recipe: MediaRecipe) -> None:
        self._url = url
        self._recipe = recipe
        self._stack = AsyncExitStack()
        self._picture_writer: asyncio.StreamWriter | None = None
        self._sound_writer: asyncio.StreamWriter | None = None
        self._ffmpeg: FfmpegSource | None = None

    async def __aenter__(self) -> Self:
        picture_end, self._picture_writer = await self._open_pipe()
        sound_end, self._sound_writer = await self._open_pipe()
        self._ffmpeg = FfmpegSource(self._arguments(picture_end, sound_end), inherited=(picture_end, sound_end))
        await self._stack.enter_async_context(self._ffmpeg)
        for end in (picture_end, sound_end):
            os.close(end)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.__aexit__(kind, error, trace)

    async def draw_forever(self) -> None:
        """Feed pictures and sound in real time until cancelled."""
        picture = ClockPicture(self._recipe)
        # The pipe holds less than one picture: this returns once ffmpeg reads, and the clock of both timelines starts.
        await self._feed(self._picture_writer, picture.draw())
        loop = asyncio.get_running_loop()
        started = loop.time()
        drawn = 0
        while True:
            await self._feed(self._sound_writer, self._tone(drawn))
            drawn += 1
            await asyncio.sleep(max(0.0, started + drawn / self._recipe.frame_rate - loop.time()))
            await self._feed(self._picture_writer, picture.draw())

    async def sending(self, frames: int) -> None:
        """Wait until that many frames have been sent."""
        assert self._ffmpeg is not None
        await self._ffmpeg.sending(frames)

    async def _feed(self, writer: asyncio.StreamWriter | None, data: bytes) -> None:
        assert writer is not None
        writer.write(data)
        await writer.drain()

    def _tone(self, frame: int) -> bytes:
        count = SAMPLE_RATE // self._recipe.frame_rate
        step = 2 * math.pi * TONE_HERTZ / SAMPLE_RATE
        samples = (int(LOUDNESS * math.sin(step * (frame * count + index))) for index in range(count))
        return struct.pack(f"<{count}h", *samples)

    def _arguments(self, picture_end: int, sound_end: int) -> list[str]:
        recipe = self._recipe
        size = f"{recipe.width}x{recipe.height}"
        rate = str(recipe.frame_rate)
        quick = ["-fflags", "nobuffer", "-probesize", "32"]
        picture = [*quick, "-f", "rawvideo", "-pix_fmt", "yuv420p", "-video_size", size, "-framerate", rate]
        sound = [*quick, "-f", "s16le", "-ar", str(SAMPLE_RATE), "-ac", "1"]
        inputs = [*picture, "-i", f"pipe:{picture_end}", *sound, "-i", f"pipe:{sound_end}"]
        return [*inputs, *video_options(recipe), *audio_options(recipe), "-flush_packets", "1", "-f", "flv", self._url]

    async def _open_pipe(self) -> tuple[int, asyncio.StreamWriter]:
        reading, writing = os.pipe()
        loop = asyncio.get_running_loop()
        transport, protocol = await loop.connect_write_pipe(asyncio.streams.FlowControlMixin, os.fdopen(writing, "wb"))
        self._stack.callback(transport.close)
        return reading, asyncio.StreamWriter(transport, protocol, None, loop)
