"""Quizzes: the bank at the left, at the right the editor, an import, or the live run, always one click away."""

from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QMenu, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from appliance.contract.quiz import RunView
from desktop.models.bank_model import BankModel
from desktop.models.gatherer import Gatherer
from desktop.models.quiz_words import fill, whole
from desktop.state.announcer import EVERYTHING
from desktop.state.link import LinkState
from desktop.state.quiz_tally import askable
from desktop.views.bank_desk import BankDesk
from desktop.views.bank_errands import BankErrands
from desktop.views.bank_import import ImportPanel
from desktop.views.bank_list import BankList
from desktop.views.parts.button import Button
from desktop.views.parts.empty_state import EmptyState
from desktop.views.parts.icons import IconName
from desktop.views.parts.page import Page
from desktop.views.parts.theme import S
from desktop.views.quiz_doing import Doing
from desktop.views.quiz_parts import QuizParts
from desktop.views.quiz_push_settings import QuizPushSettings
from desktop.views.quiz_quick import QUICK_KINDS, quick_name, quick_question
from desktop.views.quiz_run_panel import QuizRunPanel
from desktop.views.quiz_text import scrolling

LIST_WIDTH = 260
WIDE_PIXELS = 1_000
"""From this width on the list stays beside what is open; below, they take turns."""


