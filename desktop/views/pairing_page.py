"""Finding a box, pairing with it and signing in: what is shown until a teacher is at work."""

from collections.abc import Coroutine
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from appliance.contract.account import InvitationAccepted, SetupRequest, TeacherView
from desktop.actions.keeping import Keeper
from desktop.actions.lesson_desk import LessonDesk
from desktop.actions.pairing import Contact, Pairing
from desktop.actions.signing_in import SigningIn
from desktop.models.boxes_model import BoxRow
from desktop.state.boxes import Boxes
from desktop.state.link import Link, LinkState
from desktop.tasks import Tasks
from desktop.views.connection_words import words_of
from desktop.views.pairing_changed import PairingChanged
from desktop.views.pairing_find import PairingFind
from desktop.views.pairing_sign_in import SignInForm, SignInMode
from desktop.views.parts.badge import Badge
from desktop.views.parts.button import Button
from desktop.views.parts.icons import IconName
from desktop.views.parts.page import Page
from desktop.views.parts.theme import M, S, labelled

PRACTICE_ID = "practice"
SIGN_IN_STEP = 2
WIDTH = 720
"""A list of rooms and a form are read best when they are not as wide as the screen."""


@dataclass(frozen=True, slots=True)
class PairingParts:
    """What the page works with."""

    boxes: Boxes
    link: Link
    pairing: Pairing
    signing_in: SigningIn
    lessons: LessonDesk
    keeper: Keeper
    tasks: Tasks


