"""The dashboard of one teacher: the own lessons and the co-taught ones, over a period.

What each row says stands in dashboard_rows.py. Only summaries of ended sessions are read, so a year costs no more than
its sums; what is computed of one summary is kept as long as the summary is the same.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo

from appliance.contract.dashboard import (
    DashboardSummary,
    EngagementTrend,
    OpenSessionRow,
    Period,
    QuizAnalytics,
    SessionDashboard,
)
from appliance.contract.engagement import HelpReasonName
from appliance.contract.session import SessionState
from appliance.domain.engagement import CONFUSION_FORMULA, FORMULA
from appliance.domain.lesson import Lesson, LessonState
from appliance.domain.lesson_figures import (
    LessonFigures,
    change,
    direction,
    lesson_figures,
    mean_figures,
    share,
)
from appliance.domain.lesson_summary import LessonSummary
from appliance.domain.question_pool import PooledQuestion, pool
from appliance.errors import NotFound
from appliance.services import dashboard_rows as rows
from appliance.services.class_figures import formula_view
from appliance.services.engagement import Engagement
from appliance.services.session import Session, admitted_count
from appliance.services.sessions import Sessions

LATEST_MAX = 10
TOPICS_MAX = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lessons are asked for."""

    zone: tzinfo
    zone_name: str = "UTC"
    from_date: date | None = None
    to_date: date | None = None
    topic: str | None = None

    def period(self) -> Period:
        """The same, as it is answered."""
        return Period(
            from_date=self.from_date.isoformat() if self.from_date else None,
            to_date=self.to_date.isoformat() if self.to_date else None,
            tz=self.zone_name,
            topic=self.topic,
        )

    def limits_ms(self) -> tuple[int | None, int | None]:
        """From when, and until before when, a lesson may have begun."""
        day_after = self.to_date + timedelta(days=1) if self.to_date else None
        return self._start_of(self.from_date), self._start_of(day_after)

    def _start_of(self, day: date | None) -> int | None:
        return int(datetime.combine(day, time(), self.zone).timestamp() * 1_000) if day else None


