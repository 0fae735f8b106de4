"""A real WebRTC viewer without a browser: full ICE, DTLS by aiortc, SRTP; every packet counted, some decrypted.

Hundreds of them fit into one process: nothing here costs a task or a timer per packet.
"""

import asyncio
import contextlib
import secrets
import time
from dataclasses import dataclass, field
from typing import Protocol, cast

from aiortc.rtcdtlstransport import RTCCertificate, RTCDtlsFingerprint, RTCDtlsParameters, RTCDtlsTransport
from aiortc.rtcicetransport import RTCIceTransport

from tests.support.datagram_link import DatagramLink, TcpLink, UdpLink
from tests.support.datagram_poller import DatagramPoller
from tests.support.ice_check import IceCheck
from tests.support.received_media import ReceivedMedia, ReceiveOptions
from tests.support.webrtc_descriptions import LocalPeer, RemoteCandidate, RemotePeer

CONSENT_SECONDS = 2.5
CHECK_RETRY_SECONDS = 0.05
CONNECT_SECONDS = 10.0
DTLS_QUEUE = 64
REPORT_SECONDS = 1.0
EARLY_DATAGRAMS = 4096


class Signalling(Protocol):
    """How a viewer and the media server exchange descriptions."""

    async def negotiate(self, local: LocalPeer) -> RemotePeer:
        """Ask to watch; what the server says about itself."""

    async def finish(self) -> None:
        """Say that the viewer leaves."""


@dataclass(frozen=True, slots=True)
class ViewerOptions:
    """How a viewer connects, and what it keeps of what it receives."""

    transport: str = "udp"
    receive: ReceiveOptions = field(default_factory=ReceiveOptions)


class ViewerError(Exception):
    """The viewer could not connect; the message says at which step."""


