"""The bad network as a UDP relay between viewers and the box's media port, one relay port per viewer.

The viewer is led through it by the SDP answer: `rewrite_answer` puts the relay in the place of the box's candidates.
"""

import asyncio
import re
import socket
from collections.abc import Callable
from types import TracebackType
from typing import Self

from tests.support.impairment import Impairment, ImpairmentCore

MAX_DATAGRAM = 2048
SOCKET_BUFFER_BYTES = 4 << 20
READS_PER_WAKE = 256
MEDIA_FIRST_BYTES = range(128, 192)
CANDIDATE_LINE = re.compile(r"^a=candidate:(\S+) 1 (udp|UDP) (\d+) (\S+) (\d+) typ host.*$", re.MULTILINE)

Address = tuple[str, int]


def media_address(answer: str) -> Address:
    """The loopback address, or else the first, at which the answer offers UDP."""
    found = [(match[4], int(match[5])) for match in CANDIDATE_LINE.finditer(answer)]
    if not found:
        raise ValueError("the answer has no UDP candidate")
    return next((address for address in found if address[0] == "127.0.0.1"), found[0])


def rewrite_answer(answer: str, relay: Address) -> str:
    """The answer with the relay as its only candidate."""
    newline = "\r\n" if "\r\n" in answer else "\n"
    kept: list[str] = []
    for line in answer.replace("\r\n", "\n").split("\n"):
        if not line.startswith("a=candidate:"):
            kept.append(line)
        elif not any(other.startswith("a=candidate:") for other in kept):
            kept.append(f"a=candidate:1 1 udp 2130706431 {relay[0]} {relay[1]} typ host")
    return newline.join(kept)


class ImpairmentProxy:
    """All relays of one run. Only media and its feedback are impaired: STUN and DTLS pass, as joining has its tests."""

    def __init__(self, down: Impairment, up: Impairment, *, seed: int) -> None:
        self._down = down
        self._up = up
        self._seed = seed
        self.relays: list[ViewerRelay] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for relay in self.relays:
            relay.close()

    def open_relay(self, box: Address) -> "ViewerRelay":
        """A new relay for one viewer; each has its own part of the seed."""
        number = len(self.relays)
        down = ImpairmentCore(self._down, self._seed * 1000 + 2 * number)
        up = ImpairmentCore(self._up, self._seed * 1000 + 2 * number + 1)
        relay = ViewerRelay(box, down, up)
        self.relays.append(relay)
        return relay

    def change(self, down: Impairment) -> None:
        """From now on every viewer's way down is like this."""
        self._down = down
        for number, relay in enumerate(self.relays):
            relay.down = ImpairmentCore(down, self._seed * 1000 + 2 * number)

    def reroute(self, answer: str) -> str:
        """Open a relay for the viewer that is about to read this answer."""
        return rewrite_answer(answer, self.open_relay(media_address(answer)).address)


class ViewerRelay:
    """Two sockets: one that the viewer talks to, one that talks to the box."""

    def __init__(self, box: Address, down: ImpairmentCore, up: ImpairmentCore) -> None:
        self.down = down
        self.up = up
        self._viewer: Address | None = None
        self._front = _udp_socket()
        self._front.bind(("127.0.0.1", 0))
        self._back = _udp_socket()
        self._back.connect(box)
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._front.fileno(), self._read_front)
        self._loop.add_reader(self._back.fileno(), self._read_back)
        self._is_closed = False

    @property
    def address(self) -> Address:
        """Where the viewer sends to."""
        address: Address = self._front.getsockname()
        return address

    def close(self) -> None:
        """Stop relaying; what still waits is dropped."""
        self._is_closed = True
        for end in (self._front, self._back):
            self._loop.remove_reader(end.fileno())
            end.close()

    def _read_front(self) -> None:
        for _ in range(READS_PER_WAKE):
            try:
                datagram, self._viewer = self._front.recvfrom(MAX_DATAGRAM)
            except (BlockingIOError, ConnectionRefusedError):
                return
            self._pass_on(self.up, datagram, self._to_box)

    def _read_back(self) -> None:
        for _ in range(READS_PER_WAKE):
            try:
                datagram = self._back.recv(MAX_DATAGRAM)
            except (BlockingIOError, ConnectionRefusedError):
                return
            self._pass_on(self.down, datagram, self._to_viewer)

    def _pass_on(self, core: ImpairmentCore, datagram: bytes, send: Callable[[bytes], None]) -> None:
        if not datagram or datagram[0] not in MEDIA_FIRST_BYTES:
            send(datagram)
            return
        now = self._loop.time()
        for release in core.decide(now, len(datagram)):
            if release <= now:
                send(datagram)
            else:
                self._loop.call_at(release, send, datagram)

    def _to_box(self, datagram: bytes) -> None:
        if not self._is_closed:
            _send(lambda: self._back.send(datagram))

    def _to_viewer(self, datagram: bytes) -> None:
        viewer = self._viewer
        if not self._is_closed and viewer is not None:
            _send(lambda: self._front.sendto(datagram, viewer))


def _send(send: Callable[[], int]) -> None:
    try:
        send()
    except (BlockingIOError, ConnectionRefusedError):
        return


def _udp_socket() -> socket.socket:
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setblocking(False)
    for option in (socket.SO_RCVBUF, socket.SO_SNDBUF):
        sock.setsockopt(socket.SOL_SOCKET, option, SOCKET_BUFFER_BYTES)
    return sock
