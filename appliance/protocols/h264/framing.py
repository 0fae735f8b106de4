"""The two ways NAL units are laid out in a byte string: start codes (Annex B) and lengths (AVCC)."""

from collections.abc import Iterable

from appliance.protocols.h264.errors import H264Error

MAX_NAL_UNITS = 4096
"""In one access unit; a 1080p picture cut into one slice per macroblock row has 68."""

_START_CODE = b"\x00\x00\x00\x01"
_SHORT_START_CODE = b"\x00\x00\x01"


def split_annex_b(data: bytes) -> list[bytes]:
    """The NAL units between start codes; H264Error when the data does not begin with one."""
    parts = data.split(_SHORT_START_CODE, MAX_NAL_UNITS + 1)
    if len(parts) > MAX_NAL_UNITS + 1:
        raise H264Error("too many NAL units in one access unit")
    if parts[0].strip(b"\x00") or (len(parts) == 1 and data):
        raise H264Error("no start code at the beginning")
    # A NAL unit never ends in a zero byte (7.4.1), so zeros before a start code belong to the start code.
    return [nal for nal in (part.rstrip(b"\x00") for part in parts[1:]) if nal]


def split_avcc(data: bytes, length_size: int) -> list[bytes]:
    """The length-prefixed NAL units, empty ones left out; H264Error when a length does not fit."""
    if length_size not in (1, 2, 4):
        raise H264Error(f"a NAL unit length of {length_size} bytes is not defined")
    nal_units: list[bytes] = []
    position, end = 0, len(data)
    for _ in range(MAX_NAL_UNITS):
        if position >= end:
            return nal_units
        start = position + length_size
        position = start + int.from_bytes(data[position:start], "big")
        if position > end or start > end:
            raise H264Error("a NAL unit is longer than its access unit")
        if position > start:
            nal_units.append(data[start:position])
    if position < end:
        raise H264Error("too many NAL units in one access unit")
    return nal_units


def join_annex_b(nal_units: Iterable[bytes]) -> bytes:
    """The NAL units, each after a four-byte start code."""
    return b"".join([part for nal in nal_units for part in (_START_CODE, nal)])


def join_avcc(nal_units: Iterable[bytes]) -> bytes:
    """The NAL units, each after its length in four bytes."""
    return b"".join([part for nal in nal_units for part in (len(nal).to_bytes(4, "big"), nal)])
