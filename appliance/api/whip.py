"""WHIP: publishing from OBS, GStreamer and browsers (RFC 9725)."""

from fastapi import APIRouter, Depends, Request, Response

from appliance.api.authorization import Authorization
from appliance.api.documentation import created_resource, problems, takes
from appliance.api.http_headers import CORS_HEADERS, SDP_MEDIA_TYPE, preflight, read_text
from appliance.api.resources import Right, add_resource_routes, created
from appliance.domain.policy import Action
from appliance.errors import BadRequest
from appliance.services.publishing import Publishing


def whip_router(publishing: Publishing, auth: Authorization) -> APIRouter:
    """The WHIP endpoints, with the key in the path or as a Bearer token, and the resources they make."""
    router = APIRouter(tags=["whip"], default_response_class=Response)
    add_resource_routes(router, "/whip/resource/{secret}", publishing, Depends(auth(Action.USE_RESOURCE)))
    free: Right = Depends(auth(Action.PUBLISH))

    documented, offer = {**created_resource(), **problems(401)}, takes(SDP_MEDIA_TYPE)

    @router.post("/whip", status_code=201, dependencies=[free], responses=documented, openapi_extra=offer)
    async def publish_with_token(request: Request) -> Response:
        """Publish with `Authorization: Bearer KEY`."""
        return await _publish(publishing, _bearer(request), request)

    @router.post("/whip/{key}", status_code=201, dependencies=[free], responses=created_resource(), openapi_extra=offer)
    async def publish_with_path(key: str, request: Request) -> Response:
        """Publish with the key in the path."""
        return await _publish(publishing, key, request)

    _add_endpoint_routes(router, free)
    return router


def _add_endpoint_routes(router: APIRouter, free: Right) -> None:
    @router.options("/whip", dependencies=[free])
    async def preflight_with_token() -> Response:
        """CORS preflight; says that this takes SDP offers."""
        return preflight()

    @router.options("/whip/{key}", dependencies=[free])
    async def preflight_with_path(key: str) -> Response:
        """CORS preflight; says that this takes SDP offers."""
        return preflight()

    @router.get("/whip", status_code=204, dependencies=[free])
    @router.head("/whip", status_code=204, dependencies=[free])
    async def head_with_token() -> Response:
        """This is a WHIP endpoint."""
        return Response(status_code=204, headers=CORS_HEADERS)

    @router.get("/whip/{key}", status_code=204, dependencies=[free])
    @router.head("/whip/{key}", status_code=204, dependencies=[free])
    async def head_with_path(key: str) -> Response:
        """This is a WHIP endpoint; whether the key opens anything is not told."""
        return Response(status_code=204, headers=CORS_HEADERS)


async def _publish(publishing: Publishing, key: str, request: Request) -> Response:
    offer = await read_text(request, SDP_MEDIA_TYPE)
    publication = publishing.publish(key, request.client.host if request.client else "", offer)
    return created(publication.answer, f"/whip/resource/{publication.secret}", publication.etag)


def _bearer(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise BadRequest("Publishing needs the stream key as a Bearer token.", status=401, code="key_missing")
    return token.strip()
