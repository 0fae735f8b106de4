"""A cast whose picture flashes while it beeps, and how far apart the two come out, read from what a viewer received."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from appliance.protocols.rtp import H264Depacketizer, RtpPacket, uint32_distance
from tests.support.encoded_media import Samples, decode_h264, decode_opus
from tests.support.media_files import MediaRecipe
from tests.support.received_media import ReceivedMedia, ReceivedStream

VIDEO_RATE, AUDIO_RATE = 90_000, 48_000
FLASH_SECONDS = 0.2
NTP_SECOND = 1 << 32
BRIGHT = 128
LOUD = 0.05
QUIET_SAMPLES = AUDIO_RATE // 4
"""A beep begins where it has been quiet for so long."""


def flashing_inputs(recipe: MediaRecipe) -> list[str]:
    """ffmpeg's inputs: black, and white for a fifth of each second, in which a tone is heard."""
    is_on = f"lt(mod(t,1),{FLASH_SECONDS})"
    flash = f"drawbox=color=white:t=fill:enable='{is_on}'"
    return [
        *("-f", "lavfi", "-i", f"color=black:size={recipe.width}x{recipe.height}:rate={recipe.frame_rate},{flash}"),
        *("-f", "lavfi", "-i", f"aevalsrc='{is_on}*0.5*sin(2*PI*880*t)':sample_rate=44100"),
    ]


def sound_lag_ms(media: ReceivedMedia) -> list[float]:
    """For each flash how much later its beep is presented, on the clock of the sender reports."""
    video, audio = media.stream("video"), media.stream("audio")
    assert video is not None
    assert audio is not None
    beeps = _beep_times(audio)
    lags = [min((beep - flash for beep in beeps), key=abs) for flash in _flash_times(video)]
    return [1000 * lag for lag in lags if abs(lag) < 0.5]


def _flash_times(stream: ReceivedStream) -> list[float]:
    depacketizer = H264Depacketizer()
    units = [unit for packet in _packets(stream) for unit in depacketizer.push(packet)]
    frames = decode_h264([unit.nal_units for unit in units])
    assert len(frames) == len(units)
    is_bright = [float(frame.reformat(format="gray8").to_ndarray().mean()) > BRIGHT for frame in frames]
    begins = [index + 1 for index, (before, now) in enumerate(pairwise(is_bright)) if now and not before]
    return [_moment(stream, units[index].timestamp, VIDEO_RATE) for index in begins]


def _beep_times(stream: ReceivedStream) -> list[float]:
    packets = _packets(stream)
    sound = decode_opus([packet.payload for packet in packets])
    each = sound.size // len(packets)
    return [
        _moment(stream, packets[onset // each].timestamp, AUDIO_RATE) + (onset % each) / AUDIO_RATE
        for onset in _onsets(sound)
    ]


def _onsets(sound: Samples) -> list[int]:
    loud = np.flatnonzero(np.abs(sound) > LOUD)
    gaps = np.flatnonzero(np.diff(loud) > QUIET_SAMPLES) + 1
    return [int(index) for index in loud[gaps]]


def _packets(stream: ReceivedStream) -> Sequence[RtpPacket]:
    return [RtpPacket.parse(packet) for packet in stream.kept]


def _moment(stream: ReceivedStream, timestamp: int, rate: int) -> float:
    """Seconds since 1900 by the stream's own sender report."""
    ntp_time, rtp_time = stream.reported_time
    assert ntp_time, "no sender report has come"
    return ntp_time / NTP_SECOND + uint32_distance(rtp_time, timestamp) / rate
