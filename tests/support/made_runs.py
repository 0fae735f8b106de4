"""Runs, people and events of a class as the box tells them, for tests of what the desktop makes of them."""

from itertools import count

from appliance.contract.live import (
    ParticipantChanged,
    RunForTeacher,
    SessionFacts,
    Snapshot,
    TallyGrown,
    TeacherFacts,
    You,
)
from appliance.contract.quiz import (
    OptionInBank,
    PublicOption,
    PublicQuestion,
    QuestionInBank,
    RunStateName,
    RunView,
    TallyCount,
    TallyView,
)
from appliance.contract.session import ParticipantView, SessionState, StageState, StageView
from desktop.state.clock import BoxClock
from desktop.state.lesson import Lesson

RUN_ID, SESSION_ID = "run-1", "session-1"
SERVER_MS = 1_764_000_000_000
_numbers = count(1)


def choice(
    question_id: str = "q1",
    text: str = "광합성이 일어나는 곳은?",
    options: tuple[str, ...] = ("핵", "엽록체", "세포벽"),
) -> QuestionInBank:
    """A question whose second option is right."""
    made = [OptionInBank(id=f"{question_id}-{n}", text=each, is_correct=n == 1) for n, each in enumerate(options)]
    return QuestionInBank(id=question_id, kind="single_choice", text=text, options=made)


def run_of(
    *questions: QuestionInBank, state: RunStateName = "open", run_id: str = RUN_ID, closes_ms: int | None = None
) -> RunView:
    """A run as teachers are told of it; the random id of option x is r-x, and their order is another one."""
    asked = questions or (choice(),)
    return RunView(
        run_id=run_id,
        title=asked[0].text,
        state=state,
        questions=list(asked),
        public_questions=[_public(question) for question in asked],
        seconds=30 if closes_ms else None,
        allows_change=False,
        scoring="accuracy",
        quiz_id=None,
        again_of=None,
        opened_ms=SERVER_MS,
        closes_ms=closes_ms,
        closed_ms=None if state == "open" else SERVER_MS + 1,
        revealed_ms=None,
        tallies=[],
    )


def tally(counts: dict[str, int], question_id: str = "q1", correct: int | None = 0) -> TallyView:
    """The tally with these counts by random id, text or number."""
    told = [TallyCount(key=key, count=each) for key, each in counts.items()]
    return TallyView(question_id=question_id, answered=sum(counts.values()), correct=correct, counts=told)


def grown(told: TallyView, *answered: str, run_id: str = RUN_ID) -> TallyGrown:
    """The event that tells of it, with those who have answered since the last one."""
    return TallyGrown(
        number=next(_numbers), run_id=run_id, tallies=[told], answered_ids={told.question_id: [*answered]}
    )


def person(participant_id: str, name: str, *, is_connected: bool = True, joined_ms: int = SERVER_MS) -> ParticipantView:
    """A student who is in."""
    return ParticipantView(
        participant_id=participant_id,
        name=name,
        admission="admitted",
        is_connected=is_connected,
        is_watching=is_connected,
        is_muted=False,
        joined_ms=joined_ms,
    )


def changed(participant: ParticipantView) -> ParticipantChanged:
    """The event that tells of a student."""
    return ParticipantChanged(number=next(_numbers), participant=participant)


def told(run: RunView) -> RunForTeacher:
    """The event that tells of a run."""
    return RunForTeacher(number=next(_numbers), run=run)


def lesson_with(*people: ParticipantView, runs: tuple[RunView, ...] = (), local_ms: int = 0) -> Lesson:
    """A lesson that the app follows, by a clock that stands."""
    lesson = Lesson(BoxClock(lambda: local_ms))
    lesson.open(SESSION_ID, None)
    facts = SessionFacts(
        session_id=SESSION_ID,
        title="광합성",
        topic="",
        state=SessionState.LIVE,
        chat_mode="open",
        shows_engagement=True,
        is_locked=False,
        participants=len(people),
    )
    snapshot = Snapshot(
        epoch="e",
        number=next(_numbers),
        server_ms=SERVER_MS,
        you=You(role="teacher", person_id="t", name="김민지"),
        session=facts,
        stage=StageView(cast_ids=[], state=StageState.EMPTY),
        teacher=TeacherFacts(participants=list(people), runs=list(runs), engagement=None),
    )
    lesson.apply(snapshot)
    return lesson


def _public(question: QuestionInBank) -> PublicQuestion:
    options = [PublicOption(id=f"r-{option.id}", text=option.text) for option in reversed(question.options)]
    return PublicQuestion(question_id=question.id or "", kind=question.kind, text=question.text, options=options)
