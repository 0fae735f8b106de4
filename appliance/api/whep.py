"""WHEP: watching a stage or one cast (draft-ietf-wish-whep-03)."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from appliance.api.authorization import Authorization
from appliance.api.documentation import created_resource, problems, takes
from appliance.api.http_headers import CORS_HEADERS, SDP_MEDIA_TYPE, preflight, read_text
from appliance.api.resources import Right, add_resource_routes, created
from appliance.domain.policy import Action
from appliance.services.callers import Caller
from appliance.services.casting import Casting
from appliance.services.sessions import Sessions
from appliance.services.viewing import Viewing, Watch


def whep_router(viewing: Viewing, sessions: Sessions, casting: Casting, auth: Authorization) -> APIRouter:
    """The WHEP endpoints and the resources they make."""
    router = APIRouter(tags=["whep"], default_response_class=Response)
    offer = takes(SDP_MEDIA_TYPE)

    documented = {**created_resource(), **problems(401, 403)}

    @router.post("/sessions/{session_id}/whep", status_code=201, responses=documented, openapi_extra=offer)
    async def watch_stage(
        session_id: str, request: Request, caller: Annotated[Caller, Depends(auth(Action.WATCH))]
    ) -> Response:
        """Watch the stage: an SDP offer in, the answer out."""
        offer_sdp = await read_text(request, SDP_MEDIA_TYPE)
        # Again: a body may take its time, and who asked may have been sent away meanwhile.
        auth.rights.require(caller, Action.WATCH, sessions.get(session_id))
        return _created(await viewing.watch_stage(session_id, offer_sdp, caller.person_id, caller.name))

    may_steer = auth(Action.STEER_STAGE, lambda cast_id: casting.get(cast_id).session_id)

    @router.post("/casts/{cast_id}/whep", status_code=201, responses=documented, openapi_extra=offer)
    async def watch_cast(cast_id: str, request: Request, caller: Annotated[Caller, Depends(may_steer)]) -> Response:
        """Watch one cast, on stage or not: for the teacher."""
        offer_sdp = await read_text(request, SDP_MEDIA_TYPE)
        return _created(await viewing.watch_cast(cast_id, offer_sdp, caller.person_id))

    free: Right = Depends(auth(Action.USE_RESOURCE))
    _add_endpoint_routes(router, "/sessions/{name}/whep", sessions.get, free)
    _add_endpoint_routes(router, "/casts/{name}/whep", casting.get, free)
    add_resource_routes(router, "/whep/{secret}", viewing, free)
    return router


def _add_endpoint_routes(router: APIRouter, path: str, find: Callable[[str], object], free: Right) -> None:
    @router.options(path, dependencies=[free])
    async def preflight_endpoint(name: str) -> Response:
        """CORS preflight; says that this takes SDP offers."""
        return preflight()

    @router.get(path, dependencies=[free], responses=problems(404))
    @router.head(path, dependencies=[free], responses=problems(404))
    async def head_endpoint(name: str) -> Response:
        """This is a WHEP endpoint."""
        find(name)
        return Response(status_code=200, media_type=SDP_MEDIA_TYPE, headers=CORS_HEADERS)


def _created(watch: Watch) -> Response:
    return created(watch.session.answer, f"/whep/{watch.secret}", watch.etag)
