"""How one viewer's packets are numbered and timed when they differ from everybody's: instant start and recovery."""

from collections.abc import Sequence
from dataclasses import dataclass

from appliance.media.egress.packets import OutgoingFrame
from appliance.protocols.rtp import uint16_distance, uint32_add, uint32_distance

FAST_FORWARD_STEP_TICKS = 90
"""1 ms between the cached frames: Chromium then shows the first after some 80 ms and reaches live without a freeze."""
RECOVERY_STEP_TICKS = 27
"""0.3 ms: cached frames that must fit between the frame sent last and the next live one."""
RECOVERY_ROOM_TICKS = 2_700
"""30 ms, a little less than the distance of two frames at 30 per second."""


@dataclass(frozen=True, slots=True)
class Numbering:
    """From `first_sequence_number` on, a viewer's numbers are everybody's plus `offset`.

    Frames up to `squeezed_until` have timestamps `step` ticks apart that end at `squeezed_end`.
    """

    first_sequence_number: int
    offset: int = 0
    squeezed_until: int = -1
    squeezed_end: int = 0
    step: int = 0

    def timestamp_of(self, frame: OutgoingFrame) -> int:
        """The timestamp this viewer is given for a frame."""
        if frame.index > self.squeezed_until:
            return frame.timestamp
        return uint32_add(self.squeezed_end, (frame.index - self.squeezed_until) * self.step)

    def changes(self, frame: OutgoingFrame) -> bool:
        """Whether the frame's packets differ from everybody's."""
        return self.offset != 0 or frame.index <= self.squeezed_until


def for_first_start(frames: Sequence[OutgoingFrame]) -> Numbering:
    """For a viewer that has seen nothing: the cached frames end exactly at the live one."""
    last = frames[-1]
    return Numbering(frames[0].first_sequence_number, 0, last.index, last.timestamp, FAST_FORWARD_STEP_TICKS)


def for_recovery(frames: Sequence[OutgoingFrame], next_sequence_number: int, last_timestamp: int) -> Numbering:
    """For a viewer that has lost the picture: the cached frames come again under new numbers and later times."""
    last, count = frames[-1], len(frames)
    offset = uint16_distance(frames[0].first_sequence_number, next_sequence_number)
    room = uint32_distance(last_timestamp, last.timestamp)
    if room >= count:
        step, end = min(FAST_FORWARD_STEP_TICKS, room // count), last.timestamp
    else:
        step = max(1, min(RECOVERY_STEP_TICKS, RECOVERY_ROOM_TICKS // count))
        end = uint32_add(last_timestamp, count * step)
    return Numbering(next_sequence_number, offset, last.index, end, step)


def for_resumption(keyframe: OutgoingFrame, next_sequence_number: int) -> Numbering:
    """For a viewer that goes on with a live keyframe after frames it was not sent: no gap, so no useless NACKs."""
    return Numbering(next_sequence_number, uint16_distance(keyframe.first_sequence_number, next_sequence_number))
