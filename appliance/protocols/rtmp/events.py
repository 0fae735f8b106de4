"""What a server session tells its owner: one small class per thing that can happen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from appliance.protocols.amf0 import AmfValue


@dataclass(frozen=True, slots=True)
class Connected:
    """The peer has connected to an application; the session has agreed."""

    app: str
    flash_version: str
    """How the encoder calls itself; free text from the network."""


@dataclass(frozen=True, slots=True)
class PublishRequested:
    """The peer wants to publish: answer with `accept_publish` or `refuse_publish` before taking the next event."""

    app: str
    key: str
    """From the stream name, or from the app when the name is empty; without its query."""


@dataclass(frozen=True, slots=True)
class VideoReceived:
    """The body of an FLV video tag."""

    timestamp: int
    """Milliseconds, modulo 2**32."""
    payload: bytes


@dataclass(frozen=True, slots=True)
class AudioReceived:
    """The body of an FLV audio tag."""

    timestamp: int
    """Milliseconds, modulo 2**32."""
    payload: bytes


@dataclass(frozen=True, slots=True)
class MetadataReceived:
    """The publisher describes its stream (onMetaData)."""

    values: Mapping[str, AmfValue]


@dataclass(frozen=True, slots=True)
class PublishEnded:
    """The peer ended its publication; it may start another one."""


@dataclass(frozen=True, slots=True)
class TimedOut:
    """The peer was silent for too long, or never came to publish: close the connection."""

    reason: str


Event: TypeAlias = (
    Connected | PublishRequested | VideoReceived | AudioReceived | MetadataReceived | PublishEnded | TimedOut
)
