"""Who may steer a session: until teachers have accounts, only the practice class can be steered, from the box only."""

import ipaddress

from fastapi import Request

from appliance.api.origins import host_name, is_foreign
from appliance.errors import NotAllowed
from appliance.services.sessions import Session

LOCAL_NAMES = frozenset({"localhost"})


def require_control(request: Request, session: Session) -> None:
    """Raises NotAllowed unless the request comes from the box itself and a local page or program made it."""
    if not session.is_local:
        raise NotAllowed("Steering a session needs a teacher's account.")
    if request.client is None or not _is_loopback(request.client.host):
        raise NotAllowed("The practice class can be steered only from the box itself.")
    # A page of another site, opened in a browser on the box, must not steer it: neither directly nor by rebinding DNS.
    if not _is_local_host(host_name(request)):
        raise NotAllowed("The practice class can be steered only under a loopback address.")
    if is_foreign(request):
        raise NotAllowed("Another site cannot steer the practice class.")


def _is_local_host(name: str) -> bool:
    return name in LOCAL_NAMES or _is_loopback(name)


def _is_loopback(address: str) -> bool:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
    return (mapped or parsed).is_loopback
