"""The page of past lessons over a box that answers by script, with a file chooser that answers too."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from appliance.contract.account import TeacherView
from appliance.contract.session import SessionView, TeacherSessionList
from desktop.actions.desk import Desk
from desktop.actions.records import RecordsActions
from desktop.state.boxes import PairedBox
from desktop.state.lesson_book import LessonBook
from desktop.state.link import Link, LinkState
from desktop.state.records import Records
from desktop.tasks import Tasks
from desktop.views.bank_files import FileChooser
from desktop.views.records_page import RecordsPage
from desktop.views.records_parts import RecordsPageParts
from tests.support.past_lessons import lesson_told, past_session, questions_told, trend_told
from tests.support.scripted_box import ORIGIN, ScriptedBox

SEES_MS = 15_000
BOX = PairedBox("box", "3-2", ORIGIN, "key")
TEACHER = TeacherView(teacher_id="t", login="minji", name="김민지")


class OneFile(FileChooser):
    """Chooses the file that was put there, under the name that is offered."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.offered: list[str] = []
        self.is_cancelled = False

    def to_save(self, parent: QWidget, title: str, file_name: str, filters: str) -> Path | None:
        self.offered.append(file_name)
        return None if self.is_cancelled else self.folder / file_name


@dataclass(slots=True)
class RecordsWindow:
    """What a test of the page holds."""

    page: RecordsPage
    box: ScriptedBox
    records: Records
    link: Link
    tasks: Tasks
    files: OneFile
    qtbot: QtBot
    gone_on: list[SessionView] = field(default_factory=list)
    folders: list[Path] = field(default_factory=list)
    started: list[bool] = field(default_factory=list)

    def sign_in(self, teacher: TeacherView = TEACHER) -> None:
        """A box is chosen, and a teacher has signed in there."""
        self.link.choose(BOX)
        self.link.take_teacher(teacher)
        self.link.move(LinkState.ONLINE)

    def tells(self, sessions: list[SessionView]) -> None:
        """The box knows these lessons."""
        self.box.answers[("GET", "/sessions/mine")] = TeacherSessionList(sessions=sessions, total=len(sessions))
        for session in sessions:
            self.box.answers[("GET", f"/dashboard/session/{session.session_id}")] = lesson_told(session)
        self.box.answers[("GET", "/dashboard/engagement/trend")] = trend_told(sessions)
        self.box.answers[("GET", "/dashboard/quiz/analytics")] = questions_told()

    def open(self, *sessions: SessionView) -> None:
        """Sign in, and show the page until the first lesson is told."""
        self.tells(list(sessions))
        self.sign_in()
        self.page.shown()
        self.sees(lambda: self.records.lessons.get(sessions[0].session_id) is not None)

    def open_some(self, count: int = 4) -> None:
        """The same with lessons of the last days."""
        self.open(*(past_session(place) for place in range(count)))

    def sees(self, *claims: object) -> None:
        """Wait until each of these functions says yes."""
        for claim in claims:
            assert callable(claim)
            self.qtbot.waitUntil(claim, timeout=SEES_MS)

    def label(self, name: str) -> QLabel:
        """The label of this name."""
        found = self.page.findChild(QLabel, name)
        assert isinstance(found, QLabel)
        return found


@contextmanager
def records_window(qtbot: QtBot, folder: Path) -> Iterator[RecordsWindow]:
    """The page, shown; everything is ended at the end."""
    box, records, link, tasks, desk = ScriptedBox(), Records(), Link(), Tasks(), Desk()
    desk.use_client(box.client)
    files = OneFile(folder)
    gone_on: list[SessionView] = []
    folders: list[Path] = []
    started: list[bool] = []
    parts = RecordsPageParts(
        records=records,
        actions=RecordsActions(desk, records, LessonBook()),
        link=link,
        tasks=tasks,
        go_on=gone_on.append,
        start_lesson=lambda: started.append(True),
        files=files,
        show_folder=folders.append,
    )
    page = RecordsPage(parts)
    qtbot.addWidget(page)
    page.resize(1100, 800)
    with qtbot.waitExposed(page):
        page.show()
    try:
        yield RecordsWindow(page, box, records, link, tasks, files, qtbot, gone_on, folders, started)
    finally:
        page.close_page()
        ending = asyncio.get_event_loop().create_task(_end(tasks, box))
        qtbot.waitUntil(ending.done, timeout=SEES_MS)


async def _end(tasks: Tasks, box: ScriptedBox) -> None:
    await tasks.close()
    await box.client.connection.close()
