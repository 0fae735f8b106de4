"""Who has not answered, as a grid of seats: a sign, a name and a word for each student."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.models.quiz_seats_model import QuizSeatRole, QuizSeatsModel
from desktop.models.quiz_words import seat_state_name
from desktop.state.quiz_watch import SeatState
from desktop.views.parts.icons import IconName, pixmap
from desktop.views.parts.theme import Palette, S, current_palette
from desktop.views.quiz_fonts import small, strong

Index = QModelIndex | QPersistentModelIndex
SIGN_PIXELS = 18
NAME_CHARACTERS = 9
"""Of the widest kind that a seat has room for; longer names are cut with an ellipsis."""
SIGNS = {
    SeatState.ANSWERED: IconName.CHECK_CIRCLE,
    SeatState.NOT_YET: IconName.CLOCK,
    SeatState.DISCONNECTED: IconName.WIFI_OFF,
    SeatState.NOT_PRESENT: IconName.SLASH,
}
TONES = {
    SeatState.ANSWERED: ("good", "good_wash"),
    SeatState.NOT_YET: ("warning", "warning_wash"),
    SeatState.DISCONNECTED: ("bad", "bad_wash"),
    SeatState.NOT_PRESENT: ("muted", "sunk"),
}


class SeatDelegate(QStyledItemDelegate):
    """Paints one seat."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        palette = current_palette()
        state = SeatState(index.data(QuizSeatRole.STATE))
        tone, wash = TONES[state]
        rect: QRect = option.rect
        font: QFont = option.font
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        has_focus = bool(option.state & QStyle.StateFlag.State_HasFocus)
        _paint_box(painter, rect, palette, (tone, wash), has_focus=has_focus)
        sign = pixmap(SIGNS[state], SIGN_PIXELS, tone, painter.device().devicePixelRatio())
        painter.drawPixmap(rect.left() + S + 4, rect.center().y() - SIGN_PIXELS // 2 + 1, sign)
        text = rect.adjusted(2 * S + 4 + SIGN_PIXELS, S, -S - 4, -S)
        painter.setPen(QColor(palette.text))
        painter.setFont(strong(font))
        line = QRect(text.left(), text.top(), text.width(), QFontMetrics(strong(font)).height())
        name = QFontMetrics(strong(font)).elidedText(_name(index), Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, int(Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine), name)
        painter.setPen(QColor(palette.colour(tone)))
        painter.setFont(small(font))
        below = line.translated(0, line.height())
        painter.drawText(below, int(Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine), seat_state_name(state))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802 - Qt's name
        font: QFont = option.font
        name = QFontMetrics(strong(font))
        words = max(QFontMetrics(small(font)).horizontalAdvance(seat_state_name(state)) for state in SeatState)
        width = max(name.horizontalAdvance("가" * NAME_CHARACTERS), words) + 3 * S + 8 + SIGN_PIXELS
        return QSize(width, name.height() + QFontMetrics(small(font)).height() + 2 * S)


class SeatsView(QListView):
    """The grid; arrow keys go from seat to seat, each of which is read out with its state."""

    def __init__(self, model: QuizSeatsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("missing_seats")
        self.setItemDelegate(SeatDelegate(self))
        self.setModel(model)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSpacing(S // 2)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)


def _paint_box(painter: QPainter, rect: QRect, palette: Palette, colours: tuple[str, str], *, has_focus: bool) -> None:
    tone, wash = colours
    painter.setPen(QPen(QColor(palette.accent if has_focus else palette.colour(tone)), 3 if has_focus else 1))
    painter.setBrush(QColor(palette.colour(wash)))
    painter.drawRoundedRect(QRectF(rect).adjusted(1.5, 1.5, -1.5, -1.5), S, S)


def _name(index: Index) -> str:
    return str(index.data(Qt.ItemDataRole.DisplayRole) or "").replace("\n", " ")
