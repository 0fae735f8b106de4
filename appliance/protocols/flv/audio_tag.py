"""The body of an FLV audio tag: classic, or with a FourCC (Enhanced RTMP)."""

from dataclasses import dataclass
from enum import Enum, auto

from appliance.protocols.flv import enhanced
from appliance.protocols.flv.codecs import AUDIO_BY_FOURCC, AUDIO_BY_NUMBER, AudioCodec
from appliance.protocols.flv.errors import FlvError

_ENHANCED_FORMAT = 9
_AAC_44_KHZ_STEREO_16_BIT = 0xAF
"""The rate and channel bits of an AAC tag are fixed; the truth stands in its configuration."""


class AudioPacket(Enum):
    """What an audio tag holds."""

    CONFIG = auto()
    """The decoder's configuration; for AAC an AudioSpecificConfig."""
    FRAME = auto()
    END = auto()
    OTHER = auto()
    """Nothing that is heard: channel layouts, other tracks."""


@dataclass(frozen=True, slots=True)
class AudioTag:
    """One audio tag."""

    codec: AudioCodec
    packet: AudioPacket
    data: bytes


_ENHANCED_PACKETS = {
    enhanced.PACKET_SEQUENCE_START: AudioPacket.CONFIG,
    enhanced.PACKET_CODED_FRAMES: AudioPacket.FRAME,
    enhanced.PACKET_SEQUENCE_END: AudioPacket.END,
}


def parse_audio_tag(payload: bytes) -> AudioTag:
    """Read the body of an audio tag; raises FlvError."""
    if not payload:
        raise FlvError("an empty audio tag")
    number = payload[0] >> 4
    if number == _ENHANCED_FORMAT:
        return _parse_enhanced(payload)
    codec = AUDIO_BY_NUMBER.get(number, AudioCodec.UNKNOWN)
    if codec is not AudioCodec.AAC:
        return AudioTag(codec, AudioPacket.FRAME, payload[1:])
    if len(payload) < 2:
        raise FlvError("an AAC tag ends inside its header")
    packet = {0: AudioPacket.CONFIG, 1: AudioPacket.FRAME}.get(payload[1], AudioPacket.OTHER)
    return AudioTag(codec, packet, payload[2:])


def build_aac_tag(packet: AudioPacket, data: bytes) -> bytes:
    """The body of a classic AAC tag."""
    packet_number = {AudioPacket.CONFIG: 0, AudioPacket.FRAME: 1}[packet]
    return bytes([_AAC_44_KHZ_STEREO_16_BIT, packet_number]) + data


def _parse_enhanced(payload: bytes) -> AudioTag:
    packet = enhanced.parse_enhanced(payload, payload[0] & 0x0F, enhanced.PACKET_MULTITRACK_AUDIO)
    if packet is None:
        return AudioTag(AudioCodec.UNKNOWN, AudioPacket.OTHER, b"")
    return AudioTag(
        AUDIO_BY_FOURCC.get(packet.fourcc, AudioCodec.UNKNOWN),
        _ENHANCED_PACKETS.get(packet.packet_type, AudioPacket.OTHER),
        packet.body,
    )
