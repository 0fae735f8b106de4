"""The one door for work beside the window: tasks, threads, and a loop of its own for the picture.

Views and actions start nothing themselves. What is started here has a name and an owner, tells its success or its
failure on the UI thread, and is ended and awaited when the app closes.
"""

import asyncio
import logging
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

from desktop.state.announcer import Announcer

T = TypeVar("T")
WORKERS = 3
"""Threads for files, pictures and the keyring: enough that a slow keyring does not hold up a thumbnail."""

logger = logging.getLogger(__name__)


class TasksClosedError(Exception):
    """The app is closing: nothing new is started."""


class Tasks:
    """Starts work, hears of its end, and ends what still runs at `close`."""

    def __init__(self) -> None:
        self.busy_changed: Announcer[None] = Announcer()
        """Told when the first task with `shows_progress` begins and when the last one ends."""
        # bounded by: each entry is one wish of the teacher or one long-lived part of the app
        self._running: set[asyncio.Task[Any]] = set()
        self._shown: set[asyncio.Task[Any]] = set()  # bounded by: tasks of `_running`
        self._pool: ThreadPoolExecutor | None = None
        self._loops: list[WorkerLoop] = []  # bounded by: one per preview window that is open
        self._is_closed = False

    @property
    def is_busy(self) -> bool:
        """Whether something runs that the teacher waits for."""
        return bool(self._shown)

    def start(
        self,
        work: Coroutine[Any, Any, T],
        *,
        name: str,
        on_done: Callable[[T], None] | None = None,
        on_error: Callable[[Exception], None] | None = None,
        shows_progress: bool = True,
    ) -> asyncio.Task[T]:
        """Run `work`; an exception goes to `on_error`, or to the log where nobody listens.

        Raises TasksClosedError once the app closes.
        """
        if self._is_closed:
            work.close()
            raise TasksClosedError(name)
        task = asyncio.get_event_loop().create_task(work, name=name)
        self._running.add(task)
        if shows_progress:
            self._shown.add(task)
            self._tell_busy(was_busy=len(self._shown) > 1)
        task.add_done_callback(lambda ended: self._ended(ended, on_done, on_error))
        return task

    def replace(
        self, previous: asyncio.Task[Any] | None, work: Coroutine[Any, Any, T], *, name: str
    ) -> asyncio.Task[T]:
        """Run `work` in place of something that is not wanted any more."""
        if previous is not None:
            previous.cancel()
        return self.start(work, name=name, shows_progress=False)

    async def in_thread(self, function: Callable[..., T], *arguments: Any) -> T:
        """Run a blocking function beside the window; raises what it raises, or TasksClosedError once the app closes."""
        if self._is_closed:
            raise TasksClosedError(getattr(function, "__name__", "work"))
        if self._pool is None:
            self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="airclass-worker")
        return await asyncio.get_running_loop().run_in_executor(self._pool, function, *arguments)

    async def in_own_thread(self, function: Callable[..., T], *arguments: Any, seconds: float) -> T:
        """Run what may hang for ever, such as a keyring; raises TimeoutError, and closing does not wait for it."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()
        work = (loop, answer, function, arguments)
        threading.Thread(target=_answer, args=work, name="airclass-patient", daemon=True).start()
        async with asyncio.timeout(seconds):
            return await answer

    def open_loop(self, name: str) -> "WorkerLoop":
        """An event loop in a thread of its own, for what must not wait for the window, nor the window for it."""
        if self._is_closed:
            raise TasksClosedError(name)
        loop = WorkerLoop(name)
        self._loops = [*(each for each in self._loops if not each.is_closed), loop]
        return loop

    def started_by(self, act: Callable[[], object]) -> frozenset[asyncio.Task[Any]]:
        """Do this; the tasks that it has started."""
        before = frozenset(self._running)
        act()
        return frozenset(self._running) - before

    async def finish(self, seconds: float) -> None:
        """Let what the teacher has wished for end by itself, for at most so long: `close` would cut it off."""
        wished = set(self._shown)
        if wished:
            await asyncio.wait(wished, timeout=seconds)

    async def close(self) -> None:
        """End everything and wait until it is over; the window's own loop goes on meanwhile. Harmless twice."""
        self._is_closed = True
        await self._end_tasks()
        loops, self._loops = self._loops, []
        pool, self._pool = self._pool, None
        if not loops and pool is None:
            return
        # A thread that is closed cannot wait for itself, and the window must not: one more thread does.
        with ThreadPoolExecutor(1, thread_name_prefix="airclass-closing") as closing:
            running = asyncio.get_running_loop()
            for loop in loops:
                await running.run_in_executor(closing, loop.close)
            if pool is not None:
                await running.run_in_executor(closing, _shut_down, pool)

    async def _end_tasks(self) -> None:
        """What calls `close` may be one of the tasks: it is not made to wait for itself."""
        while others := self._running - {asyncio.current_task()}:
            for task in others:
                task.cancel()
            await asyncio.wait(others)

    def _ended(
        self,
        task: asyncio.Task[T],
        on_done: Callable[[T], None] | None,
        on_error: Callable[[Exception], None] | None,
    ) -> None:
        self._running.discard(task)
        if task in self._shown:
            self._shown.discard(task)
            self._tell_busy(was_busy=True)
        if task.cancelled():
            return
        error = task.exception()
        if error is None:
            if on_done is not None:
                on_done(task.result())
        elif on_error is not None and isinstance(error, Exception):
            on_error(error)
        else:
            logger.error("%s failed", task.get_name(), exc_info=error)

    def _tell_busy(self, *, was_busy: bool) -> None:
        if was_busy != self.is_busy:
            self.busy_changed.tell(None)


