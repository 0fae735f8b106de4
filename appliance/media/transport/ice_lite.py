"""The ICE-lite agent's answers (RFC 8445 §2.5): which datagram is whose, and the response to a check."""

import secrets
import struct

from aioice import stun

from appliance.protocols.whip_whep import IceCredentials

STUN_HEADER_LENGTH = 20
STUN_MAGIC_COOKIE = 0x2112A442.to_bytes(4, "big")
ATTRIBUTE_USERNAME = 0x0006
USERNAME_MAX_BYTES = 513
"""RFC 8489 §14.3."""
ATTRIBUTES_LOOKED_AT = 16
"""Agents name the user among the first attributes; a datagram full of empty ones must not cost a loop over all."""
CHECK_MAX_BYTES = 1280
"""RFC 8489 §6.1: a message fits into the smallest MTU of IPv6."""
UFRAG_ENTROPY_BYTES = 6
PASSWORD_ENTROPY_BYTES = 18
PEER_REFLEXIVE_PRIORITY = 110 << 24 | 65_535 << 8 | 255
"""RFC 8445 §5.1.2.2: below our UDP host candidates, above our TCP ones."""
TIE_BREAKER_BITS = 64


class NotABindingRequest(ValueError):
    """The datagram is no authentic binding request; it is not answered."""


def new_credentials() -> IceCredentials:
    """Fresh local credentials; base64url keeps to more than the 24 and 128 bits that RFC 8445 §5.3 asks for."""
    ufrag = secrets.token_urlsafe(UFRAG_ENTROPY_BYTES).replace("-", "+").replace("_", "/")
    password = secrets.token_urlsafe(PASSWORD_ENTROPY_BYTES).replace("-", "+").replace("_", "/")
    return IceCredentials(ufrag, password)


def is_stun(datagram: bytes) -> bool:
    """Whether a datagram has the shape of STUN (RFC 7983 §7 and the magic cookie)."""
    return len(datagram) >= STUN_HEADER_LENGTH and datagram[0] < 4 and datagram[4:8] == STUN_MAGIC_COOKIE


def peek_local_ufrag(datagram: bytes) -> str | None:
    """Our half of the USERNAME of a STUN message, found without parsing the rest of it."""
    position, end = STUN_HEADER_LENGTH, len(datagram)
    for _ in range(ATTRIBUTES_LOOKED_AT):
        if position + 4 > end:
            return None
        kind = int.from_bytes(datagram[position : position + 2], "big")
        length = int.from_bytes(datagram[position + 2 : position + 4], "big")
        if kind == ATTRIBUTE_USERNAME:
            if length > USERNAME_MAX_BYTES:
                return None
            local, _, _ = datagram[position + 4 : position + 4 + length].partition(b":")
            return local.decode("ascii", "replace")
        position += 4 + length + (-length % 4)
    return None


def binding_request(local: IceCredentials, remote: IceCredentials) -> bytes:
    """A check of ours: a lite agent owes none, but one from a new address tells the peer where the box is now."""
    request = stun.Message(
        message_method=stun.Method.BINDING,
        message_class=stun.Class.REQUEST,
        attributes={
            "USERNAME": f"{remote.ufrag}:{local.ufrag}",
            "PRIORITY": PEER_REFLEXIVE_PRIORITY,
            "ICE-CONTROLLED": secrets.randbits(TIE_BREAKER_BITS),
        },
    )
    request.add_message_integrity(remote.pwd.encode())
    request.add_fingerprint()
    return bytes(request)


class BindingRequest:
    """An authentic connectivity check."""

    def __init__(self, datagram: bytes, local: IceCredentials) -> None:
        """Parse and verify; raises NotABindingRequest for anything that does not prove to know `local`'s password."""
        self._key = local.pwd.encode()
        if len(datagram) > CHECK_MAX_BYTES:
            raise NotABindingRequest("longer than any check")
        try:
            message = stun.parse_message(datagram)
        except (ValueError, KeyError, struct.error) as error:
            raise NotABindingRequest(str(error)) from error
        if message.message_class is not stun.Class.REQUEST or message.message_method is not stun.Method.BINDING:
            raise NotABindingRequest("not a binding request")
        if not message.check_message_integrity(self._key):
            raise NotABindingRequest("message integrity does not match")
        self.transaction_id = message.transaction_id
        self.nominates = "USE-CANDIDATE" in message.attributes

    def response(self, address: str, port: int) -> bytes:
        """The success response that tells the peer its own address."""
        message = stun.Message(
            message_method=stun.Method.BINDING,
            message_class=stun.Class.RESPONSE,
            transaction_id=self.transaction_id,
            attributes={"XOR-MAPPED-ADDRESS": (address, port)},
        )
        message.add_message_integrity(self._key)
        return bytes(message)
