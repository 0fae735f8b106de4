"""What a follower is told first: everything as it is now, as far as it concerns them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from appliance.contract.cast import CastView
from appliance.contract.engagement import ClassEngagement, OwnEngagement
from appliance.contract.live import Snapshot, TeacherFacts, Trouble, You
from appliance.contract.network import ClassNetwork
from appliance.contract.session import StageState, StageView
from appliance.domain.policy import Role
from appliance.services.members import Member
from appliance.services.participant_views import participant_view
from appliance.services.quiz_runs import QuizRuns
from appliance.services.session import Session
from appliance.services.talk import Talk

_ROLE_NAMES: Mapping[Role, Literal["waiting", "student", "co_teacher", "teacher"]] = MappingProxyType(
    {
        Role.WAITING: "waiting",
        Role.STUDENT: "student",
        Role.CO_TEACHER: "co_teacher",
        Role.TEACHER: "teacher",
    }
)


@dataclass(frozen=True, slots=True)
class LiveSources:
    """What a snapshot is made of."""

    stage_view: Callable[[str], StageView]
    casts: Callable[[str], list[CastView]]
    network: Callable[[Session], ClassNetwork | None]
    talk: Talk
    runs: QuizRuns
    class_figures: Callable[[Session], ClassEngagement | None]
    own_figures: Callable[[Session, str], OwnEngagement | None]
    wall_ms: Callable[[], int]


class Snapshots:
    """Makes snapshots; there is no await in it, so that each is of one moment."""

    def __init__(self, sources: LiveSources) -> None:
        self._sources = sources

    def of(self, session: Session, member: Member, trouble: Trouble | None) -> Snapshot:
        """Everything as it is now for this follower; who waits to be let in sees little of it."""
        snapshot = Snapshot(
            epoch=session.events.epoch,
            number=session.events.number,
            server_ms=self._sources.wall_ms(),
            you=you_are(session, member),
            session=session.facts(),
            stage=StageView(cast_ids=[], state=StageState.EMPTY),
            trouble=trouble,
        )
        if member.role is not Role.WAITING:
            self._add_class(snapshot, session, member)
        if member.is_student:
            self._add_own(snapshot, session, member)
        if member.is_teacher:
            snapshot.teacher = self._teacher_facts(session)
        return snapshot

    def _add_class(self, snapshot: Snapshot, session: Session, member: Member) -> None:
        talk, runs = self._sources.talk, self._sources.runs
        snapshot.stage = self._sources.stage_view(session.session_id)
        snapshot.messages = talk.chat.history(session, member)
        snapshot.questions = talk.questions.views(session)
        snapshot.hands = talk.hands.views(session)
        snapshot.announcement = talk.announcements.current(session)
        snapshot.timer = talk.announcements.timer(session)
        snapshot.runs = runs.public_runs(session)
        snapshot.results = runs.results_for(session, member.person_id if member.is_student else "")

    def _add_own(self, snapshot: Snapshot, session: Session, member: Member) -> None:
        talk, runs = self._sources.talk, self._sources.runs
        snapshot.own_upvotes = talk.questions.own_upvotes(session, member)
        snapshot.own_answers = runs.own_answers(session, member.person_id)
        snapshot.own_engagement = self._sources.own_figures(session, member.person_id)
        runs.note_shown(session, member.person_id)

    def _teacher_facts(self, session: Session) -> TeacherFacts:
        everybody = sorted(session.store.participants.all(), key=lambda each: (each.joined_ms, each.id))
        return TeacherFacts(
            participants=[participant_view(session, each) for each in everybody],
            runs=self._sources.runs.run_views(session),
            engagement=self._sources.class_figures(session),
            casts=self._sources.casts(session.session_id),
            network=self._sources.network(session),
        )


def you_are(session: Session, member: Member) -> You:
    """What a follower is told of itself."""
    participant = session.store.participants.get(member.person_id)
    return You(
        role=_ROLE_NAMES.get(member.role, "guest"),
        person_id=member.person_id,
        name=member.name,
        is_muted=participant is not None and participant.is_muted,
    )
