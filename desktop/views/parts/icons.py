"""Icons out of SVG files, drawn in the colours of the palette at whatever size and density they are painted.

An icon knows only its name: it looks for the palette when it is painted, so that a change of theme needs nothing but
a repaint. Drawn pixels are kept in Qt's own pixmap cache.
"""

from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import ClassVar

from PySide6.QtCore import QByteArray, QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPaintEvent, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget
from shiboken6 import isValid

from desktop.views.parts.theme import current_palette, text_pixels

ICON_PIXELS = 18
"""Beside text of the base size."""


class IconName(StrEnum):
    """Every icon there is: the value is the file's name."""

    ALERT_TRIANGLE = "alert-triangle"
    ARCHIVE = "archive"
    ARROW_DOWN = "arrow-down"
    ARROW_LEFT = "arrow-left"
    ARROW_RIGHT = "arrow-right"
    ARROW_UP = "arrow-up"
    BAR_CHART = "bar-chart"
    BELL = "bell"
    BOOK_OPEN = "book-open"
    CALENDAR = "calendar"
    CAST = "cast"
    CHECK = "check"
    CHECK_CHECK = "check-check"
    CHECK_CIRCLE = "check-circle"
    CHEVRON_DOWN = "chevron-down"
    CHEVRON_LEFT = "chevron-left"
    CHEVRON_RIGHT = "chevron-right"
    CHEVRON_UP = "chevron-up"
    CIRCLE = "circle"
    CLIPBOARD_PASTE = "clipboard-paste"
    CLOCK = "clock"
    COPY = "copy"
    DICES = "dices"
    DOWNLOAD = "download"
    EXTERNAL_LINK = "external-link"
    EYE = "eye"
    EYE_OFF = "eye-off"
    FILE_TEXT = "file-text"
    FILTER = "filter"
    FOLDER_OPEN = "folder-open"
    GRIP_VERTICAL = "grip-vertical"
    HAND = "hand"
    HARD_DRIVE = "hard-drive"
    HEART = "heart"
    HELP_CIRCLE = "help-circle"
    HOME = "home"
    IMAGE = "image"
    INFO = "info"
    KEY = "key"
    KEYBOARD = "keyboard"
    LANGUAGES = "languages"
    LAYOUT_GRID = "layout-grid"
    LIFE_BUOY = "life-buoy"
    LINE_CHART = "line-chart"
    LINK = "link"
    LIST = "list"
    LIST_CHECKS = "list-checks"
    LOCK = "lock"
    LOG_IN = "log-in"
    LOG_OUT = "log-out"
    MAXIMIZE = "maximize"
    MEGAPHONE = "megaphone"
    MESSAGE_CIRCLE = "message-circle"
    MIC_OFF = "mic-off"
    MINIMIZE = "minimize"
    MINUS = "minus"
    MONITOR = "monitor"
    MOON = "moon"
    MORE_HORIZONTAL = "more-horizontal"
    PAUSE = "pause"
    PENCIL = "pencil"
    PLAY = "play"
    PLUG = "plug"
    PLUS = "plus"
    PRESENTATION = "presentation"
    QR_CODE = "qr-code"
    RADIO = "radio"
    REFRESH_CW = "refresh-cw"
    ROTATE_CCW = "rotate-ccw"
    SAVE = "save"
    SEARCH = "search"
    SEND = "send"
    SERVER = "server"
    SETTINGS = "settings"
    SHUFFLE = "shuffle"
    SLASH = "slash"
    SMARTPHONE = "smartphone"
    SQUARE = "square"
    STAR = "star"
    SUN = "sun"
    TABLE_2 = "table-2"
    TAG = "tag"
    THUMBS_UP = "thumbs-up"
    TIMER = "timer"
    TRASH_2 = "trash-2"
    UNDO_2 = "undo-2"
    UNLINK = "unlink"
    UNLOCK = "unlock"
    UPLOAD = "upload"
    USER = "user"
    USER_CHECK = "user-check"
    USER_PLUS = "user-plus"
    USER_X = "user-x"
    USERS = "users"
    VOLUME_2 = "volume-2"
    VOLUME_X = "volume-x"
    WIFI = "wifi"
    WIFI_OFF = "wifi-off"
    X = "x"
    ZAP = "zap"


