"""What a NAL unit says about itself in its first byte (H.264 7.3.1 and 7.4.1)."""

from collections.abc import Iterable
from enum import IntEnum

from appliance.protocols.h264.errors import H264Error


class NalType(IntEnum):
    """nal_unit_type: table 7-1, and the packet types that RFC 6184 adds."""

    SLICE = 1
    PARTITION_A = 2
    PARTITION_B = 3
    PARTITION_C = 4
    IDR = 5
    SEI = 6
    SPS = 7
    PPS = 8
    AUD = 9
    END_OF_SEQUENCE = 10
    END_OF_STREAM = 11
    FILLER = 12
    STAP_A = 24
    FU_A = 28


def nal_type(nal: bytes) -> int:
    """The nal_unit_type, also of a type that NalType does not name; H264Error when the unit is empty."""
    if not nal:
        raise H264Error("a NAL unit is empty")
    return nal[0] & 0x1F


def is_keyframe(nal_units: Iterable[bytes]) -> bool:
    """True when the access unit holds an IDR slice, so that a decoder can start there."""
    return any(nal and nal[0] & 0x1F == NalType.IDR for nal in nal_units)
