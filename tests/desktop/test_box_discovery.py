"""The app finds the real box by multicast DNS between two machines, pairs with it, and follows it to a new address."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.support.json_process import Event, json_process
from tests.support.namespaces import NetworkNamespace, Room, room, stop_process

pytestmark = pytest.mark.namespaces

FOUND_WITHIN_SECONDS = 2.0
Matcher = Callable[[Event], bool]


@pytest.fixture
def classroom() -> Iterator[Room]:
    with room() as made:
        yield made


@asynccontextmanager
async def box_in(machine: NetworkNamespace, data_dir: Path, *, announces: bool = True) -> AsyncIterator[None]:
    """The real appliance on a machine of its own, up and announced."""
    options = ("--data-dir", str(data_dir), "--http", "0.0.0.0:8000", "--no-practice", "--print-addresses")
    settings = {"AIRCLASS_ROOM_NAME": "3-2", "AIRCLASS_ANNOUNCE": "true" if announces else "false"}
    process = await machine.start(sys.executable, "-m", "appliance", "serve", *options, env=settings)
    try:
        assert process.stdout is not None
        async with asyncio.timeout(30):
            assert await process.stdout.readline()
        yield
    finally:
        await stop_process(process)


async def test_a_box_is_found_paired_and_followed_to_its_new_address(classroom: Room, tmp_path: Path) -> None:
    lan, box, laptop = classroom.switch(), classroom.machine("box"), classroom.machine("laptop")
    classroom.plug(box, lan, "10.9.0.2/24")
    classroom.plug(laptop, lan, "10.9.0.3/24")
    async with box_in(box, tmp_path / "box"):
        async with json_process(laptop, "tests.support.box_browser") as browser:
            await browser.wait_for(lambda event: event["event"] == "found", "the box is announced")
        async with json_process(laptop, "tests.support.searching_desktop", str(tmp_path / "app")) as app:
            await app.wait_for(lambda event: event["event"] == "started", "the app starts")
            began = time.monotonic()
            await app.wait_for(_hears("3-2", "10.9.0.2"), "the box is listed with its room")
            assert time.monotonic() - began < FOUND_WITHIN_SECONDS
            app.say(choose="3-2")
            await app.wait_for(_link("signed_out", "10.9.0.2"), "the box is paired")
            box.remove_address("eth0", "10.9.0.2/24")
            box.add_address("eth0", "10.9.0.7/24")
            await app.wait_for(_link("signed_out", "10.9.0.7"), "the box is followed to its new address", 30)


async def test_where_multicast_is_blocked_a_typed_address_leads_to_the_box(classroom: Room, tmp_path: Path) -> None:
    lan, box, laptop = classroom.switch(), classroom.machine("box"), classroom.machine("laptop")
    classroom.plug(box, lan, "10.9.0.2/24")
    classroom.plug(laptop, lan, "10.9.0.3/24")
    laptop.block_udp()
    async with (
        box_in(box, tmp_path / "box", announces=False),
        json_process(laptop, "tests.support.searching_desktop", str(tmp_path / "app")) as app,
    ):
        await app.wait_for(lambda event: event["event"] == "started", "the app starts")
        app.say(connect="10.9.0.2")
        await app.wait_for(_link("signed_out", "10.9.0.2"), "the typed box is paired")
        assert [event["found"] for event in app.heard if event.get("found")] == []


def _hears(name: str, address: str) -> Matcher:
    def hears(event: Event) -> bool:
        found = event.get("found")
        return isinstance(found, dict) and f"http://{address}:8000" in found.get(name, [])

    return hears


def _link(state: str, address: str) -> Matcher:
    return lambda event: (event.get("state"), event.get("origin")) == (state, f"http://{address}:8000")
