"""A list of bars: a label, a bar and its figures in words, one below the other."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.models.bars_model import BarRole, BarsModel
from desktop.models.dashboard_course import Bar
from desktop.views.parts.theme import S, current_palette

THICKNESS = 8


class BarList(QListView):
    """Shows the bars it is given; the arrow keys go from bar to bar."""

    def __init__(self, say: Callable[[Bar], str], series: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model_of_bars = BarsModel(say, self)
        self.setModel(self.model_of_bars)
        self._delegate = _BarDelegate(say, series)
        self.setItemDelegate(self._delegate)
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """Show these."""
        self.model_of_bars.show_bars(bars)


class _BarDelegate(QStyledItemDelegate):
    def __init__(self, say: Callable[[Bar], str], series: int) -> None:
        super().__init__()
        self._say, self._series = say, series

    def sizeHint(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        view = option.widget
        width = view.viewport().width() if isinstance(view, QListView) else 0
        return QSize(width, QFontMetrics(option.font).height() + THICKNESS + 3 * S // 2 + 4)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        bar = index.data(BarRole.BAR)
        if not isinstance(bar, Bar):
            return
        palette = current_palette()
        font = QFont(option.font)
        font.setWeight(QFont.Weight.DemiBold if bar.is_heading else QFont.Weight.Normal)
        metrics = QFontMetrics(font)
        box = QRectF(option.rect).adjusted(2 if bar.is_heading else 2 + S, S // 2, -S, -S // 2)
        said = self._say(bar)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font)
        painter.setPen(QColor(palette.text))
        line = QRectF(box.left(), box.top(), box.width(), metrics.height())
        right = Qt.AlignmentFlag.AlignRight | Qt.TextFlag.TextSingleLine
        painter.drawText(line, right, said)
        room = round(box.width()) - metrics.horizontalAdvance(said) - S
        label = metrics.elidedText(" ".join(bar.label.split()), Qt.TextElideMode.ElideRight, max(0, room))
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine, label)
        self._paint_bar(painter, bar, QRectF(box.left(), line.bottom() + 3, box.width(), THICKNESS))
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QColor(palette.accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(option.rect).adjusted(1, 1, -1, -1), 5, 5)
        painter.restore()

    def _paint_bar(self, painter: QPainter, bar: Bar, room: QRectF) -> None:
        palette = current_palette()
        if bar.share is None:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(palette.sunk))
        painter.drawRoundedRect(room, THICKNESS / 2, THICKNESS / 2)
        filled = QRectF(room)
        filled.setWidth(room.width() * min(1.0, max(0.0, bar.share)))
        painter.setBrush(QColor(palette.series[self._series]))
        if bar.share > 0:
            painter.drawRoundedRect(filled, THICKNESS / 2, THICKNESS / 2)
