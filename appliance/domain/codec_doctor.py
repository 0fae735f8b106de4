"""The codec doctor: what is wrong with a cast, in plain sentences that say what to change in the caster's app."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum, auto
from typing import Literal

from appliance.errors import Sentence

Severity = Literal["info", "warning", "error"]

MAX_GOP_SECONDS = 4.0
MAX_LONG_SIDE, MAX_SHORT_SIDE = 1920, 1088
"""Full HD; encoders that do not crop call it 1088 lines."""
MAX_BITRATE = 8_000_000
MAX_BUFFERING_SECONDS = 1.0
QUIET_SECONDS = 15.0
STILL_SECONDS = 20.0
SETTLE_SECONDS = 5.0
"""Nothing is said to be missing before a cast has run this long."""

_SHOWABLE_PROFILES = frozenset({66, 77, 88, 100})
"""Baseline, Main, Extended and High: the ones whose pictures are 8-bit 4:2:0."""


class DiagnosisCode(StrEnum):
    """Stable names of what the doctor can say."""

    CODEC_HEVC = auto()
    CODEC_AV1 = auto()
    CODEC_VP9 = auto()
    CODEC_UNKNOWN = auto()
    AUDIO_UNSUPPORTED = auto()
    PROFILE_UNSUPPORTED = auto()
    REENCODE_BUSY = auto()
    NO_PICTURE = auto()
    B_FRAMES = auto()
    LONG_GOP = auto()
    LARGE_PICTURE = auto()
    HIGH_BITRATE = auto()
    ENCODER_BUFFERING = auto()
    NO_AUDIO = auto()
    SILENCE = auto()
    STILL_PICTURE = auto()


@dataclass(frozen=True, slots=True)
class StreamFacts:
    """What has been observed of a cast; None means not known yet."""

    codec: str | None = None
    profile_idc: int | None = None
    level_idc: int | None = None
    chroma_format_idc: int = 1
    bit_depth: int = 8
    width: int | None = None
    height: int | None = None
    frame_rate: float | None = None
    bitrate: float | None = None
    """Picture and sound together, in bit/s."""
    gop_seconds: float | None = None
    """The longest recent distance between keyframes; time in which nothing was sent is not counted."""
    has_b_frames: bool = False
    reencoding: bool = False
    """The box re-encodes the cast, so that its viewers see it in spite of the B-frames."""
    has_audio: bool = False
    audio_silent_seconds: float | None = None
    """Since the last audible sound."""
    video_silent_seconds: float | None = None
    """Since the last picture."""
    buffering_seconds: float | None = None
    """How far frames arrive behind their timestamps."""
    live_seconds: float = 0.0
    """Since the cast began to send."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One finding."""

    code: DiagnosisCode
    severity: Severity
    sentence: Sentence


def diagnose(facts: StreamFacts) -> tuple[Diagnosis, ...]:
    """Everything that is wrong with the cast, the worst first."""
    found = [diagnosis(code) for code, applies in _RULES if applies(facts)]
    return tuple(sorted(found, key=_severity_rank))


def diagnosis(code: DiagnosisCode) -> Diagnosis:
    """The finding that `code` names."""
    severity, sentence = _FINDINGS[code]
    return Diagnosis(code, severity, sentence)


def refusal(code: DiagnosisCode) -> Sentence:
    """What a caster is told whose cast cannot be taken."""
    return _FINDINGS[code][1]


def codec_refusal(codec: str) -> DiagnosisCode | None:
    """The reason to refuse a video codec by its FourCC or SDP name; None for H.264."""
    name = codec.strip().lower()
    if name in _H264_NAMES:
        return None
    return _REFUSED_CODECS.get(name, DiagnosisCode.CODEC_UNKNOWN)


def is_showable(facts: StreamFacts) -> bool:
    """False for H.264 that browsers cannot decode: 4:2:2, 4:4:4 or more than eight bits."""
    profile_fits = facts.profile_idc is None or facts.profile_idc in _SHOWABLE_PROFILES
    return profile_fits and facts.chroma_format_idc <= 1 and facts.bit_depth == 8


def _severity_rank(finding: Diagnosis) -> int:
    return ("error", "warning", "info").index(finding.severity)


def _has_other_codec(code: DiagnosisCode) -> Callable[[StreamFacts], bool]:
    return lambda facts: facts.codec is not None and codec_refusal(facts.codec) is code


