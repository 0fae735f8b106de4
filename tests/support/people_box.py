"""Accounts over a real store, with a clock that a test turns."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from appliance.contract.account import LoginRequest, SetupRequest, SignedIn
from appliance.services.accounts import AccountParts, Accounts
from appliance.services.passwords import Passwords
from appliance.services.tokens import Tokens
from appliance.storage.catalogue import CATALOGUE_SCHEMA, Catalogue
from appliance.storage.database import Database
from appliance.storage.file_system import FileSystem
from appliance.storage.ids import new_id
from tests.support.open_database import open_database

SETUP_CODE = "K7MPQ2XA"
PASSWORD = "correct horse battery"
SECRET = bytes(range(32))
BOX_ID = "box-under-test"


class HandBoxClock:
    """Wall and monotonic time that go on only when they are told to."""

    def __init__(self, wall_ms: int = 1_764_000_000_000) -> None:
        self._wall_ms = wall_ms
        self._ns = 5_000_000_000

    def wall_ms(self) -> int:
        """The box's wall time."""
        return self._wall_ms

    def monotonic_ns(self) -> int:
        """The time since some start."""
        return self._ns

    def pass_seconds(self, seconds: float) -> None:
        """Let time go by."""
        self._wall_ms += round(seconds * 1000)
        self._ns += round(seconds * 1_000_000_000)


class RunningClock(HandBoxClock):
    """Time that goes on by itself, and also when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self._started_ns = time.monotonic_ns()

    def wall_ms(self) -> int:
        """The box's wall time."""
        return super().wall_ms() + (time.monotonic_ns() - self._started_ns) // 1_000_000

    def monotonic_ns(self) -> int:
        """The time since some start."""
        return super().monotonic_ns() + time.monotonic_ns() - self._started_ns


@dataclass(frozen=True, slots=True)
class PeopleBox:
    """What a test of accounts holds."""

    clock: HandBoxClock
    catalogue: Catalogue
    tokens: Tokens
    accounts: Accounts
    database: Database

    async def first_teacher(self, login: str = "minji", source: str = "10.0.0.1") -> SignedIn:
        """Make the first teacher."""
        wish = SetupRequest(setup_code=SETUP_CODE, login=login, name="김민지", password=PASSWORD)
        return await self.accounts.set_up(wish, source)

    async def log_in(self, password: str = PASSWORD, source: str = "10.0.0.1", login: str = "minji") -> SignedIn:
        """Sign in."""
        return await self.accounts.log_in(LoginRequest(login=login, password=password), source)


@asynccontextmanager
async def open_people_box(folder: Path, files: FileSystem | None = None) -> AsyncIterator[PeopleBox]:
    """Accounts of the store in `folder` until the block ends."""
    clock = HandBoxClock()
    async with open_database(folder, CATALOGUE_SCHEMA, files) as database:
        catalogue = Catalogue(database)
        tokens = Tokens(SECRET, BOX_ID, clock)
        parts = AccountParts(Passwords(), tokens, clock.wall_ms, clock.monotonic_ns, new_id)
        yield PeopleBox(clock, catalogue, tokens, Accounts(catalogue, parts, SETUP_CODE), database)
