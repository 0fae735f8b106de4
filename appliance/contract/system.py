"""Shapes of the box's own condition."""

from typing import Literal

from pydantic import BaseModel, ConfigDict
from pydantic.config import JsonDict

HEALTH_EXAMPLE: JsonDict = {
    "status": "degraded",
    "version": "0.1.0",
    "media_port_bound": True,
    "store_writable": False,
    "event_loop_lag": {"p50": 0.0004, "p99": 0.002, "maximum": 0.011},
    "problems": ["The data folder cannot be written: the disk is full or read-only."],
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
