"""The marks of options on the student's card: a shape and a letter each, so that colour only helps."""

import math

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPolygonF

MARK_PIXELS = 40
COLOURS = ("#1f5fbf", "#a3341f", "#6b3fa0", "#1b6a35", "#8a4b00", "#9b2166")
"""The same in both themes, as on the page."""
TRIANGLE = 4
TRIANGLE_DROP = 4
"""Its letter stands where it is wide."""


def letter_of(place: int) -> str:
    """A for the first option."""
    return chr(ord("A") + place)


def paint_mark(painter: QPainter, place: int, x: int, y: int, font: QFont) -> None:
    """Paint the mark of a place, its upper left corner at x and y."""
    shape = place % len(COLOURS)
    painter.save()
    painter.translate(x, y)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(COLOURS[shape]))
    painter.drawPath(_shape(shape))
    painter.setPen(QColor("#ffffff"))
    painter.setFont(font)
    drop = TRIANGLE_DROP if shape == TRIANGLE else 0
    painter.drawText(QRect(0, drop, MARK_PIXELS, MARK_PIXELS), int(Qt.AlignmentFlag.AlignCenter), letter_of(place))
    painter.restore()


def _shape(shape: int) -> QPainterPath:
    path, middle = QPainterPath(), MARK_PIXELS / 2
    match shape:
        case 0:
            path.addEllipse(QPointF(middle, middle), 18, 18)
        case 1:
            path.addRoundedRect(QRectF(3.5, 3.5, 33, 33), 5, 5)
        case 2:
            path.addPolygon(_polygon(4, 19.5, 0))
        case 3:
            path.addPolygon(_polygon(6, 19, 30))
        case 4:
            path.addPolygon(QPolygonF([QPointF(middle, 2), QPointF(38.5, 36), QPointF(1.5, 36)]))
        case _:
            path.moveTo(4, 4)
            path.lineTo(36, 4)
            path.lineTo(36, 20)
            path.cubicTo(36, 30, 28, 36, middle, 38.5)
            path.cubicTo(12, 36, 4, 30, 4, 20)
    path.closeSubpath()
    return path


def _polygon(corners: int, radius: float, turned_degrees: float) -> QPolygonF:
    middle = MARK_PIXELS / 2
    points = []
    for corner in range(corners):
        angle = math.radians(360 * corner / corners - 90 + turned_degrees)
        points.append(QPointF(middle + radius * math.cos(angle), middle + radius * math.sin(angle)))
    return QPolygonF(points)
