"""A session's stage and its casts over HTTP."""

from fastapi import APIRouter, Depends, Request

from appliance.api.authorization import Authorization
from appliance.api.documentation import problems
from appliance.api.origins import host_name
from appliance.contract.cast import CastCreated, CastList, CastRequest
from appliance.contract.session import StageChange, StageView
from appliance.domain.policy import Action
from appliance.services.addresses import PublicAddresses
from appliance.services.casting import Cast, Casting


def casts_router(casting: Casting, addresses: PublicAddresses, auth: Authorization) -> APIRouter:
    """Routes under /sessions/{session_id}/stage and /casts."""
    router = APIRouter(prefix="/sessions/{session_id}", tags=["casts"])
    may_watch, may_steer = Depends(auth(Action.WATCH)), Depends(auth(Action.STEER_STAGE))

    @router.get("/stage", dependencies=[may_watch], responses=problems(401, 403, 404))
    async def get_stage(session_id: str) -> StageView:
        """What is on stage."""
        return casting.stage_view(session_id)

    @router.put("/stage", dependencies=[may_steer], responses=problems(401, 403, 404, 413, 422))
    async def put_stage(session_id: str, change: StageChange) -> StageView:
        """Put a cast on stage, or clear the stage."""
        return casting.put_on_stage(session_id, change.cast_ids)

    @router.get("/casts", dependencies=[may_steer], responses=problems(401, 403, 404))
    async def list_casts(session_id: str) -> CastList:
        """Every cast of the session with the codec doctor's findings."""
        return CastList(casts=casting.views(session_id))

    documented = problems(401, 403, 404, 413, 422, 503)

    @router.post("/casts", status_code=201, dependencies=[may_steer], responses=documented)
    async def create_cast(session_id: str, request: Request, wish: CastRequest | None = None) -> CastCreated:
        """Make a cast with its own publishing key."""
        cast = casting.create(session_id, wish.label if wish else "")
        return _created(cast, addresses, host_name(request))

    return router


def _created(cast: Cast, addresses: PublicAddresses, host: str) -> CastCreated:
    return CastCreated(
        cast_id=cast.cast_id,
        key=cast.key,
        rtmp_url=f"{addresses.rtmp_server(host)}/{cast.key}",
        rtmp_server=addresses.rtmp_server(host),
        whip_url=f"{addresses.http_origin(host)}/whip/{cast.key}",
    )
