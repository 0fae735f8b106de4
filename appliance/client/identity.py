"""Asks a box to prove that it is the one that was paired with, before anything is said to it."""

import base64
import binascii
import secrets

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from appliance.client.connection import BoxConnection
from appliance.client.problems import BoxIdentityChangedError, BoxRefusedError, BoxUnreachableError
from appliance.contract.system import CHALLENGE_BYTES, BoxIdentityView, identity_message


async def prove_identity(connection: BoxConnection, pinned_public_key: str | None) -> BoxIdentityView:
    """Who the box is, proven; its `public_key` is to be pinned where None was given.

    Raises BoxUnreachableError when the answer is no proof, and BoxIdentityChangedError when it is another box's.
    """
    challenge = secrets.token_bytes(CHALLENGE_BYTES)
    query = {"challenge": base64.urlsafe_b64encode(challenge).rstrip(b"=").decode()}
    try:
        shown = await connection.ask_as_nobody(BoxIdentityView, "/identity", query)
    except BoxRefusedError as refused:
        raise BoxUnreachableError(f"What answers at {connection.origin} does not say who it is: {refused}") from refused
    if not _is_proof(shown, challenge):
        raise BoxUnreachableError(f"What answers at {connection.origin} does not prove to be a box.")
    if pinned_public_key is not None and _bytes(shown.public_key) != _bytes(pinned_public_key):
        raise BoxIdentityChangedError(connection.origin)
    return shown


def _is_proof(shown: BoxIdentityView, challenge: bytes) -> bool:
    try:
        key = Ed25519PublicKey.from_public_bytes(_bytes(shown.public_key))
        key.verify(_bytes(shown.signature), identity_message(challenge, shown.box_id))
    except (InvalidSignature, ValueError):
        return False
    return True


def _bytes(text: str) -> bytes:
    """What base64url without padding says; raises ValueError."""
    try:
        return base64.b64decode(text.encode() + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise ValueError("not base64url") from error
