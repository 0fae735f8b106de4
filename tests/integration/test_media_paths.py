"""Where media goes: it follows its viewer and nobody else, whatever an attacker has overheard."""

import errno
import socket
from collections.abc import Callable

import pytest
from aioice import stun

from appliance.media.transport.ice_lite import new_credentials
from appliance.media.transport.media_port import MAX_ADDRESSES_PER_PEER, OWNER_SILENCE_NS
from appliance.media.transport.paths import UdpPath, UdpSender
from appliance.protocols.rtp import pack_header
from tests.support.ice_check import IceCheck
from tests.support.port_room import HOST, ConnectedGuest, PortRoom, Stranger

CLIENT_HELLO = b"\x16\xfe\xff" + bytes(8) + b"\x00\x40" + b"\x01" + bytes(63)
FATAL_ALERT = b"\x15\xfe\xfd" + bytes(8) + b"\x00\x02\x02\x28"


def _picture(guest: ConnectedGuest, number: int) -> bytes:
    return guest.peer.srtp.outgoing.protect(pack_header(103, True, number, number, 77) + b"picture")


def _counted(guest: ConnectedGuest) -> int:
    return sum(stream.census.received for stream in guest.viewer.media.streams.values())


async def _picture_reaches(room: PortRoom, guest: ConnectedGuest, number: int) -> bool:
    """Whether what the box sends now comes to the viewer's own address."""
    before = _counted(guest)
    guest.peer.send(_picture(guest, number))
    await room.settles()
    return _counted(guest) == before + 1


async def _is_heard(room: PortRoom, guest: ConnectedGuest) -> bool:
    """Whether the box takes what the viewer sends from its own address."""
    before = len(guest.listener.rtcp)
    guest.send(guest.report())
    await room.settles()
    return len(guest.listener.rtcp) == before + 1


def _move(guest: ConnectedGuest, to: Stranger) -> None:
    """The viewer's datagrams leave from another address from now on, as after a change of network."""
    to.send(guest.check.request())
    to.send(guest.report())


# Replay and hijack


async def test_a_replayed_check_from_elsewhere_is_not_even_answered() -> None:
    async with PortRoom() as room:
        guest = await room.admits()
        overheard = guest.check.request()
        guest.send(overheard)
        await room.settles()
        with room.stranger() as attacker:
            attacker.send(overheard)
            assert await _picture_reaches(room, guest, 1)
            assert attacker.heard() == []
        assert len(guest.peer.addresses) == 1


async def test_a_check_that_is_sent_twice_from_one_address_is_answered_twice() -> None:
    async with PortRoom() as room:
        guest = room.expects()
        with room.stranger() as visitor:
            check = guest.check.request()
            visitor.send(check)
            first = await visitor.hears()
            visitor.send(check)
            assert await visitor.hears() == first


async def test_a_check_that_the_attacker_brings_first_does_not_move_the_picture() -> None:
    async with PortRoom() as room:
        guest = await room.admits()
        overheard = guest.check.request()  # and kept from the box, as a jammed radio would
        with room.stranger() as attacker:
            attacker.send(overheard)
            await attacker.hears()
            assert await _picture_reaches(room, guest, 1)
            assert await _is_heard(room, guest)
            assert attacker.heard() == []


async def test_overheard_media_from_elsewhere_does_not_move_the_picture() -> None:
    async with PortRoom() as room:
        guest = await room.admits()
        report = guest.report()
        guest.send(report)
        with room.stranger() as attacker:
            attacker.send(guest.check.request())
            await attacker.hears()
            attacker.send(report)
            attacker.send(b"\x80\x67" + bytes(60))
            attacker.send(b"\x81\xc9" + bytes(60))
            assert await _picture_reaches(room, guest, 1)
            assert attacker.heard() == []


async def test_a_hundred_addresses_do_not_push_the_viewers_own_out() -> None:
    async with PortRoom() as room:
        guest = await room.admits()
        for _ in range(3 * MAX_ADDRESSES_PER_PEER):
            with room.stranger() as attacker:
                attacker.send(guest.check.request())
                await attacker.hears()
        assert len(guest.peer.addresses) == MAX_ADDRESSES_PER_PEER
        assert len(room.port._by_address) == MAX_ADDRESSES_PER_PEER
        assert await _picture_reaches(room, guest, 1)
        assert await _is_heard(room, guest)


