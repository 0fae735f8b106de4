"""Shapes of sessions and their stage."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

MAX_CASTS_ON_STAGE = 9
SUMMARY_EXAMPLE: JsonDict = {"session_id": "practice", "title": "Practice class", "state": "live"}
STAGE_EXAMPLE: JsonDict = {"cast_ids": ["pK1x0bPq3T5w"], "state": "live"}


class SessionState(StrEnum):
    """A lesson's course: lobby, live, ended."""

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


class StageSnapshot(BaseModel):
    """First message of the live socket: everything as it is at event `number`."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"type": "snapshot", "number": 4, "stage": STAGE_EXAMPLE}]}
    )

    type: Literal["snapshot"] = "snapshot"
    number: int
    stage: StageView


class StageChanged(BaseModel):
    """The stage or its state has changed."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"type": "stage_changed", "number": 5, "stage": STAGE_EXAMPLE}]}
    )

    type: Literal["stage_changed"] = "stage_changed"
    number: int
    stage: StageView