def _is_large(facts: StreamFacts) -> bool:
    sides = sorted((facts.width or 0, facts.height or 0))
    return sides[0] > MAX_SHORT_SIDE or sides[1] > MAX_LONG_SIDE


def _has_no_picture(facts: StreamFacts) -> bool:
    return facts.video_silent_seconds is None and facts.live_seconds >= SETTLE_SECONDS


def _is_silent(facts: StreamFacts) -> bool:
    return facts.has_audio and (facts.audio_silent_seconds or 0) >= QUIET_SECONDS


_H264_NAMES = frozenset({"h264", "avc1", "avc3", "avc"})

_REFUSED_CODECS: Mapping[str, DiagnosisCode] = {
    "hevc": DiagnosisCode.CODEC_HEVC,
    "h265": DiagnosisCode.CODEC_HEVC,
    "hvc1": DiagnosisCode.CODEC_HEVC,
    "hev1": DiagnosisCode.CODEC_HEVC,
    "av1": DiagnosisCode.CODEC_AV1,
    "av01": DiagnosisCode.CODEC_AV1,
    "vp9": DiagnosisCode.CODEC_VP9,
    "vp09": DiagnosisCode.CODEC_VP9,
    "vp8": DiagnosisCode.CODEC_VP9,
    "vp08": DiagnosisCode.CODEC_VP9,
}

_RULES: tuple[tuple[DiagnosisCode, Callable[[StreamFacts], bool]], ...] = (
    (DiagnosisCode.CODEC_HEVC, _has_other_codec(DiagnosisCode.CODEC_HEVC)),
    (DiagnosisCode.CODEC_AV1, _has_other_codec(DiagnosisCode.CODEC_AV1)),
    (DiagnosisCode.CODEC_VP9, _has_other_codec(DiagnosisCode.CODEC_VP9)),
    (DiagnosisCode.CODEC_UNKNOWN, _has_other_codec(DiagnosisCode.CODEC_UNKNOWN)),
    (DiagnosisCode.PROFILE_UNSUPPORTED, lambda facts: not is_showable(facts)),
    (DiagnosisCode.NO_PICTURE, _has_no_picture),
    (DiagnosisCode.B_FRAMES, lambda facts: facts.has_b_frames),
    (DiagnosisCode.LONG_GOP, lambda facts: (facts.gop_seconds or 0) > MAX_GOP_SECONDS),
    (DiagnosisCode.LARGE_PICTURE, _is_large),
    (DiagnosisCode.HIGH_BITRATE, lambda facts: (facts.bitrate or 0) > MAX_BITRATE),
    (DiagnosisCode.ENCODER_BUFFERING, lambda facts: (facts.buffering_seconds or 0) > MAX_BUFFERING_SECONDS),
    (DiagnosisCode.NO_AUDIO, lambda facts: not facts.has_audio and facts.live_seconds >= SETTLE_SECONDS),
    (DiagnosisCode.SILENCE, _is_silent),
    (DiagnosisCode.STILL_PICTURE, lambda facts: (facts.video_silent_seconds or 0) >= STILL_SECONDS),
)

