"""The AVC decoder configuration record: read, built, and refused when it is cut or damaged."""

import pytest

from appliance.protocols.h264 import H264Error, NalType, build_avc_config, nal_type, parse_avc_config
from tests.protocols.encoded_video import encode


def _parameter_sets(profile: str, pixel_format: str = "yuv420p") -> tuple[list[bytes], list[bytes]]:
    nals = encode(320, 240, 1, {"profile": profile}, pixel_format)[0]
    return (
        [nal for nal in nals if nal_type(nal) == NalType.SPS],
        [nal for nal in nals if nal_type(nal) == NalType.PPS],
    )


@pytest.mark.parametrize(
    ("profile", "pixel_format", "tail"),
    [
        ("baseline", "yuv420p", b""),
        ("main", "yuv420p", b""),
        ("high", "yuv420p", b"\xfd\xf8\xf8\x00"),
        ("high422", "yuv422p10le", b"\xfe\xfa\xfa\x00"),
    ],
)
def test_record_gives_back_its_parameter_sets(profile: str, pixel_format: str, tail: bytes) -> None:
    sps, pps = _parameter_sets(profile, pixel_format)
    record = build_avc_config(sps, pps)
    config = parse_avc_config(record)
    assert (config.sps, config.pps, config.length_size) == (tuple(sps), tuple(pps), 4)
    assert bytes((config.profile_idc, config.constraint_flags, config.level_idc)) == sps[0][1:4]
    assert record.removesuffix(tail).endswith(pps[-1])


def test_extensions_behind_the_record_are_ignored() -> None:
    sps, pps = _parameter_sets("high")
    record = build_avc_config(sps, pps)
    assert parse_avc_config(record + b"later versions") == parse_avc_config(record)


def test_several_parameter_sets_are_kept_in_order() -> None:
    sps, pps = _parameter_sets("baseline")
    config = parse_avc_config(build_avc_config(sps * 2, [*pps, b"\x68\x01", b"\x68\x02"]))
    assert config.sps == tuple(sps * 2)
    assert config.pps[1:] == (b"\x68\x01", b"\x68\x02")


def test_each_truncation_is_refused() -> None:
    record = build_avc_config(*_parameter_sets("baseline"))
    for cut in range(len(record)):
        with pytest.raises(H264Error):
            parse_avc_config(record[:cut])


@pytest.mark.parametrize(("position", "value"), [(0, 0), (0, 2), (4, 0xFE)], ids=["version 0", "version 2", "3 bytes"])
def test_unknown_layouts_are_refused(position: int, value: int) -> None:
    record = bytearray(build_avc_config(*_parameter_sets("baseline")))
    record[position] = value
    with pytest.raises(H264Error):
        parse_avc_config(bytes(record))


def test_a_record_needs_a_valid_sps_and_room() -> None:
    sps, pps = _parameter_sets("baseline")
    for bad_sps, bad_pps in (([], pps), ([b"\x67"], pps), (sps * 32, pps), (sps, [b""]), (sps, [bytes(65_536)])):
        with pytest.raises(H264Error):
            build_avc_config(bad_sps, bad_pps)
