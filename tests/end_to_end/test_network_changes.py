"""The class goes on in a network that blocks UDP and in one that gives the box another address.

Box and student are machines of their own (network namespaces) on one switch; the student's Chromium runs inside.
"""

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.support.json_process import Event, JsonProcess, json_process
from tests.support.namespaces import NetworkNamespace, Room, room, stop_process

pytestmark = [pytest.mark.namespaces, pytest.mark.browser]

OLD_ADDRESS = "10.1.0.1"
NEW_ADDRESS = "10.1.0.77"
BACK_WITHIN_SECONDS = 5.0
START_DEADLINE_SECONDS = 30.0


@pytest.fixture
def classroom() -> Iterator[Room]:
    with room() as made:
        yield made


@pytest.fixture
def lan(classroom: Room) -> NetworkNamespace:
    return classroom.switch()


@pytest.fixture
def box(classroom: Room, lan: NetworkNamespace) -> NetworkNamespace:
    machine = classroom.machine("box")
    classroom.plug(machine, lan, f"{OLD_ADDRESS}/24")
    return machine


@pytest.fixture
def student(classroom: Room, lan: NetworkNamespace) -> NetworkNamespace:
    machine = classroom.machine("student")
    classroom.plug(machine, lan, "10.1.0.9/24")
    return machine


@asynccontextmanager
async def practice_class(box: NetworkNamespace, data_dir: Path) -> AsyncIterator[None]:
    """The appliance with its practice picture on stage, on every address of the box."""
    process = await box.start(
        *(sys.executable, "-m", "appliance", "serve", "--practice", "--data-dir", str(data_dir)),
        *("--http", "0.0.0.0:8000", "--rtmp", "0.0.0.0:1935", "--media", "0.0.0.0:8189", "--print-addresses"),
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(START_DEADLINE_SECONDS):
            assert "http" in json.loads(await process.stdout.readline())
        yield
    finally:
        await stop_process(process)


@asynccontextmanager
async def student_page(student: NetworkNamespace, host: str = OLD_ADDRESS) -> AsyncIterator[JsonProcess]:
    """The student's page, once it shows moving pictures."""
    async with json_process(student, "tests.support.student_browser", f"http://{host}:8000/") as page:
        await page.wait_for(lambda sample: frames(sample) > 10, "the picture moves", START_DEADLINE_SECONDS)
        yield page


def frames(sample: Event) -> int:
    return int(str(sample["frames"]))


async def seconds_until_moving(page: JsonProcess, since: float) -> float:
    """How long after `since` the picture moves steadily: ten new frames in half a second of samples."""
    recent: list[tuple[float, int]] = []
    while True:
        sample = await page.wait_for(lambda _: True, "the page answers")
        now = time.monotonic()
        recent = [(at, count) for at, count in recent if at > max(since, now - 0.5)] + [(now, frames(sample))]
        if recent[-1][1] - recent[0][1] >= 10:
            return recent[0][0] - since
        assert now - since < 3 * BACK_WITHIN_SECONDS, f"no moving picture; last {page.heard[-1]}"


async def test_where_udp_is_blocked_the_picture_comes_over_tcp_within_five_seconds(
    box: NetworkNamespace, student: NetworkNamespace, tmp_path: Path
) -> None:
    student.block_udp()
    async with practice_class(box, tmp_path), student_page(student) as page:
        sample = page.heard[-1]
    assert (sample["state"], sample["protocol"]) == ("live", "tcp")
    assert float(str(sample["first_frame_ms"])) <= BACK_WITHIN_SECONDS * 1000


async def test_where_udp_passes_it_is_what_carries_the_picture(
    box: NetworkNamespace, student: NetworkNamespace, tmp_path: Path
) -> None:
    async with practice_class(box, tmp_path), student_page(student) as page:
        sample = page.heard[-1]
    assert (sample["state"], sample["protocol"], sample["box_address"]) == ("live", "udp", OLD_ADDRESS)


@pytest.mark.parametrize("seconds_without", [0.0, 1.0], ids=["at once", "after a second without any"])
async def test_picture_is_back_within_five_seconds_of_a_new_address(
    box: NetworkNamespace, student: NetworkNamespace, tmp_path: Path, seconds_without: float
) -> None:
    # The page was opened by the old address: its server is gone for good, only the media can find the way.
    async with practice_class(box, tmp_path), student_page(student) as page:
        box.remove_address("eth0", f"{OLD_ADDRESS}/24")
        await page.listen(seconds_without)
        box.add_address("eth0", f"{NEW_ADDRESS}/24")
        assert await seconds_until_moving(page, time.monotonic()) <= BACK_WITHIN_SECONDS
        # A page that had given up would be asking a server that is not there any more.
        await page.listen(2 * BACK_WITHIN_SECONDS)
        assert await seconds_until_moving(page, time.monotonic()) <= 1
        assert {sample["state"] for sample in page.heard[-20:]} == {"live"}