_FINDINGS: Mapping[DiagnosisCode, tuple[Severity, Sentence]] = {
    DiagnosisCode.CODEC_HEVC: (
        "error",
        Sentence(
            "Browsers cannot show HEVC (H.265): choose H.264 (AVC) as the video codec in the app.",
            "브라우저는 HEVC(H.265) 영상을 보여 줄 수 없습니다. 앱의 비디오 코덱을 H.264(AVC)로 바꿔 주세요.",
        ),
    ),
    DiagnosisCode.CODEC_AV1: (
        "error",
        Sentence(
            "This box cannot pass on AV1: choose H.264 (AVC) as the video codec in the app.",
            "이 기기는 AV1 영상을 전달할 수 없습니다. 앱의 비디오 코덱을 H.264(AVC)로 바꿔 주세요.",
        ),
    ),
    DiagnosisCode.CODEC_VP9: (
        "error",
        Sentence(
            "This box cannot pass on VP8 or VP9: choose H.264 (AVC) as the video codec in the app.",
            "이 기기는 VP8·VP9 영상을 전달할 수 없습니다. 앱의 비디오 코덱을 H.264(AVC)로 바꿔 주세요.",
        ),
    ),
    DiagnosisCode.CODEC_UNKNOWN: (
        "error",
        Sentence(
            "The video codec is not known to this box: choose H.264 (AVC) in the app.",
            "이 기기가 모르는 비디오 코덱입니다. 앱의 비디오 코덱을 H.264(AVC)로 바꿔 주세요.",
        ),
    ),
    DiagnosisCode.AUDIO_UNSUPPORTED: (
        "warning",
        Sentence(
            "The sound cannot be played: choose AAC-LC as the audio codec in the app.",
            "소리를 재생할 수 없습니다. 앱의 오디오 코덱을 AAC-LC로 바꿔 주세요.",
        ),
    ),
    DiagnosisCode.PROFILE_UNSUPPORTED: (
        "error",
        Sentence(
            "Browsers cannot show 10-bit or 4:2:2 video: choose the profile Baseline, Main or High (8-bit 4:2:0).",
            "브라우저는 10비트나 4:2:2 영상을 보여 줄 수 없습니다. 프로파일을 High 이하(8비트 4:2:0)로 바꿔 주세요.",
        ),
    ),
    DiagnosisCode.REENCODE_BUSY: (
        "error",
        Sentence(
            "The video has B-frames and the box is already converting another cast: set B-frames to 0 in the app.",
            "영상에 B프레임이 있는데 기기가 이미 다른 화면을 변환하고 있습니다. 앱에서 B프레임을 0으로 바꿔 주세요.",
        ),
    ),
    DiagnosisCode.NO_PICTURE: (
        "warning",
        Sentence(
            "No picture has arrived yet: start the camera or the screen share in the app.",
            "아직 영상이 오지 않았습니다. 앱에서 카메라나 화면 공유를 시작해 주세요.",
        ),
    ),
    DiagnosisCode.B_FRAMES: (
        "warning",
        Sentence(
            "The video has B-frames, so the box converts it, which costs delay: set B-frames to 0 in the app.",
            "영상에 B프레임이 있어 기기가 변환하느라 지연이 늘어납니다. 앱에서 B프레임을 0으로 바꿔 주세요.",
        ),
    ),
    DiagnosisCode.LONG_GOP: (
        "warning",
        Sentence(
            "Keyframes come too rarely, so pictures recover slowly: set the keyframe interval to 2 seconds in the app.",
            "키프레임 간격이 길어 화면이 늦게 복구됩니다. 앱에서 키프레임 간격을 2초로 바꿔 주세요.",
        ),
    ),
    DiagnosisCode.LARGE_PICTURE: (
        "warning",
        Sentence(
            "The picture is larger than students' devices show well: set the resolution to 1280x720 in the app.",
            "화면이 학생 기기에 너무 큽니다. 앱에서 해상도를 1280x720으로 바꿔 주세요.",
        ),
    ),
    DiagnosisCode.HIGH_BITRATE: (
        "warning",
        Sentence(
            "The bitrate is more than a classroom's Wi-Fi carries: set it to 2,000 kbit/s in the app.",
            "비트레이트가 교실 와이파이에 너무 높습니다. 앱에서 2,000kbps로 낮춰 주세요.",
        ),
    ),
    DiagnosisCode.ENCODER_BUFFERING: (
        "warning",
        Sentence(
            "The cast arrives late: choose the low-latency (zerolatency) setting or a lower bitrate in the app.",
            "영상이 늦게 도착합니다. 앱에서 저지연(zerolatency) 설정을 켜거나 비트레이트를 낮춰 주세요.",
        ),
    ),
    DiagnosisCode.NO_AUDIO: (
        "info",
        Sentence(
            "The cast has no sound: switch the microphone or the device's sound on in the app if you want to be heard.",
            "소리가 없는 방송입니다. 소리도 보내려면 앱에서 마이크나 기기 소리를 켜 주세요.",
        ),
    ),
    DiagnosisCode.SILENCE: (
        "info",
        Sentence(
            "The sound has been silent for a while: check in the app that the microphone is not muted.",
            "한동안 소리가 들리지 않습니다. 앱에서 마이크가 음소거되어 있지 않은지 확인해 주세요.",
        ),
    ),
    DiagnosisCode.STILL_PICTURE: (
        "info",
        Sentence(
            "No new picture for a while: fine for a still screen, otherwise share the screen again in the app.",
            "한동안 새 화면이 오지 않았습니다. 정지 화면이면 괜찮고, 아니면 앱에서 화면 공유를 다시 시작해 주세요.",
        ),
    ),
}
