"""A real box with a lesson and its students, led from a thread of its own: for tests in which Qt has the main loop."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from appliance.contract.account import Tokens
from appliance.contract.live import RunChanged
from tests.support.appliance_process import ApplianceProcess
from tests.support.lesson_client import Lesson, Student, answer_to, lesson

T = TypeVar("T")
DEADLINE_SECONDS = 45.0


class BoxBeside:
    """Everything here blocks until it is done; the box answers others meanwhile."""

    def __init__(self, loop: asyncio.AbstractEventLoop, process: ApplianceProcess, led: Lesson) -> None:
        self._loop = loop
        self._process = process
        self._led = led
        self._students: dict[str, Student] = {}

    @property
    def origin(self) -> str:
        """Where the box is."""
        return self._process.http_url

    @property
    def session_id(self) -> str:
        """The lesson that goes on."""
        return self._led.session.session_id

    @property
    def tokens(self) -> Tokens:
        """What signs a second app of the same teacher in."""
        tokens = self._led.teacher.connection.tokens
        assert tokens is not None
        return tokens

    @property
    def lesson(self) -> Lesson:
        """For coroutines that are given to `run`."""
        return self._led

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Do this beside the window."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(DEADLINE_SECONDS)

    def join(self, name: str) -> str:
        """A student joins: the participant's id."""
        student = self._students[name] = self.run(self._led.student(name))
        return student.id

    def answer(self, name: str, run_id: str, text: str) -> None:
        """The student touches the option with this text."""
        self.run(self._answer(self._students[name], run_id, text))

    def kill(self) -> None:
        """The box is gone from one moment to the next."""
        self.run(self._process.kill())

    async def _answer(self, student: Student, run_id: str, text: str) -> None:
        pushed = (await student.follower.hears(RunChanged, lambda told: told.run.run_id == run_id)).run
        await student.follower.live.send(answer_to(pushed, text))


@contextmanager
def box_beside(data_dir: Path) -> Iterator[BoxBeside]:
    """The box, with its first teacher and a lesson that has started, until the block ends."""
    with asyncio.Runner() as runner:
        loop = runner.get_loop()
        thread = threading.Thread(target=_serve, args=(loop,), name="box beside")
        thread.start()
        stack = AsyncExitStack()

        def call(work: Coroutine[Any, Any, T]) -> T:
            return asyncio.run_coroutine_threadsafe(work, loop).result(DEADLINE_SECONDS)

        async def enter() -> tuple[ApplianceProcess, Lesson]:
            process = await stack.enter_async_context(ApplianceProcess(data_dir, practice=False))
            return process, await stack.enter_async_context(lesson(process.http_url, data_dir))

        try:
            process, led = call(enter())
            yield BoxBeside(loop, process, led)
        finally:
            call(stack.aclose())
            loop.call_soon_threadsafe(loop.stop)
            thread.join()


def _serve(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    loop.run_forever()
