"""A bound on every request's body: what a route takes in, and no more."""

import contextlib
from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

BODY_MAX_BYTES = 64 * 1024
KIB = 1024


class BodyLimit:
    """ASGI middleware: refuses a body over the limit while it is read, whatever length was claimed."""

    def __init__(
        self, app: ASGIApp, larger: Mapping[str, int] | None = None, larger_below: Mapping[str, int] | None = None
    ) -> None:
        """`larger` gives the limits of single paths, `larger_below` those of a path and all below it, in bytes."""
        self._app = app
        self._larger = dict(larger or {})
        self._larger_below = dict(larger_below or {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with a counted body."""
        taken, limit = 0, self._limit(scope.get("path", ""))

        async def receive_counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > limit:
                # Only the framework's own exception passes unchanged through its reading of JSON bodies.
                raise HTTPException(413, f"The body is longer than {limit // KIB:,} KB.")
            return message

        # Who leaves before its body is whole needs no answer, and its leaving is no error of the box.
        with contextlib.suppress(ClientDisconnect):
            await self._app(scope, receive_counted if scope["type"] == "http" else receive, send)

    def _limit(self, path: str) -> int:
        if path in self._larger:
            return self._larger[path]
        below = (limit for start, limit in self._larger_below.items() if path == start or path.startswith(f"{start}/"))
        return next(below, BODY_MAX_BYTES)
