"""The headers that WHIP and WHEP clients of other origins need, and their bodies; what names and types pictures."""

from fastapi import Request, Response

from appliance.errors import BadRequest

SDP_MEDIA_TYPE = "application/sdp"
FRAGMENT_MEDIA_TYPE = "application/trickle-ice-sdpfrag"
KEYFRAME_MEDIA_TYPE = "video/h264"
RETRY_AFTER_NO_PICTURE_SECONDS = 2
RETRY_AFTER_KEY_IN_USE_SECONDS = 2
"""A publisher that lost its connection finds its own key free again after this long."""

CORS_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "OPTIONS, GET, HEAD, POST, PATCH, DELETE",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, If-Match",
    "Access-Control-Expose-Headers": "Location, ETag, Link, Accept-Patch, Retry-After",
    "Access-Control-Max-Age": "86400",
}


def preflight(accept_post: str = SDP_MEDIA_TYPE) -> Response:
    """The answer to OPTIONS, never behind authorisation."""
    return Response(status_code=200, headers={**CORS_HEADERS, "Accept-Post": accept_post})


def media_type(request: Request) -> str:
    """The request's content type without parameters."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def read_text(request: Request, expected_media_type: str) -> str:
    """The request's body as text; raises BadRequest for another media type or text that is not UTF-8."""
    if media_type(request) != expected_media_type:
        raise BadRequest(f"The body must be {expected_media_type}.", status=415, code="unsupported_media_type")
    body = await request.body()
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise BadRequest("The body is not UTF-8 text.") from error


def is_known(etag: str, if_none_match: str) -> bool:
    """Whether a client that sends this `If-None-Match` has what `etag` names (RFC 9110 §13.1.2)."""
    known = [each.strip().removeprefix("W/") for each in if_none_match.split(",")]
    return "*" in known or etag in known
