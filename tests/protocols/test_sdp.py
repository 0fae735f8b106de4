"""SDP offers of real clients, and the box's answers."""

import dataclasses
from collections.abc import Callable

import pytest
from aiortc.sdp import SessionDescription

from appliance.protocols.whip_whep import (
    MID_EXTENSION,
    PLAYOUT_DELAY_EXTENSION,
    BitratePlan,
    Candidate,
    IceCredentials,
    Offer,
    SdpError,
    VideoPlan,
    build_answer,
    parse_offer,
    select_h264,
    select_opus,
)
from tests.protocols.sdp_samples import CANDIDATES, PUBLISHERS, VIEWERS, offer_text, plan_for, section

FINGERPRINT_BYTES = 32


def _section_lines(answer: str, kind: str) -> list[str]:
    """The lines of one media section, its m= line first."""
    parts = answer.split("\r\nm=")
    return next(part for part in parts if part.startswith(kind)).split("\r\n")


def _changed(name: str, change: Callable[[str], str]) -> Offer:
    text = offer_text(name)
    changed = change(text)
    assert changed != text
    return parse_offer(changed)


def _refusal(name: str, change: Callable[[str], str]) -> SdpError:
    with pytest.raises(SdpError) as caught:
        _changed(name, change)
    return caught.value


# Offers


@pytest.mark.parametrize(
    ("name", "h264", "profile", "opus"),
    [
        ("chromium_view", (108, 109), "42e01f", 111),
        ("firefox_view", (126, 127), "42e01f", 109),
        ("safari_view", (98, 99), "42e01f", 111),
        ("aiortc_view", (101, 102), "42e01f", 96),
        ("chromium_publish", (108, 109), "42e01f", 111),
        ("obs_publish", (96, None), "42e01f", 111),
        ("gstreamer_publish", (96, 97), "42c01f", 98),
    ],
)
def test_codecs_are_chosen_from_each_clients_offer(
    name: str, h264: tuple[int, int | None], profile: str, opus: int
) -> None:
    offer = parse_offer(offer_text(name))
    video, audio = select_h264(section(offer, "video")), select_opus(section(offer, "audio"))
    assert video is not None
    assert audio is not None
    assert (video.payload_type, video.rtx_payload_type, video.profile_level_id) == (*h264, profile)
    assert {"nack", "nack pli"} <= video.feedback
    assert audio.payload_type == opus


@pytest.mark.parametrize("name", VIEWERS)
def test_viewers_receive_on_one_transport(name: str) -> None:
    offer = parse_offer(offer_text(name))
    assert [media.direction for media in offer.media] == ["recvonly", "recvonly"]
    assert not any(media.rejected for media in offer.media)
    assert offer.bundle_mids == ("0", "1")
    assert offer.setup == "actpass"
    assert offer.fingerprints[0].algorithm == "sha-256"
    assert len(offer.fingerprints[0].value) == 3 * FINGERPRINT_BYTES - 1


def test_sources_of_a_publisher_are_known() -> None:
    offer = parse_offer(offer_text("gstreamer_publish"))
    video, audio = offer.media
    assert video.ssrcs == (3310458921, 1762094458)
    assert video.rtx_ssrcs == {3310458921: 1762094458}
    assert audio.ssrcs == (902775136,)
    assert (video.mid, audio.mid) == ("video0", "audio1")
    assert video.has_rtcp_rsize


def test_session_level_transport_of_obs_is_used() -> None:
    offer = parse_offer(offer_text("obs_publish"))
    assert offer.ice == IceCredentials("hR3v", "pV8sJ2xQm5LdT9eYc4WbZn")
    assert offer.has_trickle
    assert offer.candidates == (
        Candidate("192.0.2.31", 51873, "udp", 2122317823, "1"),
        Candidate("2001:db8::31", 51873, "udp", 2122315767, "2"),
    )
    assert section(offer, "video").msid == "f3Hn8YcPa1DuEj6o f3Hn8YcPa1DuEj6o-video"


def test_hidden_addresses_of_browsers_are_left_out() -> None:
    assert ".local" in offer_text("chromium_view")
    assert parse_offer(offer_text("chromium_view")).candidates == ()


def test_extension_ids_are_read_with_their_direction_dropped() -> None:
    video = section(parse_offer(offer_text("firefox_view")), "video")
    assert video.extension_ids[MID_EXTENSION] == 3
    assert video.extension_ids[PLAYOUT_DELAY_EXTENSION] == 6


