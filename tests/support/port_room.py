"""A media port with real sockets on loopback, the listeners behind its peers, viewers of it, and strangers."""

import asyncio
import contextlib
import socket
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from aiortc.rtcdtlstransport import RTCCertificate

from appliance.media.transport.ice_lite import new_credentials
from appliance.media.transport.media_port import MediaPort
from appliance.media.transport.peer import MediaPeer, PeerIdentity
from appliance.protocols.whip_whep import Fingerprint, IceCredentials
from tests.support.datagram_poller import DatagramPoller
from tests.support.ice_check import IceCheck
from tests.support.recording_sink import HandClock
from tests.support.webrtc_descriptions import LocalPeer, RemoteCandidate, RemotePeer
from tests.support.webrtc_viewer import ViewerError, ViewerOptions, WebRtcViewer

HOST = "127.0.0.1"
MAX_PEERS = 8
SOME_FINGERPRINT = Fingerprint("sha-256", ":".join(["AB"] * 32))


@dataclass(slots=True)
class Listener:
    """Keeps what the port tells the session behind a peer."""

    connected: int = 0
    rtp: list[bytes] = field(default_factory=list)
    rtcp: list[bytes] = field(default_factory=list)
    renewed: int = 0
    closed: list[str] = field(default_factory=list)

    def on_connected(self) -> None:
        self.connected += 1

    def on_rtp(self, packet: bytes, now_ns: int) -> None:
        self.rtp.append(packet)

    def on_rtcp(self, packet: bytes, now_ns: int) -> None:
        self.rtcp.append(packet)

    def on_path_renewed(self) -> None:
        self.renewed += 1

    def on_closed(self, reason: str) -> None:
        self.closed.append(reason)


@dataclass(slots=True)
class Guest:
    """One expected peer: the box's side of it, and the credentials of the other side."""

    peer: MediaPeer
    listener: Listener
    check: IceCheck


@dataclass(slots=True)
class ConnectedGuest:
    """A viewer that has its association, and the box's side of it."""

    viewer: WebRtcViewer
    peer: MediaPeer
    listener: Listener

    @property
    def check(self) -> IceCheck:
        """The viewer's checks."""
        assert self.viewer._ice is not None
        return self.viewer._ice

    def send(self, datagram: bytes) -> None:
        """Send from the viewer's own address."""
        assert self.viewer._link is not None
        self.viewer._link.send(datagram)

    def report(self) -> bytes:
        """A protected RTCP packet of the viewer."""
        return self.viewer.media.picture_loss_indication()


class Stranger:
    """A UDP socket that belongs to nobody."""

    def __init__(self, port: int, host: str = HOST) -> None:
        self._socket = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._socket.connect((host, port))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    @property
    def address(self) -> tuple[str, int]:
        """Where the box sees it."""
        host, port = self._socket.getsockname()[:2]
        return host, port

    def send(self, datagram: bytes) -> None:
        """Send one datagram to the port."""
        self._socket.send(datagram)

    def heard(self) -> list[bytes]:
        """What the port has sent here since this was asked last."""
        datagrams = []
        with contextlib.suppress(BlockingIOError):
            while True:
                datagrams.append(self._socket.recv(2048))
        return datagrams

    async def hears(self, seconds: float = 5.0) -> bytes:
        """The next datagram that the port sends here."""
        async with asyncio.timeout(seconds):
            return await asyncio.get_running_loop().sock_recv(self._socket, 2048)


class PortRoom:
    """`async with PortRoom() as room:`; everything in it is gone at the end."""

    def __init__(self, *, max_peers: int = MAX_PEERS, segmentation: bool = True, host: str = HOST) -> None:
        self.clock = HandClock()
        self.port = MediaPort(self.clock, max_peers=max_peers, segmentation=segmentation)
        self.errors: list[dict[str, object]] = []
        """What the event loop was left to complain about."""
        self._host = host
        self._certificate = RTCCertificate.generateCertificate()
        self._guests: list[ConnectedGuest] = []

    async def __aenter__(self) -> Self:
        asyncio.get_running_loop().set_exception_handler(lambda _, context: self.errors.append(context))
        self._poller = DatagramPoller()
        await self.port.start(self._host, 0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for guest in self._guests:
            await guest.viewer.vanish()
        await self.port.close()
        self._poller.close()
        asyncio.get_running_loop().set_exception_handler(None)
        if error is None:
            assert self.errors == []

    def stranger(self) -> Stranger:
        """Somebody at another address."""
        return Stranger(self.port.port, self._host)

    def expects(self) -> Guest:
        """A peer that has not been heard yet."""
        remote, listener = new_credentials(), Listener()
        peer = self.port.add(PeerIdentity(new_credentials(), remote, (SOME_FINGERPRINT,)), listener)
        local = peer.identity.local
        return Guest(peer, listener, IceCheck((remote.ufrag, remote.pwd), (local.ufrag, local.pwd)))

    async def admits(self, transport: str = "udp") -> ConnectedGuest:
        """A viewer that has shaken hands."""
        viewer = WebRtcViewer(self._poller, self._certificate, ViewerOptions(transport=transport))
        signalling = _DirectSignalling(self.port, self._host)
        await viewer.join(signalling)
        async with asyncio.timeout(5.0):
            while not signalling.listener.connected:
                await asyncio.sleep(0)
        assert signalling.peer is not None
        guest = ConnectedGuest(viewer, signalling.peer, signalling.listener)
        self._guests.append(guest)
        return guest

    async def turns_away(self, fingerprint: Fingerprint) -> Listener:
        """What becomes of a viewer whose certificate is not the one that its offer names."""
        viewer = WebRtcViewer(self._poller, self._certificate, ViewerOptions())
        signalling = _DirectSignalling(self.port, self._host, fingerprint)
        with contextlib.suppress(ViewerError):  # its own end of the handshake may or may not have finished
            await viewer.join(signalling)
        await viewer.vanish()
        async with asyncio.timeout(5.0):
            while not signalling.listener.closed:
                await asyncio.sleep(0)
        return signalling.listener

    async def settles(self) -> None:
        """Everything that was sent to the port before this call has been taken."""
        guest = self.expects()
        with self.stranger() as bystander:
            bystander.send(guest.check.request())
            guest.check.receive(await bystander.hears(), bystander.address)
        assert guest.check.answers == 1
        await self.port.remove(guest.peer, "it was a question only")


class _DirectSignalling:
    """Offer and answer without HTTP and SDP."""

    def __init__(self, port: MediaPort, host: str, fingerprint: Fingerprint | None = None) -> None:
        self._port = port
        self._fingerprint = fingerprint
        self._host = host
        self.listener = Listener()
        self.peer: MediaPeer | None = None

    async def negotiate(self, local: LocalPeer) -> RemotePeer:
        """Let the port expect the viewer."""
        remote = IceCredentials(local.ufrag, local.password)
        fingerprint = self._fingerprint or Fingerprint("sha-256", local.fingerprint)
        self.peer = self._port.add(PeerIdentity(new_credentials(), remote, (fingerprint,)), self.listener)
        own, mine = self._port.fingerprint, self.peer.identity.local
        candidates = tuple(RemoteCandidate(self._host, self._port.port, kind, 1) for kind in ("udp", "tcp"))
        return RemotePeer(mine.ufrag, mine.pwd, ((own.algorithm, own.value),), candidates, "passive")

    async def finish(self) -> None:
        """Nothing to delete."""
