"""The live socket as a wire: hello, snapshot, resuming, limits; and no page that can hold up the others."""

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin

from appliance.api.live_socket import STUDENT_FRAME_BYTES, TEACHER_FRAME_BYTES, SocketLimits
from appliance.contract.live import CloseCode, Picked
from appliance.contract.problems import PROBLEM_MEDIA_TYPE
from appliance.services.event_bus import LOG_MAX_EVENTS, QUEUE_MAX_EVENTS, person
from tests.support.live_room import LiveRoom, Page, live_room

CROWD = 450
FEW = 50
SMALL_BUFFER_BYTES = 4096
ROUNDS = 400
"""Enough events to fill whatever the kernel holds for a page that does not read."""
LONG_NAME = "x" * 40_000
HELLO = {"type": "hello", "token": None}


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[LiveRoom]:
    async with live_room(tmp_path) as opened:
        yield opened


async def _many(room: LiveRoom, count: int) -> list[Page]:
    """So many students with their snapshots."""
    tokens = [room.token_of(room.student(f"student {number}")) for number in range(count)]
    return await asyncio.gather(*(room.sit_down(token) for token in tokens))


async def _hear_name(page: Page, name: str) -> int:
    """The number of the event with this name."""
    while (message := await page.hear_type("picked"))["name"] != name:
        pass
    number: int = message["number"]
    return number


async def _page_with_small_buffers(room: LiveRoom, token: str) -> Page:
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER_BYTES)
    sock.setblocking(False)
    await asyncio.get_running_loop().sock_connect(sock, ("127.0.0.1", room.port))
    return await room.follow(token, sock=sock, max_queue=1)


async def test_a_snapshot_comes_first_and_then_every_event_with_its_number(room: LiveRoom) -> None:
    page = await room.follow(room.token_of(room.student("이서연")))
    snapshot = await page.hear()
    assert (snapshot["type"], snapshot["epoch"]) == ("snapshot", room.session.events.epoch)
    assert snapshot["you"] == {
        "role": "student",
        "person_id": snapshot["you"]["person_id"],
        "name": "이서연",
        "is_muted": False,
    }
    assert snapshot["session"]["title"] == "광합성"
    assert snapshot["teacher"] is None
    room.tell(3)
    assert [(await page.hear())["number"] for _ in range(3)] == [snapshot["number"] + each for each in (1, 2, 3)]


async def test_who_comes_back_hears_what_was_missed_and_loses_nothing(room: LiveRoom) -> None:
    token = room.token_of(room.student("이서연"))
    teacher = await room.teacher()
    page = await room.sit_down(token)
    numbers = []
    for _ in range(10):
        room.tell(7)
        numbers += [(await page.hear())["number"] for _ in range(4)]
        await page.socket.close()
        room.tell(5)
        page_again = await room.follow(token, page.place)
        resumed = await page_again.hear()
        assert (resumed["type"], resumed["number"]) == ("resumed", numbers[-1])
        assert resumed["you"]["name"] == "이서연"
        page = page_again
        numbers += [(await page.hear())["number"] for _ in range(8)]
    everything: list[int] = []
    while len(everything) < len(numbers):
        message = await teacher.hear()
        if message["type"] == "picked":
            everything.append(message["number"])
    assert numbers == everything


@pytest.mark.parametrize("away", ["for too long", "while the box restarted", "in the future"])
async def test_who_cannot_resume_begins_with_a_snapshot(away: str, room: LiveRoom) -> None:
    token = room.token_of(room.student("이서연"))
    page = await room.sit_down(token)
    place = dict(page.place)
    await page.socket.close()
    if away == "for too long":
        room.tell(LOG_MAX_EVENTS + 1)
    elif away == "in the future":
        place["number"] += 1_000
    else:
        place["epoch"] = "another life"
    again = await room.follow(token, place)
    assert (await again.hear())["type"] == "snapshot"


