"""Shapes of the dashboard: lessons summed up over days, topics, hours, students and questions.

Shares are 0 to 1 and `composite` is 0 to 100; null means that there was nothing to divide by, or that the figures were
turned off. Times are epoch milliseconds; days and hours are those of the zone that was asked for.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from appliance.contract.dashboard_examples import (
    ANALYTICS_EXAMPLE,
    SESSION_EXAMPLE,
    SUMMARY_EXAMPLE,
    TREND_EXAMPLE,
)
from appliance.contract.engagement import FormulaText, HelpReasonName
from appliance.contract.quiz import Kind
from appliance.contract.session import SessionState

Share = Annotated[float, Field(ge=0, le=1)]
Percent = Annotated[float, Field(ge=0, le=100)]
Correlation = Annotated[float, Field(ge=-1, le=1)]
Count = Annotated[int, Field(ge=0)]
Direction = Literal["rising", "falling", "steady", "unknown"]


class Period(BaseModel):
    """What the answer is about; a limit that was not given is null."""

    from_date: str | None
    to_date: str | None
    """The last day, included."""
    tz: str
    topic: str | None


class Figures(BaseModel):
    """The engagement figures by the published formula; of several students the mean."""

    presence: Share | None
    participation: Share | None
    accuracy: Share | None
    activity: Share | None
    composite: Percent | None


class LessonRow(BaseModel):
    """One lesson in a list."""

    session_id: str
    title: str
    topic: str
    started_ms: int
    ended_ms: int | None
    """Null while it goes on."""
    students: Count
    figures: Figures


class Totals(BaseModel):
    """Everything of the period in counted facts."""

    sessions: Count
    students: Count
    """Different ones."""
    attendances: Count
    """Students summed over the lessons."""
    lesson_minutes: Annotated[float, Field(ge=0)]
    questions_asked: Count
    answers: Count
    correct_rate: Share | None
    messages: Count
    class_questions: Count
    lost_taps: Count
    figures: Figures


class OpenSessionRow(BaseModel):
    """A session that has not ended."""

    session_id: str
    title: str
    topic: str
    state: SessionState
    students: Count
    connected: Count
    needs_help: Count | None
    """Students whom somebody should look after now; null while the figures are turned off."""


class DayRow(BaseModel):
    """One day with lessons."""

    date: str
    sessions: Count
    lesson_minutes: Annotated[float, Field(ge=0)]
    attendances: Count
    composite: Percent | None
    correct_rate: Share | None


class TopicRow(BaseModel):
    """One topic of lessons and questions; lessons without one have an empty name."""

    topic: str
    sessions: Count
    questions_asked: Count
    correct_rate: Share | None
    confusion: Share | None
    """The mean over the minutes of its lessons."""
    confusion_peak: Share | None


class DashboardSummary(BaseModel):
    """A teacher's lessons at a glance."""

    model_config = ConfigDict(json_schema_extra={"examples": [SUMMARY_EXAMPLE]})

    period: Period
    totals: Totals
    open_sessions: list[OpenSessionRow]
    latest: list[LessonRow]
    """The ten that ended last."""
    days: list[DayRow]
    """In order; days without a lesson are left out."""
    topics: list[TopicRow]
    """The ones with most lessons first; at most 50."""
    formula: FormulaText


class TimelineRow(BaseModel):
    """The class at one moment, about once a minute."""

    at_ms: int
    connected: Count
    watching: Count
    engagement: Percent | None
    confusion: Share | None
    topic: str


class TopicLevel(BaseModel):
    """How lost the class was in one topic at one moment."""

    topic: str
    level: Share
    students: Count


class ConfusionRow(BaseModel):
    """The topics in which somebody was lost at one moment, the worst first."""

    at_ms: int
    topics: list[TopicLevel]


class StudentRow(BaseModel):
    """One student's lesson; facts that only serve the figures are null while these are turned off."""

    participant_id: str
    name: str
    joined_ms: int
    present_ms: Count | None
    watched_ms: Count | None
    asked: Count
    answered: Count
    graded: Count
    """Answers to questions that have a right answer."""
    correct: Count
    points: Annotated[float, Field(ge=0)]
    activity_events: Count | None
    lost_taps: Count | None
    figures: Figures
    needs_help: list[HelpReasonName]
    """Now; empty once the lesson has ended."""


