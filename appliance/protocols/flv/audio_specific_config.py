"""The AudioSpecificConfig of AAC (ISO/IEC 14496-3, 1.6.2.1), as far as a relay needs it."""

from dataclasses import dataclass

from appliance.protocols.flv.errors import FlvError

AAC_MAIN, AAC_LC, SBR, PARAMETRIC_STEREO = 1, 2, 5, 29

_ESCAPE_OBJECT_TYPE = 31
_ESCAPE_RATE = 15
_RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)
_CHANNELS = {0: 0, 1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 7: 8, 11: 7, 12: 8, 14: 8}


@dataclass(frozen=True, slots=True)
class AudioSpecificConfig:
    """What an AAC decoder has to know."""

    object_type: int
    """2 is AAC-LC; for HE-AAC that of its core."""
    sample_rate: int
    """Of the core; an SBR decoder doubles it."""
    channels: int
    """0 when the stream itself describes them."""
    has_sbr: bool


def parse_audio_specific_config(data: bytes) -> AudioSpecificConfig:
    """Read an AudioSpecificConfig; raises FlvError."""
    bits = _Bits(data)
    object_type = _object_type(bits)
    sample_rate = _sample_rate(bits)
    channel_configuration = bits.take(4)
    has_sbr = object_type in (SBR, PARAMETRIC_STEREO)
    if has_sbr:
        _sample_rate(bits)
        object_type = _object_type(bits)
    if channel_configuration not in _CHANNELS:
        raise FlvError(f"channel configuration {channel_configuration} is reserved")
    return AudioSpecificConfig(object_type, sample_rate, _CHANNELS[channel_configuration], has_sbr)


class _Bits:
    def __init__(self, data: bytes) -> None:
        # No field that is read lies beyond these bytes, however long the data is.
        head = data[:16]
        self._value = int.from_bytes(head, "big")
        self._left = len(head) * 8

    def take(self, count: int) -> int:
        self._left -= count
        if self._left < 0:
            raise FlvError("the AudioSpecificConfig ends too early")
        return self._value >> self._left & ((1 << count) - 1)


def _object_type(bits: _Bits) -> int:
    object_type = bits.take(5)
    return 32 + bits.take(6) if object_type == _ESCAPE_OBJECT_TYPE else object_type


def _sample_rate(bits: _Bits) -> int:
    index = bits.take(4)
    if index == _ESCAPE_RATE:
        return bits.take(24)
    if index >= len(_RATES):
        raise FlvError(f"sampling frequency index {index} is reserved")
    return _RATES[index]
