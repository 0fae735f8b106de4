"""What the RTMP listener may hold, and what it counts."""

from dataclasses import dataclass, field

from appliance.protocols.rtmp import SessionLimits


@dataclass(frozen=True, slots=True)
class RtmpLimits:
    """Bounds of the RTMP listener."""

    max_publishers: int = 256
    """Connections that publish at the same time."""
    max_strangers: int = 512
    """Connections that have not shown a valid key; above it the oldest is dropped, as thousands of idle ones come."""
    max_unread_bytes: int = 64 * 1024
    """A peer that lets our few answers pile up so far is dropped."""
    linger_seconds: float = 2.0
    """How long a refused peer may take to read why."""
    session: SessionLimits = field(default_factory=SessionLimits)


@dataclass(slots=True)
class RtmpCounters:
    """What happened since the start."""

    connections_open: int = 0
    connections_total: int = 0
    refused_total: int = 0
    """Publications that were told no, at the gate or later."""
    evicted_total: int = 0
    """Strangers dropped to make room for newer ones."""
    timeouts_total: int = 0
    bytes_received_total: int = 0
    protocol_errors_total: int = 0
    damaged_tags_total: int = 0