@lru_cache(maxsize=len(IconName) * 4)
def icon(name: IconName | str, colour: str | None = None) -> QIcon:
    """The icon in a colour of the palette (`muted`, `bad`, ...) or a fixed one (`#rrggbb`); without, that of text."""
    return QIcon(_SvgEngine(IconName(name), colour or "text"))


def pixmap(name: IconName | str, pixels: int, colour: str = "text", ratio: float = 1.0) -> QPixmap:
    """The icon as pixels now, for what paints itself."""
    return _drawn(IconName(name), current_palette().colour(colour), QSize(pixels, pixels), ratio)


class IconPicture(QWidget):
    """An icon that only shows: it says nothing, so whatever stands beside it must."""

    def __init__(
        self, name: IconName | str, pixels: int = ICON_PIXELS, colour: str = "text", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name, self._colour = IconName(name), colour
        self._side = pixels
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_icon(self, name: IconName | str, colour: str = "text") -> None:
        """Show another icon."""
        self._name, self._colour = IconName(name), colour
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        side = text_pixels(self._side)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        del event
        painter = QPainter(self)
        icon(self._name, self._colour).paint(painter, self.rect())
        painter.end()


class _SvgEngine(QIconEngine):
    """Paints one SVG in the palette's colour of the moment."""

    _copies: ClassVar[list[QIconEngine]] = []  # bounded by: icons that somebody has changed in place and still holds

    def __init__(self, name: IconName, colour: str) -> None:
        super().__init__()
        self._name, self._colour = name, colour

    def clone(self) -> QIconEngine:
        """Qt owns and deletes what it is given here, but Python would delete it first if nobody held it."""
        copy = _SvgEngine(self._name, self._colour)
        self._copies[:] = [*(each for each in self._copies if isValid(each)), copy]
        return copy

    def key(self) -> str:
        return "airclass-svg"

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        ratio = painter.device().devicePixelRatio()
        painter.drawPixmap(rect, _drawn(self._name, self._colour_for(mode), rect.size(), ratio))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return _drawn(self._name, self._colour_for(mode), size, 1.0)

    def scaledPixmap(  # noqa: N802 - Qt's name
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        # `size` is in the screen's pixels here, whatever their density.
        drawn = QPixmap(_drawn(self._name, self._colour_for(mode), size, 1.0))
        drawn.setDevicePixelRatio(scale)
        return drawn

    def _colour_for(self, mode: QIcon.Mode) -> str:
        palette = current_palette()
        return palette.muted if mode is QIcon.Mode.Disabled else palette.colour(self._colour)


def _drawn(name: IconName, colour: str, size: QSize, ratio: float) -> QPixmap:
    width, height = (max(1, round(side * ratio)) for side in (size.width(), size.height()))
    key = f"airclass/{name}/{colour}/{width}x{height}@{ratio}"
    found = QPixmap()
    if QPixmapCache.find(key, found):
        return found
    drawn = QPixmap(width, height)
    drawn.fill(Qt.GlobalColor.transparent)
    # In a box that is wider than high, what is left over lies between the icon and the words after it.
    side = min(width, height)
    painter = QPainter(drawn)
    renderer = QSvgRenderer(QByteArray(_svg(name).replace("currentColor", colour).encode()))
    renderer.render(painter, QRectF(0, (height - side) / 2, side, side))
    painter.end()
    drawn.setDevicePixelRatio(ratio)
    QPixmapCache.insert(key, drawn)
    return drawn


@lru_cache(maxsize=len(IconName))
def _svg(name: IconName) -> str:
    return files("desktop.resources").joinpath("icons", f"{name}.svg").read_text(encoding="utf-8")
