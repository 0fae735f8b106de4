"""A box behind TLS: its certificate is pinned with its identity; another certificate is refused until paired anew."""

from pathlib import Path

import pytest

from appliance.client.problems import BoxIdentityChangedError
from appliance.contract.session import SessionCreate
from desktop.state.link import LinkState
from tests.support.appliance_process import ApplianceProcess
from tests.support.made_certificates import make_certificate
from tests.support.teacher_app import MemoryKeyring, lesson_is_heard, link_is, set_up, teacher_app
from tests.support.tls_proxy import TlsProxy


async def test_a_changed_certificate_is_refused_in_the_lesson_and_paired_anew_on_purpose(tmp_path: Path) -> None:
    first, second = make_certificate(), make_certificate()
    async with (
        ApplianceProcess(tmp_path / "box", practice=False) as box,
        TlsProxy(box.addresses.http, first, tmp_path) as proxy,
        teacher_app(tmp_path / "app", MemoryKeyring()) as app,
    ):
        await set_up(app, proxy.origin, tmp_path / "box")
        assert app.boxes.paired[0].certificate_pem == first.pem
        session = await app.desk.client.sessions.create(SessionCreate(title="광합성"))
        app.open_lesson(session.session_id)
        await lesson_is_heard(app)
        await proxy.change_certificate(second)
        proxy.heard.clear()
        await link_is(app, LinkState.REFUSED, "certificate_changed")
        assert app.lesson.session_id == session.session_id
        with pytest.raises(BoxIdentityChangedError):
            await app.desk.client.sessions.mine()
        assert proxy.heard == b""
        contact = await app.pairing.meet([proxy.origin])
        assert contact.replaces is not None
        with pytest.raises(BoxIdentityChangedError):
            app.pairing.use(contact)
        app.pairing.use(contact, is_new_box=True)
        await link_is(app, LinkState.SIGNED_OUT)
        assert app.boxes.paired[0].certificate_pem == second.pem


async def test_a_box_paired_with_tls_is_not_spoken_to_without(tmp_path: Path) -> None:
    ring = MemoryKeyring()
    async with (
        ApplianceProcess(tmp_path / "box", practice=False) as box,
        TlsProxy(box.addresses.http, make_certificate(), tmp_path) as proxy,
    ):
        async with teacher_app(tmp_path / "app", ring) as app:
            await set_up(app, proxy.origin, tmp_path / "box")
            assert (await app.pairing.meet([box.http_url])).replaces == app.boxes.paired[0]
            app.settings.boxes[0].origin = box.http_url
        async with teacher_app(tmp_path / "app", ring) as app:
            assert app.boxes.paired[0].origin == box.http_url
            await link_is(app, LinkState.REFUSED)
            assert not app.desk.has_client
