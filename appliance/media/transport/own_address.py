"""Which of the box's addresses its packets to a peer leave from; the sockets are bound to all of them."""

import socket

from appliance.media.transport.paths import SocketAddress


def own_address_towards(peer: SocketAddress) -> str | None:
    """The address that the kernel picks now for this peer; None when there is no way to it."""
    family = socket.AF_INET if len(peer) == 2 else socket.AF_INET6
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            # Connecting a datagram socket sends nothing: it only asks the routing table.
            probe.connect(peer)
        except OSError:
            return None
        return str(probe.getsockname()[0])
