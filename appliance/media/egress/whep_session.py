"""One WHEP session: a browser's offer answered, and its viewer while it lasts."""

import logging
from dataclasses import replace
from typing import Protocol

from appliance.media.egress.fanout import Fanout
from appliance.media.egress.viewer import Viewer, ViewerFormats
from appliance.media.negotiation import Listening
from appliance.media.transport.peer import MediaPeer, PeerState
from appliance.protocols.whip_whep import (
    AudioPlan,
    H264Choice,
    IceCredentials,
    Offer,
    OpusChoice,
    SdpError,
    VideoPlan,
    build_answer,
    select_h264,
    select_opus,
)

logger = logging.getLogger(__name__)


class WhepOwner(Protocol):
    """Who admitted the viewer."""

    def viewer_connected(self) -> None:
        """Media flows; called once, or never."""

    def viewer_left(self) -> None:
        """The session is over; called once."""


class WhepSession:
    """Answers an offer and feeds the viewer behind it until it leaves."""

    def __init__(self, listening: Listening, fanout: Fanout, offer: Offer, owner: "WhepOwner") -> None:
        """Await the viewer; raises SdpError when it can play nothing of ours, CapacityExceeded when the box is full."""
        self._listening = listening
        self._fanout = fanout
        self._owner = owner
        self._video, self._audio = _choose(offer)
        self.viewer: Viewer | None = None
        self.peer: MediaPeer = listening.expect(offer, self)
        self.answer = self._build_answer(offer)

    @property
    def is_connected(self) -> bool:
        """Whether media flows."""
        return self.peer.state is PeerState.CONNECTED

    def restart_ice(self, remote: IceCredentials) -> str | None:
        """Take a client's new credentials; gives the answering fragment, or None when they are the old ones."""
        if remote == self.peer.identity.remote:
            return None
        return self._listening.restart(self.peer, remote)

    async def close(self, reason: str) -> None:
        """End the session."""
        await self._listening.port.remove(self.peer, reason)

    def on_connected(self) -> None:
        """Begin to send."""
        identity = self._fanout.identity
        formats = ViewerFormats(
            self._video.payload_type if self._video else None,
            self._video.rtx_payload_type if self._video else None,
            self._audio.payload_type if self._audio else None,
            identity.rtx_ssrc,
            identity.cname,
        )
        self.viewer = Viewer(self.peer, formats, self._fanout.supplies, self._fanout.keyframe_wanted)
        self._fanout.attach(self.viewer)
        self._owner.viewer_connected()

    def on_rtp(self, packet: bytes, now_ns: int) -> None:
        """A viewer sends no media; anything it sends is dropped."""

    def on_rtcp(self, packet: bytes, now_ns: int) -> None:
        """Take the viewer's feedback."""
        if self.viewer is not None:
            self._fanout.on_rtcp(self.viewer, packet, now_ns)

    def on_path_renewed(self) -> None:
        """The box has moved: show the picture again at once."""
        if self.viewer is not None:
            self._fanout.path_renewed(self.viewer)

    def on_closed(self, reason: str) -> None:
        """The viewer is gone."""
        if self.viewer is not None:
            self._fanout.detach(self.viewer)
        logger.debug("viewer left: %s", reason)
        self._owner.viewer_left()

    def _build_answer(self, offer: Offer) -> str:
        identity = self._fanout.identity
        plan = replace(
            self._listening.plan_for(self.peer),
            role="send",
            video=VideoPlan(self._video, identity.video_ssrc, identity.rtx_ssrc) if self._video else None,
            audio=AudioPlan(self._audio, identity.audio_ssrc) if self._audio else None,
            cname=identity.cname,
            msid=identity.cname,
        )
        return build_answer(offer, plan)


def _choose(offer: Offer) -> tuple[H264Choice | None, OpusChoice | None]:
    video = audio = None
    for media in offer.media:
        if media.rejected or media.direction not in ("recvonly", "sendrecv"):
            continue
        if media.kind == "video":
            video = select_h264(media)
        elif media.kind == "audio":
            audio = select_opus(media)
    if video is None and audio is None:
        raise SdpError("The offer asks for neither H.264 video nor Opus audio to receive.", unsupported=True)
    return video, audio
