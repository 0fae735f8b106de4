"""The course of a session: planned, lobby, live, ended, and back to live; and who may join when."""

from dataclasses import replace
from enum import StrEnum

from appliance.domain.lesson import Lesson, LessonMoveError, LessonState


class JoinRefusal(StrEnum):
    """Why a session cannot be joined."""

    NOT_OPEN = "not_open"
    ENDED = "ended"
    LOCKED = "locked"


def open_lobby(lesson: Lesson) -> Lesson:
    """The planned session with its lobby open: students can join."""
    _require(lesson, "open the lobby", LessonState.PLANNED)
    return replace(lesson, state=LessonState.LOBBY)


def start(lesson: Lesson, now_ms: int) -> Lesson:
    """The session live; a lobby is no must."""
    _require(lesson, "start", LessonState.PLANNED, LessonState.LOBBY)
    return replace(lesson, state=LessonState.LIVE, started_ms=now_ms)


def end(lesson: Lesson, now_ms: int) -> Lesson:
    """The session ended: everybody is let go, and what was stored does not change any more."""
    _require(lesson, "end", LessonState.PLANNED, LessonState.LOBBY, LessonState.LIVE)
    return replace(lesson, state=LessonState.ENDED, ended_ms=now_ms)


def reopen(lesson: Lesson) -> Lesson:
    """The ended session live again, as if it had not ended; one that never was live is back in its lobby."""
    _require(lesson, "reopen", LessonState.ENDED)
    state = LessonState.LOBBY if lesson.started_ms is None else LessonState.LIVE
    return replace(lesson, state=state, ended_ms=None)


def may_join(lesson: Lesson, *, is_known: bool = False) -> JoinRefusal | None:
    """Why somebody cannot join now, or None; `is_known` is a pupil of this session who comes back."""
    if lesson.state is LessonState.PLANNED:
        return JoinRefusal.NOT_OPEN
    if lesson.state is LessonState.ENDED:
        return JoinRefusal.ENDED
    return JoinRefusal.LOCKED if lesson.is_locked and not is_known else None


def _require(lesson: Lesson, move: str, *states: LessonState) -> None:
    if lesson.state not in states:
        allowed = " or ".join(states)
        raise LessonMoveError(f"This session is {lesson.state}; to {move}, it must be {allowed}.")
