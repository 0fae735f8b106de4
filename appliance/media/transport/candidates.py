"""The candidates that every SDP answer lists: each address of the box, over UDP and passive TCP."""

import ipaddress
from collections.abc import Sequence

from appliance.protocols.whip_whep import Candidate

HOST_PREFERENCE = 126
"""Type preference of host candidates (RFC 8445 §5.1.2.2)."""
TCP_PREFERENCE = 90
"""Below every UDP candidate, so that TCP is taken only where UDP is blocked (RFC 6544 §4.2)."""
COMPONENT_ID = 1


def host_candidates(addresses: Sequence[str], port: int) -> tuple[Candidate, ...]:
    """Candidates for the box's addresses, in the given order of preference."""
    candidates = []
    for rank, address in enumerate(addresses):
        local_preference = 65_535 - 256 * rank - (128 if ipaddress.ip_address(address).version == 6 else 0)
        for transport, preference in (("udp", HOST_PREFERENCE), ("tcp", TCP_PREFERENCE)):
            priority = preference << 24 | local_preference << 8 | (256 - COMPONENT_ID)
            foundation = f"{transport}{rank}"
            candidates.append(Candidate(address, port, "udp" if transport == "udp" else "tcp", priority, foundation))
    return tuple(candidates)
