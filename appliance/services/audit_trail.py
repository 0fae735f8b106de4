"""What was done about whom, by ids only; and what was begun but never noted as done."""

from collections.abc import Callable
from typing import Protocol

from appliance.domain.account import AuditEntry
from appliance.storage.catalogue import Catalogue


class WallClock(Protocol):
    """The box's clock."""

    def wall_ms(self) -> int:
        """Milliseconds since 1970 that never step back."""


class AuditTrail:
    """Notes in the catalogue."""

    def __init__(self, catalogue: Catalogue, clock: WallClock, new_id: Callable[[], str]) -> None:
        self._catalogue = catalogue
        self._clock = clock
        self._new_id = new_id

    def now_ms(self) -> int:
        """The time of a note that is made now."""
        return self._clock.wall_ms()

    async def note(self, who: str, what: str, about: str) -> None:
        """Keep a note; it is durable when this returns."""
        self._catalogue.audit.put(AuditEntry(self._new_id(), self._clock.wall_ms(), who, what, about))
        await self._catalogue.durable()

    def unfinished(self, begun: str, done: str) -> list[AuditEntry]:
        """The latest notes of a beginning that no end follows, one for each thing they are about."""
        latest: dict[str, AuditEntry] = {}
        for entry in self._catalogue.audit.all():  # in the order in which they were made
            if entry.what in (begun, done):
                latest[entry.about] = entry
        return [entry for entry in latest.values() if entry.what == begun]
