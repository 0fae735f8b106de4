"""A GStreamer pipeline that publishes, as a child process."""

import asyncio
import shutil
from types import TracebackType
from typing import Self

END_SECONDS = 5.0
PICTURE = "videotestsrc is-live=true ! video/x-raw,format=I420,width=320,height=180,framerate=30/1"
SOUND = "audiotestsrc is-live=true ! audio/x-raw,rate=44100,channels=2 ! voaacenc ! aacparse"
ENCODER = "x264enc tune=zerolatency speed-preset=ultrafast key-int-max=30 bitrate=500 ! h264parse"


class GstreamerSource:
    """`sink` is rtmp2sink (GStreamer's own RTMP) or rtmpsink (librtmp)."""

    def __init__(self, sink: str, url: str) -> None:
        self._pipeline = f"{PICTURE} ! {ENCODER} ! mux. {SOUND} ! mux. flvmux streamable=true name=mux ! {sink}"
        self._location = f"location={url}"
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        program = shutil.which("gst-launch-1.0")
        assert program, "gst-launch-1.0 is needed to publish"
        self._process = await asyncio.create_subprocess_exec(
            program,
            *("-q", *self._pipeline.split(), self._location),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process is not None
        if self._process.returncode is None:
            self._process.terminate()
            try:
                await asyncio.wait_for(self._process.wait(), END_SECONDS)
            except TimeoutError:
                self._process.kill()
                await self._process.wait()

    @property
    def is_running(self) -> bool:
        """Whether the pipeline still runs."""
        return self._process is not None and self._process.returncode is None
