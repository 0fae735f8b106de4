"""Errors as RFC 9457 problems."""

from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from appliance.api.http_headers import (
    CORS_HEADERS,
    RETRY_AFTER_KEY_IN_USE_SECONDS,
    RETRY_AFTER_NO_PICTURE_SECONDS,
)
from appliance.contract.problems import PROBLEM_MEDIA_TYPE, Problem
from appliance.errors import (
    AirclassError,
    BadRequest,
    CapacityExceeded,
    NotAllowed,
    NotFound,
    PublishRefused,
    StageNeverLive,
    StorageFailed,
    StorageSealed,
    TooManyTries,
)
from appliance.protocols.whip_whep import SdpError

CODES = {404: "not_found", 405: "method_not_allowed", 413: "body_too_long"}
"""Of what the framework refuses by itself; the rest of that is a bad request."""
REFUSAL_STATUS = {"unknown_key": 404, "key_in_use": 409}


def problem(status: int, code: str, detail: str, headers: dict[str, str] | None = None) -> Response:
    """One problem as a response; readable from other origins, since WHEP players live there."""
    body = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail, code=code)
    return Response(
        body.model_dump_json(),
        status_code=status,
        media_type=PROBLEM_MEDIA_TYPE,
        headers={**CORS_HEADERS, **(headers or {})},
    )


def install(app: FastAPI) -> None:
    """Answer every error of the appliance and of the framework as a problem."""
    app.add_exception_handler(AirclassError, _on_airclass_error)
    app.add_exception_handler(SdpError, _on_sdp_error)
    app.add_exception_handler(RequestValidationError, _on_validation_error)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(Exception, _on_our_mistake)


async def _on_airclass_error(_: Request, error: Exception) -> Response:
    match error:
        case NotFound():
            return problem(404, "not_found", str(error))
        case NotAllowed():
            return problem(403, "not_allowed", str(error))
        case TooManyTries():
            return problem(error.status, error.code, str(error), {"Retry-After": str(error.retry_after)})
        case BadRequest():
            challenge = {"WWW-Authenticate": "Bearer"} if error.status == 401 else None
            return problem(error.status, error.code, str(error), challenge)
        case StageNeverLive():
            return problem(409, "no_picture_yet", str(error), {"Retry-After": str(RETRY_AFTER_NO_PICTURE_SECONDS)})
        case CapacityExceeded():
            return problem(503, "capacity_exceeded", str(error), {"Retry-After": str(error.retry_after)})
        case StorageFailed():
            return problem(507, "storage_failed", str(error))
        case StorageSealed():
            return problem(409, "wrong_state", str(error))
        case PublishRefused():
            status = REFUSAL_STATUS.get(error.code, 422)
            retry = {"Retry-After": str(RETRY_AFTER_KEY_IN_USE_SECONDS)} if error.code == "key_in_use" else None
            return problem(status, error.code, str(error), retry)
        case _:
            raise error


async def _on_sdp_error(_: Request, error: Exception) -> Response:
    unsupported = isinstance(error, SdpError) and error.unsupported
    return problem(422 if unsupported else 400, "unsupported_sdp" if unsupported else "bad_sdp", str(error))


async def _on_validation_error(_: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    return problem(422, "invalid_request", f"{where}: {first['msg']}")


async def _on_http_exception(_: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    code = CODES.get(error.status_code, "bad_request")
    return problem(error.status_code, code, str(error.detail), dict(error.headers or {}))


async def _on_our_mistake(_: Request, __: Exception) -> Response:
    """The framework logs the error itself, with its traceback."""
    return problem(500, "internal_error", "The box could not do this; its log says why.")
