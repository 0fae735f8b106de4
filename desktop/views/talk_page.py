"""The talk page: the chat, and beside it hands, questions, and what the teacher tells the class."""

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from desktop.actions.talk import TalkActions
from desktop.state.announcer import Announcer
from desktop.state.lesson import Lesson
from desktop.tasks import Tasks
from desktop.views.parts.empty_state import EmptyState
from desktop.views.parts.icons import IconName
from desktop.views.parts.page import Page
from desktop.views.parts.theme import M, S
from desktop.views.talk_announce import TalkAnnounce
from desktop.views.talk_chat import TalkChat
from desktop.views.talk_hands import TalkHands
from desktop.views.talk_parts import TalkParts
from desktop.views.talk_pick import TalkPick
from desktop.views.talk_questions import TalkQuestions
from desktop.views.talk_signals import TalkSignals
from desktop.views.talk_timer import TalkTimer

SIDE_LEAST, SIDE_MOST = 392, 560
QUESTIONS_LEAST = 200


@dataclass(frozen=True, slots=True)
class TalkPageParts:
    """What the page works with."""

    lesson: Lesson
    actions: TalkActions
    tasks: Tasks
    leaving: Announcer[None] = field(default_factory=Announcer)
    """The lesson on the desk is about to be left or ended."""


class TalkPage(Page):
    """Everything that is said in the lesson; without a lesson it says where to start one."""

    def __init__(self, parts: TalkPageParts, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setObjectName("talk_page")
        self._lesson = parts.lesson
        self._shown_lesson: str | None = None
        shared = TalkParts(parts.lesson, parts.actions, parts.tasks, self.notice)
        self.chat = TalkChat(shared)
        self.hands, self.questions = TalkHands(shared), TalkQuestions(shared)
        self.announce, self.timer, self.pick = TalkAnnounce(shared), TalkTimer(shared), TalkPick(shared)
        self.signals = TalkSignals(parts.lesson)
        self._empty = EmptyState(IconName.MESSAGE_CIRCLE)
        self._stack = QStackedWidget()
        self._lay_out()
        self._held = (self.chat.deleting, self.questions.deleting, self.hands.lowering)
        self._leaves: tuple[Callable[[], None], ...] = (
            parts.lesson.changed.subscribe(lambda _: self._show()),
            parts.leaving.subscribe(lambda _: self._do_held()),
        )
        self.retranslate_ui()

    def close_page(self) -> None:
        """Listen no longer; what was held back for an undo is done."""
        for leave in self._leaves:
            leave()
        for panel in (self.chat, self.hands, self.questions, self.announce, self.timer, self.pick, self.signals):
            panel.close_panel()

    def retranslate_ui(self) -> None:
        """Say everything in the language of now."""
        self.set_title(self.tr("Talk"))
        self._empty.set_texts(
            self.tr("No lesson is open"),
            self.tr("Start a lesson: chat, questions and raised hands of the class appear here."),
        )
        self._show()

    def _lay_out(self) -> None:
        # From the outside in: whatever gets another parent is styled anew with all that is in it.
        inner, whole, side = QWidget(), QWidget(), QScrollArea()
        self.body.addWidget(self._stack, 1)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(whole)
        main = QVBoxLayout()
        main.setSpacing(S)
        columns = QHBoxLayout(whole)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(M)
        columns.addLayout(main, 3)
        columns.addWidget(side, 2)
        main.addWidget(self.signals)
        main.addWidget(self.chat, 1)
        side.setWidgetResizable(True)
        side.setFrameShape(QFrame.Shape.NoFrame)
        side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        side.setMinimumWidth(SIDE_LEAST)
        side.setMaximumWidth(SIDE_MOST)
        side.setWidget(inner)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, S, 0)
        column.setSpacing(M)
        for panel in (self.hands, self.questions, self.pick, self.timer, self.announce):
            column.addWidget(panel, 1 if panel is self.questions else 0)
        self.questions.setMinimumHeight(QUESTIONS_LEAST)

    def _do_held(self) -> None:
        for held in self._held:
            held.flush()

    def _show(self) -> None:
        self._stack.setCurrentIndex(1 if self._lesson.is_open else 0)
        if self._lesson.session_id != self._shown_lesson:
            self._shown_lesson = self._lesson.session_id
            # Of the lesson before, where it was taken off the desk unasked: it cannot be done in this one.
            for held in self._held:
                held.forget()
            self.pick.clear()
            self.chat.list.go_to_end()
