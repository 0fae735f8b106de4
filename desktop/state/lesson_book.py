"""The teacher's lessons beside the one on the desk: sessions to go back to, rosters, colleagues, who is absent."""

from appliance.contract.account import TeacherView
from appliance.contract.roster import RosterSummary
from appliance.contract.session import SessionState, SessionView
from desktop.state.announcer import Announcer


class LessonBook:
    """What the box has told about this teacher's lessons; empty until it was asked."""

    def __init__(self) -> None:
        self.changed: Announcer[None] = Announcer()
        self.is_loaded = False
        # bounded by: the one page of sessions that is asked for, and those made here since
        self.sessions: list[SessionView] = []
        self.rosters: list[RosterSummary] = []  # bounded by: the box's limit of rosters of a teacher
        self.absent: list[str] = []
        """Names on the roster of the lesson on the desk that nobody has joined with."""
        self.co_teachers: list[TeacherView] = []
        """Of the lesson on the desk."""

    def in_state(self, *states: SessionState) -> list[SessionView]:
        """The sessions that are in one of these states, newest first."""
        return [session for session in self.sessions if session.state in states]

    def take_sessions(self, sessions: list[SessionView]) -> None:
        """Take the list as the box has just given it."""
        self.sessions, self.is_loaded = sessions, True
        self.changed.tell(None)

    def take_session(self, session: SessionView) -> None:
        """Take one session that was made or has changed."""
        places = {known.session_id: place for place, known in enumerate(self.sessions)}
        place = places.get(session.session_id)
        if place is None:
            self.sessions = [session, *self.sessions]
        else:
            self.sessions = [*self.sessions[:place], session, *self.sessions[place + 1 :]]
        self.changed.tell(None)

    def take_rosters(self, rosters: list[RosterSummary]) -> None:
        """Take the teacher's rosters."""
        self.rosters = rosters
        self.changed.tell(None)

    def take_absent(self, names: list[str]) -> None:
        """Take who of the roster is not there."""
        if names != self.absent:
            self.absent = names
            self.changed.tell(None)

    def take_co_teachers(self, teachers: list[TeacherView]) -> None:
        """Take who teaches the lesson on the desk too."""
        self.co_teachers = teachers
        self.changed.tell(None)

    def forget_desk(self) -> None:
        """Another lesson lies on the desk, or none."""
        self.absent, self.co_teachers = [], []
        self.changed.tell(None)

    def clear(self) -> None:
        """Another box, or another teacher."""
        self.sessions, self.rosters, self.is_loaded = [], [], False
        self.forget_desk()
