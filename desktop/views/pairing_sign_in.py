"""The form that signs a teacher in: with a password, as the box's first teacher, or by invitation."""

from enum import StrEnum

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QLineEdit, QWidget

from appliance.contract.account import PASSWORD_MIN_CHARACTERS
from desktop.views.pairing_words import missing_field
from desktop.views.parts.button import Button, IconButton
from desktop.views.parts.card import Card
from desktop.views.parts.icons import IconName
from desktop.views.parts.theme import S, labelled, restyle

LOGIN_MIN_CHARACTERS = 2


class SignInMode(StrEnum):
    """Which form it is."""

    LOGIN = "login"
    SETUP = "setup"
    INVITATION = "invitation"


class SignInForm(Card):
    """Tells `sent` when every field is filled; whoever hears it reads the fields and says how it went."""

    sent = Signal()
    mode_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.mode = SignInMode.LOGIN
        self._intro, self._trouble = labelled("", "muted"), labelled("", "body")
        self.code, self.name = QLineEdit(), QLineEdit()
        self.login, self.password = QLineEdit(), QLineEdit()
        self._labels = {field: QLabel() for field in (self.code, self.name, self.login, self.password)}
        self.show_password = IconButton(IconName.EYE)
        self.send = Button("", IconName.LOG_IN, "primary")
        self.other_mode = Button("", kind="quiet")
        self._missing = ""
        self._lay_out()
        self._connect()
        self.set_mode(SignInMode.LOGIN)

    def set_mode(self, mode: SignInMode) -> None:
        """Show the fields of this form; what is typed stays."""
        self.mode = mode
        for field in (self.code, self.name):
            self._form.setRowVisible(field, mode is not SignInMode.LOGIN)
        self._say_missing("", None)
        self.retranslate_ui()

    def set_busy(self, is_busy: bool) -> None:
        """The box is being asked."""
        self.send.setDisabled(is_busy)

    def focus_first(self) -> None:
        """Put the keyboard into the first field that is still empty."""
        fields = [field for field in self._labels if field is self.password or self._form.isRowVisible(field)]
        (next((field for field in fields if not field.text()), self.password)).setFocus()

    def forget_secrets(self) -> None:
        """Keep no password and no code in the fields."""
        self.password.clear()
        self.code.clear()

    def retranslate_ui(self) -> None:
        """Say everything in the language of now."""
        title, intro, send = self._words()
        self.set_title(title)
        self._intro.setText(intro)
        self._intro.setVisible(bool(intro))
        self.send.set_text(send)
        code = self.tr("Setup code") if self.mode is SignInMode.SETUP else self.tr("Invitation code")
        for field, label in (
            (self.code, code),
            (self.name, self.tr("Your name")),
            (self.login, self.tr("Login")),
            (self.password, self.tr("Password")),
        ):
            self._labels[field].setText(label)
            field.setAccessibleName(label)
        shows = self.password.echoMode() is QLineEdit.EchoMode.Normal
        self.show_password.set_name(self.tr("Hide the password") if shows else self.tr("Show the password"))
        is_login = self.mode is SignInMode.LOGIN
        self.other_mode.set_text(self.tr("I have an invitation") if is_login else self.tr("I have an account"))
        self.other_mode.setVisible(self.mode is not SignInMode.SETUP)
        self._trouble.setText(missing_field(self._missing) if self._missing else "")

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate_ui()

    def _words(self) -> tuple[str, str, str]:
        match self.mode:
            case SignInMode.LOGIN:
                return self.tr("Sign in"), "", self.tr("Sign in")
            case SignInMode.SETUP:
                intro = self.tr(
                    "This box has no teacher yet. Its setup code stands on the box's screen when it starts, and in "
                    "the file box.json of its data folder."
                )
                return self.tr("Set up this box"), intro, self.tr("Make my account")
            case SignInMode.INVITATION:
                intro = self.tr(
                    "A colleague who already uses this box can give you a code: in the settings, under "
                    "“Invite a colleague”."
                )
                return self.tr("Join with an invitation"), intro, self.tr("Make my account")

    def _lay_out(self) -> None:
        for field, name in (
            (self.code, "sign_in_code_field"),
            (self.name, "sign_in_name_field"),
            (self.login, "sign_in_login_field"),
            (self.password, "sign_in_password_field"),
            (self.send, "sign_in_button"),
            (self.other_mode, "sign_in_other_mode_button"),
            (self.show_password, "show_password_button"),
            (self._trouble, "sign_in_trouble"),
        ):
            field.setObjectName(name)
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        secret = QHBoxLayout()
        secret.setSpacing(S)
        secret.addWidget(self.password, 1)
        secret.addWidget(self.show_password)
        self._form = QFormLayout()
        self._form.setSpacing(S)
        for field in (self.code, self.name, self.login):
            self._form.addRow(self._labels[field], field)
        self._form.addRow(self._labels[self.password], secret)
        buttons = QHBoxLayout()
        buttons.setSpacing(S)
        buttons.addWidget(self.send)
        buttons.addWidget(self.other_mode)
        buttons.addStretch(1)
        self.body.addWidget(self._intro)
        self.body.addLayout(self._form)
        self.body.addWidget(self._trouble)
        self.body.addLayout(buttons)

    def _connect(self) -> None:
        self.send.clicked.connect(self._check)
        for field in self._labels:
            field.returnPressed.connect(self._check)
        self.show_password.clicked.connect(self._toggle_password)
        self.other_mode.clicked.connect(self._want_other_mode)

    def _check(self) -> None:
        if not self.send.isEnabled():
            return
        name, field = self._first_missing()
        self._say_missing(name, field)
        if field is None:
            self.sent.emit()
        else:
            field.setFocus()

    def _first_missing(self) -> tuple[str, QLineEdit | None]:
        is_new = self.mode is not SignInMode.LOGIN
        login = self.login.text().strip()
        if is_new and not self.code.text().strip():
            return "code", self.code
        if is_new and not self.name.text().strip():
            return "name", self.name
        if len(login) < LOGIN_MIN_CHARACTERS or any(character.isspace() for character in login):
            return "login", self.login
        if is_new and len(self.password.text()) < PASSWORD_MIN_CHARACTERS:
            return "new_password", self.password
        return ("", None) if self.password.text() else ("password", self.password)

    def _say_missing(self, name: str, wrong: QLineEdit | None) -> None:
        self._missing = name
        self._trouble.setText(missing_field(name) if name else "")
        self._trouble.setVisible(bool(name))
        for field in self._labels:
            restyle(field, "invalid", "true" if field is wrong else "false")
            field.setAccessibleDescription(self._trouble.text() if field is wrong else "")

    def _toggle_password(self) -> None:
        modes = QLineEdit.EchoMode
        shows = self.password.echoMode() is modes.Normal
        self.password.setEchoMode(modes.Password if shows else modes.Normal)
        self.show_password.set_icon(IconName.EYE if shows else IconName.EYE_OFF)
        self.retranslate_ui()

    def _want_other_mode(self) -> None:
        self.mode_wanted.emit(SignInMode.INVITATION if self.mode is SignInMode.LOGIN else SignInMode.LOGIN)
