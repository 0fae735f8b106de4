"""H.264 that every browser shows at once: constrained baseline, one slice per picture, no B-frames, no delay."""

from dataclasses import dataclass
from fractions import Fraction

import av
from av.video.frame import PictureType

from appliance.media.picture import Picture
from appliance.protocols.h264 import NalType, is_keyframe, nal_type, split_annex_b

_VBV_SECONDS = 0.5
"""How much of the bitrate a single picture may borrow: a keyframe stays small enough to be sent within a second."""


@dataclass(frozen=True, slots=True)
class EncoderSettings:
    """What an encoder is opened with; both sides of the picture are even."""

    width: int
    height: int
    max_bitrate: int
    """In bit/s."""
    frame_rate: float = 30.0
    """For the bitrate only; pictures may come at any time."""
    quality: int = 23
    """x264's constant rate factor: lower is better and larger."""
    preset: str = "ultrafast"
    is_bt709: bool = True
    """Say so in the stream; otherwise nothing is said about colours."""


class H264Encoder:
    """libx264 with one picture in, one access unit out; keyframes come only when they are asked for."""

    def __init__(self, settings: EncoderSettings) -> None:
        context = av.CodecContext.create("libx264", "w")
        context.width, context.height, context.pix_fmt = settings.width, settings.height, "yuv420p"
        rate = Fraction(settings.frame_rate).limit_denominator(1001)
        context.framerate, context.time_base = rate, 1 / rate
        context.thread_count = 1
        context.options = _options(settings)
        self._context = context
        self._count = 0

    def encode(self, picture: av.VideoFrame, *, force_keyframe: bool) -> Picture:
        """The picture as one access unit; the first one is always a keyframe. Reuses `picture`'s timing fields."""
        picture.pts, picture.time_base = self._count, self._context.time_base
        picture.pict_type = PictureType.I if force_keyframe else PictureType.NONE
        self._count += 1
        data = b"".join(bytes(packet) for packet in self._context.encode(picture))
        nal_units = tuple(nal for nal in split_annex_b(data) if nal_type(nal) not in (NalType.SEI, NalType.AUD))
        return Picture(nal_units, is_keyframe(nal_units))


def _options(settings: EncoderSettings) -> dict[str, str]:
    # sliced-threads=0: zerolatency would cut each picture into slices, and each slice costs packets of its own.
    parameters = "sliced-threads=0:keyint=infinite:scenecut=0"
    colours = ":colorprim=bt709:transfer=bt709:colormatrix=bt709:range=tv" if settings.is_bt709 else ""
    return {
        "preset": settings.preset,
        "tune": "zerolatency",
        "profile": "baseline",
        "forced-idr": "1",
        "crf": str(settings.quality),
        "maxrate": str(settings.max_bitrate),
        "bufsize": str(round(settings.max_bitrate * _VBV_SECONDS)),
        "x264-params": parameters + colours,
    }
