"""The appliance as a benchmark runs it: a child process alone on core 0, with one cast on the practice stage."""

import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.support.appliance_process import ApplianceProcess
from tests.support.chromium import chromium
from tests.support.cpu_pinning import LOAD_CPU, SERVER_CPU, pin_process, pin_this_process
from tests.support.impairment_proxy import ImpairmentProxy
from tests.support.practice_stage import Cast, cast_on_stage, rtmp_address, stage_whep
from tests.support.watching_page import WatchingPage, watching_page


class BoxUnderTest:
    """`async with BoxUnderTest() as box:`; this process and all its other children run on core 1 meanwhile."""

    def __init__(self) -> None:
        self._stack = AsyncExitStack()
        self._box: ApplianceProcess | None = None
        self._folder = Path()

    async def __aenter__(self) -> Self:
        self._stack.callback(os.sched_setaffinity, 0, os.sched_getaffinity(0))
        pin_this_process(LOAD_CPU)
        self._folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="airclass-bench-")))
        self._box = await self._stack.enter_async_context(ApplianceProcess(self._folder))
        pin_process(self._box.pid, SERVER_CPU)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.__aexit__(kind, error, trace)

    @property
    def process_id(self) -> int:
        """The id of the box's process."""
        return self._running.pid

    @property
    def data_dir(self) -> Path:
        """Its data folder."""
        return self._folder

    @property
    def process(self) -> ApplianceProcess:
        """The box itself."""
        return self._running

    @property
    def stage_whep(self) -> str:
        """Where to watch the stage."""
        return stage_whep(self._running)

    @property
    def rtmp(self) -> tuple[str, int]:
        """Host and port of the RTMP listener."""
        return rtmp_address(self._running)

    async def new_cast_on_stage(self) -> Cast:
        """Make a cast and put it on stage; nobody publishes it yet."""
        return await cast_on_stage(self._running)

    @asynccontextmanager
    async def watching_page(self, proxy: ImpairmentProxy | None = None) -> AsyncIterator[WatchingPage]:
        """A page of the box's origin in a fresh Chromium, behind a bad network if asked."""
        async with chromium() as browser:
            yield await watching_page(browser, self._running.http_url, proxy)

    @property
    def _running(self) -> ApplianceProcess:
        assert self._box is not None, "the box has not been started"
        return self._box
