"""Publishing over WHIP: sessions by the secret in their resource's address."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from appliance.errors import NotFound
from appliance.media.ingest.whip_session import WhipSession
from appliance.protocols.whip_whep import IceCredentials
from appliance.services.casting import Casting
from appliance.services.viewing import SECRET_BYTES, new_etag


@dataclass(slots=True)
class Publication:
    """One publisher's resource."""

    secret: str
    session: WhipSession
    answer: str
    etag: str


class Publishing:
    """Admits WHIP publishers."""

    def __init__(self, casting: Casting, make_session: Callable[[Callable[[], None]], WhipSession]) -> None:
        self._casting = casting
        self._make_session = make_session
        self._publications: dict[str, Publication] = {}
        self._left_bytes = 0
        self._left_lost = 0

    @property
    def bytes_received_total(self) -> int:
        """Media bytes from every publisher, those that have left included."""
        return self._left_bytes + sum(each.session.bytes_received for each in self._publications.values())

    @property
    def packets_lost_total(self) -> int:
        """Packets that never came, in spite of retransmission."""
        return self._left_lost + sum(each.session.packets_lost for each in self._publications.values())

    async def close(self) -> None:
        """End every publication."""
        for publication in list(self._publications.values()):
            await publication.session.close("the box stops")

    def publish(self, key: str, client: str, offer_sdp: str) -> Publication:
        """Answer a publisher; raises SdpError, PublishRefused, CapacityExceeded."""
        secret = secrets.token_urlsafe(SECRET_BYTES)
        session = self._make_session(lambda: self._forget(secret))
        answer = session.publish(self._casting, key, client, offer_sdp)
        publication = Publication(secret, session, answer, new_etag())
        self._publications[secret] = publication
        return publication

    def get(self, secret: str) -> Publication:
        """The resource with this secret; raises NotFound."""
        publication = self._publications.get(secret)
        if publication is None:
            raise NotFound("This publishing session has ended.")
        return publication

    def restart_ice(self, publication: Publication, remote: IceCredentials) -> str | None:
        """Restart ICE; gives the answering fragment, or None when nothing was to restart."""
        fragment = publication.session.restart_ice(remote)
        if fragment is not None:
            publication.etag = new_etag()
        return fragment

    async def end(self, secret: str) -> None:
        """End a publisher's session; raises NotFound."""
        await self.get(secret).session.close("the publisher left")

    def _forget(self, secret: str) -> None:
        publication = self._publications.pop(secret, None)
        if publication is not None:
            self._left_bytes += publication.session.bytes_received
            self._left_lost += publication.session.packets_lost
