"""The stage in the window follows the box: a target at another place is played without leaving the page."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from appliance.client.sessions import KeyFrame
from desktop.actions.desk import Desk
from desktop.actions.stage import StageActions
from desktop.preview.player_state import PlayerPhase
from desktop.preview.thumbnails import Thumbnails
from desktop.preview.whep_exchange import WhepTarget
from desktop.state.announcer import Announcer
from desktop.state.lesson import Lesson
from desktop.tasks import Tasks
from desktop.views.stage_page import StagePage
from desktop.views.stage_preview import StagePreview
from tests.support.box_apart import BoxApart, box_apart
from tests.support.practice_stage import SESSION

PLAYS_MS = 30_000


@pytest.fixture
def tasks(qtbot: QtBot, window_loop: asyncio.AbstractEventLoop) -> Iterator[Tasks]:
    tasks = Tasks()
    yield tasks
    closing = window_loop.create_task(tasks.close())
    qtbot.waitUntil(closing.done)


def stage_of(box: BoxApart) -> WhepTarget:
    """The practice class's stage."""
    return WhepTarget(f"{box.origin}/sessions/{SESSION}/whep")


def test_a_box_that_moved_is_watched_at_its_new_place(qtbot: QtBot, tasks: Tasks, light: None, tmp_path: Path) -> None:
    async def fetch(cast_id: str, etag: str | None) -> KeyFrame | None:
        return None

    moved: Announcer[None] = Announcer()
    lesson = Lesson()
    with (
        box_apart(tmp_path / "old", practice=True) as old,
        box_apart(tmp_path / "new", practice=True) as new,
    ):
        places = [stage_of(old)]
        preview = StagePreview(lesson.stage, tasks, lambda: places[-1])
        thumbnails = Thumbnails(lesson.stage, tasks, fetch)
        page = StagePage(lesson.stage, StageActions(Desk(), lesson), tasks, preview, thumbnails, box_changed=(moved,))
        qtbot.addWidget(page)
        page.resize(1024, 700)
        page.show()
        moved.tell(None)
        assert preview.player is None, "nobody looks yet"
        page.shown()
        qtbot.waitUntil(lambda: preview.picture.picture is not None, timeout=PLAYS_MS)
        player = preview.player
        assert player is not None
        moved.tell(None)
        assert player.state.phase is PlayerPhase.PLAYING, "the same place is not asked anew"
        old.stop()
        qtbot.waitUntil(lambda: player.state.phase is PlayerPhase.LOST, timeout=PLAYS_MS)
        places.append(stage_of(new))
        moved.tell(None)
        qtbot.waitUntil(lambda: player.state.phase is PlayerPhase.PLAYING, timeout=PLAYS_MS)
        page.hidden()
        page.close_page()
        qtbot.waitUntil(lambda: not player.is_running, timeout=PLAYS_MS)
