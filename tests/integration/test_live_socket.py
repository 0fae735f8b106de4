"""The live socket: a snapshot, then numbered events, for the box's own pages, none of which can hold it up."""

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Origin

from appliance.api.connection_guard import Patience
from appliance.api.http_server import HttpServer, open_http_sockets
from appliance.api.live_socket import (
    CLOSE_FULL,
    CLOSE_NOT_FOUND,
    CLOSE_NOT_UNDERSTOOD,
    CLOSE_TOO_SLOW,
    live_socket_router,
)
from appliance.config import Endpoint
from appliance.contract.problems import PROBLEM_MEDIA_TYPE
from appliance.contract.session import StageChanged, StageState, StageView
from appliance.media.hub import StreamHub
from appliance.media.ingest.cast_input import CastInput
from appliance.media.transcode.reencode import ReencodeSlots
from appliance.services.casting import Casting
from appliance.services.event_bus import QUEUE_MAX_EVENTS
from appliance.services.sessions import Session, Sessions
from tests.support.appliance_process import ApplianceProcess
from tests.support.practice_session import practice_broadcast
from tests.support.recording_sink import HandClock

CROWD = 450
ANSWER_SECONDS = 10.0
PATIENCE_SECONDS = 1.5
SMALL_BUFFER_BYTES = 4096
ROUNDS = 200
"""Enough events to fill whatever the kernel holds for a page that does not read."""
LONG_NAME = "x" * 4000


def _address(box: ApplianceProcess, session: str = "practice") -> str:
    return f"ws://{box.addresses.http}/ws/session/{session}"


async def _hear(page: ClientConnection) -> dict[str, Any]:
    async with asyncio.timeout(ANSWER_SECONDS):
        message: dict[str, Any] = json.loads(await page.recv())
        return message


async def _closing(page: ClientConnection) -> tuple[int | None, str | None]:
    """How the box closes the socket."""
    async with asyncio.timeout(ANSWER_SECONDS):
        with suppress(ConnectionClosed):
            async for _ in page:
                pass
    return page.close_code, page.close_reason


async def _put_on_stage(box: ApplianceProcess, cast_ids: list[str]) -> None:
    (await box.client.put("/sessions/practice/stage", json={"cast_ids": cast_ids})).raise_for_status()


@pytest.fixture
async def box(tmp_path: Path) -> AsyncIterator[ApplianceProcess]:
    async with ApplianceProcess(tmp_path) as running:
        yield running


async def test_a_snapshot_comes_first_and_then_every_change_with_its_number(box: ApplianceProcess) -> None:
    cast = (await box.client.post("/sessions/practice/casts")).json()["cast_id"]
    async with connect(_address(box), proxy=None) as page:
        snapshot = await _hear(page)
        assert snapshot["type"] == "snapshot"
        number = snapshot["number"]
        if snapshot["stage"]["state"] != "live":
            number = (await _hear(page))["number"]
        for cast_ids, state in (([cast], "waiting"), ([], "empty"), ([cast], "waiting")):
            await _put_on_stage(box, cast_ids)
            number += 1
            stage = {"cast_ids": cast_ids, "state": state}
            assert await _hear(page) == {"type": "stage_changed", "number": number, "stage": stage}
        await _put_on_stage(box, [cast])  # nothing new, nothing to tell
        async with connect(_address(box), proxy=None) as newcomer:
            assert await _hear(newcomer) == {"type": "snapshot", "number": number, "stage": stage}


async def test_a_page_of_another_site_is_refused_before_the_upgrade(box: ApplianceProcess) -> None:
    for origin in ("http://evil.example", "null", f"https://{box.addresses.http}.example"):
        with pytest.raises(InvalidStatus) as refusal:
            await connect(_address(box), proxy=None, origin=Origin(origin))
        response = refusal.value.response
        assert response.status_code == 403
        assert response.headers["content-type"] == PROBLEM_MEDIA_TYPE
        assert json.loads(response.body or b"")["code"] == "not_allowed"
    async with connect(_address(box), proxy=None, origin=Origin(f"http://{box.addresses.http}")) as own:
        assert (await _hear(own))["type"] == "snapshot"


async def test_a_session_that_is_not_there_is_told_by_the_closing_code(box: ApplianceProcess) -> None:
    async with connect(_address(box, "none"), proxy=None) as page:
        assert await _closing(page) == (CLOSE_NOT_FOUND, "There is no open session with this id on this box.")


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("{", CLOSE_NOT_UNDERSTOOD),
        (b"\x00\xff", CLOSE_NOT_UNDERSTOOD),
        ('{"type":"stage_changed"}', CLOSE_NOT_UNDERSTOOD),
        ("x" * 1_000_000, 1009),
        (["x" * 10_000, "x" * 10_000], 1009),
    ],
    ids=["junk", "bytes", "a message of the box", "1 MB", "1 message in pieces"],
)
async def test_a_page_that_says_what_it_must_not_is_closed(
    said: str | bytes | list[str], code: int, box: ApplianceProcess
) -> None:
    async with connect(_address(box), proxy=None) as page:
        await page.send(said)
        assert (await _closing(page))[0] == code
    async with connect(_address(box), proxy=None) as other:
        assert (await _hear(other))["type"] == "snapshot"


