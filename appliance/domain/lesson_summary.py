"""What is kept of an ended session for the dashboards: a year of lessons is read without opening any of them."""

from dataclasses import dataclass

from appliance.domain.engagement import ConfusionPoint
from appliance.domain.quiz import QuestionKind
from appliance.domain.quiz_analytics import ItemSummary


@dataclass(frozen=True, slots=True)
class StudentSummary:
    """One student's lesson in counted facts."""

    participant_id: str
    name: str
    joined_ms: int
    session_ms: int
    """Session time since the student first joined."""
    present_ms: int
    watched_ms: int
    asked: int
    answered: int
    graded: int
    """Answers to questions that have a right answer."""
    correct: int
    points: float
    activity_events: int
    lost_taps: int


@dataclass(frozen=True, slots=True)
class OptionSummary:
    """One option of a question, for whoever reads its counts."""

    id: str
    text: str
    is_correct: bool


@dataclass(frozen=True, slots=True)
class QuestionSummary:
    """One question of one run in counted facts."""

    run_id: str
    run_title: str
    question_id: str
    quiz_id: str | None
    kind: QuestionKind
    text: str
    topic: str
    opened_ms: int | None
    asked: int
    """Students who were asked."""
    answered: int
    graded: int
    correct: int
    credit_sum: float
    options: tuple[OptionSummary, ...] = ()


@dataclass(frozen=True, slots=True)
class TimelinePoint:
    """The class at one moment, once a minute."""

    id: str
    at_ms: int
    connected: int
    watching: int
    engagement: float | None
    """0 to 100, the mean of the connected students."""
    confusion: float
    """0 to 1, of the topic with most."""
    topic: str = ""


@dataclass(frozen=True, slots=True)
class LessonSummary:
    """One ended session; the id is the session's."""

    id: str
    title: str
    topic: str
    owner_id: str
    co_teacher_ids: tuple[str, ...]
    started_ms: int
    ended_ms: int
    students: tuple[StudentSummary, ...]
    questions: tuple[QuestionSummary, ...]
    timeline: tuple[TimelinePoint, ...]
    messages: int = 0
    class_questions: int = 0
    shows_engagement: bool = True
    """Whether the teacher had the engagement figures on when the session ended."""
    items: tuple[ItemSummary, ...] = ()
    """The sums of each question's answers that add up over sessions; one per question, however often it was asked."""
    confusion: tuple[ConfusionPoint, ...] = ()
    """How lost the class was in which topic, minute by minute."""
