"""The class's answers as bars: text, a bar, and how many, painted so that 450 answers a minute stay smooth."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.models.quiz_words import count_and_share, right_or_wrong
from desktop.models.tally_model import TallyModel, TallyRole
from desktop.views.parts.icons import IconName, pixmap
from desktop.views.parts.theme import M, Palette, S, current_palette
from desktop.views.quiz_fonts import strong

Index = QModelIndex | QPersistentModelIndex
BAR_PIXELS = 14
MARK_PIXELS = 18
AT_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
AT_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
WRAPS = int(Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere | Qt.AlignmentFlag.AlignLeft)


class BarDelegate(QStyledItemDelegate):
    """Paints one answer; the right one has a sign and a word beside its colour."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        palette = current_palette()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect: QRect = option.rect
        inner = rect.adjusted(S, S, -S, -S)
        font = _live(option.font)
        is_right = bool(index.data(TallyRole.IS_RIGHT))
        text_rect = QRect(
            inner.left(), inner.top(), self._text_width(inner.width(), font), inner.height() - _bar_space()
        )
        painter.setFont(strong(font))
        painter.setPen(QColor(palette.text))
        painter.drawText(text_rect, WRAPS, _text(index))
        self._paint_figures(painter, inner, text_rect, index, font)
        self._paint_bar(painter, inner, index, palette, is_right=is_right)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802 - Qt's name
        view: QWidget = option.widget
        width = view.viewport().width() if isinstance(view, QAbstractItemView) else 400
        font = strong(_live(option.font))
        metrics = QFontMetrics(font)
        room = QRect(0, 0, self._text_width(width - 2 * S, _live(option.font)), 10_000)
        height = metrics.boundingRect(room, WRAPS, _text(index)).height()
        return QSize(width, max(height, metrics.height()) + _bar_space() + 2 * S)

    def _text_width(self, width: int, font: QFont) -> int:
        figures = QFontMetrics(font).horizontalAdvance("0000 · 100%")
        word = QFontMetrics(font).horizontalAdvance(right_or_wrong(True)) + MARK_PIXELS + S
        return max(80, width - figures - word - M)

    def _paint_figures(self, painter: QPainter, inner: QRect, text: QRect, index: Index, font: QFont) -> None:
        """How many, on the right; before it the sign of the right answer."""
        palette = current_palette()
        count, share = index.data(TallyRole.COUNT), index.data(TallyRole.SHARE)
        line = QRect(text.right(), inner.top(), inner.right() - text.right(), QFontMetrics(font).height())
        painter.setFont(font)
        if isinstance(count, int) and isinstance(share, float):
            painter.setPen(QColor(palette.text))
            painter.drawText(
                line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, count_and_share(count, share)
            )
        if index.data(TallyRole.IS_RIGHT):
            painter.setPen(QColor(palette.good))
            ratio = painter.device().devicePixelRatio()
            painter.drawPixmap(line.left() + S, line.top(), pixmap(IconName.CHECK_CIRCLE, MARK_PIXELS, "good", ratio))
            word = line.adjusted(S + MARK_PIXELS + S // 2, 0, 0, 0)
            painter.drawText(word, AT_LEFT, right_or_wrong(True))

    def _paint_bar(self, painter: QPainter, inner: QRect, index: Index, palette: Palette, *, is_right: bool) -> None:
        track = QRectF(inner.left(), inner.bottom() - BAR_PIXELS + 1, inner.width(), BAR_PIXELS)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(palette.sunk))
        painter.drawRoundedRect(track, BAR_PIXELS / 2, BAR_PIXELS / 2)
        share = index.data(TallyRole.SHARE)
        if isinstance(share, float) and share > 0:
            filled = QRectF(track.left(), track.top(), max(BAR_PIXELS, track.width() * min(1.0, share)), BAR_PIXELS)
            painter.setBrush(QColor(palette.good if is_right else palette.accent))
            painter.drawRoundedRect(filled, BAR_PIXELS / 2, BAR_PIXELS / 2)


class BarsView(QListView):
    """A list of bars; each is read out as its text and figures."""

    def __init__(self, model: TallyModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tally_bars")
        self.setItemDelegate(BarDelegate(self))
        self.setModel(model)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)


def _bar_space() -> int:
    return BAR_PIXELS + S // 2


def _live(font: QFont) -> QFont:
    """Read from further away than a form."""
    live = QFont(font)
    live.setPixelSize(QFontInfo(font).pixelSize() * 8 // 7)
    return live


def _text(index: Index) -> str:
    return str(index.data(Qt.ItemDataRole.DisplayRole) or "")
