"""A session's stage and its casts over HTTP."""

from fastapi import APIRouter, Depends, Request, Response

from appliance.api.authorization import Authorization
from appliance.api.documentation import keyframe_answers, problems
from appliance.api.http_headers import KEYFRAME_MEDIA_TYPE, is_known
from appliance.api.origins import host_name
from appliance.api.resources import Right
from appliance.contract.cast import CastCreated, CastList, CastRequest, CastView
from appliance.contract.session import StageChange, StageView
from appliance.domain.policy import Action
from appliance.services.addresses import PublicAddresses
from appliance.services.casting import Cast, Casting
from appliance.services.keyframes import keyframe_of


def casts_router(casting: Casting, addresses: PublicAddresses, auth: Authorization) -> APIRouter:
    """Routes under /sessions/{session_id}/stage and /casts."""
    router = APIRouter(prefix="/sessions/{session_id}", tags=["casts"])
    may_watch, may_steer = Depends(auth(Action.WATCH)), Depends(auth(Action.STEER_STAGE))

    @router.get("/stage", dependencies=[may_watch], responses=problems(401, 403, 404))
    async def get_stage(session_id: str) -> StageView:
        """What is on stage."""
        return casting.stage_view(session_id)

    @router.put("/stage", dependencies=[may_steer], responses=problems(401, 403, 404, 409, 413, 422))
    async def put_stage(session_id: str, change: StageChange) -> StageView:
        """Put a cast on stage, or clear the stage; 409 `not_approved` for a cast that waits for approval."""
        return casting.put_on_stage(session_id, change.cast_ids)

    @router.get("/casts", dependencies=[may_steer], responses=problems(401, 403, 404))
    async def list_casts(session_id: str) -> CastList:
        """Every cast of the session with the codec doctor's findings."""
        return CastList(casts=casting.views(session_id))

    documented = problems(401, 403, 404, 413, 422, 503)

    @router.post("/casts", status_code=201, dependencies=[may_steer], responses=documented)
    async def create_cast(session_id: str, request: Request, wish: CastRequest | None = None) -> CastCreated:
        """Make a cast with its own publishing key."""
        asked = wish or CastRequest()
        cast = casting.create(session_id, asked.label, needs_approval=asked.needs_approval)
        return _created(cast, addresses, host_name(request))

    _add_steering(router, casting, may_steer)
    return router


def _add_steering(router: APIRouter, casting: Casting, may_steer: Right) -> None:
    @router.post("/casts/stop-all", dependencies=[may_steer], responses=problems(401, 403, 404))
    async def stop_all(session_id: str) -> CastList:
        """Clear the stage, send every publisher away and let every key end; the practice class keeps its picture."""
        return CastList(casts=casting.stop_all(session_id))

    @router.post("/casts/{cast_id}/approve", dependencies=[may_steer], responses=problems(401, 403, 404))
    async def approve_cast(session_id: str, cast_id: str) -> CastView:
        """Let a cast that was only requested come on stage."""
        return casting.approve(session_id, cast_id)

    @router.delete(
        "/casts/{cast_id}", status_code=204, dependencies=[may_steer], responses=problems(401, 403, 404, 409)
    )
    async def delete_cast(session_id: str, cast_id: str) -> None:
        """Deny or end a cast: its publisher is sent away, its key opens nothing any more."""
        casting.delete(session_id, cast_id)

    @router.get(
        "/casts/{cast_id}/keyframe",
        dependencies=[may_steer],
        response_class=Response,
        responses={**keyframe_answers(), **problems(401, 403, 404)},
    )
    async def get_keyframe(session_id: str, cast_id: str, request: Request) -> Response:
        """The latest keyframe with its parameter sets, for a thumbnail; 404 `no_picture` when there is none."""
        keyframe = keyframe_of(casting.of_session(session_id, cast_id))
        headers = {"ETag": keyframe.etag, "Cache-Control": "private, no-cache"}
        if is_known(keyframe.etag, request.headers.get("if-none-match", "")):
            return Response(status_code=304, headers=headers)
        return Response(keyframe.annex_b(), media_type=KEYFRAME_MEDIA_TYPE, headers=headers)


def _created(cast: Cast, addresses: PublicAddresses, host: str) -> CastCreated:
    return CastCreated(
        cast_id=cast.cast_id,
        key=cast.key,
        rtmp_url=f"{addresses.rtmp_server(host)}/{cast.key}",
        rtmp_server=addresses.rtmp_server(host),
        whip_url=f"{addresses.http_origin(host)}/whip/{cast.key}",
        larix_url=addresses.larix_url(host, cast.key, cast.label),
    )