async def test_another_peers_check_does_not_take_a_viewers_address_away() -> None:
    async with PortRoom() as room:
        victim, accomplice = await room.admits(), room.expects()
        victim.send(accomplice.check.request())  # a spoofed source address looks like this to the box
        assert await _is_heard(room, victim)
        assert await _picture_reaches(room, victim, 1)
        assert accomplice.peer.addresses == {}
        assert room.port.counters.dropped_unauthentic_total == 1


async def test_the_address_of_a_silent_peer_is_free_again() -> None:
    async with PortRoom() as room:
        first = room.expects()
        with room.stranger() as visitor:
            visitor.send(first.check.request())
            await visitor.hears()
            second = room.expects()
            room.clock.now_ns += OWNER_SILENCE_NS + 1
            visitor.send(second.check.request())
            second.check.receive(await visitor.hears(), visitor.address)
        assert second.check.answers == 1
        assert (len(first.peer.addresses), len(second.peer.addresses)) == (0, 1)
        assert first.peer.path is None


async def test_handshakes_and_alarms_from_elsewhere_reach_nobody() -> None:
    async with PortRoom() as room:
        guest = await room.admits()
        with room.stranger() as attacker:
            for datagram in (CLIENT_HELLO, FATAL_ALERT, b"\x80\xc8" + bytes(40)):
                attacker.send(datagram)
            await room.settles()
            assert attacker.heard() == []
        assert room.port.counters.dropped_unknown_total == 3
        assert await _picture_reaches(room, guest, 1)


async def test_handshakes_and_alarms_from_the_viewers_own_address_do_not_end_it() -> None:
    async with PortRoom() as room:
        guest = await room.admits()
        for datagram in (CLIENT_HELLO, FATAL_ALERT, b"\x17\xfe\xfd" + bytes(60), b"\x16"):
            guest.send(datagram)
        assert await _is_heard(room, guest)
        assert await _picture_reaches(room, guest, 1)
        assert guest.listener.closed == []


# The viewer itself moves


async def test_a_viewer_that_nominates_another_address_and_speaks_from_it_is_followed() -> None:
    async with PortRoom() as room:
        guest = await room.admits()
        with room.stranger() as new_address:
            _move(guest, new_address)
            await new_address.hears()
            await room.settles()
            guest.peer.send(_picture(guest, 1))
            assert (await new_address.hears())[1] & 0x7F == 103
            assert len(guest.listener.rtcp) == 1
        guest.send(guest.check.request())
        guest.send(guest.report())  # and back
        await room.settles()
        assert await _picture_reaches(room, guest, 2)


async def test_media_from_an_address_that_was_not_nominated_moves_nothing() -> None:
    async with PortRoom() as room:
        guest = await room.admits()
        with room.stranger() as other:
            other.send(_without_nomination(guest))
            await other.hears()
            other.send(guest.report())
            assert await _picture_reaches(room, guest, 1)
        assert len(guest.listener.rtcp) == 1


async def test_an_ice_restart_keeps_the_media_and_moves_with_the_first_new_check() -> None:
    async with PortRoom() as room:
        guest = await room.admits()
        old = guest.check
        local, remote = new_credentials(), new_credentials()
        room.port.restart_ice(guest.peer, local, remote)
        assert await _picture_reaches(room, guest, 1)
        assert await _is_heard(room, guest)
        fresh = IceCheck((remote.ufrag, remote.pwd), (local.ufrag, local.pwd))
        with room.stranger() as new_address:
            new_address.send(old.request())
            await room.settles()
            assert new_address.heard() == []
            new_address.send(fresh.request())
            fresh.receive(await new_address.hears(), new_address.address)
            assert fresh.answers == 1
            guest.peer.send(_picture(guest, 2))
            assert (await new_address.hears())[1] & 0x7F == 103
        assert guest.listener.closed == []
        assert guest.listener.connected == 1


async def test_after_a_restart_the_second_address_must_speak_as_ever() -> None:
    async with PortRoom() as room:
        guest = await room.admits()
        local, remote = new_credentials(), new_credentials()
        room.port.restart_ice(guest.peer, local, remote)
        fresh = IceCheck((remote.ufrag, remote.pwd), (local.ufrag, local.pwd))
        guest.send(fresh.request())
        with room.stranger() as attacker:
            await room.settles()
            attacker.send(fresh.request())
            await attacker.hears()
            assert await _picture_reaches(room, guest, 1)


