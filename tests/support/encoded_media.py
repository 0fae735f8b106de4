"""Real H.264 and AAC for tests, made with PyAV: what a phone or OBS would send, as access units with their times."""

from dataclasses import dataclass
from fractions import Fraction

import av
import numpy as np
from numpy.typing import NDArray

from appliance.protocols.h264 import split_annex_b

SECOND = 1_000_000_000

Samples = NDArray[np.float32]
"""Channels x time."""


@dataclass(frozen=True, slots=True)
class H264Recipe:
    """What the encoder is asked for."""

    width: int = 320
    height: int = 240
    frame_rate: int = 30
    frames: int = 60
    keyframe_every: int = 30
    b_frames: int = 0
    profile: str = "main"
    pixel_format: str = "yuv420p"
    extra: str = ""
    """Further x264 parameters, like `aud=1`."""


@dataclass(frozen=True, slots=True)
class CodedPicture:
    """One access unit in the order it is sent."""

    nal_units: list[bytes]
    dts_ns: int
    pts_ns: int
    is_keyframe: bool


def encode_h264(recipe: H264Recipe) -> list[CodedPicture]:
    """Pictures whose brightness tells their number (see `picture_number`)."""
    context = av.CodecContext.create("libx264", "w")
    context.width, context.height, context.pix_fmt = recipe.width, recipe.height, recipe.pixel_format
    context.framerate, context.time_base = Fraction(recipe.frame_rate), Fraction(1, recipe.frame_rate)
    context.thread_count = 1
    context.options = {
        "preset": "ultrafast",
        "profile": recipe.profile,
        "bf": str(recipe.b_frames),
        "x264-params": f"keyint={recipe.keyframe_every}:min-keyint={recipe.keyframe_every}:scenecut=0:b-adapt=0:"
        f"rc-lookahead=0:sliced-threads=0:{recipe.extra}".rstrip(":"),
    }
    packets = [packet for number in range(recipe.frames) for packet in context.encode(_picture(recipe, number))]
    packets += context.encode(None)
    tick = SECOND // recipe.frame_rate
    return [
        CodedPicture(
            split_annex_b(bytes(packet)), (packet.dts or 0) * tick, (packet.pts or 0) * tick, packet.is_keyframe
        )
        for packet in packets
    ]


def picture_number(frame: av.VideoFrame) -> int:
    """The number that `encode_h264` painted into a picture, modulo 64."""
    return round((float(frame.reformat(format="gray8").to_ndarray()[8:-8, 8:-8].mean()) - 32) / 3)


def decode_h264(access_units: list[tuple[bytes, ...]]) -> list[av.VideoFrame]:
    """What a decoder shows that gets these access units and nothing else."""
    decoder = av.CodecContext.create("h264", "r")
    frames = [frame for unit in access_units for frame in decoder.decode(av.Packet(_annex_b(unit)))]
    return [*frames, *decoder.decode(None)]


@dataclass(frozen=True, slots=True)
class CodedSound:
    """AAC frames with their times, and the configuration that goes before them."""

    config: bytes
    frames: list[tuple[bytes, int]]
    frame_ns: float


def encode_aac(samples: Samples, sample_rate: int) -> CodedSound:
    """The sound in `samples` (channels x time) as AAC-LC: a frame stamped t decodes to what lies at t."""
    layout = "mono" if samples.shape[0] == 1 else "stereo"
    context = av.CodecContext.create("aac", "w")
    context.sample_rate, context.layout, context.format = sample_rate, layout, "fltp"
    context.bit_rate = 96_000
    context.open()
    packets: list[av.Packet[av.AudioStream]] = []
    for start in range(0, samples.shape[1] - 1023, 1024):
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples[:, start : start + 1024]), "fltp", layout)
        frame.sample_rate, frame.pts = sample_rate, start
        packets += context.encode(frame)
    packets += context.encode(None)
    frames = [(bytes(packet), (packet.pts or 0) * SECOND // sample_rate) for packet in packets]
    return CodedSound(context.extradata or b"", frames, 1024 * SECOND / sample_rate)


def tone(seconds: float, sample_rate: int, channels: int = 1) -> Samples:
    """A 440 Hz tone at half of full scale."""
    time = np.arange(round(seconds * sample_rate)) / sample_rate
    return np.tile((0.5 * np.sin(2 * np.pi * 440 * time)).astype(np.float32), (channels, 1))


def clicks(seconds: float, sample_rate: int, at_seconds: list[float]) -> Samples:
    """Silence with a loud 10 ms burst at each of these times."""
    sound = np.zeros((1, round(seconds * sample_rate)), np.float32)
    burst = 0.8 * np.sin(2 * np.pi * 1000 * np.arange(sample_rate // 100) / sample_rate)
    for moment in at_seconds:
        start = round(moment * sample_rate)
        sound[0, start : start + burst.size] = burst
    return sound


def decode_opus(packets: list[bytes]) -> Samples:
    """The 48 kHz mono samples of consecutive packets, 960 for each."""
    decoder = av.CodecContext.create("libopus", "r")
    decoder.sample_rate, decoder.layout = 48_000, "mono"
    resampler = av.AudioResampler("flt", "mono", 48_000)
    frames = [frame for packet in packets for frame in decoder.decode(av.Packet(packet))]
    parts = [part.to_ndarray()[0] for frame in frames for part in resampler.resample(frame)]
    return np.concatenate(parts).astype(np.float32) if parts else np.zeros(0, np.float32)


def _picture(recipe: H264Recipe, number: int) -> av.VideoFrame:
    grey = np.full((recipe.height, recipe.width), 32 + 3 * (number % 64), np.uint8)
    frame = av.VideoFrame.from_ndarray(grey, "gray8").reformat(format=recipe.pixel_format)
    frame.pts, frame.time_base = number, Fraction(1, recipe.frame_rate)
    return frame


def _annex_b(nal_units: tuple[bytes, ...]) -> bytes:
    return b"".join(b"\x00\x00\x00\x01" + nal for nal in nal_units)
