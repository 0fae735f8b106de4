"""The mark and the name of AIRClass, as shapes."""

from appliance.media.transcode.drawing import Colour, Drawing, Line, arc, stroke
from appliance.media.transcode.lettering import render


def paint_mark(drawing: Drawing, left: int, top: int, size: int, paint: Colour) -> None:
    """A screen that sends waves, in a square of `size` pixels."""
    screen: list[Line] = [
        [(0.06, 0.14), (0.94, 0.14), (0.94, 0.78), (0.06, 0.78), (0.06, 0.14)],
        [(0.32, 0.94), (0.68, 0.94)],
        [(0.5, 0.63), (0.5, 0.63)],
        arc((0.5, 0.63), (0.17, 0.17), 220, 320),
        arc((0.5, 0.63), (0.33, 0.33), 220, 320),
    ]
    lines = [[(x * (size - 1), y * (size - 1)) for x, y in line] for line in screen]
    drawing.paint(stroke(lines, size, size, size * 0.045), left, top, paint)


def paint_wordmark(drawing: Drawing, left: int, top: int, height: int, inks: tuple[Colour, Colour]) -> None:
    """The mark in the first ink, then the name in the second."""
    size = height * 3 // 2
    paint_mark(drawing, left, top - (size - height) // 2, size, inks[0])
    drawing.paint(render("AIRCLASS", height, weight=0.14, spacing=0.3), left + size + height // 4, top, inks[1])
