"""A school's list of one class: whom on it a name means, and who has not come."""

from collections.abc import Collection, Iterator

from appliance.domain.names import name_key
from appliance.domain.participant import Participant, Roster, RosterEntry

ENTRIES_MAX = 500
"""A year of a school; a class is some thirty."""


def entry_of(roster: Roster, name: str, taken_ids: Collection[str]) -> RosterEntry | None:
    """The pupil whom the name means and whom nobody has joined as yet: by name, or by number and name."""
    key = name_key(name)
    meant = (entry for entry in roster.entries if entry.id not in taken_ids and key in _ways_to_write(entry))
    return next(meant, None)


def absent_names(roster: Roster, participants: Collection[Participant]) -> list[str]:
    """The names on the list that nobody has joined as, in the list's order."""
    come = {each.roster_entry_id for each in participants}
    return [entry.name for entry in roster.entries if entry.id not in come]


def _ways_to_write(entry: RosterEntry) -> Iterator[str]:
    """김민지, 7 김민지, 07 김민지, 30507 김민지, and with the number behind."""
    name = name_key(entry.name)
    yield name
    if entry.number.isdecimal():
        two_digits = entry.number.zfill(2)
        numbers = {entry.number, two_digits}
        if entry.class_name.isdecimal():
            numbers.add(f"{entry.grade}{entry.class_name}{two_digits}")
            numbers.add(f"{entry.grade}{entry.class_name.zfill(2)}{two_digits}")
        for number in numbers:
            yield number + name
            yield name + number
