"""What a session sends out, without media: for tests that only look at the session."""

from appliance.media.broadcast import Broadcast, BroadcastParts
from appliance.media.egress.timing import WallClock
from appliance.media.negotiation import Listening
from appliance.media.transcode.slate import Slate
from appliance.media.transport.media_port import MediaPort
from tests.support.recording_sink import HandClock


def practice_broadcast() -> Broadcast:
    """What the session sends out, with nothing started and a port that is not opened."""
    clock = HandClock()
    listening = Listening(MediaPort(clock, max_peers=1), list)
    return Broadcast(BroadcastParts(listening, clock, WallClock(0), Slate((b"\x65",), ((b"\x41",),))))
