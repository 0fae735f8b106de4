"""Who has not answered a question: the four counts, and the grid of seats."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.actions.quiz import QuizActions
from desktop.models.quiz_seats_model import QuizSeatsModel
from desktop.models.quiz_words import seat_state_name, whole
from desktop.state.quiz_watch import SeatState
from desktop.tasks import Tasks
from desktop.views.parts.badge import Badge, Tone
from desktop.views.parts.notice import Notice
from desktop.views.parts.theme import S
from desktop.views.quiz_seats import SeatsView

BADGES: dict[SeatState, Tone] = {
    SeatState.NOT_YET: "warning",
    SeatState.DISCONNECTED: "bad",
    SeatState.NOT_PRESENT: "neutral",
    SeatState.ANSWERED: "good",
}


class QuizMissing(QWidget):
    """Asks the box once for each question; live events keep the grid true from then on."""

    def __init__(self, model: QuizSeatsModel, actions: QuizActions, tasks: Tasks, notice: Notice) -> None:
        super().__init__()
        self._model, self._actions, self._tasks, self._notice = model, actions, tasks, notice
        self._asked = ("", "")
        self._wanted = ("", "")
        self.badges = {state: Badge("", tone) for state, tone in BADGES.items()}
        self.seats = SeatsView(model)
        line = QHBoxLayout()
        line.setSpacing(S)
        for state, badge in self.badges.items():
            badge.setObjectName(f"seats_{state}")
            line.addWidget(badge)
        line.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, S, 0, 0)
        layout.setSpacing(S)
        layout.addLayout(line)
        layout.addWidget(self.seats, 1)
        model.counted.connect(self._show_counts)
        self.retranslate_ui()

    def show_question(self, run_id: str, question_id: str, *, asks: bool) -> None:
        """Show this question; ask the box who is missing if somebody looks."""
        self._wanted = (run_id, question_id)
        self._model.show(run_id, question_id)
        if asks and self._asked != self._wanted and run_id:
            self.ask()

    def ask(self) -> None:
        """Ask the box who is missing."""
        asked = self._asked = self._wanted

        def failed(error: Exception) -> None:
            if self._asked == asked:
                self._asked = ("", "")
            self._notice.show_error(error, self.ask)

        self._tasks.start(self._actions.list_missing(*asked), name="list missing", on_error=failed)

    def retranslate_ui(self) -> None:
        """Say every text anew."""
        self.seats.setAccessibleName(self.tr("Who has not answered"))
        self._show_counts()
        self.seats.doItemsLayout()

    def _show_counts(self) -> None:
        for state, count in self._model.counts().items():
            self.badges[state].set(f"{seat_state_name(state)} {whole(count)}")
