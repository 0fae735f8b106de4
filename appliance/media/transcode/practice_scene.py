"""What the practice cast shows: colour bars, a moving ball, a running clock and the name. Draws; does not encode."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from appliance.media.transcode.drawing import (
    I420,
    Box,
    Colour,
    Drawing,
    Mask,
    colour,
    planes,
    rounded_rectangle,
    stroke,
)
from appliance.media.transcode.lettering import render
from appliance.media.transcode.wordmark import paint_wordmark

WIDTH, HEIGHT = 1280, 720
PULSE_SECONDS = 0.12
"""How long the lamp is lit and the tone is raised at the start of each second."""

_INK = colour("f4f7fb")
_PANEL = colour("0a1424")
_ACCENT = colour("35d0ba")
_BALL = colour("ff9f5a")
_BARS = tuple(colour(code) for code in ("d8dde3", "e8c547", "4cc9d9", "5fbf6a", "c267c9", "e0574f", "4773d9"))

_CLOCK = Box(120, 168, 1040, 196)
_CLOCK_TEXT_TOP = _CLOCK.top + 32
_DIGIT_HEIGHT = 112
_SECOND_BAR = Box(168, 332, 944, 6)
_TRACK = Box(120, 396, 1040, 84)
_BALL_SIZE = 72
_BALL_PERIOD_SECONDS = 4.0
_BAR_BAND = Box(120, 512, 1040, 152)
_LAMP = Box(1120, 64, 40, 40)


@dataclass(frozen=True, slots=True)
class _Tile:
    """A ready piece of picture: its luma and both chroma parts."""

    y: I420
    u: I420
    v: I420


class PracticeScene:
    """The picture at any time of day; `draw` returns the same buffer each time, to be used before the next call."""

    def __init__(self) -> None:
        self._background = _background().to_i420()
        self._picture = self._background.copy()
        self._planes = planes(self._picture)
        self._background_planes = planes(self._background)
        self._glyphs = {character: _glyph_tile(character) for character in "0123456789:."}
        self._text_left = _CLOCK.left + (_CLOCK.width - self._text_width("00:00:00.000")) // 4 * 2
        self._ball = _ball()
        self._bar_ink = _flat(_ACCENT)
        self._lamp = _lamp()
        self._ball_box: Box | None = None

    def draw(self, day_ns: int) -> I420:
        """The picture `day_ns` nanoseconds after midnight."""
        second_share = day_ns % 1_000_000_000 / 1e9
        self._draw_clock(day_ns)
        self._fill(_SECOND_BAR, self._bar_ink, share=second_share)
        self._restore(_LAMP)
        if second_share < PULSE_SECONDS:
            self._blend(self._lamp, _LAMP)
        self._draw_ball(day_ns / 1e9)
        return self._picture

    def _text_width(self, text: str) -> int:
        return sum(self._glyphs[character].y.shape[1] for character in text)

    def _draw_clock(self, day_ns: int) -> None:
        milliseconds = day_ns // 1_000_000
        seconds, minutes, hours = milliseconds // 1000, milliseconds // 60_000, milliseconds // 3_600_000
        left = self._text_left
        for character in f"{hours % 24:02}:{minutes % 60:02}:{seconds % 60:02}.{milliseconds % 1000:03}":
            tile = self._glyphs[character]
            height, width = tile.y.shape
            self._put(tile, Box(left, _CLOCK_TEXT_TOP, width, height))
            left += width

    def _put(self, tile: _Tile, box: Box) -> None:
        small = box.halved()
        y, u, v = self._planes
        y[box.rows, box.columns] = tile.y
        u[small.rows, small.columns] = tile.u
        v[small.rows, small.columns] = tile.v

    def _restore(self, box: Box) -> None:
        small = box.halved()
        for plane, background, part in zip(self._planes, self._background_planes, (box, small, small), strict=True):
            plane[part.rows, part.columns] = background[part.rows, part.columns]

    def _fill(self, box: Box, ink: tuple[int, int, int], share: float) -> None:
        self._restore(box)
        filled = Box(box.left, box.top, round(box.width * share / 2) * 2, box.height)
        small = filled.halved()
        for plane, value, part in zip(self._planes, ink, (filled, small, small), strict=True):
            plane[part.rows, part.columns] = value

    def _draw_ball(self, seconds: float) -> None:
        if self._ball_box is not None:
            self._restore(self._ball_box)
        swing = (1 - np.cos(2 * np.pi * seconds / _BALL_PERIOD_SECONDS)) / 2
        left = _TRACK.left + 2 * round(swing * (_TRACK.width - _BALL_SIZE) / 2)
        self._ball_box = Box(left, _TRACK.top + (_TRACK.height - _BALL_SIZE) // 2, _BALL_SIZE, _BALL_SIZE)
        self._blend(self._ball, self._ball_box)

    def _blend(self, shape: "_RoundShape", box: Box) -> None:
        small = box.halved()
        parts = (box, small, small)
        for plane, ink, part, mask in zip(self._planes, shape.ink, parts, shape.masks, strict=True):
            region = plane[part.rows, part.columns]
            region[:] = region + (ink - region.astype(np.float32)) * mask


@dataclass(frozen=True, slots=True)
class _RoundShape:
    """A round shape that is blended over whatever lies behind it."""

    masks: tuple[Mask, Mask, Mask]
    ink: tuple[Mask, Mask, Mask]
    """The luma carries the shading."""


def _ball() -> _RoundShape:
    shine_at = _BALL_SIZE * 0.34
    rows, columns = np.mgrid[0:_BALL_SIZE, 0:_BALL_SIZE].astype(np.float32)
    shine = np.clip(1 - np.hypot(rows - shine_at, columns - shine_at) / (_BALL_SIZE * 0.62), 0, 1)
    y, u, v = _flat(_BALL)
    return _RoundShape(_disc_masks(_BALL_SIZE), _inks(y - 34 + 86 * shine, u, v))


def _lamp() -> _RoundShape:
    y, u, v = _flat(colour("ffd166"))
    return _RoundShape(_disc_masks(_LAMP.width), _inks(np.array(y, np.float32), u, v))


def _inks(luma: Mask, u: int, v: int) -> tuple[Mask, Mask, Mask]:
    return luma, np.array(u, np.float32), np.array(v, np.float32)


def _disc_masks(size: int) -> tuple[Mask, Mask, Mask]:
    """A disc for the luma plane and, at half the size, for the chroma planes."""
    middle = (size - 1) / 2
    disc = stroke([[(middle, middle)]], size, size, size / 2 - 2)
    small = disc.reshape(size // 2, 2, size // 2, 2).mean(axis=(1, 3))
    return disc, small, small


def _background() -> Drawing:
    drawing = Drawing(WIDTH, HEIGHT, colour("15294a"), colour("0d1a30"))
    paint_wordmark(drawing, 120, 66, 40, (_ACCENT, _INK))
    _paint_box(drawing, _CLOCK, 24, _PANEL)
    _paint_box(drawing, _SECOND_BAR, 3, colour("1c2b45"))
    _paint_box(drawing, Box(_TRACK.left, _TRACK.top + _TRACK.height // 2 - 3, _TRACK.width, 6), 3, colour("2a4168"))
    drawing.paint(_disc_masks(_LAMP.width)[0], _LAMP.left, _LAMP.top, colour("22355a"))
    _paint_bars(drawing)
    return drawing


def _paint_box(drawing: Drawing, box: Box, radius: float, paint: Colour) -> None:
    drawing.paint(rounded_rectangle(box.width, box.height, radius), box.left, box.top, paint)


def _paint_bars(drawing: Drawing) -> None:
    """The colours side by side, a grey ramp below them, all in one rounded frame."""
    frame = rounded_rectangle(_BAR_BAND.width, _BAR_BAND.height, 16)
    ramp_top = _BAR_BAND.height - 40
    edges = [round(_BAR_BAND.width * index / len(_BARS)) for index in range(len(_BARS) + 1)]
    for paint, start, end in zip(_BARS, edges, edges[1:], strict=False):
        drawing.paint(frame[:ramp_top, start:end], _BAR_BAND.left + start, _BAR_BAND.top, paint)
    steps = 13
    edges = [round(_BAR_BAND.width * index / steps) for index in range(steps + 1)]
    for index, (start, end) in enumerate(pairwise(edges)):
        grey = index / (steps - 1)
        drawing.paint(frame[ramp_top:, start:end], _BAR_BAND.left + start, _BAR_BAND.top + ramp_top, (grey, grey, grey))


def _glyph_tile(character: str) -> _Tile:
    mask = render(character, _DIGIT_HEIGHT, weight=0.12, spacing=0.2)
    height, width = mask.shape
    drawing = Drawing(width, height, _PANEL, _PANEL)
    drawing.paint(mask, 0, 0, _INK)
    return _Tile(*planes(drawing.to_i420()))


def _flat(paint: Colour) -> tuple[int, int, int]:
    y, u, v = planes(Drawing(2, 2, paint, paint).to_i420())
    return int(y[0, 0]), int(u[0, 0]), int(v[0, 0])
