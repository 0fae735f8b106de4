"""Opening the media port: one number in UDP and TCP, IPv4 and IPv6, with buffers wide enough for a keyframe's burst."""

import errno
import logging
import socket
from contextlib import ExitStack
from dataclasses import dataclass

from appliance.errors import ConfigurationError

SOCKET_BUFFER_BYTES = 8 * 1024 * 1024
"""A keyframe to 450 viewers is tens of megabytes per second for a moment; the kernel grants what it allows."""
SOCKET_BUFFER_WANTED_BYTES = 2 * 1024 * 1024
FREE_PORT_TRIES = 32
"""A number that is free in UDP may be taken in TCP: then another one is tried."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class MediaSockets:
    """The two sockets of one address family."""

    udp: socket.socket
    tcp: socket.socket


def open_media_sockets(host: str, port: int) -> list[MediaSockets]:
    """The sockets of `host` ("" means every address), all with one number; raises ConfigurationError."""
    for _ in range(FREE_PORT_TRIES if port == 0 else 1):
        try:
            return _open_all(host, port)
        except OSError as error:
            reason = error
            if error.errno != errno.EADDRINUSE:
                break
    raise ConfigurationError(f"The media port {host or '*'}:{port} cannot be opened: {reason.strerror}.") from reason


def _open_all(host: str, port: int) -> list[MediaSockets]:
    opened: list[MediaSockets] = []
    with ExitStack() as undo:
        for family, address in _bind_addresses(host):
            udp = undo.enter_context(_bound(family, socket.SOCK_DGRAM, address, port))
            port = udp.getsockname()[1]
            tcp = undo.enter_context(_bound(family, socket.SOCK_STREAM, address, port))
            opened.append(MediaSockets(udp, tcp))
        undo.pop_all()
    for sockets in opened:
        for option in (socket.SO_SNDBUF, socket.SO_RCVBUF):
            _widen(sockets.udp, option)
    return opened


def _bind_addresses(host: str) -> list[tuple[socket.AddressFamily, str]]:
    if host:
        return [(socket.AF_INET6 if ":" in host else socket.AF_INET, host)]
    if not socket.has_dualstack_ipv6():
        return [(socket.AF_INET, "0.0.0.0")]
    return [(socket.AF_INET, "0.0.0.0"), (socket.AF_INET6, "::")]


def _bound(family: socket.AddressFamily, kind: socket.SocketKind, host: str, port: int) -> socket.socket:
    sock = socket.socket(family, kind)
    try:
        if family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        if kind == socket.SOCK_STREAM:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((host, port))
    except OSError:
        sock.close()
        raise
    sock.setblocking(False)
    return sock


def _widen(sock: socket.socket, option: int) -> None:
    sock.setsockopt(socket.SOL_SOCKET, option, SOCKET_BUFFER_BYTES)
    granted = sock.getsockopt(socket.SOL_SOCKET, option)
    if granted < SOCKET_BUFFER_WANTED_BYTES:
        name = "net.core.wmem_max" if option == socket.SO_SNDBUF else "net.core.rmem_max"
        logger.warning("the kernel grants only %d KiB of socket buffer: raise %s to 4194304", granted // 1024, name)
