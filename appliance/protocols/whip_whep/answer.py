"""What the box answers: an ICE-lite, passive SDP that accepts one H.264 and one Opus stream (RFC 8829, RFC 9725)."""

from dataclasses import dataclass
from typing import Literal

from appliance.protocols.whip_whep.codec_choice import H264Choice, OpusChoice
from appliance.protocols.whip_whep.ice import Candidate, IceCredentials, candidate_lines
from appliance.protocols.whip_whep.offer import Direction, Fingerprint, MediaOffer, Offer

MID_EXTENSION = "urn:ietf:params:rtp-hdrext:sdes:mid"
PLAYOUT_DELAY_EXTENSION = "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay"

_FEEDBACK_WHEN_SENDING = ("nack", "nack pli", "ccm fir")
_FEEDBACK_WHEN_RECEIVING = (*_FEEDBACK_WHEN_SENDING, "goog-remb")


@dataclass(frozen=True, slots=True)
class VideoPlan:
    """How the video section is accepted; the SSRCs are used only when the box sends."""

    choice: H264Choice
    ssrc: int = 0
    rtx_ssrc: int | None = None
    """Needs a choice with an RTX payload type."""


@dataclass(frozen=True, slots=True)
class AudioPlan:
    """How the audio section is accepted; the SSRC is used only when the box sends."""

    choice: OpusChoice
    ssrc: int = 0


@dataclass(frozen=True, slots=True)
class BitratePlan:
    """What a publisher is asked to encode with, in kbit/s."""

    start_kbps: int
    min_kbps: int
    max_kbps: int


@dataclass(frozen=True, slots=True)
class AnswerPlan:
    """Everything the box decides about an answer."""

    session_id: int
    ice: IceCredentials
    fingerprint: Fingerprint
    candidates: tuple[Candidate, ...]
    role: Literal["send", "receive"]
    """`send` to a viewer (WHEP), `receive` from a publisher (WHIP)."""
    video: VideoPlan | None = None
    """None rejects the section."""
    audio: AudioPlan | None = None
    cname: str = ""
    msid: str = ""
    """The media stream id that both tracks share."""
    extensions: tuple[str, ...] = ()
    """The URIs to accept where they are offered; the client's numbers are kept."""
    bitrate: BitratePlan | None = None


def build_answer(offer: Offer, plan: AnswerPlan) -> str:
    """The answer to a checked offer; sections without a plan are rejected."""
    accepted = [media for media in offer.media if _is_accepted(media, plan)]
    lines = _session_lines(offer, plan, accepted)
    for media in offer.media:
        if media in accepted:
            lines += _accepted_lines(media, offer, plan)
            if media is accepted[0]:
                lines += candidate_lines(plan.candidates)
        else:
            lines += _rejected_lines(media)
    return "\r\n".join(lines) + "\r\n"


def _is_accepted(media: MediaOffer, plan: AnswerPlan) -> bool:
    if media.rejected or media.kind == "application":
        return False
    return (plan.video if media.kind == "video" else plan.audio) is not None


def _session_lines(offer: Offer, plan: AnswerPlan, accepted: list[MediaOffer]) -> list[str]:
    bundled = [media.mid for media in accepted if media.mid in offer.bundle_mids]
    return [
        "v=0",
        f"o=- {plan.session_id} 1 IN IP4 0.0.0.0",
        "s=-",
        "t=0 0",
        "a=ice-lite",
        *(["a=group:BUNDLE " + " ".join(bundled)] if bundled else []),
        "a=msid-semantic:WMS *",
    ]


def _rejected_lines(media: MediaOffer) -> list[str]:
    return [
        f"m={media.kind} 0 {media.protocol} {media.formats[0]}",
        "c=IN IP4 0.0.0.0",
        f"a=mid:{media.mid}",
        "a=inactive",
    ]


