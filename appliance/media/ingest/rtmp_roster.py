"""The table of open RTMP connections: strangers by age, and publishers."""

import asyncio
from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar

from appliance.media.ingest.rtmp_limits import RtmpCounters, RtmpLimits


class Member(Protocol):
    """What the roster asks of a connection."""

    def abort(self) -> None:
        """Drop the connection now."""


MemberType = TypeVar("MemberType", bound=Member)


class RtmpRoster(Generic[MemberType]):
    """Holds each open connection once; bounded against floods of connections that never show a key."""

    def __init__(self, limits: RtmpLimits, counters: RtmpCounters) -> None:
        self._limits = limits
        self._counters = counters
        self._strangers: dict[MemberType, None] = {}
        self._publishers: dict[MemberType, None] = {}
        self._is_empty = asyncio.Event()
        self._is_empty.set()

    def __iter__(self) -> Iterator[MemberType]:
        return iter((*self._strangers, *self._publishers))

    def enter(self, member: MemberType) -> None:
        """A connection was made; the oldest stranger goes when there are too many."""
        if len(self._strangers) >= self._limits.max_strangers:
            oldest = next(iter(self._strangers))
            del self._strangers[oldest]
            self._counters.evicted_total += 1
            oldest.abort()
        self._strangers[member] = None
        self._counters.connections_total += 1
        self._count()

    def admit(self, member: MemberType) -> bool:
        """The connection wants to publish; False when as many as may be do."""
        if len(self._publishers) >= self._limits.max_publishers:
            return False
        self._strangers.pop(member, None)
        self._publishers[member] = None
        return True

    def dismiss(self, member: MemberType) -> None:
        """The connection publishes no longer: it is the youngest stranger now."""
        if member in self._publishers:
            del self._publishers[member]
            self._strangers[member] = None

    def leave(self, member: MemberType) -> None:
        """The connection is gone."""
        self._strangers.pop(member, None)
        self._publishers.pop(member, None)
        self._count()

    async def emptied(self) -> None:
        """Wait until the last connection is gone."""
        await self._is_empty.wait()

    def _count(self) -> None:
        self._counters.connections_open = len(self._strangers) + len(self._publishers)
        if self._counters.connections_open:
            self._is_empty.clear()
        else:
            self._is_empty.set()
