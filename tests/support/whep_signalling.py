"""WHEP as a client speaks it: one POST to watch, one DELETE to leave."""

from collections.abc import Callable
from urllib.parse import urljoin

import httpx

from tests.support.webrtc_descriptions import LocalPeer, RemotePeer, build_offer, parse_description


class WhepSignalling:
    """The exchange of one viewer with a WHEP endpoint."""

    def __init__(
        self, client: httpx.AsyncClient, url: str, reroute: Callable[[str], str] = str, token: str = ""
    ) -> None:
        """`reroute` may change the answer before it is read, to lead the viewer through a relay."""
        self._client = client
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._url = url
        self._reroute = reroute
        self.resource = ""
        self.answer = ""

    async def negotiate(self, local: LocalPeer) -> RemotePeer:
        """POST the offer; the answer, or `httpx.HTTPStatusError`."""
        response = await self._client.post(
            self._url, content=build_offer(local), headers={"Content-Type": "application/sdp", **self._headers}
        )
        response.raise_for_status()
        self.resource = urljoin(self._url, response.headers["Location"])
        self.answer = self._reroute(response.text)
        return parse_description(self.answer)

    async def finish(self) -> None:
        """DELETE the resource."""
        if self.resource:
            (await self._client.delete(self.resource)).raise_for_status()
