"""A QR code, painted as modules: crisp at any size, on paper white whatever the theme."""

import segno
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

QUIET_MODULES = 4
"""ISO/IEC 18004: the quiet zone is four modules wide."""
DARK, LIGHT = "#000000", "#ffffff"


class QrCode(QWidget):
    """Shows `text` as a QR code; empty text shows nothing."""

    def __init__(self, text: str = "", smallest: int = 160, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._modules: list[bytes] = []
        self._smallest = smallest
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_text(text)

    @property
    def text(self) -> str:
        """What the code says."""
        return self._text

    def set_text(self, text: str) -> None:
        """Show another text."""
        if text != self._text:
            self._text = text
            self._modules = [bytes(row) for row in segno.make(text, micro=False).matrix] if text else []
            self.setAccessibleDescription(text)
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """A square."""
        return QSize(self._smallest, self._smallest)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As small as a phone can still read."""
        return QSize(self._smallest, self._smallest)

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """A square."""
        return width

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the modules, each a whole number of pixels wide."""
        del event
        if self._modules:
            painter = QPainter(self)
            paint_qr(painter, QRectF(self.rect()), self._modules)
            painter.end()


def paint_qr(painter: QPainter, room: QRectF, modules: list[bytes]) -> None:
    """Paint a matrix of modules (1 is dark) into the middle of `room`, with its quiet zone."""
    across = len(modules) + 2 * QUIET_MODULES
    scale = max(1, painter.device().devicePixelRatio() if painter.device() else 1)
    module = max(1.0, int(min(room.width(), room.height()) * scale / across)) / scale
    side = module * across
    left, top = room.center().x() - side / 2, room.center().y() - side / 2
    painter.fillRect(QRectF(left, top, side, side), QColor(LIGHT))
    image = QImage(len(modules), len(modules), QImage.Format.Format_RGB32)
    image.fill(QColor(LIGHT))
    for y, row in enumerate(modules):
        for x, is_dark in enumerate(row):
            if is_dark:
                image.setPixelColor(x, y, QColor(DARK))
    quiet = module * QUIET_MODULES
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    target = QRectF(left + quiet, top + quiet, module * len(modules), module * len(modules))
    painter.drawImage(target, image, QRectF(image.rect()))
