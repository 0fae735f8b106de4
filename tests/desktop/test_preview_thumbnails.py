"""Thumbnails of a real box's casts: fetched while somebody looks, renewed cheaply, and never a way to crash the app."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from PySide6.QtGui import QColor, QImage

from appliance.client.box_client import BoxClient
from appliance.client.problems import BoxUnreachableError
from appliance.client.sessions import KeyFrame
from appliance.contract.cast import CastState, CastView
from appliance.contract.session import SessionCreate
from desktop.preview.thumbnails import MAX_THUMBNAILS, FetchKeyframe, Thumbnails
from desktop.state.stage import Stage
from desktop.tasks import Tasks
from tests.support.appliance_process import ApplianceProcess
from tests.support.coloured_cast import coloured_source
from tests.support.lesson_client import teacher_of

DEADLINE_SECONDS = 15.0
PERIOD_SECONDS = 0.05
ASK_AGAIN_SECONDS = 0.05


def _cast(cast_id: str, state: CastState = CastState.LIVE) -> CastView:
    return CastView(cast_id=cast_id, label="", state=state, protocol="rtmp", on_stage=False)


class _Watcher:
    """Thumbnails, and waiting for their news."""

    def __init__(self, stage: Stage, tasks: Tasks, fetch: FetchKeyframe) -> None:
        self.stage = stage
        self.told: list[str] = []
        self._news = asyncio.Event()
        self.thumbnails = Thumbnails(stage, tasks, fetch, period_seconds=PERIOD_SECONDS)
        self.thumbnails.changed.subscribe(self._hear)

    async def tells(self, count: int = 1) -> None:
        """Wait until that many changes have been told in all."""
        async with asyncio.timeout(DEADLINE_SECONDS):
            while len(self.told) < count:
                self._news.clear()
                await self._news.wait()

    def _hear(self, cast_id: str) -> None:
        self.told.append(cast_id)
        self._news.set()


@asynccontextmanager
async def _watcher(stage: Stage, fetch: FetchKeyframe) -> AsyncIterator[_Watcher]:
    tasks = Tasks()
    watcher = _Watcher(stage, tasks, fetch)
    watcher.thumbnails.start()
    try:
        yield watcher
    finally:
        watcher.thumbnails.close()
        await tasks.close()


async def _live(teacher: BoxClient, session_id: str) -> list[CastView]:
    async with asyncio.timeout(DEADLINE_SECONDS):
        while True:
            casts = (await teacher.casts.all(session_id)).casts
            if any(cast.width for cast in casts):
                return casts
            await asyncio.sleep(ASK_AGAIN_SECONDS)


async def test_a_live_cast_has_a_small_picture(tmp_path: Path) -> None:
    async with ApplianceProcess(tmp_path) as box, teacher_of(box.http_url, tmp_path) as teacher:
        session = await teacher.sessions.create(SessionCreate(title="광합성"))
        await teacher.sessions.start(session.session_id)
        cast = await teacher.casts.create(session.session_id)
        asked: list[str | None] = []

        async def fetch(cast_id: str, etag: str | None) -> KeyFrame | None:
            asked.append(etag)
            return await teacher.casts.keyframe(session.session_id, cast_id, etag)

        stage = Stage()
        async with coloured_source(cast.rtmp_url, "red") as source, _watcher(stage, fetch) as watcher:
            await source.sending(30)
            stage.take_casts(await _live(teacher, session.session_id))
            await watcher.tells(2)
            image = watcher.thumbnails.image(cast.cast_id)
            assert isinstance(image, QImage)
            assert (image.width(), image.height()) == (320, 180)
            assert QColor(image.pixel(160, 90)).red() > 200
            assert asked[0] is None
            assert asked[-1]
            stage.take_casts([_cast(cast.cast_id, CastState.INTERRUPTED)])
            await watcher.tells(len(watcher.told) + 1)
            assert watcher.thumbnails.image(cast.cast_id) is None


async def test_hostile_bytes_make_no_picture_and_are_not_fetched_again() -> None:
    asked: list[str | None] = []
    again = asyncio.Event()

    async def fetch(cast_id: str, etag: str | None) -> KeyFrame | None:
        asked.append(etag)
        if etag is not None:
            again.set()
            return None
        return KeyFrame(b"\0\0\0\1\x67" + b"\xff" * 5000, '"bad"')

    stage = Stage()
    stage.take_casts([_cast("a")])
    async with _watcher(stage, fetch) as watcher:
        await watcher.tells()
        await asyncio.wait_for(again.wait(), DEADLINE_SECONDS)
        assert watcher.thumbnails.image("a") is None
    assert asked[:2] == [None, '"bad"']


async def test_a_box_that_is_away_is_asked_again() -> None:
    tries = 0
    third = asyncio.Event()

    async def fetch(cast_id: str, etag: str | None) -> KeyFrame | None:
        nonlocal tries
        tries += 1
        if tries == 3:
            third.set()
        raise BoxUnreachableError("away")

    stage = Stage()
    stage.take_casts([_cast("a")])
    async with _watcher(stage, fetch):
        await asyncio.wait_for(third.wait(), DEADLINE_SECONDS)


async def test_only_live_casts_are_fetched_and_only_so_many() -> None:
    asked: list[str] = []
    second_round = asyncio.Event()

    async def fetch(cast_id: str, etag: str | None) -> KeyFrame | None:
        asked.append(cast_id)
        if asked.count(cast_id) == 2:
            second_round.set()
        return None

    stage = Stage()
    live = [_cast(f"live-{number}") for number in range(MAX_THUMBNAILS + 5)]
    stage.take_casts([_cast("waiting", CastState.WAITING), *live])
    async with _watcher(stage, fetch):
        began = asyncio.get_running_loop().time()
        await asyncio.wait_for(second_round.wait(), DEADLINE_SECONDS)
        waited = asyncio.get_running_loop().time() - began
    assert asked[:MAX_THUMBNAILS] == [f"live-{number}" for number in range(MAX_THUMBNAILS)]
    assert set(asked) == set(asked[:MAX_THUMBNAILS])
    assert waited >= PERIOD_SECONDS * 0.9  # those that are left out do not make it hurry


async def test_nothing_is_fetched_after_stop() -> None:
    tasks, stage = Tasks(), Stage()
    asked = asyncio.Event()

    async def fetch(cast_id: str, etag: str | None) -> KeyFrame | None:
        asked.set()
        return None

    watcher = _Watcher(stage, tasks, fetch)
    watcher.thumbnails.start()
    stage.take_casts([_cast("a")])
    await asyncio.wait_for(asked.wait(), DEADLINE_SECONDS)
    watcher.thumbnails.close()
    await tasks.close()
    asked.clear()
    stage.take_casts([_cast("b")])
    await asyncio.sleep(0)
    assert not asked.is_set()
