"""Shapes of sessions and their stage."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

MAX_CASTS_ON_STAGE = 9
SUMMARY_EXAMPLE: JsonDict = {"session_id": "practice", "title": "Practice class", "state": "live"}
STAGE_EXAMPLE: JsonDict = {"cast_ids": ["pK1x0bPq3T5w"], "state": "live"}
SESSION_EXAMPLE: JsonDict = {
    "session_id": "0190f3c1a2b37c4d8e9fa0b1c2d3e4f5",
    "title": "광합성",
    "topic": "biology",
    "state": "lobby",
    "class_code": "K7MPQ2",
    "join_url": "http://airclass.local:8000/?code=K7MPQ2",
    "owner_id": "0190f3c1a2b37c4d8e9fa0b1c2d3e4f5",
    "co_teacher_ids": [],
    "is_locked": False,
    "needs_approval": False,
    "chat_mode": "open",
    "shows_engagement": True,
    "roster_id": None,
    "participants": 28,
    "created_ms": 1764000000000,
    "started_ms": None,
    "ended_ms": None,
}
PARTICIPANT_EXAMPLE: JsonDict = {
    "participant_id": "0190f3c1b0007c4d8e9fa0b1c2d3e4f5",
    "name": "이서연",
    "admission": "admitted",
    "is_connected": True,
    "is_watching": True,
    "is_muted": False,
    "joined_ms": 1764000060000,
    "warning": "",
    "roster_entry_id": None,
}


class SessionState(StrEnum):
    """A lesson's course: planned, lobby, live, ended."""

    PLANNED = "planned"
    """Made, but nobody can join yet."""
    LOBBY = "lobby"
    LIVE = "live"
    ENDED = "ended"


class SessionSummary(BaseModel):
    """One session as anybody on the network may see it: without its class code."""

    session_id: str
    title: str
    state: SessionState


class SessionList(BaseModel):
    """The open sessions of this box."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"sessions": [SUMMARY_EXAMPLE]}]})

    sessions: list[SessionSummary]


class SessionCreate(BaseModel):
    """Makes a session; its lobby is open at once unless it is only planned."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"title": "광합성", "topic": "biology"}]})

    title: Annotated[str, Field(min_length=1, max_length=400)]
    topic: Annotated[str, Field(max_length=400)] = ""
    roster_id: str | None = None
    needs_approval: bool = False
    opens_lobby: bool = True


class SessionChange(BaseModel):
    """Changes what is given and leaves the rest."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"is_locked": True}]})

    title: Annotated[str, Field(min_length=1, max_length=400)] | None = None
    topic: Annotated[str, Field(max_length=400)] | None = None
    is_locked: bool | None = None
    """Nobody new may join."""
    needs_approval: bool | None = None
    chat_mode: Literal["open", "teacher_only"] | None = None
    shows_engagement: bool | None = None


class SessionView(BaseModel):
    """One session as its teachers see it."""

    model_config = ConfigDict(json_schema_extra={"examples": [SESSION_EXAMPLE]})

    session_id: str
    title: str
    topic: str
    state: SessionState
    class_code: str
    join_url: str
    """What the QR code says; best address first known to the caller."""
    owner_id: str
    co_teacher_ids: list[str]
    is_locked: bool
    needs_approval: bool
    chat_mode: Literal["open", "teacher_only"]
    shows_engagement: bool
    roster_id: str | None
    participants: int
    created_ms: int
    started_ms: int | None
    ended_ms: int | None


class TeacherSessionList(BaseModel):
    """A teacher's sessions, newest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"sessions": [SESSION_EXAMPLE], "total": 1}]})

    sessions: list[SessionView]
    total: int


class CoTeacherAdded(BaseModel):
    """Names a co-teacher of the session by login."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"login": "hana"}]})

    login: Annotated[str, Field(max_length=64)]


class ParticipantView(BaseModel):
    """One student of a session as teachers see them."""

    model_config = ConfigDict(json_schema_extra={"examples": [PARTICIPANT_EXAMPLE]})

    participant_id: str
    name: str
    admission: Literal["waiting", "admitted", "removed"]
    is_connected: bool
    is_watching: bool
    is_muted: bool
    joined_ms: int
    warning: Literal["", "like_teacher", "like_another"] = ""
    """Why to look at the name: it can be taken for the teacher's, or for another student's."""
    roster_entry_id: str | None = None


class ParticipantList(BaseModel):
    """Everybody who has joined, in order."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"participants": [PARTICIPANT_EXAMPLE], "absent": ["박준호"]}]}
    )

    participants: list[ParticipantView]
    absent: list[str] = []
    """Names on the session's roster that nobody has joined with."""


class ParticipantChange(BaseModel):
    """Renames, lets in, or mutes a student."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"admission": "admitted"}]})

    name: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    admission: Literal["admitted"] | None = None
    is_muted: bool | None = None


class StageState(StrEnum):
    """What viewers of a stage see."""

    LIVE = "live"
    """A cast is on stage and its picture arrives."""
    WAITING = "waiting"
    """A cast is on stage but nobody publishes to it."""
    EMPTY = "empty"
    """Nothing is on stage; viewers see the slate."""


class StageView(BaseModel):
    """The stage of a session."""

    model_config = ConfigDict(json_schema_extra={"examples": [STAGE_EXAMPLE]})

    cast_ids: list[str]
    state: StageState


class StageChange(BaseModel):
    """The casts to put on stage; none clears it."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"cast_ids": ["pK1x0bPq3T5w"]}]})

    cast_ids: Annotated[list[str], Field(max_length=MAX_CASTS_ON_STAGE)]
