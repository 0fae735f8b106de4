"""How one viewer's packets are numbered and timed when they differ from everybody's: instant start and recovery.

Numbers here go on beyond 16 bits, as the index of an SRTP packet does (RFC 3711 §3.3.1). They order a viewer's whole
life, so that none is ever used for two different packets.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from appliance.media.egress.packets import OutgoingFrame
from appliance.protocols.rtp import uint32_add, uint32_distance

FAST_FORWARD_STEP_TICKS = 90
"""1 ms between the cached frames: Chromium then shows the first after some 80 ms and reaches live without a freeze."""
RECOVERY_STEP_TICKS = 27
"""0.3 ms: cached frames that must fit between the frame sent last and the next live one."""
RECOVERY_ROOM_TICKS = 2_700
"""30 ms, a little less than the distance of two frames at 30 per second."""
LEAD_MAX_TICKS = 90_000
LEAD_MAX_FRAMES = 4_096
"""Squeezed timestamps lead everybody's by less than these; beyond, a timestamp that seems older has wrapped around."""


@dataclass(frozen=True, slots=True)
class Numbering:
    """From `first_number` on, a viewer's numbers are everybody's plus `offset`.

    Frames up to `squeezed_until` have timestamps `step` ticks apart that end at `squeezed_end`; those of later frames
    are everybody's again as soon as these are ahead.
    """

    first_number: int
    offset: int
    squeezed_until: int
    squeezed_end: int
    step: int

    def timestamp_of(self, frame: OutgoingFrame) -> int:
        """The timestamp this viewer is given for a frame: the same whenever it is asked for."""
        beyond = frame.index - self.squeezed_until
        if beyond <= 0:
            return uint32_add(self.squeezed_end, beyond * self.step)
        if (
            beyond < LEAD_MAX_FRAMES
            and 0 < uint32_distance(frame.timestamp, self.squeezed_end) + beyond < LEAD_MAX_TICKS
        ):
            return uint32_add(self.squeezed_end, beyond)
        return frame.timestamp

    def everybodys(self, number: int) -> int:
        """The number that the packet has for everybody."""
        return number - self.offset


def for_first_start(frames: Sequence[OutgoingFrame]) -> Numbering:
    """For a viewer that has seen nothing: the cached frames end exactly at the live one."""
    last = frames[-1]
    return Numbering(frames[0].first_number, 0, last.index, last.timestamp, FAST_FORWARD_STEP_TICKS)


def for_recovery(frames: Sequence[OutgoingFrame], next_number: int, last_timestamp: int) -> Numbering:
    """For a viewer that has lost the picture: the cached frames come again under new numbers and later times."""
    last, count = frames[-1], len(frames)
    room = uint32_distance(last_timestamp, last.timestamp)
    if room >= count:
        step, end = min(FAST_FORWARD_STEP_TICKS, room // count), last.timestamp
    else:
        step = max(1, min(RECOVERY_STEP_TICKS, RECOVERY_ROOM_TICKS // count))
        end = uint32_add(last_timestamp, count * step)
    return Numbering(next_number, next_number - frames[0].first_number, last.index, end, step)


def for_resumption(keyframe: OutgoingFrame, next_number: int, last_timestamp: int) -> Numbering:
    """For a viewer that goes on with a live keyframe after frames it was not sent: no gap, so no useless NACKs."""
    return Numbering(next_number, next_number - keyframe.first_number, keyframe.index - 1, last_timestamp, 0)