class QuizzesPage(Page):
    """Puts the parts together and says how the lesson's run stands."""

    def __init__(self, parts: QuizParts, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("quizzes_page")
        self._parts = parts
        self._doing = Doing(parts.tasks, self.notice)
        self._is_restored = False
        self.quick_button, self.run_button = Button("", IconName.ZAP), Button("", IconName.RADIO)
        self.quick_button.setObjectName("quick_question_button")
        self.run_button.setObjectName("live_run_button")
        self.run_button.setCheckable(True)
        self._menu = QMenu(self)
        self._quick = {quick: self._menu.addAction("") for quick in QUICK_KINDS}
        self.push_settings = QuizPushSettings(parts.memory)
        self._bank_model = BankModel(parts.bank, self)
        self.bank_list, self.import_panel = BankList(self._bank_model), ImportPanel()
        self.desk = BankDesk(parts, self.notice, self.bank_list, self)
        self.errands = BankErrands(parts, self.notice, self.bank_list, self.import_panel, self)
        self.run_panel = QuizRunPanel(parts, self.notice)
        self.no_run, self.no_quiz = EmptyState(IconName.RADIO), EmptyState(IconName.LIST_CHECKS)
        self.run_stack, self.stack = QStackedWidget(), QStackedWidget()
        self._no_quiz_area, self._import_area = scrolling(self.no_quiz), scrolling(self.import_panel)
        self._work, self._bank_side = QWidget(), QWidget()
        self._gatherer = Gatherer(lambda _: self._show_run_state(), self)
        self._lay_out()
        self._connect()
        self.retranslate_ui()
        self._show(self._no_quiz_area)

    def shown(self) -> None:
        """The bank may have been changed from another app; the first time, drafts are taken up too."""
        if not self._is_restored:
            self._is_restored = True
            self._doing.do(self._parts.bank_actions.restore_drafts(), "restore drafts")
        self.errands.load()

    def hidden(self) -> None:
        """The notice with its Undo is out of sight."""
        self.errands.finish_deletions()

    def retranslate_ui(self) -> None:
        """Say every text anew."""
        self.set_title(self.tr("Quizzes"))
        self.quick_button.set_text(self.tr("Quick question"))
        for quick, action in self._quick.items():
            action.setText(quick_name(quick))
        for part in (self.push_settings, self.bank_list, self.import_panel, self.desk.editor, self.run_panel):
            part.retranslate_ui()
        self.no_run.set_texts(
            self.tr("No question has been asked in this lesson yet"),
            self.tr("Open a quiz and push it to the class, or ask something on the spot."),
            self.tr("Ask: yes or no?"),
        )
        self.no_quiz.set_texts(
            self.tr("No quiz is open"),
            self.tr("Choose one at the left, write a new one, or import one: any text you paste becomes a quiz."),
            self.tr("New quiz"),
        )
        self._show_run_state()

    def close_page(self) -> None:
        """Listen no longer; what is edited is kept."""
        self._gatherer.close()
        for leave in self._leaves:
            leave()
        self.desk.close()
        self.errands.close()
        self.run_panel.close_panel()
        self._bank_model.close()

    def show_run(self, is_shown: bool = True) -> None:
        """Show the live run, or the bank again."""
        self._show(self.run_stack if is_shown else self._bank_widget())

    def ask_quick(self, quick: str) -> None:
        """Ask a question on the spot; it is over when the teacher has seen enough."""
        question = quick_question(quick)
        settings = self._parts.memory.settings.model_copy(update={"seconds": None, "allows_change": True})
        work: Coroutine[Any, Any, RunView] = self._parts.actions.push_on_the_spot(question, settings)
        self._doing.do(work, "push question", self._show_pushed, lambda: self.ask_quick(quick))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._arrange()

    def _connect(self) -> None:
        lesson = self._parts.lesson
        self._leaves: tuple[Callable[[], None], ...] = (
            lesson.changed.subscribe(lambda _: self._gatherer.add(EVERYTHING)),
            lesson.runs.changed.subscribe(self._gatherer.add),
            lesson.runs.tally_grown.subscribe(lambda _: self._gatherer.add(EVERYTHING)),
            self._parts.link.changed.subscribe(lambda _: self._hear_link()),
        )
        self.run_button.clicked.connect(self.show_run)
        self.quick_button.clicked.connect(self._pop_quick)
        for quick, action in self._quick.items():
            action.setObjectName(f"quick_{quick}_action")
            action.triggered.connect(lambda _=False, quick=quick: self.ask_quick(quick))
        self.no_run.action.connect(lambda: self.ask_quick("yes_no"))
        self.no_quiz.action.connect(self.desk.new)
        self.bank_list.import_wanted.connect(lambda: self._show(self._import_area))
        self.import_panel.back_wanted.connect(lambda: self._show(self._bank_widget()))
        self.desk.editor.head.back_button.clicked.connect(self._show_list)
        self.desk.opened.connect(lambda: self._show(self._bank_widget()))
        self.desk.pushed.connect(lambda _: self.show_run())
        self.errands.quiz_wanted.connect(self.desk.open)
        self.errands.hidden.connect(self._put_away)
        toggle = QShortcut(QKeySequence("Ctrl+L"), self)
        toggle.activated.connect(lambda: self.show_run(self.stack.currentWidget() is not self.run_stack))

    def _hear_link(self) -> None:
        """The first list comes as soon as somebody has signed in."""
        if self._parts.link.state is LinkState.ONLINE and self.isVisible() and not self._parts.bank.is_loaded:
            self.errands.load()

    def _show_pushed(self, _: RunView) -> None:
        self.show_run()

    def _pop_quick(self) -> None:
        self._menu.popup(self.quick_button.mapToGlobal(self.quick_button.rect().bottomLeft()))

    def _put_away(self, draft_id: str) -> None:
        if self.desk.open_id == draft_id:
            self.desk.put_away()

    def _show_list(self) -> None:
        self._show(self._no_quiz_area)

    def _bank_widget(self) -> QWidget:
        return self.desk.editor if self.desk.open_id else self._no_quiz_area

    def _show(self, widget: QWidget) -> None:
        self.stack.setCurrentWidget(widget)
        self.run_button.setChecked(widget is self.run_stack)
        self.push_settings.setVisible(widget is not self.run_stack and widget is not self._import_area)
        self._arrange()

    def _arrange(self) -> None:
        """In a narrow window the list gives way to what is open."""
        is_wide, shown = self.width() >= WIDE_PIXELS, self.stack.currentWidget()
        self._bank_side.setVisible(is_wide or shown is self._no_quiz_area)
        self.desk.editor.head.back_button.setVisible(not is_wide)

    def _show_run_state(self) -> None:
        lesson = self._parts.lesson
        has_lesson = lesson.is_open
        self.run_button.set_text(self._run_words(lesson.runs.current))
        self.run_button.set_hint(self.tr("Answers, who is missing, results ({keys})").replace("{keys}", "Ctrl+L"))
        self.run_button.setVisible(has_lesson)
        self.quick_button.setEnabled(has_lesson)
        self.quick_button.set_hint("" if has_lesson else self.tr("Open a lesson first"))
        self.run_stack.setCurrentIndex(1 if lesson.runs.all() else 0)
        if not has_lesson and self.stack.currentWidget() is self.run_stack:
            self.show_run(False)

    def _run_words(self, run: RunView | None) -> str:
        if run is None or run.state != "open":
            return self.tr("Live run")
        if not askable(run):
            return self.tr("Live run · open")
        answered = max((tally.answered for tally in run.tallies), default=0)
        people = len(self._parts.lesson.people.admitted())
        return fill(self.tr("Live run · {answered} of {people}"), answered=whole(answered), people=whole(people))

    def _lay_out(self) -> None:
        self.header.addWidget(self.quick_button)
        self.header.addWidget(self.run_button)
        # From the outside in: whatever gets another parent is styled anew with all that is in it.
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        self.body.addWidget(split, 1)
        split.addWidget(self._bank_side)
        split.addWidget(self._work)
        split.setStretchFactor(1, 1)
        side = QVBoxLayout(self._bank_side)
        side.setContentsMargins(0, 0, S, 0)
        side.addWidget(self.bank_list)
        self._bank_side.setMinimumWidth(LIST_WIDTH)
        work = QVBoxLayout(self._work)
        work.setContentsMargins(S, 0, 0, 0)
        work.setSpacing(S)
        work.addWidget(self.push_settings)
        work.addWidget(self.stack, 1)
        for widget in (self._no_quiz_area, self.desk.editor, self._import_area, self.run_stack):
            self.stack.addWidget(widget)
        self.run_stack.addWidget(scrolling(self.no_run))
        self.run_stack.addWidget(self.run_panel)
