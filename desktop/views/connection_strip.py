"""The strip across the window that says at once when something is wrong with the link, and what one can do."""

from PySide6.QtCore import QEvent, QLocale, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QWidget

from desktop.state.lesson import Lesson
from desktop.state.link import Link, LinkState
from desktop.views.connection_words import LinkWords, words_of
from desktop.views.parts.button import Button
from desktop.views.parts.icons import ICON_PIXELS, IconName, pixmap
from desktop.views.parts.theme import M, S, labelled, restyle

FIELD_WIDTH = 180
ICONS = {"info": IconName.INFO, "warning": IconName.WIFI_OFF, "bad": IconName.ALERT_TRIANGLE}


class ConnectionStrip(QFrame):
    """Hidden while all is well. Tells `retry`, `pair_wanted`, and `login_sent` with login and password."""

    retry = Signal()
    pair_wanted = Signal()
    login_sent = Signal(str, str)

    def __init__(self, link: Link, lesson: Lesson, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("connection_strip")
        self.setProperty("part", "notice")
        self._link, self._lesson = link, lesson
        self._picture, self._text = QLabel(), labelled("", "body")
        self.login, self.password = QLineEdit(), QLineEdit()
        self.sign_in, self.try_now, self.look = Button("", IconName.LOG_IN, "primary"), Button(""), Button("")
        self._error = ""
        self._lay_out()
        self._connect()
        self.retranslate_ui()

    @property
    def text(self) -> str:
        """What is said; empty while all is well."""
        return self._text.text()

    def close_view(self) -> None:
        """Listen no longer."""
        for leave in self._leaves:
            leave()

    def show_error(self, text: str) -> None:
        """Say why the login did not work."""
        self.sign_in.setEnabled(True)
        self._error = text
        self._show()

    def forget_secrets(self) -> None:
        """Keep no password."""
        self.sign_in.setEnabled(True)
        self.password.clear()
        self._error = ""
        self._show()

    def retranslate_ui(self) -> None:
        """Say everything in the language of now."""
        self.setAccessibleName(self.tr("State of the connection"))
        self.login.setAccessibleName(self.tr("Login"))
        self.login.setPlaceholderText(self.tr("Login"))
        self.password.setAccessibleName(self.tr("Password"))
        self.password.setPlaceholderText(self.tr("Password"))
        self.sign_in.set_text(self.tr("Sign in"))
        self.try_now.set_text(self.tr("Try now"))
        self.look.set_text(self.tr("What can I do?"))
        self._show()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate_ui()
        elif event.type() is QEvent.Type.PaletteChange:
            self._draw(words_of(self._link))

    def _lay_out(self) -> None:
        self._text.setObjectName("connection_strip_text")
        for part, name in (
            (self.login, "strip_login_field"),
            (self.password, "strip_password_field"),
            (self.sign_in, "strip_sign_in_button"),
            (self.try_now, "strip_try_now_button"),
            (self.look, "strip_look_button"),
        ):
            part.setObjectName(name)
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(M, S, M, S)
        layout.setSpacing(S)
        layout.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self._text, 1)
        for field in (self.login, self.password):
            field.setMaximumWidth(FIELD_WIDTH)
            layout.addWidget(field)
        for button in (self.sign_in, self.try_now, self.look):
            layout.addWidget(button)

    def _connect(self) -> None:
        self.try_now.clicked.connect(self.retry)
        self.look.clicked.connect(self.pair_wanted)
        self.sign_in.clicked.connect(self._send)
        self.login.returnPressed.connect(self.password.setFocus)
        self.password.returnPressed.connect(self._send)
        self._leaves = (
            self._link.changed.subscribe(lambda _: self._show()),
            self._lesson.changed.subscribe(lambda _: self._show()),
        )

    def _send(self) -> None:
        if self.login.text().strip() and self.password.text() and self.sign_in.isEnabled():
            self.sign_in.setEnabled(False)
            self.login_sent.emit(self.login.text().strip(), self.password.text())

    def _show(self) -> None:
        words, link = words_of(self._link), self._link
        sentence = words.sentence or self._trouble()
        needs_login = link.state is LinkState.SIGNED_OUT and bool(words.sentence)
        if not needs_login:
            self._error = ""
        before, now = self.text, self._error or sentence
        self._text.setText(now)
        for part in (self.login, self.password, self.sign_in):
            part.setVisible(needs_login)
        if needs_login and not self.login.text() and link.box is not None:
            self.login.setText(link.box.login)
        self.try_now.setVisible(link.state is LinkState.LOST)
        self.look.setVisible(link.state is LinkState.REFUSED)
        self._draw(words)
        self.setVisible(bool(now))
        if now and now != before:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, now))

    def _trouble(self) -> str:
        """The box's own trouble, in its words."""
        trouble = self._lesson.trouble
        if trouble is None or not self._lesson.is_open:
            return ""
        return trouble.ko if QLocale().language() is QLocale.Language.Korean else trouble.en

    def _draw(self, words: LinkWords) -> None:
        tone = "bad" if self._error else words.tone if words.sentence else "warning"
        restyle(self, "tone", tone)
        self._picture.setPixmap(pixmap(ICONS.get(tone, IconName.INFO), ICON_PIXELS, tone, self.devicePixelRatioF()))
