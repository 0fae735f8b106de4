"""Multicast DNS on one link: answers there with the addresses that are valid there, and nowhere else.

A single responder for all links would tell each link the other links' addresses; so every link has its own.
"""

import asyncio
import contextlib
import random
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass

# The DNS classes are exported, but do not stand in zeroconf's __all__.
from zeroconf import (  # type: ignore[attr-defined]
    DNSAddress,
    DNSOutgoing,
    DNSQuestion,
    DNSRecord,
    DNSService,
    IPVersion,
    ServiceInfo,
)
from zeroconf.asyncio import AsyncZeroconf
from zeroconf.const import (
    _CLASS_IN,
    _CLASS_UNIQUE,
    _DNS_HOST_TTL,
    _FLAGS_QR_QUERY,
    _TYPE_A,
    _TYPE_AAAA,
    _TYPE_SRV,
)

from appliance.discovery.interfaces import IpAddress, LinkAddress
from appliance.discovery.rivals import Claim, Rival, RivalWatch
from appliance.protocols.dns_sd import AIRCLASS_TYPE, HTTP_SUBTYPE, HTTP_TYPE, Announcement, NameKind, Names

# linux/in.h and linux/in6.h; without them a socket hears the groups that any other socket of the host joined.
IP_MULTICAST_ALL = 49
IPV6_MULTICAST_ALL = 29

DEFENCE_INTERVAL_SECONDS = 1.0
"""A device that never gives way makes us repeat ourselves at most this often (RFC 6762 section 9)."""


@dataclass(frozen=True, slots=True)
class ProbeTiming:
    """RFC 6762 section 8.1: a random delay first, so that a school's boxes do not all speak when the power returns."""

    first_delay_seconds: float = 0.25
    interval_seconds: float = 0.25
    count: int = 3


DEFAULT_PROBE_TIMING = ProbeTiming()


class LinkResponder:
    """Probes for, announces and withdraws the box's names on one link."""

    def __init__(
        self,
        links: tuple[LinkAddress, ...],
        is_own: Callable[[bytes], bool],
        on_name_lost: Callable[[NameKind], None],
        timing: ProbeTiming = DEFAULT_PROBE_TIMING,
    ) -> None:
        """Open the link's sockets; OSError when port 5353 cannot be had."""
        self.links = links
        self._addresses = _announced_addresses(links)
        self._is_own = is_own
        self._on_name_lost = on_name_lost
        self._timing = timing
        self._announced: tuple[Announcement, Names] | None = None
        self._is_probing = False
        self._taken: set[NameKind] = set()
        self._rival_seen = asyncio.Event()
        self._watch = RivalWatch(self._on_rival)
        self._defended_at = float("-inf")
        self._mdns = _open_mdns(self._addresses)

    async def start(self) -> None:
        """Hear the link; answers nothing before `announce`."""
        await self._mdns.zeroconf.async_wait_for_start()
        for reader in self._mdns.zeroconf.engine.readers:
            _hear_only_this_link(reader.transport.get_extra_info("socket"), self.links[0].interface_name)
        self._mdns.zeroconf.async_add_listener(self._watch, None)

    def announces(self, announcement: Announcement, names: Names) -> bool:
        """Whether exactly this is announced here."""
        return self._announced == (announcement, names)

    async def taken(self, announcement: Announcement, names: Names) -> frozenset[NameKind]:
        """Ask the link for each name; the ones that another device answers for."""
        self._taken.clear()
        self._rival_seen.clear()
        previous, self._watch.claim = self._watch.claim, self._claim(names)
        self._is_probing = True
        try:
            await self._heard_within(random.uniform(0, self._timing.first_delay_seconds))  # noqa: S311 - no secret
            for attempt in range(self._timing.count):
                if not self._taken:
                    self._mdns.zeroconf.async_send(self._probe(announcement, names, is_first=attempt == 0))
                    await self._heard_within(self._timing.interval_seconds)
        finally:
            self._is_probing = False
            self._watch.claim = previous
        return frozenset(self._taken)

    async def announce(self, announcement: Announcement, names: Names) -> None:
        """Take back what was announced before, then announce this; ends when the last announcement is sent."""
        self._announced = None
        await self._mdns.async_unregister_all_services()
        self._watch.claim = self._claim(names)
        self._announced = (announcement, names)
        services = self._services(announcement, names)
        sending = [await self._mdns.async_register_service(each, cooperating_responders=True) for each in services]
        await asyncio.gather(*sending)

    def withdraw(self) -> None:
        """Stop answering without a goodbye, which would also take the rival's records out of everybody's memory."""
        registry = self._mdns.zeroconf.registry
        registry.async_remove(registry.async_get_service_infos())
        self._announced = None
        self._watch.claim = None

    async def close(self, *, goodbye: bool) -> None:
        """Leave the link; `goodbye` tells everybody there that the box is gone."""
        if not goodbye:
            self.withdraw()
        await self._mdns.async_close()

    def _claim(self, names: Names) -> Claim:
        return Claim(names, self._addresses, self._is_own)

    async def _heard_within(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._rival_seen.wait(), seconds)

    def _on_rival(self, rival: Rival) -> None:
        if self._is_probing:
            self._taken.add(rival.kind)
            self._rival_seen.set()
        elif rival.wins:
            self.withdraw()
            self._on_name_lost(rival.kind)
        else:
            self._defend()

    def _defend(self) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._defended_at < DEFENCE_INTERVAL_SECONDS:
            return
        self._defended_at = now
        zeroconf = self._mdns.zeroconf
        for service in zeroconf.registry.async_get_service_infos():
            zeroconf.async_send(zeroconf.generate_service_broadcast(service, None))

    def _probe(self, announcement: Announcement, names: Names, *, is_first: bool) -> DNSOutgoing:
        # The first probe asks for a unicast answer, the later ones for one that every socket of this host can hear.
        question_class = _CLASS_IN | _CLASS_UNIQUE if is_first else _CLASS_IN
        hosts = (names.host, names.box_host)
        instances = {f"{names.instance}.{AIRCLASS_TYPE}": names.box_host, f"{names.instance}.{HTTP_TYPE}": names.host}
        probe = DNSOutgoing(_FLAGS_QR_QUERY)
        for host in hosts:
            probe.add_question(DNSQuestion(host, _TYPE_A, question_class))
            probe.add_question(DNSQuestion(host, _TYPE_AAAA, question_class))
        for instance in instances:
            probe.add_question(DNSQuestion(instance, _TYPE_SRV, question_class))
        # The authority section is what makes it a probe: it is answered at once, not when it suits.
        proposed: list[DNSRecord] = [_address_record(host, address) for host in hosts for address in self._addresses]
        proposed += [_service_record(instance, host, announcement.port) for instance, host in instances.items()]
        probe.authorities.extend(proposed)  # type: ignore[arg-type] # zeroconf's own probes hold only pointers
        return probe

    def _services(self, announcement: Announcement, names: Names) -> list[ServiceInfo]:
        packed = [address.packed for address in self._addresses]

        def service(type_name: str, kind: str, host: str) -> ServiceInfo:
            instance = f"{names.instance}.{kind}"
            txt = announcement.txt()
            return ServiceInfo(type_name, instance, announcement.port, 0, 0, txt, host, addresses=packed)

        subtype = service(HTTP_SUBTYPE, HTTP_TYPE, names.host)
        # The registry keeps one service per key; the subtype is a second pointer to an instance that it has already.
        subtype.key = f"{subtype.key}#subtype"
        return [
            service(AIRCLASS_TYPE, AIRCLASS_TYPE, names.box_host),
            service(HTTP_TYPE, HTTP_TYPE, names.host),
            subtype,
        ]


