"""One publisher's TCP connection: bytes to the sans-IO session, its events to the gate and the cast's input."""

import asyncio
import logging
import os
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from appliance.errors import PublishRefused, Sentence
from appliance.media.ingest.cast_input import CastInput
from appliance.media.ingest.flv_feed import FlvFeed
from appliance.media.ingest.gate import PublisherEntry, PublisherGate
from appliance.media.ingest.rtmp_limits import RtmpCounters, RtmpLimits
from appliance.media.ingest.rtmp_roster import RtmpRoster
from appliance.protocols.flv import read_metadata
from appliance.protocols.rtmp import (
    HANDSHAKE_RANDOM_BYTES,
    AudioReceived,
    Connected,
    Event,
    MetadataReceived,
    PublishEnded,
    PublishRequested,
    RtmpProtocolError,
    ServerSession,
    SessionState,
    TimedOut,
    VideoReceived,
)

READ_BYTES = 16 * 1024
"""Bounds what one read can cost: even one-byte chunks are parsed in a few milliseconds."""
NANOSECONDS_PER_SECOND = 1_000_000_000

# A phone that left the Wi-Fi says no goodbye: the kernel finds out in 10 + 3 x 5 s, and its key is free again.
KEEPALIVE_OPTIONS = (("TCP_KEEPIDLE", 10), ("TCP_KEEPINTVL", 5), ("TCP_KEEPCNT", 3))

STATUS_CODES = {"key_in_use": "NetStream.Publish.BadName", "unknown_key": "NetStream.Publish.Denied"}
"""What encoders understand; every other refusal is a plain rejection."""
REJECTED = "NetStream.Publish.Rejected"

BOX_IS_FULL = Sentence(
    "As many casts as this box can take are running. Try again when one has ended.",
    "이 장비가 받을 수 있는 송출이 모두 사용 중입니다. 하나가 끝난 뒤 다시 시도해 주세요.",
)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RtmpSurroundings:
    """What all connections of a listener share."""

    gate: PublisherGate
    limits: RtmpLimits
    counters: RtmpCounters
    roster: "RtmpRoster[RtmpConnection]"
    clock_ns: Callable[[], int]
    read_buffer: memoryview
    """One for all: each read is parsed before the loop does the next, and 2,000 idle connections need none."""


