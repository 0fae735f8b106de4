"""Many UDP sockets in one event loop at the price of one: an epoll of their own, looked at each millisecond.

Nobody sleeps in that epoll. Waking a sleeping receiver is the sender's work on one machine (an interrupt to the other
core, some 5 µs for each datagram on a virtual machine), and no work of a server whose receivers are across a network.
"""

import asyncio
import select
import socket
from collections.abc import Callable
from typing import Self

EVENTS_PER_LOOK = 512
LOOK_SECONDS = 0.001


class DatagramPoller:
    """Calls a function for each socket that has datagrams waiting."""

    def __init__(self) -> None:
        self._epoll = select.epoll()
        self._readers: dict[int, Callable[[], None]] = {}
        self._loop = asyncio.get_running_loop()
        self._next_look = self._loop.call_later(LOOK_SECONDS, self._look)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def register(self, sock: socket.socket, on_readable: Callable[[], None]) -> None:
        """Call `on_readable` whenever `sock` has something to read."""
        self._readers[sock.fileno()] = on_readable
        self._epoll.register(sock.fileno(), select.EPOLLIN)

    def unregister(self, sock: socket.socket) -> None:
        """Forget `sock`; to be called before it is closed."""
        if self._readers.pop(sock.fileno(), None) is not None:
            self._epoll.unregister(sock.fileno())

    def close(self) -> None:
        """Stop polling; the sockets stay their owners'."""
        self._next_look.cancel()
        self._epoll.close()

    def _look(self) -> None:
        self._next_look = self._loop.call_later(LOOK_SECONDS, self._look)
        for descriptor, _ in self._epoll.poll(0, EVENTS_PER_LOOK):
            reader = self._readers.get(descriptor)
            if reader is not None:
                reader()
