"""Sessions over HTTP: found by students, made and led through their course by teachers."""

import io
from typing import Annotated

import segno
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import PlainTextResponse

from appliance.api.authorization import Authorization, source_of
from appliance.api.documentation import Documentation, problems
from appliance.api.origins import host_name
from appliance.contract.account import TeacherList, TeacherView
from appliance.contract.session import (
    CoTeacherAdded,
    SessionChange,
    SessionCreate,
    SessionList,
    SessionView,
    TeacherSessionList,
)
from appliance.domain.lesson import Lesson
from appliance.domain.policy import Action
from appliance.services.accounts import Accounts
from appliance.services.addresses import PublicAddresses
from appliance.services.callers import Caller
from appliance.services.joining import Joining
from appliance.services.session import session_view
from appliance.services.sessions import Sessions

CODE_MAX_CHARACTERS = 16
PAGE_MAX = 200
SVG_SCALE = 8


class SvgResponse(Response):
    """A drawing."""

    media_type = "image/svg+xml"


class _Views:
    """How a session is shown to whoever asks from a certain address."""

    def __init__(self, sessions: Sessions, addresses: PublicAddresses) -> None:
        self._sessions = sessions
        self._addresses = addresses

    def view(self, lesson: Lesson, request: Request) -> SessionView:
        """The session with a join link that works where the caller is."""
        link = self._addresses.join_url(host_name(request), lesson.class_code)
        return session_view(lesson, self._sessions.participant_count(lesson), link)


def sessions_router(
    sessions: Sessions, joining: Joining, accounts: Accounts, addresses: PublicAddresses, auth: Authorization
) -> APIRouter:
    """Routes under /sessions."""
    router = APIRouter(prefix="/sessions", tags=["sessions"])
    views = _Views(sessions, addresses)
    _add_finding(router, sessions, joining, auth)
    _add_reading(router, sessions, views, auth)
    _add_course(router, sessions, views, auth)
    _add_co_teachers(router, sessions, accounts, auth)
    return router


def _add_finding(router: APIRouter, sessions: Sessions, joining: Joining, auth: Authorization) -> None:
    may_find = Depends(auth(Action.FIND_SESSION))

    @router.get("", dependencies=[may_find], responses=problems(404, 422, 429))
    async def list_sessions(
        request: Request, code: Annotated[str | None, Query(max_length=CODE_MAX_CHARACTERS)] = None
    ) -> SessionList:
        """The sessions that can be joined, or the one with this class code; whoever guesses codes has to wait."""
        found = sessions.joinable() if code is None else [joining.find(code, source_of(request))]
        return SessionList(sessions=[session.summary() for session in found])


def _add_reading(router: APIRouter, sessions: Sessions, views: _Views, auth: Authorization) -> None:
    @router.get("/mine", responses=problems(401, 403, 422))
    async def list_own_sessions(
        request: Request,
        caller: Annotated[Caller, Depends(auth(Action.CREATE_SESSION))],
        limit: Annotated[int, Query(ge=1, le=PAGE_MAX)] = 50,
        offset: Annotated[int, Query(ge=0)] = 0,
    ) -> TeacherSessionList:
        """The sessions that the teacher owns or co-teaches, newest first."""
        mine = sessions.of_teacher(caller.person_id)
        shown = [views.view(lesson, request) for lesson in mine[offset : offset + limit]]
        return TeacherSessionList(sessions=shown, total=len(mine))

    may_steer = Depends(auth(Action.STEER_SESSION))

    @router.get("/{session_id}", dependencies=[may_steer], responses=problems(401, 403, 404))
    async def get_session(session_id: str, request: Request) -> SessionView:
        """One session, ended or not, as its teachers see it."""
        return views.view(sessions.lesson(session_id), request)

    drawing: Documentation = {
        200: {"content": {"image/svg+xml": {"schema": {"type": "string"}, "example": "<svg …/>"}}}
    }

    @router.get(
        "/{session_id}/qr.svg",
        dependencies=[may_steer],
        response_class=SvgResponse,
        responses={**drawing, **problems(401, 403, 404)},
    )
    async def get_join_code(session_id: str, request: Request) -> Response:
        """The join link as a QR code."""
        drawn = io.BytesIO()
        link = views.view(sessions.lesson(session_id), request).join_url
        segno.make(link, error="m", micro=False).save(drawn, kind="svg", scale=SVG_SCALE, border=4)
        return SvgResponse(drawn.getvalue(), headers={"Cache-Control": "no-store"})

    @router.get(
        "/{session_id}/qr.txt",
        dependencies=[may_steer],
        response_class=PlainTextResponse,
        responses=problems(401, 403, 404),
    )
    async def get_join_code_as_text(session_id: str, request: Request) -> Response:
        """The join link as a QR code of half blocks, for a terminal."""
        drawn = io.StringIO()
        link = views.view(sessions.lesson(session_id), request).join_url
        segno.make(link, error="m", micro=False).terminal(drawn, border=2, compact=True)
        return PlainTextResponse(f"{drawn.getvalue()}\n{link}\n", headers={"Cache-Control": "no-store"})


