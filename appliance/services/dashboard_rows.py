"""What the rows of the dashboard say: lessons, days, topics, hours, students and questions, as they are told."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, tzinfo

from appliance.contract.dashboard import (
    ConfusionRow,
    DayRow,
    Figures,
    HourRow,
    LessonRow,
    OptionFigures,
    QuestionFigures,
    QuestionResult,
    StudentCurve,
    StudentRow,
    StudentTrend,
    TimelineRow,
    TopicLevel,
    TopicRow,
    Totals,
)
from appliance.contract.engagement import HelpReasonName
from appliance.domain.engagement import Engagement, engagement
from appliance.domain.lesson_figures import (
    LessonFigures,
    MeanFigures,
    added,
    change,
    counts_of,
    direction,
    mean_figures,
    mean_of,
    share,
)
from appliance.domain.lesson_summary import LessonSummary, QuestionSummary, StudentSummary
from appliance.domain.question_pool import PooledQuestion, misleads

SHARE_DIGITS, COMPOSITE_DIGITS, MINUTE_DIGITS = 4, 1, 1
HOUR_MS = 3_600_000
NO_FIGURES = MeanFigures()

Attendance = tuple[int, StudentSummary, Engagement]
"""Which of the lessons, and the student in it."""


def figures(of: Engagement | MeanFigures) -> Figures:
    """The figures as they are told."""
    return Figures(
        presence=rounded(of.presence),
        participation=rounded(of.participation),
        accuracy=rounded(of.accuracy),
        activity=rounded(of.activity),
        composite=composite(of.composite),
    )


def rounded(value: float | None) -> float | None:
    """A share as it is told."""
    return None if value is None else round(value, SHARE_DIGITS)


def composite(value: float | None) -> float | None:
    """A composite, or a change of one, as it is told."""
    return None if value is None else round(value, COMPOSITE_DIGITS)


def lesson_row(lesson: LessonFigures, *, is_ended: bool = True) -> LessonRow:
    """One lesson in a list."""
    summary = lesson.summary
    return LessonRow(
        session_id=summary.id,
        title=summary.title,
        topic=summary.topic,
        started_ms=summary.started_ms,
        ended_ms=summary.ended_ms if is_ended else None,
        students=len(summary.students),
        figures=figures(lesson.mean),
    )


def totals(lessons: Sequence[LessonFigures]) -> Totals:
    """Everything in counted facts."""
    shown = [lesson for lesson in lessons if lesson.summary.shows_engagement]
    return Totals(
        sessions=len(lessons),
        students=len({student.participant_id for lesson in lessons for student in lesson.summary.students}),
        attendances=_attendances(lessons),
        lesson_minutes=_minutes(lessons),
        questions_asked=sum(lesson.quiz.questions_asked for lesson in lessons),
        answers=sum(lesson.quiz.answers for lesson in lessons),
        correct_rate=_correct_rate(lessons),
        messages=sum(lesson.summary.messages for lesson in lessons),
        class_questions=sum(lesson.summary.class_questions for lesson in lessons),
        lost_taps=sum(student.lost_taps for lesson in shown for student in lesson.summary.students),
        figures=figures(mean_figures(student for lesson in shown for student in lesson.students)),
    )


def day_rows(lessons: Iterable[LessonFigures], zone: tzinfo) -> list[DayRow]:
    """The days with lessons, in order."""
    days: defaultdict[str, list[LessonFigures]] = defaultdict(list)
    for lesson in lessons:
        days[datetime.fromtimestamp(lesson.summary.started_ms / 1_000, zone).date().isoformat()].append(lesson)
    return [
        DayRow(
            date=day,
            sessions=len(same),
            lesson_minutes=_minutes(same),
            attendances=_attendances(same),
            composite=composite(mean_of(lesson.mean.composite for lesson in same)),
            correct_rate=_correct_rate(same),
        )
        for day, same in sorted(days.items())
    ]


def topic_rows(lessons: Iterable[LessonFigures]) -> list[TopicRow]:
    """The topics of lessons, the most taught ones first."""
    topics: defaultdict[str, list[LessonFigures]] = defaultdict(list)
    for lesson in lessons:
        topics[lesson.summary.topic].append(lesson)
    ordered = sorted(topics.items(), key=lambda entry: (-len(entry[1]), entry[0]))
    return [
        TopicRow(
            topic=topic,
            sessions=len(same),
            questions_asked=sum(lesson.quiz.questions_asked for lesson in same),
            correct_rate=_correct_rate(same),
            confusion=rounded(mean_of(lesson.confusion for lesson in same)),
            confusion_peak=rounded(
                max((lesson.confusion_peak for lesson in same if lesson.confusion_peak is not None), default=None)
            ),
        )
        for topic, same in ordered
    ]


def timeline_rows(summary: LessonSummary) -> list[TimelineRow]:
    """The lesson's course; nothing while the figures are turned off."""
    return [
        TimelineRow(
            at_ms=point.at_ms,
            connected=point.connected,
            watching=point.watching,
            engagement=composite(point.engagement),
            confusion=rounded(point.confusion),
            topic=point.topic,
        )
        for point in (summary.timeline if summary.shows_engagement else ())
    ]