def _without_nomination(guest: ConnectedGuest) -> bytes:
    local, remote = guest.peer.identity.local, guest.peer.identity.remote
    message = stun.Message(
        stun.Method.BINDING,
        stun.Class.REQUEST,
        attributes={"USERNAME": f"{local.ufrag}:{remote.ufrag}", "PRIORITY": 1},
    )
    message.add_message_integrity(local.pwd.encode())
    return bytes(message)


# Segmentation offload


class _Sends:
    """A sender on a real socket whose segmented sends end as `fails` says."""

    def __init__(self, fails: Callable[[], OSError | None]) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.receivers = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2)]
        for receiver in self.receivers:
            receiver.bind((HOST, 0))
            receiver.settimeout(5)
        self.sender = UdpSender(self.socket)
        self.segmented = 0
        self._fails = fails
        self._really_send = self.sender.sendmsg
        setattr(self.sender, "sendmsg", self._sendmsg)  # noqa: B010

    def close(self) -> None:
        """Close every socket."""
        for each in (self.socket, *self.receivers):
            each.close()

    def path(self, receiver: int = 0) -> UdpPath:
        """The way to one of the receivers."""
        host, port = self.receivers[receiver].getsockname()
        return UdpPath(self.sender, (host, port))

    def received(self, count: int, receiver: int = 0) -> list[int]:
        """The lengths of the next datagrams."""
        return [len(self.receivers[receiver].recv(2048)) for _ in range(count)]

    def _sendmsg(self, *arguments: object) -> int:
        self.segmented += 1
        error = self._fails()
        if error is not None:
            raise error
        return self._really_send(*arguments)  # type: ignore[arg-type]  # handed on as it came


RUN = memoryview(bytes(2_500))


def test_a_run_leaves_with_one_call_where_the_kernel_can() -> None:
    sends = _Sends(lambda: None)
    if not sends.sender.uses_segmentation:
        pytest.skip("this kernel has no segmentation offload")
    assert sends.path().send_run(RUN, 1_000)
    assert (sends.received(3), sends.segmented) == ([1_000, 1_000, 500], 1)
    sends.close()


@pytest.mark.parametrize("number", [errno.EINVAL, errno.EIO, errno.EOPNOTSUPP])
def test_a_refused_offload_falls_back_without_a_loss_and_for_good(number: int) -> None:
    sends = _Sends(lambda: OSError(number, "no"))
    path = sends.path()
    for _ in range(3):
        assert path.send_run(RUN, 1_000)
        assert sends.received(3) == [1_000, 1_000, 500]
    assert sends.segmented == 1
    assert sends.sender.full_total == 0
    sends.close()


def test_a_route_that_refuses_offload_does_not_take_it_from_the_others() -> None:
    refused = [OSError(errno.EINVAL, "the path's MTU is too small")]
    sends = _Sends(lambda: refused.pop() if refused else None)
    narrow, wide = sends.path(0), sends.path(1)
    assert narrow.send_run(RUN, 1_000)
    assert wide.send_run(RUN, 1_000)
    assert narrow.send_run(RUN, 1_000)
    assert sends.received(6, 0) == [1_000, 1_000, 500] * 2
    assert sends.received(3, 1) == [1_000, 1_000, 500]
    assert sends.segmented == 2
    sends.close()


def test_a_full_socket_is_no_refusal() -> None:
    full = [BlockingIOError(errno.EAGAIN, "full")]
    sends = _Sends(lambda: full.pop() if full else None)
    path = sends.path()
    assert not path.send_run(RUN, 1_000)
    assert sends.sender.full_total == 1
    assert path.send_run(RUN, 1_000)
    assert (sends.received(3), sends.segmented) == ([1_000, 1_000, 500], 2)
    sends.close()


async def test_a_port_without_offload_says_so_and_serves_all_the_same() -> None:
    async with PortRoom(segmentation=False) as room:
        guest = await room.admits()
        assert not room.port.uses_segmentation
        assert await _picture_reaches(room, guest, 1)
