"""Who starts it ends it: the owner of background tasks, and the only place that creates them."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Self

CLOSE_DEADLINE_SECONDS = 5.0

logger = logging.getLogger(__name__)


class TaskOwner:
    """Starts named tasks, reports the ones that fail, and ends all of them on `close()`."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False

    def __len__(self) -> int:
        return len(self._tasks)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def start(self, work: Coroutine[object, object, None], *, name: str) -> asyncio.Task[None]:
        """Run `work` until it ends or the owner closes."""
        if self._closed:
            work.close()
            raise RuntimeError(f"{self._name} is closed: cannot start {name}")
        task = asyncio.get_running_loop().create_task(work, name=f"{self._name}/{name}")
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    async def close(self) -> None:
        """Cancel every task and wait until each is really over."""
        self._closed = True
        tasks = [task for task in self._tasks if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel(f"{self._name} closes")
        if tasks:
            _, unfinished = await asyncio.wait(tasks, timeout=CLOSE_DEADLINE_SECONDS)
            for task in unfinished:
                logger.error("task %s did not end within %.0f s", task.get_name(), CLOSE_DEADLINE_SECONDS)

    async def finish(self) -> None:
        """Let every task end by itself while the deadline lasts, then close."""
        tasks = [task for task in self._tasks if task is not asyncio.current_task()]
        if tasks:
            await asyncio.wait(tasks, timeout=CLOSE_DEADLINE_SECONDS)
        await self.close()

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            logger.error("task %s failed", task.get_name(), exc_info=task.exception())


async def until_first_ends(*work: Coroutine[object, object, None]) -> None:
    """Run all of `work` until one of it ends, then cancel the rest; the first failure is raised."""
    tasks = [asyncio.get_running_loop().create_task(each) for each in work]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
