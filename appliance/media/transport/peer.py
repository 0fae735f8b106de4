"""One remote peer on the media port: its ICE credentials, its path, its DTLS-SRTP association."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

import pylibsrtp

from appliance.media.transport.dtls import DtlsEndpoint, DtlsFailed
from appliance.media.transport.ice_lite import BindingRequest
from appliance.media.transport.paths import Path
from appliance.media.transport.srtp import SrtpSessions
from appliance.protocols.whip_whep import Fingerprint, IceCredentials

RTCP_PACKET_TYPES = range(192, 224)
"""RFC 5761 §4: in this range the second byte of a multiplexed packet means RTCP."""

logger = logging.getLogger(__name__)


class PeerState(Enum):
    """RFC 8842: a DTLS association is new, connecting, connected, closed."""

    NEW = "new"
    CONNECTING = "connecting"
    CONNECTED = "connected"
    CLOSED = "closed"


_NEXT_STATES = {
    PeerState.NEW: {PeerState.CONNECTING, PeerState.CLOSED},
    PeerState.CONNECTING: {PeerState.CONNECTED, PeerState.CLOSED},
    PeerState.CONNECTED: {PeerState.CLOSED},
    PeerState.CLOSED: set[PeerState](),
}


class PeerListener(Protocol):
    """Who is behind the peer: a viewer's or a publisher's session."""

    def on_connected(self) -> None:
        """The association stands: media may flow."""

    def on_rtp(self, packet: bytes, now_ns: int) -> None:
        """Take one decrypted RTP packet."""

    def on_rtcp(self, packet: bytes, now_ns: int) -> None:
        """Take one decrypted compound RTCP packet."""

    def on_closed(self, reason: str) -> None:
        """The peer is gone; called once."""


@dataclass(frozen=True, slots=True)
class PeerIdentity:
    """What offer and answer agreed on: who may speak on this association."""

    local: IceCredentials
    remote: IceCredentials
    fingerprints: Sequence[Fingerprint]


class MediaPeer:
    """One ICE-lite + DTLS-SRTP association; owns no socket and no timer."""

    def __init__(
        self,
        identity: PeerIdentity,
        listener: PeerListener,
        make_dtls: Callable[[Callable[[bytes], object]], DtlsEndpoint],
        now_ns: int,
    ) -> None:
        self.identity = identity
        self.state = PeerState.NEW
        self.path: Path | None = None
        self.addresses: dict[object, None] = {}
        """Every address that has proved to be this peer's; kept and capped by the media port."""
        self.created_ns = now_ns
        self.last_heard_ns = now_ns
        self._listener = listener
        self._dtls = make_dtls(self.send)
        self._dtls.on_goodbye(self._said_goodbye)
        self._srtp: SrtpSessions | None = None
        self._on_goodbye: Callable[[MediaPeer], None] | None = None

    @property
    def srtp(self) -> SrtpSessions:
        """The SRTP sessions; only once connected."""
        if self._srtp is None:
            raise RuntimeError("the peer is not connected yet")
        return self._srtp

    def call_on_goodbye(self, callback: Callable[["MediaPeer"], None]) -> None:
        """Say who is to be told when the peer leaves by itself."""
        self._on_goodbye = callback

    def send(self, datagram: bytes) -> bool:
        """Send one datagram the way the peer was last heard on."""
        return self.path is not None and self.path.send(datagram)

    def send_rtcp(self, packet: bytes) -> bool:
        """Encrypt and send one compound RTCP packet; False when it could not be sent."""
        if self._srtp is None or self.state is not PeerState.CONNECTED:
            return False
        return self.send(self._srtp.outgoing.protect_rtcp(packet))

    def checked(self, request: BindingRequest, path: Path, now_ns: int) -> None:
        """Take an authentic connectivity check that came in on `path`."""
        self.last_heard_ns = now_ns
        if self.path is None or request.nominates:
            self.path = path

    def restart_ice(self, local: IceCredentials, remote: IceCredentials) -> None:
        """Take new ICE credentials; the DTLS association goes on (RFC 8842 §4)."""
        self.identity = PeerIdentity(local, remote, self.identity.fingerprints)

    async def handshake(self) -> None:
        """Run the DTLS handshake to its end; raises DtlsFailed."""
        self._transition(PeerState.CONNECTING)
        self._srtp = await self._dtls.handshake(self.identity.fingerprints)
        if self.state is PeerState.CLOSED:
            raise DtlsFailed("the peer was closed during its handshake")
        self._transition(PeerState.CONNECTED)
        self._listener.on_connected()

    def receive_dtls(self, record: bytes) -> None:
        """Take one DTLS datagram."""
        self._dtls.feed(record)

    def receive_media(self, packet: bytes, now_ns: int) -> None:
        """Take one SRTP or SRTCP packet; what does not authenticate is dropped."""
        srtp = self._srtp
        if srtp is None or self.state is not PeerState.CONNECTED or len(packet) < 8:
            return
        try:
            if packet[1] in RTCP_PACKET_TYPES:
                plain = srtp.incoming.unprotect_rtcp(packet)
                self.last_heard_ns = now_ns
                self._listener.on_rtcp(plain, now_ns)
            else:
                plain = srtp.incoming.unprotect(packet)
                self.last_heard_ns = now_ns
                self._listener.on_rtp(plain, now_ns)
        except (pylibsrtp.Error, ValueError) as error:
            logger.debug("dropped a packet that does not authenticate: %s", error)

    async def close(self, reason: str) -> None:
        """Say goodbye and free everything; idempotent."""
        if self.state is PeerState.CLOSED:
            return
        self._transition(PeerState.CLOSED)
        self._listener.on_closed(reason)
        await self._dtls.close()
        if self.path is not None:
            self.path.close()

    def _said_goodbye(self) -> None:
        if self.state is PeerState.CONNECTED and self._on_goodbye is not None:
            self._on_goodbye(self)

    def _transition(self, state: PeerState) -> None:
        if state not in _NEXT_STATES[self.state]:
            raise RuntimeError(f"a peer cannot go from {self.state.value} to {state.value}")
        self.state = state
