"""H.264 as bytes: NAL units, their framing, and the headers the box reads. Nothing here decodes a picture."""

from appliance.protocols.h264.avc_config import AvcConfig, build_avc_config, parse_avc_config
from appliance.protocols.h264.errors import H264Error
from appliance.protocols.h264.framing import MAX_NAL_UNITS, join_annex_b, join_avcc, split_annex_b, split_avcc
from appliance.protocols.h264.nal import NalType, is_keyframe, nal_type
from appliance.protocols.h264.slice_header import SliceHeader, SliceType, parse_slice_header
from appliance.protocols.h264.sps import Sps, parse_sps

__all__ = [
    "MAX_NAL_UNITS",
    "AvcConfig",
    "H264Error",
    "NalType",
    "SliceHeader",
    "SliceType",
    "Sps",
    "build_avc_config",
    "is_keyframe",
    "join_annex_b",
    "join_avcc",
    "nal_type",
    "parse_avc_config",
    "parse_slice_header",
    "parse_sps",
    "split_annex_b",
    "split_avcc",
]
