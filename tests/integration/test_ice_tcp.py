"""Media over TCP where UDP is blocked: framing, slow readers, and connections that nobody proves."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from appliance.media.transport.ice_tcp import (
    MAX_FRAME_BYTES,
    MAX_UNPROVEN_CONNECTIONS,
    PROOF_DEADLINE_SECONDS,
    IceTcpConnection,
    UnprovenConnections,
)
from appliance.media.transport.media_port import MAX_ADDRESSES_PER_PEER
from appliance.media.transport.paths import TCP_BUFFER_LIMIT_BYTES, TcpPath
from appliance.protocols.rtp import pack_header
from tests.support.appliance_process import ApplianceProcess
from tests.support.port_room import HOST, Guest, PortRoom
from tests.support.practice_stage import stage_is_live, stage_whep
from tests.support.quiet_transport import QuietTransport
from tests.support.turns import until
from tests.support.watching import Watching
from tests.support.webrtc_viewer import ViewerOptions


class _Sink:
    """Keeps the datagrams."""

    def __init__(self) -> None:
        self.datagrams: list[bytes] = []
        self.closed = 0

    def receive_tcp(self, datagram: bytes, connection: IceTcpConnection) -> None:
        self.datagrams.append(datagram)

    def tcp_closed(self, connection: IceTcpConnection) -> None:
        self.closed += 1


def _connection() -> tuple[IceTcpConnection, _Sink, QuietTransport, UnprovenConnections]:
    sink, transport, unproven = _Sink(), QuietTransport(), UnprovenConnections()
    connection = IceTcpConnection(sink, unproven, now=0.0)
    connection.connection_made(transport)
    return connection, sink, transport, unproven


def _framed(*datagrams: bytes) -> bytes:
    return b"".join(len(datagram).to_bytes(2, "big") + datagram for datagram in datagrams)


# Framing (RFC 4571)


def test_datagrams_are_the_same_wherever_the_stream_is_cut() -> None:
    datagrams = [b"first", b"", b"x" * 300, b"last"]
    stream = _framed(*datagrams)
    for cut in range(len(stream) + 1):
        connection, sink, transport, _ = _connection()
        connection.data_received(stream[:cut])
        connection.data_received(stream[cut:])
        assert sink.datagrams == datagrams
        assert not transport.is_aborted


@given(st.lists(st.binary(max_size=MAX_FRAME_BYTES), max_size=8), st.lists(st.integers(1, 3_000), max_size=40))
def test_datagrams_are_the_same_in_whatever_pieces_they_come(datagrams: list[bytes], pieces: list[int]) -> None:
    connection, sink, _, _ = _connection()
    stream, position = _framed(*datagrams), 0
    for piece in pieces:
        connection.data_received(stream[position : position + piece])
        position += piece
    connection.data_received(stream[position:])
    assert sink.datagrams == datagrams


def test_byte_by_byte_is_as_good_as_at_once() -> None:
    connection, sink, _, _ = _connection()
    for byte in _framed(b"abc", b"d" * 40):
        connection.data_received(bytes([byte]))
    assert sink.datagrams == [b"abc", b"d" * 40]


def test_a_frame_that_no_browser_sends_ends_the_connection() -> None:
    connection, sink, transport, _ = _connection()
    connection.data_received(_framed(b"fine") + (MAX_FRAME_BYTES + 1).to_bytes(2, "big"))
    assert sink.datagrams == [b"fine"]
    assert transport.is_aborted


@given(st.binary(max_size=5_000))
def test_noise_never_keeps_more_than_one_frame(noise: bytes) -> None:
    connection, _, _, _ = _connection()
    connection.data_received(noise)
    assert connection.path is not None
    assert len(connection._buffer) <= MAX_FRAME_BYTES + 2 or connection.path._transport.is_closing()


def test_what_is_sent_is_framed_datagram_by_datagram() -> None:
    transport = QuietTransport()
    path = TcpPath(transport)
    assert path.send(b"one")
    assert path.send_run(memoryview(b"aaaabbbbcc"), 4)
    assert bytes(transport.written) == _framed(b"one", b"aaaa", b"bbbb", b"cc")


def test_a_connection_that_was_reset_before_it_was_accepted_is_let_go() -> None:
    sink, transport, unproven = _Sink(), QuietTransport(peername=None), UnprovenConnections()
    connection = IceTcpConnection(sink, unproven, now=0.0)
    connection.connection_made(transport)
    assert transport.is_aborted
    connection.data_received(_framed(b"late"))
    connection.connection_lost(None)
    assert sink.closed == 1


# Slow readers


def test_a_reader_that_is_too_far_behind_loses_datagrams_until_it_has_caught_up() -> None:
    transport = QuietTransport()
    path = TcpPath(transport)
    transport.unsent_bytes = TCP_BUFFER_LIMIT_BYTES + 1
    assert not path.send(b"lost")
    assert not path.send_run(memoryview(b"lost lost"), 5)
    transport.unsent_bytes = TCP_BUFFER_LIMIT_BYTES
    assert path.send(b"sent")
    transport.abort()
    assert not path.send(b"lost")
    assert bytes(transport.written) == _framed(b"sent")


async def test_a_viewer_that_does_not_read_costs_a_bounded_buffer_and_no_time() -> None:
    async with PortRoom() as room:
        guest = room.expects()
        with await _connected(room) as lazy:
            await _proves(lazy, guest)
            path, run = guest.peer.path, memoryview(bytes(48 * 1_228))
            assert isinstance(path, TcpPath)
            sent = 0
            while path.send_run(run, 1_228):
                sent += 1
                assert sent < 10_000
            unsent = path._transport.get_write_buffer_size()
            assert TCP_BUFFER_LIMIT_BYTES < unsent <= TCP_BUFFER_LIMIT_BYTES + len(run) + 2 * 48
            loop = asyncio.get_running_loop()
            before = loop.time()
            for _ in range(1_000):
                assert not path.send_run(run, 1_228)
            assert loop.time() - before < 0.5
            wanted = sent * (len(run) + 2 * 48)
            while wanted > 0:
                wanted -= len(await loop.sock_recv(lazy, 1 << 20))
            await until(lambda: path.send_run(run, 1_228))


# Connections that nobody proves


async def test_of_too_many_unproven_connections_the_oldest_goes() -> None:
    async with PortRoom() as room:
        guest = room.expects()
        with await _connected(room) as proven, await _connected(room) as oldest:
            await _proves(proven, guest)
            async with _crowd(room, MAX_UNPROVEN_CONNECTIONS) as crowd:
                assert await asyncio.wait_for(asyncio.get_running_loop().sock_recv(oldest, 1), 5) == b""
                assert len(room.port._unproven._connections) == MAX_UNPROVEN_CONNECTIONS
                await _proves(crowd[-1], room.expects())
            await _proves(proven, guest)


def test_unproven_connections_go_when_their_time_is_up() -> None:
    unproven, sink = UnprovenConnections(), _Sink()
    transports = [QuietTransport() for _ in range(3)]
    for opened_at, transport in enumerate(transports):
        IceTcpConnection(sink, unproven, float(opened_at)).connection_made(transport)
    unproven.expire(1 + PROOF_DEADLINE_SECONDS)
    assert [transport.is_aborted for transport in transports] == [True, True, False]
    unproven.close()
    assert transports[2].is_aborted


async def test_datagrams_over_an_unproven_connection_reach_nobody() -> None:
    async with PortRoom() as room:
        guest = await room.admits()
        with await _connected(room) as stranger:
            loop = asyncio.get_running_loop()
            await loop.sock_sendall(stranger, _framed(b"\x16\xfe\xff" + bytes(60), guest.report(), b"", bytes(100)))
            await until(lambda: room.port.counters.dropped_unknown_total == 4)
        assert guest.listener.rtcp == []


# Viewers


async def test_a_viewer_over_tcp_hears_and_is_heard() -> None:
    async with PortRoom() as room:
        guest = await room.admits("tcp")
        assert guest.peer.path is not None
        assert guest.peer.path.kind == "tcp"
        guest.send(guest.report())
        await until(lambda: len(guest.listener.rtcp) == 1)
        for number in range(5):
            guest.peer.send(guest.peer.srtp.outgoing.protect(pack_header(103, True, number, 1, 7) + b"picture"))
        await until(lambda: bool(guest.viewer.media.streams) and guest.viewer.media.streams[7].census.received == 5)


async def test_a_peer_that_goes_takes_all_of_its_connections_along() -> None:
    async with PortRoom() as room:
        guest = room.expects()
        async with _crowd(room, 3) as connections:
            for connection in connections:
                await _proves(connection, guest)
            assert len(guest.peer.addresses) == 3
            await room.port.remove(guest.peer, "goes")
            for connection in connections:
                await _is_hung_up(connection)


async def test_a_peer_keeps_so_many_connections_and_hangs_the_older_ones_up() -> None:
    async with PortRoom() as room:
        guest = room.expects()
        async with _crowd(room, MAX_ADDRESSES_PER_PEER + 1) as connections:
            for connection in connections:
                await _proves(connection, guest)
            await _is_hung_up(connections[0])
            assert len(guest.peer.addresses) == MAX_ADDRESSES_PER_PEER


async def test_a_lost_connection_leaves_the_peer_free_to_come_back_another_way() -> None:
    async with PortRoom() as room:
        guest = await room.admits("tcp")
        assert guest.viewer._link is not None
        guest.viewer._link.close()
        await until(lambda: guest.peer.path is None)
        assert guest.peer.addresses == {}
        assert not guest.peer.send(b"into the void")
        with room.stranger() as udp:
            udp.send(guest.check.request())
            await udp.hears()
            guest.peer.send(guest.peer.srtp.outgoing.protect(pack_header(103, True, 1, 1, 7) + b"picture"))
            assert (await udp.hears())[1] & 0x7F == 103
        assert guest.listener.closed == []


async def test_the_real_box_shows_its_stage_over_tcp(tmp_path: Path) -> None:
    async with ApplianceProcess(tmp_path) as box, Watching(stage_whep(box)) as watching:
        await stage_is_live(box)
        viewer = await watching.join(ViewerOptions(transport="tcp"))
        video = viewer.media.stream("video")
        assert video is not None
        await until(lambda: video.frames_ended >= 30)
        assert (viewer.media.check_failures, video.census.lost) == (0, 0)


async def _connected(room: PortRoom) -> socket.socket:
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    sock.setblocking(False)
    await asyncio.get_running_loop().sock_connect(sock, (HOST, room.port.port))
    return sock


@contextlib.asynccontextmanager
async def _crowd(room: PortRoom, size: int) -> AsyncIterator[list[socket.socket]]:
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(await _connected(room)) for _ in range(size)]


async def _proves(connection: socket.socket, guest: Guest) -> None:
    loop, answers = asyncio.get_running_loop(), guest.check.answers
    await loop.sock_sendall(connection, _framed(guest.check.request()))
    async with asyncio.timeout(5):
        received = await loop.sock_recv(connection, 2048)
        guest.check.receive(received[2:], connection.getsockname())
    assert guest.check.answers == answers + 1


async def _is_hung_up(connection: socket.socket) -> None:
    async with asyncio.timeout(5):
        try:
            assert await asyncio.get_running_loop().sock_recv(connection, 1) == b""
        except ConnectionResetError:
            return
