"""Every media parser as a function of bytes, for the fuzzers: an error that a parser may raise is swallowed."""

import dataclasses
from contextlib import suppress

from appliance.protocols.h264 import (
    H264Error,
    is_keyframe,
    parse_avc_config,
    parse_slice_header,
    parse_sps,
    split_annex_b,
    split_avcc,
)
from appliance.protocols.rtp import H264Depacketizer, ReceiveStream, RtpError, RtpPacket, parse_compound
from appliance.protocols.rtp.rtx import unwrap
from appliance.protocols.whip_whep import (
    AnswerPlan,
    Fingerprint,
    IceCredentials,
    SdpError,
    VideoPlan,
    build_answer,
    parse_fragment,
    parse_offer,
    select_h264,
    select_opus,
)

_PLAN = AnswerPlan(
    session_id=1,
    ice=IceCredentials("boxufrag", "boxpasswordboxpassword12"),
    fingerprint=Fingerprint("sha-256", "00"),
    candidates=(),
    role="send",
)


def feed_h264(data: bytes) -> None:
    """Read the data as each H.264 structure."""
    with suppress(H264Error):
        is_keyframe(split_annex_b(data))
    for length_size in (1, 2, 4):
        with suppress(H264Error):
            split_avcc(data, length_size)
    for parse in (parse_avc_config, parse_sps, parse_slice_header):
        with suppress(H264Error):
            parse(data)


def feed_rtp(data: bytes) -> None:
    """Read the data as RTP, as RTCP, and as a payload between good packets."""
    try:
        packet = RtpPacket.parse(data)
        packet.serialize()
        ReceiveStream(packet.ssrc, 90_000).receive(packet, now=0.0)
        unwrap(packet, 96, 1)
    except RtpError:
        pass
    try:
        for report in parse_compound(data):
            report.serialize()
    except RtpError:
        pass
    depacketizer = H264Depacketizer()
    for sequence, payload in enumerate((b"\x67\x42\xe0\x1f", b"\x65\x88", data, data[len(data) // 2 :], b"\x41\x9a")):
        depacketizer.push(RtpPacket(96, sequence != 2, sequence, 3000 * (sequence // 2), 1, payload))


def feed_sdp(data: bytes) -> None:
    """Read the data as an offer and answer it; the answer must be lines of SDP and nothing else."""
    try:
        offer = parse_offer(data.decode(errors="replace"))
    except SdpError:
        return
    video = next((choice for media in offer.media if (choice := select_h264(media)) is not None), None)
    for media in offer.media:
        select_opus(media)
    for plan in (_PLAN, dataclasses.replace(_PLAN, video=VideoPlan(video) if video else None)):
        answer = build_answer(offer, plan)
        assert answer.isascii()
        assert all(line[1:2] == "=" and line.isprintable() for line in answer.removesuffix("\r\n").split("\r\n"))


def feed_trickle(data: bytes) -> None:
    """Read the data as a trickle fragment."""
    with suppress(SdpError):
        parse_fragment(data.decode(errors="replace"))


FEEDS = {"h264": feed_h264, "rtp": feed_rtp, "sdp": feed_sdp, "trickle": feed_trickle}