def test_bundle_only_sections_are_not_rejected_but_port_zero_alone_is() -> None:
    assert not section(parse_offer(offer_text("firefox_view")), "audio").rejected
    offer = _changed("firefox_view", lambda text: text.replace("a=bundle-only\r\n", ""))
    assert section(offer, "audio").rejected


def test_bare_line_feeds_are_taken() -> None:
    text = offer_text("chromium_view")
    assert parse_offer(text.replace("\r\n", "\n")) == parse_offer(text)


def test_direction_defaults_to_both_ways_and_may_stand_in_the_session() -> None:
    without = _changed("chromium_view", lambda text: text.replace("a=recvonly\r\n", ""))
    assert {media.direction for media in without.media} == {"sendrecv"}
    text = offer_text("chromium_view").replace("a=recvonly\r\n", "").replace("t=0 0", "t=0 0\r\na=recvonly")
    assert {media.direction for media in parse_offer(text).media} == {"recvonly"}


def test_setup_active_is_taken() -> None:
    assert _changed("chromium_view", lambda text: text.replace("actpass", "active")).setup == "active"


def test_video_alone_needs_no_bundle() -> None:
    text = offer_text("chromium_view")
    alone = text[: text.index("m=audio")].replace("a=group:BUNDLE 0 1\r\n", "")
    offer = parse_offer(alone)
    assert [media.kind for media in offer.media] == ["video"]
    assert offer.bundle_mids == ()


def test_data_channel_section_is_kept_in_its_place() -> None:
    data = "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\na=mid:2\r\na=sctp-port:5000\r\n"
    offer = _changed("chromium_view", lambda text: text.replace("BUNDLE 0 1", "BUNDLE 0 1 2") + data)
    assert [media.kind for media in offer.media] == ["video", "audio", "application"]
    answer = build_answer(offer, plan_for(offer, "send"))
    assert _section_lines(answer, "application")[0] == "application 0 UDP/DTLS/SCTP webrtc-datachannel"
    assert "a=group:BUNDLE 0 1\r\n" in answer


@pytest.mark.parametrize(
    ("change", "unsupported"),
    [
        (lambda text: text.replace("v=0", "v=1"), False),
        (lambda text: text.replace("s=-", "nonsense"), False),
        (lambda text: text.replace("a=ice-ufrag", "a=ice-other"), False),
        (lambda text: text.replace("a=ice-pwd:", "a=ice-pwd:short\r\na=old:"), False),
        (lambda text: text.replace("a=ice-ufrag:", "a=ice-ufrag:bad ufrag"), False),
        (lambda text: text.replace("a=fingerprint", "a=footprint"), False),
        (lambda text: text.replace("sha-256", "md5"), False),
        (lambda text: text.replace("a=setup:actpass", "a=nothing"), False),
        (lambda text: text.replace("a=setup:actpass", "a=setup:holdconn"), False),
        (lambda text: text.replace("a=setup:actpass", "a=setup:passive"), True),
        (lambda text: text.replace("a=mid:0\r\n", ""), False),
        (lambda text: text.replace("a=mid:1", "a=mid:0"), False),
        (lambda text: text.replace("a=rtcp-mux", "a=rtcp-other"), True),
        (lambda text: text.replace("BUNDLE 0 1", "BUNDLE 0"), True),
        (lambda text: text.replace("a=group:BUNDLE 0 1\r\n", ""), True),
        (lambda text: text.replace("UDP/TLS/RTP/SAVPF", "RTP/AVP"), True),
        (lambda text: text.replace("m=audio", "m=video"), True),
        (lambda text: text.replace("m=audio", "m=text"), True),
        (lambda text: text.replace("m=video 9", "m=video 0").replace("m=audio 9", "m=audio 0"), True),
        (lambda text: text.replace("m=video 9", "m=video x"), False),
        (lambda text: text.replace("a=rtpmap:108 H264/90000", "a=rtpmap:108 H264"), False),
        (lambda text: text.replace("a=extmap:9 ", "a=extmap:nine "), False),
        (lambda text: text[: text.index("m=video")], False),
        (lambda text: text + "a=candidate:1 1 udp 1 192.0.2.1 9 typ host\r\n" * 51, False),
        (lambda text: text + "a=x\r\n" * 2_000, False),
        (lambda text: text + "a=" + "x" * 65_536, False),
        (lambda text: text + "a=ssrc:4294967296 cname:x\r\n", False),
        (lambda text: text + "".join(f"a=ssrc:{number} cname:x\r\n" for number in range(17)), True),
    ],
)
def test_offers_that_cannot_be_served_are_refused_in_words(change: Callable[[str], str], unsupported: bool) -> None:
    error = _refusal("chromium_view", change)
    assert error.unsupported is unsupported
    assert str(error).endswith(".")


