"""Passive ICE-TCP (RFC 6544) with the framing of RFC 4571, for rooms that block UDP."""

import asyncio
from collections import OrderedDict
from typing import Protocol

from appliance.media.transport.paths import TCP_BUFFER_LIMIT_BYTES, TcpPath

MAX_FRAME_BYTES = 2048
"""Nothing a browser sends on a media path is longer; a longer frame ends the connection."""
MAX_UNPROVEN_CONNECTIONS = 256
"""Connections that have not passed a connectivity check yet; beyond it the oldest is closed (slowloris)."""
PROOF_DEADLINE_SECONDS = 10.0


class TcpDatagramSink(Protocol):
    """Takes the datagrams that arrive over TCP."""

    def receive_tcp(self, datagram: bytes, connection: "IceTcpConnection") -> None:
        """Take one framed datagram."""

    def tcp_closed(self, connection: "IceTcpConnection") -> None:
        """The connection is gone."""


class UnprovenConnections:
    """The connections that nobody has proved to own, oldest first, bounded in number and age."""

    def __init__(self) -> None:
        self._connections: OrderedDict[IceTcpConnection, None] = OrderedDict()

    def add(self, connection: "IceTcpConnection") -> None:
        """Take a newcomer; the oldest makes room for it."""
        self._connections[connection] = None
        if len(self._connections) > MAX_UNPROVEN_CONNECTIONS:
            oldest, _ = self._connections.popitem(last=False)
            oldest.abort()

    def remove(self, connection: "IceTcpConnection") -> None:
        """Forget a connection that has proved itself or is gone."""
        self._connections.pop(connection, None)

    def close(self) -> None:
        """Close all of them."""
        while self._connections:
            self._connections.popitem()[0].abort()

    def expire(self, now: float) -> None:
        """Close those past the deadline."""
        while self._connections:
            oldest = next(iter(self._connections))
            if now - oldest.opened_at < PROOF_DEADLINE_SECONDS:
                return
            self.remove(oldest)
            oldest.abort()


class IceTcpConnection(asyncio.Protocol):
    """One TCP connection on the media port: frames in, datagrams out."""

    def __init__(self, sink: TcpDatagramSink, unproven: UnprovenConnections, now: float) -> None:
        self.path: TcpPath | None = None
        self.opened_at = now
        self._sink = sink
        self._unproven = unproven
        self._buffer = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Enter the waiting room of unproven connections."""
        assert isinstance(transport, asyncio.Transport)
        transport.set_write_buffer_limits(high=2 * TCP_BUFFER_LIMIT_BYTES)
        if transport.get_extra_info("peername") is None:
            transport.abort()  # it was reset before it was accepted: nobody is there
            return
        self.path = TcpPath(transport)
        self._unproven.add(self)

    def prove(self) -> None:
        """The peer has passed a connectivity check."""
        self._unproven.remove(self)

    def data_received(self, data: bytes) -> None:
        """Cut the stream into datagrams."""
        buffer = self._buffer
        buffer += data
        position = 0
        while len(buffer) - position >= 2:
            length = int.from_bytes(buffer[position : position + 2], "big")
            if length > MAX_FRAME_BYTES:
                self.abort()
                return
            if len(buffer) - position - 2 < length:
                break
            datagram = bytes(buffer[position + 2 : position + 2 + length])
            position += 2 + length
            self._sink.receive_tcp(datagram, self)
        del buffer[:position]

    def connection_lost(self, exc: Exception | None) -> None:
        """Leave every table."""
        self._unproven.remove(self)
        self._sink.tcp_closed(self)

    def abort(self) -> None:
        """Close at once."""
        if self.path is not None:
            self.path.close()