def confusion_rows(summary: LessonSummary) -> list[ConfusionRow]:
    """Where the class was lost; nothing while the figures are turned off."""
    return [
        ConfusionRow(
            at_ms=point.at_ms,
            topics=[
                TopicLevel(topic=each.topic, level=round(each.level, SHARE_DIGITS), students=each.students)
                for each in point.topics
            ],
        )
        for point in (summary.confusion if summary.shows_engagement else ())
    ]


def student_rows(lesson: LessonFigures, needs_help: Mapping[str, list[HelpReasonName]]) -> list[StudentRow]:
    """The lesson's students by name."""
    shown = lesson.summary.shows_engagement
    engaged: Sequence[Engagement | MeanFigures] = lesson.students or [NO_FIGURES] * len(lesson.summary.students)
    rows = [
        StudentRow(
            participant_id=student.participant_id,
            name=student.name,
            joined_ms=student.joined_ms,
            present_ms=student.present_ms if shown else None,
            watched_ms=student.watched_ms if shown else None,
            asked=student.asked,
            answered=student.answered,
            graded=student.graded,
            correct=student.correct,
            points=round(student.points, SHARE_DIGITS),
            activity_events=student.activity_events if shown else None,
            lost_taps=student.lost_taps if shown else None,
            figures=figures(own),
            needs_help=needs_help.get(student.participant_id, []),
        )
        for student, own in zip(lesson.summary.students, engaged, strict=True)
    ]
    return sorted(rows, key=lambda row: (row.name, row.participant_id))


def question_results(questions: Iterable[QuestionSummary]) -> list[QuestionResult]:
    """Each question of each run, as it was asked."""
    return [
        QuestionResult(
            run_id=question.run_id,
            run_title=question.run_title,
            quiz_id=question.quiz_id,
            question_id=question.question_id,
            kind=question.kind.value,
            text=question.text,
            topic=question.topic,
            opened_ms=question.opened_ms,
            asked=question.asked,
            answered=question.answered,
            graded=question.graded,
            correct=question.correct,
            correct_rate=rounded(share(question.correct, question.graded)),
            mean_credit=rounded(share(question.credit_sum, question.graded)),
        )
        for question in questions
    ]


def hour_rows(lessons: Iterable[LessonFigures], zone: tzinfo) -> list[HourRow]:
    """The hours of the day with lessons that show their figures."""
    engaged: defaultdict[int, list[float]] = defaultdict(list)
    confused: defaultdict[int, list[float]] = defaultdict(list)
    sessions: defaultdict[int, set[str]] = defaultdict(set)
    for lesson in lessons:
        offset_ms = _offset_ms(lesson.summary.started_ms, zone)
        for point in lesson.summary.timeline if lesson.summary.shows_engagement else ():
            hour = (point.at_ms + offset_ms) // HOUR_MS % 24
            sessions[hour].add(lesson.summary.id)
            confused[hour].append(point.confusion)
            if point.engagement is not None:
                engaged[hour].append(point.engagement)
    return [
        HourRow(
            hour=hour,
            sessions=len(sessions[hour]),
            engagement=composite(mean_of(engaged[hour])),
            confusion=rounded(mean_of(confused[hour])),
        )
        for hour in sorted(sessions)
    ]


