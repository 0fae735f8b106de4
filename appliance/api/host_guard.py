"""Under which names the box answers: a page of another site must not reach it by pointing its own name here."""

import ipaddress
from collections.abc import Collection

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from appliance.api.origins import host_name
from appliance.api.problems import problem


class HostGuard:
    """ASGI middleware against DNS rebinding: refuses requests whose Host is not a name of the box."""

    def __init__(self, app: ASGIApp, allowed_names: Collection[str] = ()) -> None:
        self._app = app
        self._allowed_names = frozenset(name.lower() for name in allowed_names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what names the box."""
        if scope["type"] not in ("http", "websocket") or self._is_ours(host_name(HTTPConnection(scope))):
            await self._app(scope, receive, send)
            return
        detail = "The box is not known under this name. Its own names are set by AIRCLASS_HOST_NAMES."
        await problem(421, "unknown_host", detail)(scope, receive, send)

    def _is_ours(self, name: str) -> bool:
        name = name.lower().rstrip(".")
        # Names without a dot and .local are given by the own network only; no site of the internet can have one.
        if not name or "." not in name or name.endswith(".local") or name in self._allowed_names:
            return True
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True
