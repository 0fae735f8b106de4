"""The media port on real sockets: who is answered, who is let in, and how it gets rid of everybody."""

import os
import socket
from pathlib import Path

import pytest
from aioice import stun
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appliance.errors import CapacityExceeded
from appliance.media.transport.ice_lite import (
    BindingRequest,
    NotABindingRequest,
    is_stun,
    new_credentials,
    peek_local_ufrag,
)
from appliance.media.transport.media_port import HANDSHAKE_DEADLINE_NS, SILENCE_LIMIT_NS
from appliance.media.transport.peer import MAX_SENDERS, PeerState
from appliance.protocols.rtp import PictureLossIndication, pack_header
from tests.support.port_room import HOST, SOME_FINGERPRINT, ConnectedGuest, PortRoom
from tests.support.turns import until

CLIENT_HELLO_LIKE = b"\x16\xfe\xff" + bytes(50)
RTP_LIKE = b"\x80\x67" + bytes(40)
FINGERPRINT_BYTES = 8
LOCAL = new_credentials()


def _request(local_ufrag: str, password: str, **changes: object) -> bytes:
    message = stun.Message(
        message_method=stun.Method.BINDING,
        message_class=stun.Class.REQUEST,
        attributes={"USERNAME": f"{local_ufrag}:remote", "PRIORITY": 1, **changes},
    )
    message.add_message_integrity(password.encode())
    return bytes(message)


# Who is answered


async def test_a_check_with_the_right_password_is_answered_with_its_own_address() -> None:
    async with PortRoom() as room:
        guest = room.expects()
        with room.stranger() as visitor:
            visitor.send(guest.check.request())
            response = await visitor.hears()
            guest.check.receive(response, visitor.address)
            assert stun.parse_message(response).attributes["XOR-MAPPED-ADDRESS"] == visitor.address
    assert guest.check.answers == 1


async def test_everything_else_meets_silence() -> None:
    async with PortRoom() as room:
        local = room.expects().peer.identity.local
        right = _request(local.ufrag, local.pwd)
        unsigned = stun.Message(stun.Method.BINDING, stun.Class.REQUEST, attributes={"USERNAME": f"{local.ufrag}:r"})
        wrong = {
            "wrong password": _request(local.ufrag, "x" * 24),
            "unknown user": _request("nobody", local.pwd),
            "no user": bytes(stun.Message(stun.Method.BINDING, stun.Class.REQUEST)),
            "no integrity": bytes(unsigned),
            "an indication": right[:1] + b"\x11" + right[2:],
            "a response": b"\x01\x01" + right[2:],
            "cut short": right[:-9],
            "longer than it says": right + bytes(4),
            "an attribute of the wrong size": _with_attribute(right, 0x0024, b"\x01"),
            "a user that is no text": _with_attribute(right, 0x0006, local.ufrag.encode() + b":\xff\xfe\xff"),
            "an attribute beyond the end": _with_attribute(right, 0x0024, b"1234")[:-2],
            "DTLS": CLIENT_HELLO_LIKE,
            "RTP": RTP_LIKE,
            "nothing": b"",
            "noise": os.urandom(300),
            "a header": right[:20],
        }
        with room.stranger() as attacker:
            for datagram in wrong.values():
                attacker.send(datagram)
            await room.settles()
            assert attacker.heard() == []
        assert room.port.counters.dropped_unknown_total + room.port.counters.dropped_unauthentic_total == len(wrong)


def _with_attribute(message: bytes, kind: int, value: bytes) -> bytes:
    added = kind.to_bytes(2, "big") + len(value).to_bytes(2, "big") + value + bytes(-len(value) % 4)
    body = added + message[20:]
    return message[:2] + len(body).to_bytes(2, "big") + message[4:20] + body


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 1_000), st.integers(1, 255), st.integers(0, 200))
def test_a_changed_check_is_never_authentic(position: int, change: int, cut: int) -> None:
    right = _request(LOCAL.ufrag, LOCAL.pwd)
    BindingRequest(right, LOCAL)
    position %= len(right) - FINGERPRINT_BYTES  # which no signature covers
    for datagram in (
        right[:position] + bytes([right[position] ^ change]) + right[position + 1 :],
        right[: cut % len(right)],
        right[:position] + right[position + 1 :],
    ):
        if is_stun(datagram):
            peek_local_ufrag(datagram)
            with pytest.raises(NotABindingRequest):
                BindingRequest(datagram, LOCAL)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=600))