def test_two_videos_are_too_many_even_when_bundled() -> None:
    text = offer_text("chromium_view")
    second = text[text.index("m=video") : text.index("m=audio")].replace("a=mid:0", "a=mid:2")
    error = _refusal("chromium_view", lambda text: text.replace("BUNDLE 0 1", "BUNDLE 0 1 2") + second)
    assert error.unsupported
    rejected = second.replace("m=video 9", "m=video 0")
    assert len(_changed("chromium_view", lambda text: text + rejected).media) == 3


def test_text_cut_at_each_line_is_refused_or_an_offer() -> None:
    lines = offer_text("firefox_view").splitlines(keepends=True)
    served = []
    for count in range(len(lines)):
        try:
            parse_offer("".join(lines[:count]))
        except SdpError:
            continue
        served.append(count)
    # Bundled audio without its a=rtcp-mux is refused: what is served has the whole video section, or everything.
    first_audio_line = next(number for number, line in enumerate(lines) if line.startswith("m=audio"))
    assert first_audio_line in served
    assert all(count <= first_audio_line or "a=rtcp-mux\r\n" in lines[first_audio_line:count] for count in served)


# Codecs


def _h264_with(parameters: str) -> str | None:
    text = offer_text("obs_publish")
    line = "profile-level-id=42e01f;packetization-mode=1;level-asymmetry-allowed=1"
    choice = select_h264(section(parse_offer(text.replace(line, parameters)), "video"))
    return choice.profile_level_id if choice is not None else None


def test_h264_parameters_decide_what_is_usable() -> None:
    assert _h264_with("packetization-mode=1;profile-level-id=640C1F") == "640c1f"
    assert _h264_with("packetization-mode=1; profile-level-id=4d001f") == "4d001f"
    assert _h264_with("packetization-mode=1") == "420010"
    assert _h264_with("packetization-mode=0;profile-level-id=42e01f") is None
    assert _h264_with("profile-level-id=42e01f") is None
    assert _h264_with("packetization-mode=1;profile-level-id=7a001f") is None
    assert _h264_with("packetization-mode=1;profile-level-id=42e01") is None


def test_constrained_baseline_is_preferred_wherever_it_stands() -> None:
    text = offer_text("safari_view").replace("42e01f", "42e028")
    choice = select_h264(section(parse_offer(text), "video"))
    assert choice is not None
    assert choice.profile_level_id == "42e028"


def test_without_usable_codecs_nothing_is_chosen() -> None:
    text = offer_text("chromium_view").replace("H264", "H265").replace("opus", "speex")
    offer = parse_offer(text)
    assert select_h264(section(offer, "video")) is None
    assert select_opus(section(offer, "audio")) is None


# Answers


@pytest.mark.parametrize("name", VIEWERS)
def test_answer_to_a_viewer(name: str) -> None:
    offer = parse_offer(offer_text(name))
    answer = build_answer(offer, plan_for(offer, "send"))
    session = answer.split("\r\nm=")[0].split("\r\n")
    assert {"a=ice-lite", "a=group:BUNDLE 0 1"} <= set(session)
    for kind in ("video", "audio"):
        lines = _section_lines(answer, kind)
        assert {"a=sendonly", "a=setup:passive", "a=rtcp-mux", f"a=msid:stage {kind}"} <= set(lines)
        assert ("a=rtcp-rsize" in lines) == section(offer, kind).has_rtcp_rsize
        assert ("a=ice-options:trickle" in lines) == offer.has_trickle


def test_video_towards_a_viewer_names_its_retransmissions() -> None:
    offer = parse_offer(offer_text("chromium_view"))
    lines = _section_lines(build_answer(offer, plan_for(offer, "send")), "video")
    assert lines[0] == "video 9 UDP/TLS/RTP/SAVPF 108 109"
    assert [line for line in lines if line.startswith(("a=rtpmap", "a=fmtp", "a=rtcp-fb", "a=extmap"))] == [
        "a=rtpmap:108 H264/90000",
        "a=rtcp-fb:108 nack",
        "a=rtcp-fb:108 nack pli",
        "a=rtcp-fb:108 ccm fir",
        "a=fmtp:108 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f",
        "a=rtpmap:109 rtx/90000",
        "a=fmtp:109 apt=108",
        f"a=extmap:9 {MID_EXTENSION}",
    ]
    assert "a=ssrc-group:FID 1001 1002" in lines
    assert "a=ssrc:1002 cname:airclass" in lines


