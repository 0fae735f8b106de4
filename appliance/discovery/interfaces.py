"""The addresses under which the classroom can reach this box: real links only, no containers, tunnels or VPNs.

Which link counts is decided by what the kernel says about it (sysfs) and by the names that virtual network software
gives its links. Following changes is `address_watcher`.
"""

import ipaddress
import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import ifaddr

SYSFS_NET = Path("/sys/class/net")
KERNEL_IPV6_TABLE = Path("/proc/net/if_inet6")

IFF_UP = 0x1
IFF_LOOPBACK = 0x8
ARPHRD_ETHERNET = 1
ARPHRD_INFINIBAND = 32
# "unknown" is what drivers without carrier detection report; "dormant" waits for Wi-Fi authentication.
WORKING_OPERSTATES = frozenset({"up", "unknown"})

# include/uapi/linux/if_addr.h: temporary, failed duplicate detection, deprecated, not yet checked for duplicates.
IFA_F_NOT_TO_ANNOUNCE = 0x01 | 0x08 | 0x20 | 0x40

# `veth` alone is an ordinary uplink in a network namespace; container engines add seven or more hex digits.
VIRTUAL_NAME = re.compile(
    r"veth[0-9a-f]{7,}|docker.*|br-[0-9a-f]{12}|podman.*|cni.*|cbr\d+|cali.*|flannel.*|kube.*|lxc.*|lxdbr.*"
    r"|virbr.*|vnet\d+|vmnet.*|vboxnet.*|vEthernet.*"
    r"|tun.*|tap.*|wg.*|utun.*|ppp.*|ipsec.*|tailscale.*|zt.*|nordlynx|proton.*|gif\d+|stf\d+|sit\d+|awdl\d+|llw\d+"
)

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class LinkAddress:
    """One address of the box on one link."""

    interface_name: str
    interface_index: int
    address: IpAddress
    prefix_length: int

    @property
    def is_link_local_ipv6(self) -> bool:
        """Whether the address means nothing without a scope (and so cannot be an ICE candidate)."""
        return self.address.version == 6 and self.address.is_link_local

    @property
    def scoped_text(self) -> str:
        """The address as a program on this box writes it, with its scope where it needs one."""
        return f"{self.address}%{self.interface_name}" if self.is_link_local_ipv6 else str(self.address)


@dataclass(frozen=True, slots=True)
class InterfaceRules:
    """Shell-style name patterns: `exclude` always wins, `include` admits what the built-in rules leave out."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    loopback: bool = False


@dataclass(frozen=True, slots=True)
class LinkFacts:
    """What the kernel says about a link; the defaults stand where it says nothing (no sysfs)."""

    name: str
    hardware_type: int = ARPHRD_ETHERNET
    is_up: bool = True
    is_loopback: bool = False
    is_tunnel: bool = False
    is_bridge_port: bool = False
    is_bridge_without_hardware: bool = False


DEFAULT_RULES = InterfaceRules()


def usable_addresses(rules: InterfaceRules = DEFAULT_RULES) -> tuple[LinkAddress, ...]:
    """The box's addresses on links that pass `rules`: by link, IPv4 first, link-local IPv6 last."""
    withheld = _ipv6_addresses_not_to_announce()
    found = [
        address
        for adapter in ifaddr.get_adapters()
        if is_usable_link(read_link_facts(adapter.nice_name), rules)
        for address in _addresses_of(adapter)
        if (address.interface_name, address.address) not in withheld
    ]
    return tuple(sorted(found, key=_announcing_order))


def candidate_addresses(addresses: tuple[LinkAddress, ...]) -> tuple[IpAddress, ...]:
    """Those of `addresses` that a browser on the LAN can be told as ICE candidates."""
    return tuple(dict.fromkeys(link.address for link in addresses if not link.is_link_local_ipv6))


def is_usable_link(facts: LinkFacts, rules: InterfaceRules) -> bool:
    """Whether a classroom can be on the other side of this link."""
    if not facts.is_up or _matches(facts.name, rules.exclude):
        return False
    if facts.is_loopback:
        return rules.loopback
    return _matches(facts.name, rules.include) or not _is_virtual(facts)


def read_link_facts(name: str, sysfs: Path = SYSFS_NET) -> LinkFacts:
    """What sysfs says about the link; never fails, because a link can vanish between two reads."""
    link = sysfs / name
    if not (link / "flags").exists():
        return LinkFacts(name, is_loopback=re.fullmatch(r"lo\d*", name) is not None)
    flags = int(_read(link / "flags") or "0", 16)
    return LinkFacts(
        name,
        hardware_type=int(_read(link / "type") or ARPHRD_ETHERNET),
        is_up=bool(flags & IFF_UP) and _read(link / "operstate") in WORKING_OPERSTATES,
        is_loopback=bool(flags & IFF_LOOPBACK),
        is_tunnel=(link / "tun_flags").exists(),
        is_bridge_port=(link / "brport").exists(),
        is_bridge_without_hardware=(link / "bridge").exists() and not _has_hardware_port(link),
    )


def _is_virtual(facts: LinkFacts) -> bool:
    return (
        VIRTUAL_NAME.fullmatch(facts.name) is not None
        or facts.hardware_type not in (ARPHRD_ETHERNET, ARPHRD_INFINIBAND)
        or facts.is_tunnel
        or facts.is_bridge_port
        or facts.is_bridge_without_hardware
    )


def _has_hardware_port(bridge: Path) -> bool:
    # A bridge of a wired port and the Wi-Fi access point is the classroom; a bridge of veths is a container network.
    return any((port / "device").exists() for port in bridge.glob("lower_*"))


def _matches(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii").strip()
    except OSError:
        return ""


def _addresses_of(adapter: ifaddr.Adapter) -> list[LinkAddress]:
    # ifaddr gives IPv6 as (address, flow, scope); the scope is the interface, which LinkAddress carries anyway.
    texts = [(ip.ip if isinstance(ip.ip, str) else ip.ip[0].partition("%")[0], ip.network_prefix) for ip in adapter.ips]
    index = adapter.index or 0
    return [LinkAddress(adapter.nice_name, index, ipaddress.ip_address(text), length) for text, length in texts]


def _announcing_order(link: LinkAddress) -> tuple[int, bool, int, bytes]:
    return (link.interface_index, link.is_link_local_ipv6, link.address.version, link.address.packed)


def _ipv6_addresses_not_to_announce(table: Path = KERNEL_IPV6_TABLE) -> frozenset[tuple[str, IpAddress]]:
    rows = (row.split() for row in _read(table).splitlines())
    return frozenset(
        (row[5], ipaddress.IPv6Address(bytes.fromhex(row[0])))
        for row in rows
        if len(row) == 6 and int(row[4], 16) & IFA_F_NOT_TO_ANNOUNCE
    )
