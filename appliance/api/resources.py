"""The resource that WHIP and WHEP make alike: trickle ICE, ICE restart and the end (RFC 9725 §4.3)."""

from typing import Protocol, TypeVar

from fastapi import APIRouter, Request, Response, params

from appliance.api.documentation import patched_resource, problems, takes
from appliance.api.http_headers import CORS_HEADERS, FRAGMENT_MEDIA_TYPE, SDP_MEDIA_TYPE, preflight, read_text
from appliance.errors import BadRequest
from appliance.protocols.whip_whep import IceCredentials, parse_fragment


class Resource(Protocol):
    """A WHIP or WHEP session as HTTP sees it."""

    etag: str


Right = params.Depends
"""The dependency that checks a route's right."""
R = TypeVar("R", bound=Resource)


class ResourceService(Protocol[R]):
    """What the routes need of the service behind the resource."""

    def get(self, secret: str) -> R:
        """The resource with this secret."""

    def restart_ice(self, resource: R, remote: IceCredentials) -> str | None:
        """Restart ICE; None when the credentials are the present ones."""

    async def end(self, secret: str) -> None:
        """End the session."""


def created(answer_sdp: str, location: str, etag: str) -> Response:
    """The answer to an accepted offer."""
    headers = {**CORS_HEADERS, "Location": location, "ETag": etag, "Accept-Patch": FRAGMENT_MEDIA_TYPE}
    return Response(answer_sdp, status_code=201, media_type=SDP_MEDIA_TYPE, headers=headers)


def add_resource_routes(router: APIRouter, path: str, service: ResourceService[R], right: Right) -> None:
    """PATCH, DELETE, GET, HEAD and OPTIONS on `path`, which ends in {secret}."""

    @router.options(path, dependencies=[right])
    async def preflight_resource(secret: str) -> Response:
        """CORS preflight."""
        return preflight()

    @router.get(path, dependencies=[right], status_code=204, responses=problems(404))
    @router.head(path, dependencies=[right], status_code=204, responses=problems(404))
    async def head_resource(secret: str) -> Response:
        """The session is there; it has no content of its own."""
        return Response(status_code=204, headers={**CORS_HEADERS, "ETag": service.get(secret).etag})

    @router.patch(path, dependencies=[right], responses=patched_resource(), openapi_extra=takes(FRAGMENT_MEDIA_TYPE))
    async def patch_resource(secret: str, request: Request) -> Response:
        """Add candidates, or restart ICE when the fragment brings new credentials."""
        resource = service.get(secret)
        fragment = parse_fragment(await read_text(request, FRAGMENT_MEDIA_TYPE))
        condition = request.headers.get("if-match")
        if condition is None:
            raise BadRequest("PATCH needs If-Match.", status=428, code="precondition_required")
        if condition not in ("*", resource.etag):
            raise BadRequest("The session has changed since.", status=412, code="precondition_failed")
        answer = None
        if fragment.ufrag is not None and fragment.pwd is not None:
            answer = service.restart_ice(resource, IceCredentials(fragment.ufrag, fragment.pwd))
        if answer is None:
            return Response(status_code=204, headers=CORS_HEADERS)
        headers = {**CORS_HEADERS, "ETag": resource.etag}
        return Response(answer, status_code=200, media_type=FRAGMENT_MEDIA_TYPE, headers=headers)

    @router.delete(path, dependencies=[right], responses=problems(404))
    async def delete_resource(secret: str) -> Response:
        """End the session."""
        await service.end(secret)
        return Response(status_code=200, headers=CORS_HEADERS)
