"""A box proves who it is: to the client that has pinned it, and in no other box's name."""

import base64
import json
import secrets
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import FastAPI

from appliance.client.box_client import BoxClient
from appliance.client.connection import BoxConnection, BoxIdentityChangedError, BoxUnreachableError
from appliance.client.identity import prove_identity
from appliance.contract.account import Tokens
from appliance.contract.system import CHALLENGE_BYTES, IDENTITY_PREFIX, BoxIdentityView, identity_message
from appliance.contract.version import API_VERSION, VERSION
from appliance.protocols.dns_sd import instance_label
from appliance.services.identity import IdentityProof
from tests.support.appliance_process import ApplianceProcess
from tests.support.composed_application import composed_application

TOKENS = Tokens(access_token="secret-token", expires_in=900, refresh_token="secret-refresh", refresh_expires_in=9)
KEY = bytes(range(32))


@pytest.fixture
async def application(tmp_path: Path) -> AsyncIterator[FastAPI]:
    async with composed_application(tmp_path) as composed:
        yield composed


def _connection(application: FastAPI) -> BoxConnection:
    return BoxConnection("http://box", transport=httpx.ASGITransport(application))


class Impostor(httpx.AsyncBaseTransport):
    """Somebody else at the box's address, who answers every request with this and keeps what it was asked."""

    def __init__(self, status: int, body: bytes) -> None:
        self._answer = (status, body)
        self.asked: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The same answer to everybody."""
        self.asked.append(request)
        status, body = self._answer
        return httpx.Response(status, content=body)


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


async def test_a_box_is_known_again_by_the_key_that_was_pinned(application: FastAPI, tmp_path: Path) -> None:
    kept = json.loads((tmp_path / "box.json").read_text(encoding="utf-8"))
    public = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(kept["signing_key"])).public_key().public_bytes_raw()
    async with _connection(application) as connection:
        first = await prove_identity(connection, None)
        assert (first.box_id, first.public_key) == (kept["box_id"], _base64url(public))
        assert (first.version, first.api_version) == (VERSION, API_VERSION)
        again = await prove_identity(connection, first.public_key)
        assert again.public_key == first.public_key
        assert again.signature != first.signature


async def test_another_boxs_key_is_refused(application: FastAPI) -> None:
    other = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    async with _connection(application) as connection:
        with pytest.raises(BoxIdentityChangedError):
            await prove_identity(connection, _base64url(other))


async def test_a_box_keeps_its_key_over_a_restart_and_says_the_rooms_name(tmp_path: Path) -> None:
    name = "3학년 2반\u0007." + "가" * 30
    shown: list[BoxIdentityView] = []
    for _ in range(2):
        async with (
            ApplianceProcess(tmp_path, settings={"AIRCLASS_ROOM_NAME": name}) as box,
            BoxConnection(box.http_url) as connection,
        ):
            shown.append(await prove_identity(connection, shown[0].public_key if shown else None))
            assert json.loads((tmp_path / "box.json").read_text(encoding="utf-8"))["signing_key"] not in box.log
    assert {each.room_name for each in shown} == {instance_label(name)}


async def test_an_old_answer_is_no_proof(application: FastAPI) -> None:
    async with _connection(application) as connection:
        heard = await prove_identity(connection, None)
    for pinned in (None, heard.public_key):
        recorded = Impostor(200, heard.model_dump_json().encode())
        async with BoxConnection("http://box", transport=recorded) as connection:
            with pytest.raises(BoxUnreachableError, match="does not prove"):
                await prove_identity(connection, pinned)


@pytest.mark.parametrize(
    ("changed", "value"),
    [
        ("box_id", "another"),
        ("signature", ""),
        ("signature", "*" * 86),
        ("signature", "A" * 86),
        ("signature", "한" * 86),
        ("public_key", ""),
        ("public_key", "A" * 43),
        ("public_key", "A" * 100_000),
    ],
)
async def test_no_part_of_a_proof_can_be_changed(application: FastAPI, changed: str, value: str) -> None:
    class Changing(httpx.ASGITransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            answer = await super().handle_async_request(request)
            body = json.loads(await answer.aread())
            return httpx.Response(answer.status_code, json={**body, changed: value})

    async with BoxConnection("http://box", transport=Changing(application)) as connection:
        with pytest.raises(BoxUnreachableError, match="does not prove"):
            await prove_identity(connection, None)


@pytest.mark.parametrize(
    ("status", "body"), [(200, b""), (200, b"<html>"), (200, b"{}"), (404, b"not found"), (500, b"{"), (302, b"")]
)
async def test_what_is_no_box_is_not_reached(status: int, body: bytes) -> None:
    async with BoxConnection("http://box", transport=Impostor(status, body)) as connection:
        with pytest.raises(BoxUnreachableError):
            await prove_identity(connection, None)


async def test_who_has_not_proven_itself_is_told_nothing_of_the_teacher() -> None:
    impostor = Impostor(401, b"{}")
    async with BoxClient(BoxConnection("http://box", tokens=TOKENS, transport=impostor)) as client:
        with pytest.raises(BoxUnreachableError):
            await prove_identity(client.connection, None)
        assert client.connection.tokens == TOKENS
    said = "".join(f"{request.url} {request.headers} {request.content!r}" for request in impostor.asked)
    assert len(impostor.asked) == 1
    assert ("authorization" in said.lower(), "secret-" in said) == (False, False)


@pytest.mark.parametrize(
    "challenge",
    [
        "",
        _base64url(bytes(31)),
        _base64url(bytes(33)),
        _base64url(bytes(32)) + "=",
        "A" * 42 + "B",
        "A" * 42 + "+",
        "A" * 42 + "\n",
        "A" * 40 + "한",
        "A" * 60_000,
    ],
)
async def test_only_a_whole_challenge_is_signed(application: FastAPI, challenge: str) -> None:
    transport = httpx.ASGITransport(application)
    async with httpx.AsyncClient(transport=transport, base_url="http://box") as client:
        answer = await client.get("/identity", params={"challenge": challenge})
        assert (answer.status_code, "signature" in answer.text) == (422, False)
        assert (await client.get("/identity")).status_code == 422


def test_a_signature_is_good_for_one_challenge_one_box_and_this_purpose_only() -> None:
    challenges = [secrets.token_bytes(CHALLENGE_BYTES) for _ in range(4)]
    messages = {identity_message(challenge, box_id) for challenge in challenges for box_id in ("a", "b", "")}
    assert len(messages) == 12
    assert all(message.startswith(IDENTITY_PREFIX) for message in messages)
    for length in (0, 31, 33):
        with pytest.raises(ValueError, match="32 bytes"):
            identity_message(bytes(length), "a")


def test_the_signing_key_is_in_nothing_that_the_proof_shows() -> None:
    proof = IdentityProof("box", KEY, lambda: "Room")
    shown: BoxIdentityView = proof.answer(bytes(CHALLENGE_BYTES))
    said = f"{proof!r} {shown.model_dump_json()}"
    assert [form for form in (KEY.hex(), _base64url(KEY)) if form in said] == []
