"""The RTMP door: listens on TCP and owns every connection that comes through it."""

import asyncio
import logging
import os
import socket
import time
from collections.abc import Callable

from appliance.errors import ConfigurationError
from appliance.media.ingest.gate import PublisherGate
from appliance.media.ingest.rtmp_connection import READ_BYTES, RtmpConnection, RtmpSurroundings
from appliance.media.ingest.rtmp_limits import RtmpCounters, RtmpLimits
from appliance.media.ingest.rtmp_roster import RtmpRoster

TICK_SECONDS = 1.0
CLOSE_SECONDS = 1.0
"""How long publishers may take to read that the box stops."""
BACKLOG = 512
ACCEPTED_AT_ONCE = 16
"""Connections that are accepted in one turn of the event loop: more would hold up the picture."""

logger = logging.getLogger(__name__)


class RtmpListener:
    """Takes RTMP publishers in; `start` it once, `close` it once."""

    def __init__(
        self, gate: PublisherGate, limits: RtmpLimits, clock_ns: Callable[[], int] = time.monotonic_ns
    ) -> None:
        self.counters = RtmpCounters()
        self._clock_ns = clock_ns
        self._roster = RtmpRoster[RtmpConnection](limits, self.counters)
        self._surroundings = RtmpSurroundings(
            gate, limits, self.counters, self._roster, clock_ns, memoryview(bytearray(READ_BYTES))
        )
        self._server: asyncio.Server | None = None
        self._next_tick: asyncio.TimerHandle | None = None

    async def start(self, host: str, port: int) -> tuple[str, int]:
        """Listen, with "" on all addresses of both families; the real address and port.

        Raises ConfigurationError when it is taken.
        """
        loop = asyncio.get_running_loop()
        try:
            listening = await _listening_socket(host, port)
        except OSError as error:
            reason = os.strerror(error.errno or 0)
            raise ConfigurationError(f"The RTMP port {host or '*'}:{port} cannot be opened: {reason}.") from error
        self._server = await loop.create_server(
            lambda: RtmpConnection(self._surroundings), sock=listening, backlog=ACCEPTED_AT_ONCE
        )
        listening.listen(BACKLOG)  # asyncio takes one number for what the kernel keeps and for what it accepts at once
        self._next_tick = loop.call_later(TICK_SECONDS, self._tick)
        address, real_port = listening.getsockname()[:2]
        logger.info("listening for RTMP on %s port %d", address, real_port)
        return str(address), int(real_port)

    async def close(self) -> None:
        """Take nobody in any more, end every connection, and wait until each is gone."""
        if self._server is not None:
            self._server.close()
        for connection in self._roster:
            connection.close("The box is being stopped.")
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._roster.emptied()
        except TimeoutError:
            for connection in self._roster:
                connection.abort()
            await self._roster.emptied()
        if self._next_tick is not None:
            self._next_tick.cancel()
        if self._server is not None:
            await self._server.wait_closed()

    def _tick(self) -> None:
        self._next_tick = asyncio.get_running_loop().call_later(TICK_SECONDS, self._tick)
        now_ns = self._clock_ns()
        for connection in self._roster:
            try:
                connection.tick(now_ns)
            except Exception:
                # One publisher's trouble must not keep the others from their deadlines.
                logger.exception("an RTMP connection failed and is dropped")
                connection.abort()


async def _listening_socket(host: str, port: int) -> socket.socket:
    if host in ("", "::") and socket.has_dualstack_ipv6():
        return socket.create_server(("", port), family=socket.AF_INET6, dualstack_ipv6=True, backlog=BACKLOG)
    found = await asyncio.get_running_loop().getaddrinfo(
        host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )
    family, *_, address = found[0]
    return socket.create_server(address[:2], family=family, backlog=BACKLOG)
