"""Shapes of how the picture reaches its viewers."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from appliance.contract.cast import BilingualSentence

VIEWERS_SHOWN_MAX = 500
POOR_EXAMPLE: JsonDict = {
    "viewer_id": "q3Zk8b1x",
    "participant_id": "0190f3c1a2b37c4d8e9fa0b1c2d3e4f5",
    "name": "이서연",
    "loss": 0.15,
    "round_trip_ms": 38.0,
    "bitrate": 2040000,
    "dropped_frames": 0,
    "transport": "udp",
    "quality": "poor",
}
GOOD_EXAMPLE: JsonDict = {
    "viewer_id": "V9aX0c2m",
    "participant_id": "0190f3c1a2b37c4d8e9fa0b1c2d3e4f6",
    "name": "김민준",
    "loss": 0.0,
    "round_trip_ms": 4.0,
    "bitrate": 2040000,
    "dropped_frames": 0,
    "transport": "udp",
    "quality": "good",
}
NETWORK_EXAMPLE: JsonDict = {
    "at_ms": 1764000000000,
    "viewers": [POOR_EXAMPLE, GOOD_EXAMPLE],
    "state": "ok",
    "sentence": {
        "en": (
            "The Wi-Fi carries this class, but reception is bad on 1 of 2 devices: move them closer to the access "
            "point."
        ),
        "ko": "와이파이는 괜찮습니다. 2대 중 1대만 신호가 약합니다. 그 기기를 공유기 가까이로 옮기세요.",
    },
    "total_bitrate": 4080000,
    "loss_p50": 0.0,
    "loss_p90": 0.15,
}


class ViewerNetwork(BaseModel):
    """How the stage's picture reaches one viewer."""

    viewer_id: str
    """Names the viewer as long as it watches; it opens nothing."""
    participant_id: str | None
    """None for a teacher, and for a guest of the practice class."""
    name: str
    """Empty for a guest."""
    loss: Annotated[float, Field(ge=0, le=1)]
    """The share of packets lost in the last seconds, before they were sent again."""
    round_trip_ms: float | None
    bitrate: int
    """Bits per second of picture and sound that this viewer is sent."""
    dropped_frames: int
    """Frames that the viewer was not sent in the last 10 s, because its connection was full."""
    transport: Literal["udp", "tcp"]
    quality: Literal["good", "fair", "poor"]


class ClassNetwork(BaseModel):
    """How the stage's picture reaches the class, and whether the Wi-Fi carries it."""

    model_config = ConfigDict(json_schema_extra={"examples": [NETWORK_EXAMPLE]})

    at_ms: int
    viewers: Annotated[list[ViewerNetwork], Field(max_length=VIEWERS_SHOWN_MAX)]
    """The worst first."""
    state: Literal["ok", "busy", "full"]
    """Of the air as a whole: one device with bad reception leaves it `ok`."""
    sentence: BilingualSentence
    """What that means and what to do."""
    total_bitrate: int
    """Of all viewers, those beyond the list included."""
    loss_p50: float
    loss_p90: float
