"""The top of the live run: which question, how the run stands, the time left, and how many have answered."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from appliance.contract.quiz import RunStateName, RunView
from desktop.models.quiz_words import fill, run_state_name, whole
from desktop.state.lesson import Lesson
from desktop.state.quiz_tally import askable, tally_of
from desktop.views.parts.badge import Badge, Tone
from desktop.views.parts.button import IconButton
from desktop.views.parts.icons import IconName
from desktop.views.parts.theme import M, S, labelled
from desktop.views.quiz_countdown import QuizCountdown
from desktop.views.quiz_text import BoundedText, hint

TONES: dict[RunStateName, Tone] = {"draft": "neutral", "open": "good", "closed": "warning", "revealed": "info"}


class QuizRunHead(QWidget):
    """Shows one question of a run at a time; `question_chosen` tells its id."""

    question_chosen = Signal(str)

    def __init__(self, lesson: Lesson, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lesson = lesson
        self._run: RunView | None = None
        self._place = 0
        self._hides = False
        self.badge = Badge()
        self.badge.setObjectName("run_state")
        self.countdown = QuizCountdown(lesson.clock)
        self.text = BoundedText("heading")
        self.text.label.setObjectName("run_question")
        self.figures = hint()
        self.figures.setObjectName("run_answered")
        self.place = labelled("", "muted", wraps=False)
        self.previous, self.next = IconButton(IconName.CHEVRON_LEFT), IconButton(IconName.CHEVRON_RIGHT)
        self.previous.setObjectName("previous_question_button")
        self.next.setObjectName("next_question_button")
        self.previous.clicked.connect(lambda: self._step(-1))
        self.next.clicked.connect(lambda: self._step(1))
        self._lay_out()

    @property
    def question_id(self) -> str:
        """The question that is shown; empty where the run asks nothing."""
        questions = askable(self._run) if self._run is not None else []
        return (questions[self._place].id or "") if self._place < len(questions) else ""

    def show_run(self, run: RunView | None) -> None:
        """Show this run, at its first question if it is another run than before."""
        if run is None or self._run is None or run.run_id != self._run.run_id:
            self._place = 0
        self._run = run
        self.countdown.show_run(run)
        self.retranslate_ui()

    def hide_results(self, hides: bool) -> None:
        """Say nothing of right and wrong."""
        self._hides = hides
        self.show_figures()

    def show_figures(self) -> None:
        """Say how many have answered."""
        if self._run is not None:
            # Tallies grow between two calls of `show_run`.
            self._run = self._lesson.runs.get(self._run.run_id) or self._run
        tally = tally_of(self._run, self.question_id) if self._run is not None else None
        if tally is None:
            self.figures.setText("")
            return
        people = len(self._lesson.people.admitted())
        text = fill(
            self.tr("{answered} of {people} have answered"), answered=whole(tally.answered), people=whole(people)
        )
        if tally.correct is not None and not self._hides:
            text = fill(self.tr("{text} · {right} right"), text=text, right=whole(tally.correct))
        self.figures.setText(text)

    def retranslate_ui(self) -> None:
        """Say every text anew."""
        self.previous.set_name(self.tr("Previous question"))
        self.next.set_name(self.tr("Next question"))
        run = self._run
        if run is None:
            return
        questions = askable(run)
        self.badge.set(run_state_name(run.state), TONES[run.state])
        current = questions[self._place] if self._place < len(questions) else next(iter(run.questions), None)
        self.text.set_text(current.text if current is not None else run.title)
        for widget in (self.previous, self.next, self.place):
            widget.setVisible(len(questions) > 1)
        self.previous.setEnabled(self._place > 0)
        self.next.setEnabled(self._place < len(questions) - 1)
        self.place.setText(fill(self.tr("Question {number} of {count}"), number=self._place + 1, count=len(questions)))
        self.show_figures()

    def _step(self, by: int) -> None:
        count = len(askable(self._run)) if self._run is not None else 0
        self._place = max(0, min(count - 1, self._place + by))
        self.retranslate_ui()
        self.question_chosen.emit(self.question_id)

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(S)
        line.addWidget(self.badge)
        line.addWidget(self.figures, 1)
        line.addWidget(self.previous)
        line.addWidget(self.place)
        line.addWidget(self.next)
        words = QVBoxLayout()
        words.setSpacing(S)
        words.addLayout(line)
        words.addWidget(self.text)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        layout.addLayout(words, 1)
        layout.addWidget(self.countdown)
