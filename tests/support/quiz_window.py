"""The page of quizzes as its app shows it: over a real box that is followed, with everything ended at the end."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pytestqt.qtbot import QtBot

from appliance.client.box_client import BoxClient
from appliance.client.connection import BoxConnection
from desktop.actions.desk import Desk
from desktop.actions.following import Follower
from desktop.state.lesson import Lesson
from desktop.tasks import Tasks
from desktop.views.quiz_parts import QuizParts
from desktop.views.quizzes_page import QuizzesPage
from tests.support.box_beside import BoxBeside
from tests.support.quiz_page_parts import ChosenFiles, quiz_parts

SEES_MS = 15_000


@dataclass(slots=True)
class QuizWindow:
    """What a test of the page holds."""

    page: QuizzesPage
    parts: QuizParts
    files: ChosenFiles
    client: BoxClient
    qtbot: QtBot


@contextmanager
def quiz_window(box: BoxBeside, folder: Path, qtbot: QtBot, *, follows: bool = True) -> Iterator[QuizWindow]:
    """The page, shown, with the box's lesson on the desk."""
    tasks, desk, lesson, files = Tasks(), Desk(), Lesson(), ChosenFiles()
    client = BoxClient(BoxConnection(box.origin, tokens=box.tokens))
    desk.use_client(client)
    parts = quiz_parts(folder, tasks, desk=desk, lesson=lesson, files=files)
    page = QuizzesPage(parts)
    qtbot.addWidget(page)
    page.resize(1400, 900)
    with qtbot.waitExposed(page):
        page.show()
    try:
        if follows:
            tasks.start(Follower(desk, lesson).follow(box.session_id), name="follow", shows_progress=False)
            qtbot.waitUntil(lambda: lesson.is_heard, timeout=SEES_MS)
        yield QuizWindow(page, parts, files, client, qtbot)
    finally:
        page.close_page()
        ending = asyncio.get_event_loop().create_task(_end(tasks, client))
        qtbot.waitUntil(ending.done, timeout=SEES_MS)
        ending.result()


async def _end(tasks: Tasks, client: BoxClient) -> None:
    await tasks.close()
    await client.connection.close()
