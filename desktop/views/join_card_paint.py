"""The join card as it is painted: for the projector at any size, and for a file.

It speaks both languages at once, whatever the app speaks: it is for whoever comes in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import segno
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter

from desktop.views.parts.qr_code import paint_qr
from desktop.views.parts.theme import CODE_FAMILIES, LIGHT_PALETTE, base_font

BOX_NAME = "airclass.local"
FILE_SIZE = QSize(1920, 1080)
INK = LIGHT_PALETTE.text
"""The card is light in both themes: cameras read dark on light."""
NAMES_SHOWN = 24
NAME_CHARACTERS = 16
OPEN_WORDS = "주소창에 이 주소를 적어 주세요  ·  Open this address"
OR_WORDS = "또는 or"
CODE_WORDS = "수업 코드  ·  Class code"
SAME_WIFI_WORDS = "이 교실의 와이파이에 연결해 주세요  ·  Use the Wi-Fi of this room"
WIFI_WORDS = "와이파이  ·  Wi-Fi:"
JOINED_WORDS = "들어온 학생  ·  Joined:"


@dataclass(frozen=True, slots=True)
class JoinFacts:
    """How one joins a lesson."""

    title: str
    join_url: str
    class_code: str
    wifi_name: str = ""

    @property
    def address(self) -> str:
        """What one types: host and port."""
        return urlsplit(self.join_url).netloc

    @property
    def other_address(self) -> str:
        """The box's name in the room where that is another address; empty where it is the same."""
        parts = urlsplit(self.join_url)
        name = f"{BOX_NAME}:{parts.port}" if parts.port not in (None, 80) else BOX_NAME
        return "" if not self.join_url or parts.netloc == name else name

    @property
    def spaced_code(self) -> str:
        """The class code in two groups."""
        half = (len(self.class_code) + 1) // 2
        return f"{self.class_code[:half]} {self.class_code[half:]}".strip()

    @property
    def wifi_line(self) -> str:
        """Which Wi-Fi to use."""
        return f"{WIFI_WORDS} {self.wifi_name}" if self.wifi_name else SAME_WIFI_WORDS


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Who has joined: how many, the latest names first, and how far the newest of them have appeared (0 to 1)."""

    joined: int = 0
    names: tuple[str, ...] = ()
    fresh: int = 0
    appeared: float = 1.0


def join_matrix(url: str) -> list[bytes]:
    """The modules of the link's QR code, 1 is dark; nothing without a link."""
    return [bytes(row) for row in segno.make(url, error="m", micro=False).matrix] if url else []


def join_card_image(facts: JoinFacts, size: QSize = FILE_SIZE) -> QImage:
    """The card as a picture, without names: it may hang on the wall for the whole term."""
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(QColor(LIGHT_PALETTE.surface))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_join_card(painter, QRectF(image.rect()), facts, join_matrix(facts.join_url), None)
    painter.end()
    return image


def paint_join_card(
    painter: QPainter, room: QRectF, facts: JoinFacts, modules: list[bytes], arrivals: Arrivals | None
) -> None:
    """Paint the card into `room`; without arrivals the place for names is left to the code."""
    unit = min(room.height(), room.width() * 9 / 16) / 100
    painter.fillRect(room, QColor(LIGHT_PALETTE.surface))
    inner = room.adjusted(6 * unit, 5 * unit, -6 * unit, -4 * unit)
    _fit(painter, QRectF(inner.left(), inner.top(), inner.width(), 9 * unit), facts.title, 6 * unit)
    foot = 20 * unit if arrivals is not None else 0.0
    middle = QRectF(inner.left(), inner.top() + 11 * unit, inner.width(), inner.height() - 11 * unit - foot)
    side = min(middle.height(), middle.width() * 0.42)
    code = QRectF(middle.left(), middle.center().y() - side / 2, side, side)
    if modules:
        paint_qr(painter, code, modules)
    _paint_words(painter, middle.adjusted(side + 5 * unit, 0, 0, 0), facts, unit)
    if arrivals is not None:
        _paint_arrivals(painter, QRectF(inner.left(), middle.bottom(), inner.width(), foot), arrivals, unit)