class WebRtcViewer:
    """One viewer of one stream: connect, count, leave."""

    def __init__(self, poller: DatagramPoller, certificate: RTCCertificate, options: ViewerOptions) -> None:
        self._poller = poller
        self._certificate = certificate
        self._options = options
        self._dtls_inbox: asyncio.Queue[bytes] = asyncio.Queue(DTLS_QUEUE)
        self._link: DatagramLink | None = None
        self._ice: IceCheck | None = None
        self._dtls: RTCDtlsTransport | None = None
        self._signalling: Signalling | None = None
        self._peer_address = ("", 0)
        self._next_consent = 0.0
        self._next_report = 0.0
        self._path_open = asyncio.Event()
        self.media = ReceivedMedia(options.receive)
        self.asked_ns = 0
        self.connected_ns = 0
        self._early: list[bytes] = []

    async def join(self, signalling: Signalling) -> None:
        """Ask, check the path, shake hands; media is counted from here on."""
        self._signalling = signalling
        self.asked_ns = time.monotonic_ns()
        local = self._local_peer()
        remote = await signalling.negotiate(local)
        self._ice = IceCheck((local.ufrag, local.password), (remote.ufrag, remote.password))
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                await self._open_link(remote.candidate(self._options.transport))
                await self._check_path(self._ice)
                await self._shake_hands(remote)
        except TimeoutError as error:
            raise ViewerError(f"not connected within {CONNECT_SECONDS:.0f} s") from error
        self.connected_ns = time.monotonic_ns()

    def tick(self, now: float) -> None:
        """Send what is due: consent checks, receiver reports, NACKs. To be called every 20 to 100 ms."""
        if self._link is None or self._ice is None or not self.media.has_keys:
            return
        if now >= self._next_consent:
            self._next_consent = now + CONSENT_SECONDS
            self._link.send(self._ice.request())
        for packet in self.media.feedback(time.monotonic_ns(), report=now >= self._next_report):
            self._link.send(packet)
        if now >= self._next_report:
            self._next_report = now + REPORT_SECONDS

    def request_keyframe(self) -> None:
        """Send a picture loss indication."""
        assert self._link is not None
        self._link.send(self.media.picture_loss_indication())

    @property
    def consent_answers(self) -> int:
        """How many of this viewer's checks the server has answered."""
        return self._ice.answers if self._ice else 0

    @property
    def srtp_profile(self) -> str:
        """The protection profile that the handshake chose."""
        assert self._dtls is not None
        assert self._dtls._ssl is not None
        return self._dtls._ssl.get_selected_srtp_profile().decode()

    async def hears_goodbye(self) -> None:
        """Wait until the server has ended the association (close_notify)."""
        assert self._dtls is not None
        assert self._dtls._task is not None
        await asyncio.wait([self._dtls._task])

    async def leave(self) -> None:
        """Tell the server, then close."""
        try:
            if self._signalling is not None:
                await self._signalling.finish()
        finally:
            await self.vanish()

    async def vanish(self) -> None:
        """Close without a word to the server's signalling, as a laptop does when its lid is shut."""
        if self._dtls is not None:
            pump = self._dtls._task
            await self._dtls.stop()
            if pump is not None:
                await asyncio.wait([pump])
        link, self._link = self._link, None
        if link is not None:
            link.close()

    def _local_peer(self) -> LocalPeer:
        fingerprint = next(value for value in self._certificate.getFingerprints() if value.algorithm == "sha-256")
        return LocalPeer(secrets.token_hex(4), secrets.token_hex(16), fingerprint.value)

    async def _open_link(self, candidate: RemoteCandidate) -> None:
        self._peer_address = (candidate.address, candidate.port)
        if self._options.transport == "tcp":
            self._link = await TcpLink.open(self._peer_address, self._receive)
        else:
            self._link = UdpLink(self._poller, self._peer_address, self._receive)

    async def _check_path(self, ice: IceCheck) -> None:
        assert self._link is not None
        wait = CHECK_RETRY_SECONDS
        while not ice.answers:
            self._link.send(ice.request())
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._path_open.wait(), wait)
            wait = min(wait * 2, 0.5)

    async def _shake_hands(self, remote: RemotePeer) -> None:
        # aiortc's class uses only these three of its transport: role, _recv and _send.
        transport = cast(RTCIceTransport, _DtlsCarrier(self))
        self._dtls = RTCDtlsTransport(transport, [self._certificate])
        self._dtls._set_role("client" if remote.setup in {"passive", "actpass"} else "server")
        prints = [RTCDtlsFingerprint(algorithm=name, value=value) for name, value in remote.fingerprints]
        await self._dtls.start(RTCDtlsParameters(fingerprints=prints))
        if self._dtls.state != "connected":
            raise ViewerError(f"DTLS ended as {self._dtls.state}")
        self.media.use_keys(self._dtls._rx_srtp, self._dtls._tx_srtp)
        for datagram in self._early:
            self._receive(bytearray(datagram), len(datagram))
        self._early.clear()

    def _receive(self, buffer: bytearray, size: int) -> None:
        first = buffer[0]
        if 127 < first < 192:
            if not self.media.has_keys:
                self._keep_early(bytes(buffer[:size]))
            elif 191 < buffer[1] < 224:
                self.media.receive_rtcp(bytes(buffer[:size]))
            else:
                self.media.receive_rtp(buffer, size)
        elif first < 2:
            self._receive_stun(bytes(buffer[:size]))
        elif 19 < first < 64 and not self._dtls_inbox.full():
            self._dtls_inbox.put_nowait(bytes(buffer[:size]))

    def _keep_early(self, datagram: bytes) -> None:
        # The server may send as soon as it has the last handshake message, while ours still waits for its task.
        if len(self._early) < EARLY_DATAGRAMS:
            self._early.append(datagram)

    def _receive_stun(self, data: bytes) -> None:
        assert self._ice is not None
        reply = self._ice.receive(data, self._peer_address)
        if reply is not None and self._link is not None:
            self._link.send(reply)
        if self._ice.answers:
            self._path_open.set()


class _DtlsCarrier:
    """What RTCDtlsTransport sees of the viewer."""

    role = "controlling"

    def __init__(self, viewer: WebRtcViewer) -> None:
        self._viewer = viewer

    async def _recv(self) -> bytes:
        return await self._viewer._dtls_inbox.get()

    async def _send(self, data: bytes) -> None:
        if self._viewer._link is not None:
            self._viewer._link.send(data)
