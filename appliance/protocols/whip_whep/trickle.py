"""Trickle ICE fragments: the body of a PATCH and of its answer (RFC 8840, RFC 9725 4.3)."""

from collections.abc import Sequence
from dataclasses import dataclass

from appliance.protocols.whip_whep.errors import SdpError
from appliance.protocols.whip_whep.ice import Candidate, candidate_lines, check_credentials, parse_candidates
from appliance.protocols.whip_whep.lines import split_sections


@dataclass(frozen=True, slots=True)
class Fragment:
    """What a client adds to its session; new credentials ask for an ICE restart."""

    ufrag: str | None
    pwd: str | None
    candidates: tuple[Candidate, ...]
    end_of_candidates: bool


def parse_fragment(text: str) -> Fragment:
    """The fragment in `text`; candidates that cannot be used are left out; SdpError when the text is not a fragment."""
    sections = split_sections(text)
    if not any(section.attributes for section in sections):
        raise SdpError("The fragment is empty.")
    ufrag = next((value for section in sections for value in section.values("ice-ufrag")), None)
    pwd = next((value for section in sections for value in section.values("ice-pwd")), None)
    check_credentials(ufrag, pwd)
    return Fragment(
        ufrag=ufrag,
        pwd=pwd,
        candidates=parse_candidates(sections),
        end_of_candidates=any(section.has("end-of-candidates") for section in sections),
    )


def build_fragment(ufrag: str, pwd: str, candidates: Sequence[Candidate], mid: str = "0") -> str:
    """The answer to an ICE restart: the box's new credentials and all of its candidates."""
    lines = [
        "a=ice-lite",
        f"a=group:BUNDLE {mid}",
        "m=video 9 UDP/TLS/RTP/SAVPF 0",
        f"a=mid:{mid}",
        f"a=ice-ufrag:{ufrag}",
        f"a=ice-pwd:{pwd}",
        *candidate_lines(candidates),
    ]
    return "\r\n".join(lines) + "\r\n"
