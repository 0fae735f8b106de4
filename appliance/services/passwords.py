"""Passwords as Argon2id hashes; a few at a time, so that logging in cannot take the box down."""

import asyncio
import unicodedata
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from appliance.errors import CapacityExceeded

MEMORY_KIB = 19_456
PASSES = 2
LANES = 1
"""What OWASP asks for at least: 19 MiB, two passes, one lane."""
AT_ONCE = 2
"""Each takes its memory and one core."""
MAX_WAITING = 20
RETRY_SECONDS = 3
NOBODYS_HASH = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5J3Mgc2FsdA$Yk7v0q1mWc2Jm0bX0m0k7cW4Qm1tq0sTzK8lJj5w3hA"
"""Compared with when there is no such account: that takes as long, and no password fits."""


class Passwords:
    """Hashes and compares, off the event loop."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0

    async def hash(self, password: str) -> str:
        """The password's hash in PHC string format; raises CapacityExceeded."""
        async with self._turn():
            return await asyncio.to_thread(self._hasher.hash, _normalised(password))

    async def fits(self, password_hash: str, password: str) -> bool:
        """Whether the hash is the password's; raises CapacityExceeded."""
        async with self._turn():
            return await asyncio.to_thread(self._verify, password_hash, _normalised(password))

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        """A place in the queue, then one of the slots."""
        if self._waiting >= AT_ONCE + MAX_WAITING:
            raise CapacityExceeded("Too many are signing in at once.", RETRY_SECONDS)
        self._waiting += 1
        try:
            async with self._slots:
                yield
        finally:
            self._waiting -= 1

    def _verify(self, password_hash: str, password: bytes) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False


def _normalised(password: str) -> bytes:
    # One keyboard composes Hangul and accents, another leaves them in parts (NIST SP 800-63B §5.1.1.2).
    return unicodedata.normalize("NFKC", password).encode()
