"""The way a viewer's datagrams travel: a UDP socket of its own, or one TCP connection framed as in RFC 4571."""

import asyncio
import socket
import struct
from collections.abc import Callable
from typing import Protocol

from tests.support.datagram_poller import DatagramPoller

MAX_DATAGRAM = 2048
RECEIVE_BUFFER_BYTES = 1 << 20
READS_PER_WAKE = 128
FRAME_LENGTH = struct.Struct("!H")

Receiver = Callable[[bytearray, int], None]


class DatagramLink(Protocol):
    """Sends datagrams to one peer; received ones go to the receiver it was opened with."""

    def send(self, data: bytes) -> None:
        """Send one datagram, or drop it."""

    def close(self) -> None:
        """Stop receiving and release the socket."""


class UdpLink:
    """A connected UDP socket, read through the shared poller into one buffer."""

    def __init__(self, poller: DatagramPoller, address: tuple[str, int], receiver: Receiver) -> None:
        family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        self._socket = socket.socket(family, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
        self._socket.connect(address)
        self._buffer = bytearray(MAX_DATAGRAM)
        self._receiver = receiver
        self._poller = poller
        poller.register(self._socket, self._read)

    def send(self, data: bytes) -> None:
        """Send one datagram; a full or refused socket drops it, as a network would."""
        try:
            self._socket.send(data)
        except (BlockingIOError, ConnectionRefusedError):
            return

    def close(self) -> None:
        """Leave the poller and close the socket."""
        self._poller.unregister(self._socket)
        self._socket.close()

    def _read(self) -> None:
        receive_into, buffer, receiver = self._socket.recv_into, self._buffer, self._receiver
        try:
            for _ in range(READS_PER_WAKE):
                receiver(buffer, receive_into(buffer))
        except (BlockingIOError, ConnectionRefusedError):
            return
        except OSError:
            # A receiver may close this link while it reads.
            if self._socket.fileno() >= 0:
                raise


class TcpLink(asyncio.Protocol):
    """An active ICE-TCP connection: each datagram behind its two-byte length."""

    def __init__(self, receiver: Receiver) -> None:
        self._receiver = receiver
        self._received = bytearray()
        self._transport: asyncio.Transport | None = None
        self.is_lost = False

    @classmethod
    async def open(cls, address: tuple[str, int], receiver: Receiver) -> "TcpLink":
        """Connect to the other side's passive candidate."""
        loop = asyncio.get_running_loop()
        _, link = await loop.create_connection(lambda: cls(receiver), *address)
        return link

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport to write to."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Hand out every datagram that is complete."""
        self._received += data
        while len(self._received) >= 2:
            end = 2 + FRAME_LENGTH.unpack_from(self._received)[0]
            if len(self._received) < end:
                return
            datagram = self._received[2:end]
            del self._received[:end]
            if datagram:
                self._receiver(datagram, len(datagram))

    def connection_lost(self, exc: Exception | None) -> None:
        """Remember that the other side has gone."""
        self.is_lost = True

    def send(self, data: bytes) -> None:
        """Send one datagram in its frame."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(FRAME_LENGTH.pack(len(data)) + data)

    def close(self) -> None:
        """Close the connection."""
        if self._transport is not None:
            self._transport.close()
