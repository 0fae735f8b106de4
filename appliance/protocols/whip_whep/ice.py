"""The ICE attributes of SDP: credentials and candidates (RFC 8839)."""

import ipaddress
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from appliance.protocols.whip_whep.errors import SdpError
from appliance.protocols.whip_whep.lines import Section

Transport = Literal["udp", "tcp"]

_UFRAG = re.compile(r"[A-Za-z0-9+/=_-]{4,256}")
_PWD = re.compile(r"[A-Za-z0-9+/=_-]{22,256}")
_FOUNDATION = re.compile(r"[A-Za-z0-9+/]{1,32}")
_PRIORITY = re.compile(r"[0-9]{1,10}")
_PORT = re.compile(r"[0-9]{1,5}")
_MAX_ADDRESS = 45


@dataclass(frozen=True, slots=True)
class IceCredentials:
    """The user fragment and password of one side."""

    ufrag: str
    pwd: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A host candidate of component 1."""

    address: str
    """An IP address, never a name."""
    port: int
    transport: Transport
    priority: int
    foundation: str


def parse_credentials(ufrag: str | None, pwd: str | None) -> IceCredentials:
    """The checked credentials; SdpError when one is missing or malformed."""
    if ufrag is None or pwd is None:
        raise SdpError("The SDP lacks a=ice-ufrag or a=ice-pwd.")
    check_credentials(ufrag, pwd)
    return IceCredentials(ufrag, pwd)


def check_credentials(ufrag: str | None, pwd: str | None) -> None:
    """SdpError when one that is given is malformed."""
    if (ufrag is not None and not _UFRAG.fullmatch(ufrag)) or (pwd is not None and not _PWD.fullmatch(pwd)):
        raise SdpError("The ICE credentials in the SDP are malformed.")


def parse_candidates(sections: Iterable[Section]) -> tuple[Candidate, ...]:
    """The usable candidates, each once; `.local` names and what is not understood are left out silently."""
    found = (_parse_candidate(value) for section in sections for value in section.values("candidate"))
    return tuple(dict.fromkeys(candidate for candidate in found if candidate is not None))


def candidate_lines(candidates: Sequence[Candidate]) -> list[str]:
    """The a= lines of a complete list of own candidates; TCP ones wait for the peer to connect (RFC 6544)."""
    lines = []
    for candidate in candidates:
        fields = f"{candidate.foundation} 1 {candidate.transport} {candidate.priority}"
        suffix = " tcptype passive" if candidate.transport == "tcp" else ""
        lines.append(f"a=candidate:{fields} {candidate.address} {candidate.port} typ host{suffix}")
    return [*lines, "a=end-of-candidates"]


def _parse_candidate(value: str) -> Candidate | None:
    fields = value.split(maxsplit=8)
    if len(fields) < 8 or fields[1] != "1" or fields[6] != "typ":
        return None
    foundation, _, protocol, priority, address, port = fields[:6]
    transport = _transport(protocol)
    is_well_formed = _FOUNDATION.fullmatch(foundation) and _PRIORITY.fullmatch(priority) and _PORT.fullmatch(port)
    if transport is None or not is_well_formed or not _is_address(address) or int(port) > 0xFFFF:
        return None
    return Candidate(address, int(port), transport, int(priority), foundation)


def _transport(protocol: str) -> Transport | None:
    match protocol.lower():
        case "udp":
            return "udp"
        case "tcp":
            return "tcp"
        case _:
            return None


def _is_address(text: str) -> bool:
    if len(text) > _MAX_ADDRESS:
        return False
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
