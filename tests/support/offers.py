"""Offers of viewers that will never connect: for everything that happens before they would."""

import secrets

from tests.support.webrtc_descriptions import LocalPeer, build_offer


def an_offer() -> str:
    """A whole offer with credentials of its own."""
    fingerprint = secrets.token_hex(32).upper()
    colons = ":".join(fingerprint[index : index + 2] for index in range(0, len(fingerprint), 2))
    return build_offer(LocalPeer(secrets.token_hex(4), secrets.token_hex(16), colons))
