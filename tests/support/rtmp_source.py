"""Publishers for tests and benchmarks: ffmpeg as a child process, ready when it has really sent frames."""

import asyncio
import shutil
from collections import deque
from types import TracebackType
from typing import Self

from appliance.lifecycle import TaskOwner
from tests.support.cpu_pinning import LOAD_CPU, pinned_command
from tests.support.media_files import MediaRecipe, audio_options, encoded_file, picture_inputs, video_options

READY_SECONDS = 15.0
TERMINATE_SECONDS = 3.0
ERROR_LINES_KEPT = 40


class PublisherError(Exception):
    """ffmpeg ended, or never sent a frame; the message carries its last lines."""


class FfmpegSource:
    """One ffmpeg process and what it says about itself."""

    def __init__(self, arguments: list[str], *, cpu: int = LOAD_CPU, inherited: tuple[int, ...] = ()) -> None:
        """`inherited` are file descriptors that ffmpeg gets besides its standard ones."""
        self._arguments = arguments
        self._inherited = inherited
        self._cpu = cpu
        self._process: asyncio.subprocess.Process | None = None
        self._errors: deque[str] = deque(maxlen=ERROR_LINES_KEPT)
        self._tasks = TaskOwner("ffmpeg")
        self._progress = asyncio.Condition()
        self._ended = asyncio.Event()
        self.frames = 0

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Start ffmpeg; it may take a moment until it sends."""
        ffmpeg = shutil.which("ffmpeg")
        assert ffmpeg, "ffmpeg is needed to publish"
        head = [ffmpeg, "-hide_banner", "-nostdin", "-v", "warning", "-progress", "pipe:1", "-stats_period", "0.1"]
        self._process = await asyncio.create_subprocess_exec(
            *pinned_command([*head, *self._arguments], self._cpu),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            pass_fds=self._inherited,
        )
        self._tasks.start(self._read_progress(self._process), name="progress")
        self._tasks.start(self._read_errors(self._process), name="errors")

    async def sending(self, frames: int = 1) -> None:
        """Wait until ffmpeg reports that many sent frames."""
        try:
            async with asyncio.timeout(READY_SECONDS), self._progress:
                await self._progress.wait_for(lambda: self.frames >= frames or self._ended.is_set())
        except TimeoutError:
            raise PublisherError(f"no frame within {READY_SECONDS:.0f} s: {self.error_text}") from None
        if self.frames < frames:
            raise PublisherError(f"ffmpeg ended: {self.error_text}")

    async def ended(self) -> int:
        """Wait until ffmpeg is gone by itself; its exit code."""
        assert self._process is not None
        return await self._process.wait()

    async def kill(self) -> None:
        """End it as a phone whose battery died: no goodbye."""
        await self._end(gently=False)

    async def stop(self) -> None:
        """Ask it to end; insist if it does not."""
        await self._end(gently=True)

    @property
    def error_text(self) -> str:
        """ffmpeg's last lines."""
        return "\n".join(self._errors)

    @property
    def process_id(self) -> int:
        """The id of the running process."""
        assert self._process is not None
        return self._process.pid

    async def _end(self, *, gently: bool) -> None:
        if self._process is None:
            return
        if self._process.returncode is None:
            self._process.terminate() if gently else self._process.kill()
            try:
                await asyncio.wait_for(self._process.wait(), TERMINATE_SECONDS)
            except TimeoutError:
                self._process.kill()
                await self._process.wait()
        await asyncio.wait_for(self._ended.wait(), TERMINATE_SECONDS)
        await self._tasks.close()

    async def _read_progress(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        async for line in process.stdout:
            if line.startswith(b"frame="):
                async with self._progress:
                    self.frames = int(line[6:])
                    self._progress.notify_all()
        async with self._progress:
            self._ended.set()
            self._progress.notify_all()

    async def _read_errors(self, process: asyncio.subprocess.Process) -> None:
        assert process.stderr is not None
        async for line in process.stderr:
            self._errors.append(line.decode(errors="replace").rstrip())


def encoding_source(url: str, recipe: MediaRecipe, *, options: tuple[str, ...] = ()) -> FfmpegSource:
    """A publisher that encodes as it goes; `options` stand before the output and so override."""
    return FfmpegSource(
        ["-re", *picture_inputs(recipe), *video_options(recipe), *audio_options(recipe), *options, "-f", "flv", url]
    )


def looping_source(url: str, recipe: MediaRecipe, *, options: tuple[str, ...] = ()) -> FfmpegSource:
    """A publisher of a file encoded beforehand: no CPU spent on encoding; `options` stand before the output."""
    path = str(encoded_file(recipe))
    return FfmpegSource(["-re", "-stream_loop", "-1", "-i", path, "-c", "copy", *options, "-f", "flv", url])


def rtp_source(recipe: MediaRecipe, *, video_port: int, audio_port: int) -> FfmpegSource:
    """The same picture as plain RTP, with Opus sound: what a Janus mountpoint takes."""
    path = str(encoded_file(recipe, "opus"))
    inputs = ["-re", "-stream_loop", "-1", "-i", path]
    video = ["-map", "0:v", "-c:v", "copy", *_rtp_output(103, video_port)]
    audio = ["-map", "0:a", "-c:a", "copy", *_rtp_output(111, audio_port)]
    return FfmpegSource([*inputs, *video, *audio])


def _rtp_output(payload_type: int, port: int) -> list[str]:
    return ["-payload_type", str(payload_type), "-f", "rtp", f"rtp://127.0.0.1:{port}?pkt_size=1200"]
