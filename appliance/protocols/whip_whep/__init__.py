"""The bodies of WHIP and WHEP: SDP offers and answers, and trickle ICE fragments. No sockets, no HTTP."""

from appliance.protocols.whip_whep.answer import (
    MID_EXTENSION,
    PLAYOUT_DELAY_EXTENSION,
    AnswerPlan,
    AudioPlan,
    BitratePlan,
    VideoPlan,
    build_answer,
)
from appliance.protocols.whip_whep.codec_choice import H264Choice, OpusChoice, select_h264, select_opus
from appliance.protocols.whip_whep.errors import SdpError
from appliance.protocols.whip_whep.ice import Candidate, IceCredentials
from appliance.protocols.whip_whep.offer import CodecOffer, Fingerprint, MediaOffer, Offer, parse_offer
from appliance.protocols.whip_whep.trickle import Fragment, build_fragment, parse_fragment

__all__ = [
    "MID_EXTENSION",
    "PLAYOUT_DELAY_EXTENSION",
    "AnswerPlan",
    "AudioPlan",
    "BitratePlan",
    "Candidate",
    "CodecOffer",
    "Fingerprint",
    "Fragment",
    "H264Choice",
    "IceCredentials",
    "MediaOffer",
    "Offer",
    "OpusChoice",
    "SdpError",
    "VideoPlan",
    "build_answer",
    "build_fragment",
    "parse_fragment",
    "parse_offer",
    "select_h264",
    "select_opus",
]
