"""The link to a real box: it dies and returns, moves, hangs, its tokens end; the lesson goes on and nothing is lost."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from appliance.client.finder import Box
from appliance.client.live_events import new_ref
from appliance.contract.account import Tokens
from appliance.contract.live import SendChat
from appliance.contract.session import SessionCreate
from appliance.services.tokens import Tokens as BoxTokens
from appliance.storage.box_clock import BoxClock
from desktop.app import App, stage_target
from desktop.state.boxes import FoundBox
from desktop.state.link import LinkState
from tests.support.appliance_process import ApplianceProcess
from tests.support.lesson_client import LOGIN, PASSWORD
from tests.support.tcp_relay import TcpRelay
from tests.support.teacher_app import (
    MemoryKeyring,
    lesson_is_heard,
    link_is,
    pair,
    set_up,
    teacher_app,
    until,
)
from tests.support.wire_tap import wire_tap

REFUSALS = 5
PAUSES_SECONDS = 0.05 + 0.1 + 0.2 + 0.3
"""Between so many rounds, by the quick timing of these tests."""


@dataclass(frozen=True, slots=True)
class Room:
    """A box, the app of its teacher, and a lesson on the desk."""

    box: ApplianceProcess
    app: App
    data_dir: Path
    session_id: str

    async def says(self, text: str) -> None:
        """Write to the class and wait until the app has heard it."""
        await self.app.desk.live.send(SendChat(ref=new_ref(), type="chat_send", text=text, audience="class"))
        talk = self.app.lesson.talk
        heard = asyncio.Event()
        leave = talk.messages_changed.subscribe(lambda _: heard.set())
        try:
            async with asyncio.timeout(10):
                while text not in [message.text for message in talk.messages.values()]:
                    heard.clear()
                    await heard.wait()
        finally:
            leave()

    def with_access_for(self, tokens: Tokens, seconds: int) -> Tokens:
        """The same login with an access token that is good for so long."""
        identity = json.loads((self.data_dir / "box.json").read_text(encoding="utf-8"))
        signer = BoxTokens(bytes.fromhex(identity["token_secret"]), identity["box_id"], BoxClock("test"))
        claims = signer.read(tokens.access_token)
        access, _ = signer.issue_access(
            claims.kind, claims.person_id, claims.generation, family_id=claims.family_id, seconds=seconds
        )
        return tokens.model_copy(update={"access_token": access, "expires_in": seconds})


@contextlib.asynccontextmanager
async def open_room(tmp_path: Path, origin: str = "") -> AsyncIterator[Room]:
    async with ApplianceProcess(tmp_path / "box", practice=False) as box, teacher_app(tmp_path / "app") as app:
        await set_up(app, origin or box.http_url, tmp_path / "box")
        session = await app.desk.client.sessions.create(SessionCreate(title="광합성"))
        app.open_lesson(session.session_id)
        await lesson_is_heard(app)
        yield Room(box, app, tmp_path / "box", session.session_id)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with open_room(tmp_path) as opened:
        yield opened


async def test_a_box_that_is_killed_and_returns_is_followed_again_by_itself(room: Room) -> None:
    await room.says("첫 번째")
    await room.box.kill()
    await link_is(room.app, LinkState.LOST)
    assert not room.app.link.can_send
    assert room.app.lesson.session_id == room.session_id
    assert [message.text for message in room.app.lesson.talk.messages.values()] == ["첫 번째"]
    await room.box.start()
    await link_is(room.app, LinkState.ONLINE, "")
    await lesson_is_heard(room.app)
    await room.says("두 번째")


async def test_a_lost_live_socket_is_told_at_once_and_not_when_the_lesson_ends(room: Room) -> None:
    states: list[tuple[LinkState, str]] = []
    room.app.link.changed.subscribe(lambda _: states.append((room.app.link.state, room.app.link.reason)))
    await room.app.lesson_actions.end(room.session_id)
    await until(lambda: not room.app.lessons.is_following, room.app.lessons.changed)
    assert states == []
    view = await room.app.lesson_actions.reopen(room.session_id)
    room.app.open_lesson(view.session_id)
    await lesson_is_heard(room.app)
    await room.box.kill()
    await link_is(room.app, LinkState.LOST)
    assert states[0] == (LinkState.LOST, "live_lost")


async def test_a_box_that_hangs_is_lost_and_comes_back(room: Room) -> None:
    room.box.freeze()
    await link_is(room.app, LinkState.LOST)
    room.box.thaw()
    await link_is(room.app, LinkState.ONLINE, "")
    await room.says("다시")


async def test_a_box_at_a_new_address_is_followed_there(tmp_path: Path) -> None:
    async with (
        ApplianceProcess(tmp_path / "box", practice=False) as box,
        teacher_app(tmp_path / "app") as app,
        TcpRelay(box.addresses.http) as old_place,
        TcpRelay(box.addresses.http) as new_place,
    ):
        await set_up(app, old_place.origin, tmp_path / "box")
        session = await app.desk.client.sessions.create(SessionCreate(title="광합성"))
        app.open_lesson(session.session_id)
        await lesson_is_heard(app)
        watched = stage_target(app)
        assert watched is not None
        assert watched.token() is not None
        old_place.tear()
        await link_is(app, LinkState.LOST)
        assert app.link.box is not None
        app.boxes.take_found({"3-2": _found(app.link.box.box_id, "http://127.0.0.1:9", new_place.origin)})
        await link_is(app, LinkState.ONLINE, "")
        await lesson_is_heard(app)
        moved = stage_target(app)
        assert moved is not None
        assert moved.url.startswith(new_place.origin)
        assert moved.token() is not None
        assert watched.token() is None, "whoever has the old address now is shown no token"
        assert watched.renew is not None
        assert not await watched.renew()
        assert app.desk.client.connection.origin == new_place.origin
        assert app.settings.boxes[0].origin == new_place.origin
        room = Room(box, app, tmp_path / "box", session.session_id)
        await room.says("새 주소에서")


async def test_somebody_who_only_announces_the_box_is_not_followed(tmp_path: Path) -> None:
    async with (
        ApplianceProcess(tmp_path / "box", practice=False) as box,
        ApplianceProcess(tmp_path / "other", practice=False) as other,
        teacher_app(tmp_path / "app") as app,
    ):
        await set_up(app, box.http_url, tmp_path / "box")
        await box.stop()
        await link_is(app, LinkState.LOST)
        assert app.link.box is not None
        app.boxes.take_found({"3-2": _found(app.link.box.box_id, other.http_url)})
        await box.start()
        await link_is(app, LinkState.ONLINE)
        assert app.link.box.origin == box.http_url


async def test_another_box_at_the_address_is_asked_for_its_proof_with_ever_longer_pauses(tmp_path: Path) -> None:
    async with (
        ApplianceProcess(tmp_path / "box", practice=False) as box,
        ApplianceProcess(tmp_path / "other", practice=False) as other,
        wire_tap(box.addresses.http) as way,
        teacher_app(tmp_path / "app") as app,
    ):
        await set_up(app, way.origin, tmp_path / "box")
        refused_at: list[float] = []
        told: list[str] = []
        app.link.changed.subscribe(lambda _: told.append(app.link.reason))
        app.door.refused.subscribe(lambda _: refused_at.append(time.monotonic()))
        way.box_address = other.addresses.http
        await box.stop()
        await until(lambda: len(refused_at) >= REFUSALS, app.door.refused)
        assert refused_at[-1] - refused_at[0] >= PAUSES_SECONDS
        assert (app.link.state, told[-1]) == (LinkState.REFUSED, "identity_changed")
        assert told.count("identity_changed") == 1


async def test_a_token_that_ends_in_the_lesson_is_renewed_and_shown_to_the_live_socket(room: Room) -> None:
    assert room.app.door.tokens is not None
    before = room.app.door.tokens
    lost: list[bool] = []
    room.app.follower.lost_changed.subscribe(lambda _: lost.append(room.app.follower.is_lost))
    renewed = asyncio.Event()
    room.app.door.tokens_changed.subscribe(lambda tokens: renewed.set() if tokens and tokens.expires_in > 2 else None)
    room.app.door.take_tokens(room.with_access_for(before, 2))
    async with asyncio.timeout(10):
        await renewed.wait()
    assert room.app.door.tokens.refresh_token != before.refresh_token
    await room.says("아직 있어요")
    assert lost == []


async def test_a_login_that_is_over_asks_for_the_password_and_goes_on_with_the_lesson(room: Room) -> None:
    assert room.app.door.tokens is not None
    over = room.with_access_for(room.app.door.tokens, 1).model_copy(update={"refresh_token": "over" * 8})
    room.app.door.take_tokens(over)
    await link_is(room.app, LinkState.SIGNED_OUT, "login_over")
    assert room.app.link.teacher is not None
    assert room.app.lesson.session_id == room.app.lessons.wanted == room.session_id
    await room.app.signing_in.log_in(LOGIN, PASSWORD)
    await link_is(room.app, LinkState.ONLINE, "")
    await lesson_is_heard(room.app)
    await room.says("다시 왔어요")


async def test_the_last_box_login_and_lesson_open_by_themselves_after_a_restart(tmp_path: Path) -> None:
    ring = MemoryKeyring()
    async with ApplianceProcess(tmp_path / "box", practice=False) as box:
        async with teacher_app(tmp_path / "app", ring) as app:
            await set_up(app, box.http_url, tmp_path / "box")
            session = await app.desk.client.sessions.create(SessionCreate(title="광합성"))
            app.open_lesson(session.session_id)
            await lesson_is_heard(app)
        async with teacher_app(tmp_path / "app", ring) as app:
            await link_is(app, LinkState.ONLINE)
            assert app.link.teacher is not None
            assert (app.link.teacher.login, app.link.teacher.name) == (LOGIN, "김민지")
            await lesson_is_heard(app)
            assert app.lesson.session_id == session.session_id
            await app.lesson_actions.end(session.session_id)
            await until(lambda: not app.lessons.wanted, app.lessons.changed)
        async with teacher_app(tmp_path / "app", ring) as app:
            await link_is(app, LinkState.ONLINE)
            assert app.settings.last_session_id == ""
            assert app.lesson.session_id is None


async def test_the_practice_class_is_steered_without_an_account(tmp_path: Path) -> None:
    async with ApplianceProcess(tmp_path / "box", practice=True) as box, teacher_app(tmp_path / "app") as app:
        await pair(app, box.http_url)
        app.open_lesson("practice", is_local_teacher=True)
        app.keeper.look_now()
        await lesson_is_heard(app)
        await link_is(app, LinkState.ONLINE, "practice")
        assert app.lesson.you is not None
        app.leave_lesson()
        await link_is(app, LinkState.SIGNED_OUT)


def _found(box_id: str, *origins: str) -> FoundBox:
    announced = Box("3-2", box_id, "1.2.3", (), 8000, "airclass.local")
    return FoundBox(box_id, "3-2", origins, "1.2.3", announced)
