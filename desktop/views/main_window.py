"""The window: pairing until a teacher is at work, then rail, top bar and pages; the strip above says what is wrong."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module

from PySide6.QtCore import QByteArray, QEvent, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from desktop.actions.keeping import Keeper
from desktop.actions.lesson import LessonActions
from desktop.actions.lesson_desk import LessonDesk
from desktop.actions.signing_in import SigningIn
from desktop.state.lesson import Lesson
from desktop.state.link import Link, LinkState
from desktop.tasks import Tasks
from desktop.views.connection_strip import ConnectionStrip
from desktop.views.main_window_keys import KeysOverlay
from desktop.views.page_spec import PageSpec
from desktop.views.pairing_page import PairingPage
from desktop.views.parts.busy import BusyBar
from desktop.views.parts.notice import Notice
from desktop.views.parts.page import Page
from desktop.views.parts.theme import M
from desktop.views.parts.wording import say
from desktop.views.rail import Rail
from desktop.views.top_bar import TopBar, Waiting

SMALLEST = (960, 640)
USUAL = (1280, 800)
BETWEEN_PAGES_MS = 60
"""Pages are made piece by piece while the window has nothing else to do, so that the first click finds them ready."""


@dataclass(frozen=True, slots=True)
class WindowParts:
    """What the window works with."""

    link: Link
    lesson: Lesson
    lessons: LessonDesk
    lesson_actions: LessonActions
    signing_in: SigningIn
    keeper: Keeper
    tasks: Tasks
    specs: tuple[PageSpec, ...]


class MainWindow(QMainWindow):
    """Tells `closing` once, with its geometry: the app then ends; and `pages_made` once every page is ready."""

    closing = Signal(str)
    pages_made = Signal()

    def __init__(self, parts: WindowParts, pairing_page: PairingPage) -> None:
        super().__init__()
        self._parts = parts
        self.pairing_page = pairing_page
        self.pages: dict[str, Page] = {}  # bounded by: the list of pages in app.py
        self._is_closing = self._wants_pairing = False
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(BETWEEN_PAGES_MS)
        self.strip, self.busy = ConnectionStrip(parts.link, parts.lesson), BusyBar()
        self.rail, self.top_bar = Rail(parts.specs), TopBar(parts.link, parts.lesson)
        self.notice = Notice()
        self._central, self._outer, self._stack, self._work = QWidget(), QStackedWidget(), QStackedWidget(), QWidget()
        self.current = parts.specs[0].name
        self._pieces: deque[Callable[[], object]] = deque()  # bounded by: the list of pages in app.py
        for spec in parts.specs:
            self._pieces.extend(partial(import_module, module) for module in spec.modules)
            self._pieces.append(partial(self.page, spec.name))
        self._lay_out()
        self.keys = KeysOverlay(self._key_list, self._central)
        self._connect()
        self._add_shortcuts()
        self.retranslate_ui()
        self._show_link()

    def page(self, name: str) -> Page:
        """The page of this name; made when it is first asked for."""
        if name not in self.pages:
            spec = next(spec for spec in self._parts.specs if spec.name == name)
            page = spec.make(self._stack)
            self.pages[name] = page
            self._stack.addWidget(page)
        return self.pages[name]

    def show_page(self, name: str) -> None:
        """Bring a page to the front."""
        if self._is_closing:
            return  # a key's click comes a moment after the key
        before = self._stack.currentWidget()
        page = self.page(name)
        if isinstance(before, Page) and before is not page:
            before.hidden()
        self.current = name
        self.rail.show_page(name)
        self._stack.setCurrentWidget(page)
        if self.is_at_work:
            page.shown()

    def make_pages(self) -> None:
        """Make the pages that are still missing, one piece of work at a time."""
        if self._is_closing:
            return
        if self._pieces:
            self._pieces.popleft()()
            self._later.start()
        else:
            self.pages_made.emit()

    @property
    def page_names(self) -> tuple[str, ...]:
        """Every page, in the order of the rail."""
        return tuple(spec.name for spec in self._parts.specs)

    @property
    def is_at_work(self) -> bool:
        """Whether the pages are in front."""
        return self._outer.currentWidget() is self._work

    def restore(self, geometry: str) -> None:
        """Be where the window was when it closed; anything else than what Qt saved is left alone."""
        if not geometry or not self.restoreGeometry(QByteArray.fromBase64(geometry.encode())):
            self.resize(*USUAL)

    def say_settings_damaged(self, path: str) -> None:
        """The settings could not be read: what was chosen before is gone, and lies at `path`."""
        said = self.tr("The settings on this computer could not be read, so they begin anew. The old file is kept: %1")
        for notice in (self.notice, self.pairing_page.notice):
            notice.show_warning(said.replace("%1", path))

    def retranslate_ui(self) -> None:
        """Say everything in the language of now."""
        self._show_title()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate_ui()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self.keys.resize(self._central.size())

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        if not self._is_closing:
            self._is_closing = True
            self._later.stop()
            self.closing.emit(bytes(self.saveGeometry().toBase64().data()).decode())
        super().closeEvent(event)

    def close_parts(self) -> None:
        """Listen no longer."""
        self._is_closing = True
        self._later.stop()
        for leave in self._leaves:
            leave()
        self.strip.close_view()
        self.top_bar.close_view()
        self.pairing_page.close_page()
        for page in self.pages.values():
            closing: Callable[[], None] | None = getattr(page, "close_page", None)
            if closing is not None:
                closing()

    def _lay_out(self) -> None:
        self.setMinimumSize(*SMALLEST)
        beside = QVBoxLayout()
        beside.setSpacing(0)
        beside.addWidget(self.top_bar)
        messages = QVBoxLayout()
        messages.setContentsMargins(M, 0, M, 0)
        messages.addWidget(self.notice)
        beside.addLayout(messages)
        beside.addWidget(self._stack, 1)
        work = QHBoxLayout(self._work)
        work.setContentsMargins(0, 0, 0, 0)
        work.setSpacing(0)
        work.addWidget(self.rail)
        work.addLayout(beside, 1)
        self._outer.addWidget(self.pairing_page)
        self._outer.addWidget(self._work)
        self._central.setObjectName("page")
        layout = QVBoxLayout(self._central)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part in (self.strip, self.busy):
            layout.addWidget(part)
        layout.addWidget(self._outer, 1)
        self.setCentralWidget(self._central)

    def _connect(self) -> None:
        parts = self._parts
        self.rail.chosen.connect(self.show_page)
        self.top_bar.page_wanted.connect(self.show_page)
        self.top_bar.start_wanted.connect(self._start_lesson)
        self.top_bar.end_wanted.connect(self._end_lesson)
        self.top_bar.waiting_changed.connect(self._show_waiting)
        self.strip.retry.connect(parts.keeper.look_now)
        self.strip.pair_wanted.connect(self._show_pairing)
        self.strip.login_sent.connect(self._log_in)
        self._later.timeout.connect(self.make_pages)
        self._leaves = (
            parts.tasks.busy_changed.subscribe(lambda _: self.busy.set_busy(parts.tasks.is_busy)),
            parts.link.changed.subscribe(lambda _: self._show_link()),
            parts.lesson.changed.subscribe(lambda _: self._show_title()),
            parts.lessons.changed.subscribe(lambda _: self._show_link()),
            parts.lessons.failed.subscribe(self._say_lesson_failed),
        )

    def _add_shortcuts(self) -> None:
        for keys, act in (("F1", self.keys.toggle), ("F11", self._toggle_full_screen)):
            QShortcut(QKeySequence(keys), self, act)

    def _key_list(self) -> list[tuple[str, str]]:
        pages = [(f"Ctrl+{place}", spec.title()) for place, spec in enumerate(self._parts.specs, start=1)]
        return [
            *pages,
            ("Ctrl+Return", self.tr("Begin the lesson")),
            ("F11", self.tr("Full screen")),
            ("Tab", self.tr("To the next field or button")),
            ("F1", self.tr("Show and hide this list")),
            ("Esc", self.tr("Close what lies on top")),
        ]

    def _show_link(self) -> None:
        link = self._parts.link
        is_at_work = link.teacher is not None or bool(self._parts.lessons.wanted)
        self._wants_pairing = self._wants_pairing and link.state is LinkState.REFUSED
        if link.box is None or self._wants_pairing:
            is_at_work = False
        if is_at_work != self.is_at_work:
            self._outer.setCurrentWidget(self._work if is_at_work else self.pairing_page)
            if is_at_work:
                self.show_page(self.current)
        self._show_title()

    def _show_title(self) -> None:
        lesson, box = self._parts.lesson, self._parts.link.box
        title = lesson.facts.title if lesson.facts is not None else ""
        words = [title, box.room_name if box is not None else "", "AIRClass"]
        self.setWindowTitle(" · ".join(word for word in words if word))

    def _show_waiting(self, waiting: Waiting) -> None:
        self.rail.show_count("talk", waiting.hands + waiting.questions)
        self.rail.show_count("dashboard", waiting.needs_help)

    def _show_pairing(self) -> None:
        self._wants_pairing = True
        self._outer.setCurrentWidget(self.pairing_page)

    def _toggle_full_screen(self) -> None:
        if self.isFullScreen():
            self.showNormal()
        else:
            self.showFullScreen()

    def _start_lesson(self) -> None:
        session_id = self._parts.lesson.session_id
        if session_id is not None:
            starting = self._parts.lesson_actions.start(session_id)
            self._parts.tasks.start(starting, name="begin the lesson", on_error=self.notice.show_error)

    def _end_lesson(self) -> None:
        session_id = self._parts.lesson.session_id
        if session_id is None:
            return
        ending = self._parts.lesson_actions.end(session_id)
        self._parts.tasks.start(
            ending,
            name="end the lesson",
            on_done=lambda _: self.notice.show_undo(self.tr("The lesson has ended."), lambda: self._reopen(session_id)),
            on_error=self.notice.show_error,
        )

    def _reopen(self, session_id: str) -> None:
        self._parts.tasks.start(
            self._parts.lesson_actions.reopen(session_id),
            name="reopen the lesson",
            on_done=lambda view: self._parts.lessons.open(view.session_id),
            on_error=self.notice.show_error,
        )

    def _say_lesson_failed(self, error: Exception) -> None:
        (self.notice if self.is_at_work else self.pairing_page.notice).show_error(error)

    def _log_in(self, login: str, password: str) -> None:
        self._parts.tasks.start(
            self._parts.signing_in.log_in(login, password),
            name="sign in again",
            on_done=lambda _: self.strip.forget_secrets(),
            on_error=lambda error: self.strip.show_error(say(error)),
        )