class QuestionResult(BaseModel):
    """One question of one run."""

    run_id: str
    run_title: str
    quiz_id: str | None
    question_id: str
    kind: Kind
    text: str
    topic: str
    opened_ms: int | None
    asked: Count
    """Students who were asked."""
    answered: Count
    graded: Count
    correct: Count
    correct_rate: Share | None
    mean_credit: Share | None


class RecordingRow(BaseModel):
    """A recording of the lesson."""

    recording_id: str
    title: str
    started_ms: int
    duration_ms: Count


class SessionDashboard(BaseModel):
    """One lesson: its course, its students, its quizzes. Of a lesson that goes on: as it is now."""

    model_config = ConfigDict(json_schema_extra={"examples": [SESSION_EXAMPLE]})

    lesson: LessonRow
    state: SessionState
    shows_engagement: bool
    messages: Count
    class_questions: Count
    timeline: list[TimelineRow]
    confusion: list[ConfusionRow]
    """By topic over time, by `confusion_formula`; empty when nobody ever was lost."""
    students: list[StudentRow]
    """By name."""
    quiz_results: list[QuestionResult]
    """In the order in which they were asked."""
    recordings: list[RecordingRow]
    formula: FormulaText
    confusion_formula: FormulaText


class HourRow(BaseModel):
    """One hour of the day, over all lessons."""

    hour: Annotated[int, Field(ge=0, le=23)]
    sessions: Count
    engagement: Percent | None
    """The mean over the minutes in this hour."""
    confusion: Share | None


class StudentCurve(BaseModel):
    """One student's figures lesson by lesson, in the order of `sessions`; null where the student was not there."""

    presence: list[Share | None]
    participation: list[Share | None]
    accuracy: list[Share | None]
    composite: list[Percent | None]


class StudentTrend(BaseModel):
    """One student over the lessons of the period, by the own figures only: nobody is ranked."""

    participant_id: str
    name: str
    sessions: Count
    """Lessons attended."""
    answered: Count
    asked: Count
    correct: Count
    graded: Count
    figures: Figures
    change: Annotated[float, Field(ge=-100, le=100)] | None
    """Mean composite of the later half of the lessons less that of the earlier half; null under four lessons."""
    direction: Direction
    """Rising or falling from a change of 10 points; unknown without a change."""
    curve: StudentCurve | None
    """Only for students that were asked for by id."""


class EngagementTrend(BaseModel):
    """How engagement went over lessons, hours and students."""

    model_config = ConfigDict(json_schema_extra={"examples": [TREND_EXAMPLE]})

    period: Period
    sessions: list[LessonRow]
    """Oldest first."""
    change: Annotated[float, Field(ge=-100, le=100)] | None
    """Of the lessons' mean composite, as for a student."""
    direction: Direction
    hours: list[HourRow]
    """Hours with lessons, in order."""
    class_mean: Figures
    """Over all students of all lessons of the period, also those that were not asked for."""
    students: list[StudentTrend]
    """By name; all, or those that were asked for. Lessons with the figures turned off are left out."""
    formula: FormulaText


class OptionFigures(BaseModel):
    """One option of a question; weak and strong are the outer 27 % by their other answers."""

    text: str
    is_correct: bool
    chosen: Count
    share: Share | None
    share_of_weak: Share | None
    share_of_strong: Share | None
    misleads: bool
    """A wrong option that more strong than weak students took, or that more students took than the right one."""


class QuestionFigures(BaseModel):
    """One question over every lesson of the period in which it was asked."""

    quiz_id: str | None
    question_id: str
    kind: Kind
    text: str
    topic: str
    sessions: Count
    last_asked_ms: int
    asked: Count
    answered: Count
    graded: Count
    correct: Count
    correct_rate: Share | None
    difficulty: Share | None
    """1 - mean credit: 0 is easy, 1 is hard."""
    discrimination: Correlation | None
    """Correlation with the credit on the lesson's other questions; null with too few answers."""
    upper_lower: Correlation | None
    """Mean credit of the strong less that of the weak group."""
    options: list[OptionFigures]


class QuizAnalytics(BaseModel):
    """How good the questions are."""

    model_config = ConfigDict(json_schema_extra={"examples": [ANALYTICS_EXAMPLE]})

    period: Period
    questions_found: Count
    """`questions` may be a page of them."""
    answers: Count
    correct_rate: Share | None
    difficulty: Share | None
    questions: list[QuestionFigures]
    """The hardest first; those without a right answer last."""
