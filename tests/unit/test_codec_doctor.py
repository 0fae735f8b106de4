"""The codec doctor names what is wrong, and only that."""

import re

import pytest

from appliance.domain.codec_doctor import (
    DiagnosisCode,
    StreamFacts,
    codec_refusal,
    diagnose,
    diagnosis,
    is_showable,
    refusal,
)

HEALTHY = {
    "codec": "h264",
    "profile_idc": 66,
    "width": 1280,
    "height": 720,
    "frame_rate": 30.0,
    "bitrate": 2_000_000.0,
    "gop_seconds": 2.0,
    "has_audio": True,
    "audio_silent_seconds": 0.1,
    "video_silent_seconds": 0.1,
    "buffering_seconds": 0.05,
    "live_seconds": 60.0,
}


def codes_of(**changes: object) -> list[str]:
    return [finding.code for finding in diagnose(StreamFacts(**{**HEALTHY, **changes}))]  # type: ignore[arg-type]  # one table of mixed facts


def test_a_healthy_cast_has_no_diagnosis() -> None:
    assert codes_of() == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"has_b_frames": True, "reencoding": True}, "b_frames"),
        ({"codec": "hvc1"}, "codec_hevc"),
        ({"codec": "hevc"}, "codec_hevc"),
        ({"codec": "av01"}, "codec_av1"),
        ({"codec": "vp09"}, "codec_vp9"),
        ({"codec": "theora"}, "codec_unknown"),
        ({"profile_idc": 122, "chroma_format_idc": 2}, "profile_unsupported"),
        ({"profile_idc": 110, "bit_depth": 10}, "profile_unsupported"),
        ({"gop_seconds": 4.1}, "long_gop"),
        ({"width": 2560, "height": 1440}, "large_picture"),
        ({"width": 1440, "height": 2560}, "large_picture"),
        ({"bitrate": 8_100_000.0}, "high_bitrate"),
        ({"has_audio": False, "audio_silent_seconds": None}, "no_audio"),
        ({"buffering_seconds": 1.5}, "encoder_buffering"),
        ({"audio_silent_seconds": 20.0}, "silence"),
        ({"video_silent_seconds": None}, "no_picture"),
        ({"video_silent_seconds": 30.0}, "still_picture"),
    ],
)
def test_one_fault_gives_its_one_diagnosis(changes: dict[str, object], code: str) -> None:
    assert codes_of(**changes) == [code]


@pytest.mark.parametrize(
    "changes",
    [
        {"gop_seconds": 4.0},
        {"width": 1920, "height": 1080},
        {"width": 1088, "height": 1920},
        {"bitrate": 8_000_000.0},
        {"has_audio": False, "audio_silent_seconds": None, "live_seconds": 4.0},
        {"video_silent_seconds": None, "live_seconds": 4.0},
        {"codec": "avc1"},
        {"profile_idc": 100},
        {"gop_seconds": None, "bitrate": None, "width": None, "height": None, "buffering_seconds": None},
    ],
)
def test_what_is_just_within_bounds_or_not_known_yet_is_no_fault(changes: dict[str, object]) -> None:
    assert codes_of(**changes) == []


def test_the_worst_comes_first() -> None:
    assert codes_of(has_audio=False, gop_seconds=9.0, codec="av1") == ["codec_av1", "long_gop", "no_audio"]


@pytest.mark.parametrize("code", list(DiagnosisCode))
def test_every_finding_is_one_sentence_in_both_languages(code: DiagnosisCode) -> None:
    sentence = diagnosis(code).sentence
    assert refusal(code) == sentence
    assert re.fullmatch(r"[A-Z][^.\n가-힣]*(\d\.\d|H\.26\d|[^.])*\.", sentence.en)
    assert len(sentence.en) <= 130
    assert re.search(r"[가-힣]", sentence.ko)
    assert sentence.ko.endswith("요.")


@pytest.mark.parametrize("name", ["h264", "H264", "avc1", "AVC3"])
def test_h264_is_not_refused_by_any_of_its_names(name: str) -> None:
    assert codec_refusal(name) is None


def test_a_codec_nobody_knows_is_refused_as_unknown() -> None:
    assert codec_refusal("xyz1") is DiagnosisCode.CODEC_UNKNOWN


def test_ten_bits_are_not_showable_whatever_the_profile_says() -> None:
    assert not is_showable(StreamFacts(profile_idc=100, bit_depth=10))
    assert is_showable(StreamFacts(profile_idc=100, bit_depth=8))