def _announced_addresses(links: tuple[LinkAddress, ...]) -> tuple[IpAddress, ...]:
    # A browser cannot use a link-local IPv6 address without its scope: told only where there is nothing better.
    routable = tuple(link.address for link in links if not link.is_link_local_ipv6)
    return routable or tuple(link.address for link in links)


def _open_mdns(addresses: tuple[IpAddress, ...]) -> AsyncZeroconf:
    # One address per family is enough to speak from; each more would send every message once more.
    per_family = {address.version: str(address) for address in reversed(addresses)}
    versions = {frozenset({4}): IPVersion.V4Only, frozenset({6}): IPVersion.V6Only}
    return AsyncZeroconf(
        interfaces=list(per_family.values()), ip_version=versions.get(frozenset(per_family), IPVersion.All)
    )


def _address_record(host: str, address: IpAddress) -> DNSAddress:
    record_type = _TYPE_A if address.version == 4 else _TYPE_AAAA
    return DNSAddress(host, record_type, _CLASS_IN, _DNS_HOST_TTL, address.packed)


def _service_record(instance: str, host: str, port: int) -> DNSService:
    return DNSService(instance, _TYPE_SRV, _CLASS_IN, _DNS_HOST_TTL, 0, 0, port, host)


def _hear_only_this_link(listener: socket.socket, interface_name: str) -> None:
    if sys.platform != "linux" or listener.getsockname()[0] not in ("0.0.0.0", "::"):
        return
    # Kernels before 5.7 keep the binding for root; the two options after it then still stop foreign multicast.
    with contextlib.suppress(PermissionError):
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, interface_name.encode())
    listener.setsockopt(socket.IPPROTO_IP, IP_MULTICAST_ALL, 0)
    if listener.family == socket.AF_INET6:
        listener.setsockopt(socket.IPPROTO_IPV6, IPV6_MULTICAST_ALL, 0)
