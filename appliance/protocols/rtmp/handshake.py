"""The RTMP handshake: plain (RTMP 1.0, 5.2) and the digest kind of Flash-derived clients.

The digest kind hides an HMAC-SHA256 in C1 at a place computed from C1 itself; a client that sends one may insist on
the server's digests in S1 and S2. The two key texts are the protocol's public constants.
"""

import hashlib
import hmac
from enum import Enum, auto

from appliance.protocols.rtmp.errors import RtmpProtocolError, RtmpStateError

PACKET_SIZE = 1536
RANDOM_BYTES = PACKET_SIZE - 8
"""Each side's first packet is time, version and this much chance."""
VERSION = 3
DIGEST_SIZE = 32
SERVER_VERSION = bytes([3, 5, 7, 0])
"""A first byte of at least 3 tells digest clients that S1 and S2 carry digests."""
CLIENT_VERSION = bytes([9, 0, 124, 2])

_KEY_TAIL = bytes.fromhex("f0eec24a8068bee82e00d0d1029e7e576eec5d2d29806fab93b8e636cfeb31ae")
_SERVER_TEXT = b"Genuine Adobe Flash Media Server 001"
_CLIENT_TEXT = b"Genuine Adobe Flash Player 001"
_DIGEST_BLOCKS = (8, 772)
"""Where the offset bytes of the digest lie in the two layouts that clients use."""


class HandshakeState(Enum):
    """How far the handshake is (RTMP 1.0, 5.2.1)."""

    AWAITING_PEERS_FIRST = auto()
    """The server waits for C0 and C1, the client for S0 and S1."""
    AWAITING_PEERS_SECOND = auto()
    """The server waits for C2, the client for S2."""
    DONE = auto()


class _Handshake:
    """Collects the peer's three packets; a subclass answers them."""

    def __init__(self, random: bytes) -> None:
        if len(random) < RANDOM_BYTES:
            raise RtmpStateError(f"the handshake needs {RANDOM_BYTES} random bytes")
        self._random = random[:RANDOM_BYTES]
        self._buffer = b""
        self._state = HandshakeState.AWAITING_PEERS_FIRST

    @property
    def is_done(self) -> bool:
        """Whether chunks follow from here on."""
        return self._state is HandshakeState.DONE

    def take_rest(self) -> bytes:
        """The bytes that the peer sent behind its handshake; call once, when done."""
        rest, self._buffer = self._buffer, b""
        return rest

    def receive(self, data: bytes) -> bytes:
        """Take the peer's bytes, give the bytes to send; raises RtmpProtocolError."""
        self._buffer += data
        if self._buffer and self._buffer[0] != VERSION and self._state is HandshakeState.AWAITING_PEERS_FIRST:
            raise RtmpProtocolError(f"the peer speaks protocol version {self._buffer[0]}, not RTMP 3")
        reply = b""
        if self._state is HandshakeState.AWAITING_PEERS_FIRST and len(self._buffer) > PACKET_SIZE:
            reply = self._answer_first(self._consume(1 + PACKET_SIZE)[1:])
            self._state = HandshakeState.AWAITING_PEERS_SECOND
        if self._state is HandshakeState.AWAITING_PEERS_SECOND and len(self._buffer) >= PACKET_SIZE:
            # The echo is not compared: several encoders send zeros, and nothing depends on it.
            self._check_second(self._consume(PACKET_SIZE))
            self._state = HandshakeState.DONE
        return reply

    def _consume(self, count: int) -> bytes:
        piece, self._buffer = self._buffer[:count], self._buffer[count:]
        return piece

    def _answer_first(self, packet: bytes) -> bytes:
        raise NotImplementedError

    def _check_second(self, packet: bytes) -> None:
        """Nothing is asked of the peer's second packet unless a subclass says so."""


class ServerHandshake(_Handshake):
    """The server's half: answers each kind in kind."""

    def _answer_first(self, packet: bytes) -> bytes:
        client_digest = find_digest(packet, _CLIENT_TEXT) if packet[4] else None
        if client_digest is None:
            return bytes([VERSION]) + bytes(8) + self._random + packet
        s1 = _with_digest(bytes(4) + SERVER_VERSION + self._random, _SERVER_TEXT)
        return bytes([VERSION]) + s1 + _signed_echo(self._random, _SERVER_TEXT + _KEY_TAIL, client_digest)


class ClientHandshake(_Handshake):
    """The client's half; with `digest` it sends one and insists on the server's."""

    def __init__(self, random: bytes, *, digest: bool = False) -> None:
        super().__init__(random)
        self._digest = digest
        plain = bytes(8) + self._random
        signed = bytes(4) + CLIENT_VERSION + self._random
        self._c1 = _with_digest(signed, _CLIENT_TEXT) if digest else plain

    def start(self) -> bytes:
        """C0 and C1."""
        return bytes([VERSION]) + self._c1

    def _answer_first(self, packet: bytes) -> bytes:
        if not self._digest:
            return packet
        server_digest = find_digest(packet, _SERVER_TEXT)
        if server_digest is None:
            raise RtmpProtocolError("the server's first packet carries no digest")
        return _signed_echo(self._random, _CLIENT_TEXT + _KEY_TAIL, server_digest)

    def _check_second(self, packet: bytes) -> None:
        if not self._digest:
            return
        client_digest = find_digest(self._c1, _CLIENT_TEXT) or b""
        if packet != _signed_echo(packet, _SERVER_TEXT + _KEY_TAIL, client_digest):
            raise RtmpProtocolError("the server's second packet is signed wrongly")


def find_digest(packet: bytes, key: bytes) -> bytes | None:
    """The digest that `packet` carries in either layout, or None."""
    for block in _DIGEST_BLOCKS:
        at = _digest_place(packet, block)
        digest = packet[at : at + DIGEST_SIZE]
        if hmac.compare_digest(digest, _digest_of(packet, at, key)):
            return digest
    return None


def _with_digest(packet: bytes, key: bytes) -> bytes:
    at = _digest_place(packet, _DIGEST_BLOCKS[0])
    return packet[:at] + _digest_of(packet, at, key) + packet[at + DIGEST_SIZE :]


def _signed_echo(random: bytes, key: bytes, peers_digest: bytes) -> bytes:
    body = random[: PACKET_SIZE - DIGEST_SIZE]
    return body + _hmac(_hmac(key, peers_digest), body)


def _digest_place(packet: bytes, block: int) -> int:
    return sum(packet[block : block + 4]) % 728 + block + 4


def _digest_of(packet: bytes, at: int, key: bytes) -> bytes:
    return _hmac(key, packet[:at] + packet[at + DIGEST_SIZE :])


def _hmac(key: bytes, data: bytes) -> bytes:
    return hmac.new(key, data, hashlib.sha256).digest()
