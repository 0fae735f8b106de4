"""Debian's Janus as a child process with one streaming mountpoint, configured for the comparison benchmark only."""

import asyncio
import shutil
import socket
import tempfile
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from tests.support.cpu_pinning import SERVER_CPU, pinned_command
from tests.support.janus_signalling import MOUNTPOINT

READY_SECONDS = 10.0
STOP_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class JanusPorts:
    """Where it listens."""

    http: int
    video: int
    audio: int


def janus_is_installed() -> bool:
    """Whether this machine has Debian's janus package."""
    return shutil.which("janus") is not None and _library_folder() is not None


class JanusProcess:
    """One Janus with ICE-lite; `event_loops` 0 is its default of one thread per viewer.

    libnice offers no loopback candidate: viewers use one of this machine's own addresses, which the kernel delivers
    over loopback all the same.
    """

    def __init__(self, *, event_loops: int = 0) -> None:
        self._event_loops = event_loops
        self._folder = tempfile.TemporaryDirectory(prefix="airclass-janus-")
        self._process: asyncio.subprocess.Process | None = None
        self.ports = JanusPorts(
            http=_free_port(socket.SOCK_STREAM),
            video=_free_port(socket.SOCK_DGRAM),
            audio=_free_port(socket.SOCK_DGRAM),
        )

    async def __aenter__(self) -> Self:
        await self._start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stop()

    @property
    def base(self) -> str:
        """The address of its HTTP API."""
        return f"http://127.0.0.1:{self.ports.http}/janus"

    @property
    def process_id(self) -> int:
        """The id of the running process."""
        assert self._process is not None
        return self._process.pid

    async def _start(self) -> None:
        folder = Path(self._folder.name)
        self._write_configuration(folder)
        janus = shutil.which("janus")
        assert janus
        log = folder / "janus.log"
        command = [janus, "--configs-folder", str(folder), "--disable-stdout", "--log-file", str(log)]
        self._process = await asyncio.create_subprocess_exec(
            *pinned_command(command, SERVER_CPU),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        async with asyncio.timeout(READY_SECONDS), httpx.AsyncClient(trust_env=False) as client:
            while not await _answers(client, f"{self.base}/info"):
                if self._process.returncode is not None:
                    raise RuntimeError(f"janus ended: {log.read_text()[-2000:]}")

    async def _stop(self) -> None:
        assert self._process is not None
        if self._process.returncode is None:
            self._process.terminate()
            try:
                await asyncio.wait_for(self._process.wait(), STOP_SECONDS)
            except TimeoutError:
                self._process.kill()
                await self._process.wait()
        self._folder.cleanup()

    def _write_configuration(self, folder: Path) -> None:
        library = _library_folder()
        unwanted_plugins = _others(library, "plugins", "libjanus_streaming.so")
        unwanted_transports = _others(library, "transports", "libjanus_http.so")
        loops = f"event_loops = {self._event_loops}" if self._event_loops else ""
        (folder / "janus.jcfg").write_text(
            f"""general: {{ configs_folder = "{folder}"; plugins_folder = "{library}/plugins";
  transports_folder = "{library}/transports"; debug_level = 2; session_timeout = 0; {loops} }}
media: {{ ipv6 = false }}
nat: {{ ice_lite = true }}
plugins: {{ disable = "{unwanted_plugins}" }}
transports: {{ disable = "{unwanted_transports}" }}
"""
        )
        (folder / "janus.transport.http.jcfg").write_text(
            f"""general: {{ json = "compact"; base_path = "/janus"; http = true; port = {self.ports.http};
  ip = "127.0.0.1"; https = false }}
"""
        )
        (folder / "janus.plugin.streaming.jcfg").write_text(
            f"""class: {{ type = "rtp"; id = {MOUNTPOINT}; audio = true; video = true;
  audioport = {self.ports.audio}; audiopt = 111; audiocodec = "opus";
  videoport = {self.ports.video}; videopt = 103; videocodec = "h264";
  videofmtp = "profile-level-id=42e01f;packetization-mode=1"; videobufferkf = true }}
"""
        )


async def _answers(client: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await client.get(url)).is_success
    except httpx.TransportError:
        await asyncio.sleep(0.05)
        return False


def _library_folder() -> Path | None:
    return next((path.parent for path in sorted(Path("/usr/lib").glob("*/janus/plugins"))), None)


def _others(library: Path | None, kind: str, wanted: str) -> str:
    assert library
    return ",".join(path.name for path in sorted((library / kind).glob("*.so")) if path.name != wanted)


def _free_port(kind: socket.SocketKind) -> int:
    # Janus cannot be told to choose: the port is free now, and its use a moment later.
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
