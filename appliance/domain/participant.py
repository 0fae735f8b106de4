"""Pupils of the box and their part in one session."""

from dataclasses import dataclass
from enum import StrEnum

NAME_MAX_CHARACTERS = 40


class Admission(StrEnum):
    """Whether somebody is in the class."""

    WAITING = "waiting"
    """Waits for the teacher's approval."""
    ADMITTED = "admitted"
    REMOVED = "removed"
    """Sent away by the teacher, and stays so."""


@dataclass(frozen=True, slots=True)
class Student:
    """One pupil over all sessions of the box: the same device secret under the same name."""

    id: str
    name: str
    secret_hash: str
    """SHA-256 of the device-held secret in hexadecimal digits."""
    name_key: str
    """The name as names are compared."""
    first_seen_ms: int = 0
    last_seen_ms: int = 0
    roster_entry_id: str | None = None


@dataclass(frozen=True, slots=True)
class Participant:
    """One student in one session; the id is the student's."""

    id: str
    name: str
    secret_hash: str
    admission: Admission
    joined_ms: int
    token_generation: int = 0
    """Grows when the participant's tokens are to hold no more."""
    is_muted: bool = False
    warning: str = ""
    """Why the teacher should look at the name: "like_teacher", "like_another"; empty when there is nothing."""
    roster_entry_id: str | None = None


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """One pupil of a school's list."""

    id: str
    name: str
    grade: str = ""
    class_name: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Roster:
    """A school's list of one class."""

    id: str
    owner_id: str
    title: str
    entries: tuple[RosterEntry, ...]
    updated_ms: int = 0
