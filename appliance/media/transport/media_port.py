"""The one port for all media: every viewer and every WHIP publisher, over UDP and TCP.

Datagrams are told apart by STUN username first and by source address after; an address belongs to a peer only once
it has passed a connectivity check with that peer's password.
"""

import asyncio
import logging
import socket
from collections.abc import Callable, Coroutine
from dataclasses import dataclass

from aiortc import RTCCertificate

from appliance.errors import CapacityExceeded
from appliance.lifecycle import TaskOwner
from appliance.media.transport.dtls import DtlsEndpoint, DtlsFailed, local_fingerprint
from appliance.media.transport.ice_lite import BindingRequest, NotABindingRequest, is_stun, peek_local_ufrag
from appliance.media.transport.ice_tcp import IceTcpConnection, UnprovenConnections
from appliance.media.transport.media_sockets import open_media_sockets
from appliance.media.transport.paths import Path, UdpPath, UdpSender
from appliance.media.transport.peer import MediaPeer, PeerIdentity, PeerListener, PeerState
from appliance.media.unit import NANOSECONDS_PER_SECOND
from appliance.protocols.whip_whep import Fingerprint, IceCredentials

DATAGRAMS_PER_WAKE = 64
RECEIVE_SLICE_NS = 2_000_000
"""Reads per turn of the event loop and their time, so that a flood of garbage cannot keep the fan-out waiting."""
MAX_DATAGRAM_BYTES = 2048
MAX_ADDRESSES_PER_PEER = 8
"""A peer proves few addresses; an attacker who knows a password cannot fill the table with more."""
OWNER_SILENCE_NS = 8 * NANOSECONDS_PER_SECOND
"""Consent checks come every 5 s at the latest: an address belongs to its peer until that has been silent for longer."""
HANDSHAKE_DEADLINE_NS = 10 * NANOSECONDS_PER_SECOND
SILENCE_LIMIT_NS = 20 * NANOSECONDS_PER_SECOND
"""Browsers check consent every few seconds (RFC 7675); after this much silence the peer has gone."""
SWEEP_INTERVAL_SECONDS = 1.0

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class MediaPortCounters:
    """What happened on the port since it was opened."""

    datagrams_total: int = 0
    dropped_unknown_total: int = 0
    dropped_unauthentic_total: int = 0
    handshakes_failed_total: int = 0
    peers_silent_total: int = 0


