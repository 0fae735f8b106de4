"""The lesson's and the talk's page over a box that answers by script, with everything ended at the end."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from appliance.client.box_client import BoxClient
from appliance.contract.account import TeacherList, TeacherView
from appliance.contract.roster import RosterList
from appliance.contract.session import SessionView, TeacherSessionList
from desktop.actions.desk import Desk
from desktop.actions.following import Follower
from desktop.actions.lesson import LessonActions
from desktop.actions.lesson_desk import LessonDesk
from desktop.actions.people import PeopleActions
from desktop.actions.talk import TalkActions
from desktop.state.boxes import PairedBox
from desktop.state.lesson import Lesson
from desktop.state.lesson_book import LessonBook
from desktop.state.link import Link, LinkState
from desktop.tasks import Tasks
from desktop.views.lesson_page import LessonPage, LessonPageParts
from desktop.views.lesson_rows import RowsView
from desktop.views.talk_page import TalkPage, TalkPageParts
from tests.support.class_samples import SESSION, session_view
from tests.support.scripted_box import ORIGIN, ScriptedBox, ScriptedLive

SEES_MS = 15_000
LEFT = Qt.MouseButton.LeftButton
TEACHER = TeacherView(teacher_id="t", login="minji", name="김민지")
BOX = PairedBox("box", "3-2", ORIGIN, "key")


@dataclass(slots=True)
class LessonWindow:
    """What a test of these pages holds."""

    box: ScriptedBox
    live: ScriptedLive
    lesson: Lesson
    link: Link
    book: LessonBook
    desk: Desk
    follower: Follower
    lesson_desk: LessonDesk
    tasks: Tasks
    qtbot: QtBot
    wanted: list[str] = field(default_factory=list)
    """Ids of the sessions that were put on the desk, in order."""

    def lesson_page(self) -> LessonPage:
        """The lesson's page, shown."""
        lessons = LessonActions(self.desk, self.lesson, self.book, self.lesson_desk.carry_out)
        people = PeopleActions(self.desk, self.lesson.people, self.book)
        parts = LessonPageParts(self.lesson, self.link, self.book, self.lesson_desk, lessons, people, self.tasks)
        page = LessonPage(parts)
        self._show(page)
        return page

    def talk_page(self) -> TalkPage:
        """The talk's page, shown."""
        page = TalkPage(TalkPageParts(self.lesson, TalkActions(self.desk), self.tasks))
        self._show(page)
        return page

    def sign_in(self) -> None:
        """A box is chosen, and a teacher has signed in there."""
        self.link.choose(BOX)
        self.link.take_teacher(TEACHER)
        self.link.move(LinkState.ONLINE)

    def open(self, view: SessionView | None = None) -> None:
        """A lesson lies on the desk; nothing was heard of it yet."""
        shown = view or session_view()
        self.desk.use_live(shown.session_id, self.live)
        self.lesson.open(shown.session_id, shown)

    def sees(self, *claims: object) -> None:
        """Wait until each of these functions says yes."""
        for claim in claims:
            assert callable(claim)
            self.qtbot.waitUntil(claim, timeout=SEES_MS)

    def note_wanted(self) -> None:
        """Keep which session is wanted now."""
        if self.lesson_desk.wanted and self.wanted[-1:] != [self.lesson_desk.wanted]:
            self.wanted.append(self.lesson_desk.wanted)

    def idle(self) -> None:
        """Wait until nothing is under way."""
        self.qtbot.waitUntil(lambda: not self.tasks.is_busy, timeout=SEES_MS)

    def _show(self, page: QWidget) -> None:
        self.qtbot.addWidget(page)
        page.resize(1100, 800)
        with self.qtbot.waitExposed(page):
            page.show()


@contextmanager
def lesson_window(qtbot: QtBot, client: BoxClient | None = None) -> Iterator[LessonWindow]:
    """The parts of the app that these pages work with, over the scripted box or another one."""
    box, live, lesson, tasks, desk = ScriptedBox(), ScriptedLive(), Lesson(), Tasks(), Desk()
    box.answers[("GET", "/sessions/mine")] = TeacherSessionList(sessions=[], total=0)
    box.answers[("GET", "/rosters")] = RosterList(rosters=[])
    box.answers[("GET", f"/sessions/{SESSION}/co-teachers")] = TeacherList(teachers=[])
    desk.use_client(client or box.client)
    follower = Follower(desk, lesson)
    lesson_desk = LessonDesk(tasks, follower, lesson)
    window = LessonWindow(box, live, lesson, Link(), LessonBook(), desk, follower, lesson_desk, tasks, qtbot)
    lesson_desk.changed.subscribe(lambda _: window.note_wanted())
    try:
        yield window
    finally:
        ending = asyncio.get_event_loop().create_task(_end(tasks, box, client))
        qtbot.waitUntil(ending.done, timeout=SEES_MS)


def click_action(qtbot: QtBot, rows: RowsView, row: int, action: str) -> None:
    """Click on an action of a row, where it is painted."""
    place = rows.action_place(rows.model().index(row, 0), action)
    assert not place.isEmpty(), f"row {row} offers no {action}"
    qtbot.mouseClick(rows.viewport(), LEFT, pos=place.center())


def click_row(qtbot: QtBot, rows: RowsView, row: int) -> None:
    """Click on a row, beside its actions."""
    place = rows.visualRect(rows.model().index(row, 0))
    qtbot.mouseClick(rows.viewport(), LEFT, pos=place.topLeft() + QPoint(20, 8))


async def _end(tasks: Tasks, box: ScriptedBox, client: BoxClient | None) -> None:
    await tasks.close()
    await box.client.connection.close()
    if client is not None:
        await client.connection.close()
