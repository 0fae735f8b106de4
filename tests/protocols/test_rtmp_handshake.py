"""The handshake: both kinds, split anywhere, with and without bytes behind it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.protocols.rtmp.errors import RtmpProtocolError, RtmpStateError
from appliance.protocols.rtmp.handshake import PACKET_SIZE, ClientHandshake, ServerHandshake, find_digest
from tests.support.rtmp_wire import RANDOM

CLIENT_RANDOM = RANDOM[::-1]
SERVER_KEY = b"Genuine Adobe Flash Media Server 001"


def shake(client: ClientHandshake, server: ServerHandshake) -> None:
    """Carry both halves to the end."""
    reply = server.receive(client.start())
    server.receive(client.receive(reply))


@pytest.mark.parametrize("digest", [False, True])
def test_both_kinds_come_to_an_end(digest: bool) -> None:
    client, server = ClientHandshake(CLIENT_RANDOM, digest=digest), ServerHandshake(RANDOM)
    shake(client, server)
    assert client.is_done
    assert server.is_done
    assert server.take_rest() == b""


def test_the_plain_reply_echoes_the_client() -> None:
    start = ClientHandshake(CLIENT_RANDOM).start()
    reply = ServerHandshake(RANDOM).receive(start)
    assert len(reply) == 1 + 2 * PACKET_SIZE
    assert reply[0] == 3
    assert reply[5:9] == bytes(4)
    assert reply[1 + PACKET_SIZE :] == start[1:]


def test_the_digest_reply_carries_the_servers_digest() -> None:
    reply = ServerHandshake(RANDOM).receive(ClientHandshake(CLIENT_RANDOM, digest=True).start())
    s1 = reply[1 : 1 + PACKET_SIZE]
    assert s1[4] >= 3
    assert find_digest(s1, SERVER_KEY) is not None


def test_a_version_without_a_valid_digest_gets_the_plain_reply() -> None:
    c1 = bytes(4) + bytes([9, 0, 124, 2]) + CLIENT_RANDOM[8:]
    reply = ServerHandshake(RANDOM).receive(b"\x03" + c1)
    assert reply[1 + PACKET_SIZE :] == c1


def test_a_digest_client_notices_a_server_that_cannot() -> None:
    client = ClientHandshake(CLIENT_RANDOM, digest=True)
    client.start()
    with pytest.raises(RtmpProtocolError):
        client.receive(b"\x03" + bytes(2 * PACKET_SIZE))


def test_a_digest_client_notices_a_wrong_signature() -> None:
    client = ClientHandshake(CLIENT_RANDOM, digest=True)
    reply = bytearray(ServerHandshake(RANDOM).receive(client.start()))
    reply[-1] ^= 1
    with pytest.raises(RtmpProtocolError):
        client.receive(bytes(reply))


@pytest.mark.parametrize("digest", [False, True])
def test_the_handshake_may_come_byte_by_byte_with_more_behind_it(digest: bool) -> None:
    client, server = ClientHandshake(CLIENT_RANDOM, digest=digest), ServerHandshake(RANDOM)
    reply = b"".join(server.receive(bytes([byte])) for byte in client.start())
    answer = client.receive(reply)
    for byte in answer[:-1]:
        assert server.receive(bytes([byte])) == b""
        assert not server.is_done
    server.receive(answer[-1:] + b"connect")
    assert server.is_done
    assert server.take_rest() == b"connect"
    assert server.take_rest() == b""


@pytest.mark.parametrize("first", [b"\x06", b"G", b"\x00", b"\x16"], ids=["rtmpe", "http", "zero", "tls"])
def test_another_protocol_is_refused_at_its_first_byte(first: bytes) -> None:
    with pytest.raises(RtmpProtocolError):
        ServerHandshake(RANDOM).receive(first)


def test_too_little_randomness_is_our_own_mistake() -> None:
    with pytest.raises(RtmpStateError):
        ServerHandshake(b"short")


@settings(max_examples=50)
@given(st.binary(min_size=PACKET_SIZE, max_size=PACKET_SIZE), st.integers(1, 3000))
def test_any_first_packet_is_answered_however_it_is_cut(c1: bytes, cut: int) -> None:
    data = b"\x03" + c1 + bytes(PACKET_SIZE)
    server = ServerHandshake(RANDOM)
    reply = server.receive(data[:cut]) + server.receive(data[cut:])
    assert len(reply) == 1 + 2 * PACKET_SIZE
    assert server.is_done
