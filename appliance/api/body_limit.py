"""A bound on every request's body: nothing that the box is asked needs more."""

import contextlib

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

BODY_MAX_BYTES = 64 * 1024


class BodyLimit:
    """ASGI middleware: refuses a body over the limit while it is read, whatever length was claimed."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with a counted body."""
        taken = 0

        async def receive_counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > BODY_MAX_BYTES:
                # Only the framework's own exception passes unchanged through its reading of JSON bodies.
                raise HTTPException(413, "The body is longer than 64 KB.")
            return message

        # Who leaves before its body is whole needs no answer, and its leaving is no error of the box.
        with contextlib.suppress(ClientDisconnect):
            await self._app(scope, receive_counted if scope["type"] == "http" else receive, send)
