"""Ways a datagram can leave the media port: UDP with segmentation offload, or ICE-TCP."""

import asyncio
import errno
import logging
import socket
import struct
from collections.abc import Sequence
from typing import Literal, Protocol

UDP_SEGMENT = 103
"""Socket option of Linux's generic segmentation offload (linux/udp.h); the socket module has no name for it."""
TCP_BUFFER_LIMIT_BYTES = 256 * 1024
"""A TCP viewer that has this much unsent is slow and loses frames."""
GSO_REFUSALS = frozenset({errno.EINVAL, errno.ENOPROTOOPT, errno.EOPNOTSUPP, errno.EIO, errno.ENOTSUP})
"""The kernel refuses offload, or a route does: its device cannot, or its MTU is smaller than a packet."""

logger = logging.getLogger(__name__)

SocketAddress = tuple[str, int] | tuple[str, int, int, int]
Ancillary = list[tuple[int, int, bytes]]


class Path(Protocol):
    """One way to a peer."""

    @property
    def kind(self) -> Literal["udp", "tcp"]:
        """The transport."""

    @property
    def address(self) -> SocketAddress:
        """Where the peer is."""

    def send(self, datagram: bytes | memoryview) -> bool:
        """Send one datagram; False when it had to be dropped."""

    def send_run(self, datagrams: memoryview, size: int) -> bool:
        """Send datagrams of `size` bytes that lie one after the other (the last may be shorter); False when dropped."""

    def close(self) -> None:
        """Give up the path."""


class UdpSender:
    """The sending half of one UDP socket."""

    def __init__(self, sock: socket.socket, *, segmentation: bool = True) -> None:
        self.sendto = sock.sendto
        self.sendmsg = sock.sendmsg
        self.uses_segmentation = segmentation and _knows_segmentation(sock)
        """Whether the kernel knows segmentation offload; a route may still refuse it."""
        self.ancillary: dict[int, Ancillary] = {}
        """Control message per segment size, built once."""
        self.full_total = 0
        """Times the socket's buffer was full."""

    def ancillary_for(self, segment_size: int) -> Ancillary:
        """The control message that cuts a message into segments of `segment_size` bytes."""
        found = self.ancillary.get(segment_size)
        if found is None:
            found = [(socket.SOL_UDP, UDP_SEGMENT, struct.pack("=H", segment_size))]
            self.ancillary[segment_size] = found
        return found


class UdpPath:
    """A peer's address behind the shared UDP socket; where offload is refused once, it is not tried again."""

    __slots__ = ("_sender", "_uses_segmentation", "address")

    kind: Literal["udp"] = "udp"

    def __init__(self, sender: UdpSender, address: SocketAddress) -> None:
        self._sender = sender
        self._uses_segmentation = sender.uses_segmentation
        self.address = address

    def send(self, datagram: bytes | memoryview) -> bool:
        """Send one datagram; False when the socket is full or the peer cannot be reached."""
        try:
            self._sender.sendto(datagram, self.address)
        except OSError:
            self._sender.full_total += 1
            return False
        return True

    def send_run(self, datagrams: memoryview, size: int) -> bool:
        """Send the run with one system call where the kernel allows it."""
        sender = self._sender
        if len(datagrams) <= size:
            return self.send(datagrams)
        if not self._uses_segmentation:
            sent = [self.send(datagram) for datagram in _cut(datagrams, size)]
            return all(sent)
        try:
            sender.sendmsg((datagrams,), sender.ancillary_for(size), 0, self.address)
        except OSError as error:
            if error.errno not in GSO_REFUSALS:
                sender.full_total += 1
                return False
            self._uses_segmentation = False
            logger.info("no UDP segmentation offload towards %s (%s)", self.address[0], error.strerror)
            return self.send_run(datagrams, size)
        return True

    def close(self) -> None:
        """Nothing to give up: the socket is shared."""


class TcpPath:
    """A peer behind an ICE-TCP connection; datagrams are framed with their length (RFC 4571)."""

    __slots__ = ("_transport", "address")

    kind: Literal["tcp"] = "tcp"

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self.address = transport.get_extra_info("peername")

    def send(self, datagram: bytes | memoryview) -> bool:
        """Send one datagram; False when the connection is too far behind."""
        return self._write((datagram,))

    def send_run(self, datagrams: memoryview, size: int) -> bool:
        """Send the run in one write; False when the connection is too far behind."""
        return self._write(_cut(datagrams, size))

    def _write(self, datagrams: Sequence[bytes | memoryview]) -> bool:
        transport = self._transport
        if transport.is_closing() or transport.get_write_buffer_size() > TCP_BUFFER_LIMIT_BYTES:
            return False
        transport.write(b"".join([b"".join((len(each).to_bytes(2, "big"), each)) for each in datagrams]))
        return True

    def close(self) -> None:
        """Abort the connection; unsent frames are worthless."""
        self._transport.abort()


def _knows_segmentation(sock: socket.socket) -> bool:
    try:
        sock.setsockopt(socket.SOL_UDP, UDP_SEGMENT, 1200)
        sock.setsockopt(socket.SOL_UDP, UDP_SEGMENT, 0)  # segments are asked for message by message
    except OSError as error:
        logger.info("no UDP segmentation offload (%s): sending packet by packet", error.strerror)
        return False
    return True


def _cut(datagrams: memoryview, size: int) -> list[memoryview]:
    return [datagrams[start : start + size] for start in range(0, len(datagrams), size)]
