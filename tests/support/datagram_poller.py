"""Many UDP sockets in one event loop at the price of one: a nested epoll instead of a reader per socket."""

import asyncio
import select
import socket
from collections.abc import Callable
from typing import Self

EVENTS_PER_WAKE = 512


class DatagramPoller:
    """Calls a function for each socket that has datagrams waiting."""

    def __init__(self) -> None:
        self._epoll = select.epoll()
        self._readers: dict[int, Callable[[], None]] = {}
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._epoll.fileno(), self._wake)

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
        self._loop.remove_reader(self._epoll.fileno())
        self._epoll.close()

    def _wake(self) -> None:
        for descriptor, _ in self._epoll.poll(0, EVENTS_PER_WAKE):
            reader = self._readers.get(descriptor)
            if reader is not None:
                reader()
