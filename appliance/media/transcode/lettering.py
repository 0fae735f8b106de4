"""Our own small alphabet, drawn with round strokes: the digits, the clock's marks and the letters of AIRCLASS."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from appliance.media.transcode.drawing import Line, Mask, arc, stroke

_DIGIT_WIDTH = 0.6


@dataclass(frozen=True, slots=True)
class Glyph:
    """Strokes in a box one unit high."""

    width: float
    lines: tuple[Line, ...]


def render(text: str, height: int, weight: float = 0.13, spacing: float = 0.22) -> Mask:
    """Coverage of `text`, `height` pixels high; the strokes' weight and the spacing are parts of the height."""
    radius = height * weight / 2
    size = height - 2 * radius - 1
    tiles = [_render_glyph(_GLYPHS[character], size, radius, spacing * height) for character in text]
    return np.concatenate(tiles, axis=1)


def _render_glyph(glyph: Glyph, size: float, radius: float, gap: float) -> Mask:
    left = radius + gap / 2
    lines = [[(left + x * size, radius + 0.5 + y * size) for x, y in line] for line in glyph.lines]
    # Even sizes, so that a tile also fits the half-size chroma planes.
    width = 2 * round((glyph.width * size + 2 * left) / 2)
    height = 2 * round((size + 2 * radius + 1) / 2)
    return stroke(lines, width, height, radius)


def _turned(glyph: Glyph) -> Glyph:
    return Glyph(glyph.width, tuple([(glyph.width - x, 1 - y) for x, y in line] for line in glyph.lines))


_SIX = Glyph(
    _DIGIT_WIDTH,
    (arc((0.3, 0.69), (0.3, 0.31), 0, 360), arc((0.52, 0.69), (0.52, 0.69), 180, 266)),
)
_ZERO = Glyph(
    _DIGIT_WIDTH,
    ([*arc((0.3, 0.3), (0.3, 0.3), 180, 360), *arc((0.3, 0.7), (0.3, 0.3), 0, 180), (0.0, 0.3)],),
)
_THREE = Glyph(
    _DIGIT_WIDTH,
    (arc((0.3, 0.25), (0.27, 0.25), 205, 450), arc((0.3, 0.75), (0.3, 0.25), -90, 155)),
)
_FIVE = Glyph(
    _DIGIT_WIDTH,
    ([(0.55, 0.0), (0.09, 0.0), (0.05, 0.45), *arc((0.29, 0.68), (0.31, 0.32), 232, 515)],),
)
_EIGHT = Glyph(
    _DIGIT_WIDTH,
    (arc((0.3, 0.245), (0.255, 0.245), 0, 360), arc((0.3, 0.745), (0.3, 0.255), 0, 360)),
)
_S = Glyph(
    0.6,
    ([*arc((0.3, 0.25), (0.28, 0.25), 335, 90), *arc((0.3, 0.75), (0.3, 0.25), 270, 515)],),
)

_GLYPHS: Mapping[str, Glyph] = {
    "0": _ZERO,
    "1": Glyph(_DIGIT_WIDTH, ([(0.1, 0.2), (0.36, 0.0), (0.36, 1.0)],)),
    "2": Glyph(_DIGIT_WIDTH, ([*arc((0.3, 0.29), (0.29, 0.29), 190, 395), (0.0, 1.0), (0.6, 1.0)],)),
    "3": _THREE,
    "4": Glyph(_DIGIT_WIDTH, ([(0.46, 1.0), (0.46, 0.0), (0.0, 0.7), (0.62, 0.7)],)),
    "5": _FIVE,
    "6": _SIX,
    "7": Glyph(_DIGIT_WIDTH, ([(0.0, 0.0), (0.6, 0.0), (0.2, 1.0)],)),
    "8": _EIGHT,
    "9": _turned(_SIX),
    ":": Glyph(0.1, ([(0.05, 0.3)], [(0.05, 0.78)])),
    ".": Glyph(0.1, ([(0.05, 1.0)],)),
    "A": Glyph(0.74, ([(0.0, 1.0), (0.37, 0.0), (0.74, 1.0)], [(0.13, 0.66), (0.61, 0.66)])),
    "C": Glyph(0.76, (arc((0.45, 0.5), (0.45, 0.5), -48, -312),)),
    "I": Glyph(0.0, ([(0.0, 0.0), (0.0, 1.0)],)),
    "L": Glyph(0.52, ([(0.0, 0.0), (0.0, 1.0), (0.52, 1.0)],)),
    "R": Glyph(
        0.6,
        ([(0.0, 1.0), (0.0, 0.0), *arc((0.31, 0.27), (0.27, 0.27), 270, 450), (0.0, 0.54)], [(0.3, 0.54), (0.6, 1.0)]),
    ),
    "S": _S,
}
