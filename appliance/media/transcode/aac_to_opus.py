"""AAC becomes Opus, once per cast. Runs on the event loop: an AAC frame takes about 0.2 ms."""

from collections.abc import Iterator
from dataclasses import dataclass

import av
import numpy as np

from appliance.domain.media_timeline import SoundClock, SoundStep
from appliance.media.transcode.opus_encoder import FRAME_SAMPLES, SAMPLE_RATE, OpusEncoder
from appliance.media.unit import NANOSECONDS_PER_SECOND

MAX_CONFIG_BYTES = 256
MAX_FRAME_BYTES = 8192
"""Eight channels of 768 bytes, the largest that AAC allows (ISO/IEC 14496-3 4.5.3), and room for extensions."""

_FRAMES_PER_LEVEL = 8


@dataclass(frozen=True, slots=True)
class OpusPacket:
    """20 ms of sound."""

    payload: bytes
    pts_ns: int
    """Of its first sample, on the timeline of the AAC that went in."""


class UnsupportedAacError(ValueError):
    """The configuration is none that the decoder knows."""


class AacToOpus:
    """Decodes AAC of any rate and layout, and gives it out again as 48 kHz Opus at the same times."""

    def __init__(self, audio_specific_config: bytes) -> None:
        self._decoder = _open_decoder(audio_specific_config)
        self._clock = SoundClock()
        self._fifo = av.AudioFifo()
        self._encoder: OpusEncoder | None = None
        self._resampler: av.AudioResampler | None = None
        self._resampler_input = (0, "")
        self._start_ns: int | None = None
        self._written = self._read = 0
        self._frames = self._damaged = 0
        self._peak = 0.0

    @property
    def peak(self) -> float:
        """The loudest recent sample, 0 to 1."""
        return self._peak

    @property
    def damaged(self) -> int:
        """How many frames could not be decoded."""
        return self._damaged

    def convert(self, data: bytes, pts_ns: int) -> list[OpusPacket]:
        """Take one AAC frame; give the Opus packets that are complete. A damaged frame leaves a gap, never an error."""
        if not 0 < len(data) <= MAX_FRAME_BYTES:
            self._damaged += 1
            return []
        try:
            frames = self._decoder.decode(av.Packet(data))
            return [packet for frame in frames for packet in self._convert(frame, pts_ns)]
        except (av.FFmpegError, ValueError):
            self._damaged += 1
            return []

    def _convert(self, frame: av.AudioFrame, pts_ns: int) -> list[OpusPacket]:
        self._measure(frame)
        step = self._judge(pts_ns)
        if step is SoundStep.SKIP:
            return []
        packets = list(self._restart(pts_ns)) if step is SoundStep.RESTART else []
        for resampled in self._resample(frame):
            self._write(resampled)
        packets.extend(self._drain())
        return packets

    def _judge(self, pts_ns: int) -> SoundStep:
        if self._start_ns is None:
            return SoundStep.RESTART
        return self._clock.judge(self._start_ns + _samples_to_ns(self._written), pts_ns)

    def _restart(self, pts_ns: int) -> Iterator[OpusPacket]:
        """Complete what is begun with silence, then count from `pts_ns`."""
        missing = -self._written % FRAME_SAMPLES
        if missing and self._encoder is not None:
            channels = 1 if self._encoder.layout == "mono" else 2
            silence = np.zeros((1, missing * channels), np.float32)
            rest = av.AudioFrame.from_ndarray(silence, "flt", self._encoder.layout)
            rest.sample_rate = SAMPLE_RATE
            self._write(rest)
            yield from self._drain()
        self._start_ns = pts_ns - _samples_to_ns(self._written)

    def _resample(self, frame: av.AudioFrame) -> list[av.AudioFrame]:
        key = (frame.sample_rate, frame.layout.name)
        if self._resampler is None or key != self._resampler_input:
            if self._encoder is None:
                self._encoder = OpusEncoder(channels=min(frame.layout.nb_channels, 2))
            self._resampler = av.AudioResampler("flt", self._encoder.layout, SAMPLE_RATE)
            self._resampler_input = key
        return self._resampler.resample(frame)

    def _write(self, frame: av.AudioFrame) -> None:
        frame.pts = None
        self._fifo.write(frame)
        self._written += frame.samples

    def _drain(self) -> Iterator[OpusPacket]:
        while self._encoder is not None and (frame := self._fifo.read(FRAME_SAMPLES)) is not None:
            packets = self._encoder.encode(frame, self._read)
            self._read += FRAME_SAMPLES
            for payload, position in packets:
                yield OpusPacket(payload, (self._start_ns or 0) + _samples_to_ns(position))

    def _measure(self, frame: av.AudioFrame) -> None:
        if self._frames % _FRAMES_PER_LEVEL == 0:
            self._peak = float(np.abs(frame.to_ndarray()).max(initial=0))
        self._frames += 1


def _open_decoder(audio_specific_config: bytes) -> av.AudioCodecContext:
    if not 2 <= len(audio_specific_config) <= MAX_CONFIG_BYTES:
        raise UnsupportedAacError("the audio configuration has an impossible length")
    decoder = av.CodecContext.create("aac", "r")
    decoder.extradata = audio_specific_config
    try:
        decoder.open()
    except (av.FFmpegError, ValueError) as error:
        raise UnsupportedAacError("the audio configuration is not one of AAC") from error
    return decoder


def _samples_to_ns(samples: int) -> int:
    return samples * NANOSECONDS_PER_SECOND // SAMPLE_RATE
