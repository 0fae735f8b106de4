"""The real appliance as a child process: started on free ports, awaited by its own word, ended with its owner."""

import asyncio
import json
import os
import signal
import sys
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from appliance.lifecycle import TaskOwner

START_DEADLINE_SECONDS = 30.0
STOP_DEADLINE_SECONDS = 10.0
KEPT_LOG_LINES = 400
REQUEST_DEADLINE_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class BoxAddresses:
    """HOST:PORT of each listener, as the box printed them."""

    http: str = "127.0.0.1:0"
    rtmp: str = "127.0.0.1:0"
    media: str = "127.0.0.1:0"


class ApplianceProcess:
    """`async with ApplianceProcess(tmp_path) as box:`; what it logged is shown when the block fails."""

    def __init__(
        self,
        data_dir: Path,
        *,
        practice: bool = True,
        wanted: BoxAddresses | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self._data_dir = data_dir
        self._practice = practice
        self._addresses = wanted or BoxAddresses()
        self._settings = {"AIRCLASS_ANNOUNCE": "false", **(settings or {})}
        self._process: asyncio.subprocess.Process | None = None
        self._log: deque[str] = deque(maxlen=KEPT_LOG_LINES)
        self._readers = TaskOwner("appliance process")
        self._client: httpx.AsyncClient | None = None

    async def __aenter__(self) -> Self:
        try:
            await self.start()
        except BaseException:
            await self._end()
            self._show_log()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._end()
        if error is not None:
            self._show_log()

    @property
    def http_url(self) -> str:
        """Where page and API are."""
        return f"http://{self._addresses.http}"

    @property
    def rtmp_url(self) -> str:
        """Where casters publish, without the key."""
        return f"rtmp://{self._addresses.rtmp}/live"

    @property
    def media(self) -> str:
        """HOST:PORT of the media port."""
        return self._addresses.media

    @property
    def addresses(self) -> BoxAddresses:
        """All of them."""
        return self._addresses

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._running().pid

    @property
    def client(self) -> httpx.AsyncClient:
        """A client of the box's API."""
        if self._client is None:
            self._client = httpx.AsyncClient(base_url=self.http_url, timeout=REQUEST_DEADLINE_SECONDS, trust_env=False)
        return self._client

    @property
    def log(self) -> str:
        """The last lines that it wrote to stderr."""
        return "\n".join(self._log)

    async def start(self) -> None:
        """Start it (again, on the addresses it had before) and wait until it says that it listens."""
        self._process = await asyncio.create_subprocess_exec(
            *self._command(),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={**os.environ, **self._settings},
        )
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        self._readers.start(self._keep(self._process.stderr), name="log")
        async with asyncio.timeout(START_DEADLINE_SECONDS):
            line = await self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the appliance ended with {await self._process.wait()} before it listened")
        self._addresses = BoxAddresses(**json.loads(line))
        self._readers.start(self._keep(self._process.stdout), name="output")

    async def stop(self) -> int:
        """End it as a service manager does; its exit status."""
        process = self._running()
        process.terminate()
        try:
            async with asyncio.timeout(STOP_DEADLINE_SECONDS):
                return await process.wait()
        except TimeoutError:
            await self.kill()
            raise AssertionError(f"the appliance did not end within {STOP_DEADLINE_SECONDS:.0f} s") from None

    async def kill(self) -> None:
        """End it as a power cut does."""
        process = self._running()
        process.kill()
        await process.wait()

    def freeze(self) -> None:
        """Let it hang: it holds its sockets and answers nothing."""
        self._running().send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self._running().send_signal(signal.SIGCONT)

    async def _end(self) -> None:
        try:
            if self._process is not None and self._process.returncode is None:
                self.thaw()
                await self.stop()
        finally:
            if self._client is not None:
                await self._client.aclose()
            await self._readers.close()

    def _running(self) -> asyncio.subprocess.Process:
        if self._process is None:
            raise RuntimeError("the appliance has not been started")
        return self._process

    def _command(self) -> list[str]:
        return [
            *(sys.executable, "-m", "appliance", "serve"),
            "--practice" if self._practice else "--no-practice",
            *("--data-dir", str(self._data_dir)),
            *("--http", self._addresses.http),
            *("--rtmp", self._addresses.rtmp),
            *("--media", self._addresses.media),
            "--print-addresses",
        ]

    async def _keep(self, stream: asyncio.StreamReader) -> None:
        while line := await stream.readline():
            self._log.append(line.decode(errors="replace").rstrip())

    def _show_log(self) -> None:
        print(f"--- the appliance's last words ---\n{self.log}", file=sys.stderr)
