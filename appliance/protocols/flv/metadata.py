"""onMetaData: what a publisher says about its stream. It is a claim; the codec configuration is the truth."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from appliance.protocols.amf0 import AmfValue

_MAX_TEXT = 80


@dataclass(frozen=True, slots=True)
class StreamMetadata:
    """The claims that are of use; None where nothing usable was said."""

    encoder: str | None
    width: int | None
    height: int | None
    frame_rate: float | None
    video_kbit_per_s: float | None
    audio_kbit_per_s: float | None


def read_metadata(values: Mapping[str, AmfValue]) -> StreamMetadata:
    """Pick the usable claims; never fails, since encoders write anything here."""
    width, height = _number(values.get("width")), _number(values.get("height"))
    return StreamMetadata(
        encoder=_text(values.get("encoder")),
        width=None if width is None else int(width),
        height=None if height is None else int(height),
        frame_rate=_number(values.get("framerate")),
        video_kbit_per_s=_number(values.get("videodatarate")),
        audio_kbit_per_s=_number(values.get("audiodatarate")),
    )


def _number(value: AmfValue) -> float | None:
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, float) or not math.isfinite(value):
        return None
    return value if 0 < value < 1e9 else None


def _text(value: AmfValue) -> str | None:
    if not isinstance(value, str):
        return None
    printable = "".join(character for character in value[:_MAX_TEXT] if character.isprintable())
    return printable.strip() or None
