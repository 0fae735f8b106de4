"""Finds the boxes of the local network by multicast DNS."""

import asyncio
import contextlib
import ipaddress
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Self

from zeroconf import IPVersion, ServiceStateChange, Zeroconf
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from appliance.lifecycle import TaskOwner
from appliance.protocols.dns_sd import AIRCLASS_TYPE

BOXES_LIMIT = 256
"""Anybody on the network can announce boxes; a large school has a tenth of this."""
RESOLVE_MILLISECONDS = 3000
# A changed address is announced with the cache-flush bit, which lets the old one live one second longer.
FLUSH_SECONDS = 1.2

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Box:
    """A box as it announces itself; addresses are IPv4 first, newest first."""

    instance_name: str
    id: str
    version: str
    addresses: tuple[IpAddress, ...]
    port: int
    host: str
    path: str = "/"
    is_tls: bool = False


@dataclass(frozen=True, slots=True)
class BoxFound:
    """A box appeared, or says something new about itself."""

    box: Box


@dataclass(frozen=True, slots=True)
class BoxLost:
    """A box said goodbye, or has not been heard for too long."""

    box: Box


class BoxFinder:
    """Browses while it is entered: iterate for the changes, read `boxes` for those that are there now."""

    def __init__(self) -> None:
        self._boxes: dict[str, Box] = {}
        self._changes: dict[str, BoxFound | BoxLost] = {}
        self._changed = asyncio.Event()
        self._resolving: set[str] = set()
        self._mdns: AsyncZeroconf | None = None
        self._browser: AsyncServiceBrowser | None = None
        self._tasks = TaskOwner("box finder")

    @property
    def boxes(self) -> tuple[Box, ...]:
        """The boxes that are there now."""
        return tuple(self._boxes.values())

    async def __aenter__(self) -> Self:
        self._mdns = _open_mdns()
        await self._mdns.zeroconf.async_wait_for_start()
        self._browser = AsyncServiceBrowser(self._mdns.zeroconf, AIRCLASS_TYPE, handlers=[self._on_service])
        return self

    async def __aexit__(self, *_: object) -> None:
        browser, self._browser = self._browser, None
        if browser is not None:
            await browser.async_cancel()
        await self._tasks.close()
        if self._mdns is not None:
            await self._mdns.async_close()

    async def __aiter__(self) -> AsyncIterator[BoxFound | BoxLost]:
        """Every change, the latest per box where the reader is slow; ends never."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            while self._changes:
                yield self._changes.pop(next(iter(self._changes)))

    def _on_service(self, zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange) -> None:
        del zeroconf, service_type
        if state_change is ServiceStateChange.Removed:
            self._resolving.discard(name)
            self._forget(name)
        elif name in self._boxes or len(self._boxes) + len(self._resolving) < BOXES_LIMIT:
            self._resolve_soon(name)
            asyncio.get_running_loop().call_later(FLUSH_SECONDS, self._resolve_again, name)

    def _resolve_again(self, name: str) -> None:
        if name in self._boxes and self._browser is not None:
            self._resolve_soon(name)

    def _resolve_soon(self, name: str) -> None:
        if self._mdns is not None and name not in self._resolving:
            self._resolving.add(name)
            self._tasks.start(self._resolve(self._mdns, name), name=f"resolve {name}")

    async def _resolve(self, mdns: AsyncZeroconf, name: str) -> None:
        info = AsyncServiceInfo(AIRCLASS_TYPE, name)
        is_answered = await info.async_request(mdns.zeroconf, RESOLVE_MILLISECONDS)
        # A goodbye that came while we asked has taken the name out.
        if name in self._resolving:
            self._resolving.discard(name)
            if is_answered:
                self._learn(name, _box_from(info))

    def _learn(self, name: str, box: Box) -> None:
        if self._boxes.get(name) != box:
            self._boxes[name] = box
            self._note(name, BoxFound(box))

    def _forget(self, name: str) -> None:
        box = self._boxes.pop(name, None)
        if box is not None:
            self._note(name, BoxLost(box))

    def _note(self, name: str, change: BoxFound | BoxLost) -> None:
        self._changes[name] = change
        self._changed.set()


async def find_boxes(seconds: float) -> tuple[Box, ...]:
    """The boxes that answer within `seconds`."""
    async with BoxFinder() as finder:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await asyncio.Event().wait()
        return finder.boxes


def _open_mdns() -> AsyncZeroconf:
    try:
        return AsyncZeroconf(ip_version=IPVersion.All)
    except OSError:
        # A system without IPv6 has no socket for both families.
        return AsyncZeroconf(ip_version=IPVersion.V4Only)


def _box_from(info: AsyncServiceInfo) -> Box:
    txt = info.decoded_properties
    addresses = tuple(ipaddress.ip_address(text) for text in info.parsed_scoped_addresses())
    return Box(
        instance_name=info.name.removesuffix(f".{AIRCLASS_TYPE}"),
        id=txt.get("id") or "",
        version=txt.get("ver") or "",
        addresses=addresses,
        port=info.port or 0,
        host=(info.server or "").removesuffix("."),
        path=txt.get("path") or "/",
        is_tls=txt.get("tls") == "1",
    )
