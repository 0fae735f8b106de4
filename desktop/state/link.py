"""The link to the box in use: whether it is there, and who has signed in."""

from enum import StrEnum

from appliance.contract.account import TeacherView
from desktop.state.announcer import Announcer
from desktop.state.boxes import PairedBox


class LinkState(StrEnum):
    """What is true of the link now."""

    NONE = "none"
    """No box is chosen."""
    CONNECTING = "connecting"
    SIGNED_OUT = "signed_out"
    """The box is there; nobody has signed in, or the login is over."""
    ONLINE = "online"
    """The box answers and a teacher has signed in."""
    LOST = "lost"
    """The box does not answer; the app keeps trying and everything typed is kept."""
    REFUSED = "refused"
    """What answers is not the box that was paired: nothing is sent there."""


class Link:
    """The one box in use."""

    def __init__(self) -> None:
        self.changed: Announcer[None] = Announcer()
        self.state = LinkState.NONE
        self.box: PairedBox | None = None
        self.teacher: TeacherView | None = None
        self.needs_setup = False
        """The box waits for its first teacher: the setup code makes the account."""
        self.reason = ""
        """Stable code of why the link is as it is: box_unreachable, identity_changed, login_over, …"""

    @property
    def can_send(self) -> bool:
        """Whether a request would reach the box as this teacher."""
        return self.state is LinkState.ONLINE

    def move(self, state: LinkState, *, reason: str = "") -> None:
        """The link is now like this."""
        if (state, reason) != (self.state, self.reason):
            self.state, self.reason = state, reason
            self.changed.tell(None)

    def choose(self, box: PairedBox | None) -> None:
        """Use another box, or none."""
        self.box, self.teacher, self.needs_setup = box, None, False
        self.state = LinkState.NONE if box is None else LinkState.CONNECTING
        self.reason = ""
        self.changed.tell(None)

    def take_box(self, box: PairedBox) -> None:
        """The same box, reached elsewhere or with another name."""
        self.box = box
        self.changed.tell(None)

    def take_setup(self, *, needs_setup: bool) -> None:
        """Whether the box waits for its first teacher."""
        if needs_setup != self.needs_setup:
            self.needs_setup = needs_setup
            self.changed.tell(None)

    def take_teacher(self, teacher: TeacherView | None) -> None:
        """Who has signed in."""
        self.teacher = teacher
        self.changed.tell(None)
