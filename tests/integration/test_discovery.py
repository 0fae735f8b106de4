"""The box is found on the network: real multicast between network namespaces, heard by independent ears."""

import asyncio
import json
import sys
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager

import pytest

from tests.support.json_process import Event, JsonProcess, json_process
from tests.support.namespaces import NetworkNamespace, Room, room, stop_process

pytestmark = pytest.mark.namespaces

HOST = "airclass.local."
LAG_LIMIT_SECONDS = 0.05
# Holds port 5353 as a program does that shares it with nobody.
PORT_HOG = "import socket,sys; s=socket.socket(2,2); s.bind(('',5353)); print('held',flush=True); sys.stdin.read()"

LOOK_FOR_BOXES = """
import asyncio
from appliance.client.finder import find_boxes
print([(box.instance_name, str(box.addresses[0])) for box in asyncio.run(find_boxes(2))])
"""


@pytest.fixture
def classroom() -> Iterator[Room]:
    with room() as made:
        yield made


@pytest.fixture
def lan(classroom: Room) -> NetworkNamespace:
    return classroom.switch()


def plugged(classroom: Room, lan: NetworkNamespace, label: str, *addresses: str) -> NetworkNamespace:
    machine = classroom.machine(label)
    classroom.plug(machine, lan, *addresses)
    return machine


def box_on(
    machine: NetworkNamespace, room_name: str = "3-2", *, box_id: str | None = None, loopback: str = "no"
) -> AbstractAsyncContextManager[JsonProcess]:
    options = {"room_name": room_name, "box_id": box_id or uuid.uuid4().hex, "loopback": loopback}
    return json_process(machine, "tests.support.discovery_box", json.dumps(options))


@asynccontextmanager
async def ear_on(machine: NetworkNamespace, interface: str = "eth0") -> AsyncIterator[JsonProcess]:
    async with json_process(machine, "tests.support.mdns_ear", interface) as ear:
        await ear.wait_for(said("listening"), "the ear listens")
        yield ear


@asynccontextmanager
async def browser_on(machine: NetworkNamespace) -> AsyncIterator[JsonProcess]:
    async with json_process(machine, "tests.support.box_browser") as browser:
        await browser.wait_for(said("browsing"), "the browser browses")
        yield browser


class said:  # noqa: N801 - stands as a word in the sentences below
    """Matches events of one kind that state these facts."""

    def __init__(self, event: str, **facts: object) -> None:
        self._wanted = {"event": event, **facts}

    def __call__(self, event: Event) -> bool:
        return all(event.get(key) == value for key, value in self._wanted.items())


async def announced(box: JsonProcess, **names: object) -> Event:
    return await box.wait_for(said("announced", **names), f"the box is announced {names}")


async def ask(ear: JsonProcess, name: str, record_type: str, *, how: str = "multicast", **facts: object) -> Event:
    """Ask, and wait for an answer that came after the question."""
    ear.say(mark="")
    await ear.wait_for(said("mark"), "the ear is up to date")
    ear.say(ask=name, type=record_type, how=how)
    return await ear.wait_for(said("record", name=name, type=record_type, **facts), f"{record_type} of {name}")


def addresses_heard(ear: JsonProcess, name: str | None = None) -> set[object]:
    records = [event for event in ear.heard if event.get("type") in ("A", "AAAA")]
    return {event["data"] for event in records if name in (None, event["name"])}


async def test_each_link_hears_only_the_address_that_is_valid_on_it(classroom: Room) -> None:
    links = [("10.1.0.1", "fd01::1"), ("10.2.0.1", "fd02::1")]
    box = classroom.machine("box")
    async with AsyncExitStack() as stack:
        ears = []
        for number, (ipv4, ipv6) in enumerate(links):
            switch = classroom.switch(f"lan{number}")
            classroom.plug(box, switch, f"{ipv4}/24", f"{ipv6}/64", interface=f"eth{number}")
            student = plugged(classroom, switch, f"student{number}", f"10.{number + 1}.0.9/24")
            ears.append(await stack.enter_async_context(ear_on(student)))
        box_process = await stack.enter_async_context(box_on(box))
        names = await announced(box_process)
        for ear, (ipv4, ipv6) in zip(ears, links, strict=True):
            for host in (HOST, str(names["box_host"])):
                await ask(ear, host, "A", data=ipv4, sender=ipv4)
                await ask(ear, host, "A", data=ipv4, how="plain")
                await ask(ear, host, "AAAA", data=ipv6)
        assert await box_process.stop() == 0
        for ear, (ipv4, ipv6) in zip(ears, links, strict=True):
            await ear.wait_for(said("record", name=HOST, ttl=0), "the goodbye, after which nothing follows")
            assert addresses_heard(ear) == {ipv4, ipv6}


