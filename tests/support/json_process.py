"""A helper program in a namespace that says what it sees as JSON lines, and a test that waits for a line."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from tests.support.namespaces import NetworkNamespace, Process, stop_process

DEADLINE_SECONDS = 10.0

Event = dict[str, object]


class JsonProcess:
    """What a program has said so far, and the rest as it comes."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self.heard: list[Event] = []

    async def wait_for(self, is_wanted: Callable[[Event], bool], what: str, seconds: float = DEADLINE_SECONDS) -> Event:
        """The next event that is wanted; earlier ones do not count, all are kept in `heard`."""
        try:
            async with asyncio.timeout(seconds):
                while True:
                    event = await self._next()
                    if is_wanted(event):
                        return event
        except TimeoutError:
            raise AssertionError(f"not within {seconds} s: {what}; heard {self.heard}") from None

    async def listen(self, seconds: float) -> list[Event]:
        """All that it says in `seconds`."""
        before = len(self.heard)
        try:
            async with asyncio.timeout(seconds):
                while True:
                    await self._next()
        except TimeoutError:
            return self.heard[before:]

    def say(self, **command: object) -> None:
        """Give the program one JSON line."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(command).encode() + b"\n")

    async def stop(self) -> int:
        """End the program as a service manager does, keep what it says last; its return code."""
        if self._process.returncode is None:
            self._process.terminate()
        async with asyncio.timeout(DEADLINE_SECONDS):
            while not self._output.at_eof():
                await self._read()
            return await self._process.wait()

    @property
    def _output(self) -> asyncio.StreamReader:
        assert self._process.stdout is not None
        return self._process.stdout

    async def _next(self) -> Event:
        event = await self._read()
        assert event is not None, f"the program ended; heard {self.heard}"
        return event

    async def _read(self) -> Event | None:
        line = await self._output.readline()
        if not line:
            return None
        event: Event = json.loads(line)
        self.heard.append(event)
        return event


@asynccontextmanager
async def json_process(machine: NetworkNamespace, module: str, *arguments: str) -> AsyncIterator[JsonProcess]:
    """A helper program that runs inside `machine` until the block ends."""
    process = await machine.start_module(module, *arguments, stdin=asyncio.subprocess.PIPE)
    try:
        yield JsonProcess(process)
    finally:
        await stop_process(process)
