"""Notices that the box's addresses changed: told by the kernel on Linux, by looking once a second elsewhere."""

import asyncio
import logging
import socket
from collections.abc import Callable
from dataclasses import dataclass

from appliance.discovery.interfaces import LinkAddress, usable_addresses

# linux/rtnetlink.h
RTMGRP_LINK = 0x1
RTMGRP_IPV4_IFADDR = 0x10
RTMGRP_IPV6_IFADDR = 0x100

READS_PER_WAKE = 32

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WatchTiming:
    """How long notices are gathered before the addresses are read, and how often they are read without notices."""

    gather_seconds: float = 0.1
    poll_seconds: float = 1.0


DEFAULT_TIMING = WatchTiming()


class AddressWatcher:
    """Calls `on_change` with all usable addresses whenever they differ from what was last known."""

    def __init__(
        self,
        on_change: Callable[[tuple[LinkAddress, ...]], None],
        read: Callable[[], tuple[LinkAddress, ...]] = usable_addresses,
        timing: WatchTiming = DEFAULT_TIMING,
    ) -> None:
        self._on_change = on_change
        self._read = read
        self._timing = timing
        self._addresses: tuple[LinkAddress, ...] = ()
        self._notices: socket.socket | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def addresses(self) -> tuple[LinkAddress, ...]:
        """The addresses as last read."""
        return self._addresses

    @property
    def is_told_by_the_kernel(self) -> bool:
        """Whether changes arrive as notices, not by looking."""
        return self._notices is not None

    def start(self) -> tuple[LinkAddress, ...]:
        """Watch from now on; the first reading is returned and not reported as a change."""
        self._loop = asyncio.get_running_loop()
        # Subscribe before reading: a change between the two would otherwise be lost.
        self._notices = _open_notices()
        self._addresses = self._read()
        if self._notices is not None:
            self._loop.add_reader(self._notices, self._on_notice)
        else:
            self._look_after(self._timing.poll_seconds)
        return self._addresses

    async def close(self) -> None:
        """Stop watching; `on_change` is not called afterwards."""
        if self._timer is not None:
            self._timer.cancel()
        if self._notices is not None and self._loop is not None:
            self._loop.remove_reader(self._notices)
            self._notices.close()
        self._timer = self._notices = self._loop = None

    def _on_notice(self) -> None:
        if self._notices is not None:
            _drain(self._notices)
        # The first notice of a burst starts the clock and later ones do not move it: a flapping link cannot starve us.
        if self._timer is None:
            self._look_after(self._timing.gather_seconds)

    def _look_after(self, seconds: float) -> None:
        if self._loop is not None:
            self._timer = self._loop.call_later(seconds, self._look)

    def _look(self) -> None:
        self._timer = None
        if self._notices is None:
            self._look_after(self._timing.poll_seconds)
        addresses = self._read()
        if addresses != self._addresses:
            logger.info("addresses: %s", ", ".join(link.scoped_text for link in addresses) or "none")
            self._addresses = addresses
            self._on_change(addresses)


def _open_notices() -> socket.socket | None:
    family = getattr(socket, "AF_NETLINK", None)
    if family is None:
        return None
    try:
        notices = socket.socket(family, socket.SOCK_RAW | socket.SOCK_CLOEXEC, socket.NETLINK_ROUTE)
    except OSError as error:
        logger.info("no address notices from the kernel (%s); looking every second", error)
        return None
    notices.setblocking(False)
    try:
        notices.bind((0, RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR))
    except OSError as error:
        notices.close()
        logger.info("address notices are refused (%s); looking every second", error)
        return None
    return notices


def _drain(notices: socket.socket) -> None:
    # What the notices say does not matter, only that something changed; an overrun (ENOBUFS) says the same.
    for _ in range(READS_PER_WAKE):
        try:
            notices.recv(65536)
        except OSError:
            return
