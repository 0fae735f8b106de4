"""The kept login: in the keyring where it works, in a file of this user where it is missing, broken or hangs."""

import asyncio
import json
import stat
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import keyring.backends.fail
import pytest

from desktop.credentials import Credentials, Keyring, LoginKey, NoKeyringError
from desktop.tasks import Tasks
from tests.support.teacher_app import MemoryKeyring

KEY = LoginKey("6f1c2a52", "minji")
OTHER = LoginKey("6f1c2a52", "hana")
QUICK_SECONDS = 0.2


@pytest.fixture
async def tasks() -> AsyncIterator[Tasks]:
    tasks = Tasks()
    yield tasks
    await tasks.close()


def kept_with(open_keyring: Callable[[], Keyring], folder: Path, tasks: Tasks) -> Credentials:
    return Credentials(folder, tasks, open_keyring, keyring_seconds=QUICK_SECONDS)


class HangingKeyring(MemoryKeyring):
    """Asks somebody who never answers, until the test is over."""

    def __init__(self) -> None:
        super().__init__()
        self.answer = threading.Event()

    def set_password(self, service: str, username: str, password: str) -> None:
        self.answer.wait(30)

    def get_password(self, service: str, username: str) -> str | None:
        self.answer.wait(30)
        return None


def no_keyring() -> Keyring:
    raise NoKeyringError("no backend")


async def test_a_keyring_keeps_one_entry_for_each_box_and_login(tasks: Tasks, tmp_path: Path) -> None:
    ring = MemoryKeyring()
    kept = kept_with(lambda: ring, tmp_path, tasks)
    await kept.save(KEY, "first")
    await kept.save(OTHER, "hers")
    await kept.save(KEY, "second")
    assert (await kept.load(KEY), await kept.load(OTHER)) == ("second", "hers")
    assert ring.kept == {("AIRClass", "minji@6f1c2a52"): "second", ("AIRClass", "hana@6f1c2a52"): "hers"}
    await kept.forget(KEY)
    assert (await kept.load(KEY), await kept.load(OTHER), kept.place) == (None, "hers", "keyring")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("open_keyring", [no_keyring, keyring.backends.fail.Keyring])
async def test_without_a_keyring_a_file_that_only_its_owner_reads_is_used(
    open_keyring: Callable[[], Keyring], tasks: Tasks, tmp_path: Path
) -> None:
    kept = kept_with(open_keyring, tmp_path / "airclass", tasks)
    told: list[str] = []
    kept.changed.subscribe(lambda _: told.append(kept.place))
    await kept.save(KEY, "first")
    await kept.save(OTHER, "hers")
    assert (told, kept.place) == (["file"], "file")
    assert kept.trouble != ""
    assert stat.S_IMODE(kept.path.stat().st_mode) == 0o600
    again = kept_with(open_keyring, tmp_path / "airclass", tasks)
    assert (await again.load(KEY), await again.load(OTHER)) == ("first", "hers")
    await again.forget(KEY)
    assert json.loads(kept.path.read_text(encoding="utf-8")) == {"hana@6f1c2a52": "hers"}


async def test_a_readable_file_of_before_becomes_private(tasks: Tasks, tmp_path: Path) -> None:
    kept = kept_with(no_keyring, tmp_path, tasks)
    kept.path.write_text("{}", encoding="utf-8")
    kept.path.chmod(0o644)
    await kept.save(KEY, "first")
    assert stat.S_IMODE(kept.path.stat().st_mode) == 0o600


async def test_a_keyring_that_hangs_holds_up_neither_the_login_nor_the_end_of_the_app(tmp_path: Path) -> None:
    ring = HangingKeyring()
    tasks = Tasks()
    kept = kept_with(lambda: ring, tmp_path, tasks)
    async with asyncio.timeout(5):
        await kept.save(KEY, "first")
        assert await kept.load(KEY) == "first"
        assert kept.place == "file"
        await tasks.close()
    ring.answer.set()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"minji@6f1c2a52": 7}', "\ud800".encode("utf-8", "replace").decode()])
async def test_a_damaged_file_is_no_login(text: str, tasks: Tasks, tmp_path: Path) -> None:
    kept = kept_with(no_keyring, tmp_path, tasks)
    kept.path.write_text(text, encoding="utf-8")
    assert await kept.load(KEY) is None
    await kept.save(KEY, "first")
    assert await kept.load(KEY) == "first"


async def test_a_token_that_a_failing_keyring_did_not_take_is_the_one_that_counts(tasks: Tasks, tmp_path: Path) -> None:
    ring = MemoryKeyring()
    await kept_with(lambda: ring, tmp_path, tasks).save(KEY, "old")
    await kept_with(no_keyring, tmp_path, tasks).save(KEY, "new")
    working_again = kept_with(lambda: ring, tmp_path, tasks)
    assert await working_again.load(KEY) == "new"
    await working_again.save(KEY, "newest")
    assert await kept_with(lambda: ring, tmp_path, tasks).load(KEY) == "newest"
    assert json.loads((tmp_path / "logins.json").read_text()) == {}
