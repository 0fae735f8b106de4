"""Trickle ICE fragments."""

import pytest

from appliance.protocols.whip_whep import Candidate, Fragment, SdpError, build_fragment, parse_fragment
from tests.protocols.sdp_samples import CANDIDATES

BROWSER = """a=ice-ufrag:Eh4q
a=ice-pwd:7WfUz0mKbQxGd2vR9sLtYc3P
m=video 9 UDP/TLS/RTP/SAVPF 0
a=mid:0
a=candidate:1387637174 1 udp 2122260223 192.0.2.40 61764 typ host generation 0 ufrag Eh4q network-id 1
a=candidate:3471623853 1 udp 2122194687 8f1c2a6e-52b0-4c5d-9a37-d1e0b7c64f29.local 61765 typ host generation 0
a=candidate:473322822 1 tcp 1518280447 192.0.2.40 9 typ host tcptype active generation 0
a=candidate:1387637174 2 udp 2122260222 192.0.2.40 61766 typ host generation 0
a=candidate:2 1 ssltcp 1 192.0.2.40 443 typ host
a=end-of-candidates
""".replace("\n", "\r\n")


def test_a_browsers_fragment() -> None:
    assert parse_fragment(BROWSER) == Fragment(
        ufrag="Eh4q",
        pwd="7WfUz0mKbQxGd2vR9sLtYc3P",
        candidates=(
            Candidate("192.0.2.40", 61764, "udp", 2122260223, "1387637174"),
            Candidate("192.0.2.40", 9, "tcp", 1518280447, "473322822"),
        ),
        end_of_candidates=True,
    )


def test_candidates_alone_are_enough() -> None:
    fragment = parse_fragment("m=audio 9 RTP/AVP 0\na=mid:0\na=candidate:1 1 UDP 7 2001:db8::1 5000 typ host\n")
    assert fragment == Fragment(None, None, (Candidate("2001:db8::1", 5000, "udp", 7, "1"),), end_of_candidates=False)


def test_a_built_fragment_can_be_parsed() -> None:
    text = build_fragment("newufrag", "newpasswordnewpassword12", CANDIDATES)
    assert parse_fragment(text) == Fragment("newufrag", "newpasswordnewpassword12", CANDIDATES, end_of_candidates=True)


@pytest.mark.parametrize(
    "line",
    [
        "a=candidate:",
        "a=candidate:1 1 udp 7 192.0.2.1 5000",
        "a=candidate:1 1 udp 7 192.0.2.1 65536 typ host",
        "a=candidate:1 1 udp x 192.0.2.1 5000 typ host",
        "a=candidate:1 1 udp 7 example.org 5000 typ host",
        "a=candidate:1 1 udp 7 192.0.2.256 5000 typ host",
        "a=candidate:!! 1 udp 7 192.0.2.1 5000 typ host",
        "a=candidate:1 1 udp 7 192.0.2.1 -1 typ host",
        "a=candidate:1 1 udp 7 " + "1" * 50 + " 5000 typ host",
    ],
)
def test_a_candidate_that_cannot_be_used_is_left_out(line: str) -> None:
    assert parse_fragment(f"a=mid:0\r\n{line}\r\n").candidates == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\r\n\r\n",
        "m=video 9 UDP/TLS/RTP/SAVPF 0\r\n",
        "candidate",
        "a=ice-ufrag:a b c d\r\n",
        "a=ice-ufrag:good\r\na=ice-pwd:short\r\n",
        "a=candidate:1 1 udp 7 192.0.2.1 5000 typ host\r\n" * 51,
        "a=x\r\n" * 2001,
        "a=" + "x" * 65_536,
    ],
)
def test_what_is_no_fragment_is_refused(text: str) -> None:
    with pytest.raises(SdpError):
        parse_fragment(text)