def test_noise_with_a_stun_header_is_never_authentic(body: bytes) -> None:
    datagram = b"\x00\x01" + len(body).to_bytes(2, "big") + b"\x21\x12\xa4\x42" + bytes(12) + body
    assert is_stun(datagram)
    peek_local_ufrag(datagram)
    with pytest.raises(NotABindingRequest):
        BindingRequest(datagram, LOCAL)


def test_a_nomination_behind_the_signature_does_not_count() -> None:
    signed = stun.Message(
        stun.Method.BINDING, stun.Class.REQUEST, attributes={"USERNAME": f"{LOCAL.ufrag}:r", "PRIORITY": 1}
    )
    signed.add_message_integrity(LOCAL.pwd.encode())
    whole = bytes(signed)
    without_fingerprint = whole[:-8]
    forged = without_fingerprint + b"\x00\x25\x00\x00"
    length = (len(forged) - 20).to_bytes(2, "big")
    assert not BindingRequest(forged[:2] + length + forged[4:], LOCAL).nominates
    assert BindingRequest(_request(LOCAL.ufrag, LOCAL.pwd, **{"USE-CANDIDATE": None}), LOCAL).nominates


def test_a_user_hidden_behind_hundreds_of_attributes_is_not_looked_for() -> None:
    right = _request(LOCAL.ufrag, LOCAL.pwd)
    assert peek_local_ufrag(right) == LOCAL.ufrag
    hidden = right[:20] + bytes([0x80, 0x22, 0, 0]) * 300 + right[20:]
    assert peek_local_ufrag(hidden) is None


# Who is let in


async def test_a_viewer_connects_with_the_fastest_cipher_and_media_flows_both_ways() -> None:
    async with PortRoom() as room:
        guest = await room.admits()
        assert guest.viewer.srtp_profile == "SRTP_AEAD_AES_128_GCM"
        await _hears_media(guest)
        await _is_heard(guest)


async def test_a_viewer_connects_over_ipv6() -> None:
    if not socket.has_dualstack_ipv6():
        pytest.skip("this machine has no IPv6")
    async with PortRoom(host="::1") as room:
        await _hears_media(await room.admits())


async def test_checks_that_come_together_start_one_handshake() -> None:
    async with PortRoom() as room:
        guest = room.expects()
        with room.stranger() as one, room.stranger() as other:
            for _ in range(3):
                one.send(guest.check.request())
                other.send(guest.check.request())
            await one.hears()
            await other.hears()
        assert guest.peer.state is PeerState.CONNECTING
        assert len(guest.peer.addresses) == 2


async def test_a_certificate_that_the_offer_did_not_name_is_turned_away() -> None:
    async with PortRoom() as room:
        listener = await room.turns_away(SOME_FINGERPRINT)
        assert listener.connected == 0
        assert room.port.counters.handshakes_failed_total == 1


async def test_the_port_carries_so_many_peers_and_no_more() -> None:
    async with PortRoom(max_peers=2) as room:
        first = room.expects()
        room.expects()
        with pytest.raises(CapacityExceeded):
            room.expects()
        await room.port.remove(first.peer, "makes room")
        room.expects()


async def test_a_peer_that_invents_senders_is_heard_under_so_many_only() -> None:
    async with PortRoom() as room:
        guest = await room.admits()
        protect = guest.viewer.media._outbound
        assert protect is not None
        for ssrc in range(1, 3 * MAX_SENDERS):
            guest.send(protect.protect_rtcp(PictureLossIndication(ssrc, 9).serialize()))
            guest.send(protect.protect(pack_header(96, False, 1, 1, 10_000 + ssrc) + b"x"))
        await room.settles()
        assert len(guest.listener.rtp) + len(guest.listener.rtcp) == MAX_SENDERS