class Dashboard:
    """Answers what a teacher may know of the own lessons."""

    def __init__(
        self, sessions: Sessions, find_summary: Callable[[str], LessonSummary | None], engagement: Engagement
    ) -> None:
        self._sessions = sessions
        self._find_summary = find_summary
        self._engagement = engagement
        self._figures: dict[str, LessonFigures] = {}  # bounded by: the summaries in the catalogue

    def summary(self, teacher_id: str, wanted: Wanted) -> DashboardSummary:
        """The lessons at a glance."""
        lessons = self._ended(teacher_id, wanted)
        latest = sorted(lessons, key=lambda lesson: lesson.summary.ended_ms, reverse=True)[:LATEST_MAX]
        return DashboardSummary(
            period=wanted.period(),
            totals=rows.totals(lessons),
            open_sessions=[self._open_row(session) for session in self._open(teacher_id)],
            latest=[rows.lesson_row(lesson) for lesson in latest],
            days=rows.day_rows(lessons, wanted.zone),
            topics=rows.topic_rows(lessons)[:TOPICS_MAX],
            formula=formula_view(FORMULA),
        )

    async def session(self, session_id: str) -> SessionDashboard:
        """One lesson, ended or not; raises NotFound. Whether the caller teaches it is asked before."""
        lesson = self._sessions.lesson(session_id)
        is_ended = lesson.state is LessonState.ENDED
        figures = self._of_ended(lesson) if is_ended else lesson_figures(await self._live(session_id))
        if figures is None:
            raise NotFound("This session is not summed up yet.")
        summary = figures.summary
        return SessionDashboard(
            lesson=rows.lesson_row(figures, is_ended=is_ended),
            state=SessionState(lesson.state),
            shows_engagement=summary.shows_engagement,
            messages=summary.messages,
            class_questions=summary.class_questions,
            timeline=rows.timeline_rows(summary),
            confusion=rows.confusion_rows(summary),
            students=rows.student_rows(figures, {} if is_ended else self._needs_help(session_id)),
            quiz_results=rows.question_results(summary.questions),
            recordings=[],
            formula=formula_view(FORMULA),
            confusion_formula=formula_view(CONFUSION_FORMULA),
        )

    def trend(self, teacher_id: str, wanted: Wanted, student_ids: frozenset[str] = frozenset()) -> EngagementTrend:
        """How engagement went over lessons, hours and students."""
        lessons = self._ended(teacher_id, wanted)
        means = [lesson.mean.composite for lesson in lessons if lesson.mean.composite is not None]
        changed = change(means)
        return EngagementTrend(
            period=wanted.period(),
            sessions=[rows.lesson_row(lesson) for lesson in lessons],
            change=rows.composite(changed),
            direction=direction(changed),
            hours=rows.hour_rows(lessons, wanted.zone),
            class_mean=rows.figures(mean_figures(student for lesson in lessons for student in lesson.students)),
            students=rows.student_trends(lessons, student_ids),
            formula=formula_view(FORMULA),
        )

    def quiz_analytics(
        self, teacher_id: str, wanted: Wanted, quiz_id: str | None = None, limit: int = 100
    ) -> QuizAnalytics:
        """How good the questions are; a topic is a question's, or its lesson's where it has none."""
        lessons = [lesson.summary for lesson in self._ended(teacher_id, replace(wanted, topic=None))]
        questions = sorted(pool(lessons, topic=wanted.topic, quiz_id=quiz_id), key=_hardest_first)
        graded = sum(question.item.graded for question in questions)
        mean_credit = share(sum(question.item.credit for question in questions), graded)
        return QuizAnalytics(
            period=wanted.period(),
            questions_found=len(questions),
            answers=sum(question.item.answered for question in questions),
            correct_rate=rows.rounded(share(sum(question.item.correct for question in questions), graded)),
            difficulty=rows.rounded(None if mean_credit is None else 1 - mean_credit),
            questions=[rows.question_figures(question) for question in questions[:limit]],
        )

    def _ended(self, teacher_id: str, wanted: Wanted) -> list[LessonFigures]:
        """The teacher's ended lessons in the period that were ever live, oldest first."""
        from_ms, until_ms = wanted.limits_ms()
        found = [
            figures
            for lesson in self._sessions.of_teacher(teacher_id)
            if lesson.state is LessonState.ENDED
            and lesson.started_ms is not None
            and (from_ms is None or lesson.started_ms >= from_ms)
            and (until_ms is None or lesson.started_ms < until_ms)
            and wanted.topic in (None, lesson.topic)
            and (figures := self._of_ended(lesson)) is not None
        ]
        return sorted(found, key=lambda figures: (figures.summary.started_ms, figures.summary.id))

    def _of_ended(self, lesson: Lesson) -> LessonFigures | None:
        summary = self._find_summary(lesson.id)
        if summary is None:
            self._figures.pop(lesson.id, None)
            return None
        known = self._figures.get(lesson.id)
        if known is None or known.summary is not summary:
            known = self._figures[lesson.id] = lesson_figures(summary)
        return known

    def _open(self, teacher_id: str) -> Sequence[Session]:
        return [session for session in self._sessions.all() if session.is_taught_by(teacher_id)]

    def _open_row(self, session: Session) -> OpenSessionRow:
        figures = self._engagement.class_figures(session)
        return OpenSessionRow(
            session_id=session.session_id,
            title=session.title,
            topic=session.lesson.topic,
            state=SessionState(session.state),
            students=admitted_count(session.store),
            connected=len(session.presence.connected_ids),
            needs_help=sum(bool(each.needs_help) for each in figures.students) if figures is not None else None,
        )

    async def _live(self, session_id: str) -> LessonSummary:
        return await self._engagement.live_summary(self._sessions.get(session_id))

    def _needs_help(self, session_id: str) -> dict[str, list[HelpReasonName]]:
        figures = self._engagement.class_figures(self._sessions.get(session_id))
        return {each.participant_id: each.needs_help for each in figures.students} if figures is not None else {}


def _hardest_first(question: PooledQuestion) -> tuple[bool, float, int]:
    """Questions without a right answer last; of equally hard ones the most answered first."""
    mean_credit = share(question.item.credit, question.item.graded)
    return mean_credit is None, mean_credit or 0.0, -question.item.answered
