"""A simulated class: the live events that a box would tell a teacher's app, at ten times the rate of a real one.

All chance comes from the seed. Events are made as the text that comes over the live socket, so that whoever plays them
pays for reading it as the app does.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from pydantic import TypeAdapter

from appliance.contract.cast import BilingualSentence
from appliance.contract.engagement import (
    ClassEngagement,
    FormulaText,
    HelpReasonName,
    StudentEngagement,
    TopicConfusion,
)
from appliance.contract.live import (
    Ack,
    AnyEvent,
    ChatAdded,
    EngagementChanged,
    HandsChanged,
    NetworkChanged,
    ParticipantChanged,
    Refused,
    Resumed,
    RunForTeacher,
    ServerMessage,
    SessionFacts,
    Snapshot,
    TallyGrown,
    TeacherFacts,
    You,
)
from appliance.contract.network import ClassNetwork, ViewerNetwork
from appliance.contract.quiz import PublicOption, PublicQuestion, RunView, TallyCount, TallyView
from appliance.contract.session import ParticipantView, SessionState, StageState, StageView
from appliance.contract.talk import ChatMessageView, HandView
from desktop.state.lesson import Lesson

SESSION_ID = "busy"
BEGIN_MS = 1_764_000_000_000
FASTER = 10.0
TOPICS = ("광합성", "세포 호흡", "유전", "")
SURNAMES = "김이박최정강조윤장임한오서신권황안송류홍"
GIVEN = ("민준", "서연", "지호", "유나", "하늘", "도윤", "은서", "시우", "하린", "준서", "Noah", "Emma", "Liam", "Mia")
SAYINGS = ("네!", "이해했어요", "다시 설명해 주세요", "<b>hello</b>", "What about question 3?")
REASONS: tuple[HelpReasonName, ...] = ("two_wrong_in_a_row", "lost_twice", "gone", "no_answer_while_present")
FORMULA = FormulaText(en="Engagement = presence + participation + activity.", ko="참여도 = 출석 + 응답 + 활동.")
EVERY_SECONDS = {
    "engagement": 5.0,
    "network": 3.0,
    "tally": 0.25,
    "run": 45.0,
    "hands": 6.0,
}
"""How often a box tells these, in a real lesson; the more lively ones come for each student below."""
PRESENCE_SECONDS = 60.0
"""A student of a real class comes, goes, looks away or back about once a minute."""
CHAT_SECONDS = 90.0
ANSWER_SHARE = 0.06
"""How much of the class answers in a quarter of a second of a quiz that has just been pushed."""
READER: TypeAdapter[Ack | Refused | Snapshot | Resumed | AnyEvent] = TypeAdapter(ServerMessage)


@dataclass(slots=True)
class Student:
    """One student of the simulation."""

    participant_id: str
    name: str
    is_connected: bool = True
    is_watching: bool = True
    has_answered: bool = False
    reasons: list[HelpReasonName] = field(default_factory=list)


class BusyClass:
    """Tells a lesson event by event; `step` moves it on and gives what a box would have told meanwhile."""

    def __init__(self, count: int, *, seed: int, faster: float = FASTER) -> None:
        self._random = Random(seed)
        self._faster = faster
        self._now_ms = BEGIN_MS
        self._number = 0
        self._joined = 0
        self._run_number = 0
        self._due = dict.fromkeys(EVERY_SECONDS, 0.0)
        self._hands: list[HandView] = []
        self._students = [Student(f"p{place:04}", self._name(place)) for place in range(count)]
        self._run: RunView | None = None

    @property
    def count(self) -> int:
        """How many students there are in the end."""
        return len(self._students)

    @property
    def events(self) -> int:
        """How many events were told."""
        return self._number

    def begin(self, lesson: Lesson) -> None:
        """Put the lesson on a desk with an empty class."""
        lesson.open(SESSION_ID, None)
        lesson.apply(
            Snapshot(
                epoch="busy",
                number=0,
                server_ms=BEGIN_MS,
                you=You(role="teacher", person_id="t", name="선생님"),
                session=_facts(),
                stage=StageView(cast_ids=[], state=StageState.EMPTY),
                teacher=TeacherFacts(participants=[], runs=[], engagement=None),
            )
        )

    def step(self, seconds: float) -> list[str]:
        """What is told in the next `seconds`, as texts of the live socket."""
        self._now_ms += round(seconds * 1000)
        told = list(self._happen(seconds * self._faster))
        return [event.model_dump_json() for event in told]

    def play(self, lesson: Lesson, seconds: float) -> None:
        """Let `seconds` pass in a lesson, at once."""
        for text in self.step(seconds):
            lesson.apply(read(text))

    def _happen(self, seconds: float) -> Iterator[AnyEvent]:
        yield from self._join(seconds)
        yield from self._move(seconds)
        for kind, every in EVERY_SECONDS.items():
            self._due[kind] += seconds
            while self._due[kind] >= every:
                self._due[kind] -= every
                yield from self._tell(kind)

    def _tell(self, kind: str) -> Iterator[AnyEvent]:
        match kind:
            case "engagement":
                yield EngagementChanged(number=self._next(), engagement=self._engagement())
            case "network":
                yield NetworkChanged(number=self._next(), network=self._network())
            case "run":
                yield self._push()
            case "tally":
                yield from self._answer()
            case _:
                yield self._raise_hands()

    def _join(self, seconds: float) -> Iterator[AnyEvent]:
        """The whole class comes within half a minute of a real lesson."""
        coming = min(self.count, self._joined + max(1, round(self.count * seconds / 30)))
        for student in self._students[self._joined : coming]:
            yield self._changed(student)
        self._joined = coming

    def _move(self, seconds: float) -> Iterator[AnyEvent]:
        here = self._students[: self._joined]
        for student in self._some(here, seconds / PRESENCE_SECONDS):
            student.is_connected = self._random.random() < (0.9 if student.is_connected else 0.95)
            student.is_watching = student.is_connected and self._random.random() < 0.8
            yield self._changed(student)
        for student in self._some(here, seconds / CHAT_SECONDS):
            yield ChatAdded(number=self._next(), message=self._message(student))

    def _some(self, students: list[Student], share: float) -> list[Student]:
        wanted = len(students) * share
        count = int(wanted) + (self._random.random() < wanted % 1)
        return self._random.sample(students, min(len(students), count))

    def _changed(self, student: Student) -> ParticipantChanged:
        place = int(student.participant_id[1:])
        person = ParticipantView(
            participant_id=student.participant_id,
            name=student.name,
            admission="admitted",
            is_connected=student.is_connected,
            is_watching=student.is_watching,
            is_muted=place % 41 == 7,
            joined_ms=BEGIN_MS + place,
        )
        return ParticipantChanged(number=self._next(), participant=person)

    def _message(self, student: Student) -> ChatMessageView:
        return ChatMessageView(
            message_id=f"m{self._number}",
            author="student",
            author_id=student.participant_id,
            author_name=student.name,
            text=self._random.choice(SAYINGS),
            sent_ms=self._now_ms,
            audience="class",
        )

    def _raise_hands(self) -> HandsChanged:
        raised = self._some(self._students[: self._joined], 2 / max(1, self.count))
        self._hands = [*self._hands[2:], *(self._hand(student) for student in raised)][:20]
        return HandsChanged(number=self._next(), hands=self._hands)

    def _hand(self, student: Student) -> HandView:
        return HandView(participant_id=student.participant_id, name=student.name, raised_ms=self._now_ms)

    def _push(self) -> RunForTeacher:
        self._run_number += 1
        for student in self._students:
            student.has_answered = False
        self._run = open_run(f"r{self._run_number}", [f"q{self._run_number}"], opened_ms=self._now_ms)
        return RunForTeacher(number=self._next(), run=self._run)

    def _answer(self) -> Iterator[AnyEvent]:
        if self._run is None:
            return
        silent = [each for each in self._students[: self._joined] if each.is_connected and not each.has_answered]
        fresh = self._some(silent, ANSWER_SHARE)
        if not fresh:
            return
        for student in fresh:
            student.has_answered = True
        answered = sum(student.has_answered for student in self._students)
        question_id = self._run.public_questions[0].question_id
        counts = [TallyCount(key=str(place), count=answered // 4) for place in range(4)]
        tally = TallyView(question_id=question_id, answered=answered, correct=answered * 2 // 3, counts=counts)
        ids = {question_id: [student.participant_id for student in fresh]}
        yield TallyGrown(number=self._next(), run_id=self._run.run_id, tallies=[tally], answered_ids=ids)

    def _engagement(self) -> ClassEngagement:
        here = self._students[: self._joined]
        for student in self._some(here, 0.02):
            is_better = student.reasons or self._random.random() < 0.8
            student.reasons = [] if is_better else self._random.sample(REASONS, self._random.randint(1, 2))
        figures = [self._figures(student) for student in here]
        return ClassEngagement(
            at_ms=self._now_ms,
            connected=sum(student.is_connected for student in here),
            watching=sum(student.is_watching for student in here),
            mean=self._random.uniform(55, 85) if here else None,
            students=figures,
            confusion=[TopicConfusion(topic=topic, level=self._random.random() / 2) for topic in TOPICS],
            formula=FORMULA,
        )

    def _figures(self, student: Student) -> StudentEngagement:
        return StudentEngagement(
            participant_id=student.participant_id,
            name=student.name,
            presence=self._random.random(),
            participation=self._random.random(),
            accuracy=self._random.random(),
            activity=self._random.random(),
            composite=100 * self._random.random(),
            needs_help=student.reasons,
            is_connected=student.is_connected,
        )

    def _network(self) -> ClassNetwork:
        watching = [student for student in self._students[: self._joined] if student.is_watching]
        viewers = sorted((self._viewer(student) for student in watching), key=lambda viewer: -viewer.loss)
        return ClassNetwork(
            at_ms=self._now_ms,
            viewers=viewers,
            state=self._random.choice(("ok", "busy", "full")),
            sentence=BilingualSentence(en="The Wi-Fi carries this class.", ko="와이파이가 수업을 감당하고 있습니다."),
            total_bitrate=2_000_000 * len(viewers),
            loss_p50=0.01,
            loss_p90=0.08,
        )

    def _viewer(self, student: Student) -> ViewerNetwork:
        loss = min(1.0, self._random.expovariate(60))
        return ViewerNetwork(
            viewer_id=f"v{student.participant_id}",
            participant_id=student.participant_id,
            name=student.name,
            loss=loss,
            round_trip_ms=self._random.uniform(2, 60),
            bitrate=2_040_000,
            dropped_frames=0,
            transport="udp",
            quality="poor" if loss > 0.05 else "fair" if loss > 0.02 else "good",
        )

    def _next(self) -> int:
        self._number += 1
        return self._number

    def _name(self, place: int) -> str:
        return f"{self._random.choice(SURNAMES)}{self._random.choice(GIVEN)} {place + 1}"


def open_run(run_id: str, question_ids: list[str], *, opened_ms: int = BEGIN_MS) -> RunView:
    """A run that the class can answer now."""
    options = [PublicOption(id=str(place), text=text) for place, text in enumerate("ABCD")]
    questions = [
        PublicQuestion(question_id=each, kind="single_choice", text="광합성이 일어나는 곳은?", options=options)
        for each in question_ids
    ]
    return RunView(
        run_id=run_id,
        title=f"퀴즈 {run_id}",
        state="open",
        questions=[],
        public_questions=questions,
        seconds=45,
        allows_change=False,
        scoring="accuracy",
        quiz_id=None,
        again_of=None,
        opened_ms=opened_ms,
        closes_ms=None,
        closed_ms=None,
        revealed_ms=None,
        tallies=[],
    )


def read(text: str) -> AnyEvent:
    """Read an event as the app does."""
    message = READER.validate_json(text)
    if isinstance(message, Ack | Refused | Snapshot | Resumed):
        raise TypeError(f"{message.type} is no event")
    return message


def _facts() -> SessionFacts:
    return SessionFacts(
        session_id=SESSION_ID,
        title="바쁜 반",
        topic="biology",
        state=SessionState.LIVE,
        chat_mode="open",
        shows_engagement=True,
        is_locked=False,
        participants=0,
    )
