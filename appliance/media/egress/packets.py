"""Frames as RTP packets: built once for all viewers, found again for retransmission."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from appliance.media.transport.srtp import RUN_MAX_PACKETS, PacketRun
from appliance.protocols.rtp import pack_header, uint16_add

RING_PACKETS = 4096
"""About 16 s of a 2 Mbit/s stream: far more than a NACK can ask for. A power of two, so that a mask finds the slot."""


@dataclass(slots=True)
class OutgoingFrame:
    """One frame of an outgoing RTP stream."""

    index: int
    """Counts the frames of the stream."""
    ssrc: int
    first_number: int
    """Of its first packet, counted on beyond 16 bits: never the same for two packets of the stream."""
    timestamp: int
    payloads: Sequence[bytes]
    is_keyframe: bool
    arrived_ns: int
    size: int = field(init=False)
    """Bytes of all payloads."""
    _runs: dict[int, list[PacketRun]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.size = sum(map(len, self.payloads))

    @property
    def end_number(self) -> int:
        """The number after the frame's last packet."""
        return self.first_number + len(self.payloads)

    def runs(self, payload_type: int) -> list[PacketRun]:
        """The frame's packets as every viewer with this payload type gets them."""
        found = self._runs.get(payload_type)
        if found is None:
            found = _into_runs(
                [self.packet(position, payload_type, 0, self.timestamp) for position in range(len(self.payloads))]
            )
            self._runs[payload_type] = found
        return found

    def forget_runs(self) -> None:
        """Free the packets that `runs` has built; it builds them again when they are asked for."""
        self._runs.clear()

    def packet(self, position: int, payload_type: int, offset: int, timestamp: int) -> bytes:
        """One packet of the frame."""
        sequence_number = uint16_add(self.first_number, position + offset)
        is_last = position == len(self.payloads) - 1
        return pack_header(payload_type, is_last, sequence_number, timestamp, self.ssrc) + self.payloads[position]


class AudioBatch:
    """Audio packets that leave together."""

    def __init__(self, frames: Sequence[OutgoingFrame]) -> None:
        self.count = len(frames)
        self.size = sum(frame.size for frame in frames)
        self._frames = frames
        self._runs: dict[int, list[PacketRun]] = {}

    def runs(self, payload_type: int) -> list[PacketRun]:
        """The packets as every viewer with this payload type gets them."""
        found = self._runs.get(payload_type)
        if found is None:
            packets = [frame.packet(0, payload_type, 0, frame.timestamp) for frame in self._frames]
            found = self._runs[payload_type] = _into_runs(packets)
        return found


class PacketRing:
    """The latest packets of a stream by their number: one copy for all viewers' retransmissions."""

    def __init__(self) -> None:
        self._slots: list[tuple[OutgoingFrame, int] | None] = [None] * RING_PACKETS

    def add(self, frame: OutgoingFrame) -> None:
        """Remember a frame's packets; the oldest make room."""
        first = frame.first_number
        for position in range(len(frame.payloads)):
            self._slots[(first + position) % RING_PACKETS] = (frame, position)

    def find(self, number: int) -> tuple[OutgoingFrame, int] | None:
        """The frame that a packet belongs to and its place in it; None when it is no longer there."""
        slot = self._slots[number % RING_PACKETS]
        if slot is None or slot[0].first_number + slot[1] != number:
            return None
        return slot


def _into_runs(packets: list[bytes]) -> list[PacketRun]:
    runs: list[PacketRun] = []
    run: list[bytes] = []
    for packet in packets:
        ends_run = bool(run) and (
            len(packet) > len(run[0]) or len(run[-1]) < len(run[0]) or len(run) == RUN_MAX_PACKETS
        )
        if ends_run:
            runs.append(PacketRun(run))
            run = []
        run.append(packet)
    if run:
        runs.append(PacketRun(run))
    return runs
