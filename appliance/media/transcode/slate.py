"""The slate: the still picture that viewers get while nothing is on stage. No words, so it speaks every language."""

from dataclasses import dataclass

import av

from appliance.media.transcode.drawing import Drawing, Line, arc, colour, stroke
from appliance.media.transcode.h264_encoder import EncoderSettings, H264Encoder
from appliance.media.transcode.wordmark import paint_wordmark
from appliance.protocols.h264 import join_annex_b

WIDTH, HEIGHT = 1280, 720

_UNCHANGED_FRAMES = 15
_ACCENT, _INK = colour("35d0ba"), colour("dfe7f2")


@dataclass(frozen=True, slots=True)
class Slate:
    """A short group of pictures to be shown over and over."""

    keyframe: tuple[bytes, ...]
    """SPS, PPS and one IDR slice."""
    unchanged: tuple[tuple[bytes, ...], ...]
    """Access units of a few bytes that keep the picture: to be sent in this order after the keyframe."""


def slate() -> Slate:
    """Draw and encode the slate; takes about a tenth of a second, so keep the result."""
    picture = av.VideoFrame.from_ndarray(draw_slate().to_i420(), "yuv420p")
    encoder = H264Encoder(EncoderSettings(WIDTH, HEIGHT, max_bitrate=4_000_000, quality=22, preset="medium"))
    keyframe = encoder.encode(picture, force_keyframe=True).nal_units
    # What the viewer already sees differs by nothing from what is encoded next, so each of these takes a few bytes.
    shown = _decode(keyframe)
    unchanged = [encoder.encode(shown, force_keyframe=False).nal_units for _ in range(_UNCHANGED_FRAMES)]
    return Slate(keyframe, tuple(unchanged))


def draw_slate() -> Drawing:
    """A dark picture with the name, an hourglass and three dots."""
    drawing = Drawing(WIDTH, HEIGHT, colour("14233d"), colour("0a1424"))
    _paint_hourglass(drawing, WIDTH // 2 - 70, 190, 140, 190)
    for number, strength in enumerate((1.0, 0.6, 0.3)):
        drawing.paint(stroke([[(14.5, 14.5)]], 30, 30, 9), WIDTH // 2 - 63 + 48 * number, 424, _ACCENT, strength)
    paint_wordmark(drawing, WIDTH // 2 - 178, 540, 40, (_ACCENT, _INK))
    return drawing


def _paint_hourglass(drawing: Drawing, left: int, top: int, width: int, height: int) -> None:
    glass: list[Line] = [
        [(0.06, 0.03), (0.94, 0.03)],
        [(0.06, 0.97), (0.94, 0.97)],
        [(0.16, 0.03), (0.16, 0.2), *arc((0.5, 0.2), (0.34, 0.3), 180, 100)],
        [(0.84, 0.03), (0.84, 0.2), *arc((0.5, 0.2), (0.34, 0.3), 0, 80)],
        [(0.16, 0.97), (0.16, 0.8), *arc((0.5, 0.8), (0.34, 0.3), 180, 260)],
        [(0.84, 0.97), (0.84, 0.8), *arc((0.5, 0.8), (0.34, 0.3), 360, 280)],
    ]
    sand: list[Line] = [[(0.5, 0.55), (0.5, 0.86)], [(0.34, 0.86), (0.66, 0.86)], [(0.36, 0.28), (0.64, 0.28)]]
    for lines, ink, radius in ((glass, _INK, 4.5), (sand, _ACCENT, 5.0)):
        scaled = [[(x * (width - 1), y * (height - 1)) for x, y in line] for line in lines]
        drawing.paint(stroke(scaled, width, height, radius), left, top, ink)


def _decode(nal_units: tuple[bytes, ...]) -> av.VideoFrame:
    decoder = av.CodecContext.create("h264", "r")
    [picture] = [*decoder.decode(av.Packet(join_annex_b(nal_units))), *decoder.decode(None)]
    return picture
