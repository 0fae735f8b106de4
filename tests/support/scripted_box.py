"""A box for tests of windows: it answers requests as it was told to, and keeps what was asked and said."""

import json
from collections.abc import Callable

import httpx
from pydantic import BaseModel

from appliance.client.box_client import BoxClient
from appliance.client.connection import BoxConnection
from appliance.client.live_events import LiveEvents, LiveIdentity
from appliance.contract.live import Ack, Command
from appliance.contract.problems import PROBLEM_MEDIA_TYPE, Problem

ORIGIN = "http://127.0.0.1:9"
"""Where nobody listens (RFC 863): what is not answered by script goes nowhere."""
Answer = BaseModel | int | Callable[[object], BaseModel]


class ScriptedBox(httpx.AsyncBaseTransport):
    """Answers by method and path; what it was not told about is not found."""

    def __init__(self) -> None:
        self.answers: dict[tuple[str, str], Answer] = {}
        self.asked: list[tuple[str, str, object]] = []
        """Method, path and body, in order."""
        self.is_away = False
        self.client = BoxClient(BoxConnection(ORIGIN, transport=self))

    def asked_for(self, method: str, path: str) -> list[object]:
        """The bodies of the requests of that kind."""
        return [body for was, at, body in self.asked if (was, at) == (method, path)]

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        body = json.loads(request.content) if request.headers.get("content-type") == "application/json" else None
        self.asked.append((request.method, request.url.path, body))
        if self.is_away:
            raise httpx.ConnectError("the box is away", request=request)
        answer = self.answers.get((request.method, request.url.path), 404)
        if callable(answer):
            answer = answer(body)
        if isinstance(answer, BaseModel):
            return httpx.Response(200, content=answer.model_dump_json(), request=request)
        return _refusal(answer, request)


class ScriptedLive(LiveEvents):
    """A live socket that keeps what is said on it, and fails when it was told to."""

    def __init__(self) -> None:
        super().__init__(ORIGIN, "s1", LiveIdentity(_no_token, _no_renewal))
        self.sent: list[Command] = []
        self.trouble: Exception | None = None

    async def send(self, command: Command) -> Ack:
        """Keep the command and say that it is done."""
        self.sent.append(command)
        if self.trouble is not None:
            raise self.trouble
        return Ack(ref=command.ref, server_ms=0)


def _refusal(status: int, request: httpx.Request) -> httpx.Response:
    code = "not_found" if status == 404 else "refused"
    problem = Problem(title="Refused", status=status, detail="The box says no.", code=code)
    headers = {"content-type": PROBLEM_MEDIA_TYPE}
    return httpx.Response(status, content=problem.model_dump_json(), headers=headers, request=request)


async def _no_token() -> str | None:
    return None


async def _no_renewal() -> bool:
    return False
