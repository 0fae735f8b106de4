"""Each teacher's rosters: imported from a file, listed, deleted. Nobody sees another teacher's."""

import asyncio
from collections.abc import Callable

from appliance.contract.roster import (
    RosterEntryView,
    RosterImported,
    RosterList,
    RosterSummary,
    RosterView,
    RowError,
)
from appliance.domain.account import AuditEntry
from appliance.domain.lesson import TITLE_MAX_CHARACTERS
from appliance.domain.names import TextError, clean_text
from appliance.domain.participant import Roster
from appliance.domain.quiz_formats.imported import FormatError
from appliance.domain.roster_files import ImportedRoster, read_roster
from appliance.errors import BadRequest, CapacityExceeded, NotFound
from appliance.storage.catalogue import Catalogue

ROSTERS_MAX = 50
"""Of one teacher."""
READ_AT_ONCE = 1
"""A file is unpacked in memory; that of a class takes milliseconds."""
MAX_WAITING = 5
UNTITLED = "Class"


class Rosters:
    """Keeps lists of pupils."""

    def __init__(self, catalogue: Catalogue, wall_ms: Callable[[], int], new_id: Callable[[], str]) -> None:
        self._catalogue = catalogue
        self._wall_ms = wall_ms
        self._new_id = new_id
        self._slots = asyncio.Semaphore(READ_AT_ONCE)
        self._waiting = 0

    def of_teacher(self, owner_id: str) -> RosterList:
        """The teacher's rosters, last changed first."""
        mine = sorted(self._mine(owner_id), key=lambda roster: (roster.updated_ms, roster.id), reverse=True)
        return RosterList(rosters=[_summary(roster) for roster in mine])

    def get(self, owner_id: str, roster_id: str) -> RosterView:
        """One roster with its pupils; raises NotFound, also for another teacher's."""
        return _view(self._own(owner_id, roster_id))

    async def import_(self, owner_id: str, data: bytes, title: str, only_class: str | None) -> RosterImported:
        """Keep the pupils of a CSV, XLSX or OneRoster file; raises BadRequest (422) and CapacityExceeded."""
        title = _cleaned(title)
        imported = await self._read(data, only_class)
        if len(self._mine(owner_id)) >= ROSTERS_MAX:
            raise BadRequest(
                f"A teacher keeps {ROSTERS_MAX} rosters at most: delete one first.", status=409, code="too_many_rosters"
            )
        roster = Roster(self._new_id(), owner_id, title, imported.entries, self._wall_ms())
        with self._catalogue.transaction():
            self._catalogue.rosters.put(roster)
            self._note(owner_id, "roster_imported", roster.id)
        await self._catalogue.durable()
        errors = [RowError(line=each.line, code=each.code, en=each.en, ko=each.ko) for each in imported.complaints]
        return RosterImported(roster=_view(roster), errors=errors)

    async def delete(self, owner_id: str, roster_id: str) -> None:
        """Forget a roster; sessions that used it go on without. Raises NotFound."""
        roster = self._own(owner_id, roster_id)
        with self._catalogue.transaction():
            self._catalogue.rosters.remove(roster.id)
            self._note(owner_id, "roster_deleted", roster.id)
        await self._catalogue.durable()

    async def _read(self, data: bytes, only_class: str | None) -> ImportedRoster:
        if self._waiting > MAX_WAITING:
            raise CapacityExceeded("Too many files are read at once.")
        self._waiting += 1
        try:
            async with self._slots:
                return await asyncio.to_thread(read_roster, data, only_class)
        except FormatError as error:
            raise BadRequest(f"{error} ({error.ko})", status=422, code="unreadable_file") from error
        finally:
            self._waiting -= 1

    def _own(self, owner_id: str, roster_id: str) -> Roster:
        roster = self._catalogue.rosters.get(roster_id)
        if roster is None or roster.owner_id != owner_id:
            raise NotFound("There is no roster with this id.")
        return roster

    def _mine(self, owner_id: str) -> list[Roster]:
        return [roster for roster in self._catalogue.rosters.all() if roster.owner_id == owner_id]

    def _note(self, who: str, what: str, about: str) -> None:
        self._catalogue.audit.put(AuditEntry(self._new_id(), self._wall_ms(), who, what, about))


def _summary(roster: Roster) -> RosterSummary:
    return RosterSummary(
        roster_id=roster.id, title=roster.title, pupils=len(roster.entries), updated_ms=roster.updated_ms
    )


def _view(roster: Roster) -> RosterView:
    entries = [
        RosterEntryView(
            entry_id=each.id, name=each.name, grade=each.grade, class_name=each.class_name, number=each.number
        )
        for each in roster.entries
    ]
    return RosterView(**_summary(roster).model_dump(), entries=entries)


def _cleaned(title: str) -> str:
    try:
        return clean_text(title or UNTITLED, TITLE_MAX_CHARACTERS)
    except TextError as error:
        raise BadRequest(f"The title: {error}", status=422, code="invalid_text") from error
