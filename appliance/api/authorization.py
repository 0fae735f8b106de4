"""The right to each route: who asks, and whether the policy table lets them."""

import ipaddress
from collections.abc import Callable

from fastapi.dependencies.models import Dependant
from starlette.requests import HTTPConnection
from starlette.routing import BaseRoute

from appliance.api.origins import host_name, is_foreign
from appliance.domain.lesson import Lesson
from appliance.domain.policy import Action
from appliance.services.callers import Caller
from appliance.services.rights import Rights
from appliance.services.sessions import Sessions

LOCAL_NAMES = frozenset({"localhost"})
SessionOf = Callable[[str], str]


class Check:
    """One route's dependency: gives the caller, or raises what the caller is told instead."""

    def __init__(self, authorization: "Authorization", action: Action, session_of: SessionOf | None) -> None:
        self.action = action
        self._authorization = authorization
        self._session_of = session_of

    async def __call__(self, connection: HTTPConnection) -> Caller:
        """Raises NotFound, BadRequest (401) and NotAllowed."""
        caller = self._authorization.caller(connection)
        lesson = self._authorization.lesson(connection, self._session_of)
        self._authorization.rights.require(caller, self.action, lesson)
        return caller


class LaterCheck:
    """A live socket's dependency: its first message brings the token, and its handler asks for the right."""

    def __init__(self, action: Action) -> None:
        self.action = action

    async def __call__(self, connection: HTTPConnection) -> Caller:
        """Nobody so far."""
        return Caller("nobody", is_on_box=is_on_box(connection))


class Authorization:
    """Makes the check of each route: `Depends(auth(Action.X))`."""

    def __init__(self, rights: Rights, sessions: Sessions) -> None:
        self.rights = rights
        self.sessions = sessions

    def __call__(self, action: Action, session_of: SessionOf | None = None) -> Check:
        """The check for `action` in the session of the path; `session_of` finds it by the path's only parameter."""
        return Check(self, action, session_of)

    def later(self, action: Action) -> LaterCheck:
        """For a socket whose handler itself checks `action` once somebody has said who they are."""
        return LaterCheck(action)

    def caller(self, connection: HTTPConnection) -> Caller:
        """Who asks, by the token in the Authorization header (RFC 6750 §2.1); tokens in addresses are not read."""
        scheme, _, token = connection.headers.get("authorization", "").partition(" ")
        given = token.strip() if scheme.lower() == "bearer" else ""
        return self.rights.read_token(given or None, is_on_box=is_on_box(connection))

    def lesson(self, connection: HTTPConnection, session_of: SessionOf | None) -> Lesson | None:
        """The session that the path is about, ended or not; raises NotFound."""
        parameters = connection.path_params
        if session_of is not None:
            (parameter,) = parameters.values()
            return self.sessions.lesson(session_of(parameter))
        return self.sessions.lesson(parameters["session_id"]) if "session_id" in parameters else None


def action_of(route: BaseRoute) -> Action | None:
    """The action that a route checks, or None for one that checks nothing."""
    dependant = getattr(route, "dependant", None)
    if not isinstance(dependant, Dependant):
        return None
    actions = [each.call.action for each in dependant.dependencies if isinstance(each.call, Check | LaterCheck)]
    return actions[0] if actions else None


def source_of(connection: HTTPConnection) -> str:
    """The address that somebody asks from, by which guesses and joins are counted."""
    if connection.client is None:
        return ""
    try:
        parsed = ipaddress.ip_address(connection.client.host)
    except ValueError:
        return connection.client.host
    mapped = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
    return str(mapped or parsed)


def is_on_box(connection: HTTPConnection) -> bool:
    """Whether a local page or a program of the box itself asks: what may steer the practice class."""
    client = connection.client
    if client is None or not _is_loopback(client.host):
        return False
    # A page of another site, opened in a browser on the box, must not steer it: neither directly nor by rebinding DNS.
    name = host_name(connection)
    return (name in LOCAL_NAMES or _is_loopback(name)) and not is_foreign(connection)


def _is_loopback(address: str) -> bool:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
    return (mapped or parsed).is_loopback