class PairingPage(Page):
    """Shows the step that the link is at: choose a box, be warned of a changed one, sign in."""

    def __init__(self, parts: PairingParts, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setObjectName("pairing_page")
        self._parts = parts
        self._contact: Contact | None = None
        self._ready_mode: SignInMode | None = None
        """The form that has had the keyboard; None while it cannot be sent."""
        self.finding = PairingFind(parts.boxes)
        self.warning = PairingChanged()
        self.form = SignInForm()
        self.back = Button("", IconName.ARROW_LEFT, "quiet")
        self.practice = Button("", IconName.PLAY)
        self._practice_text = labelled("", "muted")
        self._state, self._room = Badge(), labelled("", "heading")
        self._steps = QStackedWidget()
        self._lay_out()
        self._connect()
        self.retranslate_ui()

    def close_page(self) -> None:
        """Listen no longer."""
        self._leave()
        self.finding.close_view()

    def meet(self, origins: tuple[str, ...]) -> None:
        """Ask who answers at one of these origins, and go on from there."""
        self.notice.clear()
        self.finding.set_busy(True)
        meeting = self._parts.pairing.meet(origins)
        self._parts.tasks.start(meeting, name="meet a box", on_done=self._take_contact, on_error=self._fail_to_meet)

    def retranslate_ui(self) -> None:
        """Say everything in the language of now."""
        self.back.set_text(self.tr("Choose another box"))
        self.practice.set_text(self.tr("Try the practice class"))
        self._practice_text.setText(
            self.tr("This computer is the box. You can look around without an account; nothing of it is kept.")
        )
        self._show()

    def _lay_out(self) -> None:
        self.back.setObjectName("other_box_button")
        self.practice.setObjectName("practice_button")
        self._room.setObjectName("sign_in_room")
        self._state.setObjectName("sign_in_state")
        for step in (self.finding, self.warning, self._sign_in_step()):
            self._steps.addWidget(step)
        self._steps.setMaximumWidth(WIDTH)
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(self._steps, 8)
        line.addStretch(1)
        self.body.addLayout(line, 1)

    def _sign_in_step(self) -> QWidget:
        step = QWidget()
        outer = QVBoxLayout(step)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(M)
        line = QHBoxLayout()
        line.setSpacing(S)
        line.addWidget(self._room, 1)
        line.addWidget(self._state)
        outer.addLayout(line)
        outer.addWidget(self.form)
        outer.addWidget(self._practice_text)
        for button in (self.practice, self.back):
            outer.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        outer.addStretch(1)
        return step

    def _connect(self) -> None:
        self.finding.row_chosen.connect(self._choose)
        self.finding.address_typed.connect(self.meet)
        self.warning.back.connect(self._go_back)
        self.warning.pair_anew.connect(self._pair_anew)
        self.back.clicked.connect(self._go_back)
        self.form.sent.connect(self._send)
        self.form.mode_wanted.connect(self.form.set_mode)
        self.practice.clicked.connect(self._practise)
        self._leave = self._parts.link.changed.subscribe(lambda _: self._show())

    def _show(self) -> None:
        link = self._parts.link
        if self._contact is not None or link.state is LinkState.REFUSED:
            self._show_change()
        elif link.box is None:
            self.set_title(self.tr("Find your box"))
            self._steps.setCurrentWidget(self.finding)
        else:
            self._show_sign_in()

    def _show_change(self) -> None:
        link, contact = self._parts.link, self._contact
        room, origin, is_certificate = "", "", link.reason == "certificate_changed"
        if contact is not None and contact.replaces is not None:
            room, origin = contact.replaces.room_name, contact.origin
            is_certificate = contact.shown.public_key == contact.replaces.public_key
        elif link.box is not None:
            room, origin = link.box.room_name, link.box.origin
        self.set_title(self.tr("Another box"))
        self.warning.show_change(room, origin, is_certificate=is_certificate)
        self._steps.setCurrentWidget(self.warning)

    def _show_sign_in(self) -> None:
        link = self._parts.link
        box = link.box
        if box is None:
            return
        self.set_title(self.tr("Sign in"))
        words = words_of(link)
        self._room.setText(box.room_name)
        self._state.set(words.short, words.tone)
        if not self.form.login.text():
            self.form.login.setText(box.login)
        is_setup = self.form.mode is SignInMode.SETUP
        if link.needs_setup != is_setup:
            self.form.set_mode(SignInMode.SETUP if link.needs_setup else SignInMode.LOGIN)
        self.form.setEnabled(link.state in (LinkState.SIGNED_OUT, LinkState.ONLINE))
        can_practise = link.needs_setup and is_this_computer(box.origin)
        self.practice.setVisible(can_practise)
        self._practice_text.setVisible(can_practise)
        self._steps.setCurrentIndex(SIGN_IN_STEP)
        ready = self.form.mode if self.form.isEnabled() else None
        if ready is not self._ready_mode:
            self._ready_mode = ready
            self.form.focus_first()

    def _choose(self, row: BoxRow) -> None:
        self.notice.clear()
        if row.paired is not None:
            self._parts.pairing.use_paired(row.paired)
        else:
            self.meet(row.origins)

    def _take_contact(self, contact: Contact) -> None:
        self.finding.set_busy(False)
        self._contact = contact if contact.replaces is not None else None
        if contact.replaces is None:
            self._parts.pairing.use(contact)
        self._show()

    def _fail_to_meet(self, error: Exception) -> None:
        self.finding.set_busy(False)
        self.notice.show_error(error)

    def _pair_anew(self) -> None:
        contact, box = self._contact, self._parts.link.box
        if contact is not None:
            self._use_anew(contact)
        elif box is not None:
            meeting = self._parts.pairing.meet((box.origin,))
            self._parts.tasks.start(
                meeting, name="meet a box anew", on_done=self._use_anew, on_error=self.notice.show_error
            )

    def _use_anew(self, contact: Contact) -> None:
        self._contact = None
        self.form.forget_secrets()
        self._parts.pairing.use(contact, is_new_box=True)

    def _go_back(self) -> None:
        self._contact = self._ready_mode = None
        self.notice.clear()
        self.form.forget_secrets()
        self.form.login.clear()
        self._parts.link.choose(None)
        self._show()

    def _send(self) -> None:
        self.notice.clear()
        self.form.set_busy(True)
        self._parts.tasks.start(
            self._wish(), name="sign in", on_done=lambda _: self._succeed(), on_error=self._fail_to_sign_in
        )

    def _wish(self) -> Coroutine[object, object, TeacherView]:
        form, signing_in = self.form, self._parts.signing_in
        code, name = form.code.text().strip(), form.name.text().strip()
        login, password = form.login.text().strip(), form.password.text()
        match form.mode:
            case SignInMode.LOGIN:
                return signing_in.log_in(login, password)
            case SignInMode.SETUP:
                return signing_in.set_up(SetupRequest(setup_code=code, login=login, name=name, password=password))
            case SignInMode.INVITATION:
                return signing_in.accept_invitation(
                    InvitationAccepted(invitation_code=code, login=login, name=name, password=password)
                )

    def _succeed(self) -> None:
        self.form.set_busy(False)
        self.form.forget_secrets()

    def _fail_to_sign_in(self, error: Exception) -> None:
        self.form.set_busy(False)
        self.notice.show_error(error)

    def _practise(self) -> None:
        self._parts.lessons.open(PRACTICE_ID, is_local_teacher=True)
        self._parts.keeper.look_now()


def is_this_computer(origin: str) -> bool:
    """Whether the box runs on the computer that the app runs on, as far as the address tells."""
    host = urlsplit(origin).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