async def test_a_page_of_another_site_is_refused_before_the_upgrade(room: LiveRoom) -> None:
    own = f"http://127.0.0.1:{room.port}"
    for origin in ("http://evil.example", "null", f"{own}.example", f"https://evil.example@127.0.0.1:{room.port}"):
        with pytest.raises(InvalidStatus) as refusal:
            await connect(room.address, proxy=None, origin=Origin(origin))
        response = refusal.value.response
        assert response.status_code == 403
        assert response.headers["content-type"] == PROBLEM_MEDIA_TYPE
        assert json.loads(response.body or b"")["code"] == "not_allowed"
    page = await room.follow(room.teacher_token(), origin=Origin(own))
    assert (await page.hear())["type"] == "snapshot"


async def test_a_session_that_is_not_there_is_told_by_the_closing_code(room: LiveRoom) -> None:
    address = room.address.replace(room.session.session_id, "none")
    async with connect(address, proxy=None) as opened:
        code, reason = await Page(opened).closing()
    assert (code, reason) == (CloseCode.NOT_FOUND, "There is no open session with this id on this box.")


async def test_nobody_speaks_before_hello(room: LiveRoom) -> None:
    silent = await room.open_socket()
    await silent.send("time")
    assert (await silent.closing())[0] == CloseCode.NOT_UNDERSTOOD


async def test_hello_comes_in_time(tmp_path: Path) -> None:
    async with live_room(tmp_path, limits=SocketLimits(hello_seconds=0.2)) as room:
        late = await room.open_socket()
        assert await late.closing() == (CloseCode.TOO_SLOW, "The page said no hello in time.")


async def test_those_who_say_no_hello_make_room_for_others(tmp_path: Path) -> None:
    async with live_room(tmp_path, limits=SocketLimits(greeting=3)) as room:
        silent = [await room.open_socket() for _ in range(3)]
        page = await room.follow(room.token_of(room.student("이서연")))
        assert (await page.hear())["type"] == "snapshot"
        assert (await silent[0].closing())[0] == CloseCode.TOO_SLOW
        assert [each.socket.close_code for each in silent[1:]] == [None, None]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("{", CloseCode.NOT_UNDERSTOOD),
        (b"\x00\xff", CloseCode.NOT_UNDERSTOOD),
        ("[]", CloseCode.NOT_UNDERSTOOD),
        ('{"type":"time"}', CloseCode.NOT_UNDERSTOOD),
        ('{"type":"time","ref":"no spaces"}', CloseCode.NOT_UNDERSTOOD),
        ("[" * 8_000, CloseCode.NOT_UNDERSTOOD),
        ('{"type":"time","ref":' + "9" * 8_000 + "}", CloseCode.NOT_UNDERSTOOD),
        ("x" * (STUDENT_FRAME_BYTES + 1), 1009),
        ("가" * (STUDENT_FRAME_BYTES // 3 + 1), 1009),
        ("x" * 1_000_000, 1009),
        (["x" * 10_000, "x" * 10_000], 1009),
    ],
    ids=lambda value: str(value)[:30],
)
async def test_a_page_that_says_what_it_must_not_is_closed(
    said: str | bytes | list[str], code: int, room: LiveRoom
) -> None:
    _, page = await room.enter("이서연")
    await page.socket.send(said)
    assert (await page.closing())[0] == code
    _, other = await room.enter("김민준")
    assert (await other.say("time"))["type"] == "ack"


async def test_what_is_cut_off_anywhere_hurts_nobody(room: LiveRoom) -> None:
    whole = '{"type":"chat_send","ref":"r1","text":"안녕"}'
    for length in range(len(whole)):
        page = await room.follow(room.teacher_token())
        await page.socket.send(whole[:length])
        assert (await page.closing())[0] == CloseCode.NOT_UNDERSTOOD
    assert len(room.session.store.messages) == 0


@pytest.mark.parametrize(
    "said",
    [
        {"type": "from_the_future", "ref": "r1"},
        {"ref": "r1"},
        {"type": "chat_send", "ref": "r1"},
        {"type": "chat_send", "ref": "r1", "text": "x", "unknown": 1},
        {"type": "timer", "ref": "r1", "seconds": -1},
        {"type": "hello", "ref": "r1", "token": None},
    ],
    ids=str,
)
async def test_a_command_of_another_version_is_refused_and_the_page_stays(said: dict[str, Any], room: LiveRoom) -> None:
    page = await room.teacher()
    await page.socket.send(json.dumps(said))
    answer = await page.hear_type("refused")
    assert (answer["ref"], answer["code"]) == ("r1", "not_understood")
    assert (await page.say("time"))["type"] == "ack"


