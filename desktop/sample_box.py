"""A box that is not there: answers the app's questions about the sample lesson, without any network."""

import json
from collections.abc import Mapping
from typing import TypeVar

import httpx
from pydantic import BaseModel

from appliance.client.box_client import BoxClient
from appliance.client.connection import BoxConnection
from appliance.contract.account import TeacherList, TeacherView
from appliance.contract.cast import CastList
from appliance.contract.dashboard import DashboardSummary, EngagementTrend, QuizAnalytics, SessionDashboard, TimelineRow
from appliance.contract.problems import Problem
from appliance.contract.quiz import MissingAnswers, QuizList, QuizSummary, QuizView, RunList, RunResults
from appliance.contract.roster import RosterList
from appliance.contract.session import ParticipantList, SessionState, SessionView, TeacherSessionList
from appliance.contract.system import EventLoopLag, Health
from appliance.contract.version import VERSION
from desktop.sample_lesson import MINUTE_MS, NOW_MS, SESSION_ID, sample_course, sample_snapshot, sample_view
from desktop.state.boxes import PairedBox

ORIGIN = "http://127.0.0.1:9"
"""Where nobody listens (RFC 863): what goes past the samples goes nowhere."""
SAMPLE_QUIZ_ID = "sample-quiz"
DAY_MS = 24 * 60 * MINUTE_MS
EARLIER = (
    ("빛과 색", "빛", 1),
    ("세포의 구조", "세포", 2),
    ("The water cycle", "water", 5),
    ("지층과 화석", "지구", 7),
)
"""Title, topic and how many days ago."""
OTHER_QUIZZES = (("세포의 구조", 8), ("Light and colour", 5), ("지층과 화석 복습", 12), ("물의 순환", 6))
"""Title and number of questions."""

M = TypeVar("M", bound=BaseModel)


class SampleBox(httpx.AsyncBaseTransport):
    """Knows what the pages ask for; `unknown` keeps what it could not answer."""

    def __init__(self) -> None:
        self.client = BoxClient(BoxConnection(ORIGIN, transport=self))
        self.unknown: list[str] = []  # bounded by: the requests of one self-test
        self._answers = _answers()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        answer = self._answers.get(request.url.path)
        if request.method == "GET" and answer is not None:
            return httpx.Response(200, content=answer.model_dump_json(), request=request)
        if not request.url.path.endswith("/keyframe"):  # a sample cast has no picture
            self.unknown.append(f"{request.method} {request.url.path}")
        problem = Problem(title="Not Found", status=404, detail="The sample box does not know this.", code="not_found")
        return httpx.Response(404, content=problem.model_dump_json(), request=request)


def sample_box() -> PairedBox:
    """The box of the sample lesson as the app knows it."""
    return PairedBox(
        box_id="sample", room_name="과학실 / Science Room 3-2", origin=ORIGIN, public_key="", login="minji"
    )


def sample_teacher() -> TeacherView:
    """Who has signed in."""
    return TeacherView(teacher_id="teacher", login="minji", name="김민지")


def _answers() -> Mapping[str, BaseModel]:
    lesson = f"/sessions/{SESSION_ID}"
    snapshot = sample_snapshot()
    assert snapshot.teacher is not None
    sessions = [sample_view(), *(_earlier(*each) for each in EARLIER)]
    questions = [*snapshot.teacher.runs[0].questions, *_example(QuizView).questions]
    quiz = _example(QuizView).model_copy(update={"quiz_id": SAMPLE_QUIZ_ID, "questions": questions})
    quizzes = QuizList(quizzes=[_summary(quiz), *(_other_quiz(*each) for each in OTHER_QUIZZES)])
    return {
        "/sessions/mine": TeacherSessionList(sessions=sessions, total=len(sessions)),
        lesson: sample_view(),
        f"{lesson}/participants": ParticipantList(participants=snapshot.teacher.participants, absent=["박준호"]),
        f"{lesson}/co-teachers": TeacherList(teachers=[sample_teacher()]),
        f"{lesson}/casts": CastList(casts=snapshot.teacher.casts),
        f"{lesson}/stage": snapshot.stage,
        f"{lesson}/runs": RunList(runs=snapshot.teacher.runs),
        f"{lesson}/runs/run": _example(RunResults).model_copy(update={"run": snapshot.teacher.runs[0]}),
        f"{lesson}/runs/run/missing": _example(MissingAnswers),
        "/rosters": _example(RosterList),
        "/quizzes": quizzes,
        f"/quizzes/{quiz.quiz_id}": quiz,
        "/dashboard/summary": _example(DashboardSummary),
        **{f"/dashboard/session/{session.session_id}": _dashboard(session) for session in sessions},
        "/dashboard/engagement/trend": _trend(sessions),
        "/dashboard/quiz/analytics": _example(QuizAnalytics),
        "/health": _health(),
    }


def _example(kind: type[M]) -> M:
    """The first example that the contract gives of this shape."""
    extra = kind.model_config.get("json_schema_extra")
    assert isinstance(extra, dict)
    examples = extra["examples"]
    assert isinstance(examples, list)
    return kind.model_validate_json(json.dumps(examples[0]))


def _summary(quiz: QuizView) -> QuizSummary:
    return QuizSummary(
        quiz_id=quiz.quiz_id, title=quiz.title, question_count=len(quiz.questions), updated_ms=quiz.updated_ms
    )


def _other_quiz(title: str, questions: int) -> QuizSummary:
    return QuizSummary(
        quiz_id=f"sample-{questions}", title=title, question_count=questions, updated_ms=NOW_MS - questions * DAY_MS
    )


def _dashboard(session: SessionView) -> SessionDashboard:
    """The lesson summed up, with the sample's course as its timeline."""
    example = _example(SessionDashboard)
    started = session.started_ms or NOW_MS
    first = sample_course()[0].at_ms
    timeline = [
        TimelineRow(
            at_ms=started + point.at_ms - first,
            connected=point.connected,
            watching=point.watching,
            engagement=point.mean,
            confusion=max(point.confusion.values()),
            topic=session.topic,
        )
        for point in sample_course()
    ]
    row = example.lesson.model_copy(
        update={
            "session_id": session.session_id,
            "title": session.title,
            "topic": session.topic,
            "started_ms": started,
            "ended_ms": session.ended_ms,
        }
    )
    return example.model_copy(update={"lesson": row, "timeline": timeline, "state": session.state})


def _trend(sessions: list[SessionView]) -> EngagementTrend:
    """The lessons one after the other, each a little better than the one before."""
    rows = [_dashboard(session).lesson for session in reversed(sessions)]
    rows = [
        row.model_copy(update={"figures": row.figures.model_copy(update={"composite": 62.0 + 4 * place})})
        for place, row in enumerate(rows)
    ]
    return _example(EngagementTrend).model_copy(update={"sessions": rows})


def _earlier(title: str, topic: str, days: int) -> SessionView:
    started = NOW_MS - days * DAY_MS
    return sample_view().model_copy(
        update={
            "session_id": f"earlier-{days}",
            "title": title,
            "topic": topic,
            "state": SessionState.ENDED,
            "created_ms": started - 5 * MINUTE_MS,
            "started_ms": started,
            "ended_ms": started + 45 * MINUTE_MS,
        }
    )


def _health() -> Health:
    lag = EventLoopLag(p50=0.0004, p99=0.002, maximum=0.011)
    return Health(
        status="ok", version=VERSION, media_port_bound=True, store_writable=True, event_loop_lag=lag, problems=[]
    )
