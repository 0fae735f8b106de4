"""Shapes of casts and of what the codec doctor says about them."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

Approval = Literal["requested", "approved"]
LABEL_MAX_CHARACTERS = 80
CREATED_EXAMPLE: JsonDict = {
    "cast_id": "pK1x0bPq3T5w",
    "key": "0f8b3c5d7e9a1b2c4d6e8f0a1b3c5d7e",
    "rtmp_url": "rtmp://airclass.local:1935/live/0f8b3c5d7e9a1b2c4d6e8f0a1b3c5d7e",
    "rtmp_server": "rtmp://airclass.local:1935/live",
    "whip_url": "http://airclass.local:8000/whip/0f8b3c5d7e9a1b2c4d6e8f0a1b3c5d7e",
    "larix_url": (
        "larix://set/v1?conn[][url]=rtmp%3A%2F%2F192.168.0.10%3A1935%2Flive%2F0f8b3c5d7e9a1b2c4d6e8f0a1b3c5d7e"
        "&conn[][name]=AIRClass%20Teacher%27s%20phone&conn[][mode]=va&conn[][target]=rtmp&conn[][overwrite]=on"
        "&conn[][active]=on&enc[vid][res]=1280x720&enc[vid][fps]=30&enc[vid][bitrate]=2000&enc[vid][keyframe]=2"
        "&enc[vid][format]=avc"
    ),
}
VIEW_EXAMPLE: JsonDict = {
    "cast_id": "pK1x0bPq3T5w",
    "label": "Teacher's phone",
    "state": "live",
    "protocol": "rtmp",
    "on_stage": True,
    "approval": "approved",
    "width": 1280,
    "height": 720,
    "frame_rate": 30.0,
    "bitrate": 2400000,
    "diagnoses": [
        {
            "code": "no_audio",
            "severity": "info",
            "sentence": {"en": "This cast sends no sound.", "ko": "이 캐스트에는 소리가 없습니다."},
        }
    ],
}


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

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"label": "Teacher's phone"}]})

    label: Annotated[str, Field(max_length=LABEL_MAX_CHARACTERS)] = ""
    needs_approval: bool = False
    """Whether a teacher must approve the cast before it can come on stage."""


class CastCreated(BaseModel):
    """A new cast with its publishing key; the key is shown this once."""

    model_config = ConfigDict(json_schema_extra={"examples": [CREATED_EXAMPLE]})

    cast_id: str
    key: str
    rtmp_url: str
    """For ffmpeg and other casters that take one address."""
    rtmp_server: str
    """For OBS, PRISM and Larix, which ask for server and key apart."""
    whip_url: str
    larix_url: str
    """A link that sets up the app Larix Broadcaster by itself; to be shown as a QR code."""


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

    model_config = ConfigDict(json_schema_extra={"examples": [VIEW_EXAMPLE]})

    cast_id: str
    label: str
    state: CastState
    protocol: Literal["rtmp", "whip", "practice"] | None
    on_stage: bool
    approval: Approval = "approved"
    """A cast that is only requested may publish, and cannot come on stage."""
    width: int | None = None
    height: int | None = None
    frame_rate: float | None = None
    bitrate: int | None = None
    """Bits per second of the picture over the last seconds."""
    diagnoses: list[DiagnosisView] = []


class CastList(BaseModel):
    """All casts of a session."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"casts": [VIEW_EXAMPLE]}]})

    casts: list[CastView]
