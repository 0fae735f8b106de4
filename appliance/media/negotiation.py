"""What WHEP and WHIP sessions share: the box's side of an offer and answer, and ICE restarts."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from appliance.media.transport.candidates import host_candidates
from appliance.media.transport.ice_lite import new_credentials
from appliance.media.transport.media_port import MediaPort
from appliance.media.transport.peer import MediaPeer, PeerIdentity, PeerListener
from appliance.protocols.whip_whep import AnswerPlan, Candidate, IceCredentials, Offer, build_fragment

SDP_SESSION_ID_BITS = 62
"""RFC 8829 §5.2.1: a 64-bit number whose two highest bits are zero."""


@dataclass(frozen=True, slots=True)
class Listening:
    """The media port together with the addresses it can be reached at."""

    port: MediaPort
    addresses: Callable[[], Sequence[str]]
    """The box's present addresses, best first; they change when the network does."""

    def candidates(self) -> tuple[Candidate, ...]:
        """The candidates of an answer given now."""
        return host_candidates(self.addresses(), self.port.port)

    def expect(self, offer: Offer, listener: PeerListener) -> MediaPeer:
        """Await the peer that made an offer; raises CapacityExceeded."""
        return self.port.add(PeerIdentity(new_credentials(), offer.ice, offer.fingerprints), listener)

    def restart(self, peer: MediaPeer, remote: IceCredentials) -> str:
        """Restart ICE for a peer and give the fragment with the box's new credentials."""
        local = new_credentials()
        self.port.restart_ice(peer, local, remote)
        return build_fragment(local.ufrag, local.pwd, self.candidates())

    def plan_for(self, peer: MediaPeer) -> AnswerPlan:
        """The part of an answer that does not depend on the media."""
        return AnswerPlan(
            session_id=secrets.randbits(SDP_SESSION_ID_BITS),
            ice=peer.identity.local,
            fingerprint=self.port.fingerprint,
            candidates=self.candidates(),
            role="send",
        )
