"""WHEP: watching a stage or one cast (draft-ietf-wish-whep-03)."""

from collections.abc import Callable

from fastapi import APIRouter, Request, Response

from appliance.api.control import require_control
from appliance.api.documentation import created_resource, problems, takes
from appliance.api.http_headers import CORS_HEADERS, SDP_MEDIA_TYPE, preflight, read_text
from appliance.api.resources import add_resource_routes, created
from appliance.services.casting import Casting
from appliance.services.sessions import Sessions
from appliance.services.viewing import Viewing, Watch


def whep_router(viewing: Viewing, sessions: Sessions, casting: Casting) -> APIRouter:
    """The WHEP endpoints and the resources they make."""
    router = APIRouter(tags=["whep"], default_response_class=Response)
    offer = takes(SDP_MEDIA_TYPE)

    @router.post("/sessions/{session_id}/whep", status_code=201, responses=created_resource(), openapi_extra=offer)
    async def watch_stage(session_id: str, request: Request) -> Response:
        """Watch the stage: an SDP offer in, the answer out."""
        sessions.get(session_id)
        return _created(await viewing.watch_stage(session_id, await read_text(request, SDP_MEDIA_TYPE)))

    documented = {**created_resource(), **problems(403)}

    @router.post("/casts/{cast_id}/whep", status_code=201, responses=documented, openapi_extra=offer)
    async def watch_cast(cast_id: str, request: Request) -> Response:
        """Watch one cast, on stage or not: for the teacher."""
        require_control(request, sessions.get(casting.get(cast_id).session_id))
        return _created(await viewing.watch_cast(cast_id, await read_text(request, SDP_MEDIA_TYPE)))

    _add_endpoint_routes(router, "/sessions/{name}/whep", sessions.get)
    _add_endpoint_routes(router, "/casts/{name}/whep", casting.get)
    add_resource_routes(router, "/whep/{secret}", viewing)
    return router


def _add_endpoint_routes(router: APIRouter, path: str, find: Callable[[str], object]) -> None:
    @router.options(path)
    async def preflight_endpoint(name: str) -> Response:
        """CORS preflight; says that this takes SDP offers."""
        return preflight()

    @router.get(path, responses=problems(404))
    @router.head(path, responses=problems(404))
    async def head_endpoint(name: str) -> Response:
        """This is a WHEP endpoint."""
        find(name)
        return Response(status_code=200, media_type=SDP_MEDIA_TYPE, headers=CORS_HEADERS)


def _created(watch: Watch) -> Response:
    return created(watch.session.answer, f"/whep/{watch.secret}", watch.etag)