async def test_browser_finds_a_box_with_a_korean_name_and_its_facts(classroom: Room, lan: NetworkNamespace) -> None:
    box = plugged(classroom, lan, "box", "10.1.0.1/24")
    student = plugged(classroom, lan, "student", "10.1.0.9/24")
    async with browser_on(student) as browser, box_on(box, "과학실" * 12, box_id="7e57" + "0" * 28):
        found = await browser.wait_for(said("found"), "the box is found")
    assert found == {
        "event": "found",
        "name": "과학실" * 7,
        "id": "7e57" + "0" * 28,
        "version": "1.2.3",
        "addresses": ["10.1.0.1"],
        "port": 8000,
        "host": "airclass-7e57.local",
    }


async def test_boxes_that_answer_within_a_moment_are_listed(classroom: Room, lan: NetworkNamespace) -> None:
    box = plugged(classroom, lan, "box", "10.1.0.1/24")
    student = plugged(classroom, lan, "student", "10.1.0.9/24")
    async with box_on(box, "Room 5") as box_process:
        await announced(box_process)
        looking = await student.start(sys.executable, "-c", LOOK_FOR_BOXES)
        assert looking.stdout is not None
        assert await looking.stdout.read() == b"[('Room 5', '10.1.0.1')]\n"
        assert await looking.wait() == 0


async def test_box_is_listed_as_a_web_page_with_its_subtype(classroom: Room, lan: NetworkNamespace) -> None:
    box = plugged(classroom, lan, "box", "10.1.0.1/24")
    student = plugged(classroom, lan, "student", "10.1.0.9/24")
    async with ear_on(student) as ear, box_on(box, "Room 5", box_id="abcd") as box_process:
        await announced(box_process)
        instance = "Room 5._http._tcp.local."
        await ask(ear, "_http._tcp.local.", "PTR", data=instance)
        await ask(ear, "_airclass._sub._http._tcp.local.", "PTR", data=instance)
        await ask(ear, instance, "SRV", data="airclass.local.:8000")
        await ask(ear, instance, "TXT", data="api=1 id=abcd path=/ tls=0 txtvers=1 ver=1.2.3")


async def test_second_box_takes_the_next_names_and_the_first_keeps_its_own(
    classroom: Room, lan: NetworkNamespace
) -> None:
    # The newcomer has the higher address: it would win if both had claimed the name at the same time.
    first = plugged(classroom, lan, "first", "10.1.0.1/24")
    second = plugged(classroom, lan, "second", "10.1.0.200/24")
    student = plugged(classroom, lan, "student", "10.1.0.9/24")
    async with ear_on(student) as ear, box_on(first) as first_box:
        assert (await announced(first_box))["host"] == HOST
        async with box_on(second) as second_box:
            names = await announced(second_box)
            assert (names["instance"], names["host"]) == ("3-2 (2)", "airclass-2.local.")
            await ask(ear, "airclass-2.local.", "A", data="10.1.0.200")
            await ask(ear, HOST, "A", data="10.1.0.1")
            assert addresses_heard(ear, HOST) == {"10.1.0.1"}


async def test_boxes_that_start_together_with_the_same_name_end_up_with_different_ones(
    classroom: Room, lan: NetworkNamespace
) -> None:
    boxes = [plugged(classroom, lan, f"box{number}", f"10.1.0.{number}/24") for number in (1, 2)]
    student = plugged(classroom, lan, "student", "10.1.0.9/24")
    async with AsyncExitStack() as stack:
        browser = await stack.enter_async_context(browser_on(student))
        for box in boxes:
            await stack.enter_async_context(box_on(box))
        seen: dict[object, object] = {}
        while sorted(map(str, seen.values())) != ["3-2", "3-2 (2)"]:
            event = await browser.wait_for(said("found"), "both boxes are found under different names")
            seen[event["id"]] = event["name"]
        ear = await stack.enter_async_context(ear_on(student))
        owners = [(await ask(ear, host, "A"))["data"] for host in (HOST, "airclass-2.local.")]
        assert sorted(map(str, owners)) == ["10.1.0.1", "10.1.0.2"]


