"""Sessions, their stage and their casts over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from appliance.api.control import require_control
from appliance.api.documentation import problems
from appliance.api.origins import host_name
from appliance.contract.cast import CastCreated, CastList, CastRequest
from appliance.contract.session import SessionList, StageChange, StageView
from appliance.services.addresses import PublicAddresses
from appliance.services.casting import Cast, Casting
from appliance.services.sessions import Sessions

CODE_MAX_CHARACTERS = 16


def sessions_router(sessions: Sessions, casting: Casting, addresses: PublicAddresses) -> APIRouter:
    """Routes under /sessions."""
    router = APIRouter(prefix="/sessions", tags=["sessions"])
    _add_stage_routes(router, sessions, casting)

    @router.get("/{session_id}/casts", responses=problems(403, 404))
    async def list_casts(session_id: str, request: Request) -> CastList:
        """Every cast of the session with the codec doctor's findings."""
        require_control(request, sessions.get(session_id))
        return CastList(casts=casting.views(session_id))

    @router.post("/{session_id}/casts", status_code=201, responses=problems(403, 404, 413, 422, 503))
    async def create_cast(session_id: str, request: Request, wish: CastRequest | None = None) -> CastCreated:
        """Make a cast with its own publishing key."""
        require_control(request, sessions.get(session_id))
        cast = casting.create(session_id, wish.label if wish else "")
        return _created(cast, addresses, host_name(request))

    return router


def _add_stage_routes(router: APIRouter, sessions: Sessions, casting: Casting) -> None:
    @router.get("", responses=problems(404, 422))
    async def list_sessions(code: Annotated[str | None, Query(max_length=CODE_MAX_CHARACTERS)] = None) -> SessionList:
        """The open sessions, or the one with this class code."""
        found = sessions.all() if code is None else [sessions.by_code(code)]
        return SessionList(sessions=[session.summary() for session in found])

    @router.get("/{session_id}/stage", responses=problems(404))
    async def get_stage(session_id: str) -> StageView:
        """What is on stage."""
        return casting.stage_view(session_id)

    @router.put("/{session_id}/stage", responses=problems(403, 404, 413, 422))
    async def put_stage(session_id: str, change: StageChange, request: Request) -> StageView:
        """Put a cast on stage, or clear the stage."""
        require_control(request, sessions.get(session_id))
        return casting.put_on_stage(session_id, change.cast_ids)


def _created(cast: Cast, addresses: PublicAddresses, host: str) -> CastCreated:
    return CastCreated(
        cast_id=cast.cast_id,
        key=cast.key,
        rtmp_url=f"{addresses.rtmp_server(host)}/{cast.key}",
        rtmp_server=addresses.rtmp_server(host),
        whip_url=f"{addresses.http_origin(host)}/whip/{cast.key}",
    )
