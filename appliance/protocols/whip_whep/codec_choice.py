"""Which of the offered codecs the box uses: H.264 in packetization mode 1 and Opus."""

import re
from dataclasses import dataclass

from appliance.protocols.whip_whep.offer import CodecOffer, MediaOffer

_PROFILE_LEVEL_ID = re.compile(r"[0-9a-f]{6}")
_DEFAULT_PROFILE_LEVEL_ID = "420010"
"""What the absence of the parameter means (RFC 6184 8.1)."""

_PREFERENCES = ("42e01f", "42001f", "42e0", "42", "4d", "64")
"""Prefixes of profile-level-id, best first: constrained baseline is what every browser decodes and encodes."""


@dataclass(frozen=True, slots=True)
class H264Choice:
    """The payload type that carries H.264, as the client offered it."""

    payload_type: int
    rtx_payload_type: int | None
    profile_level_id: str
    """Six lower-case hex digits."""
    feedback: frozenset[str]
    parameters: dict[str, str]


@dataclass(frozen=True, slots=True)
class OpusChoice:
    """The payload type that carries Opus, as the client offered it."""

    payload_type: int
    parameters: dict[str, str]


def select_h264(media: MediaOffer) -> H264Choice | None:
    """The best H.264 payload type of a section, or None when it offers none that the box can use."""
    usable = [(rank, codec) for codec in media.codecs if (rank := _rank(codec)) is not None]
    if not usable:
        return None
    _, codec = min(usable, key=lambda pair: pair[0])
    return H264Choice(
        payload_type=codec.payload_type,
        rtx_payload_type=_rtx_payload_type(media, codec.payload_type),
        profile_level_id=_profile_level_id(codec),
        feedback=codec.feedback,
        parameters=codec.parameters,
    )


def select_opus(media: MediaOffer) -> OpusChoice | None:
    """The Opus payload type of a section, or None."""
    for codec in media.codecs:
        if codec.name == "opus" and codec.clock_rate == 48_000:
            return OpusChoice(codec.payload_type, codec.parameters)
    return None


def _rank(codec: CodecOffer) -> int | None:
    """The place in the order of preference; None when the box cannot use the codec."""
    if codec.name != "h264" or codec.clock_rate != 90_000 or codec.parameters.get("packetization-mode") != "1":
        return None
    profile_level_id = _profile_level_id(codec)
    if not _PROFILE_LEVEL_ID.fullmatch(profile_level_id):
        return None
    return next((rank for rank, prefix in enumerate(_PREFERENCES) if profile_level_id.startswith(prefix)), None)


def _profile_level_id(codec: CodecOffer) -> str:
    return codec.parameters.get("profile-level-id", _DEFAULT_PROFILE_LEVEL_ID).lower()


def _rtx_payload_type(media: MediaOffer, payload_type: int) -> int | None:
    for codec in media.codecs:
        if codec.name == "rtx" and codec.parameters.get("apt") == str(payload_type):
            return codec.payload_type
    return None
