"""The client over TLS with a pinned certificate: that one box and no other, under whatever name and on whatever day."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from appliance.client.box_client import BoxClient
from appliance.client.certificates import fetch_certificate, pinned_context
from appliance.client.connection import BoxConnection, BoxIdentityChangedError, BoxUnreachableError
from appliance.client.live_events import LiveEvents, LiveIdentity, new_ref
from appliance.contract.account import SetupState
from appliance.contract.live import AskTime, Resumed, Snapshot
from tests.support.appliance_process import ApplianceProcess
from tests.support.made_certificates import MadeCertificate, make_certificate
from tests.support.tls_proxy import TlsProxy

DEADLINE_SECONDS = 10.0
PRACTICE = "practice"


@pytest.fixture(scope="module")
def certificate() -> MadeCertificate:
    return make_certificate()


@pytest.fixture
async def box(tmp_path: Path) -> AsyncIterator[ApplianceProcess]:
    async with ApplianceProcess(tmp_path) as process:
        yield process


@pytest.fixture
async def proxy(box: ApplianceProcess, certificate: MadeCertificate, tmp_path: Path) -> AsyncIterator[TlsProxy]:
    async with TlsProxy(box.addresses.http, certificate, tmp_path) as made:
        yield made


async def _to_the_end(messages: AsyncIterator[object]) -> None:
    async for _ in messages:
        pass


def _client(proxy: TlsProxy, certificate: MadeCertificate) -> BoxClient:
    return BoxClient(BoxConnection(proxy.origin, certificate_pem=certificate.pem))


async def test_a_certificate_is_fetched_and_from_then_on_trusted(proxy: TlsProxy, certificate: MadeCertificate) -> None:
    fetched = await fetch_certificate("127.0.0.1", proxy.port)
    assert fetched == certificate.pem
    async with BoxClient(BoxConnection(proxy.origin, certificate_pem=fetched)) as client:
        assert await client.accounts.needs_setup() is True


async def test_no_certificate_is_fetched_where_there_is_no_tls(box: ApplianceProcess) -> None:
    host, _, port = box.addresses.http.rpartition(":")
    with pytest.raises(BoxUnreachableError, match="does not answer with TLS"):
        await fetch_certificate(host, int(port))
    await box.stop()
    with pytest.raises(BoxUnreachableError, match="does not answer with TLS"):
        await fetch_certificate(host, int(port))


async def test_fetching_a_certificate_lets_the_loop_go_on() -> None:
    """A server that accepts and says nothing must not hold anybody up."""
    accepted: asyncio.Queue[asyncio.StreamWriter] = asyncio.Queue()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        accepted.put_nowait(writer)

    async with await asyncio.start_server(accept, "127.0.0.1", 0) as silent:
        waiting = asyncio.ensure_future(fetch_certificate("127.0.0.1", silent.sockets[0].getsockname()[1]))
        async with asyncio.timeout(DEADLINE_SECONDS):
            held = await accepted.get()
        assert not waiting.done()
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        held.transport.abort()


@pytest.mark.parametrize("days", [-30, 30], ids=["expired", "not_yet_valid"])
async def test_the_days_of_a_pinned_certificate_mean_nothing(box: ApplianceProcess, tmp_path: Path, days: int) -> None:
    old = make_certificate(days_from_now=days)
    async with TlsProxy(box.addresses.http, old, tmp_path) as proxy, _client(proxy, old) as client:
        assert await client.accounts.needs_setup() is True


async def test_another_certificate_is_another_box_at_every_request(
    proxy: TlsProxy, certificate: MadeCertificate
) -> None:
    async with _client(proxy, certificate) as client:
        await client.accounts.needs_setup()
        said = len(proxy.heard)
        await proxy.change_certificate(make_certificate())
        for _ in range(3):
            with pytest.raises(BoxIdentityChangedError, match="not the box"):
                await client.accounts.needs_setup()
        assert len(proxy.heard) == said
        await proxy.change_certificate(certificate)
        assert await client.accounts.needs_setup() is True


async def test_what_the_pinned_certificate_vouches_for_is_not_the_pinned_certificate(
    box: ApplianceProcess, tmp_path: Path
) -> None:
    authority = make_certificate("authority", is_authority=True)
    leaf = make_certificate("leaf", signed_by=authority)
    async with TlsProxy(box.addresses.http, leaf, tmp_path) as proxy:
        async with _client(proxy, authority) as client:
            with pytest.raises(BoxIdentityChangedError):
                await client.accounts.needs_setup()
        async with _client(proxy, leaf) as client:
            assert await client.accounts.needs_setup() is True


async def test_without_a_pin_only_whom_the_system_trusts_is_spoken_to(proxy: TlsProxy) -> None:
    async with BoxConnection(proxy.origin) as connection:
        with pytest.raises(BoxUnreachableError):
            await connection.ask(SetupState, "GET", "/auth/setup")
    async with BoxClient(BoxConnection(proxy.origin)) as client:
        with pytest.raises(BoxIdentityChangedError):
            await asyncio.wait_for(anext(client.live(PRACTICE).messages()), DEADLINE_SECONDS)
    assert proxy.connections == 0


async def test_a_pinned_box_is_not_spoken_to_without_tls(box: ApplianceProcess, certificate: MadeCertificate) -> None:
    with pytest.raises(BoxIdentityChangedError):
        BoxConnection(box.http_url, certificate_pem=certificate.pem)

    async def nobody() -> None:
        return None

    async def never() -> bool:
        return False

    with pytest.raises(BoxIdentityChangedError):
        LiveEvents(box.http_url, PRACTICE, LiveIdentity(nobody, never), certificate_pem=certificate.pem)


async def test_what_is_no_certificate_cannot_be_pinned(certificate: MadeCertificate) -> None:
    for text in ("", "certificate", certificate.pem[:-40], certificate.pem.replace("M", "N", 3)):
        with pytest.raises(ValueError, match=r"\w"):
            pinned_context(text)


async def test_the_live_socket_follows_over_tls_and_ends_where_the_certificate_changes(
    proxy: TlsProxy, certificate: MadeCertificate
) -> None:
    async with _client(proxy, certificate) as client:
        live = client.live(PRACTICE, is_local_teacher=True)
        messages = live.messages()
        async with asyncio.timeout(DEADLINE_SECONDS):
            snapshot = await anext(messages)
            assert isinstance(snapshot, Snapshot)
            assert snapshot.you.role == "teacher"
            await proxy.change_certificate(make_certificate())
            with pytest.raises(BoxIdentityChangedError):
                await _to_the_end(messages)
            with pytest.raises(BoxIdentityChangedError):
                await live.deliver(AskTime(ref=new_ref(), type="time"))
        await live.close()


async def test_a_torn_connection_with_the_same_certificate_is_only_a_torn_connection(
    proxy: TlsProxy, certificate: MadeCertificate
) -> None:
    async with _client(proxy, certificate) as client:
        live = client.live(PRACTICE, is_local_teacher=True)
        messages = live.messages()
        async with asyncio.timeout(DEADLINE_SECONDS):
            assert isinstance(await anext(messages), Snapshot)
            await proxy.change_certificate(certificate)
            while not isinstance(await anext(messages), Resumed):
                pass
        await live.close()
        await messages.aclose()
