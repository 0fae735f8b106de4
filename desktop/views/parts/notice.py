"""The inline bar that says what has happened, and lets it be undone or tried again: in place of a dialog."""

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from desktop.views.parts.button import Button, IconButton
from desktop.views.parts.icons import IconName, IconPicture
from desktop.views.parts.theme import S, labelled, restyle
from desktop.views.parts.wording import say

SHOWN_MS = 6_000
"""Good news goes by itself; trouble stays until it is read."""
UNDO_SECONDS = 8
Tone = Literal["info", "good", "warning", "bad"]
_ICONS = {
    "info": IconName.INFO,
    "good": IconName.CHECK_CIRCLE,
    "warning": IconName.ALERT_TRIANGLE,
    "bad": IconName.ALERT_TRIANGLE,
}


class Notice(QFrame):
    """Shows one message at a time; a new one takes the place of the old one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self.setProperty("part", "notice")
        self._tone: Tone = "info"
        self._wish: Callable[[], None] | None = None
        self._picture = IconPicture(IconName.INFO)
        self._text = labelled("", "body")
        self._text.setObjectName("notice_text")
        self._button = Button("", kind="quiet")
        self._button.setObjectName("notice_button")
        self._button.clicked.connect(self._act)
        self._close = IconButton(IconName.X)
        self._close.setObjectName("notice_close_button")
        self._close.clicked.connect(self.clear)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.clear)
        self._lay_out()
        self._retranslate()
        self.hide()

    @property
    def text(self) -> str:
        """What is said now; empty while nothing is."""
        return self._text.text()

    @property
    def tone(self) -> Tone:
        """How it is meant."""
        return self._tone

    @property
    def goes_by_itself(self) -> bool:
        """Whether it goes away after a while."""
        return self._timer.isActive()

    @property
    def action_button(self) -> Button:
        """Undo or try again; hidden where there is nothing of the kind."""
        return self._button

    @property
    def close_button(self) -> IconButton:
        """Puts the message away."""
        return self._close

    def show_info(self, text: str) -> None:
        """Say something that is neither good nor bad."""
        self._show("info", text, shown_ms=SHOWN_MS)

    def show_success(self, text: str) -> None:
        """Say that something worked."""
        self._show("good", text, shown_ms=SHOWN_MS)

    def show_warning(self, text: str) -> None:
        """Say something that should be looked at; it stays."""
        self._show("warning", text)

    def show_error(self, error: Exception | str, retry: Callable[[], None] | None = None) -> None:
        """Say what went wrong, and offer to try it again; it stays."""
        text = error if isinstance(error, str) else say(error)
        self._show("bad", text, action=self.tr("Try again") if retry is not None else "", wish=retry)

    def show_undo(self, text: str, undo: Callable[[], None], seconds: float = UNDO_SECONDS) -> None:
        """Say what was done, and offer for a while to undo it."""
        self._show("info", text, action=self.tr("Undo"), wish=undo, shown_ms=round(seconds * 1000))

    def show_offer(self, text: str, action: str, wish: Callable[[], None]) -> None:
        """Say that something worked, and offer what can be done next; it stays."""
        self._show("good", text, action=action, wish=wish)

    def clear(self) -> None:
        """Say nothing; what could be undone is done for good."""
        self._timer.stop()
        self._wish = None
        self._text.setText("")
        self.hide()

    def announce(self, event: QAccessibleEvent) -> None:
        """Let a screen reader say it."""
        QAccessible.updateAccessibility(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(S + S // 2, S // 2, S // 2, S // 2)
        layout.setSpacing(S)
        layout.addWidget(self._picture)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._button)
        layout.addWidget(self._close)

    def _show(
        self,
        tone: Tone,
        text: str,
        *,
        action: str = "",
        wish: Callable[[], None] | None = None,
        shown_ms: int = 0,
    ) -> None:
        self._tone, self._wish = tone, wish
        self._text.setText(text)
        self._button.set_text(action)
        self._button.setVisible(wish is not None)
        restyle(self, "tone", tone)
        self._picture.set_icon(_ICONS[tone], tone)
        self.setAccessibleName(text)
        self.show()
        self._timer.stop()
        if shown_ms:
            self._timer.start(shown_ms)
        self.announce(QAccessibleAnnouncementEvent(self, text))

    def _act(self) -> None:
        wish = self._wish
        self.clear()
        if wish is not None:
            wish()

    def _retranslate(self) -> None:
        self._close.set_name(self.tr("Close this message"))
