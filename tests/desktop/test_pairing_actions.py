"""Pairing and signing in against a real box: by hand, with the setup code, with wrong words, with another box there."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from appliance.client.problems import BoxIdentityChangedError, BoxRefusedError, BoxUnreachableError
from appliance.contract.account import InvitationAccepted, SetupRequest
from desktop.state.box_address import parse_box_address
from desktop.state.link import LinkState
from tests.support.appliance_process import ApplianceProcess
from tests.support.lesson_client import LOGIN, PASSWORD
from tests.support.teacher_app import MemoryKeyring, link_is, pair, set_up, setup_code_of, teacher_app
from tests.support.wire_tap import wire_tap


@pytest.fixture
async def box(tmp_path: Path) -> AsyncIterator[ApplianceProcess]:
    async with ApplianceProcess(tmp_path / "box", practice=False) as process:
        yield process


async def test_a_box_typed_by_hand_is_paired_and_gets_its_first_teacher(box: ApplianceProcess, tmp_path: Path) -> None:
    async with teacher_app(tmp_path / "app") as app:
        typed = box.addresses.http
        await pair(app, *parse_box_address(typed))
        assert app.link.needs_setup
        wish = SetupRequest(setup_code="WRONG234", login=LOGIN, name="김민지", password=PASSWORD)
        with pytest.raises(BoxRefusedError) as refused:
            await app.signing_in.set_up(wish)
        assert refused.value.code == "wrong_setup_code"
        assert app.link.state is LinkState.SIGNED_OUT
        code = setup_code_of(tmp_path / "box")
        teacher = await app.signing_in.set_up(wish.model_copy(update={"setup_code": code}))
        assert (teacher.name, app.link.state, app.link.needs_setup) == ("김민지", LinkState.ONLINE, False)
        assert [(each.login, each.origin) for each in app.settings.boxes] == [(LOGIN, f"http://{typed}")]


async def test_a_wrong_password_is_refused_and_the_right_one_signs_in(box: ApplianceProcess, tmp_path: Path) -> None:
    async with teacher_app(tmp_path / "first") as app:
        await set_up(app, box.http_url, tmp_path / "box")
        code = (await app.desk.client.accounts.invite()).invitation_code
    async with teacher_app(tmp_path / "second") as app:
        await pair(app, box.http_url)
        assert not app.link.needs_setup
        with pytest.raises(BoxRefusedError) as refused:
            await app.signing_in.log_in(LOGIN, PASSWORD + "x")
        assert (refused.value.code, app.link.state) == ("wrong_login", LinkState.SIGNED_OUT)
        assert (await app.signing_in.log_in(LOGIN, PASSWORD)).login == LOGIN
        await app.signing_in.log_out()
        assert (app.link.state, app.link.reason, app.link.teacher) == (LinkState.SIGNED_OUT, "signed_out", None)
        invited = InvitationAccepted(invitation_code=code, login="hana", name="박하나", password=PASSWORD)
        assert (await app.signing_in.accept_invitation(invited)).name == "박하나"
        assert app.settings.boxes[0].login == "hana"


async def test_passwords_are_nowhere_and_the_token_is_only_in_the_keyring(
    box: ApplianceProcess, tmp_path: Path
) -> None:
    ring = MemoryKeyring()
    async with teacher_app(tmp_path / "app", ring) as app:
        await set_up(app, box.http_url, tmp_path / "box")
        assert app.door.tokens is not None
        token = app.door.tokens.refresh_token
        assert list(ring.kept.values()) == [token]
    written = b"".join(path.read_bytes() for path in (tmp_path / "app").rglob("*") if path.is_file())
    assert LOGIN.encode() in written
    assert PASSWORD.encode() not in written
    assert token.encode() not in written
    async with teacher_app(tmp_path / "app", ring) as app:
        await link_is(app, LinkState.ONLINE)
        await app.signing_in.log_out()
    assert ring.kept == {}


async def test_what_is_no_box_is_not_paired(box: ApplianceProcess, tmp_path: Path) -> None:
    await box.stop()
    async with teacher_app(tmp_path / "app") as app:
        with pytest.raises(BoxUnreachableError):
            await app.pairing.meet([box.http_url])
        with pytest.raises(BoxUnreachableError):
            await app.pairing.meet([])
        assert (app.link.state, app.boxes.paired) == (LinkState.NONE, ())


async def test_a_replaced_box_is_refused_until_it_is_paired_anew_on_purpose(
    box: ApplianceProcess, tmp_path: Path
) -> None:
    ring = MemoryKeyring()
    async with teacher_app(tmp_path / "app", ring) as app:
        await set_up(app, box.http_url, tmp_path / "box")
        await box.stop()
        await link_is(app, LinkState.LOST)
        shutil.rmtree(tmp_path / "box")
        await box.start()
        await link_is(app, LinkState.REFUSED, "identity_changed")
        assert not app.link.can_send
        with pytest.raises(BoxIdentityChangedError):
            await app.signing_in.log_in(LOGIN, PASSWORD)
        contact = await app.pairing.meet([box.http_url])
        assert contact.replaces is not None
        with pytest.raises(BoxIdentityChangedError):
            app.pairing.use(contact)
        assert app.link.state is LinkState.REFUSED
        app.pairing.use(contact, is_new_box=True)
        await link_is(app, LinkState.SIGNED_OUT)
        assert app.link.needs_setup
        assert [each.box_id for each in app.boxes.paired] == [contact.shown.box_id]


async def test_another_box_at_the_address_of_a_paired_one_is_told_nothing_secret(
    box: ApplianceProcess, tmp_path: Path
) -> None:
    """The app is closed while the box is replaced: at the next start the new one is asked for its proof only."""
    ring = MemoryKeyring()
    async with wire_tap(box.addresses.http) as tap:
        async with teacher_app(tmp_path / "app", ring) as app:
            await set_up(app, tap.origin, tmp_path / "box")
            await app.desk.client.sessions.mine()
        assert b"authorization: bearer" in tap.said.lower()
        tap.said.clear()
        async with ApplianceProcess(tmp_path / "other", practice=False) as other:
            tap.box_address = other.addresses.http
            async with teacher_app(tmp_path / "app", ring) as app:
                await link_is(app, LinkState.REFUSED, "identity_changed")
                with pytest.raises(BoxIdentityChangedError):
                    await app.signing_in.log_in(LOGIN, PASSWORD)
        asked = {line.split(b"?")[0] for line in bytes(tap.said).splitlines() if b" HTTP/1.1" in line}
        assert asked == {b"GET /identity"}
        assert b"authorization" not in tap.said.lower()
        assert len(ring.kept) == 1
