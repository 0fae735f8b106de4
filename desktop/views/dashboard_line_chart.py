"""A chart of lines over the lesson's time, painted by itself: nothing is loaded for it; painted once per change.

Lines differ by dash and colour, and have their names; the arrow keys or the mouse read the values of a moment.
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.models.dashboard_course import Line
from desktop.models.thinning import Point, thinned
from desktop.views.parts.formats import time_of
from desktop.views.parts.theme import S, current_palette

DASHES: tuple[list[float], ...] = ([], [8, 5], [2, 3], [10, 4, 2, 4])
STROKES = ((0.0, 0.0), (0.4, 0.8))
"""A line is drawn twice by a pen of one pixel: Qt takes a second for what it takes a few milliseconds for then."""
GRID_LINES = 4
GAP_MS = 5 * 60_000
"""Nothing heard for so long is a hole in the line, not a slope."""
SHORTEST_SPAN_MS = 60_000


@dataclass(frozen=True, slots=True)
class Scale:
    """How values and moments are written, the least that the axis reaches up to, and how long a silence is a hole."""

    maximum: float
    say: Callable[[float], str]
    say_moment: Callable[[int], str] = time_of
    gap_ms: int = GAP_MS


class LineChart(QWidget):
    """Shows the lines it is given."""

    read = Signal(str)
    """The values of the moment that is pointed at, in words; empty when none is."""

    def __init__(self, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scale = scale
        self._title = ""
        self._lines: tuple[Line, ...] = ()
        self._moments: list[int] = []
        self._cursor: int | None = None
        self._painted: QPixmap | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Draw these lines in place of the others."""
        self._lines = tuple(lines)
        self._moments = [moment for moment, _ in max((line.points for line in self._lines), key=len, default=())]
        if self._cursor is not None and not self._moments:
            self._cursor = None
        self._repaint()

    def set_title(self, title: str) -> None:
        """What the chart is about, for screen readers."""
        self._title = title
        self.setAccessibleName(title)
        self._repaint()

    def summary(self) -> str:
        """The values of the pointed moment, or else the latest ones, in words."""
        if not self._moments:
            return ""
        place = len(self._moments) - 1 if self._cursor is None else self._cursor
        moment = self._moments[min(place, len(self._moments) - 1)]
        said = [f"{line.name} {self._said(line, moment)}" for line in self._lines]
        return ", ".join([self._scale.say_moment(moment), *said])

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        line = self.fontMetrics().height()
        return QSize(12 * line, 7 * line)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        line = self.fontMetrics().height()
        return QSize(26 * line, 10 * line)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        if self._painted is None:
            self._painted = self._paint_whole()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._painted)
        if self._cursor is not None:
            self._paint_cursor(painter)
        if self.hasFocus():
            painter.setPen(QPen(QColor(current_palette().accent), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        painter.end()

    def resizeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        self._repaint()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        self._repaint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        plot = self._plot()
        if self._moments and plot.contains(event.position()):
            share = (event.position().x() - plot.left()) / max(1.0, plot.width())
            begin, end = self._span()
            self._point_at(self._nearest(round(begin + share * (end - begin))))
        else:
            self._point_at(None)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().leaveEvent(event)
        self._point_at(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        last = len(self._moments) - 1
        at = last if self._cursor is None else self._cursor
        steps = {
            Qt.Key.Key_Left: at - 1,
            Qt.Key.Key_Right: at + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        if event.key() == Qt.Key.Key_Escape and self._cursor is not None:
            self._point_at(None)
        elif last >= 0 and Qt.Key(event.key()) in steps:
            self._point_at(min(last, max(0, steps[Qt.Key(event.key())])))
        else:
            super().keyPressEvent(event)

    def _point_at(self, place: int | None) -> None:
        if place == self._cursor:
            return
        self._cursor = place
        self.setAccessibleDescription(self.summary())
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
        self.read.emit(self.summary() if place is not None else "")
        self.update()

    def _nearest(self, moment: int) -> int:
        after = bisect_left(self._moments, moment)
        near = [place for place in (after - 1, after) if 0 <= place < len(self._moments)]
        return min(near, key=lambda place: abs(self._moments[place] - moment))

    def _repaint(self) -> None:
        self._painted = None
        self.update()

    def _span(self) -> tuple[int, int]:
        end = self._moments[-1]
        return min(self._moments[0], end - SHORTEST_SPAN_MS), end

    def _top(self) -> float:
        highest = max((value for line in self._lines for _, value in line.points if value is not None), default=0.0)
        return self._scale.maximum if highest <= self._scale.maximum else _round_up(highest)

    def _plot(self) -> QRectF:
        metrics = self.fontMetrics()
        left = max(metrics.horizontalAdvance(self._scale.say(self._top())), metrics.horizontalAdvance("0")) + S
        top = metrics.height() + S
        return QRectF(left, top, self.width() - left - S, self.height() - top - metrics.height() - S)

    def _said(self, line: Line, moment: int) -> str:
        place = bisect_left(line.points, moment, key=lambda point: point[0])
        value = line.points[place][1] if place < len(line.points) and line.points[place][0] == moment else None
        return "–" if value is None else self._scale.say(value)

    def _paint_whole(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        canvas = QPixmap(max(1, round(self.width() * ratio)), max(1, round(self.height() * ratio)))
        canvas.setDevicePixelRatio(ratio)
        canvas.fill(Qt.GlobalColor.transparent)
        painter = QPainter(canvas)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.font())
        plot, top = self._plot(), self._top()
        self._paint_grid(painter, plot, top)
        if self._moments:
            self._paint_times(painter, plot)
            self._paint_lines(painter, plot, top)
        self._paint_names(painter, plot)
        painter.end()
        return canvas

    def _paint_lines(self, painter: QPainter, plot: QRectF, top: float) -> None:
        for place, line in enumerate(self._lines):
            painter.setPen(self._pen(place))
            for stretch in self._stretches(line, plot, top):
                for right, down in STROKES:
                    painter.drawPolyline(stretch.translated(right, down))

    def _paint_grid(self, painter: QPainter, plot: QRectF, top: float) -> None:
        palette = current_palette()
        for step in range(GRID_LINES + 1):
            y = plot.bottom() - plot.height() * step / GRID_LINES
            painter.setPen(QPen(QColor(palette.border), 1))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(QColor(palette.muted))
            height = self.fontMetrics().height()
            box = QRectF(0, y - height / 2, plot.left() - S / 2, height)
            if step in (0, GRID_LINES // 2, GRID_LINES):
                flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                painter.drawText(box, flags, self._scale.say(top * step / GRID_LINES))

    def _paint_times(self, painter: QPainter, plot: QRectF) -> None:
        begin, end = self._span()
        metrics, say = self.fontMetrics(), self._scale.say_moment
        painter.setPen(QColor(current_palette().muted))
        widest = max(metrics.horizontalAdvance(say(begin)), metrics.horizontalAdvance(say(end)))
        count = max(1, min(5, int(plot.width() // (2 * widest))))
        for step in range(count + 1):
            x = plot.left() + plot.width() * step / count
            left = min(max(x - widest / 2, plot.left()), plot.right() - widest)
            box = QRectF(left, plot.bottom() + S / 2, widest + 1, metrics.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, say(begin + (end - begin) * step // count))

    def _paint_names(self, painter: QPainter, plot: QRectF) -> None:
        metrics = self.fontMetrics()
        sample, x = 2 * metrics.height(), plot.left()
        y = metrics.height() / 2
        whole = sum(metrics.horizontalAdvance(line.name) + sample + S + S / 2 for line in self._lines)
        share = plot.width() / max(1, len(self._lines)) - sample - S - S / 2 if whole > plot.width() else whole
        for place, line in enumerate(self._lines):
            name = metrics.elidedText(
                " ".join(line.name.split()), Qt.TextElideMode.ElideRight, max(sample, round(share))
            )
            painter.setPen(self._pen(place))
            for _, down in STROKES:
                painter.drawLine(QPointF(x, y + down), QPointF(x + sample, y + down))
            painter.setPen(QColor(current_palette().text))
            painter.drawText(QPointF(x + sample + S / 2, y + metrics.ascent() / 2 - 1), name)
            x += sample + S + S / 2 + metrics.horizontalAdvance(name)

    def _paint_cursor(self, painter: QPainter) -> None:
        place = min(self._cursor or 0, len(self._moments) - 1)
        plot = self._plot()
        x = self._x(self._moments[place], plot)
        palette = current_palette()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(palette.field_border), 1))
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
        text = self.summary()
        metrics = self.fontMetrics()
        width = min(metrics.horizontalAdvance(text) + 2 * S, round(plot.width()))
        left = min(max(x - width / 2, plot.left()), plot.right() - width)
        box = QRectF(left, plot.top() + 2, width, metrics.height() + S / 2)
        painter.setBrush(QColor(palette.raised))
        painter.setPen(QPen(QColor(palette.field_border), 1))
        painter.drawRoundedRect(box, 5, 5)
        painter.setPen(QColor(palette.text))
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, round(width) - S)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)

    def _stretches(self, line: Line, plot: QRectF, top: float) -> list[QPolygonF]:
        """The line as drawn: a stretch ends where a value is missing or nothing was heard for long."""
        stretches: list[list[QPointF]] = [[]]
        before: Point | None = None
        begin, end = self._span()
        scale = plot.width() / max(1, end - begin)
        for moment, value in thinned(line.points, round(plot.width() / 3)):
            if before is not None and (value is None or moment - before[0] > self._scale.gap_ms):
                stretches.append([])
            if value is not None:
                y = plot.bottom() - plot.height() * min(1.0, max(0.0, value / top))
                stretches[-1].append(QPointF(plot.left() + (moment - begin) * scale, y))
            before = (moment, value)
        return [QPolygonF(stretch if len(stretch) > 1 else stretch * 2) for stretch in stretches if stretch]

    def _x(self, moment: int, plot: QRectF) -> float:
        begin, end = self._span()
        return plot.left() + plot.width() * (moment - begin) / max(1, end - begin)

    def _pen(self, place: int) -> QPen:
        series = current_palette().series
        pen = QPen(QColor(series[place % len(series)]), 1)
        if dashes := DASHES[place % len(DASHES)]:
            pen.setDashPattern(dashes)
        return pen


def _round_up(value: float) -> float:
    """The next number of the axis that quarters into whole steps: 4, 8, 12, 20, 40, 60, 100, ..."""
    step = 1.0
    while True:
        for factor in (4, 8, 12, 20):
            if value <= factor * step:
                return factor * step
        step *= 10
