"""A session as the box remembers it, and its course: planned, lobby, live, ended."""

from dataclasses import dataclass
from enum import StrEnum

CODE_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without I, L, O, 0 and 1: a code is read from a wall and typed on a phone."""
CLASS_CODE_LENGTH = 6
TITLE_MAX_CHARACTERS = 120


class LessonState(StrEnum):
    """Where a session stands."""

    PLANNED = "planned"
    """Made, but nobody can join yet."""
    LOBBY = "lobby"
    LIVE = "live"
    ENDED = "ended"


class ChatMode(StrEnum):
    """Who may write to the class."""

    OPEN = "open"
    TEACHER_ONLY = "teacher_only"
    """Students may still write to the teacher."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """One session as it is stored in the catalogue."""

    id: str
    title: str
    owner_id: str
    class_code: str
    state: LessonState = LessonState.PLANNED
    topic: str = ""
    co_teacher_ids: tuple[str, ...] = ()
    is_locked: bool = False
    """Nobody new may join."""
    needs_approval: bool = False
    """Who joins waits until the teacher lets them in."""
    chat_mode: ChatMode = ChatMode.OPEN
    shows_engagement: bool = True
    """The one switch that turns the engagement figures off."""
    roster_id: str | None = None
    created_ms: int = 0
    started_ms: int | None = None
    ended_ms: int | None = None


class LessonMoveError(ValueError):
    """The session is not in a state in which this can be done; the message says so."""
