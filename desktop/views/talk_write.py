"""Where the teacher writes: Enter sends, Shift+Enter begins a line, and nothing typed is ever lost."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from appliance.client.live_events import new_ref
from appliance.contract.live import ChatAudienceName
from desktop.views.parts.button import Button
from desktop.views.parts.icons import IconName
from desktop.views.parts.theme import S
from desktop.views.talk_faces import audience_words
from desktop.views.talk_parts import TalkParts

LINES = 2
AUDIENCES: tuple[ChatAudienceName, ChatAudienceName] = ("class", "teacher")


class WriteField(QPlainTextEdit):
    """Tells `send_wanted` on Enter, but never while a syllable is being put together."""

    send_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_composing = False
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._fit()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:  # noqa: N802 - Qt's name
        self._is_composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if not is_enter or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            super().keyPressEvent(event)
        elif not self._is_composing:
            self.send_wanted.emit()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(self.fontMetrics().lineSpacing() * LINES + 26)


class TalkWrite(QWidget):
    """Field, audience and button; a message that was not sent comes back into the field."""

    def __init__(self, parts: TalkParts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self._unsent: dict[tuple[str, ChatAudienceName], str] = {}  # bounded by: one, the latest that failed
        """Text and audience to the mark it was sent with: sent again, it is the same message."""
        self.field = WriteField()
        self.audience = QComboBox()
        self.send = Button("", IconName.SEND, "primary")
        for widget, name in (
            (self.field, "talk_write_field"),
            (self.audience, "talk_audience_choice"),
            (self.send, "talk_send_button"),
        ):
            widget.setObjectName(name)
        self.audience.addItems(["", ""])
        row = QHBoxLayout()
        row.setSpacing(S)
        row.addWidget(self.audience)
        row.addStretch(1)
        row.addWidget(self.send)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(S)
        outer.addWidget(self.field)
        outer.addLayout(row)
        self.field.send_wanted.connect(self._send)
        self.send.clicked.connect(self._send)
        self.field.textChanged.connect(self._show)
        self.retranslate_ui()

    @property
    def chosen_audience(self) -> ChatAudienceName:
        """Who is to read it."""
        return AUDIENCES[max(0, self.audience.currentIndex())]

    def retranslate_ui(self) -> None:
        """Say everything in the language of now."""
        for place, audience in enumerate(AUDIENCES):
            self.audience.setItemText(place, audience_words(audience))
        self.audience.setAccessibleName(self.tr("Who reads it"))
        self.field.setPlaceholderText(self.tr("Write to the class"))
        self.field.setAccessibleName(self.tr("Message"))
        self.send.set_text(self.tr("Send"))
        self._show()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate_ui()

    def _show(self) -> None:
        self.send.setEnabled(bool(self.field.toPlainText().strip()))

    def _send(self) -> None:
        text, audience = self.field.toPlainText().strip(), self.chosen_audience
        if not text:
            return
        ref = self._unsent.pop((text, audience), "") or new_ref()
        self.field.clear()
        self._parts.tasks.start(
            self._parts.actions.send(text, audience, ref),
            name="send a message",
            on_error=lambda error: self._bring_back(text, audience, ref, error),
        )

    def _bring_back(self, text: str, audience: ChatAudienceName, ref: str, error: Exception) -> None:
        self._unsent = {(text, audience): ref}
        typed_since = self.field.toPlainText()
        self.field.setPlainText(f"{text}\n{typed_since}" if typed_since.strip() else text)
        if not typed_since.strip():
            self.audience.setCurrentIndex(AUDIENCES.index(audience))
        self.field.moveCursor(self.field.textCursor().MoveOperation.End)
        self._parts.notice.show_error(error, retry=self._send)
