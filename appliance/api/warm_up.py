"""One request to nobody before the door opens: FastAPI resolves its routes at the first request, which takes 0.4 s."""

from starlette.types import ASGIApp, Message, Scope

NOWHERE = "/.warm-up"
"""Matches no route, so that every router has to look."""


async def warm_up(app: ASGIApp) -> None:
    """Let the application resolve its routes now; raises RuntimeError when it cannot answer."""
    statuses: list[int] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    scope: Scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": NOWHERE,
        "raw_path": NOWHERE.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"localhost")],
        "client": ("127.0.0.1", 0),
        "server": ("127.0.0.1", 0),
    }
    await app(scope, receive, send)
    if statuses != [404]:
        raise RuntimeError(f"the web application answered its first request with {statuses}")
