"""Whom on a school's list a name means, and who of it is absent."""

from dataclasses import replace

import pytest

from appliance.domain.participant import Admission, Participant, Roster, RosterEntry
from appliance.domain.rosters import absent_names, entry_of

ROSTER = Roster(
    "r1",
    "t1",
    "3학년 5반",
    (
        RosterEntry("1", "김민지", "3", "5", "7"),
        RosterEntry("2", "이서연", "3", "5", "8"),
        RosterEntry("3", "이서연", "3", "5", "19"),
        RosterEntry("4", "Ada Lovelace"),
    ),
)


def _id_of(name: str, *taken_ids: str) -> str | None:
    entry = entry_of(ROSTER, name, taken_ids)
    return entry.id if entry is not None else None


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("김민지", "1"),
        ("김 민지", "1"),
        ("7 김민지", "1"),
        ("07김민지", "1"),
        ("김민지7", "1"),
        ("30507 김민지", "1"),
        ("3507김민지", "1"),
        ("ada lovelace", "4"),
        ("이서연", "2"),
        ("19 이서연", "3"),
        ("8이서연", "2"),
        ("김민", None),
        ("8 김민지", None),
        ("박준", None),
    ],
)
def test_a_name_means_whom_it_names(name: str, meant: str | None) -> None:
    assert _id_of(name) == meant


def test_the_second_of_two_equal_names_is_the_other_pupil() -> None:
    assert (_id_of("이서연", "2"), _id_of("이서연", "2", "3")) == ("3", None)


def test_absent_is_whom_nobody_has_joined_as() -> None:
    come = Participant("p1", "이서연", "0" * 64, Admission.ADMITTED, 1, roster_entry_id="2")
    assert absent_names(ROSTER, [come]) == ["김민지", "이서연", "Ada Lovelace"]
    assert absent_names(ROSTER, [replace(come, roster_entry_id=None)]) == [each.name for each in ROSTER.entries]
