"""The sound of the practice cast: a soft 440 Hz tone with a chime at the start of each second."""

import av
import numpy as np
from numpy.typing import NDArray

from appliance.media.transcode.opus_encoder import FRAME_SAMPLES, SAMPLE_RATE
from appliance.media.transcode.practice_scene import PULSE_SECONDS

_TONE_HERTZ, _TONE_LEVEL = 440, 0.035
_CHIME_HERTZ, _CHIME_LEVEL = 880, 0.16


class PracticeTone:
    """One second of sound, repeated; both pitches fit a second, so there is no seam."""

    def __init__(self) -> None:
        second = _one_second()
        self._samples = np.concatenate((second, second[:FRAME_SAMPLES]))

    def frame(self, sample_of_second: int) -> av.AudioFrame:
        """The 20 ms that begin at this sample of a second."""
        start = sample_of_second % SAMPLE_RATE
        return av.AudioFrame.from_ndarray(self._samples[None, start : start + FRAME_SAMPLES], "flt", "mono")


def _one_second() -> NDArray[np.float32]:
    time = np.arange(SAMPLE_RATE) / SAMPLE_RATE
    envelope = np.where(time < PULSE_SECONDS, np.sin(np.pi * time / PULSE_SECONDS) ** 2, 0.0)
    tone = _TONE_LEVEL * np.sin(2 * np.pi * _TONE_HERTZ * time)
    chime = _CHIME_LEVEL * envelope * np.sin(2 * np.pi * _CHIME_HERTZ * time)
    return (tone + chime).astype(np.float32)
