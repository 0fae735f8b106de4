"""Sequence parameter sets, checked against what x264 really writes."""

import pytest

from appliance.protocols.h264 import H264Error, NalType, Sps, nal_type, parse_sps
from tests.protocols.bit_writer import BitWriter
from tests.protocols.encoded_video import encode

PHONE = {"tune": "zerolatency", "profile": "baseline"}


def _first_sps(nals: list[bytes]) -> bytes:
    return next(nal for nal in nals if nal_type(nal) == NalType.SPS)


def _sps_of_x264(width: int, height: int, options: dict[str, str], pixel_format: str = "yuv420p") -> Sps:
    return parse_sps(_first_sps(encode(width, height, 1, options, pixel_format)[0]))


def _head(profile_idc: int = 66) -> BitWriter:
    return BitWriter().bits(profile_idc, 8).bits(0xC0, 8).bits(31, 8).unsigned(0)


def _size(writer: BitWriter, width_mbs: int = 20, height_mbs: int = 15) -> BitWriter:
    """From max_num_ref_frames to the crop flag, without cropping."""
    return writer.unsigned(1).flags(0).unsigned(width_mbs - 1, height_mbs - 1).flags(1, 1, 0)


@pytest.mark.parametrize(
    ("width", "height"), [(1920, 1080), (1280, 720), (1080, 1920), (640, 360), (886, 1918), (426, 240), (16, 16)]
)
def test_picture_size_is_read_after_cropping(width: int, height: int) -> None:
    sps = _sps_of_x264(width, height, PHONE)
    assert (sps.width, sps.height) == (width, height)


def test_a_phones_baseline_stream() -> None:
    sps = _sps_of_x264(1280, 720, {**PHONE, "level": "3.1"})
    assert (sps.profile_idc, sps.constraint_flags & 0xC0, sps.level_idc) == (66, 0xC0, 31)
    assert (sps.chroma_format_idc, sps.bit_depth_luma, sps.bit_depth_chroma) == (1, 8, 8)
    assert sps.max_num_reorder_frames == 0
    assert sps.frame_rate == pytest.approx(30)


def test_b_frames_show_as_reordering() -> None:
    sps = _sps_of_x264(640, 360, {"profile": "main", "bf": "3", "b-pyramid": "none"})
    assert (sps.profile_idc, sps.max_num_reorder_frames) == (77, 1)


def test_high_profile_without_b_frames_promises_no_reordering() -> None:
    assert _sps_of_x264(640, 360, {"profile": "high", "bf": "0"}).max_num_reorder_frames == 0


def test_high_422_10_bit_is_told_apart() -> None:
    sps = _sps_of_x264(640, 360, {"profile": "high422"}, "yuv422p10le")
    assert (sps.profile_idc, sps.chroma_format_idc, sps.bit_depth_luma, sps.bit_depth_chroma) == (122, 2, 10, 10)
    assert (sps.width, sps.height) == (640, 360)


def test_high_444_with_odd_size() -> None:
    sps = _sps_of_x264(323, 241, {"profile": "high444"}, "yuv444p")
    assert (sps.chroma_format_idc, sps.width, sps.height) == (3, 323, 241)


def test_interlaced_field_rows_count_twice() -> None:
    sps = _sps_of_x264(640, 360, {"profile": "high", "x264-params": "interlaced=1"})
    assert (sps.width, sps.height) == (640, 360)


def test_hrd_parameters_are_skipped() -> None:
    options = {"profile": "high", "bf": "0", "x264-params": "nal-hrd=cbr:bitrate=1000:vbv-maxrate=1000:vbv-bufsize=500"}
    sps = _sps_of_x264(640, 360, options)
    assert sps.max_num_reorder_frames == 0
    assert sps.frame_rate == pytest.approx(30)


def test_output_order_is_decoding_order_for_picture_order_type_2() -> None:
    nal = _size(_head().unsigned(0).unsigned(2)).flags(0).nal(0x67)
    sps = parse_sps(nal)
    assert (sps.width, sps.height, sps.max_num_reorder_frames, sps.frame_rate) == (320, 240, 0, None)


