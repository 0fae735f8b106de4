"""What /openapi.json says about bodies that are not JSON, and about problems."""

from http import HTTPStatus
from typing import Any

from appliance.api.http_headers import FRAGMENT_MEDIA_TYPE, KEYFRAME_MEDIA_TYPE, SDP_MEDIA_TYPE
from appliance.contract.problems import PROBLEM_MEDIA_TYPE, Problem

OFFER_EXAMPLE = "v=0\r\no=- 4611731400430051336 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n…"
FRAGMENT_EXAMPLE = "a=ice-ufrag:EsAw\r\na=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1\r\nm=audio 9 RTP/AVP 0\r\na=mid:0\r\n…"
DETAILS = {
    400: ("bad_request", "The body is not UTF-8 text."),
    401: ("key_missing", "Publishing needs the stream key as a Bearer token."),
    403: ("not_allowed", "The practice class can be steered only from the box itself."),
    404: ("not_found", "There is no open session with this id on this box."),
    409: ("no_picture_yet", "Nothing has been on this stage yet."),
    412: ("precondition_failed", "The session has changed since."),
    413: ("body_too_long", "The body is longer than 64 KB."),
    415: ("unsupported_media_type", "The body must be application/sdp."),
    422: ("invalid_request", "body.cast_ids: Field required"),
    421: ("unknown_host", "The box is not known under this name."),
    428: ("precondition_required", "PATCH needs If-Match."),
    429: ("too_many", "Too many tries: wait a little."),
    503: ("capacity_exceeded", "The class is full: 500 viewers are watching."),
    507: ("storage_failed", "The box cannot store anything now: its disk is full or broken."),
}
RETRY_AFTER = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}
STATUSES_WITH_RETRY_AFTER = (409, 429, 503)
RESOURCE_HEADERS = {
    "Location": {"description": "The resource of this session: PATCH and DELETE it.", "schema": {"type": "string"}},
    "ETag": {"description": "Names the present state of its ICE.", "schema": {"type": "string"}},
}

Documentation = dict[int | str, dict[str, Any]]
"""The type that FastAPI gives to the `responses` of a route."""


def any_problem() -> Documentation:
    """What every route may answer besides what it says itself."""
    content = {PROBLEM_MEDIA_TYPE: {"schema": Problem.model_json_schema()}}
    return {"default": {"description": "Every error is a problem (RFC 9457).", "content": content}}


def problems(*statuses: int) -> Documentation:
    """The problems that a route answers with, each with an example."""
    return {status: _problem(status) for status in statuses}


def created_resource() -> Documentation:
    """The answer to an accepted offer, and the problems of one that is not."""
    body = {SDP_MEDIA_TYPE: {"schema": {"type": "string"}, "example": OFFER_EXAMPLE}}
    accepted = {"description": "The box's SDP answer.", "content": body, "headers": RESOURCE_HEADERS}
    return {201: accepted, **problems(400, 404, 409, 413, 415, 422, 503)}


def patched_resource() -> Documentation:
    """The answers to a PATCH of a resource."""
    body = {FRAGMENT_MEDIA_TYPE: {"schema": {"type": "string"}, "example": FRAGMENT_EXAMPLE}}
    restarted = {"description": "ICE begins anew.", "content": body, "headers": {"ETag": RESOURCE_HEADERS["ETag"]}}
    return {200: restarted, 204: {"description": "The candidates are taken."}, **problems(400, 404, 412, 413, 415, 428)}


def keyframe_answers() -> Documentation:
    """A picture, or the word that the client has it already."""
    headers = {"ETag": {"description": "Names this picture.", "schema": {"type": "string"}}}
    body = {KEYFRAME_MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}
    picture = {"description": "One H.264 picture with SPS and PPS, in Annex B.", "content": body, "headers": headers}
    return {200: picture, 304: {"description": "The picture that If-None-Match names is the latest."}}


def takes(media_type: str) -> dict[str, Any]:
    """The body of a route that reads SDP or a fragment of it."""
    example = OFFER_EXAMPLE if media_type == SDP_MEDIA_TYPE else FRAGMENT_EXAMPLE
    return {
        "requestBody": {
            "required": True,
            "content": {media_type: {"schema": {"type": "string", "maxLength": 65536}, "example": example}},
        }
    }


def _problem(status: int) -> dict[str, Any]:
    code, detail = DETAILS[status]
    title = HTTPStatus(status).phrase
    example = Problem(title=title, status=status, detail=detail, code=code).model_dump()
    described: dict[str, Any] = {
        "description": title,
        "content": {PROBLEM_MEDIA_TYPE: {"schema": Problem.model_json_schema(), "example": example}},
    }
    if status in STATUSES_WITH_RETRY_AFTER:
        described["headers"] = RETRY_AFTER
    return described