def student_trends(lessons: Sequence[LessonFigures], wanted_ids: frozenset[str]) -> list[StudentTrend]:
    """Each student over the lessons, oldest first; lesson by lesson for those that were asked for."""
    attended: defaultdict[str, list[Attendance]] = defaultdict(list)
    for place, lesson in enumerate(lessons):
        for student, own in zip(lesson.summary.students, lesson.students, strict=False):
            if not wanted_ids or student.participant_id in wanted_ids:
                attended[student.participant_id].append((place, student, own))
    trends = [_student_trend(each, _curve(each, len(lessons)) if wanted_ids else None) for each in attended.values()]
    return sorted(trends, key=lambda trend: (trend.name, trend.participant_id))


def question_figures(question: PooledQuestion) -> QuestionFigures:
    """One question over the lessons."""
    analysis, latest, item = question.analysis(), question.latest, question.item
    chosen = question.option_counts()
    right_share = sum(option.everybody or 0.0 for option in analysis.options if option.is_correct)
    texts = {option.id: option.text for option in latest.options}
    return QuestionFigures(
        quiz_id=latest.quiz_id,
        question_id=latest.question_id,
        kind=latest.kind.value,
        text=latest.text,
        topic=question.topic,
        sessions=len(question.session_ids),
        last_asked_ms=question.last_asked_ms,
        asked=question.asked,
        answered=item.answered,
        graded=item.graded,
        correct=item.correct,
        correct_rate=rounded(analysis.correct_rate),
        difficulty=rounded(analysis.difficulty),
        discrimination=rounded(analysis.discrimination),
        upper_lower=rounded(analysis.upper_lower),
        options=[
            OptionFigures(
                text=texts[option.option_id],
                is_correct=option.is_correct,
                chosen=chosen.get(option.option_id, 0),
                share=rounded(option.everybody),
                share_of_weak=rounded(option.weak),
                share_of_strong=rounded(option.strong),
                misleads=misleads(option, right_share if item.graded else None),
            )
            for option in analysis.options
        ],
    )


def _student_trend(attended: Sequence[Attendance], curve: StudentCurve | None) -> StudentTrend:
    counts = added(counts_of(student) for _, student, _ in attended)
    changed = change([own.composite for _, _, own in attended])
    _, latest, _ = attended[-1]
    return StudentTrend(
        participant_id=latest.participant_id,
        name=latest.name,
        sessions=len(attended),
        answered=counts.answered,
        asked=counts.asked,
        correct=counts.correct,
        graded=counts.graded,
        figures=figures(engagement(counts)),
        change=composite(changed),
        direction=direction(changed),
        curve=curve,
    )


def _curve(attended: Sequence[Attendance], lessons: int) -> StudentCurve:
    by_place = {place: own for place, _, own in attended}
    own = [by_place.get(place, NO_FIGURES) for place in range(lessons)]
    return StudentCurve(
        presence=[rounded(each.presence) for each in own],
        participation=[rounded(each.participation) for each in own],
        accuracy=[rounded(each.accuracy) for each in own],
        composite=[composite(each.composite) for each in own],
    )


def _attendances(lessons: Iterable[LessonFigures]) -> int:
    return sum(len(lesson.summary.students) for lesson in lessons)


def _minutes(lessons: Iterable[LessonFigures]) -> float:
    return round(sum(lesson.minutes for lesson in lessons), MINUTE_DIGITS)


def _correct_rate(lessons: Sequence[LessonFigures]) -> float | None:
    return rounded(share(sum(each.quiz.correct for each in lessons), sum(each.quiz.graded for each in lessons)))


def _offset_ms(at_ms: int, zone: tzinfo) -> int:
    """What the zone's clocks show more than UTC; a lesson is taken to keep what it began with."""
    offset = datetime.fromtimestamp(at_ms / 1_000, zone).utcoffset()
    return int(offset.total_seconds() * 1_000) if offset is not None else 0
