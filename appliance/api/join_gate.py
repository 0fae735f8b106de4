"""A door before the door: joins that would be refused for their number are refused before they cost anything."""

import json

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from appliance.api.authorization import source_of
from appliance.api.problems import problem
from appliance.errors import TooManyTries
from appliance.services.joining import Joining

JOIN_PATH = "/auth/join"
LOOKED_AT_BYTES = 2_048
"""A join is some hundred bytes; what is longer is for the route to refuse."""


class JoinGate:
    """ASGI middleware: looks at joins only, and lets through whatever it does not understand."""

    def __init__(self, app: ASGIApp, joining: Joining) -> None:
        self._app = app
        self._joining = joining

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse with 429, or pass the request on with the body that was read."""
        if scope["type"] != "http" or scope["method"] != "POST" or scope["path"] != JOIN_PATH:
            await self._app(scope, receive, send)
            return
        first = await receive()
        try:
            self._look(first, source_of(HTTPConnection(scope)))
        except TooManyTries as error:
            refused = problem(error.status, error.code, str(error), {"Retry-After": str(error.retry_after)})
            await refused(scope, receive, send)
            return
        await self._app(scope, _again(first, receive), send)

    def _look(self, message: Message, source: str) -> None:
        body: bytes = message.get("body", b"")
        if message.get("more_body", False) or len(body) > LOOKED_AT_BYTES:
            return
        try:
            wish = json.loads(body)
        except (ValueError, RecursionError):
            return
        match wish:
            case {"class_code": str(class_code), "device_secret": str(device_secret)}:
                self._joining.require_pace(class_code, device_secret, source)


def _again(first: Message, receive: Receive) -> Receive:
    waiting: list[Message] = [first]

    async def receive_again() -> Message:
        return waiting.pop() if waiting else await receive()

    return receive_again
