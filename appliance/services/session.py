"""One session that has not ended, what it is made of, and how it is shown."""

from collections.abc import Callable
from dataclasses import dataclass, field

from appliance.contract.live import SessionFacts
from appliance.contract.session import SessionState, SessionSummary, SessionView, StageView
from appliance.domain.lesson import Lesson, LessonState
from appliance.domain.participant import Admission
from appliance.media.broadcast import Broadcast
from appliance.services.event_bus import EventBus
from appliance.services.presence import Presence
from appliance.storage.session_store import SessionStore

PRACTICE_ID = "practice"
LOCAL_OWNER_ID = "local"
"""Of the practice class: whoever sits at the box itself."""


@dataclass(slots=True)
class Session:
    """One session that has not ended."""

    lesson: Lesson
    store: SessionStore
    broadcast: Broadcast
    events: EventBus
    presence: Presence
    is_local: bool = False
    """Controllable without an account, from the box itself only: the practice class."""
    cast_ids_on_stage: list[str] = field(default_factory=list)
    last_stage: StageView | None = None
    """The stage as it was last told to the live sockets."""

    @property
    def session_id(self) -> str:
        """The session's id."""
        return self.lesson.id

    @property
    def title(self) -> str:
        """What the teacher calls it."""
        return self.lesson.title

    @property
    def class_code(self) -> str:
        """What students type to join."""
        return self.lesson.class_code

    @property
    def state(self) -> LessonState:
        """Where the session stands."""
        return self.lesson.state

    @property
    def is_joinable(self) -> bool:
        """Whether students can find it by its code."""
        return self.lesson.state in (LessonState.LOBBY, LessonState.LIVE)

    def is_taught_by(self, teacher_id: str) -> bool:
        """Whether this teacher owns the session or co-teaches it."""
        return teacher_id == self.lesson.owner_id or teacher_id in self.lesson.co_teacher_ids

    def summary(self) -> SessionSummary:
        """What anybody on the network may see."""
        return SessionSummary(session_id=self.session_id, title=self.title, state=SessionState(self.state))

    def facts(self) -> SessionFacts:
        """What everybody in the class may know of it."""
        return SessionFacts(
            session_id=self.session_id,
            title=self.title,
            topic=self.lesson.topic,
            state=SessionState(self.state),
            chat_mode=self.lesson.chat_mode.value,
            shows_engagement=self.lesson.shows_engagement,
            is_locked=self.lesson.is_locked,
            participants=admitted_count(self.store),
        )


@dataclass(frozen=True, slots=True)
class SessionParts:
    """What a session is made of, and what makes it."""

    make_broadcast: Callable[[], Broadcast]
    make_events: Callable[[], EventBus]
    make_presence: Callable[[SessionStore], Presence]
    new_id: Callable[[], str]
    new_class_code: Callable[[], str]
    wall_ms: Callable[[], int]


def session_view(lesson: Lesson, participants: int, join_url: str) -> SessionView:
    """A session as its teachers see it."""
    return SessionView(
        session_id=lesson.id,
        title=lesson.title,
        topic=lesson.topic,
        state=SessionState(lesson.state),
        class_code=lesson.class_code,
        join_url=join_url,
        owner_id=lesson.owner_id,
        co_teacher_ids=list(lesson.co_teacher_ids),
        is_locked=lesson.is_locked,
        needs_approval=lesson.needs_approval,
        chat_mode=lesson.chat_mode.value,
        shows_engagement=lesson.shows_engagement,
        roster_id=lesson.roster_id,
        participants=participants,
        created_ms=lesson.created_ms,
        started_ms=lesson.started_ms,
        ended_ms=lesson.ended_ms,
    )


def admitted_count(store: SessionStore) -> int:
    """How many students are in the class."""
    return sum(each.admission is Admission.ADMITTED for each in store.participants.all())
