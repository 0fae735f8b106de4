"""Runs of quizzes over HTTP: led by teachers, answered by students, read by both."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel

from appliance.api.authorization import Authorization
from appliance.api.documentation import problems
from appliance.api.quizzes import attachment
from appliance.contract.quiz import (
    MissingAnswers,
    Receipt,
    RespondRequest,
    RunCreate,
    RunExtend,
    RunList,
    RunResults,
    RunView,
)
from appliance.contract.quiz_results import OwnData, ScoringFormula
from appliance.domain.policy import Action
from appliance.errors import BadRequest
from appliance.services.callers import Caller
from appliance.services.own_data import OwnDataView
from appliance.services.quiz_results import QuizResults
from appliance.services.quiz_runs import QuizRuns
from appliance.services.quiz_tables import Language
from appliance.services.scoring_words import scoring_formula
from appliance.services.sessions import Sessions

RUNS, RUN = "/sessions/{session_id}/runs", "/sessions/{session_id}/runs/{run_id}"
RESULTS_CSV, RESULTS_XLSX = "/sessions/{session_id}/results.csv", "/sessions/{session_id}/results.xlsx"
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ID_MAX_CHARACTERS = 64


@dataclass(frozen=True, slots=True)
class RunServices:
    """What the routes call."""

    sessions: Sessions
    runs: QuizRuns
    results: QuizResults
    own_data: OwnDataView


def runs_router(services: RunServices, auth: Authorization) -> APIRouter:
    """Routes under /sessions/{session_id}/runs, and /quiz/respond."""
    router = APIRouter(tags=["runs"])
    _add_making(router, services, auth)
    _add_course(router, services, auth)
    _add_results(router, services.results, auth)
    _add_answering(router, services, auth)
    return router


def _add_making(router: APIRouter, services: RunServices, auth: Authorization) -> None:
    may_steer = Depends(auth(Action.STEER_QUIZ))

    @router.post(RUNS, status_code=201, responses=problems(401, 403, 404, 409, 413, 422, 507))
    async def create_run(
        session_id: str, wish: RunCreate, caller: Annotated[Caller, Depends(auth(Action.STEER_QUIZ))]
    ) -> RunView:
        """Make a run of a quiz, of some of its questions, or of new ones; push it to the class unless told not to."""
        return await services.runs.create(services.sessions.get(session_id), caller, wish)

    @router.post(f"{RUN}/again", status_code=201, dependencies=[may_steer], responses=problems(401, 403, 404, 409, 507))
    async def ask_again(session_id: str, run_id: str) -> RunView:
        """Ask the questions of a run once more, in a run of its own."""
        return await services.runs.ask_again(services.sessions.get(session_id), run_id)


def _add_course(router: APIRouter, services: RunServices, auth: Authorization) -> None:
    may_steer = Depends(auth(Action.STEER_QUIZ))
    moved = problems(401, 403, 404, 409, 422, 507)
    sessions, runs = services.sessions, services.runs

    @router.post(f"{RUN}/open", dependencies=[may_steer], responses=moved)
    async def open_run(session_id: str, run_id: str) -> RunView:
        """Push a draft to the class."""
        return await runs.open(sessions.get(session_id), run_id)

    @router.post(f"{RUN}/extend", dependencies=[may_steer], responses=moved)
    async def extend_run(session_id: str, run_id: str, wish: RunExtend) -> RunView:
        """Give more time."""
        return await runs.extend(sessions.get(session_id), run_id, wish.seconds)

    @router.post(f"{RUN}/close", dependencies=[may_steer], responses=moved)
    async def close_run(session_id: str, run_id: str) -> RunView:
        """Take no more answers."""
        return await runs.close(sessions.get(session_id), run_id)

    @router.post(f"{RUN}/reopen", dependencies=[may_steer], responses=moved)
    async def reopen_run(session_id: str, run_id: str, wish: RunExtend | None = None) -> RunView:
        """Take answers again, before the reveal: for that long, or until it is closed."""
        return await runs.reopen(sessions.get(session_id), run_id, wish.seconds if wish else None)

    @router.post(f"{RUN}/reveal", dependencies=[may_steer], responses=moved)
    async def reveal_run(session_id: str, run_id: str) -> RunView:
        """Show everybody the key, and each student the own results; there is no way back."""
        return await runs.reveal(sessions.get(session_id), run_id)


def _add_results(router: APIRouter, results: QuizResults, auth: Authorization) -> None:
    may_read = Depends(auth(Action.READ_RESULTS))
    read = problems(401, 403, 404)

    @router.get(RUNS, response_model=RunList, dependencies=[may_read], responses=read)
    async def list_runs(session_id: str) -> Response:
        """Every run of a session, ended or not, newest first."""
        return _json(await results.runs(session_id))

    @router.get(RUN, response_model=RunResults, dependencies=[may_read], responses=read)
    async def get_run(session_id: str, run_id: str) -> Response:
        """A run with every answer to it, and who is missing."""
        return _json(await results.results(session_id, run_id))

    @router.get(f"{RUN}/missing", dependencies=[may_read], responses=problems(401, 403, 404, 422))
    async def get_missing(
        session_id: str, run_id: str, question_id: Annotated[str, Query(max_length=ID_MAX_CHARACTERS)]
    ) -> MissingAnswers:
        """Who has not answered a question: here and silent, disconnected, or not present at all."""
        return await results.missing(session_id, run_id, question_id)

    @router.get(RESULTS_CSV, response_class=Response, dependencies=[may_read], responses=problems(401, 403, 404, 422))
    async def get_results_as_csv(session_id: str, lang: Language = "en") -> Response:
        """Every answer of the session, a row each; UTF-8 with a byte order mark."""
        return attachment(await results.as_csv(session_id, lang), CSV_TYPE, results.title(session_id), "csv")

    @router.get(RESULTS_XLSX, response_class=Response, dependencies=[may_read], responses=problems(401, 403, 404, 422))
    async def get_results_as_xlsx(session_id: str, lang: Language = "en") -> Response:
        """Every answer of the session, summed up by student and by question too."""
        return attachment(await results.as_xlsx(session_id, lang), XLSX_TYPE, results.title(session_id), "xlsx")


def _add_answering(router: APIRouter, services: RunServices, auth: Authorization) -> None:
    @router.post("/quiz/respond", responses=problems(401, 403, 404, 409, 413, 422, 507))
    async def respond(wish: RespondRequest, caller: Annotated[Caller, Depends(auth(Action.ANSWER_QUIZ))]) -> Receipt:
        """Answer a question; once this is answered, the answer is stored durably."""
        if caller.session_id is None:
            raise BadRequest("This token is not for a class.", status=401, code="not_signed_in")
        return await services.runs.respond(services.sessions.get(caller.session_id), caller.person_id, wish)

    @router.get("/sessions/{session_id}/my-results", response_model=OwnData, responses=problems(401, 403, 404))
    async def get_own_data(
        session_id: str, caller: Annotated[Caller, Depends(auth(Action.READ_OWN_RESULTS))]
    ) -> Response:
        """Everything that the box keeps of the student in this session."""
        return _json(await services.own_data.of(session_id, caller.person_id))

    @router.get("/quiz/formula", dependencies=[Depends(auth(Action.READ_PAGE))])
    async def get_formula() -> ScoringFormula:
        """How answers are scored, in words."""
        return scoring_formula()


def _json(view: BaseModel) -> Response:
    """Not validated anew by the framework: these are long, and made of what was checked."""
    return Response(view.model_dump_json(), media_type="application/json", headers={"Cache-Control": "no-store"})
