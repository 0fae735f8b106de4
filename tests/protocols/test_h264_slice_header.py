"""The beginning of a slice header: which part of the picture, which kind of slice."""

import pytest

from appliance.protocols.h264 import H264Error, NalType, SliceType, is_keyframe, nal_type, parse_slice_header
from tests.protocols.bit_writer import BitWriter
from tests.protocols.encoded_video import encode

_SLICES = (NalType.SLICE, NalType.IDR)


def _slices(nals: list[bytes]) -> list[bytes]:
    return [nal for nal in nals if nal_type(nal) in _SLICES]


def test_a_frame_of_several_slices_begins_at_macroblock_zero_once() -> None:
    options = {"profile": "baseline", "threads": "1", "x264-params": "slices=4"}
    for nals in encode(640, 352, 3, options):
        starts = [parse_slice_header(nal).first_mb_in_slice for nal in _slices(nals)]
        assert len(starts) == 4
        assert starts[0] == 0
        assert starts == sorted(set(starts))


def test_slice_types_follow_the_encoder() -> None:
    options = {"profile": "high", "bf": "2", "b-adapt": "0", "keyint": "250", "scenecut": "0"}
    access_units = encode(320, 240, 7, options)
    kinds = [parse_slice_header(_slices(nals)[0]).slice_type for nals in access_units]
    assert kinds[0] == SliceType.I
    assert is_keyframe(access_units[0])
    assert kinds[1:] == [SliceType.P, SliceType.B, SliceType.B] * 2


@pytest.mark.parametrize("code", range(10))
def test_slice_type_is_taken_modulo_five(code: int) -> None:
    header = parse_slice_header(BitWriter().unsigned(1200, code).nal(0x41))
    assert (header.first_mb_in_slice, header.slice_type) == (1200, code % 5)


@pytest.mark.parametrize(
    "nal",
    [b"", b"\x65", b"\x67\x88\x84", BitWriter().unsigned(0, 10).nal(0x41), BitWriter().unsigned(140_000, 0).nal(0x41)],
    ids=["empty", "only a header", "not a slice", "slice type", "macroblock"],
)
def test_nonsense_is_refused(nal: bytes) -> None:
    with pytest.raises(H264Error):
        parse_slice_header(nal)