def look_up_pool() -> ThreadPoolExecutor:
    """Threads in which the loop asks for the addresses of names: two are enough for the one box in use."""
    return ThreadPoolExecutor(2, thread_name_prefix="airclass-names")


class WorkerLoop:
    """An asyncio loop in its own thread; `submit` may be called from any thread, `close` from any other."""

    def __init__(self, name: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._gate = threading.Lock()
        self._is_closing = False
        self._thread = threading.Thread(target=self._run, name=f"airclass-{name}", daemon=True)
        self._thread.start()

    @property
    def is_closed(self) -> bool:
        """Whether it has ended."""
        return self._loop.is_closed()

    def submit(self, work: Coroutine[Any, Any, Any]) -> None:
        """Run `work` there, and log its failure; once the loop closes, do nothing."""
        future = self._hand_over(work)
        if future is not None:
            future.add_done_callback(_log_failure)

    async def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run `work` there and await its result here; raises TasksClosedError once the loop closes."""
        future = self._hand_over(work)
        if future is None:
            raise TasksClosedError(self._thread.name)
        return await asyncio.wrap_future(future)

    def close(self) -> None:
        """Cancel what runs there, and wait for it and for the thread. Harmless twice."""
        with self._gate:
            is_first, self._is_closing = not self._is_closing, True
        if is_first:
            self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _hand_over(self, work: Coroutine[Any, Any, T]) -> "Future[T] | None":
        # The gate keeps the order: what was handed over lies before the stop, so it is begun and can be cancelled.
        with self._gate:
            if not self._is_closing:
                return asyncio.run_coroutine_threadsafe(work, self._loop)
        work.close()
        return None

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_forever()
            while running := asyncio.all_tasks(self._loop):
                for task in running:
                    task.cancel()
                self._loop.run_until_complete(asyncio.wait(running))
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.run_until_complete(self._loop.shutdown_default_executor())
        finally:
            self._loop.close()


def _answer(
    loop: asyncio.AbstractEventLoop, answer: "asyncio.Future[T]", function: Callable[..., T], arguments: tuple[Any, ...]
) -> None:
    tell: Callable[[], None]
    try:
        tell = partial(answer.set_result, function(*arguments))
    except Exception as error:  # whatever it is, it is told to who waits
        tell = partial(answer.set_exception, error)
    with suppress(RuntimeError):  # the app has closed meanwhile
        loop.call_soon_threadsafe(lambda: None if answer.done() else tell())


def _shut_down(pool: ThreadPoolExecutor) -> None:
    pool.shutdown(wait=True, cancel_futures=True)


def _log_failure(future: "Future[Any]") -> None:
    if not future.cancelled() and (error := future.exception()) is not None:
        logger.error("work beside the window failed", exc_info=error)
