"""The lesson that the app follows: one object that takes what the box tells and hands it to its parts."""

from appliance.contract.live import (
    AnyEvent,
    Resumed,
    SessionChanged,
    SessionFacts,
    Snapshot,
    Trouble,
    TroubleChanged,
    You,
    YouChanged,
)
from appliance.contract.session import SessionView
from desktop.state.announcer import Announcer
from desktop.state.clock import BoxClock
from desktop.state.engagement import EngagementCourse
from desktop.state.network import Network
from desktop.state.people import People
from desktop.state.runs import Runs
from desktop.state.stage import Stage
from desktop.state.talk import Talk


class Lesson:
    """The session on the desk, or none (`session_id` is None)."""

    def __init__(self, clock: BoxClock | None = None) -> None:
        self.changed: Announcer[None] = Announcer()
        """The session itself, its settings, the teacher's part, or the box's trouble."""
        self.session_id: str | None = None
        self.view: SessionView | None = None
        """With class code and join link; None in the practice class."""
        self.facts: SessionFacts | None = None
        self.you: You | None = None
        self.trouble: Trouble | None = None
        self.clock = clock or BoxClock()
        self.people = People()
        self.stage = Stage()
        self.talk = Talk()
        self.runs = Runs()
        self.engagement = EngagementCourse()
        self.network = Network()

    @property
    def is_open(self) -> bool:
        """Whether a session is on the desk."""
        return self.session_id is not None

    @property
    def is_heard(self) -> bool:
        """Whether the box has told how the session is."""
        return self.facts is not None

    def open(self, session_id: str, view: SessionView | None) -> None:
        """Put a session on the desk; what was there of another one goes."""
        if session_id != self.session_id:
            self._clear()
        self.session_id, self.view = session_id, view
        self.changed.tell(None)

    def take_view(self, view: SessionView) -> None:
        """Take the session as the box has just answered it."""
        if view.session_id == self.session_id:
            self.view = view
            self.changed.tell(None)

    def leave(self) -> None:
        """Take the session off the desk."""
        self._clear()
        self.changed.tell(None)

    def apply(self, message: Snapshot | Resumed | AnyEvent) -> None:
        """Take what the live socket has told."""
        match message:
            case Snapshot():
                self._take_snapshot(message)
            case Resumed():
                self.clock.heard(message.server_ms)
                self.you = message.you
                self.changed.tell(None)
            case SessionChanged():
                self.facts = message.session
                self.changed.tell(None)
            case YouChanged():
                self.you = message.you
                self.changed.tell(None)
            case TroubleChanged():
                self.trouble = message.trouble
                self.changed.tell(None)
            case _:
                for part in self._parts():
                    part.take(message)

    def _take_snapshot(self, snapshot: Snapshot) -> None:
        self.clock.heard(snapshot.server_ms)
        self.facts, self.you, self.trouble = snapshot.session, snapshot.you, snapshot.trouble
        for part in self._parts():
            part.take_snapshot(snapshot)
        self.changed.tell(None)

    def _parts(self) -> tuple[People, Stage, Talk, Runs, EngagementCourse, Network]:
        return (self.people, self.stage, self.talk, self.runs, self.engagement, self.network)

    def _clear(self) -> None:
        self.session_id = self.view = self.facts = self.you = self.trouble = None
        for part in self._parts():
            part.clear()
