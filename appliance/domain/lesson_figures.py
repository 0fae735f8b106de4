"""Figures of lessons and of students over lessons, from the summaries of ended sessions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Literal

from appliance.domain.engagement import Counts, Engagement, engagement
from appliance.domain.lesson_summary import LessonSummary, StudentSummary

Direction = Literal["rising", "falling", "steady", "unknown"]

LESSONS_FOR_A_CHANGE = 4
"""With fewer lessons one good or bad day would be a trend."""
STEADY_BELOW = 10.0
"""A change of the composite (0 to 100) smaller than this is called steady."""


@dataclass(frozen=True, slots=True)
class MeanFigures:
    """The means of several students' figures; None where nobody has one."""

    presence: float | None = None
    participation: float | None = None
    accuracy: float | None = None
    activity: float | None = None
    composite: float | None = None


@dataclass(frozen=True, slots=True)
class QuizCounts:
    """What was asked and answered in a lesson; students' counts added up."""

    questions_asked: int = 0
    answers: int = 0
    graded: int = 0
    correct: int = 0


@dataclass(frozen=True, slots=True)
class LessonFigures:
    """What the dashboards show of one lesson; without figures where the teacher had turned them off."""

    summary: LessonSummary
    students: tuple[Engagement, ...]
    """As in the summary; empty where the figures are turned off."""
    mean: MeanFigures
    quiz: QuizCounts
    confusion: float | None
    """The mean over the lesson's minutes."""
    confusion_peak: float | None

    @property
    def minutes(self) -> float:
        """How long the lesson took."""
        return max(0, self.summary.ended_ms - self.summary.started_ms) / 60_000


def counts_of(student: StudentSummary) -> Counts:
    """The counted facts that the formula takes."""
    return Counts(
        session_ms=student.session_ms,
        watched_ms=student.watched_ms,
        asked=student.asked,
        answered=student.answered,
        graded=student.graded,
        correct=student.correct,
        events=student.activity_events,
    )


def added(counts: Iterable[Counts]) -> Counts:
    """The counted facts of several lessons as if they were one."""
    session_ms = watched_ms = asked = answered = graded = correct = events = 0
    for each in counts:
        session_ms += each.session_ms
        watched_ms += each.watched_ms
        asked += each.asked
        answered += each.answered
        graded += each.graded
        correct += each.correct
        events += each.events
    return Counts(session_ms, watched_ms, asked, answered, graded, correct, events)


def lesson_figures(summary: LessonSummary) -> LessonFigures:
    """The figures of one lesson."""
    shown = summary.shows_engagement
    students = tuple(engagement(counts_of(student)) for student in summary.students) if shown else ()
    confusion = [point.confusion for point in summary.timeline] if shown else []
    return LessonFigures(
        summary=summary,
        students=students,
        mean=mean_figures(students),
        quiz=_quiz_counts(summary),
        confusion=mean_of(confusion),
        confusion_peak=max(confusion, default=None),
    )


def mean_figures(figures: Iterable[Engagement | MeanFigures]) -> MeanFigures:
    """The mean of each figure over those that have it."""
    kept = list(figures)
    return MeanFigures(
        presence=mean_of(each.presence for each in kept),
        participation=mean_of(each.participation for each in kept),
        accuracy=mean_of(each.accuracy for each in kept),
        activity=mean_of(each.activity for each in kept),
        composite=mean_of(each.composite for each in kept),
    )


def mean_of(values: Iterable[float | None]) -> float | None:
    """The mean of what is there, or None."""
    known = [value for value in values if value is not None]
    return fmean(known) if known else None


def share(part: float, whole: float) -> float | None:
    """A share of 0 to 1, or None of nothing."""
    return min(1.0, max(0.0, part / whole)) if whole > 0 else None


def change(composites: Sequence[float]) -> float | None:
    """The mean of the later half less that of the earlier half; the lesson in the middle belongs to neither."""
    if len(composites) < LESSONS_FOR_A_CHANGE:
        return None
    half = len(composites) // 2
    return fmean(composites[-half:]) - fmean(composites[:half])


def direction(of_change: float | None) -> Direction:
    """The change in a word; small changes are steady, and too few lessons say nothing."""
    if of_change is None:
        return "unknown"
    if abs(of_change) < STEADY_BELOW:
        return "steady"
    return "rising" if of_change > 0 else "falling"


def _quiz_counts(summary: LessonSummary) -> QuizCounts:
    answers = graded = correct = 0
    for question in summary.questions:
        answers += question.answered
        graded += question.graded
        correct += question.correct
    return QuizCounts(len(summary.questions), answers, graded, correct)