async def test_name_claimed_later_by_another_device_is_defended_or_given_up_by_the_rule(
    classroom: Room, lan: NetworkNamespace
) -> None:
    box = plugged(classroom, lan, "box", "10.1.0.5/24")
    stranger = plugged(classroom, lan, "stranger", "10.1.0.9/24")
    async with ear_on(stranger) as ear, box_on(box) as box_process:
        await announced(box_process)
        ear.say(mark="")
        await ear.wait_for(said("mark"), "the ear is up to date")
        ear.say(claim=HOST, address="10.1.0.4")
        await ear.wait_for(said("record", name=HOST, data="10.1.0.5"), "the box repeats its own record")
        ear.say(claim=HOST, address="10.1.0.9")
        await ask(ear, "airclass-2.local.", "A", data="10.1.0.5")


async def test_new_address_is_announced_within_five_seconds_and_the_box_never_seems_gone(
    classroom: Room, lan: NetworkNamespace
) -> None:
    box = plugged(classroom, lan, "box", "10.1.0.1/24")
    student = plugged(classroom, lan, "student", "10.1.0.9/24")
    async with browser_on(student) as browser, ear_on(student) as ear, box_on(box) as box_process:
        await browser.wait_for(said("found", addresses=["10.1.0.1"]), "the box is found")
        await announced(box_process)
        box.remove_address("eth0", "10.1.0.1/24")
        box.add_address("eth0", "10.1.0.77/24")
        await box_process.wait_for(lambda event: "10.1.0.77" in str(event.get("addresses")), "the change is seen", 1)
        await ear.wait_for(said("record", name=HOST, data="10.1.0.77"), "the new address is announced", 4)
        await browser.wait_for(said("found", addresses=["10.1.0.77"]), "the browser knows only the new address", 3)
        box_process.say()
        assert (await announced(box_process))["host"] == HOST
        assert (await ask(ear, HOST, "A"))["data"] == "10.1.0.77"
        assert not any(event["event"] == "lost" for event in browser.heard)


async def test_link_plugged_in_later_is_served_and_unplugged_is_left(classroom: Room, lan: NetworkNamespace) -> None:
    box = classroom.machine("box")
    student = plugged(classroom, lan, "student", "10.1.0.9/24")
    async with ear_on(student) as ear, box_on(box) as box_process:
        started = await box_process.wait_for(said("started"), "the box runs")
        assert started == {"event": "started", "by_notices": True, "addresses": []}
        classroom.plug(box, lan, "10.1.0.1/24")
        await ear.wait_for(said("record", name=HOST, data="10.1.0.1"), "the new link is served", 5)
        box.ip("link", "set", "eth0", "down")
        await box_process.wait_for(said("addresses", addresses=[]), "the link is left", 1)
        assert await box_process.stop() == 0


async def test_container_bridges_and_tunnels_are_not_announced(classroom: Room, lan: NetworkNamespace) -> None:
    box = plugged(classroom, lan, "box", "10.1.0.1/24")
    for name, *kind in (("docker0", "bridge"), ("shop", "bridge"), ("veth12ab34c", "veth", "peer", "name", "inner")):
        box.ip("link", "add", name, "type", *kind)
    for number, name in enumerate(("docker0", "shop", "veth12ab34c", "inner")):
        box.add_address(name, f"172.{17 + number}.0.1/16")
        box.ip("link", "set", name, "up")
    box.ip("tuntap", "add", "office", "mode", "tun")
    box.add_address("office", "10.99.0.1/24")
    box.ip("link", "set", "office", "up")
    async with box_on(box) as box_process:
        started = await box_process.wait_for(said("started"), "the box runs")
    ipv4 = [text for text in map(str, _list(started["addresses"])) if ":" not in text]
    # "inner" is what a machine in a namespace has as its only uplink: a veth by type alone is not a container's.
    assert ipv4 == ["10.1.0.1", "172.20.0.1"]


