"""Which links a classroom can be on, and how their changes are noticed."""

import asyncio
import ipaddress
import socket
from pathlib import Path

import pytest

from appliance.discovery.address_watcher import AddressWatcher, WatchTiming
from appliance.discovery.interfaces import (
    InterfaceRules,
    LinkAddress,
    LinkFacts,
    candidate_addresses,
    is_usable_link,
    read_link_facts,
    usable_addresses,
)

UPLINKS = ["eth0", "enp3s0", "end0", "eno1", "wlan0", "wlp2s0", "br0", "bond0", "vlan10", "eth0.20", "veth0", "en0"]
VIRTUAL = [
    *("docker0", "br-0123456789ab", "veth1a2b3c4", "veth1a2b3c4@if5", "podman1", "cni0", "cali12ab", "flannel.1"),
    *("virbr0", "vnet3", "vmnet8", "vboxnet0", "lxcbr0", "lxdbr0", "kube-ipvs0", "vEthernet (WSL)"),
    *("tun0", "tap1", "wg0", "utun4", "ppp0", "tailscale0", "ztabcdef12", "nordlynx", "awdl0"),
]


def link(text: str, name: str = "eth0", index: int = 2) -> LinkAddress:
    return LinkAddress(name, index, ipaddress.ip_address(text), 24)


@pytest.mark.parametrize("name", UPLINKS)
def test_ordinary_uplink_is_used(name: str) -> None:
    assert is_usable_link(LinkFacts(name), InterfaceRules())


@pytest.mark.parametrize("name", [name for name in VIRTUAL if "@" not in name])
def test_link_named_by_virtual_network_software_is_left_out(name: str) -> None:
    assert not is_usable_link(LinkFacts(name), InterfaceRules())


@pytest.mark.parametrize(
    "facts",
    [
        LinkFacts("office", hardware_type=65534),
        LinkFacts("office", hardware_type=512),
        LinkFacts("office", is_tunnel=True),
        LinkFacts("office", is_bridge_port=True),
        LinkFacts("office", is_bridge_without_hardware=True),
    ],
    ids=["wireguard", "ppp", "tun", "bridge port", "container bridge"],
)
def test_virtual_link_with_an_innocent_name_is_left_out_unless_included(facts: LinkFacts) -> None:
    assert not is_usable_link(facts, InterfaceRules())
    assert is_usable_link(facts, InterfaceRules(include=("off*",)))


def test_exclusion_wins_over_inclusion() -> None:
    assert not is_usable_link(LinkFacts("eth1"), InterfaceRules(include=("eth*",), exclude=("eth1",)))


def test_link_that_is_down_is_left_out_even_when_included() -> None:
    assert not is_usable_link(LinkFacts("eth0", is_up=False), InterfaceRules(include=("eth0",)))


def test_loopback_is_used_only_when_asked_for() -> None:
    facts = LinkFacts("lo", hardware_type=772, is_loopback=True)
    assert not is_usable_link(facts, InterfaceRules(include=("lo",)))
    assert is_usable_link(facts, InterfaceRules(loopback=True))


def make_sysfs(folder: Path, name: str, **files: str) -> Path:
    (folder / name).mkdir()
    for file, content in {"flags": "0x1003", "type": "1", "operstate": "up", **files}.items():
        (folder / name / file).write_text(content + "\n")
    return folder / name


def test_sysfs_tells_a_cable_that_is_out(tmp_path: Path) -> None:
    make_sysfs(tmp_path, "eth0", operstate="down")
    assert not read_link_facts("eth0", tmp_path).is_up


def test_sysfs_tells_a_tunnel(tmp_path: Path) -> None:
    make_sysfs(tmp_path, "office", tun_flags="0x1001", operstate="unknown")
    facts = read_link_facts("office", tmp_path)
    assert facts.is_up
    assert facts.is_tunnel


def test_bridge_with_a_hardware_port_is_an_uplink_and_one_of_containers_is_not(tmp_path: Path) -> None:
    port = make_sysfs(tmp_path, "wlan0")
    for name in ("classroom", "containers"):
        (make_sysfs(tmp_path, name) / "bridge").mkdir()
    (port / "device").mkdir()
    (tmp_path / "classroom" / "lower_wlan0").symlink_to(port)
    (tmp_path / "containers" / "lower_c0").symlink_to(make_sysfs(tmp_path, "c0"))
    assert is_usable_link(read_link_facts("classroom", tmp_path), InterfaceRules())
    assert not is_usable_link(read_link_facts("containers", tmp_path), InterfaceRules())


def test_system_without_sysfs_is_judged_by_names(tmp_path: Path) -> None:
    assert is_usable_link(read_link_facts("en0", tmp_path), InterfaceRules())
    assert not is_usable_link(read_link_facts("lo0", tmp_path), InterfaceRules())
    assert not is_usable_link(read_link_facts("utun3", tmp_path), InterfaceRules())


def test_loopback_address_of_this_machine_is_found_when_asked_for() -> None:
    found = {str(each.address): each for each in usable_addresses(InterfaceRules(loopback=True))}
    assert found["127.0.0.1"].prefix_length == 8
    assert found["127.0.0.1"].interface_index == socket.if_nametoindex(found["127.0.0.1"].interface_name)
    assert not any(each.address.is_loopback for each in usable_addresses())


def test_candidates_leave_out_link_local_ipv6_and_repetitions() -> None:
    addresses = (link("10.0.0.5"), link("fd00::5"), link("fe80::5"), link("10.0.0.5", "wlan0", 3))
    assert [str(address) for address in candidate_addresses(addresses)] == ["10.0.0.5", "fd00::5"]


def test_only_link_local_ipv6_is_written_with_its_scope() -> None:
    assert [link(text).scoped_text for text in ("fe80::5", "fd00::5", "169.254.1.1")] == [
        "fe80::5%eth0",
        "fd00::5",
        "169.254.1.1",
    ]


async def test_watcher_without_kernel_notices_looks_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(socket, "AF_NETLINK")
    now = [(link("10.0.0.5"),)]
    seen: asyncio.Queue[tuple[LinkAddress, ...]] = asyncio.Queue()
    watcher = AddressWatcher(seen.put_nowait, lambda: now[0], WatchTiming(poll_seconds=0.01))
    assert watcher.start() == (link("10.0.0.5"),)
    assert not watcher.is_told_by_the_kernel
    now[0] = (link("10.0.0.6"),)
    async with asyncio.timeout(2):
        assert await seen.get() == (link("10.0.0.6"),)
    await watcher.close()
    assert watcher.addresses == (link("10.0.0.6"),)
    assert seen.empty()
