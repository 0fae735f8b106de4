"""Draws smooth shapes into a picture with numpy. Knows no encoder and no text."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Point = tuple[float, float]
Line = Sequence[Point]
Mask = NDArray[np.float32 | np.float64]
"""Coverage of each pixel, 0 to 1."""
Colour = tuple[float, float, float]
"""Red, green and blue, each 0 to 1."""
I420 = NDArray[np.uint8]
"""Planar YUV 4:2:0 in one array of height * 3/2 rows."""

# BT.709, as players assume it for pictures of this size; limited range (16-235, 16-240).
_LUMA = np.array((0.2126, 0.7152, 0.0722), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of pixels; with even numbers it fits the chroma planes too."""

    left: int
    top: int
    width: int
    height: int

    @property
    def rows(self) -> slice:
        """The lines of the box in a full-size plane."""
        return slice(self.top, self.top + self.height)

    @property
    def columns(self) -> slice:
        """The columns of the box in a full-size plane."""
        return slice(self.left, self.left + self.width)

    def halved(self) -> "Box":
        """The same box in a chroma plane."""
        return Box(self.left // 2, self.top // 2, self.width // 2, self.height // 2)


def colour(code: str) -> Colour:
    """The colour of a code like `1b2a41`."""
    red, green, blue = bytes.fromhex(code)
    return red / 255, green / 255, blue / 255


def arc(centre: Point, radii: Point, start: float, end: float) -> list[Point]:
    """Points along an ellipse; degrees run clockwise from the right, also past 360 or below 0."""
    angles = np.radians(np.linspace(start, end, 25))
    return [(centre[0] + radii[0] * float(np.cos(a)), centre[1] + radii[1] * float(np.sin(a))) for a in angles]


def stroke(lines: Sequence[Line], width: int, height: int, radius: float) -> Mask:
    """Coverage of round-ended strokes of half-width `radius`; coordinates are pixels."""
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    distance = np.full((height, width), np.inf, dtype=np.float32)
    for line in lines:
        for start, end in zip(line, line[1:] or line, strict=False):
            np.minimum(distance, _distance_to_segment(columns, rows, start, end), out=distance)
    return _coverage(distance, radius)


def rounded_rectangle(width: int, height: int, radius: float) -> Mask:
    """Coverage of a rectangle that fills the mask, with round corners."""
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    beyond_x = np.maximum(np.abs(columns - (width - 1) / 2) - (width / 2 - radius), 0)
    beyond_y = np.maximum(np.abs(rows - (height - 1) / 2) - (height / 2 - radius), 0)
    return _coverage(np.hypot(beyond_x, beyond_y), radius)


class Drawing:
    """A picture in RGB that is drawn once and then turned into I420."""

    def __init__(self, width: int, height: int, top: Colour, bottom: Colour) -> None:
        """A background that fades from `top` to `bottom`."""
        fade = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
        column = np.asarray(top, np.float32) * (1 - fade) + np.asarray(bottom, np.float32) * fade
        self.pixels: NDArray[np.float32] = np.repeat(column, width, axis=1)

    def paint(self, mask: Mask, left: int, top: int, paint: Colour, strength: float = 1.0) -> None:
        """Lay `paint` over the picture where the mask covers it."""
        height, width = mask.shape
        region = self.pixels[top : top + height, left : left + width]
        alpha = mask[..., None] * strength
        region += (np.asarray(paint, np.float32) - region) * alpha

    def to_i420(self) -> I420:
        """The picture as BT.709 video, dithered so that fades show no bands."""
        height, width, _ = self.pixels.shape
        luma = self.pixels @ _LUMA
        blue_difference = (self.pixels[..., 2] - luma) / 1.8556
        red_difference = (self.pixels[..., 0] - luma) / 1.5748
        dither = np.random.default_rng(7).random(luma.shape, dtype=np.float32)
        picture = np.empty((height * 3 // 2, width), dtype=np.uint8)
        y, u, v = planes(picture)
        y[:] = np.floor(16 + 219 * luma + dither)
        u[:] = np.rint(128 + 224 * _halve(blue_difference))
        v[:] = np.rint(128 + 224 * _halve(red_difference))
        return picture


def planes(picture: I420) -> tuple[I420, I420, I420]:
    """Views of the luma and the two chroma planes; writing to them writes to the picture."""
    height, width = picture.shape[0] * 2 // 3, picture.shape[1]
    chroma = picture[height:].reshape(2, height // 2, width // 2)
    return picture[:height], chroma[0], chroma[1]


def _coverage(distance: Mask, radius: float) -> Mask:
    coverage: Mask = np.clip(0.5 + radius - distance, 0, 1).astype(np.float32)
    return coverage


def _distance_to_segment(x: Mask, y: Mask, start: Point, end: Point) -> Mask:
    along_x, along_y = end[0] - start[0], end[1] - start[1]
    length = along_x * along_x + along_y * along_y
    share = np.clip(((x - start[0]) * along_x + (y - start[1]) * along_y) / length, 0, 1) if length else 0.0
    distance: Mask = np.hypot(x - start[0] - share * along_x, y - start[1] - share * along_y)
    return distance


def _halve(plane: Mask) -> Mask:
    height, width = plane.shape
    halved: Mask = plane.reshape(height // 2, 2, width // 2, 2).mean(axis=(1, 3))
    return halved
