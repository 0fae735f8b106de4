"""One cast as the teacher sees it: its picture, its state, what the codec doctor says, and what can be done."""

from PySide6.QtCore import QEvent, QLocale, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from appliance.contract.cast import CastState, CastView
from desktop.resources.language import language_of
from desktop.views.parts.badge import Badge, Tone
from desktop.views.parts.button import Button
from desktop.views.parts.formats import bitrate
from desktop.views.parts.icons import icon
from desktop.views.parts.theme import S, current_palette, labelled

PICTURE_WIDTH = 256
PICTURE_HEIGHT = 144
NO_PICTURE_SIDE = 32
TILE_WIDTH = PICTURE_WIDTH + 4 * S


class Thumbnail(QWidget):
    """The newest key frame of a cast, letterboxed; a quiet surface while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = QPixmap()
        self.setMinimumSize(PICTURE_WIDTH, PICTURE_HEIGHT)

    @property
    def has_picture(self) -> bool:
        """Whether there is something to see."""
        return not self._picture.isNull()

    def set_image(self, image: QImage | None) -> None:
        """Show this picture, or none."""
        self._picture = QPixmap.fromImage(image) if image is not None else QPixmap()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """16:9."""
        return QSize(PICTURE_WIDTH, PICTURE_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the picture whole, in its own shape."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), QColor("#000000" if self.has_picture else current_palette().sunk))
        if self.has_picture:
            shape = self._picture.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
            left, top = (self.width() - shape.width()) // 2, (self.height() - shape.height()) // 2
            painter.drawPixmap(left, top, shape.width(), shape.height(), self._picture)
        else:
            corner = self.rect().center() - QPoint(NO_PICTURE_SIDE // 2, NO_PICTURE_SIDE // 2)
            sign = icon("cast", "muted").pixmap(NO_PICTURE_SIDE, NO_PICTURE_SIDE)
            painter.drawPixmap(corner, sign)
        painter.end()


class CastTile(QFrame):
    """A cast with its buttons; it asks by signal and does nothing itself."""

    on_air_asked = Signal(str)
    off_air_asked = Signal(str)
    approve_asked = Signal(str)
    deny_asked = Signal(str)
    end_asked = Signal(str)
    grid_toggled = Signal(str, bool)

    def __init__(self, cast: CastView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cast = cast
        self.setProperty("part", "card")
        self.setObjectName(f"cast_{cast.cast_id}")
        self.setFixedWidth(TILE_WIDTH)
        self.thumbnail = Thumbnail()
        self._name = labelled("", "heading")
        self._state = Badge()
        self._facts = labelled("", "caption")
        self._doctor = labelled("", "muted")
        self.in_grid = QCheckBox()
        self.on_air, self.off_air = Button("", "radio", "primary"), Button("", "square")
        self.approve, self.deny, self.end = (
            Button("", "check", "primary"),
            Button("", "x"),
            Button("", "trash-2", "quiet"),
        )
        self._lay_out()
        self._connect()
        self.show_cast(cast)

    @property
    def cast(self) -> CastView:
        """What is shown."""
        return self._cast

    @property
    def doctor_text(self) -> str:
        """The codec doctor's sentences as they are shown."""
        return self._doctor.text()

    def show_cast(self, cast: CastView) -> None:
        """Show the cast as it is now."""
        self._cast = cast
        self.retranslate_ui()
        is_requested = cast.approval == "requested"
        for button in (self.approve, self.deny):
            button.setVisible(is_requested)
        self.on_air.setVisible(not is_requested and not cast.on_stage)
        self.off_air.setVisible(cast.on_stage)
        self.end.setVisible(not is_requested and cast.protocol != "practice")
        self.in_grid.setVisible(not is_requested)

    def retranslate_ui(self) -> None:
        """Say everything in the current language."""
        cast = self._cast
        self._name.setText(cast.label or self.tr("Cast without a name"))
        word, tone = self._state_words()
        self._state.set(word, tone)
        facts = self._fact_words()
        self._facts.setText(facts)
        self._facts.setVisible(bool(facts))
        language = language_of(QLocale())
        self._doctor.setText("\n".join(getattr(each.sentence, language) for each in cast.diagnoses))
        self._doctor.setVisible(bool(cast.diagnoses))
        self._button_words()
        self.setAccessibleName(f"{self._name.text()}, {word}")
        self.setAccessibleDescription(self._doctor.text())

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate_ui()
        super().changeEvent(event)

    def _button_words(self) -> None:
        name = self._name.text()
        words = (
            (self.on_air, self.tr("On air"), self.tr("Put {name} on air")),
            (self.off_air, self.tr("Off air"), self.tr("Take {name} off air")),
            (self.approve, self.tr("Approve"), self.tr("Approve {name}")),
            (self.deny, self.tr("Deny"), self.tr("Deny {name}")),
            (self.end, self.tr("End"), self.tr("End {name}")),
        )
        for button, text, spoken in words:
            button.set_text(text)
            button.setAccessibleName(spoken.replace("{name}", name))
        self.in_grid.setText(self.tr("In the grid"))
        self.in_grid.setAccessibleName(self.tr("{name} in the grid").replace("{name}", name))

    def _state_words(self) -> tuple[str, Tone]:
        cast = self._cast
        if cast.approval == "requested":
            return self.tr("Wants to cast"), "warning"
        if cast.on_stage:
            return (
                (self.tr("On air"), "good") if cast.state is CastState.LIVE else (self.tr("On air, no picture"), "bad")
            )
        if cast.state is CastState.LIVE:
            return self.tr("Ready"), "info"
        if cast.state is CastState.INTERRUPTED:
            return self.tr("Interrupted: may come back"), "warning"
        return self.tr("Waiting for the device"), "neutral"

    def _fact_words(self) -> str:
        cast = self._cast
        facts = [
            f"{cast.width}×{cast.height}" if cast.width and cast.height else "",
            self.tr("{rate} fps").replace("{rate}", f"{cast.frame_rate:.0f}") if cast.frame_rate else "",
            bitrate(cast.bitrate) if cast.bitrate else "",
            {"rtmp": "RTMP", "whip": "WHIP", "practice": ""}.get(cast.protocol or "", ""),
        ]
        return " · ".join(fact for fact in facts if fact)

    def _lay_out(self) -> None:
        lines = QVBoxLayout(self)
        head = QHBoxLayout()
        head.addWidget(self._state)
        head.addStretch(1)
        head.addWidget(self.in_grid)
        buttons = QHBoxLayout()
        buttons.setSpacing(S)
        for button in (self.approve, self.deny, self.on_air, self.off_air, self.end):
            buttons.addWidget(button)
        buttons.addStretch(1)
        lines.addWidget(self.thumbnail)
        lines.addLayout(head)
        for label in (self._name, self._facts, self._doctor):
            lines.addWidget(label)
        lines.addStretch(1)
        lines.addLayout(buttons)

    def _connect(self) -> None:
        asks = (
            (self.on_air, self.on_air_asked),
            (self.off_air, self.off_air_asked),
            (self.approve, self.approve_asked),
            (self.deny, self.deny_asked),
            (self.end, self.end_asked),
        )
        for button, signal in asks:
            button.clicked.connect(lambda _=False, ask=signal: ask.emit(self._cast.cast_id))
        self.in_grid.toggled.connect(lambda is_on: self.grid_toggled.emit(self._cast.cast_id, is_on))
