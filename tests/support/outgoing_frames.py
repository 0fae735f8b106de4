"""Frames of an outgoing stream, numbered as the fan-out numbers them, for tests that need no packetizer."""

from appliance.media.egress.packets import OutgoingFrame, PacketRing
from appliance.protocols.rtp import uint32_add

VIDEO_SSRC = 0x11111111
FRAME_TICKS = 3_000
"""30 frames a second."""


class FrameLine:
    """Makes one frame after the other, and keeps what a fan-out keeps of them."""

    def __init__(self, first_sequence_number: int = 1_000, first_timestamp: int = 50_000) -> None:
        self.ring = PacketRing()
        self.cache: list[OutgoingFrame] = []
        self.sent: list[OutgoingFrame] = []
        self._next_number = first_sequence_number
        self._timestamp = first_timestamp
        self._made = 0

    def next(
        self, *, is_keyframe: bool = False, packets: int = 2, size: int = 40, ticks: int = FRAME_TICKS
    ) -> OutgoingFrame:
        """The next frame; no two packets of the line have the same payload."""
        payloads = [
            self._made.to_bytes(4, "big") + position.to_bytes(4, "big") + bytes(size - 8) for position in range(packets)
        ]
        self._timestamp = uint32_add(self._timestamp, ticks)
        frame = OutgoingFrame(
            self._made, VIDEO_SSRC, self._next_number, self._timestamp, payloads, is_keyframe, arrived_ns=0
        )
        self._made += 1
        self._next_number = frame.end_number
        self.ring.add(frame)
        self.cache = [frame] if is_keyframe else [*self.cache, frame] if self.cache else []
        self.sent.append(frame)
        return frame

    def gop(self, frames: int = 5, *, packets: int = 2) -> list[OutgoingFrame]:
        """A keyframe and its followers; they are in the cache then."""
        return [self.next(is_keyframe=position == 0, packets=packets) for position in range(frames)]
