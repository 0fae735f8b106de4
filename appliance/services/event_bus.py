"""Numbered events of one session, handed to every live socket through a bounded queue each."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

QUEUE_MAX_EVENTS = 64
"""A socket that is this far behind is closed; it reconnects and starts from a snapshot."""


@dataclass(frozen=True, slots=True)
class NumberedEvent:
    """Something that happened in a session."""

    number: int
    payload: object


class Subscription:
    """One live socket's place in the bus."""

    def __init__(self) -> None:
        self._events: asyncio.Queue[NumberedEvent | None] = asyncio.Queue(maxsize=QUEUE_MAX_EVENTS)
        self.overflowed = False

    def push(self, event: NumberedEvent) -> None:
        """Hand over an event; a reader that is too far behind is ended."""
        if self.overflowed:
            return
        if self._events.qsize() >= QUEUE_MAX_EVENTS - 1:
            self.overflowed = True
            self._events.put_nowait(None)
        else:
            self._events.put_nowait(event)

    async def next(self) -> NumberedEvent | None:
        """The next event; None when the reader fell too far behind."""
        return await self._events.get()


class EventBus:
    """Numbers a session's events and fans them out."""

    def __init__(self) -> None:
        self.number = 0
        self._subscriptions: list[Subscription] = []

    @property
    def followers(self) -> int:
        """How many live sockets follow the session now."""
        return len(self._subscriptions)

    def publish(self, make_payload: Callable[[int], object]) -> None:
        """Number an event and hand it to everybody."""
        self.number += 1
        event = NumberedEvent(self.number, make_payload(self.number))
        for subscription in self._subscriptions:
            subscription.push(event)

    @contextmanager
    def subscribe(self) -> Iterator[Subscription]:
        """Receive every later event inside the `with` block."""
        subscription = Subscription()
        self._subscriptions.append(subscription)
        try:
            yield subscription
        finally:
            self._subscriptions.remove(subscription)