def test_a_stream_that_promises_nothing_leaves_reordering_open() -> None:
    nal = _size(_head().unsigned(0).unsigned(0, 0)).flags(0).nal(0x67)
    assert parse_sps(nal).max_num_reorder_frames is None


def test_picture_order_type_1_is_skipped() -> None:
    writer = _head().unsigned(0).unsigned(1).flags(0).signed(-3, 5).unsigned(3).signed(1, -2, 40)
    assert parse_sps(_size(writer).flags(0).nal(0x67)).width == 320


def test_scaling_lists_are_skipped() -> None:
    writer = _head(100).unsigned(1, 0, 0).flags(0, 1)
    writer.flags(1).signed(*[1] * 16)  # sixteen deltas
    writer.flags(1).signed(-8)  # the first delta makes the scale zero: the default list
    writer.flags(0, 0, 0, 0)
    writer.flags(1).signed(*[2] * 64).flags(0)
    sps = parse_sps(_size(writer.unsigned(0).unsigned(2)).flags(0).nal(0x67))
    assert (sps.width, sps.height) == (320, 240)


def test_full_usability_information_is_read_through() -> None:
    writer = _size(_head().unsigned(0).unsigned(0, 2)).flags(1)
    writer.flags(1).bits(255, 8).bits(4, 16).bits(3, 16)  # extended sample aspect ratio
    writer.flags(1, 0)  # overscan
    writer.flags(1).bits(5, 3).flags(1, 1).bits(1, 8).bits(1, 8).bits(1, 8)  # colours
    writer.flags(1).unsigned(0, 0)  # chroma location
    writer.flags(1).bits(1001, 32).bits(60_000, 32).flags(1)  # timing
    for _ in ("nal_hrd", "vcl_hrd"):
        writer.flags(1).unsigned(1).bits(0x12, 8).unsigned(99, 5).flags(0).unsigned(7, 9).flags(1).bits(0, 20)
    writer.flags(0, 1)  # low_delay_hrd, pic_struct
    writer.flags(1, 1).unsigned(2, 1, 16, 16, 2, 4)
    sps = parse_sps(writer.nal(0x67))
    assert sps.max_num_reorder_frames == 2
    assert sps.frame_rate == pytest.approx(29.97, abs=0.01)


def test_timing_of_zero_ticks_gives_no_frame_rate() -> None:
    writer = _size(_head().unsigned(0).unsigned(2)).flags(1).flags(0, 0, 0, 0)
    writer.flags(1).bits(0, 32).bits(60, 32).flags(0).flags(0, 0, 0, 0)
    assert parse_sps(writer.nal(0x67)).frame_rate is None


def test_each_truncation_is_refused() -> None:
    nal = _first_sps(encode(1280, 720, 1, PHONE)[0])
    whole = parse_sps(nal)
    # The last byte may hold nothing but the stop bit.
    for cut in range(len(nal) - 1):
        with pytest.raises(H264Error):
            parse_sps(nal[:cut])
    assert whole.width == 1280


_CROPPED_AWAY = _head().unsigned(0, 2, 1).flags(0).unsigned(0, 0).flags(1, 1, 1).unsigned(4, 4, 0, 0)


@pytest.mark.parametrize(
    "nal",
    [
        b"\x68\xce\x3c\x80",
        _head().unsigned(13).nal(0x67),
        _head().unsigned(0).unsigned(3).nal(0x67),
        _size(_head().unsigned(0).unsigned(2), width_mbs=1056).flags(0).nal(0x67),
        _CROPPED_AWAY.nal(0x67),
        b"\x67" + bytes(60),
    ],
    ids=["a PPS", "frame number", "picture order type", "too wide", "cropped away", "endless Exp-Golomb code"],
)
def test_nonsense_is_refused(nal: bytes) -> None:
    with pytest.raises(H264Error):
        parse_sps(nal)
