"""The port through which a publisher enters the box: its key is judged before a byte of media is taken."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from appliance.media.ingest.cast_input import CastInput

IngestProtocol = Literal["rtmp", "whip", "practice"]


@dataclass(frozen=True, slots=True)
class PublisherEntry:
    """Who is at the gate."""

    protocol: IngestProtocol
    peer: str
    """The publisher's address without its port."""
    close: Callable[[str], None]
    """Ends the publisher's connection; called when the cast ends or is taken over, with the reason."""
    request_keyframe: Callable[[], None] | None = None
    """Asks the publisher for a keyframe; None where its protocol has no way to."""


class PublisherGate(Protocol):
    """Admits publishers by key."""

    def open(self, key: str, entry: PublisherEntry) -> CastInput:
        """Give the input of the cast that `key` opens; raises PublishRefused. The caller closes the input."""
