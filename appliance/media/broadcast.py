"""A stage together with its fan-out: what a session, or the preview of one cast, sends out."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from appliance.media.egress.fanout import Fanout, FanoutIdentity
from appliance.media.egress.timing import WallClock
from appliance.media.egress.whep_session import WhepOwner, WhepSession
from appliance.media.negotiation import Listening
from appliance.media.stage import Stage
from appliance.media.transcode.slate import Slate
from appliance.protocols.whip_whep import parse_offer

SSRC_BITS = 31
"""Keeps the three SSRCs apart by construction and away from 0."""


@dataclass(frozen=True, slots=True)
class BroadcastParts:
    """What every broadcast of a box shares."""

    listening: Listening
    clock_ns: Callable[[], int]
    wall_clock: WallClock
    slate: Slate
    note_round_trip: Callable[[float], None] = lambda seconds: None
    """Told of each round trip that a viewer's report shows, in seconds."""


class Broadcast:
    """One picture and sound going out to any number of viewers."""

    def __init__(self, parts: BroadcastParts) -> None:
        self._listening = parts.listening
        self.fanout = Fanout(_random_identity(), parts.clock_ns, parts.wall_clock, parts.note_round_trip)
        self.stage = Stage(self.fanout, parts.slate, parts.clock_ns)

    def start(self) -> None:
        """Begin to send."""
        self.fanout.start()
        self.stage.start()

    async def close(self) -> None:
        """Stop sending."""
        await self.stage.close()
        await self.fanout.close()

    def watch(self, offer_sdp: str, owner: WhepOwner) -> WhepSession:
        """Answer a viewer's offer; raises SdpError or CapacityExceeded."""
        return WhepSession(self._listening, self.fanout, parse_offer(offer_sdp), owner)


def _random_identity() -> FanoutIdentity:
    first_ssrc = secrets.randbits(SSRC_BITS - 2) << 2
    return FanoutIdentity(
        video_ssrc=first_ssrc + 1,
        rtx_ssrc=first_ssrc + 2,
        audio_ssrc=first_ssrc + 3,
        first_sequence_number=secrets.randbits(15),
        first_timestamp=secrets.randbits(32),
        cname=f"airclass-{secrets.token_hex(8)}",
    )
