"""The student's card as a phone shows it: drawn from the question that is being edited."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from appliance.contract.quiz import Kind
from desktop.models.quiz_words import fill, option_text
from desktop.state.option_order import in_own_order
from desktop.state.quiz_draft import KINDS_WITH_OPTIONS, QuestionDraft, written_options
from desktop.views.bank_card_marks import MARK_PIXELS, paint_mark
from desktop.views.parts.icons import IconName, pixmap
from desktop.views.parts.theme import current_palette

CARD_WIDTH = 360
"""A common phone, in its own pixels; a pixel of its page is one here."""
MARGIN, GAP = 20, 10
SOMEBODY = "somebody"
"""The student whose order of options is drawn."""
QUESTION_PIXELS, TEXT_PIXELS, BUTTON_PIXELS = 22, 16, 18
OPTION_HEIGHT, ROW_HEIGHT, FIELD_HEIGHT, BUTTON_HEIGHT = 60, 56, 48, 52
IMAGE_HEIGHT_MAX = 240
WRAPS = int(Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere | Qt.AlignmentFlag.AlignLeft)
CENTRED = int(Qt.AlignmentFlag.AlignCenter)


@dataclass(frozen=True, slots=True)
class CardWords:
    """What the card says, in the order in which it says it."""

    place: str
    question: str
    task: str
    options: tuple[str, ...]
    button: str


def card_words(question: QuestionDraft, place: int, count: int) -> CardWords:
    """The words of the student's page for this question."""
    head = fill(_tr("Question {number} of {count}"), number=place, count=count) if count > 1 else _tr("Quiz")
    button = {"ordering": _tr("This is my order"), "slide": _tr("Got it")}.get(question.kind, _tr("Send my answer"))
    return CardWords(head, question.text, _task(question.kind), tuple(shown_options(question)), button)


def shown_options(question: QuestionDraft) -> list[str]:
    """The options in the order of one student; true comes before false for everybody."""
    if question.kind == "true_false":
        return [option_text("true_false", text) for text in ("true", "false")]
    if question.kind not in KINDS_WITH_OPTIONS:
        return []
    mixed = in_own_order(written_options(question), SOMEBODY, lambda option: option.key)
    return [option.text.strip() for option in mixed]


