"""The dashboard over HTTP: a teacher's lessons over days, topics, hours, students and questions."""

from datetime import UTC, date, tzinfo
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel

from appliance.api.authorization import Authorization
from appliance.api.documentation import problems
from appliance.contract.dashboard import DashboardSummary, EngagementTrend, QuizAnalytics, SessionDashboard
from appliance.domain.policy import Action
from appliance.errors import BadRequest
from appliance.services.callers import Caller
from appliance.services.dashboard import Dashboard, Wanted

FIRST_YEAR, LAST_YEAR = 1971, 2199
"""Their days begin, in every zone, at a time that the box can tell in milliseconds since 1970."""
STUDENTS_MAX = 50
QUESTIONS_MAX = 500
ID_MAX_CHARACTERS = 64

Id = Annotated[str, Query(max_length=ID_MAX_CHARACTERS)]


async def read_wanted(
    from_date: Annotated[date | None, Query(alias="from", examples=["2026-03-02"])] = None,
    to_date: Annotated[date | None, Query(alias="to", examples=["2026-07-17"])] = None,
    topic: Annotated[str | None, Query(max_length=400, examples=["biology"])] = None,
    tz: Annotated[str, Query(max_length=64, pattern=r"^[A-Za-z0-9_+\-/]+$", examples=["Asia/Seoul"])] = "UTC",
) -> Wanted:
    """The lessons asked for: begun from the first day to the last one, both included, as days of the zone `tz`."""
    for name, day in (("from", from_date), ("to", to_date)):
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise _invalid(f"query.{name}: the year must be from {FIRST_YEAR} to {LAST_YEAR}")
    if from_date is not None and to_date is not None and from_date > to_date:
        raise _invalid("query.to: the period ends before it begins")
    return Wanted(_zone(tz), tz, from_date, to_date, topic)


def dashboard_router(dashboard: Dashboard, auth: Authorization) -> APIRouter:
    """Routes under /dashboard."""
    router = APIRouter(prefix="/dashboard", tags=["dashboard"])
    _add_lessons(router, dashboard, auth)
    _add_comparisons(router, dashboard, auth)
    return router


def _add_lessons(router: APIRouter, dashboard: Dashboard, auth: Authorization) -> None:
    may_read_results = Depends(auth(Action.READ_RESULTS))

    @router.get("/summary", response_model=DashboardSummary, responses=problems(401, 403, 422))
    async def get_summary(
        caller: Annotated[Caller, Depends(auth(Action.READ_DASHBOARD))],
        wanted: Annotated[Wanted, Depends(read_wanted)],
    ) -> Response:
        """The teacher's own and co-taught lessons at a glance."""
        return _json(dashboard.summary(caller.person_id, wanted))

    @router.get(
        "/session/{session_id}",
        response_model=SessionDashboard,
        dependencies=[may_read_results],
        responses=problems(401, 403, 404),
    )
    async def get_session(session_id: str) -> Response:
        """One lesson, ended or not: its course minute by minute, its students, quiz results and recordings."""
        return _json(await dashboard.session(session_id))


def _add_comparisons(router: APIRouter, dashboard: Dashboard, auth: Authorization) -> None:
    own, documented = Depends(auth(Action.READ_DASHBOARD)), problems(401, 403, 422)

    @router.get("/engagement/trend", response_model=EngagementTrend, responses=documented)
    async def get_trend(
        caller: Annotated[Caller, own],
        wanted: Annotated[Wanted, Depends(read_wanted)],
        student_id: Annotated[list[Id] | None, Query(max_length=STUDENTS_MAX)] = None,
    ) -> Response:
        """Engagement over lessons, by hour of the day and by student; lesson by lesson for the students named."""
        return _json(dashboard.trend(caller.person_id, wanted, frozenset(student_id or ())))

    @router.get("/quiz/analytics", response_model=QuizAnalytics, responses=documented)
    async def get_quiz_analytics(
        caller: Annotated[Caller, own],
        wanted: Annotated[Wanted, Depends(read_wanted)],
        quiz_id: Id | None = None,
        limit: Annotated[int, Query(ge=1, le=QUESTIONS_MAX)] = 100,
    ) -> Response:
        """The questions asked in these lessons: correct rate, difficulty, discrimination and distractors."""
        return _json(dashboard.quiz_analytics(caller.person_id, wanted, quiz_id, limit))


def _json(answer: BaseModel) -> Response:
    """The answer, written once: it was checked when it was made."""
    headers = {"Cache-Control": "no-store"}
    return Response(answer.model_dump_json(), media_type="application/json", headers=headers)


def _zone(name: str) -> tzinfo:
    if name == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise _invalid(f"query.tz: {name} is no time zone") from error


def _invalid(detail: str) -> BadRequest:
    return BadRequest(detail, status=422, code="invalid_request")
