"""An ear at a session's bus: what somebody in a role is told."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from appliance.domain.policy import Role
from appliance.services.event_bus import EventBus, Recipient, Subscription

PATIENCE_SECONDS = 5.0


class EventEar:
    """Hears one recipient's events."""

    def __init__(self, subscription: Subscription) -> None:
        self.subscription = subscription

    async def heard(self) -> list[dict[str, Any]]:
        """What waits now."""
        return [json.loads(await self._next()) for _ in range(self.subscription.waiting)]

    async def next(self) -> dict[str, Any]:
        """The next event, which may still have to come."""
        event: dict[str, Any] = json.loads(await self._next())
        return event

    async def _next(self) -> str:
        async with asyncio.timeout(PATIENCE_SECONDS):
            text = await self.subscription.next()
        assert text is not None, "the socket was ended"
        return text


@contextmanager
def listening(bus: EventBus, role: Role = Role.STUDENT, person_id: str = "somebody") -> Iterator[EventEar]:
    """Hear what such a recipient is told inside the `with` block."""
    with bus.subscribe(Recipient(role, person_id)) as subscription:
        yield EventEar(subscription)