class CardPreview(QWidget):
    """Paints the card; what it says is its accessible description."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card_preview")
        self.setFixedWidth(CARD_WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._question = QuestionDraft()
        self._words = card_words(self._question, 1, 1)
        self._place = (1, 1)
        self._image: QPixmap | None = None

    @property
    def words(self) -> CardWords:
        """What the card says."""
        return self._words

    def show_question(self, question: QuestionDraft, place: int, count: int) -> None:
        """Draw this question."""
        self._question, self._place = question, (place, count)
        self.retranslate_ui()

    def show_image(self, image: QPixmap | None) -> None:
        """Draw this picture below the question."""
        self._image = image
        self._fit()

    def retranslate_ui(self) -> None:
        """Say every text anew."""
        self._words = card_words(self._question, *self._place)
        words = self._words
        self.setAccessibleName(self.tr("The student's card"))
        self.setAccessibleDescription(
            "\n".join((words.place, words.question, words.task, *words.options, words.button))
        )
        self._fit()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(CARD_WIDTH, self._laid_out(None))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        palette = current_palette()
        painter.setPen(QPen(QColor(palette.border), 1))
        painter.setBrush(QColor(palette.surface))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 21, 21)
        self._laid_out(painter)
        painter.end()

    def _fit(self) -> None:
        self.setFixedHeight(self._laid_out(None))
        self.update()

    def _laid_out(self, painter: QPainter | None) -> int:
        """The height of the card; painted too where there is a painter."""
        palette, words = current_palette(), self._words
        y = 14
        y = self._text(painter, y, words.place, TEXT_PIXELS, palette.muted, is_strong=True) + 14
        y = self._text(painter, y, words.question or " ", QUESTION_PIXELS, palette.text, is_strong=True) + 12
        y = self._picture(painter, y)
        y = self._text(painter, y, words.task, TEXT_PIXELS, palette.muted) + 8
        for place, text in enumerate(words.options):
            y = self._option(painter, y, place, text) + GAP
        if self._question.kind in ("numeric", "short_text"):
            y = self._field(painter, y)
        return self._button(painter, y + 6, words.button) + 16

    def _font(self, pixels: int, *, is_strong: bool = False) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(pixels)
        font.setWeight(QFont.Weight.Bold if is_strong else QFont.Weight.Normal)
        return font

    def _text(
        self, painter: QPainter | None, y: int, text: str, pixels: int, colour: str, *, is_strong: bool = False
    ) -> int:
        font = self._font(pixels, is_strong=is_strong)
        rect = _room(font, text, QRect(MARGIN, y, CARD_WIDTH - 2 * MARGIN, 10_000))
        if painter is not None:
            painter.setFont(font)
            painter.setPen(QColor(colour))
            painter.drawText(rect, WRAPS, text)
        return rect.bottom() + 1

    def _picture(self, painter: QPainter | None, y: int) -> int:
        if self._image is None:
            return y
        room = QSize(CARD_WIDTH - 2 * MARGIN, IMAGE_HEIGHT_MAX)
        size = self._image.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatio).boundedTo(self._image.size())
        if painter is not None:
            painter.drawPixmap(QRect((CARD_WIDTH - size.width()) // 2, y, size.width(), size.height()), self._image)
        return y + size.height() + 12

    def _option(self, painter: QPainter | None, y: int, place: int, text: str) -> int:
        is_ordering = self._question.kind == "ordering"
        font = self._font(TEXT_PIXELS, is_strong=True)
        right = 2 * 28 + 8 if is_ordering else 0
        left = MARGIN + 12 + (30 + 28 + 12 if is_ordering else MARK_PIXELS + 12)
        room = _room(font, text, QRect(left, y, CARD_WIDTH - MARGIN - 12 - right - left, 10_000))
        height = max(ROW_HEIGHT if is_ordering else OPTION_HEIGHT, room.height() + 20)
        if painter is not None:
            box = QRect(MARGIN, y, CARD_WIDTH - 2 * MARGIN, height)
            _box(painter, box)
            middle = box.center().y()
            if is_ordering:
                self._ordering_signs(painter, box, place)
            else:
                paint_mark(painter, place, box.left() + 12, middle - MARK_PIXELS // 2, self._font(16, is_strong=True))
            painter.setFont(font)
            painter.setPen(QColor(current_palette().text))
            painter.drawText(room.translated(0, middle - room.center().y()), WRAPS, text)
        return y + height

    def _ordering_signs(self, painter: QPainter, box: QRect, place: int) -> None:
        palette, middle, ratio = current_palette(), box.center().y(), painter.device().devicePixelRatio()
        painter.drawPixmap(box.left() + 10, middle - 11, pixmap(IconName.GRIP_VERTICAL, 22, "muted", ratio))
        circle = QRect(box.left() + 40, middle - 14, 28, 28)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(palette.accent_wash))
        painter.drawEllipse(circle)
        painter.setPen(QColor(palette.accent))
        painter.setFont(self._font(15, is_strong=True))
        painter.drawText(circle, CENTRED, str(place + 1))
        for number, icon_name in enumerate((IconName.ARROW_UP, IconName.ARROW_DOWN)):
            x = box.right() - 60 + 30 * number
            painter.drawPixmap(x, middle - 10, pixmap(icon_name, 20, "muted", ratio))

    def _field(self, painter: QPainter | None, y: int) -> int:
        if painter is not None:
            _box(painter, QRect(MARGIN, y, CARD_WIDTH - 2 * MARGIN, FIELD_HEIGHT), current_palette().field_border)
        return y + FIELD_HEIGHT + GAP

    def _button(self, painter: QPainter | None, y: int, text: str) -> int:
        if painter is not None:
            palette = current_palette()
            # Nothing is picked yet: the page's button waits for that; a slide's does not, nor does an order's.
            is_ready = self._question.kind in ("slide", "ordering")
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(palette.accent if is_ready else palette.sunk))
            rect = QRect(MARGIN, y, CARD_WIDTH - 2 * MARGIN, BUTTON_HEIGHT)
            painter.drawRoundedRect(rect, BUTTON_HEIGHT / 2, BUTTON_HEIGHT / 2)
            painter.setPen(QColor(palette.accent_text if is_ready else palette.muted))
            painter.setFont(self._font(BUTTON_PIXELS, is_strong=True))
            painter.drawText(rect, CENTRED, text)
        return y + BUTTON_HEIGHT


def _room(font: QFont, text: str, rect: QRect) -> QRect:
    height = QFontMetrics(font).boundingRect(rect, WRAPS, text).height()
    return QRect(rect.left(), rect.top(), rect.width(), max(height, QFontMetrics(font).height()))


def _box(painter: QPainter, rect: QRect, border: str = "") -> None:
    palette = current_palette()
    painter.setPen(QPen(QColor(border or palette.border), 2))
    painter.setBrush(QColor(palette.surface))
    painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), 14, 14)


def _task(kind: Kind) -> str:
    match kind:
        case "single_choice" | "true_false":
            return _tr("Pick one.")
        case "multiple_choice":
            return _tr("Pick all that are right.")
        case "numeric":
            return _tr("Type a number.")
        case "short_text":
            return _tr("Type your answer.")
        case "ordering":
            return _tr("Put them in order: drag, or use the arrows.")
        case "poll":
            return _tr("What do you think? No answer is wrong.")
        case "slide":
            return _tr("Read this.")


def _tr(text: str) -> str:
    return QCoreApplication.translate("bank_card", text)
