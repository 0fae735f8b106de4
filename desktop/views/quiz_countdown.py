"""The time that is left of a run, by the box's clock."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from appliance.contract.quiz import RunView
from desktop.state.clock import BoxClock
from desktop.views.parts import formats
from desktop.views.parts.icons import ICON_PIXELS, IconName, pixmap
from desktop.views.parts.theme import S, labelled, restyle

TICK_MS = 200
SOON_SECONDS = 10
"""From then on the time is shown as urgent, as on the student's page."""
BAR_STEPS = 1_000


def seconds_left(run: RunView | None, clock: BoxClock) -> float | None:
    """Seconds until an open run closes by itself; None where it does not."""
    if run is None or run.state != "open" or run.closes_ms is None or not clock.is_set:
        return None
    return max(0.0, clock.seconds_until(run.closes_ms))


class QuizCountdown(QWidget):
    """Shows nothing while there is no deadline."""

    def __init__(self, clock: BoxClock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._run: RunView | None = None
        self._sign = QLabel()
        self._text = labelled("", "title", wraps=False)
        self._text.setObjectName("quiz_time_left")
        self._bar = QProgressBar()
        self._bar.setRange(0, BAR_STEPS)
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(S)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)
        line = QHBoxLayout()
        line.addWidget(self._sign)
        line.addWidget(self._text)
        line.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(S // 2)
        layout.addLayout(line)
        layout.addWidget(self._bar)
        self.hide()

    @property
    def text(self) -> str:
        """What is shown, like 0:24."""
        return self._text.text()

    def show_run(self, run: RunView | None) -> None:
        """Count down for this run."""
        self._run = run
        has_deadline = seconds_left(run, self._clock) is not None
        self.setVisible(has_deadline)
        if has_deadline:
            self._timer.start()
            self._tick()
        else:
            self._timer.stop()

    def _tick(self) -> None:
        left = seconds_left(self._run, self._clock)
        if left is None or self._run is None or self._run.closes_ms is None:
            self._timer.stop()
            return
        text = formats.clock(round(left * 1000))
        if text != self._text.text():
            self._text.setText(text)
            self.setAccessibleName(self.tr("Time left: {time}").replace("{time}", text))
        is_soon = left <= SOON_SECONDS
        restyle(self._text, "tone", "bad" if is_soon else "")
        self._sign.setPixmap(
            pixmap(IconName.TIMER, ICON_PIXELS + 4, "bad" if is_soon else "text", self.devicePixelRatioF())
        )
        whole = self._run.closes_ms - (self._run.opened_ms or self._run.closes_ms)
        self._bar.setValue(round(BAR_STEPS * min(1.0, left * 1000 / whole)) if whole > 0 else 0)
