"""The gate before joining: whom it refuses, and that it takes nothing from anybody else."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from appliance.contract.problems import PROBLEM_MEDIA_TYPE
from appliance.services.join_limits import JoinLimits
from appliance.services.session import Session
from tests.support.class_box import device_secret, open_class_box, people_application, serve

LIMITS = JoinLimits(burst_of_source=3, per_minute_of_source=1)
DEADLINE_SECONDS = 10.0


@pytest.fixture
async def class_and_origin(tmp_path: Path) -> AsyncIterator[tuple[Session, str]]:
    async with open_class_box(tmp_path, LIMITS) as box, serve(people_application(box)) as origin:
        yield await box.open_class(), origin


def _wish(session: Session, number: int) -> dict[str, str]:
    return {"class_code": session.class_code, "name": f"학생{number}", "device_secret": device_secret(number)}


async def test_who_is_one_too_many_is_told_when_to_come_and_who_is_known_comes_in(
    class_and_origin: tuple[Session, str],
) -> None:
    session, origin = class_and_origin
    async with httpx.AsyncClient(base_url=origin) as client:
        statuses = [(await client.post("/auth/join", json=_wish(session, number))).status_code for number in range(3)]
        refused = await client.post("/auth/join", json=_wish(session, 3))
        known = await client.post("/auth/join", json=_wish(session, 0))
    assert statuses == [201] * 3
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many")
    assert (refused.headers["content-type"], refused.headers["retry-after"]) == (PROBLEM_MEDIA_TYPE, "60")
    assert known.status_code == 201


async def test_a_join_that_comes_in_pieces_is_a_join(class_and_origin: tuple[Session, str]) -> None:
    session, origin = class_and_origin
    body = json.dumps(_wish(session, 1)).encode()
    host, _, port = origin.removeprefix("http://").rpartition(":")
    async with asyncio.timeout(DEADLINE_SECONDS):
        reader, writer = await asyncio.open_connection(host, int(port))
        head = f"POST /auth/join HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nConnection: close\r\n"
        writer.write(head.encode() + f"Content-Length: {len(body)}\r\n\r\n".encode())
        for place in range(0, len(body), 20):
            writer.write(body[place : place + 20])
            await writer.drain()
        answer = await reader.read()
        writer.close()
        await writer.wait_closed()
    assert answer.startswith(b"HTTP/1.1 201 ")


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", (422, "invalid_request")),
        (b"{", (422, "invalid_request")),
        (b"[]", (422, "invalid_request")),
        (b"5", (422, "invalid_request")),
        (b'"text"', (422, "invalid_request")),
        (b"\xff", (400, "bad_request")),
        (b"[" * 2_000, (400, "bad_request")),
        (b'{"class_code": 5, "device_secret": []}', (422, "invalid_request")),
        (b'{"class_code": "\\ud800", "device_secret": "\\ud800", "name": "x"}', (422, "invalid_request")),
        (b" " * 10_000, (422, "invalid_request")),
    ],
)
async def test_what_the_gate_does_not_understand_is_for_the_route_to_refuse(
    class_and_origin: tuple[Session, str], body: bytes, told: tuple[int, str]
) -> None:
    _, origin = class_and_origin
    async with httpx.AsyncClient(base_url=origin) as client:
        answer = await client.post("/auth/join", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == told
