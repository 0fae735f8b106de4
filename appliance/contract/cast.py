"""Shapes of casts and of what the codec doctor says about them."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

LABEL_MAX_CHARACTERS = 80


class CastState(StrEnum):
    """Whether somebody publishes to the cast."""

    WAITING = "waiting"
    """Nobody has published yet."""
    LIVE = "live"
    """A publisher is connected."""
    INTERRUPTED = "interrupted"
    """The publisher has left and may come back with the same key."""


class CastRequest(BaseModel):
    """Asks for a new cast."""

    model_config = ConfigDict(extra="forbid")

    label: Annotated[str, Field(max_length=LABEL_MAX_CHARACTERS)] = ""


class CastCreated(BaseModel):
    """A new cast with its publishing key; the key is shown this once."""

    cast_id: str
    key: str
    rtmp_url: str
    """For ffmpeg and other casters that take one address."""
    rtmp_server: str
    """For OBS, PRISM and Larix, which ask for server and key apart."""
    whip_url: str


class BilingualSentence(BaseModel):
    """One sentence in both first languages."""

    en: str
    ko: str


class DiagnosisView(BaseModel):
    """One finding of the codec doctor."""

    code: str
    severity: Literal["info", "warning", "error"]
    sentence: BilingualSentence


class CastView(BaseModel):
    """One cast as the teacher sees it."""

    cast_id: str
    label: str
    state: CastState
    protocol: Literal["rtmp", "whip", "practice"] | None
    on_stage: bool
    width: int | None = None
    height: int | None = None
    frame_rate: float | None = None
    bitrate: int | None = None
    """Bits per second of the picture over the last seconds."""
    diagnoses: list[DiagnosisView] = []


class CastList(BaseModel):
    """All casts of a session."""

    casts: list[CastView]
