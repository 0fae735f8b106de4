"""What the video and audio tags of Enhanced RTMP (version 2) have in common: ModEx, multitrack, FourCC."""

from dataclasses import dataclass

from appliance.protocols.flv.errors import FlvError

PACKET_SEQUENCE_START = 0
PACKET_CODED_FRAMES = 1
PACKET_SEQUENCE_END = 2
PACKET_CODED_FRAMES_X = 3
PACKET_MULTITRACK_AUDIO = 5
PACKET_MULTITRACK_VIDEO = 6
PACKET_MOD_EX = 7

_ONE_TRACK, _MANY_TRACKS, _MANY_TRACKS_MANY_CODECS = range(3)
_MAX_MOD_EX = 8
_SHOWN_TRACK = 0


@dataclass(frozen=True, slots=True)
class EnhancedPacket:
    """One packet of one track."""

    packet_type: int
    fourcc: bytes
    body: bytes


def parse_enhanced(payload: bytes, packet_type: int, multitrack_type: int) -> EnhancedPacket | None:
    """Read what follows the tag's first byte; None when it holds nothing of the first track."""
    at = 1
    for _ in range(_MAX_MOD_EX):
        if packet_type != PACKET_MOD_EX:
            break
        packet_type, at = _skip_mod_ex(payload, at)
    if packet_type == multitrack_type:
        return _first_track(payload, at)
    return EnhancedPacket(packet_type, _take(payload, at, 4), payload[at + 4 :])


def _skip_mod_ex(payload: bytes, at: int) -> tuple[int, int]:
    """The packet type behind a ModEx prefix and the place behind it; its contents (nanoseconds) are not needed."""
    size = _take(payload, at, 1)[0] + 1
    at += 1
    if size == 256:
        size = int.from_bytes(_take(payload, at, 2), "big") + 1
        at += 2
    at += size
    return _take(payload, at, 1)[0] & 0x0F, at + 1


def _first_track(payload: bytes, at: int) -> EnhancedPacket | None:
    head = _take(payload, at, 1)[0]
    layout, packet_type = head >> 4, head & 0x0F
    at += 1
    fourcc = b""
    if layout != _MANY_TRACKS_MANY_CODECS:
        fourcc = _take(payload, at, 4)
        at += 4
    while at < len(payload):
        if layout == _MANY_TRACKS_MANY_CODECS:
            fourcc = _take(payload, at, 4)
            at += 4
        track = _take(payload, at, 1)[0]
        at += 1
        size = len(payload) - at
        if layout != _ONE_TRACK:
            size = int.from_bytes(_take(payload, at, 3), "big")
            at += 3
        if track == _SHOWN_TRACK:
            return EnhancedPacket(packet_type, fourcc, _take(payload, at, size))
        at += size
    return None


def _take(payload: bytes, at: int, size: int) -> bytes:
    piece = payload[at : at + size]
    if len(piece) < size:
        raise FlvError("the tag ends inside its header")
    return piece
