"""Keeps the token that renews a login: in the system's keyring, or in a file of this user where there is none.

Passwords are never kept. One entry per box and login.
"""

import asyncio
import json
import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from desktop.state.announcer import Announcer
from desktop.tasks import Tasks

SERVICE = "AIRClass"
FILE_NAME = "logins.json"
KEYRING_SECONDS = 3.0
"""A keyring that asks the desktop for a password nobody sees would hold up the lesson."""
OWNER_ONLY = 0o600

logger = logging.getLogger(__name__)

Place = Literal["keyring", "file"]


class Keyring(Protocol):
    """What a keyring can do; each call may raise anything, and may hang."""

    def get_password(self, service: str, username: str) -> str | None:
        """The secret, or None."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a secret."""

    def delete_password(self, service: str, username: str) -> None:
        """Forget a secret."""


class NoKeyringError(Exception):
    """This computer has no keyring that can be used."""


@dataclass(frozen=True, slots=True)
class LoginKey:
    """Whose token it is."""

    box_id: str
    login: str

    @property
    def text(self) -> str:
        """As one name."""
        return f"{self.login}@{self.box_id}"


def system_keyring() -> Keyring:
    """The keyring of this computer; raises NoKeyringError. Takes a while, and may hang: for a thread."""
    import keyring  # noqa: PLC0415 - loading it searches for every backend that is installed
    import keyring.backends.fail  # noqa: PLC0415

    found = keyring.get_keyring()
    if isinstance(found, keyring.backends.fail.Keyring) or found.priority <= 0:
        raise NoKeyringError(found.name)
    return found


class Credentials:
    """Reads and writes one token at a time; falls back to the file for good once the keyring fails."""

    def __init__(
        self,
        folder: Path,
        tasks: Tasks,
        open_keyring: Callable[[], Keyring] = system_keyring,
        keyring_seconds: float = KEYRING_SECONDS,
    ) -> None:
        self._file = folder / FILE_NAME
        self._tasks = tasks
        self._open_keyring = open_keyring
        self._keyring_seconds = keyring_seconds
        self._one_at_a_time = asyncio.Lock()
        self.place: Place = "keyring"
        self.trouble = ""
        """Why the keyring is not used."""
        self.changed: Announcer[None] = Announcer()

    @property
    def path(self) -> Path:
        """The file that stands in for the keyring."""
        return self._file

    async def load(self, key: LoginKey) -> str | None:
        """The token that was kept, or None."""
        async with self._one_at_a_time:
            # What lies in the file is newer: it was kept because the keyring failed.
            kept = await self._tasks.in_thread(self._load_from_file, key)
            return kept or await self._with_keyring(lambda ring: ring.get_password(SERVICE, key.text))

    async def save(self, key: LoginKey, token: str) -> None:
        """Keep a token in place of the one before; raises OSError where not even the file can be written."""
        async with self._one_at_a_time:
            await self._with_keyring(lambda ring: ring.set_password(SERVICE, key.text, token))
            # Only one of the two may know a token: an old one used again ends the login.
            await self._tasks.in_thread(self._save_to_file, key, token if self.place == "file" else None)

    async def forget(self, key: LoginKey) -> None:
        """Keep no token of this login any more; raises OSError."""
        async with self._one_at_a_time:
            await self._with_keyring(lambda ring: _delete(ring, key))
            await self._tasks.in_thread(self._save_to_file, key, None)

    async def _with_keyring(self, use: Callable[[Keyring], str | None]) -> str | None:
        if self.place == "file":
            return None
        try:
            return await self._tasks.in_own_thread(lambda: use(self._open_keyring()), seconds=self._keyring_seconds)
        except TimeoutError:
            self._fall_back("it does not answer")
        except Exception as error:  # a keyring's backend may raise anything
            self._fall_back(str(error) or type(error).__name__)
        return None

    def _fall_back(self, why: str) -> None:
        logger.warning("the keyring is not used: %s", why)
        self.place, self.trouble = "file", why
        self.changed.tell(None)

    def _load_from_file(self, key: LoginKey) -> str | None:
        token = self._read_file().get(key.text)
        return token if isinstance(token, str) else None

    def _save_to_file(self, key: LoginKey, token: str | None) -> None:
        kept = self._read_file()
        if token is None and key.text not in kept:
            return
        kept.pop(key.text, None)
        if token is not None:
            kept[key.text] = token
        self._file.parent.mkdir(parents=True, exist_ok=True)
        temporary = self._file.with_suffix(".tmp")
        temporary.unlink(missing_ok=True)
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(kept, file)
        temporary.replace(self._file)

    def _read_file(self) -> dict[str, object]:
        try:
            kept = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return kept if isinstance(kept, dict) else {}


def _delete(ring: Keyring, key: LoginKey) -> None:
    if ring.get_password(SERVICE, key.text) is not None:
        ring.delete_password(SERVICE, key.text)
