"""Paints one seat: name, state in words, and marks with shapes of their own; what looks the same is painted once.

When a quiz is pushed four hundred seats change at once: painted anew one by one they would hold the window up.
"""

from dataclasses import dataclass, field
from enum import Enum

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.models.dashboard_words import seat_state
from desktop.models.seats_model import SeatsModel
from desktop.state.seats import Seat, SeatAnswer, SeatPlace
from desktop.views.parts.icons import IconName, pixmap
from desktop.views.parts.theme import current_palette

KEPT = 1_000
"""Twice the largest class and some: about 15 MB at the smallest size, where so many seats are seen."""
SIZES_KEPT = 4
NAMES_PER_FRAME = 80
"""So many names are painted in a few milliseconds; the others come with the next frames."""
GAP = 3
PAD = 6
Mark = tuple[IconName, str]
"""An icon and its colour of the palette."""

PLACE_MARKS: dict[SeatPlace, Mark] = {
    SeatPlace.WAITING: (IconName.CLOCK, "warning"),
    SeatPlace.DISCONNECTED: (IconName.WIFI_OFF, "muted"),
    SeatPlace.PRESENT: (IconName.USER, "muted"),
    SeatPlace.WATCHING: (IconName.EYE, "accent"),
}
ANSWER_MARKS: dict[SeatAnswer, Mark] = {
    SeatAnswer.NOT_YET: (IconName.CIRCLE, "warning"),
    SeatAnswer.PART: (IconName.MORE_HORIZONTAL, "warning"),
    SeatAnswer.ANSWERED: (IconName.CHECK_CIRCLE, "good"),
}
HELP_MARK: Mark = (IconName.LIFE_BUOY, "bad")
HAND_MARK: Mark = (IconName.HAND, "info")
MUTED_MARK: Mark = (IconName.MIC_OFF, "muted")


class Density(Enum):
    """How much of a seat there is room for; in heights of a line: width and height of a seat."""

    LARGE = (9.5, 3.6)
    MEDIUM = (7.0, 2.7)
    SMALL = (6.2, 1.6)

    def size(self, line: int) -> QSize:
        """The smallest seat of this density for a font of this line height, the gap included."""
        width, height = self.value
        return QSize(round(width * line) + GAP, round(height * line) + 2 * GAP)