async def test_teachers_may_say_more_at_once(room: LiveRoom) -> None:
    teacher = await room.teacher()
    long = json.dumps({"type": "announce", "ref": "r1", "text": "x" * 3_000, "pad": "x" * 40_000})
    assert STUDENT_FRAME_BYTES < len(long) < TEACHER_FRAME_BYTES
    await teacher.socket.send(long)
    assert (await teacher.hear_type("refused"))["code"] == "not_understood"
    await teacher.socket.send("x" * (TEACHER_FRAME_BYTES + 1))
    assert (await teacher.closing())[0] == 1009


async def test_a_frame_that_is_no_frame_ends_the_socket(room: LiveRoom) -> None:
    _, page = await room.enter("이서연")
    page.socket.transport.write(b"\xff\xff\xff\xff")
    assert (await page.closing())[0] == 1002


async def test_nothing_is_compressed(room: LiveRoom) -> None:
    page = await room.follow(room.teacher_token(), compression="deflate")
    assert page.socket.protocol.extensions == []
    assert (await page.hear())["type"] == "snapshot"


async def test_over_the_limit_a_page_is_asked_to_come_again(tmp_path: Path) -> None:
    async with live_room(tmp_path, limits=SocketLimits(sockets=1)) as room:
        first = await room.teacher()
        second = await room.open_socket()
        assert (await second.closing())[0] == CloseCode.BOX_FULL
        await first.socket.close()
        await room.followed_by(0)
        assert (await (await room.follow(room.teacher_token())).hear())["type"] == "snapshot"


async def test_450_pages_follow_the_class(room: LiveRoom) -> None:
    crowd = await _many(room, CROWD)
    assert room.session.events.followers == CROWD
    assert len(room.session.presence.connected_ids) == CROWD
    hearing = asyncio.gather(*(_hear_name(page, "now") for page in crowd))
    begun = time.monotonic()
    room.tell(1, name="now")
    numbers = await hearing
    assert time.monotonic() - begun < 2.0
    assert len(set(numbers)) == 1
    await asyncio.gather(*(page.socket.close() for page in crowd))
    await room.followed_by(0)
    assert set(room.session.presence.connected_ids) == set()


async def test_a_page_that_never_reads_is_dropped_and_50_others_hear_everything(room: LiveRoom) -> None:
    crowd = await _many(room, FEW)
    student = room.student("stuck")
    stuck = await _page_with_small_buffers(room, room.token_of(student))
    await stuck.hear()
    stuck.socket.transport.pause_reading()
    try:
        first, last = room.session.events.number + 1, room.session.events.number + 2 * ROUNDS
        hearing = asyncio.gather(*(_hear_numbers(page, last) for page in crowd))
        for _ in range(ROUNDS):
            room.tell(1)
            room.session.events.publish(_long_for_one, person(student.id))
            await crowd[0].socket.ping()  # others have their turn
        room.tell(1, name="last")
        heard = await hearing
        assert heard == [[*range(first, last, 2), last + 1]] * FEW
        await room.followed_by(FEW)
    finally:
        stuck.socket.transport.abort()
        await stuck.socket.wait_closed()


def _long_for_one(number: int) -> Picked:
    return Picked(number=number, participant_id="p", name=LONG_NAME)


async def _hear_numbers(page: Page, last: int) -> list[int]:
    """The numbers of the events up to `last` and beyond."""
    numbers: list[int] = []
    while not numbers or numbers[-1] < last:
        numbers.append((await page.hear_type("picked"))["number"])
    return numbers


async def test_a_page_that_is_too_far_behind_is_told_so_and_resumes(room: LiveRoom) -> None:
    token = room.token_of(room.student("slow"))
    slow = await _page_with_small_buffers(room, token)
    await slow.hear()
    first = room.session.events.number + 1
    room.tell(QUEUE_MAX_EVENTS + 1)
    last = room.session.events.number
    assert await slow.closing() == (CloseCode.TOO_SLOW, "This page fell too far behind.")
    again = await room.follow(token, slow.place)
    assert (await again.hear())["type"] == "resumed"
    assert await _hear_numbers(again, last) == list(range(first, last + 1))