async def test_a_frame_that_is_no_frame_ends_the_socket(box: ApplianceProcess) -> None:
    async with connect(_address(box), proxy=None) as page:
        page.transport.write(b"\xff\xff\xff\xff")
        assert (await _closing(page))[0] == 1002


async def test_450_pages_follow_the_class(box: ApplianceProcess) -> None:
    cast = (await box.client.post("/sessions/practice/casts")).json()["cast_id"]
    async with AsyncExitStack() as pages:
        crowd = await asyncio.gather(
            *(pages.enter_async_context(connect(_address(box), proxy=None)) for _ in range(CROWD))
        )
        await asyncio.gather(*(_hear(page) for page in crowd))
        assert "airclass_ws_clients 450.0" in (await box.client.get("/metrics")).text
        hearing = asyncio.gather(*(_hear_state(page, "waiting") for page in crowd))
        begun = time.monotonic()
        await _put_on_stage(box, [cast])
        numbers = await hearing
        assert time.monotonic() - begun < 2.0
        assert len(set(numbers)) == 1
    async with asyncio.timeout(ANSWER_SECONDS):
        while "airclass_ws_clients 0.0" not in (await box.client.get("/metrics")).text:
            await asyncio.sleep(0.05)


async def _hear_state(page: ClientConnection, state: str) -> int:
    while (message := await _hear(page))["stage"]["state"] != state:
        pass
    number: int = message["number"]
    return number


@dataclass
class Room:
    """The live socket alone, with events as the test makes them."""

    port: int
    session: Session

    def tell(self, events: int, *, cast_id: str = "cast") -> None:
        """Let so many events happen at once."""
        stage = StageView(cast_ids=[cast_id], state=StageState.LIVE)
        for _ in range(events):
            self.session.events.publish(lambda number: StageChanged(number=number, stage=stage))

    async def emptied(self) -> None:
        """Wait until nobody follows."""
        async with asyncio.timeout(3 * PATIENCE_SECONDS + 2):
            while self.session.events.followers:
                await asyncio.sleep(0.05)


@asynccontextmanager
async def _room(max_sockets: int = 100) -> AsyncIterator[Room]:
    clock = HandClock()
    sessions = Sessions(practice_broadcast)
    casting = Casting(
        sessions,
        lambda: StreamHub(clock),
        lambda hub, left: CastInput(hub, ReencodeSlots(1), clock, left),
        clock,
    )
    session = sessions.open_practice("ABC234")
    app = FastAPI()
    app.include_router(live_socket_router(sessions, casting, max_sockets))
    sockets = open_http_sockets(Endpoint("127.0.0.1", 0))
    server = HttpServer(app, Patience(seconds=PATIENCE_SECONDS))
    await server.start(sockets)
    try:
        yield Room(sockets[0].getsockname()[1], session)
    finally:
        await server.close()
        await sessions.close()


async def _page_with_small_buffers(room: Room) -> ClientConnection:
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER_BYTES)
    sock.setblocking(False)
    await asyncio.get_running_loop().sock_connect(sock, ("127.0.0.1", room.port))
    address = f"ws://127.0.0.1:{room.port}/ws/session/practice"
    return await connect(address, proxy=None, sock=sock, max_queue=1)


async def test_a_page_that_is_too_far_behind_is_told_so_and_the_others_are_not() -> None:
    async with _room() as room, connect(f"ws://127.0.0.1:{room.port}/ws/session/practice", proxy=None) as quick:
        await _hear(quick)
        async with await _page_with_small_buffers(room) as slow:
            await _hear(slow)
            heard = 0
            for _ in range(ROUNDS):
                room.tell(QUEUE_MAX_EVENTS // 2, cast_id=LONG_NAME)
                heard += QUEUE_MAX_EVENTS // 2
                while (await _hear(quick))["number"] < heard:
                    pass
            assert (await _closing(slow))[0] == CLOSE_TOO_SLOW
        assert room.session.events.followers == 1


async def test_a_page_that_never_reads_is_dropped() -> None:
    async with _room() as room:
        page = await _page_with_small_buffers(room)
        try:
            page.transport.pause_reading()
            for _ in range(ROUNDS):
                room.tell(QUEUE_MAX_EVENTS // 2, cast_id=LONG_NAME)
                await asyncio.sleep(0)
            await room.emptied()
        finally:
            page.transport.abort()
            await page.wait_closed()


async def test_over_the_limit_a_page_is_asked_to_come_again() -> None:
    async with _room(max_sockets=1) as room:
        address = f"ws://127.0.0.1:{room.port}/ws/session/practice"
        async with connect(address, proxy=None) as first:
            await _hear(first)
            async with connect(address, proxy=None) as second:
                assert (await _closing(second))[0] == CLOSE_FULL
        await room.emptied()
        async with connect(address, proxy=None) as third:
            assert (await _hear(third))["type"] == "snapshot"
