"""Shapes of the box's own condition."""

from typing import Literal

from pydantic import BaseModel, ConfigDict
from pydantic.config import JsonDict

CHALLENGE_BYTES = 32
CHALLENGE_PATTERN = r"^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$"
"""32 bytes in base64url (RFC 4648 §5) without padding, with no bit left over."""
IDENTITY_PREFIX = b"AIRClass box identity 1\x00"

HEALTH_EXAMPLE: JsonDict = {
    "status": "degraded",
    "version": "0.1.0",
    "media_port_bound": True,
    "store_writable": False,
    "event_loop_lag": {"p50": 0.0004, "p99": 0.002, "maximum": 0.011},
    "problems": ["The data folder cannot be written: the disk is full or read-only."],
}

IDENTITY_EXAMPLE: JsonDict = {
    "box_id": "6f1c2a52-0b7e-4f3e-9a3d-2c1f5b8e7d90",
    "room_name": "Room 3-2",
    "version": "0.1.0",
    "api_version": 1,
    "public_key": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    "signature": "5VZDAMNgrHKQhuLMgG6CioSHfx645dl02HPgZSJJAVVfuIIVkKM7rMYeOXAc-bRr0lv18FlbviRlUUFDjnoQCw",
}


class EventLoopLag(BaseModel):
    """How late the event loop ran its timers in the last minute, in seconds."""

    p50: float
    p99: float
    maximum: float


class Health(BaseModel):
    """What is true of the box now."""

    model_config = ConfigDict(json_schema_extra={"examples": [HEALTH_EXAMPLE]})

    status: Literal["ok", "degraded"]
    version: str
    media_port_bound: bool
    store_writable: bool
    event_loop_lag: EventLoopLag
    problems: list[str]
    """One sentence per thing that is not as it should be."""


class BoxIdentityView(BaseModel):
    """Who the box is, and the proof that it holds the key of that box."""

    model_config = ConfigDict(json_schema_extra={"examples": [IDENTITY_EXAMPLE]})

    box_id: str
    room_name: str
    version: str
    api_version: int
    public_key: str
    """Ed25519 (RFC 8032), base64url without padding."""
    signature: str
    """Over `identity_message` of the challenge that was sent, base64url without padding."""


def identity_message(challenge: bytes, box_id: str) -> bytes:
    """What a box signs to prove that it holds its key; nothing else that it ever signs begins like this."""
    if len(challenge) != CHALLENGE_BYTES:
        raise ValueError(f"a challenge is {CHALLENGE_BYTES} bytes")
    return IDENTITY_PREFIX + challenge + box_id.encode()
