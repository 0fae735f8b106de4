"""The sequence parameter set: profile, picture size and what the stream promises about timing (H.264 7.3.2.1, E.1)."""

from dataclasses import dataclass

from appliance.protocols.h264.bit_reader import BitReader
from appliance.protocols.h264.errors import H264Error
from appliance.protocols.h264.nal import NalType, nal_type

HIGH_PROFILES = frozenset({44, 83, 86, 100, 110, 118, 122, 128, 134, 135, 138, 139, 244})
"""The profile_idc values whose SPS carries chroma format and bit depth (7.3.2.1.1)."""

_MAX_SPS_BYTES = 2048
"""Twelve scaling lists and both HRD tables fit with room to spare."""

_MAX_SIDE_MACROBLOCKS = 1055
"""Level 6.2 allows no side over sqrt(8 * 139264) macroblocks (A.3.1)."""

_EXTENDED_SAR = 255
_CHROMA_444 = 3


@dataclass(frozen=True, slots=True)
class Sps:
    """What the box wants to know of a sequence parameter set."""

    profile_idc: int
    constraint_flags: int
    """constraint_set0_flag in the highest bit, the two reserved bits in the lowest."""
    level_idc: int
    """Ten times the level: 31 is level 3.1."""
    chroma_format_idc: int
    bit_depth_luma: int
    bit_depth_chroma: int
    width: int
    height: int
    """Both as shown, after cropping."""
    max_num_reorder_frames: int | None
    """0 promises that pictures are sent in the order they are shown; None when the stream does not say."""
    frame_rate: float | None


@dataclass(frozen=True, slots=True)
class _ChromaFormat:
    chroma_format_idc: int = 1
    separate_colour_planes: bool = False
    bit_depth_luma: int = 8
    bit_depth_chroma: int = 8


def parse_sps(nal: bytes) -> Sps:
    """The sequence parameter set in a NAL unit; H264Error when it is not a complete and sensible one."""
    if nal_type(nal) != NalType.SPS:
        raise H264Error("the NAL unit is not a sequence parameter set")
    reader = BitReader(nal, _MAX_SPS_BYTES)
    profile_idc, constraint_flags, level_idc = reader.bits(8), reader.bits(8), reader.bits(8)
    reader.unsigned_up_to(31, "seq_parameter_set_id")
    chroma = _chroma_format(reader) if profile_idc in HIGH_PROFILES else _ChromaFormat()
    reader.unsigned_up_to(12, "log2_max_frame_num_minus4")
    is_output_in_decoding_order = _picture_order(reader) == 2
    reader.unsigned_up_to(16, "max_num_ref_frames")
    reader.flag()  # gaps_in_frame_num_value_allowed_flag
    width, height = _picture_size(reader, chroma)
    frame_rate, max_num_reorder_frames = _usability(reader) if reader.flag() else (None, None)
    return Sps(
        profile_idc=profile_idc,
        constraint_flags=constraint_flags,
        level_idc=level_idc,
        chroma_format_idc=chroma.chroma_format_idc,
        bit_depth_luma=chroma.bit_depth_luma,
        bit_depth_chroma=chroma.bit_depth_chroma,
        width=width,
        height=height,
        max_num_reorder_frames=0 if is_output_in_decoding_order else max_num_reorder_frames,
        frame_rate=frame_rate,
    )


def _chroma_format(reader: BitReader) -> _ChromaFormat:
    chroma_format_idc = reader.unsigned_up_to(3, "chroma_format_idc")
    separate_colour_planes = chroma_format_idc == _CHROMA_444 and reader.flag()
    bit_depth_luma = 8 + reader.unsigned_up_to(6, "bit_depth_luma_minus8")
    bit_depth_chroma = 8 + reader.unsigned_up_to(6, "bit_depth_chroma_minus8")
    reader.flag()  # qpprime_y_zero_transform_bypass_flag
    if reader.flag():
        _skip_scaling_lists(reader, 12 if chroma_format_idc == _CHROMA_444 else 8)
    return _ChromaFormat(chroma_format_idc, separate_colour_planes, bit_depth_luma, bit_depth_chroma)


def _skip_scaling_lists(reader: BitReader, count: int) -> None:
    for index in range(count):
        if reader.flag():
            _skip_scaling_list(reader, 16 if index < 6 else 64)


def _skip_scaling_list(reader: BitReader, size: int) -> None:
    last_scale = 8
    for _ in range(size):
        next_scale = (last_scale + reader.signed()) % 256
        if next_scale == 0:
            return
        last_scale = next_scale


