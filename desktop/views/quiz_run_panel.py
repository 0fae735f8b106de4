"""The live run: the class's answers as they come, who is missing, the results, and every run of this lesson."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QTabWidget, QVBoxLayout, QWidget

from appliance.contract.quiz import RunView
from desktop.models.answers_model import AnswersModel
from desktop.models.gatherer import Gatherer
from desktop.models.quiz_seats_model import QuizSeatsModel
from desktop.models.quiz_words import run_state_name
from desktop.models.tally_model import TallyModel
from desktop.state.announcer import EVERYTHING
from desktop.views.parts import formats
from desktop.views.parts.card import Card
from desktop.views.parts.notice import Notice
from desktop.views.parts.theme import M, S
from desktop.views.quiz_bars import BarsView
from desktop.views.quiz_missing import QuizMissing
from desktop.views.quiz_parts import QuizParts
from desktop.views.quiz_results import QuizResults
from desktop.views.quiz_run_head import QuizRunHead
from desktop.views.quiz_steering import QuizSteering

TITLE_CHARACTERS = 60
BARS, MISSING, RESULTS = range(3)


class QuizRunPanel(QWidget):
    """Shows the run that opened last, or one that the teacher chose; `run_shown` tells when there is another one."""

    run_shown = Signal(str)

    def __init__(self, parts: QuizParts, notice: Notice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self._run_id = ""
        self._session_id = parts.lesson.session_id
        self._known: frozenset[str] = frozenset()
        self._tally = TallyModel(parts.lesson.runs, self)
        self._seats = QuizSeatsModel(parts.lesson, parts.watch, self)
        self._answers = AnswersModel(parts.watch, self)
        self.head = QuizRunHead(parts.lesson)
        self.steering = QuizSteering(parts.actions, parts.tasks, notice)
        self.bars = BarsView(self._tally)
        self.missing = QuizMissing(self._seats, parts.actions, parts.tasks, notice)
        self.results = QuizResults(self._answers, parts.actions, parts.tasks, notice, parts.files)
        self.run_choice = QComboBox()
        self.run_choice.setObjectName("run_choice")
        self.run_choice.activated.connect(self._choose)
        self.hide_switch = QCheckBox()
        self.hide_switch.setObjectName("hide_results_switch")
        self.hide_switch.setChecked(parts.memory.settings.hides_results)
        self.hide_switch.toggled.connect(self._hide_results)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("run_tabs")
        self._card = Card()
        self._lay_out()
        self._gatherer = Gatherer(lambda _: self._update(), self)
        self._connect()
        self._hide_results(self.hide_switch.isChecked())
        self.retranslate_ui()
        self._update()

    @property
    def run(self) -> RunView | None:
        """The run that is shown."""
        return self._parts.lesson.runs.get(self._run_id)

    def show_run(self, run_id: str) -> None:
        """Show this run of the lesson."""
        is_another = run_id != self._run_id
        self._run_id = run_id
        run = self.run
        self.head.show_run(run)
        self.steering.show_run(run)
        if is_another:
            self.run_choice.setCurrentIndex(self.run_choice.findData(run_id))
            self._parts.watch.take_results(None)
            self.results.show_run(run_id, self._lesson_title())
            self._show_question(self.head.question_id)
            self.run_shown.emit(run_id)

    def retranslate_ui(self) -> None:
        """Say every text anew."""
        for place, text in (
            (BARS, self.tr("Answers")),
            (MISSING, self.tr("Not answered")),
            (RESULTS, self.tr("Results")),
        ):
            self.tabs.setTabText(place, text)
        self.hide_switch.setText(self.tr("Hide results"))
        self.hide_switch.setToolTip(self.tr("For the projector: neither bars nor the right answer are shown"))
        self.hide_switch.setShortcut("Alt+H")
        self.run_choice.setAccessibleName(self.tr("Runs of this lesson"))
        self.bars.setAccessibleName(self.tr("Answers of the class"))
        for part in (self.head, self.steering, self.missing, self.results):
            part.retranslate_ui()
        self._list_runs()
        self.bars.doItemsLayout()

    def close_panel(self) -> None:
        """Listen no longer."""
        for leave in self._leaves:
            leave()
        self._gatherer.close()
        for model in (self._tally, self._seats, self._answers):
            model.close()

    def _connect(self) -> None:
        lesson = self._parts.lesson
        self._leaves = (
            lesson.runs.changed.subscribe(self._gatherer.add),
            lesson.people.changed.subscribe(lambda _: self._gatherer.add(EVERYTHING)),
            lesson.changed.subscribe(lambda _: self._gatherer.add(EVERYTHING)),
        )
        self._tally.grown.connect(self.head.show_figures)
        self.head.question_chosen.connect(self._show_question)
        self.tabs.currentChanged.connect(lambda _: self._read_tab())

    def _update(self) -> None:
        lesson = self._parts.lesson
        if lesson.session_id != self._session_id:
            self._session_id, self._run_id, self._known = lesson.session_id, "", frozenset()
            self._parts.watch.clear()
        runs = lesson.runs.all()
        fresh = [run for run in runs if run.run_id not in self._known and run.state == "open"]
        self._known = frozenset(run.run_id for run in runs)
        self._list_runs()
        wanted = fresh[-1] if fresh else self.run or lesson.runs.current or (runs[-1] if runs else None)
        if wanted is not None:
            self.show_run(wanted.run_id)
        else:
            self._run_id = ""
            self.head.show_run(None)
            self.steering.show_run(None)
        self._card.setVisible(wanted is not None)

    def _list_runs(self) -> None:
        runs = list(reversed(self._parts.lesson.runs.all()))
        listed = [(_run_words(run), run.run_id) for run in runs]
        choice = self.run_choice
        if listed != [(choice.itemText(row), choice.itemData(row)) for row in range(choice.count())]:
            choice.clear()
            for text, run_id in listed:
                choice.addItem(text, run_id)
            choice.setCurrentIndex(choice.findData(self._run_id))
        choice.setVisible(len(runs) > 1)

    def _choose(self, row: int) -> None:
        self.show_run(str(self.run_choice.itemData(row)))

    def _show_question(self, question_id: str) -> None:
        self._tally.show(self._run_id, question_id)
        self._read_tab()

    def _read_tab(self) -> None:
        """Ask the box only for what somebody looks at."""
        asks = self.tabs.currentIndex() == MISSING
        self.missing.show_question(self._run_id, self.head.question_id, asks=asks)
        if self.tabs.currentIndex() == RESULTS:
            self.results.read()

    def _hide_results(self, hides: bool) -> None:
        self._tally.hide_results(hides)
        self.head.hide_results(hides)
        if hides and self.tabs.currentIndex() == RESULTS:
            self.tabs.setCurrentIndex(BARS)
        self.tabs.setTabEnabled(RESULTS, not hides)
        memory = self._parts.memory
        memory.change(memory.settings.model_copy(update={"hides_results": hides}))

    def _lesson_title(self) -> str:
        facts = self._parts.lesson.facts
        return facts.title if facts is not None else ""

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        layout.addWidget(self.run_choice)
        layout.addWidget(self._card, 1)
        self._card.body.addWidget(self.head)
        line = QHBoxLayout()
        line.setSpacing(S)
        line.addWidget(self.steering, 1)
        line.addWidget(self.hide_switch)
        self._card.body.addLayout(line)
        self._card.body.addWidget(self.tabs, 1)
        for part in (self.bars, self.missing, self.results):
            self.tabs.addTab(part, "")
        self.run_choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.run_choice.setMinimumContentsLength(20)


def _run_words(run: RunView) -> str:
    title = " ".join(run.title.split())
    short = title if len(title) <= TITLE_CHARACTERS else f"{title[:TITLE_CHARACTERS]}…"
    at = f"{formats.time_of(run.opened_ms)} · " if run.opened_ms is not None else ""
    return f"{at}{short} · {run_state_name(run.state)}"
