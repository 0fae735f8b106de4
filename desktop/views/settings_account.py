"""The teacher's account: password, a colleague's invitation, and where the login is kept."""

from collections.abc import Callable

from PySide6.QtCore import QEvent
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QLineEdit, QWidget

from appliance.contract.account import PASSWORD_MAX_CHARACTERS, PASSWORD_MIN_CHARACTERS, InvitationCreated
from desktop.actions.settings import SettingsActions
from desktop.actions.signing_in import SigningIn
from desktop.credentials import Credentials
from desktop.state.link import Link
from desktop.tasks import Tasks
from desktop.views.parts.button import Button
from desktop.views.parts.card import Card
from desktop.views.parts.notice import Notice
from desktop.views.parts.theme import labelled

SECONDS_PER_DAY = 86_400


class AccountCard(Card):
    """Only of use while a teacher has signed in; says so otherwise."""

    def __init__(
        self,
        link: Link,
        actions: SettingsActions,
        signing_in: SigningIn,
        *,
        credentials: Credentials,
        tasks: Tasks,
        notice: Notice,
    ) -> None:
        super().__init__("")
        self._link, self._actions, self._signing_in = link, actions, signing_in
        self._credentials, self._tasks, self._notice = credentials, tasks, notice
        self._who, self._kept = labelled("", "body"), labelled("", "caption")
        self.old_password, self.new_password = _password("old_password"), _password("new_password")
        self._names: tuple[QLabel, ...] = (labelled("", "muted", wraps=False), labelled("", "muted", wraps=False))
        self.change, self.invite = Button("", "key"), Button("", "user-plus")
        self.log_out, self.copy = Button("", "log-out"), Button("", "copy")
        for button, name in (
            (self.change, "change_password_button"),
            (self.invite, "invite_button"),
            (self.log_out, "log_out_button"),
            (self.copy, "copy_invitation_button"),
        ):
            button.setObjectName(name)
        self._invitation = labelled("", "code", wraps=False)
        self._invitation_hint = labelled("", "caption")
        self._form, self._invited = QWidget(), QWidget()
        self._lay_out()
        self._connect()
        self._leaves: tuple[Callable[[], None], ...] = (
            link.changed.subscribe(lambda _: self.retranslate_ui()),
            credentials.changed.subscribe(lambda _: self.retranslate_ui()),
        )
        self.retranslate_ui()

    def close_card(self) -> None:
        """Listen no longer."""
        for leave in self._leaves:
            leave()

    def retranslate_ui(self) -> None:
        """Say everything in the current language."""
        self.set_title(self.tr("Account"))
        teacher = self._link.teacher
        self._who.setText(f"{teacher.name} ({teacher.login})" if teacher else self.tr("Nobody has signed in."))
        self._kept.setText(self._kept_words())
        for name, field, text in zip(
            self._names,
            (self.old_password, self.new_password),
            (self.tr("Password of now"), self.tr("New password")),
            strict=True,
        ):
            name.setText(text)
            field.setAccessibleName(text)
        least = self.tr("{count} characters or more").replace("{count}", str(PASSWORD_MIN_CHARACTERS))
        self.new_password.setPlaceholderText(least)
        self.change.set_text(self.tr("Change the password"))
        self.invite.set_text(self.tr("Invite a colleague"))
        self.log_out.set_text(self.tr("Sign out"))
        self.copy.set_text(self.tr("Copy the code"))
        for widget in (self._form, self.invite, self.log_out):
            widget.setEnabled(teacher is not None)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the language."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate_ui()

    def _kept_words(self) -> str:
        if self._credentials.place == "keyring":
            return self.tr("The login is kept in the keyring of this computer; passwords are never kept.")
        words = self.tr(
            "This computer's keyring cannot be used, so the login is kept in a file only you can read: {path}"
        )
        return words.replace("{path}", str(self._credentials.path))

    def _lay_out(self) -> None:
        form = QFormLayout(self._form)
        form.setContentsMargins(0, 0, 0, 0)
        for name, field in zip(self._names, (self.old_password, self.new_password), strict=True):
            form.addRow(name, field)
            name.setBuddy(field)
        change = QHBoxLayout()
        change.addWidget(self.change)
        change.addStretch(1)
        form.addRow("", change)
        invited = QHBoxLayout(self._invited)
        invited.setContentsMargins(0, 0, 0, 0)
        invited.addWidget(self._invitation)
        invited.addWidget(self.copy)
        invited.addWidget(self._invitation_hint, 1)
        self._invited.hide()
        buttons = QHBoxLayout()
        buttons.addWidget(self.invite)
        buttons.addWidget(self.log_out)
        buttons.addStretch(1)
        self.body.addWidget(self._who)
        self.body.addWidget(self._form)
        self.body.addLayout(buttons)
        self.body.addWidget(self._invited)
        self.body.addWidget(self._kept)

    def _connect(self) -> None:
        self.change.clicked.connect(self._change_password)
        self.new_password.returnPressed.connect(self._change_password)
        self.invite.clicked.connect(self._invite)
        self.log_out.clicked.connect(self._log_out)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._invitation.text()))

    def _change_password(self) -> None:
        old, new = self.old_password.text(), self.new_password.text()
        if len(new) < PASSWORD_MIN_CHARACTERS:
            words = self.tr("The new password needs {count} characters or more.")
            self._notice.show_warning(words.replace("{count}", str(PASSWORD_MIN_CHARACTERS)))
            self.new_password.setFocus()
            return
        self._tasks.start(
            self._actions.change_password(old, new),
            name="change password",
            on_done=lambda _: self._password_changed(),
            on_error=self._notice.show_error,
        )

    def _password_changed(self) -> None:
        self.old_password.clear()
        self.new_password.clear()
        self._notice.show_success(self.tr("The password is changed. Every other login of yours has ended."))

    def _invite(self) -> None:
        self._tasks.start(
            self._actions.invite(),
            name="invite a colleague",
            on_done=self._show_invitation,
            on_error=lambda error: self._notice.show_error(error, self._invite),
        )

    def _show_invitation(self, made: InvitationCreated) -> None:
        self._invitation.setText(made.invitation_code)
        days = self.tr("%n day(s)", "", made.expires_in // SECONDS_PER_DAY)
        words = self.tr("Good once, for {days}: your colleague chooses “I have an invitation” at the first start.")
        self._invitation_hint.setText(words.replace("{days}", days))
        self._invited.show()

    def _log_out(self) -> None:
        self._tasks.start(self._signing_in.log_out(), name="sign out", on_error=self._notice.show_error)


def _password(name: str) -> QLineEdit:
    field = QLineEdit()
    field.setObjectName(name)
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setMaxLength(PASSWORD_MAX_CHARACTERS)
    return field
