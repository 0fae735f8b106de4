"""Past lessons of a class as the box tells them: a list, one lesson's summary, a trend, and figures of questions."""

import math

from appliance.contract.dashboard import (
    EngagementTrend,
    LessonRow,
    QuizAnalytics,
    SessionDashboard,
    StudentRow,
    StudentTrend,
)
from appliance.contract.dashboard_examples import ANALYTICS_EXAMPLE, SESSION_EXAMPLE, TREND_EXAMPLE
from appliance.contract.session import SESSION_EXAMPLE as VIEW_EXAMPLE
from appliance.contract.session import SessionState, SessionView

NOW_MS = 1_764_000_000_000
MINUTE_MS = 60_000
DAY_MS = 86_400_000
TITLES = ("광합성", "세포 호흡", "Newton's laws", "유전과 진화")
NAMES = ("이서연", "박준호", "Noah Kim", "최유나", "정하늘", "강도윤")
MINUTES = 45


def past_session(place: int, *, title: str = "", owner_id: str = "t", days_ago: int | None = None) -> SessionView:
    """The lesson of so many days ago."""
    began = NOW_MS - DAY_MS * (place if days_ago is None else days_ago)
    view = SessionView.model_validate(VIEW_EXAMPLE)
    return view.model_copy(
        update={
            "session_id": f"s{place}",
            "title": title or TITLES[place % len(TITLES)],
            "topic": "생물" if place % 2 == 0 else "물리",
            "state": SessionState.ENDED,
            "owner_id": owner_id,
            "created_ms": began - MINUTE_MS,
            "started_ms": began,
            "ended_ms": began + MINUTES * MINUTE_MS,
        }
    )


def lesson_told(session: SessionView, *, names: tuple[str, ...] = NAMES) -> SessionDashboard:
    """What the box says of a lesson."""
    told = SessionDashboard.model_validate(SESSION_EXAMPLE)
    began = session.started_ms or 0
    point, level, student = told.timeline[0], told.confusion[0], told.students[0]
    timeline = [
        point.model_copy(
            update={"at_ms": began + minute * MINUTE_MS, "engagement": 70 + 15 * math.sin(minute / 7), "connected": 26}
        )
        for minute in range(MINUTES)
    ]
    confusion = [
        level.model_copy(
            update={
                "at_ms": began + minute * MINUTE_MS,
                "topics": [level.topics[0].model_copy(update={"level": 0.3 + 0.2 * math.cos(minute / 5)})],
            }
        )
        for minute in range(0, MINUTES, 2)
    ]
    return told.model_copy(
        update={
            "lesson": told.lesson.model_copy(
                update={
                    "session_id": session.session_id,
                    "title": session.title,
                    "started_ms": began,
                    "students": len(names),
                }
            ),
            "timeline": timeline,
            "confusion": confusion,
            "students": [_student(student, place, name) for place, name in enumerate(names)],
        }
    )


def trend_told(sessions: list[SessionView], student_ids: tuple[str, ...] = ()) -> EngagementTrend:
    """How engagement went over these lessons, oldest first; with curves of the students that are asked for."""
    told = EngagementTrend.model_validate(TREND_EXAMPLE)
    rows = [_lesson(told.sessions[0], session, place) for place, session in enumerate(reversed(sessions))]
    students = [_trend(told.students[0], place, name, len(rows)) for place, name in enumerate(NAMES)]
    if student_ids:
        students = [each for each in students if each.participant_id in student_ids]
    else:
        students = [each.model_copy(update={"curve": None}) for each in students]
    hours = [told.hours[0].model_copy(update={"hour": hour, "engagement": 90.0 - 3 * hour}) for hour in (9, 10, 13, 14)]
    return told.model_copy(update={"sessions": rows, "students": students, "hours": hours})


def questions_told(
    texts: tuple[str, ...] = ("광합성이 일어나는 곳은?", "Which gas do plants use?"),
) -> QuizAnalytics:
    """Figures of some questions, the hardest first."""
    told = QuizAnalytics.model_validate(ANALYTICS_EXAMPLE)
    questions = [
        told.questions[0].model_copy(update={"text": text, "question_id": f"q{place}", "difficulty": 0.6 - place / 10})
        for place, text in enumerate(texts)
    ]
    return told.model_copy(update={"questions": questions, "questions_found": len(questions)})


def _student(student: StudentRow, place: int, name: str) -> StudentRow:
    return student.model_copy(update={"participant_id": f"p{place}", "name": name, "correct": place % 6})


def _lesson(row: LessonRow, session: SessionView, place: int) -> LessonRow:
    figures = row.figures.model_copy(update={"composite": 60.0 + 2 * place})
    return row.model_copy(
        update={
            "session_id": session.session_id,
            "title": session.title,
            "started_ms": session.started_ms,
            "figures": figures,
        }
    )


def _trend(student: StudentTrend, place: int, name: str, lessons: int) -> StudentTrend:
    assert student.curve is not None
    values: list[float | None] = [50.0 + 3 * lesson + place for lesson in range(lessons)]
    curve = student.curve.model_copy(update={"composite": values})
    return student.model_copy(update={"participant_id": f"p{place}", "name": name, "curve": curve})
