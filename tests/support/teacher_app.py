"""The teacher's app without its window, against a real box: started, awaited by its own announcements, and closed."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from appliance.contract.account import SetupRequest
from desktop.actions.keeping import KeepingTiming
from desktop.app import App, AppOptions
from desktop.config import SettingsFile
from desktop.credentials import Keyring
from desktop.state.announcer import Announcer
from desktop.state.link import LinkState
from tests.support.lesson_client import LOGIN, PASSWORD

DEADLINE_SECONDS = 15.0
QUICK = KeepingTiming(poll_seconds=0.3, first_pause_seconds=0.05, longest_pause_seconds=0.3)


class MemoryKeyring:
    """A keyring that works and that tests can look into; shared by two apps, it is one user's."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        """The secret, or None."""
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a secret."""
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        """Forget a secret."""
        del self.kept[service, username]


@asynccontextmanager
async def teacher_app(
    folder: Path, keyring: Keyring | None = None, *, searches: bool = False, timing: KeepingTiming = QUICK
) -> AsyncIterator[App]:
    """The app with its settings in `folder`; entered again, it is the app after a restart."""
    ring = keyring or MemoryKeyring()
    app = App(SettingsFile(folder), AppOptions(timing, open_keyring=lambda: ring, searches=searches))
    app.start()
    try:
        yield app
    finally:
        await app.close()


async def until(is_true: Callable[[], bool], *announcers: Announcer[None], seconds: float = DEADLINE_SECONDS) -> None:
    """Wait until something is true that one of the announcers tells of."""
    told = asyncio.Event()
    leaves = [announcer.subscribe(lambda _: told.set()) for announcer in announcers]
    try:
        async with asyncio.timeout(seconds):
            while not is_true():
                told.clear()
                await told.wait()
    finally:
        for leave in leaves:
            leave()


async def link_is(app: App, state: LinkState, reason: str | None = None, seconds: float = DEADLINE_SECONDS) -> None:
    """Wait until the link is like this."""

    def is_so() -> bool:
        return app.link.state is state and reason in (None, app.link.reason)

    await until(is_so, app.link.changed, seconds=seconds)


async def lesson_is_heard(app: App) -> None:
    """Wait until the lesson on the desk is being heard."""
    heard = asyncio.Event()
    leave = app.follower.heard.subscribe(lambda _: heard.set())
    try:
        async with asyncio.timeout(DEADLINE_SECONDS):
            while not app.follower.is_heard:
                heard.clear()
                await heard.wait()
    finally:
        leave()


def setup_code_of(data_dir: Path) -> str:
    """The code that the box shows on its screen."""
    code = json.loads((data_dir / "box.json").read_text(encoding="utf-8"))["setup_code"]
    assert isinstance(code, str)
    return code


async def pair(app: App, *origins: str) -> None:
    """Meet a box by hand and use it, until it says who may sign in."""
    app.pairing.use(await app.pairing.meet(origins))
    await link_is(app, LinkState.SIGNED_OUT)


async def set_up(app: App, origin: str, data_dir: Path) -> None:
    """Pair with a new box and become its first teacher."""
    await pair(app, origin)
    code = setup_code_of(data_dir)
    await app.signing_in.set_up(SetupRequest(setup_code=code, login=LOGIN, name="김민지", password=PASSWORD))
