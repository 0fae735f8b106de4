"""How a row of a `RowsView` is laid out and painted; every text is drawn as it is."""

from collections.abc import Callable

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QTextLayout, QTextOption
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.models.keyed_rows import RowRole
from desktop.views.lesson_row_face import RowAction, RowBadge, RowFace
from desktop.views.parts.icons import ICON_PIXELS, pixmap
from desktop.views.parts.theme import S, current_palette

Index = QModelIndex | QPersistentModelIndex
PAD_X, PAD_Y = 10, 7
GAP = 2
ACTION_SIDE = 28
BADGE_PAD = 7
CAPTION_SHARE = 0.86
"""Of the size of running text."""
TITLE_SHARE = 0.55
"""What a title may keep of its line while badges want the rest."""
SIZES_KEPT = 4_000
PIECE = 150
"""Rows that are measured in one go: some ten milliseconds."""


class RowDelegate(QStyledItemDelegate):
    """Paints faces; heights of wrapped rows are worked out once per width."""

    fell_short = Signal()
    """Heights were guessed: the rows are to be measured piece by piece."""

    def __init__(self, face: Callable[[Index], RowFace], view: QAbstractItemView) -> None:
        super().__init__(view)
        self._face = face
        self._view = view
        self._heights: dict[str, int] = {}  # bounded by: SIZES_KEPT
        """Of rows by key, at the width for which the list is laid out."""
        self._sizes: list[QSize | None] = []  # bounded by: the rows of the list
        """The same by place: each new row makes Qt ask for the sizes of all of them."""
        self._width = 0
        self._next_heights: dict[str, int] = {}  # bounded by: SIZES_KEPT
        """The same at the width that the list is to have next."""
        self._next_width = 0
        self._spare = PIECE
        """Rows that may still be measured at once; those beyond are guessed, where that is allowed."""
        self.may_guess = False
        self.mouse = QPoint(-1, -1)
        """Where the mouse is on the viewport."""
        self._fonts: _Fonts | None = None

    def key(self, index: Index) -> str:
        """The key of the thing in a row."""
        return str(index.data(RowRole.KEY))

    def forget_sizes(self) -> None:
        """The font or the words have changed."""
        self._heights.clear()
        self._next_heights.clear()
        self._forget_places()
        self._fonts = None

    def follow(self, model: QAbstractItemModel) -> None:
        """Keep up with the rows of the list's model."""
        self._sizes = [None] * model.rowCount()
        model.rowsInserted.connect(self._put_in)
        model.rowsRemoved.connect(self._take_out)
        model.dataChanged.connect(self._change)
        for signal in (model.layoutChanged, model.modelReset):
            signal.connect(self._forget_places)

    def measure(self, index: Index, width: int) -> None:
        """Work out how high a row is at a width for which the list is not laid out yet."""
        if width != self._next_width:
            self._next_heights, self._next_width = dict(self._heights) if width == self._width else {}, width
        key = self.key(index)
        if key not in self._next_heights and len(self._next_heights) < SIZES_KEPT:
            self._next_heights[key] = self._height(self._face(index), width)

    def lay_out_for(self, width: int) -> None:
        """Use this width from now on, with what was measured for it."""
        if width == self._next_width:
            self._heights = self._next_heights
        elif width != self._width:
            self._heights = {}
        self._width, self._next_heights, self._next_width = width, {}, 0
        self._spare = PIECE
        self._forget_places()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802 - Qt's name
        """As Qt asks."""
        place = index.row()
        if place < len(self._sizes) and (known := self._sizes[place]) is not None:
            return known
        width = self._width or self._view.viewport().width()
        height = self._known_height(self.key(index), index, width)
        if height is None:
            if not self._next_width:
                self.fell_short.emit()
            return QSize(width, self._guessed_height())
        size = QSize(width, height)
        if place >= len(self._sizes):
            self._sizes.extend([None] * (place + 1 - len(self._sizes)))
        self._sizes[place] = size
        return size

    def action_places(self, row: QRect, face: RowFace) -> dict[str, QRect]:
        """Where each action of a row is."""
        places: dict[str, QRect] = {}
        right = row.right() - PAD_X + 1
        tall = row.height() > 2 * ACTION_SIDE + 2 * PAD_Y
        top = row.top() + PAD_Y - 3 if tall else row.center().y() - ACTION_SIDE // 2
        for action in reversed(face.actions):
            width = self._action_width(action)
            places[action.id] = QRect(right - width, top, width, ACTION_SIDE)
            right -= width + 2
        return places

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """As Qt asks."""
        face, row = self._face(index), option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # Towers of marks and lines that never end stay within their row.
        painter.setClipRect(row)
        self._paint_ground(painter, option, row)
        places = self.action_places(row, face)
        right = min((place.left() for place in places.values()), default=row.right() - PAD_X) - S
        left, top = row.left() + PAD_X, row.top() + PAD_Y + self._slack(face, row)
        if face.icon is not None:
            self._paint_icon(painter, face, QPoint(left, top))
            left += ICON_PIXELS + S
        self._paint_texts(painter, face, QRect(left, top, right - left, row.bottom() - PAD_Y - top))
        for action in face.actions:
            self._paint_action(painter, action, places[action.id])
        painter.restore()

    def _known_height(self, key: str, index: Index, width: int) -> int | None:
        """Measured now where that can be; None where it takes too long to measure all that are asked for."""
        height = self._heights.get(key, self._next_heights.get(key))
        if height is None and (not self.may_guess or (self._spare > 0 and not self._next_width)):
            self._spare -= 1
            height = self._height(self._face(index), width)
            if len(self._heights) >= SIZES_KEPT:
                self._heights.clear()
            self._heights[key] = height
        return height

    def _guessed_height(self) -> int:
        """Of a row with one line of text."""
        fonts = self._made_fonts()
        return max(fonts.title_metrics.height(), ICON_PIXELS) + GAP + fonts.title_metrics.height() + 2 * PAD_Y

    def _put_in(self, _: QModelIndex, first: int, last: int) -> None:
        self._sizes[first:first] = [None] * (last + 1 - first)

    def _take_out(self, _: QModelIndex, first: int, last: int) -> None:
        del self._sizes[first : last + 1]

    def _change(self, first: QModelIndex, last: QModelIndex) -> None:
        for place in range(first.row(), last.row() + 1):
            for heights in (self._heights, self._next_heights):
                heights.pop(self.key(first.sibling(place, 0)), None)
            if place < len(self._sizes):
                self._sizes[place] = None

    def _forget_places(self) -> None:
        self._sizes = []

    def _made_fonts(self) -> "_Fonts":
        if self._fonts is None:
            self._fonts = _Fonts(self._view.font())
        return self._fonts

    def _slack(self, face: RowFace, row: QRect) -> int:
        """How far the texts move down where the actions are taller than they are."""
        return 0 if face.body else max(0, (row.height() - self._texts_height(face, row.width())) // 2 - PAD_Y)

    def _height(self, face: RowFace, width: int) -> int:
        least = ACTION_SIDE if face.actions else 0
        return max(self._texts_height(face, width), least) + 2 * PAD_Y

    def _texts_height(self, face: RowFace, width: int) -> int:
        fonts = self._made_fonts()
        height = max(fonts.title_metrics.height(), ICON_PIXELS)
        if face.body:
            height += GAP + _laid_out(face.body, fonts.body, self._text_width(face, width))[1]
        if face.caption:
            height += GAP + fonts.caption_metrics.height()
        return height

    def _text_width(self, face: RowFace, width: int) -> int:
        actions = sum(self._action_width(action) + 2 for action in face.actions)
        beside = ICON_PIXELS + S if face.icon is not None else 0
        return max(40, width - 2 * PAD_X - actions - beside - (S if actions else 0))

    def _action_width(self, action: RowAction) -> int:
        if not action.is_worded:
            return ACTION_SIDE
        words = self._made_fonts().caption_strong_metrics.horizontalAdvance(action.text)
        return ACTION_SIDE + words + S

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, row: QRect) -> None:
        palette, state = current_palette(), option.state
        inner = QRectF(row).adjusted(2, 1, -2, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        if state & QStyle.StateFlag.State_Selected:
            painter.setBrush(QColor(palette.accent_wash))
            painter.drawRoundedRect(inner, 8, 8)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(QColor(palette.sunk))
            painter.drawRoundedRect(inner, 8, 8)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(palette.accent), 2))
            painter.drawRoundedRect(inner.adjusted(1, 1, -1, -1), 7, 7)

    def _paint_icon(self, painter: QPainter, face: RowFace, at: QPoint) -> None:
        assert face.icon is not None
        painter.drawPixmap(at, pixmap(face.icon, ICON_PIXELS, face.icon_colour, self._view.devicePixelRatioF()))

    def _paint_texts(self, painter: QPainter, face: RowFace, room: QRect) -> None:
        palette, fonts = current_palette(), self._made_fonts()
        text_colour = palette.muted if face.is_faint else palette.text
        line = QRect(room.left(), room.top(), room.width(), max(fonts.title_metrics.height(), ICON_PIXELS))
        self._paint_head(painter, face, line, QColor(text_colour))
        top = line.bottom() + 1
        if face.body:
            layout, height = _laid_out(face.body, fonts.body, room.width())
            painter.setPen(QColor(text_colour))
            layout.draw(painter, QPointF(room.left(), top + GAP))
            top += GAP + height
        if face.caption:
            rect = QRect(room.left(), top + GAP, room.width(), fonts.caption_metrics.height())
            _draw(painter, rect, face.caption, fonts.caption, QColor(palette.muted))

    def _paint_head(self, painter: QPainter, face: RowFace, line: QRect, colour: QColor) -> None:
        fonts, palette = self._made_fonts(), current_palette()
        measure = fonts.caption_strong_metrics.horizontalAdvance
        badges = [(badge, measure(badge.text) + 2 * BADGE_PAD) for badge in face.badges]
        wanted = fonts.title_metrics.horizontalAdvance(_one_line(face.title)) + 2
        title_width = self._title_width(wanted, line.width(), sum(width + S // 2 for _, width in badges))
        _draw(painter, QRect(line.left(), line.top(), title_width, line.height()), face.title, fonts.title, colour)
        left = line.left() + title_width + S // 2
        for badge, width in badges:
            shown = min(width, line.right() - left)
            if shown > 2 * BADGE_PAD:
                _paint_badge(painter, badge, QRect(left, line.top(), shown, line.height()), fonts)
            left += width + S // 2
        if face.detail:
            rect = QRect(left + 2, line.top(), max(0, line.right() - left - 2), line.height())
            _draw(painter, rect, face.detail, fonts.caption, QColor(palette.muted))

    def _title_width(self, wanted: int, room: int, badges: int) -> int:
        """A name comes first: badges get what it leaves, but a long name leaves them something."""
        return min(wanted, max(room - badges, round(room * TITLE_SHARE)))

    def _paint_action(self, painter: QPainter, action: RowAction, place: QRect) -> None:
        palette, fonts = current_palette(), self._made_fonts()
        is_over = place.contains(self.mouse)
        if is_over or action.is_worded:
            painter.setPen(QPen(QColor(palette.border if action.is_worded else palette.accent_wash), 1))
            painter.setBrush(QColor(palette.accent_wash if is_over else palette.surface))
            painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), 7, 7)
        left = place.left() + (ACTION_SIDE - ICON_PIXELS) // 2
        colour = "text" if is_over and action.colour == "muted" else action.colour
        at = QPoint(left, place.center().y() - ICON_PIXELS // 2 + 1)
        painter.drawPixmap(at, pixmap(action.icon, ICON_PIXELS, colour, self._view.devicePixelRatioF()))
        if action.is_worded:
            rect = place.adjusted(ACTION_SIDE, 0, -S // 2, 0)
            _draw(painter, rect, action.text, fonts.caption_strong, QColor(palette.colour(action.colour)))


class _Fonts:
    """The fonts of a row, made of the list's own."""

    def __init__(self, base: QFont) -> None:
        self.body = base
        self.title = QFont(base)
        self.title.setWeight(QFont.Weight.DemiBold)
        self.caption = QFont(base)
        if base.pixelSize() > 0:
            self.caption.setPixelSize(max(1, round(base.pixelSize() * CAPTION_SHARE)))
        else:
            self.caption.setPointSizeF(max(1.0, base.pointSizeF() * CAPTION_SHARE))
        self.caption_strong = QFont(self.caption)
        self.caption_strong.setWeight(QFont.Weight.DemiBold)
        self.title_metrics = QFontMetrics(self.title)
        self.caption_metrics = QFontMetrics(self.caption)
        self.caption_strong_metrics = QFontMetrics(self.caption_strong)


def _paint_badge(painter: QPainter, badge: RowBadge, place: QRect, fonts: _Fonts) -> None:
    palette = current_palette()
    height = fonts.caption_strong_metrics.height() + 2
    pill = QRectF(place.left(), place.center().y() - height / 2 + 0.5, place.width(), height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(getattr(palette, f"{badge.tone}_wash", palette.sunk)))
    painter.drawRoundedRect(pill, height / 2, height / 2)
    colour = QColor(palette.colour(badge.tone))
    _draw(painter, pill.toRect().adjusted(BADGE_PAD, 0, -BADGE_PAD + 2, 0), badge.text, fonts.caption_strong, colour)


def _draw(painter: QPainter, room: QRect, text: str, font: QFont, colour: QColor) -> None:
    painter.setFont(font)
    painter.setPen(colour)
    shown = QFontMetrics(font).elidedText(_one_line(text), Qt.TextElideMode.ElideRight, room.width())
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine
    painter.drawText(room, flags, shown)


def _laid_out(text: str, font: QFont, width: int) -> tuple[QTextLayout, int]:
    """The wrapped text, ready to draw, and its height."""
    layout = QTextLayout(text.replace("\n", "\u2028"), font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    height = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0, height))
        height += line.height()
    layout.endLayout()
    return layout, round(height + 0.5)


def _one_line(text: str) -> str:
    return " ".join(text.split())
