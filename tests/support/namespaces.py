"""Network namespaces as classroom: machines with their own interfaces, joined by switches, inside this one machine.

Nothing here touches the host's own interfaces; what is made is removed, also after a killed test run.
"""

import asyncio
import itertools
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

PREFIX = "airclass"
NETNS_CONFIG = Path("/etc/netns")
REPOSITORY = Path(__file__).resolve().parents[2]

_numbers = itertools.count(1)


@dataclass
class NetworkNamespace:
    """One machine of the room."""

    name: str
    label: str

    def run(self, *command: str) -> str:
        """Run a short command inside; its output; an error names the command and what it said."""
        return _run("ip", "netns", "exec", self.name, *command)

    def ip(self, *arguments: str) -> str:
        """Run `ip` on the namespace from outside."""
        return _run("ip", "-n", self.name, *arguments)

    async def start(self, *command: str, stdin: int | None = None, env: Mapping[str, str] | None = None) -> "Process":
        """Start a program inside; its output is read by the caller."""
        return await asyncio.create_subprocess_exec(
            *("ip", "netns", "exec", self.name, *command),
            stdin=stdin,
            stdout=asyncio.subprocess.PIPE,
            stderr=None,
            cwd=REPOSITORY,
            env=None if env is None else {**os.environ, **env},
            limit=1 << 20,
        )

    async def start_module(self, module: str, *arguments: str, stdin: int | None = None) -> "Process":
        """Start `python -m module` inside."""
        return await self.start(sys.executable, "-m", module, *arguments, stdin=stdin)

    def add_address(self, interface: str, address: str) -> None:
        """Give an interface an address; IPv6 is usable at once, without duplicate detection."""
        self.ip("address", "add", address, "dev", interface, *(["nodad"] if ":" in address else []))

    def remove_address(self, interface: str, address: str) -> None:
        """Take an address away."""
        self.ip("address", "del", address, "dev", interface)

    def block_udp(self) -> None:
        """Drop every UDP packet in and out silently, as a school's firewall does."""
        self.run("nft", "add", "table", "inet", "room")
        for hook in ("input", "output", "forward"):
            self.run("nft", "add", "chain", "inet", "room", hook, f"{{ type filter hook {hook} priority 0; }}")
            self.run("nft", "add", "rule", "inet", "room", hook, "meta", "l4proto", "udp", "drop")

    def unblock(self) -> None:
        """Let everything pass again."""
        self.run("nft", "flush", "ruleset")

    def hosts(self, entries: Mapping[str, str]) -> None:
        """Name resolution inside: programs started from now on find these lines in /etc/hosts."""
        folder = NETNS_CONFIG / self.name
        folder.mkdir(parents=True, exist_ok=True)
        lines = ["127.0.0.1 localhost", *(f"{address} {name}" for name, address in entries.items())]
        (folder / "hosts").write_text("\n".join(lines) + "\n", encoding="ascii")


Process = asyncio.subprocess.Process


@dataclass
class Room:
    """Makes machines and switches, joins them with cables, and takes all of it away again."""

    _namespaces: list[NetworkNamespace] = field(default_factory=list)

    def __enter__(self) -> Self:
        _remove_leftovers()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for namespace in reversed(self._namespaces):
            _remove(namespace.name)

    def machine(self, label: str) -> NetworkNamespace:
        """A new machine with nothing but loopback."""
        namespace = NetworkNamespace(f"{PREFIX}-{os.getpid()}-{next(_numbers)}-{label}", label)
        _run("ip", "netns", "add", namespace.name)
        self._namespaces.append(namespace)
        namespace.ip("link", "set", "lo", "up")
        # Link-local addresses count at once; otherwise each test waits two seconds for duplicate detection.
        namespace.run("sysctl", "-qw", "net.ipv6.conf.all.accept_dad=0", "net.ipv6.conf.default.accept_dad=0")
        return namespace

    def switch(self, label: str = "switch") -> NetworkNamespace:
        """A new switch that floods multicast, as a classroom's does."""
        switch = self.machine(label)
        switch.ip("link", "add", "bridge", "type", "bridge", "mcast_snooping", "0")
        switch.ip("link", "set", "bridge", "up")
        return switch

    def plug(
        self, machine: NetworkNamespace, switch: NetworkNamespace, *addresses: str, interface: str = "eth0"
    ) -> None:
        """Lay a cable from `interface` of the machine to the switch."""
        port = f"port{next(_numbers)}"
        machine.ip("link", "add", interface, "type", "veth", "peer", "name", port, "netns", switch.name)
        switch.ip("link", "set", port, "master", "bridge", "up")
        for address in addresses:
            machine.add_address(interface, address)
        machine.ip("link", "set", interface, "up")


@contextmanager
def room() -> Iterator[Room]:
    """A room for one test; skips where namespaces cannot be made."""
    if os.geteuid() != 0:
        pytest.skip("network namespaces need root")
    with Room() as made:
        yield made


async def stop_process(process: Process) -> int:
    """Ask a program to end, wait, and insist after five seconds; its return code."""
    if process.returncode is None:
        process.terminate()
        try:
            async with asyncio.timeout(5):
                return await process.wait()
        except TimeoutError:
            process.kill()
    return await process.wait()


def _run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip() or done.returncode}")
    return done.stdout


def _remove(name: str) -> None:
    subprocess.run(["ip", "netns", "del", name], capture_output=True, check=False, timeout=20)
    (NETNS_CONFIG / name / "hosts").unlink(missing_ok=True)
    if (NETNS_CONFIG / name).exists():
        (NETNS_CONFIG / name).rmdir()


def _remove_leftovers() -> None:
    for line in _run("ip", "netns", "list").splitlines():
        name = line.split()[0]
        parts = name.split("-")
        if parts[0] == PREFIX and len(parts) >= 4 and parts[1].isdigit() and not Path(f"/proc/{parts[1]}").exists():
            _remove(name)