def _accepted_lines(media: MediaOffer, offer: Offer, plan: AnswerPlan) -> list[str]:
    direction = _answer_direction(media.direction, plan.role)
    payload_types, codec_lines = _codec_lines(media, plan)
    maximum = plan.bitrate.max_kbps if plan.bitrate and media.kind == "video" else None
    return [
        f"m={media.kind} 9 {media.protocol} " + " ".join(map(str, payload_types)),
        "c=IN IP4 0.0.0.0",
        *([f"b=AS:{maximum}"] if maximum else []),
        f"a=mid:{media.mid}",
        *_transport_lines(offer, plan),
        f"a={direction}",
        "a=rtcp-mux",
        *(["a=rtcp-rsize"] if media.has_rtcp_rsize else []),
        *codec_lines,
        *(f"a=extmap:{media.extension_ids[uri]} {uri}" for uri in plan.extensions if uri in media.extension_ids),
        *(_source_lines(media, plan) if direction == "sendonly" else []),
    ]


def _transport_lines(offer: Offer, plan: AnswerPlan) -> list[str]:
    return [
        f"a=ice-ufrag:{plan.ice.ufrag}",
        f"a=ice-pwd:{plan.ice.pwd}",
        *(["a=ice-options:trickle"] if offer.has_trickle else []),
        f"a=fingerprint:{plan.fingerprint.algorithm} {plan.fingerprint.value}",
        "a=setup:passive",
    ]


def _answer_direction(offered: Direction, role: Literal["send", "receive"]) -> Direction:
    if role == "send":
        return "sendonly" if offered in ("recvonly", "sendrecv") else "inactive"
    return "recvonly" if offered in ("sendonly", "sendrecv") else "inactive"


def _codec_lines(media: MediaOffer, plan: AnswerPlan) -> tuple[list[int], list[str]]:
    if media.kind == "video" and plan.video is not None:
        return _h264_lines(plan.video, plan)
    assert plan.audio is not None
    return _opus_lines(plan.audio.choice, plan)


def _h264_lines(video: VideoPlan, plan: AnswerPlan) -> tuple[list[int], list[str]]:
    choice, payload_type = video.choice, video.choice.payload_type
    supported = _FEEDBACK_WHEN_SENDING if plan.role == "send" else _FEEDBACK_WHEN_RECEIVING
    lines = [
        f"a=rtpmap:{payload_type} H264/90000",
        *(f"a=rtcp-fb:{payload_type} {kind}" for kind in supported if kind in choice.feedback),
        f"a=fmtp:{payload_type} " + ";".join(_h264_parameters(choice, plan)),
    ]
    rtx = choice.rtx_payload_type
    if rtx is None:
        return [payload_type], lines
    return [payload_type, rtx], [*lines, f"a=rtpmap:{rtx} rtx/90000", f"a=fmtp:{rtx} apt={payload_type}"]


def _h264_parameters(choice: H264Choice, plan: AnswerPlan) -> list[str]:
    parameters = [
        "level-asymmetry-allowed=1",
        "packetization-mode=1",
        f"profile-level-id={choice.profile_level_id}",
    ]
    if plan.role == "receive" and plan.bitrate is not None:
        parameters += [
            f"x-google-start-bitrate={plan.bitrate.start_kbps}",
            f"x-google-min-bitrate={plan.bitrate.min_kbps}",
            f"x-google-max-bitrate={plan.bitrate.max_kbps}",
        ]
    return parameters


def _opus_lines(choice: OpusChoice, plan: AnswerPlan) -> tuple[list[int], list[str]]:
    stereo = "stereo=1;sprop-stereo=1" if plan.role == "send" else "stereo=1"
    payload_type = choice.payload_type
    return [payload_type], [
        f"a=rtpmap:{payload_type} opus/48000/2",
        f"a=fmtp:{payload_type} minptime=10;useinbandfec=1;{stereo}",
    ]


def _source_lines(media: MediaOffer, plan: AnswerPlan) -> list[str]:
    msid = f"{plan.msid} {media.kind}"
    ssrcs = [plan.audio.ssrc] if media.kind == "audio" and plan.audio else []
    group: list[str] = []
    if media.kind == "video" and plan.video:
        ssrcs = [plan.video.ssrc]
        if plan.video.rtx_ssrc is not None and plan.video.choice.rtx_payload_type is not None:
            ssrcs.append(plan.video.rtx_ssrc)
            group = [f"a=ssrc-group:FID {ssrcs[0]} {ssrcs[1]}"]
    sources = [line for ssrc in ssrcs for line in (f"a=ssrc:{ssrc} cname:{plan.cname}", f"a=ssrc:{ssrc} msid:{msid}")]
    return [f"a=msid:{msid}", *group, *sources]
