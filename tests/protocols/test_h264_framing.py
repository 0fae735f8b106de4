"""NAL units between Annex B, AVCC and lists."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.protocols.h264 import (
    MAX_NAL_UNITS,
    H264Error,
    NalType,
    is_keyframe,
    join_annex_b,
    join_avcc,
    nal_type,
    split_annex_b,
    split_avcc,
)

SPS, PPS, IDR, SLICE = b"\x67\x42\xe0\x1f", b"\x68\xce", b"\x65\x88\x84", b"\x41\x9a\x01"


def _escape(rbsp: bytes) -> bytes:
    """A NAL unit that contains no start code and does not end in zero."""
    escaped = bytearray(b"\x41")
    zeros = 0
    for byte in rbsp:
        if zeros >= 2 and byte <= 3:
            escaped.append(3)
            zeros = 0
        escaped.append(byte)
        zeros = zeros + 1 if byte == 0 else 0
    return bytes(escaped) + b"\x80"


nal_units = st.lists(st.binary(max_size=40).map(_escape), max_size=8)


@given(nal_units)
def test_annex_b_gives_back_what_was_joined(nals: list[bytes]) -> None:
    assert split_annex_b(join_annex_b(nals)) == nals


@given(nal_units)
def test_avcc_gives_back_what_was_joined(nals: list[bytes]) -> None:
    assert split_avcc(join_avcc(nals), 4) == nals


def test_annex_b_takes_both_start_codes_and_trailing_zeros() -> None:
    data = b"\x00\x00\x01" + SPS + b"\x00\x00\x00\x01" + PPS + b"\x00\x00\x00\x00\x00\x01" + IDR + b"\x00\x00"
    assert split_annex_b(data) == [SPS, PPS, IDR]


@pytest.mark.parametrize("data", [b"\x65\x88", b"\x09" + b"\x00\x00\x01" + IDR, b"\x00\x00"])
def test_annex_b_without_a_start_code_at_the_beginning_is_refused(data: bytes) -> None:
    with pytest.raises(H264Error):
        split_annex_b(data)


def test_no_data_holds_no_nal_units() -> None:
    assert split_annex_b(b"") == []
    assert split_avcc(b"", 4) == []


@pytest.mark.parametrize(("length_size", "prefix"), [(1, b"\x03"), (2, b"\x00\x03"), (4, b"\x00\x00\x00\x03")])
def test_avcc_lengths_of_each_size(length_size: int, prefix: bytes) -> None:
    assert split_avcc(prefix + IDR + prefix + SLICE, length_size) == [IDR, SLICE]


@pytest.mark.parametrize("length_size", [0, 3, 5])
def test_undefined_length_size_is_refused(length_size: int) -> None:
    with pytest.raises(H264Error):
        split_avcc(b"\x00\x00\x00\x01\x65", length_size)


def test_empty_avcc_units_are_left_out() -> None:
    assert split_avcc(b"\x00\x00\x00\x00" + join_avcc([IDR]), 4) == [IDR]


def test_avcc_cut_anywhere_but_between_units_is_refused() -> None:
    data = join_avcc([SPS, PPS, IDR])
    whole = {0: [], 8: [SPS], 14: [SPS, PPS], len(data): [SPS, PPS, IDR]}
    for cut in range(len(data) + 1):
        if cut in whole:
            assert split_avcc(data[:cut], 4) == whole[cut]
        else:
            with pytest.raises(H264Error):
                split_avcc(data[:cut], 4)


def test_number_of_nal_units_is_bounded() -> None:
    nals = [SLICE] * (MAX_NAL_UNITS + 1)
    assert len(split_annex_b(join_annex_b(nals[1:]))) == MAX_NAL_UNITS
    with pytest.raises(H264Error):
        split_annex_b(join_annex_b(nals))
    with pytest.raises(H264Error):
        split_avcc(join_avcc(nals), 4)


def test_nal_type_is_in_the_low_five_bits() -> None:
    assert [nal_type(nal) for nal in (SPS, PPS, IDR, SLICE)] == [
        NalType.SPS,
        NalType.PPS,
        NalType.IDR,
        NalType.SLICE,
    ]
    assert nal_type(b"\x1e") == 30
    with pytest.raises(H264Error):
        nal_type(b"")


def test_a_keyframe_has_an_idr_slice() -> None:
    assert is_keyframe([SPS, PPS, IDR])
    assert not is_keyframe([SPS, PPS, SLICE])
    assert not is_keyframe([b""])
