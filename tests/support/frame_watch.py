"""Reading RTP/H.264 payloads just far enough to tell when a frame is whole and whether it can be decoded."""

from dataclasses import dataclass, field
from itertools import groupby

IDR = 5
SPS = 7
STAP_A = 24
FU_A = 28
FU_START = 0x80
TRACKED_FRAMES = 512


def nal_types_started(payload: bytes) -> list[int]:
    """The types of the NAL units that begin in this payload."""
    kind = payload[0] & 0x1F
    if kind == STAP_A:
        return _aggregated_types(payload)
    if kind == FU_A:
        return [payload[1] & 0x1F] if len(payload) > 1 and payload[1] & FU_START else []
    return [kind]


@dataclass(slots=True)
class _Frame:
    numbers: set[int] = field(default_factory=set)
    sps_number: int = -1
    has_idr: bool = False
    marker_number: int = -1

    @property
    def is_whole_keyframe(self) -> bool:
        if self.sps_number < 0 or self.marker_number < 0 or not self.has_idr:
            return False
        return self.marker_number - self.sps_number + 1 <= len(self.numbers)


class FirstFrameWatch:
    """Says when the first keyframe has arrived completely, from its SPS to its marker bit."""

    def __init__(self) -> None:
        self._frames: dict[int, _Frame] = {}

    def push(self, number: int, timestamp: int, marker: bool, payload: bytes) -> bool:
        """True when this packet completes a keyframe."""
        if not payload or (timestamp not in self._frames and len(self._frames) >= TRACKED_FRAMES):
            return False
        frame = self._frames.setdefault(timestamp, _Frame())
        frame.numbers.add(number)
        kinds = nal_types_started(payload)
        if SPS in kinds:
            frame.sps_number = number
        frame.has_idr = frame.has_idr or IDR in kinds
        if marker:
            frame.marker_number = number
        return frame.is_whole_keyframe


@dataclass(frozen=True, slots=True)
class TalliedPacket:
    """What judging a frame needs of one of its packets."""

    timestamp: int
    marker: bool
    starts_keyframe: bool


@dataclass(slots=True)
class FrameTally:
    """Every video packet of a stream by its extended number, judged once everything has come."""

    packets: dict[int, TalliedPacket] = field(default_factory=dict)

    def push(self, number: int, timestamp: int, marker: bool, payload: bytes) -> None:
        """Note one decrypted packet."""
        starts_keyframe = bool(payload) and SPS in nal_types_started(payload)
        self.packets[number] = TalliedPacket(timestamp, marker, starts_keyframe)

    def judge(self) -> tuple[int, int]:
        """(frames, decodable frames): decodable is whole, with every frame since its keyframe whole."""
        frames = decodable = 0
        chain_is_whole = False
        for _, group in groupby(sorted(self.packets), lambda number: self.packets[number].timestamp):
            numbers = list(group)
            is_whole = self._is_whole(numbers)
            chain_is_whole = is_whole and (chain_is_whole or self.packets[numbers[0]].starts_keyframe)
            frames += 1
            decodable += chain_is_whole
        return frames, decodable

    def _is_whole(self, numbers: list[int]) -> bool:
        first, last = numbers[0], numbers[-1]
        begins = self.packets[first].starts_keyframe or first - 1 in self.packets
        return begins and self.packets[last].marker and last - first + 1 == len(numbers)


def _aggregated_types(payload: bytes) -> list[int]:
    kinds = []
    position = 1
    while position + 2 < len(payload):
        kinds.append(payload[position + 2] & 0x1F)
        position += 2 + int.from_bytes(payload[position : position + 2], "big")
    return kinds
