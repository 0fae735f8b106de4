"""Offers as real clients write them, and a plan to answer them with."""

from pathlib import Path
from typing import Literal

from appliance.protocols.whip_whep import (
    MID_EXTENSION,
    AnswerPlan,
    AudioPlan,
    BitratePlan,
    Candidate,
    Fingerprint,
    IceCredentials,
    MediaOffer,
    Offer,
    VideoPlan,
    select_h264,
    select_opus,
)

_FOLDER = Path(__file__).parent.parent / "torture" / "corpus" / "sdp"

VIEWERS = ("chromium_view", "firefox_view", "safari_view", "aiortc_view")
PUBLISHERS = ("chromium_publish", "obs_publish", "gstreamer_publish")

CANDIDATES = (
    Candidate("192.0.2.7", 8189, "udp", 2_130_706_431, "1"),
    Candidate("2001:db8::7", 8189, "udp", 2_130_706_175, "2"),
    Candidate("192.0.2.7", 8189, "tcp", 1_671_430_143, "3"),
)


def offer_text(name: str) -> str:
    """The offer of that client, with the line ends it sent."""
    return (_FOLDER / name).read_bytes().decode()


def section(offer: Offer, kind: str) -> MediaOffer:
    """The first media section of a kind."""
    return next(media for media in offer.media if media.kind == kind)


def plan_for(offer: Offer, role: Literal["send", "receive"], bitrate: BitratePlan | None = None) -> AnswerPlan:
    """Accept everything that the box can carry."""
    h264, opus = select_h264(section(offer, "video")), select_opus(section(offer, "audio"))
    assert h264 is not None
    assert opus is not None
    return AnswerPlan(
        session_id=4_611_686_018_427,
        ice=IceCredentials("boxufrag", "boxpasswordboxpassword12"),
        fingerprint=Fingerprint("sha-256", ":".join(f"{number:02X}" for number in range(32))),
        candidates=CANDIDATES,
        role=role,
        video=VideoPlan(h264, ssrc=1001, rtx_ssrc=1002),
        audio=AudioPlan(opus, ssrc=2001),
        cname="airclass",
        msid="stage",
        extensions=(MID_EXTENSION,),
        bitrate=bitrate,
    )
