"""A program of joiners that know the class code: each joins once, from one of some addresses, on its own connection.

    python -m tests.support.join_bots --box 127.0.0.1:8000 --code K7MPQ2 --name bot --joins 5000 --network 127.0.1
        --addresses 20 --at-once 400 --pause 0

At the end it prints one JSON line: how many of each HTTP status came back, how long the slowest took, and all of it.
"""

import argparse
import asyncio
import json
import secrets
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, fields

ANSWER_SECONDS = 30.0
PROGRAM_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class JoinWish:
    """Who is to join, and how."""

    box: str
    """HOST:PORT."""
    code: str
    name: str
    joins: int
    network: str
    """The first three numbers of their addresses."""
    addresses: int
    at_once: int
    pause: float = 0.0
    """Seconds after each join."""


@dataclass(frozen=True, slots=True)
class JoinReport:
    """What became of them; status 0 is a connection without an answer."""

    statuses: dict[str, int]
    slowest_seconds: float
    seconds: float


class RunningJoins:
    """The joiners as their parent sees them."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def report(self) -> JoinReport:
        """What became of them, once all have tried."""
        async with asyncio.timeout(PROGRAM_SECONDS):
            output, _ = await self._process.communicate()
        return JoinReport(**json.loads(output))


@asynccontextmanager
async def running_joins(wish: JoinWish) -> AsyncIterator[RunningJoins]:
    """The joiners in a process of their own, until the block ends."""
    arguments = [f"--{name.replace('_', '-')}={value}" for name, value in asdict(wish).items()]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.support.join_bots", *arguments, stdout=asyncio.subprocess.PIPE
    )
    try:
        yield RunningJoins(process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def run(wish: JoinWish) -> JoinReport:
    """Let everybody try once."""
    statuses: Counter[str] = Counter()
    numbers = iter(range(wish.joins))
    started = time.monotonic()
    slowest = 0.0

    async def try_one_after_another() -> None:
        nonlocal slowest
        for number in numbers:
            began = time.monotonic()
            statuses[str(await _join(wish, number))] += 1
            slowest = max(slowest, time.monotonic() - began)
            await asyncio.sleep(wish.pause)

    await asyncio.gather(*(try_one_after_another() for _ in range(wish.at_once)))
    return JoinReport(dict(statuses), slowest, time.monotonic() - started)


async def _join(wish: JoinWish, number: int) -> int:
    secret = secrets.token_urlsafe(24)
    body = json.dumps({"class_code": wish.code, "name": f"{wish.name} {number}", "device_secret": secret})
    head = (
        f"POST /auth/join HTTP/1.1\r\nHost: {wish.box}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    host, _, port = wish.box.rpartition(":")
    address = f"{wish.network}.{1 + number % wish.addresses}"
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            reader, writer = await asyncio.open_connection(host, int(port), local_addr=(address, 0))
            try:
                writer.write((head + body).encode())
                answer = await reader.read()
            finally:
                writer.close()
    except (OSError, TimeoutError):
        return 0
    words = answer.split(b" ", 2)
    return int(words[1]) if len(words) > 1 else 0


def _reader(name: str) -> Callable[[str], object]:
    if name == "pause":
        return float
    return int if name in ("joins", "addresses", "at_once") else str


def main() -> None:
    """Read the arguments, run, print the report."""
    parser = argparse.ArgumentParser()
    for field in fields(JoinWish):
        parser.add_argument(f"--{field.name.replace('_', '-')}", type=_reader(field.name), required=True)
    wish = JoinWish(**vars(parser.parse_args()))
    print(json.dumps(asdict(asyncio.run(run(wish)))))


if __name__ == "__main__":
    main()
