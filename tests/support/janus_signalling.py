"""Watching a Janus streaming mountpoint through its HTTP API, for the comparison benchmark."""

import itertools
import secrets
from collections.abc import Mapping

import httpx

from tests.support.webrtc_descriptions import LocalPeer, RemotePeer, build_answer, parse_description

MOUNTPOINT = 1


class JanusError(Exception):
    """Janus answered with an error or not at all."""


class JanusSignalling:
    """One session and one handle of the streaming plugin: Janus offers, the viewer answers."""

    _numbers = itertools.count()

    def __init__(self, client: httpx.AsyncClient, base: str) -> None:
        self._client = client
        self._base = base.rstrip("/")
        self._session = ""
        self._handle = ""

    async def negotiate(self, local: LocalPeer) -> RemotePeer:
        """Create the session, ask to watch, answer the offer."""
        created = await self._post(self._base, {"janus": "create"})
        self._session = f"{self._base}/{_identifier(created)}"
        plugin = {"janus": "attach", "plugin": "janus.plugin.streaming"}
        self._handle = f"{self._session}/{_identifier(await self._post(self._session, plugin))}"
        watch = {"janus": "message", "body": {"request": "watch", "id": MOUNTPOINT}}
        await self._post(self._handle, watch)
        offer = await self._event_with_description()
        answer = {"type": "answer", "sdp": build_answer(local, offer)}
        await self._post(self._handle, {"janus": "message", "body": {"request": "start"}, "jsep": answer})
        return parse_description(offer)

    async def finish(self) -> None:
        """Destroy the session, and the viewer with it."""
        if self._session:
            await self._post(self._session, {"janus": "destroy"})

    async def _event_with_description(self) -> str:
        for _ in range(10):
            response = await self._client.get(self._session)
            event = response.json()
            if "jsep" in event:
                return str(event["jsep"]["sdp"])
        raise JanusError("no offer came")

    async def _post(self, url: str, request: Mapping[str, object]) -> dict[str, object]:
        transaction = f"{next(self._numbers)}-{secrets.token_hex(4)}"
        response = await self._client.post(url, json={**request, "transaction": transaction})
        answer: dict[str, object] = response.json()
        if answer.get("janus") not in {"success", "ack"}:
            raise JanusError(str(answer.get("error", answer)))
        return answer


def _identifier(answer: dict[str, object]) -> int:
    data = answer["data"]
    assert isinstance(data, dict)
    return int(data["id"])
