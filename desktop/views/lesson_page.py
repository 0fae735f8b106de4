"""The lesson's page: starts and repeats lessons, and shows the one on the desk with its people."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtWidgets import QStackedWidget, QWidget

from appliance.contract.session import SessionState, SessionView
from desktop.actions.lesson import LessonActions
from desktop.actions.lesson_desk import LessonDesk
from desktop.actions.people import PeopleActions
from desktop.state.lesson import Lesson
from desktop.state.lesson_book import LessonBook
from desktop.state.link import Link, LinkState
from desktop.tasks import Tasks
from desktop.views.join_card_panel import JoinCardPanel
from desktop.views.lesson_open import LessonOpen
from desktop.views.lesson_settings import LessonSettings, SettingsParts
from desktop.views.lesson_start import LessonStart, StartParts
from desktop.views.lesson_words import filled, state_name, state_of, title_of
from desktop.views.parts.badge import Badge, Tone
from desktop.views.parts.button import Button
from desktop.views.parts.empty_state import EmptyState
from desktop.views.parts.icons import IconName
from desktop.views.parts.page import Page
from desktop.views.people_panel import PeoplePanel, PeopleParts

Move = Callable[[str], Coroutine[Any, Any, SessionView]]
TONES: dict[SessionState, Tone] = {
    SessionState.PLANNED: "neutral",
    SessionState.LOBBY: "info",
    SessionState.LIVE: "good",
    SessionState.ENDED: "neutral",
}


@dataclass(frozen=True, slots=True)
class LessonPageParts:
    """What the page works with."""

    lesson: Lesson
    link: Link
    book: LessonBook
    desk: LessonDesk
    lessons: LessonActions
    people: PeopleActions
    tasks: Tasks
    wifi_name: str = ""
    keep_wifi_name: Callable[[str], None] = lambda name: None


class LessonPage(Page):
    """Without a lesson: start one. With one: its join card, its people, its settings."""

    def __init__(self, parts: LessonPageParts, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setObjectName("lesson_page")
        self._parts = parts
        self._seen_facts: object = None
        self._co_teachers_of = ""
        self._was_online = False
        self.state_badge = Badge()
        self.begin, self.end = Button("", IconName.PLAY, "primary"), Button("", IconName.SQUARE, "danger")
        self.reopen, self.leave = Button("", IconName.UNDO_2, "primary"), Button("", IconName.ARROW_LEFT, "quiet")
        self._no_box = EmptyState(IconName.SERVER)
        self.start_view = LessonStart(StartParts(parts.book, parts.lessons, parts.tasks, self.notice))
        self.open_view = LessonOpen(*self._panels())
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect()
        self.retranslate_ui()
        self._take_link()

    def close_page(self) -> None:
        """Listen no longer; what was held back is done."""
        for leave in self._leaves:
            leave()
        self.start_view.close_view()
        self.open_view.close_view()

    def shown(self) -> None:
        """Ask for the lessons anew: another app may have made some."""
        self._load()

    def retranslate_ui(self) -> None:
        """Say everything in the language of now."""
        self.begin.set_text(self.tr("Begin the lesson"))
        self.begin.set_shortcut("Ctrl+Return")
        self.end.set_text(self.tr("End the lesson"))
        self.reopen.set_text(self.tr("Reopen"))
        self.reopen.set_hint(self.tr("Go on with this lesson: everybody can come back"))
        self.leave.set_text(self.tr("My lessons"))
        self._no_box.set_texts(
            self.tr("No box yet"), self.tr("Choose the box of this room and sign in: then you can start a lesson.")
        )
        self._show()

    def _panels(self) -> tuple[JoinCardPanel, LessonSettings, PeoplePanel]:
        parts = self._parts
        join_card = JoinCardPanel(
            parts.lesson, parts.tasks, self.notice, wifi_name=parts.wifi_name, keep_wifi_name=parts.keep_wifi_name
        )
        settings = LessonSettings(SettingsParts(parts.lesson, parts.book, parts.lessons, parts.tasks, self.notice))
        people = PeoplePanel(PeopleParts(parts.lesson, parts.book, parts.people, parts.tasks, self.notice))
        return join_card, settings, people

    def _lay_out(self) -> None:
        for button, name in (
            (self.leave, "leave_lesson_button"),
            (self.begin, "begin_lesson_button"),
            (self.reopen, "reopen_lesson_button"),
            (self.end, "end_lesson_button"),
        ):
            button.setObjectName(name)
        self.header.addWidget(self.state_badge)
        for button in (self.leave, self.reopen, self.begin, self.end):
            self.header.addWidget(button)
        self.body.addWidget(self._stack, 1)
        for view in (self._no_box, self.start_view, self.open_view):
            self._stack.addWidget(view)

    def _connect(self) -> None:
        parts = self._parts
        self.start_view.opened.connect(self._open)
        self.begin.clicked.connect(self._begin)
        self.end.clicked.connect(self._end)
        self.reopen.clicked.connect(self._reopen)
        self.leave.clicked.connect(parts.desk.leave)
        self._leaves: tuple[Callable[[], None], ...] = (
            parts.lesson.changed.subscribe(lambda _: self._take_lesson()),
            parts.link.changed.subscribe(lambda _: self._take_link()),
            parts.desk.failed.subscribe(self.notice.show_error),
            parts.desk.leaving.subscribe(lambda _: self.open_view.people.removing.flush()),
        )

    def _take_link(self) -> None:
        link = self._parts.link
        is_online = link.state is LinkState.ONLINE
        if link.box is None:
            self._parts.book.clear()
        if is_online and not self._was_online:
            self._load()
        self._was_online = is_online
        self._show()

    def _take_lesson(self) -> None:
        lesson = self._parts.lesson
        if lesson.view is not None and self._knows_other(lesson.view):
            self._parts.book.take_session(lesson.view)
        if lesson.session_id != self._co_teachers_of:
            self._change_lesson(lesson.session_id)
        if lesson.facts is not None and lesson.facts is not self._seen_facts:
            self._take_facts(is_first=self._seen_facts is None)
        self._show()

    def _change_lesson(self, session_id: str | None) -> None:
        # Of a lesson that was taken off the desk unasked: whoever was to be sent away there is not in this one.
        self._co_teachers_of, self._seen_facts = session_id or "", None
        self.open_view.people.removing.forget()
        self._parts.book.forget_desk()

    def _take_facts(self, *, is_first: bool) -> None:
        self._seen_facts = self._parts.lesson.facts
        if self._parts.lesson.view is None or not self._parts.desk.is_following:
            return
        # What students are not told of a session does not come with the event.
        self._parts.tasks.start(
            self._parts.lessons.refresh(), name="refresh the lesson", on_error=_pass_over, shows_progress=False
        )
        if is_first:
            self._parts.tasks.start(
                self._parts.lessons.load_co_teachers(), name="co-teachers", on_error=_pass_over, shows_progress=False
            )

    def _knows_other(self, view: SessionView) -> bool:
        known = [each for each in self._parts.book.sessions if each.session_id == view.session_id]
        return known != [view] and self._parts.book.is_loaded

    def _load(self) -> None:
        if self._parts.link.state is LinkState.ONLINE:
            self._parts.tasks.start(
                self._parts.lessons.load(), name="load lessons", on_error=self.notice.show_error, shows_progress=False
            )

    def _open(self, session: SessionView) -> None:
        self._parts.desk.open(session.session_id)

    def _begin(self) -> None:
        session_id = self._parts.lesson.session_id
        if session_id is not None:
            self._start_move(self._parts.lessons.start, session_id, lambda _: None)

    def _end(self) -> None:
        session_id = self._parts.lesson.session_id
        if session_id is not None:
            words = filled(self.tr("“%1” has ended. Everything is kept."), title_of(self._parts.lesson))
            undo = partial(self._start_move, self._parts.lessons.reopen, session_id, self._open)
            self._start_move(self._parts.lessons.end, session_id, lambda _: self.notice.show_undo(words, undo))

    def _reopen(self) -> None:
        session_id = self._parts.lesson.session_id
        if session_id is not None:
            self._start_move(self._parts.lessons.reopen, session_id, self._open)

    def _start_move(self, move: Move, session_id: str, on_done: Callable[[SessionView], None]) -> None:
        self._parts.tasks.start(
            move(session_id), name="move the lesson", on_done=on_done, on_error=self.notice.show_error
        )

    def _show(self) -> None:
        lesson, state = self._parts.lesson, state_of(self._parts.lesson)
        if lesson.is_open:
            self._stack.setCurrentWidget(self.open_view)
        else:
            has_box = self._parts.link.box is not None and self._parts.link.teacher is not None
            self._stack.setCurrentWidget(self.start_view if has_box else self._no_box)
        self.set_title(title_of(lesson) if lesson.is_open else self.tr("Lesson"))
        is_own = lesson.is_open and lesson.view is not None
        self.state_badge.setVisible(lesson.is_open and state is not None)
        if state is not None:
            self.state_badge.set(state_name(state), TONES[state])
        self.begin.setVisible(is_own and state in (SessionState.PLANNED, SessionState.LOBBY))
        self.end.setVisible(is_own and state in (SessionState.LOBBY, SessionState.LIVE))
        self.reopen.setVisible(is_own and state is SessionState.ENDED)
        self.leave.setVisible(lesson.is_open)
        self.open_view.settings.setVisible(is_own and state is not SessionState.ENDED)


def _pass_over(error: Exception) -> None:
    """What could not be asked for in passing is asked for again with the next news."""
