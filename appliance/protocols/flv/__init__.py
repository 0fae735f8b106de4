"""The bodies of FLV tags, as RTMP carries them: classic and Enhanced RTMP."""

from appliance.protocols.flv.audio_specific_config import AudioSpecificConfig, parse_audio_specific_config
from appliance.protocols.flv.audio_tag import AudioPacket, AudioTag, build_aac_tag, parse_audio_tag
from appliance.protocols.flv.codecs import AudioCodec, VideoCodec
from appliance.protocols.flv.errors import FlvError
from appliance.protocols.flv.metadata import StreamMetadata, read_metadata
from appliance.protocols.flv.video_tag import VideoPacket, VideoTag, build_avc_tag, parse_video_tag

__all__ = [
    "AudioCodec",
    "AudioPacket",
    "AudioSpecificConfig",
    "AudioTag",
    "FlvError",
    "StreamMetadata",
    "VideoCodec",
    "VideoPacket",
    "VideoTag",
    "build_aac_tag",
    "build_avc_tag",
    "parse_audio_specific_config",
    "parse_audio_tag",
    "parse_video_tag",
    "read_metadata",
]
