"""Proves who the box is: signs what an app has just made up, with the key that the app knows the box by."""

import base64
from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.contract.system import BoxIdentityView, identity_message
from appliance.contract.version import API_VERSION, VERSION


class IdentityProof:
    """The box's name, and its key, which never leaves this object."""

    def __init__(self, box_id: str, signing_key: bytes, room_name: Callable[[], str]) -> None:
        """`signing_key` is an Ed25519 private key; `room_name` gives the name under which the box is announced."""
        self._box_id = box_id
        self._key = Ed25519PrivateKey.from_private_bytes(signing_key)
        self._public_key = _base64url(self._key.public_key().public_bytes_raw())
        self._room_name = room_name

    def answer(self, challenge: bytes) -> BoxIdentityView:
        """The proof for this challenge."""
        return BoxIdentityView(
            box_id=self._box_id,
            room_name=self._room_name(),
            version=VERSION,
            api_version=API_VERSION,
            public_key=self._public_key,
            signature=_base64url(self._key.sign(identity_message(challenge, self._box_id))),
        )


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
