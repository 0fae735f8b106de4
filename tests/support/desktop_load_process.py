"""Plays a busy class to the teacher's app in a process of its own, and writes how smooth it stayed as one JSON line.

`python -m tests.support.desktop_load_process dashboard|app STUDENTS SECONDS SEED`
"""

import asyncio
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.*=false;qt.text.font.*=false")

import qasync
from PySide6.QtWidgets import QApplication

from appliance.contract.account import TeacherView
from desktop.actions.dashboard import DashboardActions
from desktop.actions.desk import Desk
from desktop.app import App, AppOptions, build_window
from desktop.config import SettingsFile
from desktop.garbage import WindowGarbage
from desktop.models.seats_model import SeatOrder
from desktop.state.boxes import PairedBox
from desktop.state.lesson import Lesson
from desktop.state.link import LinkState
from desktop.state.seats import SeatGroup
from desktop.tasks import Tasks
from desktop.views.dashboard_page import DashboardPage
from desktop.views.dashboard_seat_panel import SeatDeeds
from desktop.views.main_window import MainWindow
from desktop.views.parts.theme import Theme, apply_theme
from tests.support.busy_class import BusyClass
from tests.support.desktop_load import DesktopLoad, LoadReport, PlainWindow, frames_of

SIZE = (1600, 1000)
HEAD_START_SECONDS = 4.0
"""The class has joined before the teacher looks."""
Gestures = Sequence[Callable[[], object]]


def main(arguments: list[str]) -> int:
    """Play, and say how it was."""
    what, students, seconds, seed = arguments
    qt = QApplication([])
    loop = qasync.QEventLoop(qt, already_running=True)
    asyncio.set_event_loop(loop)
    apply_theme(qt, Theme.LIGHT)
    garbage = WindowGarbage()
    busy = BusyClass(int(students), seed=int(seed))
    shown = _dashboard if what == "dashboard" else _whole_app
    with shown() as (lesson, frames_ms, gestures):
        busy.begin(lesson)
        busy.play(lesson, HEAD_START_SECONDS)
        garbage.settle()
        report = DesktopLoad(frames_ms, lesson, busy, gestures).run(float(seconds))
    garbage.close()
    sys.stdout.write(_line(report, qt.platformName()) + "\n")
    return 0


@contextmanager
def _dashboard() -> Iterator[tuple[Lesson, list[float], Gestures]]:
    """The dashboard's page alone, in a window."""
    lesson, frames_ms = Lesson(), frames_of(PlainWindow)
    page = DashboardPage(lesson, DashboardActions(Desk(), lesson), SeatDeeds(_nothing, _nothing), Tasks())
    window = PlainWindow(page)
    window.resize(*SIZE)
    window.show()
    yield lesson, frames_ms, dashboard_gestures(page)
    page.close_page()
    window.close()


@contextmanager
def _whole_app() -> Iterator[tuple[Lesson, list[float], Gestures]]:
    """The whole window with every page made, as after a login."""
    frames_ms = frames_of(MainWindow)
    with tempfile.TemporaryDirectory() as folder:
        app = App(SettingsFile(Path(folder)), AppOptions(searches=False))
        window = build_window(app)
        window.resize(*SIZE)
        app.link.choose(PairedBox("box", "3-2", "http://127.0.0.1:9", "key"))
        app.link.take_teacher(TeacherView(teacher_id="t", login="minji", name="김민지"))
        app.link.move(LinkState.ONLINE)
        window.show()
        for spec in ("lesson", "talk", "quizzes", "dashboard"):
            window.show_page(spec)
        page = window.page("dashboard")
        if not isinstance(page, DashboardPage):
            raise TypeError("the dashboard is not where it should be")
        pages = [partial(window.show_page, name) for name in ("talk", "quizzes", "lesson", "dashboard")]
        yield app.lesson, frames_ms, [*dashboard_gestures(page), *pages]
        window.close_parts()
        window.close()


def dashboard_gestures(page: DashboardPage) -> Gestures:
    """What a teacher does on the dashboard: orders, scrolls, chooses, filters, searches, looks at every tab."""
    bar, not_yet = page.grid.verticalScrollBar(), page.counts.buttons[SeatGroup.NOT_YET]
    return [
        lambda: page.seats.set_order(SeatOrder.HELP),
        lambda: bar.setValue(bar.maximum() // 2),
        lambda: page.grid.setCurrentIndex(page.seats.index(5)),
        lambda: page.tabs.setCurrentIndex(1),
        lambda: page.tabs.setCurrentIndex(2),
        lambda: page.tabs.setCurrentIndex(3),
        lambda: page.tabs.setCurrentIndex(0),
        not_yet.click,
        lambda: page.seats.set_search("김"),
        lambda: page.seats.set_search(""),
        not_yet.click,
        lambda: page.seats.set_order(SeatOrder.NAME),
    ]


async def _nothing(*_told: Any, **_named: Any) -> None:
    """Done at once."""


def _line(report: LoadReport, platform: str) -> str:
    told = asdict(report)
    told["platform"] = platform
    told["rss_megabytes"] = int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    return json.dumps(told)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
