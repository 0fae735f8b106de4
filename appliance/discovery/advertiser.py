"""Announces the box on every link, under names that no other device there holds."""

import asyncio
import logging

from zeroconf import Error as ZeroconfError

from appliance.discovery.interfaces import LinkAddress
from appliance.discovery.link_responder import DEFAULT_PROBE_TIMING, LinkResponder, ProbeTiming
from appliance.lifecycle import TaskOwner
from appliance.protocols.dns_sd import Announcement, NameKind, Names

RENAMES_LIMIT = 100
"""A device that answers to every name would otherwise keep us renaming for ever."""

logger = logging.getLogger(__name__)


class Advertiser:
    """Keeps the announcements true while addresses, names and the room change; never blocks the event loop."""

    def __init__(self, announcement: Announcement, timing: ProbeTiming = DEFAULT_PROBE_TIMING) -> None:
        self._announcement = announcement
        self._timing = timing
        self._names = Names(announcement.room_name, announcement.box_id)
        self._addresses: tuple[LinkAddress, ...] = ()
        self._responders: dict[str, LinkResponder] = {}
        self._lost: set[NameKind] = set()
        self._work = asyncio.Event()
        self._settled = asyncio.Event()
        self._warned = False
        self._tasks = TaskOwner("advertiser")

    @property
    def names(self) -> Names:
        """The names in use; those of `announced()` are known to be ours."""
        return self._names

    @property
    def is_announced(self) -> bool:
        """Whether the box can be found on every link that lets us."""
        return self._settled.is_set() and bool(self._responders)

    def start(self, addresses: tuple[LinkAddress, ...]) -> None:
        """Begin to announce the box at `addresses`; returns at once."""
        self.update_addresses(addresses)
        self._tasks.start(self._run(), name="announce")

    def update_addresses(self, addresses: tuple[LinkAddress, ...]) -> None:
        """Follow the box to its new addresses."""
        self._addresses = addresses
        self._ask_for_work()

    def update_announcement(self, announcement: Announcement) -> None:
        """Say something else about the box: a new room name, say."""
        if announcement.room_name != self._announcement.room_name:
            self._names = Names(announcement.room_name, announcement.box_id)
        self._announcement = announcement
        self._ask_for_work()

    async def announced(self) -> Names:
        """Wait until all is announced as it should be; the names that were free."""
        await self._settled.wait()
        return self._names

    async def close(self) -> None:
        """Say goodbye on every link and stop."""
        await self._tasks.close()
        await asyncio.gather(*(responder.close(goodbye=True) for responder in self._responders.values()))
        self._responders.clear()

    def _ask_for_work(self) -> None:
        self._settled.clear()
        self._work.set()

    def _on_name_lost(self, kind: NameKind) -> None:
        self._lost.add(kind)
        self._ask_for_work()

    async def _run(self) -> None:
        while True:
            await self._work.wait()
            self._work.clear()
            try:
                await self._leave_changed_links()
                await self._join_new_links()
                await self._claim_names()
            except (OSError, ZeroconfError) as error:
                # A link can vanish at any point in between; the notice of that brings us back here.
                self._warn(f"mDNS announcement stopped: {error!r}")
            if not self._work.is_set():
                self._settled.set()

    async def _leave_changed_links(self) -> None:
        wanted = _by_link(self._addresses)
        for name, responder in list(self._responders.items()):
            if wanted.get(name) != responder.links:
                await responder.close(goodbye=False)
                del self._responders[name]
        if not self._responders:
            # Nothing is left of the network that knew us: in the next one the plain names may be free.
            self._names = Names(self._announcement.room_name, self._announcement.box_id)
            self._lost.clear()

    async def _join_new_links(self) -> None:
        for name, links in _by_link(self._addresses).items():
            if name in self._responders:
                continue
            try:
                responder = LinkResponder(links, self._is_own, self._on_name_lost, self._timing)
            except OSError as error:
                self._warn(f"mDNS cannot be used on {name} ({error}): airclass.local will not resolve there")
                continue
            self._responders[name] = responder
            await responder.start()
            self._warned = False

    async def _claim_names(self) -> None:
        for _ in range(RENAMES_LIMIT):
            self._rename(self._lost)
            self._lost = set()
            names, announcement = self._names, self._announcement
            late = [each for each in self._responders.values() if not each.announces(announcement, names)]
            answers = await asyncio.gather(*(each.taken(announcement, names) for each in late))
            taken = frozenset().union(*answers)
            if not taken:
                await asyncio.gather(*(each.announce(announcement, names) for each in late))
                return
            self._rename(taken)
        self._warn(f"{RENAMES_LIMIT} names are taken: something on this network answers to every name")

    def _rename(self, taken: set[NameKind] | frozenset[NameKind]) -> None:
        for kind in taken:
            self._names = self._names.next(kind)
        if taken:
            names = self._names
            logger.info("a name was taken: now %s at %s and %s", names.instance, names.host, names.box_host)

    def _is_own(self, packed: bytes) -> bool:
        return any(link.address.packed == packed for link in self._addresses)

    def _warn(self, message: str) -> None:
        # Once until it works again: an address change every minute must not fill the log.
        if not self._warned:
            logger.warning("%s", message)
        self._warned = True


def _by_link(addresses: tuple[LinkAddress, ...]) -> dict[str, tuple[LinkAddress, ...]]:
    names = dict.fromkeys(link.interface_name for link in addresses)
    return {name: tuple(link for link in addresses if link.interface_name == name) for name in names}
