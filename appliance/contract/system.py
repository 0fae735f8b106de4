"""Shapes of the box's own condition."""

from typing import Literal

from pydantic import BaseModel


class EventLoopLag(BaseModel):
    """How late the event loop ran its timers in the last minute, in seconds."""

    p50: float
    p99: float
    maximum: float


class Health(BaseModel):
    """What is true of the box now."""

    status: Literal["ok", "degraded"]
    version: str
    media_port_bound: bool
    store_writable: bool
    event_loop_lag: EventLoopLag
    problems: list[str]
    """One sentence per thing that is not as it should be."""