class MediaPort:
    """Owns the media sockets and every peer behind them."""

    def __init__(
        self,
        clock_ns: Callable[[], int],
        *,
        max_peers: int,
        segmentation: bool = True,
    ) -> None:
        self._clock_ns = clock_ns
        self._max_peers = max_peers
        self._segmentation = segmentation
        self._certificate = RTCCertificate.generateCertificate()
        self._tasks = TaskOwner("media-port")
        self._senders: list[tuple[socket.socket, UdpSender]] = []
        self._servers: list[asyncio.Server] = []
        self._unproven = UnprovenConnections()
        self._by_ufrag: dict[str, MediaPeer] = {}
        self._by_address: dict[object, MediaPeer] = {}
        self.counters = MediaPortCounters()
        self.port = 0

    @property
    def is_bound(self) -> bool:
        """Whether the port is open."""
        return bool(self._senders)

    @property
    def fingerprint(self) -> Fingerprint:
        """The certificate fingerprint that every SDP answer names."""
        return local_fingerprint(self._certificate)

    @property
    def uses_segmentation(self) -> bool:
        """Whether UDP segmentation offload is in use on every socket."""
        return all(sender.uses_segmentation for _, sender in self._senders)

    @property
    def socket_full_total(self) -> int:
        """Sends that found the socket's buffer full or the peer unreachable."""
        return sum(sender.full_total for _, sender in self._senders)

    async def start(self, host: str, port: int) -> int:
        """Open the port in UDP and TCP on `host` ("" means every address, IPv4 and IPv6); gives its number.

        Raises ConfigurationError when it is taken.
        """
        loop = asyncio.get_running_loop()
        for sockets in open_media_sockets(host, port):
            sender = UdpSender(sockets.udp, segmentation=self._segmentation)
            self._senders.append((sockets.udp, sender))
            loop.add_reader(sockets.udp.fileno(), self._readable, sockets.udp, sender)
            self._servers.append(
                await loop.create_server(lambda: IceTcpConnection(self, self._unproven, loop.time()), sock=sockets.tcp)
            )
            port = sockets.udp.getsockname()[1]
        self.port = port
        self._tasks.start(self._sweep_forever(), name="sweep")
        return port

    async def close(self) -> None:
        """Say goodbye to every peer and close the sockets."""
        for peer in list(self._by_ufrag.values()):
            await self.remove(peer, "the box stops")
        await self._tasks.close()
        for server in self._servers:
            server.close()
            await server.wait_closed()
        self._unproven.close()
        for sock, _ in self._senders:
            asyncio.get_running_loop().remove_reader(sock.fileno())
            sock.close()
        self._senders.clear()
        self._servers.clear()

    def add(self, identity: PeerIdentity, listener: PeerListener) -> MediaPeer:
        """Await a peer with these credentials; raises CapacityExceeded."""
        if len(self._by_ufrag) >= self._max_peers:
            raise CapacityExceeded("The box has as many viewers and publishers as it is set to carry.")
        peer = MediaPeer(identity, listener, self._make_dtls, self._clock_ns())
        peer.call_on_goodbye(lambda gone: self.discard(gone, "the peer said goodbye"))
        self._by_ufrag[identity.local.ufrag] = peer
        return peer

    def restart_ice(self, peer: MediaPeer, local: IceCredentials, remote: IceCredentials) -> None:
        """Give a peer new credentials while its media goes on."""
        self._by_ufrag.pop(peer.identity.local.ufrag, None)
        peer.restart_ice(local, remote)
        self._by_ufrag[local.ufrag] = peer

    async def remove(self, peer: MediaPeer, reason: str) -> None:
        """Forget a peer and close it."""
        self._by_ufrag.pop(peer.identity.local.ufrag, None)
        addresses = tuple(peer.addresses)
        for address in addresses:
            self._by_address.pop(address, None)
        peer.addresses.clear()
        await peer.close(reason)
        for address in addresses:
            _hang_up(address)

    def discard(self, peer: MediaPeer, reason: str) -> None:
        """Remove a peer without waiting for it."""
        self._tasks.start(self.remove(peer, reason), name="remove")

    def follow_own_addresses(self) -> None:
        """Take every peer along to the box's new addresses."""
        for peer in self._by_ufrag.values():
            peer.follow_own_address()

    def receive_tcp(self, datagram: bytes, connection: IceTcpConnection) -> None:
        """Take one datagram that came over TCP."""
        if connection.path is None:
            return
        if is_stun(datagram):
            self._receive_check(datagram, connection, connection.path)
        else:
            self._receive(datagram, connection, self._clock_ns())
        if connection in self._by_address:
            connection.prove()

    def tcp_closed(self, connection: IceTcpConnection) -> None:
        """Forget a TCP connection; its peer is left to find another path or fall silent."""
        peer = self._by_address.pop(connection, None)
        if peer is not None:
            peer.forget(connection)

    def _make_dtls(self, send: Callable[[bytes], object]) -> DtlsEndpoint:
        return DtlsEndpoint(self._certificate, send)

    def _readable(self, sock: socket.socket, sender: UdpSender) -> None:
        now_ns = self._clock_ns()
        deadline_ns = now_ns + RECEIVE_SLICE_NS
        for _ in range(DATAGRAMS_PER_WAKE):
            try:
                datagram, address = sock.recvfrom(MAX_DATAGRAM_BYTES)
            except (BlockingIOError, InterruptedError):
                return
            except OSError as error:
                logger.debug("receiving on the media port: %s", error)
                continue
            self.counters.datagrams_total += 1
            if is_stun(datagram):
                self._receive_check(datagram, address, UdpPath(sender, address))
            else:
                self._receive(datagram, address, now_ns)
            now_ns = self._clock_ns()
            if now_ns > deadline_ns:
                return

    def _receive(self, datagram: bytes, key: object, now_ns: int) -> None:
        peer = self._by_address.get(key)
        if peer is None or not datagram:
            self.counters.dropped_unknown_total += 1
        elif datagram[0] >= 128:
            peer.receive_media(datagram, key, now_ns)
        elif 20 <= datagram[0] < 64:
            peer.receive_dtls(datagram)

    def _receive_check(self, datagram: bytes, key: object, path: Path) -> None:
        peer = self._by_ufrag.get(peek_local_ufrag(datagram) or "")
        if peer is None:
            self.counters.dropped_unknown_total += 1
            return
        try:
            request = BindingRequest(datagram, peer.identity.local)
        except NotABindingRequest:
            self.counters.dropped_unauthentic_total += 1
            return
        now_ns = self._clock_ns()
        if peer.is_replay(request, key) or not self._learn(peer, key, now_ns):
            self.counters.dropped_unauthentic_total += 1
            return
        address = path.address
        path.send(request.response(address[0], address[1]))
        peer.checked(request, key, path, now_ns)
        if peer.state is PeerState.NEW:
            self._tasks.start(self._handshake(peer, peer.handshake()), name="handshake")

    def _learn(self, peer: MediaPeer, key: object, now_ns: int) -> bool:
        owner = self._by_address.get(key)
        if owner is peer:
            return True
        if owner is not None:
            if now_ns - owner.last_heard_ns <= OWNER_SILENCE_NS:
                return False
            owner.forget(key)
        if len(peer.addresses) >= MAX_ADDRESSES_PER_PEER:
            self._forget(peer, next(each for each in peer.addresses if not peer.is_current(each)))
        peer.addresses[key] = None
        self._by_address[key] = peer
        return True

    def _forget(self, peer: MediaPeer, key: object) -> None:
        peer.forget(key)
        self._by_address.pop(key, None)
        _hang_up(key)

    async def _handshake(self, peer: MediaPeer, handshake: Coroutine[object, object, None]) -> None:
        try:
            await handshake
        except DtlsFailed as error:
            if peer.state is not PeerState.CLOSED:
                self.counters.handshakes_failed_total += 1
                await self.remove(peer, str(error))

    async def _sweep_forever(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_INTERVAL_SECONDS)
            self._unproven.expire(asyncio.get_running_loop().time())
            await self._sweep(self._clock_ns())

    async def _sweep(self, now_ns: int) -> None:
        for peer in list(self._by_ufrag.values()):
            if peer.state is not PeerState.CONNECTED and now_ns - peer.created_ns > HANDSHAKE_DEADLINE_NS:
                self.counters.handshakes_failed_total += 1
                await self.remove(peer, "no connection within 10 s")
            elif now_ns - peer.last_heard_ns > SILENCE_LIMIT_NS:
                self.counters.peers_silent_total += 1
                await self.remove(peer, "silent for 20 s")
            else:
                peer.remind_of_move()


def _hang_up(address: object) -> None:
    if isinstance(address, IceTcpConnection):
        address.abort()
