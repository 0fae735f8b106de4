"""A program that keeps thousands of connections open and says as little as it can on each (slowloris).

    python -m tests.support.slow_crowd --http 127.0.0.1:8000 --rtmp 127.0.0.1:1935 --connections 2000 --seconds 20

So many to HTTP and as many to RTMP; a connection that is cut is opened anew. It prints `full` when all have been tried
once, and at the end one JSON line: how many were opened, how many the box cut, and how long the longest lived.
"""

import argparse
import asyncio
import contextlib
import json
import random
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field

from tests.support.cpu_pinning import LOAD_CPU, pin_this_process

OPENED_AT_ONCE = 64
DROP_SECONDS = (0.5, 3.0)
REST_SECONDS = (2.0, 6.0)
START_SECONDS = 60.0
RTMP_HANDSHAKE = b"\x03" + bytes(1536)
POST = (
    b"POST /sessions/practice/whep HTTP/1.1\r\nHost: box\r\nContent-Type: application/sdp\r\nContent-Length: 9000\r\n"
)
HTTP_HABITS = (
    (b"", b""),
    (b"", b"\r\n"),
    (b"GET / HTTP/1.1\r\nHost: box\r\n", b"X-More: 1\r\n"),
    (POST, b"\r\n"),
    (b"GET /sessions HTTP/1.1\r\nHost: box\r\n\r\n", b"\r\n"),
)
"""What a connection says at first and then from time to time."""
RTMP_HABITS = (
    (b"", b""),
    (b"", b"\x03"),
    (RTMP_HANDSHAKE, b""),
    (RTMP_HANDSHAKE + bytes(1536), b""),
    (RTMP_HANDSHAKE + bytes(1536), b"\x03"),
)


@dataclass
class CrowdReport:
    """What became of the crowd's connections."""

    opened: int = 0
    refused: int = 0
    cut: int = 0
    """Closed by the box."""
    longest_seconds: float = 0.0
    """The longest that one was let live, up to the end."""


class RunningCrowd:
    """The crowd as its parent sees it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def full(self) -> None:
        """Wait until every connection has been tried once."""
        async with asyncio.timeout(START_SECONDS):
            assert await self._line() == "full"

    async def report(self) -> CrowdReport:
        """Wait for its end."""
        return CrowdReport(**json.loads(await self._line()))

    async def _line(self) -> str:
        assert self._process.stdout is not None
        return (await self._process.stdout.readline()).decode().strip()


@asynccontextmanager
async def slow_crowd(http: str, rtmp: str, connections: int, seconds: float, seed: int) -> AsyncIterator[RunningCrowd]:
    """The program beside the test, ended with the block."""
    arguments = ["--http", http, "--rtmp", rtmp, "--connections", str(connections)]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.support.slow_crowd", *arguments),
        *("--seconds", str(seconds), "--seed", str(seed)),
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield RunningCrowd(process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


@dataclass
class _Crowd:
    chance: random.Random
    until: float
    report: CrowdReport = field(default_factory=CrowdReport)
    gate: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(OPENED_AT_ONCE))

    async def member(self, address: tuple[str, int], habit: tuple[bytes, bytes], tried: asyncio.Event) -> None:
        """One connection after the other until the end."""
        while time.monotonic() < self.until:
            try:
                async with self.gate:
                    reader, writer = await asyncio.open_connection(*address)
            except OSError:
                self.report.refused += 1
            else:
                self.report.opened += 1
                tried.set()
                await self._live(reader, writer, habit)
            tried.set()
            await self._rest(self.chance.uniform(*REST_SECONDS))

    async def _live(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, habit: tuple[bytes, bytes]
    ) -> None:
        opened = time.monotonic()
        first, drop = habit
        try:
            writer.write(first)
            while time.monotonic() < self.until:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(self.chance.uniform(*DROP_SECONDS)):
                        while await reader.read(4096):
                            pass
                        self.report.cut += 1
                        return
                writer.write(drop)
        except ConnectionError:
            self.report.cut += 1
        finally:
            self.report.longest_seconds = max(self.report.longest_seconds, time.monotonic() - opened)
            writer.transport.abort()

    async def _rest(self, seconds: float) -> None:
        await asyncio.sleep(max(0.0, min(seconds, self.until - time.monotonic())))


async def _run(options: argparse.Namespace) -> None:
    crowd = _Crowd(random.Random(options.seed), time.monotonic() + options.seconds)
    async with asyncio.TaskGroup() as members:
        tried = []
        for address, habits in ((options.http, HTTP_HABITS), (options.rtmp, RTMP_HABITS)):
            host, _, port = address.rpartition(":")
            for index in range(options.connections):
                tried.append(asyncio.Event())
                members.create_task(crowd.member((host, int(port)), habits[index % len(habits)], tried[-1]))
        for each in tried:
            await each.wait()
        print("full", flush=True)
    print(json.dumps(asdict(crowd.report)), flush=True)


def main() -> None:
    """Run the crowd that the command line asks for."""
    parser = argparse.ArgumentParser(description="Thousands of connections that say nearly nothing.")
    for flag, kind in (("http", str), ("rtmp", str), ("connections", int), ("seconds", float), ("seed", int)):
        parser.add_argument(f"--{flag}", type=kind, default=kind())
    pin_this_process(LOAD_CPU)
    asyncio.run(_run(parser.parse_args()))


if __name__ == "__main__":
    main()