def test_without_an_rtx_payload_type_there_is_no_second_source() -> None:
    offer = parse_offer(offer_text("obs_publish").replace("a=sendonly", "a=recvonly"))
    lines = _section_lines(build_answer(offer, plan_for(offer, "send")), "video")
    assert lines[0] == "video 9 UDP/TLS/RTP/SAVPF 96"
    assert not any("1002" in line for line in lines)


@pytest.mark.parametrize("name", PUBLISHERS)
def test_answer_to_a_publisher_asks_for_its_bitrate(name: str) -> None:
    offer = parse_offer(offer_text(name))
    lines = _section_lines(build_answer(offer, plan_for(offer, "receive", BitratePlan(2500, 800, 6000))), "video")
    assert {"a=recvonly", "b=AS:6000", "a=setup:passive"} <= set(lines)
    assert not any(line.startswith(("a=ssrc", "a=msid")) for line in lines)
    fmtp = next(line for line in lines if line.startswith("a=fmtp"))
    assert fmtp.endswith("x-google-start-bitrate=2500;x-google-min-bitrate=800;x-google-max-bitrate=6000")
    choice = select_h264(section(offer, "video"))
    assert choice is not None
    assert f"profile-level-id={choice.profile_level_id};" in fmtp
    assert any(line.endswith("goog-remb") for line in lines) == ("goog-remb" in choice.feedback)


def test_candidates_stand_once_and_are_complete() -> None:
    offer = parse_offer(offer_text("chromium_publish"))
    answer = build_answer(offer, plan_for(offer, "receive"))
    assert [line for line in answer.split("\r\n") if "candidate" in line] == [
        "a=candidate:1 1 udp 2130706431 192.0.2.7 8189 typ host",
        "a=candidate:2 1 udp 2130706175 2001:db8::7 8189 typ host",
        "a=candidate:3 1 tcp 1671430143 192.0.2.7 8189 typ host tcptype passive",
        "a=end-of-candidates",
    ]


def test_a_section_without_a_plan_is_rejected_and_leaves_the_bundle() -> None:
    offer = parse_offer(offer_text("chromium_publish"))
    answer = build_answer(offer, dataclasses.replace(plan_for(offer, "receive"), audio=None))
    assert "a=group:BUNDLE 1\r\n" in answer
    audio = _section_lines(answer, "audio")
    assert audio[0].startswith("audio 0 UDP/TLS/RTP/SAVPF ")
    assert "a=inactive" in audio
    assert "a=end-of-candidates" in _section_lines(answer, "video")


@pytest.mark.parametrize(
    ("offered", "sending", "receiving"),
    [
        ("recvonly", "sendonly", "inactive"),
        ("sendonly", "inactive", "recvonly"),
        ("sendrecv", "sendonly", "recvonly"),
        ("inactive", "inactive", "inactive"),
    ],
)
def test_direction_answers_the_offered_one(offered: str, sending: str, receiving: str) -> None:
    offer = parse_offer(offer_text("chromium_view").replace("a=recvonly", f"a={offered}"))
    assert f"a={sending}" in _section_lines(build_answer(offer, plan_for(offer, "send")), "video")
    assert f"a={receiving}" in _section_lines(build_answer(offer, plan_for(offer, "receive")), "video")


@pytest.mark.parametrize("name", [*VIEWERS, *PUBLISHERS])
def test_another_implementation_reads_the_answer(name: str) -> None:
    offer = parse_offer(offer_text(name))
    plan = plan_for(offer, "send" if name in VIEWERS else "receive")
    other = SessionDescription.parse(build_answer(offer, plan))
    assert [media.kind for media in other.media] == [media.kind for media in offer.media]
    assert [media.rtp.muxId for media in other.media] == [media.mid for media in offer.media]
    assert len(other.media[0].ice_candidates) == len(CANDIDATES)
    assert other.media[0].ice_candidates_complete
    assert all(media.ice is not None and media.ice.iceLite for media in other.media)


def test_a_plan_with_another_payload_type_is_followed() -> None:
    offer = parse_offer(offer_text("chromium_view"))
    plan = plan_for(offer, "send")
    assert plan.video is not None
    choice = dataclasses.replace(plan.video.choice, rtx_payload_type=None)
    changed = dataclasses.replace(plan, video=VideoPlan(choice, ssrc=5))
    assert _section_lines(build_answer(offer, changed), "video")[0] == "video 9 UDP/TLS/RTP/SAVPF 108"