class RtmpConnection(asyncio.BufferedProtocol):
    """Publishes at most one cast at a time, and ends with its socket."""

    def __init__(self, surroundings: RtmpSurroundings) -> None:
        self._shared = surroundings
        self._transport: asyncio.Transport | None = None
        self._session: ServerSession | None = None
        self._input: CastInput | None = None
        self._feed: FlvFeed | None = None
        self._told: set[str] = set()
        self._is_described = False
        self._peer = "?"
        self._key = ""
        self._end_reason = "the peer closed the connection"
        self._linger_until_ns: int | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin the session."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._peer = _address_of(transport)
        _tune(transport)
        now = self._shared.clock_ns() / NANOSECONDS_PER_SECOND
        self._session = ServerSession(now, os.urandom(HANDSHAKE_RANDOM_BYTES), self._shared.limits.session)
        self._shared.roster.enter(self)

    def get_buffer(self, sizehint: int) -> memoryview:
        """Where the loop reads into."""
        return self._shared.read_buffer

    def buffer_updated(self, nbytes: int) -> None:
        """Take what was read."""
        self._shared.counters.bytes_received_total += nbytes
        if self._linger_until_ns is not None or self._session is None:
            return
        arrived_ns = self._shared.clock_ns()
        try:
            data = bytes(self._shared.read_buffer[:nbytes])
            for event in self._session.receive_data(data, arrived_ns / NANOSECONDS_PER_SECOND):
                self._handle(event, arrived_ns)
            self._flush()
        except PublishRefused as refusal:
            self._refuse(refusal)
        except RtmpProtocolError as error:
            self._shared.counters.protocol_errors_total += 1
            self._end_reason = f"protocol error: {error}"
            self._linger()

    def eof_received(self) -> None:
        """The peer will send no more: nothing is left to do for it."""

    def connection_lost(self, exc: Exception | None) -> None:
        """End the cast that came through this connection."""
        if exc is not None:
            self._end_reason = f"connection lost: {exc}"
        self._close_input()
        self._shared.roster.leave(self)
        logger.debug("%s is gone: %s", self._peer, self._end_reason)

    def tick(self, now_ns: int) -> None:
        """Called every second: deadlines, and what the codec doctor has found."""
        if self._linger_until_ns is not None:
            if now_ns >= self._linger_until_ns:
                self.abort()
            return
        if self._session is None:
            return
        for event in self._session.handle_deadline(now_ns / NANOSECONDS_PER_SECOND):
            self._handle(event, now_ns)
        if self._session.state is SessionState.PUBLISHING:
            self._tell_diagnoses()
        self._flush()

    def close(self, reason: str) -> None:
        """End the connection in good order, telling a publisher why."""
        self._end_reason = reason
        if self._session is not None and self._session.state is SessionState.PUBLISHING:
            self._session.refuse_publish(REJECTED, reason)
        self._linger()

    def abort(self) -> None:
        """Drop the connection now."""
        if self._transport is not None:
            self._transport.abort()

    def _handle(self, event: Event, now_ns: int) -> None:
        match event:
            case VideoReceived() if self._feed is not None:
                self._feed.video(event.timestamp, event.payload, now_ns)
            case AudioReceived() if self._feed is not None:
                self._feed.audio(event.timestamp, event.payload, now_ns)
            case PublishRequested():
                self._open_gate(event)
            case PublishEnded():
                self._end_reason = "the publisher ended the cast"
                self._close_input()
            case TimedOut():
                self._shared.counters.timeouts_total += 1
                self._end_reason = event.reason
                self.abort()
            case MetadataReceived() if self._feed is not None and not self._is_described:
                # GStreamer repeats it every second.
                self._is_described = True
                logger.info("%s says: %s", self._peer, read_metadata(event.values))
            case Connected():
                logger.debug("%s connected to %r with %r", self._peer, event.app[:40], event.flash_version[:80])
            case _:
                pass

    def _open_gate(self, request: PublishRequested) -> None:
        assert self._session is not None
        self._key = request.key
        if not self._shared.roster.admit(self):
            raise PublishRefused("box_full", BOX_IS_FULL)
        self._input = self._shared.gate.open(request.key, PublisherEntry("rtmp", self._peer, self.close))
        self._feed = FlvFeed(self._input)
        self._told.clear()
        self._is_described = False
        self._end_reason = "the peer closed the connection"
        self._session.accept_publish()
        logger.info("%s publishes with key %s", self._peer, redacted(self._key))

    def _refuse(self, refusal: PublishRefused) -> None:
        # The gate may have closed this connection while the input was refusing.
        if self._session is None or self._session.state is SessionState.CLOSED:
            return
        self._shared.counters.refused_total += 1
        if self._input is not None:
            self._input.refusal = refusal
        self._end_reason = f"refused ({refusal.code})"
        logger.warning("%s with key %s was refused: %s", self._peer, redacted(self._key), refusal.sentence.en)
        code = STATUS_CODES.get(refusal.code, REJECTED)
        self._session.refuse_publish(code, _both_languages(refusal.sentence))
        self._linger()

    def _tell_diagnoses(self) -> None:
        if self._input is None or self._session is None:
            return
        for diagnosis in self._input.diagnoses:
            if diagnosis.code not in self._told:
                self._told.add(diagnosis.code)
                self._session.send_notice(_both_languages(diagnosis.sentence))

    def _close_input(self) -> None:
        self._shared.roster.dismiss(self)
        ended, self._input = self._input, None
        if ended is None:
            return
        if self._feed is not None:
            self._shared.counters.damaged_tags_total += self._feed.damaged_tags
            self._feed = None
        ended.close()
        logger.info("%s with key %s has left: %s", self._peer, redacted(self._key), self._end_reason)

    def _linger(self) -> None:
        """Send what is left and our end, then wait for the peer's.

        Closing at once while the peer still sends would make the kernel reset the connection, and the peer would
        lose the sentence that tells it why.
        """
        if self._linger_until_ns is not None:
            return
        seconds = self._shared.limits.linger_seconds
        self._linger_until_ns = self._shared.clock_ns() + int(seconds * NANOSECONDS_PER_SECOND)
        self._flush()
        if self._transport is not None and not self._transport.is_closing():
            # The peer may have reset the connection already.
            with suppress(OSError):
                self._transport.write_eof()
        self._close_input()

    def _flush(self) -> None:
        if self._session is None or self._transport is None:
            return
        data = self._session.data_to_send()
        if data and not self._transport.is_closing():
            self._transport.write(data)
            if self._transport.get_write_buffer_size() > self._shared.limits.max_unread_bytes:
                self._end_reason = "the peer reads nothing of what it asks for"
                self.abort()


def redacted(key: str) -> str:
    """Enough of a key to tell two apart in a log, not enough to use it."""
    return f"{key[:2]}…" if len(key) >= 8 and key[:2].isalnum() else "…"


def _both_languages(sentence: Sentence) -> str:
    return f"{sentence.en} / {sentence.ko}"


def _address_of(transport: asyncio.Transport) -> str:
    peer = transport.get_extra_info("peername")
    address = str(peer[0]) if peer else "?"
    return address.removeprefix("::ffff:")


def _tune(transport: asyncio.Transport) -> None:
    connection = transport.get_extra_info("socket")
    # The peer may be gone already; then the loop is about to tell us.
    with suppress(OSError):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in KEEPALIVE_OPTIONS:
            if hasattr(socket, name):
                connection.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