def density_for(count: int, room: QSize, line: int) -> Density:
    """The roomiest density at which everybody is seen without scrolling; the smallest where that cannot be."""
    for density in Density:
        seat = density.size(line)
        columns = max(1, room.width() // seat.width())
        if -(-count // columns) * seat.height() <= room.height():
            return density
    return Density.SMALL


def marks_of(seat: Seat) -> tuple[Mark, ...]:
    """The marks of a seat, the most telling first."""
    marks = []
    if seat.needs_help:
        marks.append(HELP_MARK)
    if seat.hand:
        marks.append(HAND_MARK)
    if seat.is_present and seat.answer in ANSWER_MARKS:
        marks.append(ANSWER_MARKS[seat.answer])
    marks.append(PLACE_MARKS[seat.place])
    if seat.is_muted:
        marks.append(MUTED_MARK)
    return tuple(marks)


@dataclass(frozen=True, slots=True)
class Ground:
    """Everything of a painted seat but the name: many seats share one."""

    place: SeatPlace
    marks: tuple[Mark, ...]
    words: str
    needs_help: bool
    is_chosen: bool
    is_focused: bool

    @property
    def is_away(self) -> bool:
        """Whether nobody sits there now."""
        return self.place in (SeatPlace.DISCONNECTED, SeatPlace.WAITING)


@dataclass(frozen=True, slots=True)
class Plan:
    """Where things are on a seat of one size."""

    density: Density
    width: int
    height: int
    line: int
    ratio: float

    @property
    def is_small(self) -> bool:
        """Whether there is one line only."""
        return self.density is Density.SMALL

    @property
    def top(self) -> float:
        """Where the first line begins."""
        return (self.height - self.line * (1 if self.is_small else 2)) / 2

    @property
    def beside(self) -> int:
        """The width of a mark and the space beside it."""
        return self.line + 3

    def shown(self, marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
        """The marks beside the first one. In one line the name needs the room: only a raised hand is told there."""
        return tuple(mark for mark in marks[1:] if mark == HAND_MARK) if self.is_small else marks[1:]

    def name_room(self, marks: tuple[Mark, ...]) -> int:
        """The width that is left for the name."""
        taken = len(self.shown(marks)) if self.is_small else 0
        return max(1, self.width - 2 * PAD - self.beside * (1 + taken))


Key = tuple[str, bool, bool]
"""A student, whether chosen, whether focused."""
Layers = tuple[Seat, QPixmap, QPixmap]
"""A seat as it was painted: ground and name."""


@dataclass(frozen=True, slots=True)
class Painted:
    """What was painted for seats of one size; each part is bounded by KEPT."""

    layers: dict[Key, Layers] = field(default_factory=dict)
    grounds: dict[Ground, QPixmap] = field(default_factory=dict)
    names: dict[tuple[str, bool, int], QPixmap] = field(default_factory=dict)


class SeatDelegate(QStyledItemDelegate):
    """Lays painted names on painted grounds: Qt asks for every seat in sight whenever a few have changed."""

    def __init__(self, seats: SeatsModel) -> None:
        super().__init__()
        self._seats = seats
        self.density = Density.LARGE
        self.cell = QSize(1, 1)
        self._ratio = 1.0
        self._names_left = NAMES_PER_FRAME
        self._nameless = QPixmap()
        self._painted = Painted()
        self._sizes: dict[tuple[int, int], Painted] = {}  # bounded by: SIZES_KEPT

    def set_cell(self, density: Density, cell: QSize) -> None:
        """Paint seats of this size; what was painted of another size serves when a filter is let go."""
        self.density, self.cell = density, cell
        if len(self._sizes) >= SIZES_KEPT:
            self._sizes.clear()
        self._painted = self._sizes.setdefault((cell.width(), cell.height()), Painted())

    def begin_frame(self) -> None:
        """A new frame may paint new names again."""
        self._names_left = NAMES_PER_FRAME

    @property
    def is_behind(self) -> bool:
        """Whether names were left for the next frame."""
        return self._names_left < 0

    def forget(self) -> None:
        """Paint everything anew: the theme, the font or the language has changed."""
        self._sizes.clear()
        self.set_cell(self.density, self.cell)

    def sizeHint(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return self.cell

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        seat = self._seats.seat_at(index.row())
        if seat is None:
            return
        state = option.state
        is_chosen = bool(state & QStyle.StateFlag.State_Selected)
        key = (seat.participant_id, is_chosen, bool(state & QStyle.StateFlag.State_HasFocus))
        layers = self._painted.layers.get(key)
        if layers is None or layers[0] is not seat or self._ratio != painter.device().devicePixelRatio():
            layers = self._lay(key, seat, option.font, painter.device().devicePixelRatio())
        at = option.rect.topLeft()
        painter.drawPixmap(at, layers[1])
        painter.drawPixmap(at, layers[2])

    def _lay(self, key: Key, seat: Seat, font: QFont, ratio: float) -> Layers:
        if ratio != self._ratio or len(self._painted.layers) > KEPT:
            self.forget()
            self._ratio = ratio
        line = QFontMetrics(font).height()
        plan = Plan(self.density, self.cell.width() - GAP, self.cell.height() - GAP, line, ratio)
        words = "" if plan.is_small else seat_state(seat)
        ground = Ground(seat.place, marks_of(seat), words, bool(seat.needs_help), is_chosen=key[1], is_focused=key[2])
        room = plan.name_room(ground.marks)
        painted = self._painted
        if ground not in painted.grounds:
            painted.grounds[ground] = _painted_ground(ground, plan, font)
        name = (seat.name, ground.is_away, room)
        if name not in painted.names:
            self._names_left -= 1
            if self.is_behind:
                return (seat, painted.grounds[ground], self._nameless)
            painted.names[name] = _painted_name(seat.name, room, plan, font, is_away=ground.is_away)
        painted.layers[key] = layers = (seat, painted.grounds[ground], painted.names[name])
        return layers


def _painted_ground(ground: Ground, plan: Plan, font: QFont) -> QPixmap:
    canvas = _canvas(plan)
    painter = QPainter(canvas)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_frame(painter, ground, plan)
    _put_mark(painter, ground.marks[0], (PAD, plan.top), plan)
    shown = plan.shown(ground.marks)
    below = plan.top if plan.is_small else plan.top + plan.line
    for place, mark in enumerate(reversed(shown), 1):
        _put_mark(painter, mark, (plan.width - PAD - place * plan.beside + 4, below), plan)
    if ground.words:
        palette = current_palette()
        ink = QColor(palette.bad if ground.needs_help else palette.muted)
        room = plan.width - 2 * PAD - plan.beside * len(shown)
        _write(painter, ground.words, font, ink, (PAD, below, room, plan.line))
    painter.end()
    return canvas


def _painted_name(name: str, room: int, plan: Plan, font: QFont, *, is_away: bool) -> QPixmap:
    canvas = _canvas(plan)
    painter = QPainter(canvas)
    bold = QFont(font)
    bold.setWeight(QFont.Weight.DemiBold)
    palette = current_palette()
    ink = QColor(palette.muted if is_away else palette.text)
    _write(painter, name, bold, ink, (PAD + plan.beside, plan.top, room, plan.line))
    painter.end()
    return canvas


def _canvas(plan: Plan) -> QPixmap:
    canvas = QPixmap(round(plan.width * plan.ratio), round(plan.height * plan.ratio))
    canvas.setDevicePixelRatio(plan.ratio)
    canvas.fill(Qt.GlobalColor.transparent)
    return canvas


def _paint_frame(painter: QPainter, ground: Ground, plan: Plan) -> None:
    palette = current_palette()
    fill = palette.bad_wash if ground.needs_help else palette.background if ground.is_away else palette.surface
    ring, thickness = (palette.bad, 1.5) if ground.needs_help else (palette.border, 1.0)
    if ground.is_chosen or ground.is_focused:
        ring, thickness = palette.accent, 2.5 if ground.is_focused else 2.0
    pen = QPen(QColor(ring), thickness)
    if ground.is_away:
        pen.setStyle(Qt.PenStyle.DashLine)
    inset = thickness / 2 + 0.5
    painter.setPen(pen)
    painter.setBrush(QColor(palette.accent_wash if ground.is_chosen else fill))
    painter.drawRoundedRect(QRectF(inset, inset, plan.width - 2 * inset, plan.height - 2 * inset), 7, 7)


def _put_mark(painter: QPainter, mark: Mark, at: tuple[float, float], plan: Plan) -> None:
    painter.drawPixmap(QPointF(at[0], at[1] + 0.5), pixmap(mark[0], plan.line - 1, mark[1], plan.ratio))


def _write(painter: QPainter, text: str, font: QFont, colour: QColor, box: tuple[float, float, float, float]) -> None:
    painter.setFont(font)
    painter.setPen(colour)
    # One line whatever the text holds: what breaks lines would push the name out of the seat.
    flat = " ".join(text.split())
    shown = QFontMetrics(font).elidedText(flat, Qt.TextElideMode.ElideRight, round(box[2]))
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine
    painter.drawText(QRectF(*box), flags, shown)