def _picture_order(reader: BitReader) -> int:
    pic_order_cnt_type = reader.unsigned_up_to(2, "pic_order_cnt_type")
    if pic_order_cnt_type == 0:
        reader.unsigned_up_to(12, "log2_max_pic_order_cnt_lsb_minus4")
    elif pic_order_cnt_type == 1:
        reader.flag()  # delta_pic_order_always_zero_flag
        reader.signed()  # offset_for_non_ref_pic
        reader.signed()  # offset_for_top_to_bottom_field
        for _ in range(reader.unsigned_up_to(255, "num_ref_frames_in_pic_order_cnt_cycle")):
            reader.signed()  # offset_for_ref_frame
    return pic_order_cnt_type


def _picture_size(reader: BitReader, chroma: _ChromaFormat) -> tuple[int, int]:
    width = 16 * (1 + reader.unsigned_up_to(_MAX_SIDE_MACROBLOCKS - 1, "pic_width_in_mbs_minus1"))
    map_units = 1 + reader.unsigned_up_to(_MAX_SIDE_MACROBLOCKS - 1, "pic_height_in_map_units_minus1")
    frame_mbs_only = reader.flag()
    if not frame_mbs_only:
        reader.flag()  # mb_adaptive_frame_field_flag
    reader.flag()  # direct_8x8_inference_flag
    height = 16 * map_units * (1 if frame_mbs_only else 2)
    if reader.flag():
        unit_x, unit_y = _crop_units(chroma, frame_mbs_only)
        left, right, top, bottom = (reader.unsigned() for _ in range(4))
        width -= unit_x * (left + right)
        height -= unit_y * (top + bottom)
    if width <= 0 or height <= 0:
        raise H264Error("the cropping leaves no picture")
    return width, height


def _crop_units(chroma: _ChromaFormat, frame_mbs_only: bool) -> tuple[int, int]:
    """CropUnitX and CropUnitY (equations 7-19 to 7-22)."""
    idc = 0 if chroma.separate_colour_planes else chroma.chroma_format_idc
    unit_x = 2 if idc in (1, 2) else 1
    unit_y = 2 if idc == 1 else 1
    return unit_x, unit_y * (1 if frame_mbs_only else 2)


def _usability(reader: BitReader) -> tuple[float | None, int | None]:
    """vui_parameters(): the frame rate and max_num_reorder_frames."""
    _skip_picture_description(reader)
    frame_rate = _frame_rate(reader) if reader.flag() else None
    has_nal_hrd = reader.flag()
    if has_nal_hrd:
        _skip_hrd(reader)
    has_vcl_hrd = reader.flag()
    if has_vcl_hrd:
        _skip_hrd(reader)
    if has_nal_hrd or has_vcl_hrd:
        reader.flag()  # low_delay_hrd_flag
    reader.flag()  # pic_struct_present_flag
    return frame_rate, _max_num_reorder_frames(reader) if reader.flag() else None


def _skip_picture_description(reader: BitReader) -> None:
    if reader.flag() and reader.bits(8) == _EXTENDED_SAR:
        reader.bits(32)  # sar_width, sar_height
    if reader.flag():
        reader.flag()  # overscan_appropriate_flag
    if reader.flag():
        reader.bits(4)  # video_format, video_full_range_flag
        if reader.flag():
            reader.bits(24)  # colour_primaries, transfer_characteristics, matrix_coefficients
    if reader.flag():
        reader.unsigned()  # chroma_sample_loc_type_top_field
        reader.unsigned()  # chroma_sample_loc_type_bottom_field


def _frame_rate(reader: BitReader) -> float | None:
    num_units_in_tick, time_scale = reader.bits(32), reader.bits(32)
    reader.flag()  # fixed_frame_rate_flag
    # A tick is one field, so a frame takes two (E.2.1, table E-6).
    return time_scale / (2 * num_units_in_tick) if num_units_in_tick and time_scale else None


def _skip_hrd(reader: BitReader) -> None:
    schedules = 1 + reader.unsigned_up_to(31, "cpb_cnt_minus1")
    reader.bits(8)  # bit_rate_scale, cpb_size_scale
    for _ in range(schedules):
        reader.unsigned()  # bit_rate_value_minus1
        reader.unsigned()  # cpb_size_value_minus1
        reader.flag()  # cbr_flag
    reader.bits(20)  # four five-bit lengths


def _max_num_reorder_frames(reader: BitReader) -> int:
    reader.flag()  # motion_vectors_over_pic_boundaries_flag
    for _ in range(4):  # max_bytes_per_pic_denom, max_bits_per_mb_denom, log2_max_mv_length_{horizontal,vertical}
        reader.unsigned()
    return reader.unsigned_up_to(16, "max_num_reorder_frames")
