"""Which page made a request: a page of another site must neither steer the box nor listen to it."""

from urllib.parse import urlsplit

from starlette.requests import HTTPConnection


def is_foreign(connection: HTTPConnection) -> bool:
    """Whether a browser made the request for a page that did not come from the box itself; programs send no Origin."""
    origin = connection.headers.get("origin")
    return origin is not None and _network_location(origin) != connection.headers.get("host", "").lower()


def host_name(connection: HTTPConnection) -> str:
    """The name or address by which the box was called, without its port; empty when it makes no sense."""
    try:
        return urlsplit(f"//{connection.headers.get('host', '')}").hostname or ""
    except ValueError:
        return ""


def _network_location(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""
