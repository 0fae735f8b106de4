"""Paints the newest picture of a player, letterboxed, and says over it what is the matter where there is none."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHideEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.preview.player_state import PlayerPhase, PlayerState
from desktop.preview.preview_words import name_words, phase_words, stage_empty_words
from desktop.preview.video_picture import PictureSize, VideoPicture, fitted

SURROUND = QColor("#0b1110")
"""Dark in both themes, as around every video."""
VEIL = QColor(11, 17, 16, 170)
WORDS = QColor("#ffffff")
PADDING = 12
RADIUS = 10
FULL_SCREEN_KEYS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F})


class PictureView(QWidget):
    """`set_picture` and `show_state` are what a WhepPlayer calls; `hand_size_to` is given its `show_at`."""

    full_screen_wanted = Signal()
    """Double click, Enter or F."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("picture_view")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 90)
        self._picture: VideoPicture | None = None
        self._state = PlayerState()
        self._is_stage_empty = False
        self._take_room: Callable[[PictureSize], None] = lambda room: None
        self._words = ""
        self.painted = 0
        """Counts paintings, for measurements."""
        self.retranslate_ui()

    @property
    def picture(self) -> VideoPicture | None:
        """What is painted."""
        return self._picture

    @property
    def words(self) -> str:
        """What is said over the picture; empty while there is nothing to say."""
        return self._words

    @property
    def room(self) -> PictureSize:
        """The widget's size in pixels of the screen; empty while nobody can see it."""
        if not self.isVisible():
            return PictureSize(0, 0)
        ratio = self.devicePixelRatioF()
        return PictureSize(round(self.width() * ratio), round(self.height() * ratio))

    def hand_size_to(self, take: Callable[[PictureSize], None]) -> None:
        """Tell `take` now, and whenever it changes, how large pictures are to be."""
        self._take_room = take
        take(self.room)

    def set_picture(self, picture: VideoPicture) -> None:
        """Paint this from now on."""
        self._picture = picture
        self.update()

    def clear(self) -> None:
        """Paint no picture."""
        self._picture = None
        self.update()

    def show_state(self, state: PlayerState) -> None:
        """Say how the player is; the last picture stays under the words while the connection is being repaired."""
        self._state = state
        if state.phase in (PlayerPhase.NOTHING, PlayerPhase.REFUSED, PlayerPhase.STOPPED):
            self.clear()
        self._say()

    def show_stage_empty(self, is_empty: bool) -> None:
        """Say that nothing is on stage, while that is so."""
        self._is_stage_empty = is_empty
        self._say()

    def retranslate_ui(self) -> None:
        """Say everything in the current language."""
        self.setAccessibleName(name_words())
        self._say()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for a picture that shows what is going on."""
        return QSize(640, 360)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the picture and the words."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), SURROUND)
        if self._picture is not None:
            self._paint_picture(painter, self._picture)
        if self._words:
            self._paint_words(painter)
        if self.hasFocus():
            painter.setPen(self.palette().highlight().color())
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()
        self.painted += 1

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Ask for pictures of the new size."""
        super().resizeEvent(event)
        self._take_room(self.room)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Ask for pictures."""
        super().showEvent(event)
        self._take_room(self.room)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Nobody looks: ask for none."""
        super().hideEvent(event)
        self._take_room(PictureSize(0, 0))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Ask for the full screen, or for its end."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.full_screen_wanted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """The same by keyboard."""
        if Qt.Key(event.key()) in FULL_SCREEN_KEYS and event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        ):
            self.full_screen_wanted.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Change the language at once."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate_ui()

    def event(self, event: QEvent) -> bool:
        """Ask for larger or smaller pictures when the window comes to another screen."""
        if event.type() is QEvent.Type.DevicePixelRatioChange:
            self._take_room(self.room)
        return super().event(event)

    def _say(self) -> None:
        words = phase_words(self._state)
        if not words and self._is_stage_empty:
            words = stage_empty_words()
        if words != self._words or not self.accessibleDescription():
            self._words = words
            self.setAccessibleDescription(words or name_words())
            self.update()

    def _paint_picture(self, painter: QPainter, picture: VideoPicture) -> None:
        # The bytes are wrapped, not copied: they live as long as `picture`, and QImage only as long as this function.
        image = QImage(picture.data, picture.width, picture.height, picture.bytes_per_line, QImage.Format.Format_RGB32)
        ratio = self.devicePixelRatioF()
        room = self.room
        size = fitted(PictureSize(picture.width, picture.height), room)
        left, top = (room.width - size.width) // 2, (room.height - size.height) // 2
        painter.save()
        painter.scale(
            1 / ratio, 1 / ratio
        )  # from here on in pixels of the screen: a picture that fits is not resampled
        if (picture.width, picture.height) == size:
            painter.drawImage(QPoint(left, top), image)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(QRectF(left, top, size.width, size.height), image)
        painter.restore()

    def _paint_words(self, painter: QPainter) -> None:
        room = QRectF(self.rect()).adjusted(PADDING * 2, PADDING, -PADDING * 2, -PADDING)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        bounds = painter.boundingRect(room, int(flags), self._words)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(VEIL)
        plate = bounds.adjusted(-PADDING, -PADDING, PADDING, PADDING)
        plate.moveCenter(QPointF(room.center()))
        painter.drawRoundedRect(plate, RADIUS, RADIUS)
        painter.setPen(WORDS)
        painter.drawText(room, int(flags), self._words)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
