"""Viewers inside the test's own process: a few of them, with their feedback kept going."""

import asyncio
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

import httpx
from aiortc.rtcdtlstransport import RTCCertificate

from appliance.lifecycle import TaskOwner
from tests.support.datagram_poller import DatagramPoller
from tests.support.webrtc_viewer import ViewerOptions, WebRtcViewer
from tests.support.whep_signalling import WhepSignalling

TICK_SECONDS = 0.02


class Watching:
    """`async with Watching(url) as watching: viewer = await watching.join()`; everybody leaves at the end."""

    def __init__(self, whep_url: str) -> None:
        self._url = whep_url
        self._client = httpx.AsyncClient(timeout=20.0, trust_env=False)
        self._tasks = TaskOwner("watching")
        self._poller = DatagramPoller()
        self._certificate = RTCCertificate.generateCertificate()
        self.viewers: list[WebRtcViewer] = []

    async def __aenter__(self) -> Self:
        self._tasks.start(self._tick_forever(), name="tick")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            await asyncio.gather(*(viewer.leave() for viewer in self.viewers), return_exceptions=True)
        finally:
            await self._tasks.close()
            await self._client.aclose()
            self._poller.close()

    async def join(
        self, options: ViewerOptions | None = None, *, reroute: Callable[[str], str] = str, token: str = ""
    ) -> WebRtcViewer:
        """A viewer that is connected and has had its first whole keyframe."""
        viewer = WebRtcViewer(self._poller, self._certificate, options or ViewerOptions())
        self.viewers.append(viewer)
        await viewer.join(WhepSignalling(self._client, self._url, reroute, token))
        await asyncio.wait_for(viewer.media.first_frame_seen.wait(), 10.0)
        return viewer

    async def _tick_forever(self) -> None:
        while True:
            now = time.monotonic()
            for viewer in self.viewers:
                viewer.tick(now)
            await asyncio.sleep(TICK_SECONDS)