async def test_two_cables_into_one_network_are_not_taken_for_two_boxes(classroom: Room, lan: NetworkNamespace) -> None:
    box = plugged(classroom, lan, "box", "10.1.0.1/24")
    classroom.plug(box, lan, "10.1.0.2/24", interface="eth1")
    student = plugged(classroom, lan, "student", "10.1.0.9/24")
    async with ear_on(student) as ear, box_on(box) as box_process:
        names = await announced(box_process)
        assert (names["instance"], names["host"]) == ("3-2", HOST)
        await ask(ear, HOST, "A", data="10.1.0.1")
        await ask(ear, HOST, "A", data="10.1.0.2")
        assert [event["host"] for event in box_process.heard if event["event"] == "announced"] == [HOST]


async def test_network_without_ipv4_is_served(classroom: Room, lan: NetworkNamespace) -> None:
    box = plugged(classroom, lan, "box", "fd01::1/64")
    student = plugged(classroom, lan, "student", "fd01::9/64")
    async with ear_on(student) as ear, box_on(box) as box_process:
        await announced(box_process)
        await ask(ear, HOST, "AAAA", data="fd01::1")
        assert addresses_heard(ear) == {"fd01::1"}


async def test_renamed_room_leaves_its_old_name_with_a_goodbye(classroom: Room, lan: NetworkNamespace) -> None:
    box = plugged(classroom, lan, "box", "10.1.0.1/24")
    student = plugged(classroom, lan, "student", "10.1.0.9/24")
    async with browser_on(student) as browser, box_on(box, "Old", box_id="abcd") as box_process:
        await announced(box_process)
        await browser.wait_for(said("found", name="Old"), "the box is found")
        box_process.say(room_name="새 이름", box_id="abcd")
        await browser.wait_for(said("lost", name="Old"), "the old name is gone")
        await browser.wait_for(said("found", name="새 이름"), "the new name is found")
        assert (await announced(box_process))["host"] == HOST


async def test_goodbye_is_heard_and_nothing_held_up_the_event_loop(classroom: Room, lan: NetworkNamespace) -> None:
    box = plugged(classroom, lan, "box", "10.1.0.1/24", "fd01::1/64")
    student = plugged(classroom, lan, "student", "10.1.0.9/24")
    async with browser_on(student) as browser, box_on(box) as box_process:
        await announced(box_process)
        await browser.wait_for(said("found"), "the box is found")
        assert await box_process.stop() == 0
        await browser.wait_for(said("lost"), "the goodbye arrives", 2)
    stopped = box_process.heard[-1]
    assert stopped["event"] == "stopped"
    assert float(str(stopped["worst_lag"])) <= LAG_LIMIT_SECONDS
    assert float(str(stopped["close_seconds"])) <= 1


async def test_loopback_alone_is_announced_when_asked_for(classroom: Room) -> None:
    box = classroom.machine("box")
    async with ear_on(box, "lo") as ear, box_on(box, loopback="yes") as box_process:
        assert (await announced(box_process))["on_air"] is True
        await ear.wait_for(said("record", name=HOST, data="127.0.0.1"), "loopback is announced")


async def test_port_that_another_program_holds_costs_one_warning_and_is_taken_when_free(
    classroom: Room, lan: NetworkNamespace
) -> None:
    box = plugged(classroom, lan, "box", "10.1.0.1/24")
    hog = await box.start(sys.executable, "-c", PORT_HOG, stdin=asyncio.subprocess.PIPE)
    try:
        assert hog.stdout is not None
        assert await hog.stdout.readline() == b"held\n"
        async with box_on(box) as box_process:
            assert (await announced(box_process))["on_air"] is False
            await stop_process(hog)
            box.add_address("eth0", "10.1.0.2/24")
            await box_process.wait_for(lambda event: "10.1.0.2" in str(event.get("addresses")), "the change is seen", 1)
            box_process.say()
            assert (await announced(box_process))["on_air"] is True
            warnings = [event["text"] for event in box_process.heard if event["event"] == "warning"]
            assert len(warnings) == 1
            assert str(warnings[0]).startswith("mDNS cannot be used on eth0")
    finally:
        await stop_process(hog)


def _list(value: object) -> list[object]:
    assert isinstance(value, list)
    return value
