"""Who needs help, with every reason in words; choosing somebody chooses the seat."""

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QListView, QStackedLayout, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.models.dashboard_words import reason_words
from desktop.models.seats_model import SeatRole, SeatsModel
from desktop.state.seats import Seat
from desktop.views.parts.icons import IconName, pixmap
from desktop.views.parts.theme import S, current_palette, labelled


class HelpList(QWidget):
    """The list, or a sentence that nobody needs help."""

    chosen = Signal(str)
    """Id of the student who was chosen."""

    def __init__(self, model: SeatsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._is_turned_off = False
        self.empty = labelled("", "muted")
        self.empty.setObjectName("help_empty")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.view = QListView()
        self.view.setObjectName("help_list")
        self.view.setModel(model)
        self._delegate = _HelpDelegate()
        self.view.setItemDelegate(self._delegate)
        self.view.setResizeMode(QListView.ResizeMode.Adjust)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.view.clicked.connect(self._choose)
        self.view.activated.connect(self._choose)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.view)
        for changed in (model.modelReset, model.rowsInserted, model.rowsRemoved):
            changed.connect(self._show_what_is_there)
        self.retranslate()

    def set_turned_off(self, is_turned_off: bool) -> None:
        """Say that nobody is told of because the figures are turned off."""
        if is_turned_off != self._is_turned_off:
            self._is_turned_off = is_turned_off
            self.retranslate()

    def retranslate(self) -> None:
        """Say every text anew."""
        self.view.setAccessibleName(self.tr("Needs help"))
        self.empty.setText(
            self.tr("Engagement figures are turned off in this lesson: nobody is pointed out.")
            if self._is_turned_off
            else self.tr("Nobody seems to need help now.")
        )
        self.view.doItemsLayout()
        self._show_what_is_there()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()

    def _choose(self, index: QModelIndex) -> None:
        self.chosen.emit(str(index.data(SeatRole.ID) or ""))

    def _show_what_is_there(self) -> None:
        self._stack.setCurrentWidget(self.view if self._model.rowCount() else self.empty)


class _HelpDelegate(QStyledItemDelegate):
    """A name, and below it each reason on lines of its own."""

    def sizeHint(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        seat = index.data(SeatRole.SEAT)
        view = option.widget
        width = view.viewport().width() if isinstance(view, QListView) else 0
        metrics = QFontMetrics(option.font)
        if not isinstance(seat, Seat):
            return QSize(width, metrics.height())
        room = QRect(0, 0, _room(width, metrics), 10_000)
        lines = metrics.boundingRect(room, int(Qt.TextFlag.TextWordWrap), _reasons(seat)).height()
        return QSize(width, metrics.height() + lines + 2 * S)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        seat = index.data(SeatRole.SEAT)
        if not isinstance(seat, Seat):
            return
        palette, rect, state = current_palette(), option.rect, option.state
        painter.save()
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            is_selected = bool(state & QStyle.StateFlag.State_Selected)
            painter.fillRect(rect, QColor(palette.accent_wash if is_selected else palette.sunk))
        metrics = QFontMetrics(option.font)
        line, room = metrics.height(), _room(rect.width(), metrics)
        left, top = rect.left() + S, rect.top() + S
        ratio = painter.device().devicePixelRatio()
        painter.drawPixmap(QPointF(left, top), pixmap(IconName.LIFE_BUOY, line - 1, "bad", ratio))
        bold = QFont(option.font)
        bold.setWeight(QFont.Weight.DemiBold)
        painter.setFont(bold)
        painter.setPen(QColor(palette.text))
        name = QFontMetrics(bold).elidedText(" ".join(seat.name.split()), Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(left + line + S, top, room, line), Qt.TextFlag.TextSingleLine, name)
        painter.setFont(option.font)
        painter.setPen(QColor(palette.bad))
        below = QRectF(left + line + S, top + line, room, rect.bottom() - top - line)
        painter.drawText(below, Qt.TextFlag.TextWordWrap, _reasons(seat))
        painter.setPen(QColor(palette.border))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.restore()


def _room(width: int, metrics: QFontMetrics) -> int:
    return max(1, width - metrics.height() - 3 * S)


def _reasons(seat: Seat) -> str:
    return "\n".join(reason_words(reason) for reason in seat.needs_help)
