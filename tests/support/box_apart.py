"""A real box without a teacher, run from a thread of its own: for tests in which Qt has the main loop."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from tests.support.appliance_process import ApplianceProcess

T = TypeVar("T")
DEADLINE_SECONDS = 45.0


class BoxApart:
    """Everything here but `begin` blocks until it is done."""

    def __init__(self, loop: asyncio.AbstractEventLoop, process: ApplianceProcess, data_dir: Path) -> None:
        self._loop = loop
        self._process = process
        self.data_dir = data_dir

    @property
    def origin(self) -> str:
        """Where the box is."""
        return self._process.http_url

    @property
    def address(self) -> str:
        """HOST:PORT, as a teacher types it."""
        return self._process.addresses.http

    def begin(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Do this beside the window, and wait for nothing."""
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Do this beside the window."""
        return self.begin(work).result(DEADLINE_SECONDS)

    def end(self, end: asyncio.Event) -> None:
        """Let the block end there."""
        self._loop.call_soon_threadsafe(end.set)

    def kill(self) -> None:
        """The box is gone from one moment to the next."""
        self.run(self._process.kill())

    def stop(self) -> None:
        """The box is shut down."""
        self.run(self._process.stop())

    def start(self) -> None:
        """The box comes back, at the address it had."""
        self.run(self._process.start())

    def start_beside(self) -> Future[None]:
        """The same, while the window lives on."""
        return self.begin(self._process.start())


@contextmanager
def box_apart(data_dir: Path, *, practice: bool = False) -> Iterator[BoxApart]:
    """The box until the block ends."""
    apart: Future[BoxApart] = Future()
    end = asyncio.Event()

    async def serve() -> None:
        async with ApplianceProcess(data_dir, practice=practice) as process:
            apart.set_result(BoxApart(asyncio.get_running_loop(), process, data_dir))
            await end.wait()

    # Its own thread makes and closes the loop: where the test is, another one may be running.
    thread = threading.Thread(target=lambda: asyncio.run(serve()), name="box apart")
    thread.start()
    box = apart.result(DEADLINE_SECONDS)
    try:
        yield box
    finally:
        box.end(end)
        thread.join()
