"""A MediaSink that keeps what it is given, and a clock that a test moves."""

import asyncio
from collections.abc import Callable

from appliance.media.unit import AudioFrame, VideoFrame


class RecordingSink:
    """Keeps every frame; `wait_until` wakes on each new one."""

    def __init__(self) -> None:
        self.video: list[VideoFrame] = []
        self.audio: list[AudioFrame] = []
        self._arrived = asyncio.Event()

    def publish_video(self, frame: VideoFrame) -> None:
        self.video.append(frame)
        self._arrived.set()

    def publish_audio(self, frame: AudioFrame) -> None:
        self.audio.append(frame)
        self._arrived.set()

    async def wait_until(self, is_enough: Callable[["RecordingSink"], bool], seconds: float = 20.0) -> None:
        """Return as soon as `is_enough`; TimeoutError after `seconds`."""
        async with asyncio.timeout(seconds):
            while not is_enough(self):
                self._arrived.clear()
                await self._arrived.wait()


class HandClock:
    """Nanoseconds that pass only when a test says so."""

    def __init__(self, now_ns: int = 1_000_000_000_000) -> None:
        self.now_ns = now_ns

    def __call__(self) -> int:
        return self.now_ns