# How they go


async def test_a_peer_that_never_checks_is_given_up() -> None:
    async with PortRoom() as room:
        guest = room.expects()
        room.clock.now_ns += HANDSHAKE_DEADLINE_NS + 1
        await until(lambda: bool(guest.listener.closed))
        assert room.port.counters.handshakes_failed_total == 1


async def test_a_handshake_that_never_comes_leaves_no_task_behind() -> None:
    async with PortRoom() as room:
        guest = room.expects()
        with room.stranger() as visitor:
            visitor.send(guest.check.request())
            await visitor.hears()
        await until(lambda: guest.peer.state is PeerState.CONNECTING)
        room.clock.now_ns += HANDSHAKE_DEADLINE_NS + 1
        await until(lambda: bool(guest.listener.closed))
        await until(lambda: len(room.port._tasks) == 1)  # the sweep
        assert guest.listener.closed == ["no connection within 10 s"]
        assert room.port.counters.handshakes_failed_total == 1


async def test_a_viewer_that_vanished_is_gone_soon_and_one_that_checks_stays() -> None:
    async with PortRoom() as room:
        lost, still_there = await room.admits(), await room.admits()
        room.clock.now_ns += SILENCE_LIMIT_NS - 1
        still_there.send(still_there.check.request())
        await room.settles()
        room.clock.now_ns += 2
        await until(lambda: bool(lost.listener.closed))
        assert still_there.listener.closed == []
        assert room.port.counters.peers_silent_total == 1


async def test_a_viewer_that_says_goodbye_is_gone_at_once() -> None:
    async with PortRoom() as room:
        guest = await room.admits()
        await guest.viewer.vanish()
        await until(lambda: bool(guest.listener.closed))
        assert guest.listener.closed == ["the peer said goodbye"]


async def test_closing_says_goodbye_and_leaves_nothing() -> None:
    files_before = len(list(Path("/proc/self/fd").iterdir()))
    async with PortRoom() as room:
        guests = [await room.admits(), await room.admits("tcp")]
        waiting = [room.expects(), room.expects()]
        with room.stranger() as visitor:
            visitor.send(waiting[0].check.request())
            await visitor.hears()
        unproven = socket.create_connection((HOST, room.port.port))
        port = room.port.port
        await until(lambda: bool(room.port._unproven._connections))
        await room.port.close()
        listeners = [guest.listener for guest in guests] + [guest.listener for guest in waiting]
        assert [len(listener.closed) for listener in listeners] == [1] * 4
        await until(lambda: all(_has_gone(guest) for guest in guests))
        assert not room.port.is_bound
        unproven.settimeout(5)
        assert unproven.recv(1) == b""
        unproven.close()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as again:
            again.bind((HOST, port))
    await until(lambda: len(list(Path("/proc/self/fd").iterdir())) <= files_before)


def _has_gone(guest: ConnectedGuest) -> bool:
    assert guest.viewer._dtls is not None
    return guest.viewer._dtls.state == "closed"


async def _hears_media(guest: ConnectedGuest) -> None:
    """What the box sends reaches the viewer."""
    before = sum(stream.census.received for stream in guest.viewer.media.streams.values())
    number = before & 0xFFFF
    guest.peer.send(guest.peer.srtp.outgoing.protect(pack_header(103, True, number, number, 77) + b"picture"))
    await until(
        lambda: sum(stream.census.received for stream in guest.viewer.media.streams.values()) == before + 1, 3.0
    )


async def _is_heard(guest: ConnectedGuest) -> None:
    """What the viewer sends reaches the box."""
    before = len(guest.listener.rtcp)
    guest.send(guest.report())
    await until(lambda: len(guest.listener.rtcp) == before + 1, 3.0)
