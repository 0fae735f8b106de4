"""The AVC decoder configuration record that precedes AVCC data in FLV and MP4 (ISO/IEC 14496-15 5.3.3.1)."""

from collections.abc import Sequence
from dataclasses import dataclass

from appliance.protocols.h264.errors import H264Error
from appliance.protocols.h264.sps import HIGH_PROFILES, parse_sps

_HEAD_BYTES = 6
_LENGTH_SIZE = 4
_MAX_SPS = 31
_MAX_PPS = 255


@dataclass(frozen=True, slots=True)
class AvcConfig:
    """The parameter sets of a stream and the size of its NAL unit lengths."""

    profile_idc: int
    constraint_flags: int
    level_idc: int
    length_size: int
    sps: tuple[bytes, ...]
    pps: tuple[bytes, ...]


def parse_avc_config(data: bytes) -> AvcConfig:
    """The record in `data`; extensions behind the parameter sets are ignored; H264Error when it is cut or unknown."""
    if len(data) <= _HEAD_BYTES or data[0] != 1:
        raise H264Error("not an AVC decoder configuration record")
    length_size = 1 + (data[4] & 3)
    if length_size == 3:
        raise H264Error("a NAL unit length of 3 bytes is not defined")
    sps, position = _read_sets(data, _HEAD_BYTES, data[5] & 0x1F)
    if position >= len(data):
        raise H264Error("the configuration record is cut short")
    pps, _ = _read_sets(data, position + 1, data[position])
    return AvcConfig(data[1], data[2], data[3], length_size, sps, pps)


def build_avc_config(sps: Sequence[bytes], pps: Sequence[bytes]) -> bytes:
    """The record for these parameter sets, with four-byte NAL unit lengths; H264Error when there is no valid SPS."""
    if not 0 < len(sps) <= _MAX_SPS or len(pps) > _MAX_PPS:
        raise H264Error("the number of parameter sets does not fit a configuration record")
    first = parse_sps(sps[0])
    record = bytearray((1, *sps[0][1:4], 0xFC | (_LENGTH_SIZE - 1), 0xE0 | len(sps)))
    record += _pack_sets(sps) + bytes((len(pps),)) + _pack_sets(pps)
    if first.profile_idc in HIGH_PROFILES:
        depths = (0xF8 | (first.bit_depth_luma - 8), 0xF8 | (first.bit_depth_chroma - 8))
        record += bytes((0xFC | first.chroma_format_idc, *depths, 0))
    return bytes(record)


def _read_sets(data: bytes, position: int, count: int) -> tuple[tuple[bytes, ...], int]:
    sets: list[bytes] = []
    for _ in range(count):
        start = position + 2
        position = start + int.from_bytes(data[position:start], "big")
        if position > len(data) or position == start:
            raise H264Error("a parameter set is empty or cut short")
        sets.append(data[start:position])
    return tuple(sets), position


def _pack_sets(sets: Sequence[bytes]) -> bytes:
    if any(not 0 < len(nal) <= 0xFFFF for nal in sets):
        raise H264Error("a parameter set does not fit a configuration record")
    return b"".join([part for nal in sets for part in (len(nal).to_bytes(2, "big"), nal)])