def _add_course(router: APIRouter, sessions: Sessions, views: _Views, auth: Authorization) -> None:
    may_steer, may_own = Depends(auth(Action.STEER_SESSION)), Depends(auth(Action.OWN_SESSION))
    documented = problems(401, 403, 404, 409, 507)

    @router.post("", status_code=201, responses=problems(401, 403, 404, 422, 503, 507))
    async def create_session(
        wish: SessionCreate, request: Request, caller: Annotated[Caller, Depends(auth(Action.CREATE_SESSION))]
    ) -> SessionView:
        """Make a session; its lobby is open at once unless it is only planned."""
        session = await sessions.create(caller.person_id, wish)
        return views.view(session.lesson, request)

    @router.patch("/{session_id}", dependencies=[may_steer], responses=problems(401, 403, 404, 409, 422, 507))
    async def change_session(session_id: str, change: SessionChange, request: Request) -> SessionView:
        """Change title, lock, approval, chat, or the engagement figures."""
        session = sessions.get(session_id)
        await sessions.change(session, change)
        return views.view(session.lesson, request)

    @router.post("/{session_id}/lobby", dependencies=[may_steer], responses=documented)
    async def open_lobby(session_id: str, request: Request) -> SessionView:
        """Let students join a planned session."""
        session = sessions.get(session_id)
        await sessions.open_lobby(session)
        return views.view(session.lesson, request)

    @router.post("/{session_id}/start", dependencies=[may_steer], responses=documented)
    async def start_session(session_id: str, request: Request) -> SessionView:
        """Begin the lesson."""
        session = sessions.get(session_id)
        await sessions.start(session)
        return views.view(session.lesson, request)

    @router.post("/{session_id}/end", dependencies=[may_own], responses=documented)
    async def end_session(session_id: str, request: Request) -> SessionView:
        """End the lesson: everybody is let go and its facts are complete."""
        return views.view(await sessions.end(sessions.get(session_id)), request)

    @router.post("/{session_id}/reopen", dependencies=[may_own], responses=problems(401, 403, 404, 409, 503, 507))
    async def reopen_session(session_id: str, request: Request) -> SessionView:
        """Go on with a lesson that was ended."""
        session = await sessions.reopen(session_id)
        return views.view(session.lesson, request)


def _add_co_teachers(router: APIRouter, sessions: Sessions, accounts: Accounts, auth: Authorization) -> None:
    may_steer, may_own = Depends(auth(Action.STEER_SESSION)), Depends(auth(Action.OWN_SESSION))

    def listed(lesson: Lesson) -> TeacherList:
        teachers = [accounts.teacher(each) for each in lesson.co_teacher_ids]
        return TeacherList(
            teachers=[TeacherView(teacher_id=each.id, login=each.login, name=each.name) for each in teachers]
        )

    @router.get("/{session_id}/co-teachers", dependencies=[may_steer], responses=problems(401, 403, 404))
    async def list_co_teachers(session_id: str) -> TeacherList:
        """The colleagues who teach this session too."""
        return listed(sessions.lesson(session_id))

    documented = problems(401, 403, 404, 409, 422, 507)

    @router.post("/{session_id}/co-teachers", dependencies=[may_own], responses=documented)
    async def add_co_teacher(session_id: str, wish: CoTeacherAdded) -> TeacherList:
        """Let a colleague teach this session too."""
        session = sessions.get(session_id)
        added = accounts.by_login(wish.login).id
        await sessions.add_co_teacher(session, added)
        return listed(session.lesson)

    @router.delete("/{session_id}/co-teachers/{teacher_id}", dependencies=[may_own], responses=documented)
    async def remove_co_teacher(session_id: str, teacher_id: str) -> TeacherList:
        """Let a colleague teach this session no longer."""
        session = sessions.get(session_id)
        await sessions.remove_co_teacher(session, teacher_id)
        return listed(session.lesson)