def _paint_words(painter: QPainter, room: QRectF, facts: JoinFacts, unit: float) -> None:
    muted = LIGHT_PALETTE.muted
    lines: list[tuple[str, float, str, bool, float]] = [
        (OPEN_WORDS, 2.6, muted, False, 0.6),
        (facts.address, 7.5, LIGHT_PALETTE.accent, False, 0.0),
    ]
    if facts.other_address:
        lines.append((f"{OR_WORDS}  {facts.other_address}", 4.2, LIGHT_PALETTE.text, False, 0.0))
    lines += [
        (CODE_WORDS, 2.6, muted, False, 4.0),
        (facts.spaced_code, 16.0, LIGHT_PALETTE.text, True, 0.0),
        (facts.wifi_line, 2.9, LIGHT_PALETTE.text, False, 3.0),
    ]
    height = sum((size * 1.3 + above) * unit for _, size, _, _, above in lines)
    top = room.center().y() - height / 2
    for text, size, colour, is_code, above in lines:
        top += above * unit
        line = QRectF(room.left(), top, room.width(), size * 1.3 * unit)
        _fit(painter, line, text, size * unit, colour=colour, is_code=is_code)
        top += line.height()


def _paint_arrivals(painter: QPainter, room: QRectF, arrivals: Arrivals, unit: float) -> None:
    head = QRectF(room.left(), room.top() + 2 * unit, room.width(), 5 * unit)
    _fit(painter, head, f"{JOINED_WORDS} {arrivals.joined}", 3.4 * unit, colour=LIGHT_PALETTE.accent)
    font = _font(2.6 * unit)
    metrics, row_height = QFontMetricsF(font), 5.2 * unit
    left, top = room.left(), head.bottom() + unit
    for place, name in enumerate(arrivals.names):
        shown = _shortened(name)
        width = metrics.horizontalAdvance(shown) + 3 * unit
        if left + width > room.right():
            left, top = room.left(), top + row_height
        if top + row_height > room.bottom() + unit:
            return
        painter.setOpacity(arrivals.appeared if place < arrivals.fresh else 1.0)
        pill = QRectF(left, top, width, 4.4 * unit)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(LIGHT_PALETTE.accent_wash))
        painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
        painter.setFont(font)
        painter.setPen(QColor(LIGHT_PALETTE.text))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine, shown)
        painter.setOpacity(1.0)
        left += width + 1.2 * unit


def _fit(
    painter: QPainter,
    room: QRectF,
    text: str,
    pixels: float,
    *,
    colour: str = LIGHT_PALETTE.text,
    is_code: bool = False,
) -> None:
    """One line of text, smaller where it would not fit, and cut where that would be too small to read."""
    shown = " ".join(text.split())
    font = _font(pixels, is_code=is_code)
    width = QFontMetricsF(font).horizontalAdvance(shown)
    if width > room.width():
        font = _font(max(pixels * room.width() / width * 0.99, pixels * 0.45), is_code=is_code)
        shown = QFontMetricsF(font).elidedText(shown, Qt.TextElideMode.ElideRight, room.width())
    painter.setFont(font)
    painter.setPen(QColor(colour))
    baseline = room.center().y() + QFontMetricsF(font).capHeight() / 2
    painter.drawText(QPointF(room.left(), baseline), shown)


def _font(pixels: float, *, is_code: bool = False) -> QFont:
    font = base_font()
    if is_code:
        font.setFamilies(list(CODE_FAMILIES))
    font.setWeight(QFont.Weight.Bold)
    font.setPixelSize(max(1, round(pixels)))
    return font


def _shortened(name: str) -> str:
    shown = " ".join(name.split())
    return shown if len(shown) <= NAME_CHARACTERS else f"{shown[: NAME_CHARACTERS - 1]}…"


def latest_names(names: Sequence[str]) -> tuple[str, ...]:
    """The names to show, the latest first."""
    return tuple(reversed(names[-NAMES_SHOWN:]))
