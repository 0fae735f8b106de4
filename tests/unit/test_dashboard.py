"""The dashboard's figures: whose lessons, which period, what an empty box says, and nothing that was turned off."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from appliance.contract.session import SessionChange
from appliance.domain.lesson import LessonState
from appliance.domain.talk import Signal, SignalKind
from appliance.errors import NotFound
from appliance.services.dashboard import Dashboard, Wanted
from appliance.services.engagement import Engagement
from appliance.services.lesson_summaries import LessonSummaries
from appliance.storage.ids import new_id
from tests.support.lesson_room import TEACHER, LessonRoom, lesson_room
from tests.support.lesson_year import DAY_MS, HOUR_MS, START_MS, Year, made_year

EVERYTHING = Wanted(UTC)
SEOUL = ZoneInfo("Asia/Seoul")


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[LessonRoom]:
    async with lesson_room(tmp_path) as made:
        yield made


@pytest.fixture
def dashboard(room: LessonRoom) -> Dashboard:
    return Dashboard(room.sessions, room.catalogue.summaries.get, Engagement(room.sessions, room.clock, new_id))


def _fill(room: LessonRoom, year: Year) -> None:
    for lesson, summary in made_year(year):
        room.catalogue.lessons.put(lesson)
        room.catalogue.summaries.put(summary)


async def test_an_empty_box_has_an_empty_dashboard(dashboard: Dashboard) -> None:
    summary = dashboard.summary(TEACHER, EVERYTHING)
    assert (summary.totals.sessions, summary.totals.students, summary.totals.correct_rate) == (0, 0, None)
    assert set(summary.totals.figures.model_dump().values()) == {None}
    assert (summary.latest, summary.days, summary.topics, summary.open_sessions) == ([], [], [], [])
    trend = dashboard.trend(TEACHER, EVERYTHING)
    assert (trend.sessions, trend.hours, trend.students, trend.change) == ([], [], [], None)
    assert trend.direction == "unknown"
    analytics = dashboard.quiz_analytics(TEACHER, EVERYTHING)
    assert (analytics.questions, analytics.answers, analytics.correct_rate, analytics.difficulty) == ([], 0, None, None)
    with pytest.raises(NotFound):
        await dashboard.session("nothing")


async def test_totals_are_those_of_the_lessons(room: LessonRoom, dashboard: Dashboard) -> None:
    year = Year(lessons=12, students=5, questions=4, owner_id=TEACHER)
    _fill(room, year)
    totals = dashboard.summary(TEACHER, EVERYTHING).totals
    assert (totals.sessions, totals.students, totals.attendances) == (12, 5, 60)
    assert (totals.lesson_minutes, totals.questions_asked, totals.answers) == (600.0, 48, 240)
    correct = sum(question.correct for _, summary in made_year(year) for question in summary.questions)
    assert totals.correct_rate == pytest.approx(correct / 240, abs=0.0001)
    assert totals.figures.composite is not None
    assert 0 < totals.figures.composite <= 100


async def test_only_own_and_co_taught_lessons_are_counted(room: LessonRoom, dashboard: Dashboard) -> None:
    for owner, number in ((TEACHER, 2), ("somebody", 4)):
        for lesson, summary in made_year(Year(lessons=number, students=3, owner_id=owner)):
            name = f"{owner}-{lesson.id}"
            co_teachers = (TEACHER,) if name == "somebody-lesson-003" else ()
            room.catalogue.lessons.put(replace(lesson, id=name, co_teacher_ids=co_teachers))
            room.catalogue.summaries.put(replace(summary, id=name))
    assert dashboard.summary(TEACHER, EVERYTHING).totals.sessions == 3
    assert dashboard.summary("somebody", EVERYTHING).totals.sessions == 4
    assert dashboard.summary("stranger", EVERYTHING).totals.sessions == 0
    assert len(dashboard.trend("stranger", EVERYTHING).students) == 0
    assert dashboard.quiz_analytics("stranger", EVERYTHING).questions_found == 0


@pytest.mark.parametrize(
    ("wanted", "sessions"),
    [
        (Wanted(UTC, from_date=date(2026, 3, 2), to_date=date(2026, 3, 2)), 1),
        (Wanted(UTC, from_date=date(2026, 3, 3)), 9),
        (Wanted(UTC, to_date=date(2026, 3, 4)), 3),
        (Wanted(UTC, to_date=date(2026, 3, 1)), 0),
        (Wanted(UTC, topic="physics"), 3),
        (Wanted(UTC, topic=""), 2),
        (Wanted(UTC, topic="dancing"), 0),
        (Wanted(ZoneInfo("America/New_York"), to_date=date(2026, 3, 1)), 1),
    ],
)
async def test_the_period_is_of_whole_days_of_the_zone(
    room: LessonRoom, dashboard: Dashboard, wanted: Wanted, sessions: int
) -> None:
    _fill(room, Year(lessons=10, students=2, owner_id=TEACHER))
    assert dashboard.summary(TEACHER, wanted).totals.sessions == sessions
    assert len(dashboard.trend(TEACHER, wanted).sessions) == sessions


async def test_days_and_hours_are_those_of_the_zone(room: LessonRoom, dashboard: Dashboard) -> None:
    (lesson, summary), *_ = made_year(Year(lessons=1, students=2, owner_id=TEACHER))
    late = START_MS + 20 * HOUR_MS
    points = tuple(replace(point, at_ms=point.at_ms + 20 * HOUR_MS) for point in summary.timeline)
    room.catalogue.lessons.put(replace(lesson, started_ms=late))
    room.catalogue.summaries.put(replace(summary, started_ms=late, timeline=points))
    assert [day.date for day in dashboard.summary(TEACHER, EVERYTHING).days] == ["2026-03-02"]
    assert [day.date for day in dashboard.summary(TEACHER, Wanted(SEOUL)).days] == ["2026-03-03"]
    assert [row.hour for row in dashboard.trend(TEACHER, EVERYTHING).hours] == [20]
    assert [row.hour for row in dashboard.trend(TEACHER, Wanted(SEOUL)).hours] == [5]


async def test_the_mean_of_an_hour_is_that_of_its_minutes(room: LessonRoom, dashboard: Dashboard) -> None:
    _fill(room, Year(lessons=1, students=2, owner_id=TEACHER))
    (_, summary), *_ = made_year(Year(lessons=1, students=2, owner_id=TEACHER))
    engaged = [point.engagement for point in summary.timeline if point.engagement is not None]
    (hour,) = dashboard.trend(TEACHER, EVERYTHING).hours
    assert hour.engagement == pytest.approx(sum(engaged) / len(engaged), abs=0.05)
    assert hour.sessions == 1


async def test_a_student_is_seen_over_lessons_and_compared_with_nobody(room: LessonRoom, dashboard: Dashboard) -> None:
    year = Year(lessons=8, students=3, owner_id=TEACHER)
    _fill(room, year)
    trend = dashboard.trend(TEACHER, EVERYTHING, frozenset({"pupil-01"}))
    (student,) = trend.students
    own = [each for _, lesson in made_year(year) for each in lesson.students if each.participant_id == "pupil-01"]
    assert (student.sessions, student.answered, student.correct) == (
        8,
        sum(each.answered for each in own),
        sum(each.correct for each in own),
    )
    assert student.curve is not None
    assert len(student.curve.composite) == len(trend.sessions) == 8
    assert student.change is not None
    assert len(dashboard.trend(TEACHER, EVERYTHING).students) == 3
    assert {each.curve for each in dashboard.trend(TEACHER, EVERYTHING).students} == {None}
    assert trend.class_mean == dashboard.trend(TEACHER, EVERYTHING).class_mean


async def test_a_lesson_that_a_student_missed_leaves_a_gap(room: LessonRoom, dashboard: Dashboard) -> None:
    (first, one), (second, two) = made_year(Year(lessons=2, students=2, owner_id=TEACHER))
    room.catalogue.lessons.put_many([first, second])
    room.catalogue.summaries.put_many([replace(one, students=one.students[:1]), two])
    (student,) = dashboard.trend(TEACHER, EVERYTHING, frozenset({"pupil-01"})).students
    assert student.curve is not None
    assert student.curve.composite[0] is None
    assert student.curve.composite[1] is not None
    assert (student.sessions, student.direction) == (1, "unknown")


async def test_flat_figures_are_steady(room: LessonRoom, dashboard: Dashboard) -> None:
    (_, pattern), *_ = made_year(Year(lessons=1, students=2))
    for lesson, summary in made_year(Year(lessons=10, students=2, owner_id=TEACHER)):
        room.catalogue.lessons.put(lesson)
        room.catalogue.summaries.put(replace(summary, students=pattern.students))
    trend = dashboard.trend(TEACHER, EVERYTHING)
    assert (trend.change, trend.direction) == (0.0, "steady")
    assert {student.direction for student in trend.students} == {"steady"}


async def test_turned_off_figures_are_nowhere(room: LessonRoom, dashboard: Dashboard) -> None:
    (lesson, summary), *_ = made_year(Year(lessons=1, students=2, owner_id=TEACHER))
    room.catalogue.lessons.put(lesson)
    room.catalogue.summaries.put(replace(summary, shows_engagement=False))
    at_a_glance = dashboard.summary(TEACHER, EVERYTHING)
    assert set(at_a_glance.totals.figures.model_dump().values()) == {None}
    assert (at_a_glance.totals.lost_taps, at_a_glance.topics[0].confusion) == (0, None)
    assert at_a_glance.totals.correct_rate is not None
    shown = await dashboard.session(lesson.id)
    assert (shown.timeline, shown.shows_engagement) == ([], False)
    for student in shown.students:
        assert (student.present_ms, student.watched_ms, student.activity_events, student.lost_taps) == (None,) * 4
        assert set(student.figures.model_dump().values()) == {None}
    assert shown.quiz_results
    trend = dashboard.trend(TEACHER, EVERYTHING)
    assert (trend.hours, trend.students) == ([], [])


async def test_an_ended_lesson_is_told_whole(room: LessonRoom, dashboard: Dashboard) -> None:
    (lesson, summary), *_ = made_year(Year(lessons=1, students=3, questions=2, owner_id=TEACHER))
    room.catalogue.lessons.put(lesson)
    room.catalogue.summaries.put(summary)
    shown = await dashboard.session(lesson.id)
    assert shown.state == "ended"
    assert shown.lesson.ended_ms == lesson.ended_ms
    assert [student.name for student in shown.students] == ["학생 00", "학생 01", "학생 02"]
    assert [each.run_id for each in shown.quiz_results] == ["run-0-0", "run-0-1"]
    assert (len(shown.timeline), shown.recordings) == (50, [])


async def test_a_lesson_that_goes_on_is_told_as_it_is_now(room: LessonRoom, dashboard: Dashboard) -> None:
    session = await room.open_class()
    student = room.join(session, "이서연")
    session.presence.joined(student.id)
    for at in range(2):
        session.store.signals.put(Signal(f"s{at}", student.id, SignalKind.LOST, room.clock.wall_ms(), ""))
    room.pass_ms(60_000)
    shown = await dashboard.session(session.session_id)
    assert (shown.state, shown.lesson.ended_ms) == ("live", None)
    (row,) = shown.students
    assert (row.present_ms, row.needs_help) == (60_000, ["lost_twice"])
    (open_row,) = dashboard.summary(TEACHER, EVERYTHING).open_sessions
    assert (open_row.session_id, open_row.connected, open_row.needs_help) == (session.session_id, 1, 1)
    assert dashboard.summary("stranger", EVERYTHING).open_sessions == []
    await room.sessions.change(session, SessionChange(shows_engagement=False))
    assert dashboard.summary(TEACHER, EVERYTHING).open_sessions[0].needs_help is None
    assert (await dashboard.session(session.session_id)).students[0].needs_help == []


async def test_a_reopened_lesson_is_not_counted_among_the_ended(room: LessonRoom, dashboard: Dashboard) -> None:
    room.sessions.when_ending.append(LessonSummaries(room.catalogue, room.sessions).when_ending)
    session = await room.open_class()
    room.pass_ms(60_000)
    lesson = await room.sessions.end(session)
    assert dashboard.summary(TEACHER, EVERYTHING).totals.sessions == 1
    await room.sessions.reopen(lesson.id)
    assert dashboard.summary(TEACHER, EVERYTHING).totals.sessions == 0


async def test_a_session_that_ended_in_its_lobby_is_no_lesson(room: LessonRoom, dashboard: Dashboard) -> None:
    (lesson, summary), *_ = made_year(Year(lessons=1, owner_id=TEACHER))
    room.catalogue.lessons.put(replace(lesson, started_ms=None, state=LessonState.ENDED))
    room.catalogue.summaries.put(summary)
    assert dashboard.summary(TEACHER, EVERYTHING).totals.sessions == 0


async def test_questions_are_told_the_hardest_first(room: LessonRoom, dashboard: Dashboard) -> None:
    _fill(room, Year(lessons=20, students=30, questions=3, owner_id=TEACHER))
    analytics = dashboard.quiz_analytics(TEACHER, EVERYTHING)
    assert analytics.questions_found == len(analytics.questions) == 30
    hardness = [question.difficulty for question in analytics.questions if question.difficulty is not None]
    assert hardness == sorted(hardness, reverse=True)
    assert len(hardness) == 30
    question = analytics.questions[0]
    assert (question.sessions, question.answered, question.asked) == (2, 60, 60)
    assert question.upper_lower is not None
    assert [option.text for option in question.options] == [f"Option {n} of four" for n in range(4)]
    assert len(dashboard.quiz_analytics(TEACHER, EVERYTHING, limit=7).questions) == 7
    assert dashboard.quiz_analytics(TEACHER, EVERYTHING, "quiz-4").questions_found == 3
    assert dashboard.quiz_analytics(TEACHER, Wanted(UTC, topic="physics")).questions_found == 15


async def test_what_was_computed_is_kept_only_while_the_summary_is_the_same(
    room: LessonRoom, dashboard: Dashboard
) -> None:
    (lesson, summary), *_ = made_year(Year(lessons=1, students=4, owner_id=TEACHER))
    room.catalogue.lessons.put(lesson)
    room.catalogue.summaries.put(summary)
    assert dashboard.summary(TEACHER, EVERYTHING).totals.students == 4
    room.catalogue.summaries.put(replace(summary, students=summary.students[:1]))
    assert dashboard.summary(TEACHER, EVERYTHING).totals.students == 1
    room.catalogue.summaries.remove(lesson.id)
    assert dashboard.summary(TEACHER, EVERYTHING).totals.sessions == 0


async def test_the_latest_ten_lessons_are_listed(room: LessonRoom, dashboard: Dashboard) -> None:
    _fill(room, Year(lessons=15, students=1, owner_id=TEACHER))
    latest = dashboard.summary(TEACHER, EVERYTHING).latest
    assert [row.session_id for row in latest] == [f"lesson-{number:03}" for number in range(14, 4, -1)]
    assert latest[0].started_ms == START_MS + 14 * DAY_MS + 2 * HOUR_MS
