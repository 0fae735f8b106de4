"""The body of an FLV video tag: classic, or with a FourCC (Enhanced RTMP)."""

from dataclasses import dataclass
from enum import Enum, auto

from appliance.protocols.flv import enhanced
from appliance.protocols.flv.codecs import VIDEO_BY_FOURCC, VIDEO_BY_NUMBER, VideoCodec
from appliance.protocols.flv.errors import FlvError

_ENHANCED_FLAG = 0x80
_KEYFRAME = 1
_COMMAND_FRAME = 5
_AVC_NUMBER = 7
_FOURCCS_WITH_COMPOSITION_TIME = frozenset({b"avc1", b"hvc1", b"vvc1"})


class VideoPacket(Enum):
    """What a video tag holds."""

    CONFIG = auto()
    """The decoder's configuration record; for H.264 an AVCDecoderConfigurationRecord."""
    FRAME = auto()
    END = auto()
    OTHER = auto()
    """Nothing that is shown: seek commands, colour metadata, other tracks."""


@dataclass(frozen=True, slots=True)
class VideoTag:
    """One video tag."""

    codec: VideoCodec
    packet: VideoPacket
    is_keyframe: bool
    composition_time_ms: int
    """Presentation minus decoding time; signed."""
    data: bytes


_NOTHING = VideoTag(VideoCodec.UNKNOWN, VideoPacket.OTHER, False, 0, b"")
_CLASSIC_PACKETS = {0: VideoPacket.CONFIG, 1: VideoPacket.FRAME, 2: VideoPacket.END}
_ENHANCED_PACKETS = {
    enhanced.PACKET_SEQUENCE_START: VideoPacket.CONFIG,
    enhanced.PACKET_CODED_FRAMES: VideoPacket.FRAME,
    enhanced.PACKET_SEQUENCE_END: VideoPacket.END,
    enhanced.PACKET_CODED_FRAMES_X: VideoPacket.FRAME,
}


def parse_video_tag(payload: bytes) -> VideoTag:
    """Read the body of a video tag; raises FlvError."""
    if not payload:
        raise FlvError("an empty video tag")
    first = payload[0]
    if first & _ENHANCED_FLAG:
        return _parse_enhanced(payload)
    frame_type = first >> 4
    if frame_type == _COMMAND_FRAME:
        return _NOTHING
    codec = VIDEO_BY_NUMBER.get(first & 0x0F, VideoCodec.UNKNOWN)
    is_keyframe = frame_type == _KEYFRAME
    if codec is not VideoCodec.AVC:
        return VideoTag(codec, VideoPacket.FRAME, is_keyframe, 0, payload[1:])
    if len(payload) < 5:
        raise FlvError("an H.264 tag ends inside its header")
    packet = _CLASSIC_PACKETS.get(payload[1], VideoPacket.OTHER)
    return VideoTag(codec, packet, is_keyframe, _int24(payload[2:5]), payload[5:])


def build_avc_tag(packet: VideoPacket, data: bytes, *, is_keyframe: bool = True, composition_time_ms: int = 0) -> bytes:
    """The body of a classic H.264 tag."""
    frame_type = _KEYFRAME if is_keyframe else 2
    packet_number = {VideoPacket.CONFIG: 0, VideoPacket.FRAME: 1, VideoPacket.END: 2}[packet]
    head = bytes([frame_type << 4 | _AVC_NUMBER, packet_number])
    return head + composition_time_ms.to_bytes(3, "big", signed=True) + data


def _parse_enhanced(payload: bytes) -> VideoTag:
    frame_type = payload[0] >> 4 & 0x07
    packet = enhanced.parse_enhanced(payload, payload[0] & 0x0F, enhanced.PACKET_MULTITRACK_VIDEO)
    if packet is None or frame_type == _COMMAND_FRAME:
        return _NOTHING
    body, composition_time_ms = packet.body, 0
    if packet.packet_type == enhanced.PACKET_CODED_FRAMES and packet.fourcc in _FOURCCS_WITH_COMPOSITION_TIME:
        if len(body) < 3:
            raise FlvError("a coded frame without its composition time")
        body, composition_time_ms = body[3:], _int24(body[:3])
    return VideoTag(
        VIDEO_BY_FOURCC.get(packet.fourcc, VideoCodec.UNKNOWN),
        _ENHANCED_PACKETS.get(packet.packet_type, VideoPacket.OTHER),
        frame_type == _KEYFRAME,
        composition_time_ms,
        body,
    )


def _int24(data: bytes) -> int:
    return int.from_bytes(data, "big", signed=True)
