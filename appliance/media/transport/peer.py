"""One remote peer on the media port: its ICE credentials, its path, its DTLS-SRTP association."""

import logging
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

import pylibsrtp

from appliance.media.transport.dtls import DtlsEndpoint, DtlsFailed
from appliance.media.transport.ice_lite import BindingRequest, binding_request
from appliance.media.transport.own_address import own_address_towards
from appliance.media.transport.paths import Path
from appliance.media.transport.srtp import SrtpSessions
from appliance.protocols.whip_whep import Fingerprint, IceCredentials

RTCP_PACKET_TYPES = range(192, 224)
"""RFC 5761 §4: in this range the second byte of a multiplexed packet means RTCP."""
TRANSACTIONS_REMEMBERED = 64
"""Some minutes of checks: one that is heard again from another address was overheard and is replayed."""
MEDIA_MIN_BYTES = 12
MAX_SENDERS = 32
"""SSRCs of one peer: libsrtp keeps a context for each, so a peer that invents them would eat the memory."""

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

    def on_path_renewed(self) -> None:
        """The box has moved to another address and is heard again; what was sent in between is lost."""

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
        self._path_key: object = None
        self._is_path_open = True
        """Whether the next nominating check decides the path by itself."""
        self._nominated: dict[object, Path] = {}
        """Paths that a check has nominated; media from there makes one the path."""
        self._transactions: OrderedDict[bytes, object] = OrderedDict()
        self._senders: set[bytes] = set()
        self.created_ns = now_ns
        self.last_heard_ns = now_ns
        self._listener = listener
        self._dtls = make_dtls(self.send)
        self._dtls.on_goodbye(self._said_goodbye)
        self._srtp: SrtpSessions | None = None
        self._own_address: str | None = None
        self._is_moving = False
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

    def is_replay(self, request: BindingRequest, key: object) -> bool:
        """Whether a check was heard before from another address; else it is remembered."""
        known = self._transactions.setdefault(request.transaction_id, key)
        if len(self._transactions) > TRANSACTIONS_REMEMBERED:
            self._transactions.popitem(last=False)
        return known != key

    def checked(self, request: BindingRequest, key: object, path: Path, now_ns: int) -> None:
        """Take an authentic connectivity check that came in on `path`.

        A check can be overheard and replayed from elsewhere. So it moves the path only before media flows and after an
        ICE restart; later the new path must also carry authentic media, which SRTP accepts once only.
        """
        self.last_heard_ns = now_ns
        if key == self._path_key:
            self._is_path_open = self._is_path_open and not request.nominates
        elif self.path is None or (request.nominates and self._may_move):
            self._move(key, path)
            self._is_path_open = not request.nominates
        elif request.nominates:
            self._nominated[key] = path
        if self._is_moving:
            self._is_moving = False
            self._listener.on_path_renewed()

    def follow_own_address(self) -> None:
        """Where packets to this peer now leave from another address, check the peer from there (RFC 8445 §7.3.1.3).

        The peer learns the new address from the check and goes on with it; no new offer is needed, which the page
        could not send, because its server has gone with the old address.
        """
        if self.state is not PeerState.CONNECTED or self.path is None or self.path.kind != "udp":
            return
        before, self._own_address = self._own_address, own_address_towards(self.path.address)
        if self._own_address not in (before, None):
            self._is_moving = True
            self.remind_of_move()

    def remind_of_move(self) -> None:
        """Check the peer once more while it has not been heard since the box moved: the first check may be lost."""
        if self._is_moving and self.path is not None:
            self.path.send(binding_request(self.identity.local, self.identity.remote))

    def forget(self, key: object) -> None:
        """An address is this peer's no longer."""
        self.addresses.pop(key, None)
        self._nominated.pop(key, None)
        if key == self._path_key:
            self.path = self._path_key = None

    def is_current(self, key: object) -> bool:
        """Whether media is sent to this address now."""
        return key == self._path_key

    def restart_ice(self, local: IceCredentials, remote: IceCredentials) -> None:
        """Take new ICE credentials; the DTLS association goes on (RFC 8842 §4)."""
        self.identity = PeerIdentity(local, remote, self.identity.fingerprints)
        self._is_path_open = True

    def handshake(self) -> Coroutine[object, object, None]:
        """Begin the DTLS handshake now; what is returned runs it to its end and raises DtlsFailed."""
        self._transition(PeerState.CONNECTING)
        return self._shake_hands()

    async def _shake_hands(self) -> None:
        self._srtp = await self._dtls.handshake(self.identity.fingerprints)
        if self.state is PeerState.CLOSED:
            raise DtlsFailed("the peer was closed during its handshake")
        self._transition(PeerState.CONNECTED)
        if self.path is not None:
            self._own_address = own_address_towards(self.path.address)
        self._listener.on_connected()

    def receive_dtls(self, record: bytes) -> None:
        """Take one DTLS datagram."""
        self._dtls.feed(record)

    def receive_media(self, packet: bytes, key: object, now_ns: int) -> None:
        """Take one SRTP or SRTCP packet; what does not authenticate is dropped."""
        srtp = self._srtp
        if srtp is None or self.state is not PeerState.CONNECTED or len(packet) < MEDIA_MIN_BYTES:
            return
        is_rtcp = packet[1] in RTCP_PACKET_TYPES
        sender = packet[4:8] if is_rtcp else packet[8:12]
        if sender not in self._senders and len(self._senders) >= MAX_SENDERS:
            return
        try:
            plain = srtp.incoming.unprotect_rtcp(packet) if is_rtcp else srtp.incoming.unprotect(packet)
        except (pylibsrtp.Error, ValueError) as error:
            logger.debug("dropped a packet that does not authenticate: %s", error)
            return
        self._senders.add(sender)
        self.last_heard_ns = now_ns
        if self._nominated and key in self._nominated:
            self._move(key, self._nominated[key])
        if is_rtcp:
            self._listener.on_rtcp(plain, now_ns)
        else:
            self._listener.on_rtp(plain, now_ns)

    async def close(self, reason: str) -> None:
        """Say goodbye and free everything; idempotent."""
        if self.state is PeerState.CLOSED:
            return
        self._transition(PeerState.CLOSED)
        self._listener.on_closed(reason)
        await self._dtls.close()
        if self.path is not None:
            self.path.close()

    @property
    def _may_move(self) -> bool:
        return self._is_path_open or self.state is not PeerState.CONNECTED

    def _move(self, key: object, path: Path) -> None:
        self.path, self._path_key = path, key
        self._nominated.clear()

    def _said_goodbye(self) -> None:
        if self.state is PeerState.CONNECTED and self._on_goodbye is not None:
            self._on_goodbye(self)

    def _transition(self, state: PeerState) -> None:
        if state not in _NEXT_STATES[self.state]:
            raise RuntimeError(f"a peer cannot go from {self.state.value} to {state.value}")
        self.state = state
