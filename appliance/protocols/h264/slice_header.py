"""The first two fields of a slice header: where the slice starts and how it is predicted (H.264 7.3.3)."""

from dataclasses import dataclass
from enum import IntEnum

from appliance.protocols.h264.bit_reader import BitReader
from appliance.protocols.h264.errors import H264Error
from appliance.protocols.h264.nal import NalType, nal_type

_HEAD_BYTES = 24
"""Two Exp-Golomb codes take at most 65 bits each; the rest is room for emulation prevention."""

_MAX_MACROBLOCKS = 139_264
"""Level 6.2 (table A-1)."""

_SLICE_TYPES = (NalType.SLICE, NalType.PARTITION_A, NalType.IDR)


class SliceType(IntEnum):
    """slice_type modulo 5 (table 7-6)."""

    P = 0
    B = 1
    I = 2  # noqa: E741 - the name the standard gives it
    SP = 3
    SI = 4


@dataclass(frozen=True, slots=True)
class SliceHeader:
    """The part of a slice header that can be read without its parameter sets."""

    first_mb_in_slice: int
    """0 where a new picture begins."""
    slice_type: SliceType


def parse_slice_header(nal: bytes) -> SliceHeader:
    """The head of a coded slice, from its first bytes only; H264Error when it is not one."""
    if nal_type(nal) not in _SLICE_TYPES:
        raise H264Error("the NAL unit is not a slice")
    reader = BitReader(nal, _HEAD_BYTES)
    first_mb_in_slice = reader.unsigned_up_to(_MAX_MACROBLOCKS, "first_mb_in_slice")
    return SliceHeader(first_mb_in_slice, SliceType(reader.unsigned_up_to(9, "slice_type") % 5))
