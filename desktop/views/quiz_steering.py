"""The buttons that steer a run: only what is possible now can be pressed, and what can be regretted can be undone."""

from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtWidgets import QWidget

from appliance.contract.quiz import RunView
from desktop.actions.quiz import QuizActions
from desktop.state.quiz_settings import EXTENSION_SECONDS, SECONDS_MIN
from desktop.tasks import Tasks
from desktop.views.parts.button import Button
from desktop.views.parts.flow_layout import FlowLayout
from desktop.views.parts.icons import IconName
from desktop.views.parts.notice import Notice


class QuizSteering(QWidget):
    """Steers the run that was shown last; what the box answers comes back through the state."""

    def __init__(self, actions: QuizActions, tasks: Tasks, notice: Notice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions, self._tasks, self._notice = actions, tasks, notice
        self._run: RunView | None = None
        self.open_button = _button("open_run_button", IconName.SEND, "primary")
        self.extend_button = _button("extend_run_button", IconName.TIMER)
        self.close_button = _button("close_run_button", IconName.LOCK, "primary")
        self.reveal_button = _button("reveal_run_button", IconName.EYE, "primary")
        self.reopen_button = _button("reopen_run_button", IconName.UNLOCK)
        self.again_button = _button("ask_again_button", IconName.ROTATE_CCW)
        flow = FlowLayout(self)
        for button in self._buttons():
            flow.addWidget(button)
        self.open_button.clicked.connect(lambda: self._move("open"))
        self.extend_button.clicked.connect(self.extend)
        self.close_button.clicked.connect(self.close_run)
        self.reveal_button.clicked.connect(lambda: self._move("reveal"))
        self.reopen_button.clicked.connect(lambda: self._reopen(None))
        self.again_button.clicked.connect(self._ask_again)
        self.show_run(None)

    def show_run(self, run: RunView | None) -> None:
        """Steer this run."""
        self._run = run
        state = run.state if run is not None else ""
        possible = {
            self.open_button: state == "draft",
            self.extend_button: state == "open",
            self.close_button: state == "open",
            self.reveal_button: state == "closed",
            self.reopen_button: state == "closed",
            self.again_button: state in ("closed", "revealed"),
        }
        for button, is_possible in possible.items():
            button.setVisible(is_possible)
        self.retranslate_ui()

    def retranslate_ui(self) -> None:
        """Say every text anew."""
        has_deadline = self._run is None or self._run.closes_ms is not None
        seconds = str(EXTENSION_SECONDS)
        extend = self.tr("+{seconds} s") if has_deadline else self.tr("Close in {seconds} s")
        self.open_button.set_text(self.tr("Push to the class"))
        self.extend_button.set_text(extend.replace("{seconds}", seconds))
        self.close_button.set_text(self.tr("Close"))
        self.reveal_button.set_text(self.tr("Reveal"))
        self.reopen_button.set_text(self.tr("Reopen"))
        self.again_button.set_text(self.tr("Ask again"))
        self.close_button.set_hint(self.tr("Take no more answers"))
        self.reveal_button.set_hint(self.tr("Show the class the right answer and the results; this cannot be undone"))
        self.reopen_button.set_hint(self.tr("Take answers again"))
        self.again_button.set_hint(self.tr("Ask the same questions once more, as a new run"))
        for button, keys in zip(self._buttons()[1:], ("Alt+T", "Alt+C", "Alt+R", "Alt+O", "Alt+A"), strict=True):
            button.set_shortcut(keys)

    def extend(self) -> None:
        """Give more time."""
        if self._run is not None:
            self._do(self._actions.extend(self._run.run_id, EXTENSION_SECONDS), "extend run", self.extend)

    def close_run(self) -> None:
        """Take no more answers; for a while this can be undone."""
        if self._run is None:
            return
        run = self._run

        def closed(_: RunView) -> None:
            self._notice.show_undo(self.tr("Closed: no more answers are taken."), lambda: self._undo_close(run))

        self._do(self._actions.move(run.run_id, "close"), "close run", self.close_run, closed)

    def _undo_close(self, run: RunView) -> None:
        left = None
        if run.closes_ms is not None:
            left = max(SECONDS_MIN, round(self._actions.seconds_until(run.closes_ms)))
        self._do(self._actions.reopen(run.run_id, left), "reopen run", lambda: self._undo_close(run))

    def _move(self, move: str) -> None:
        if self._run is None:
            return
        run_id = self._run.run_id
        wanted = self._actions.move(run_id, "reveal" if move == "reveal" else "open")
        self._do(wanted, f"{move} run", lambda: self._move(move))

    def _reopen(self, seconds: int | None) -> None:
        if self._run is not None:
            self._do(self._actions.reopen(self._run.run_id, seconds), "reopen run", lambda: self._reopen(seconds))

    def _ask_again(self) -> None:
        if self._run is not None:
            self._do(self._actions.ask_again(self._run.run_id), "ask again", self._ask_again)

    def _do(
        self,
        work: Coroutine[Any, Any, RunView],
        name: str,
        retry: Callable[[], None],
        on_done: Callable[[RunView], None] | None = None,
    ) -> None:
        self.setEnabled(False)

        def done(run: RunView) -> None:
            self.setEnabled(True)
            if on_done is not None:
                on_done(run)

        def failed(error: Exception) -> None:
            self.setEnabled(True)
            self._notice.show_error(error, retry)

        self._tasks.start(work, name=name, on_done=done, on_error=failed)

    def _buttons(self) -> tuple[Button, ...]:
        return (
            self.open_button,
            self.extend_button,
            self.close_button,
            self.reveal_button,
            self.reopen_button,
            self.again_button,
        )


def _button(name: str, icon_name: IconName, kind: str = "normal") -> Button:
    button = Button("", icon_name, "primary" if kind == "primary" else "normal")
    button.setObjectName(name)
    return button
