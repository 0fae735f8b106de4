"""The countdown on every page: started with one click, stopped with an undo."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QHBoxLayout, QSpinBox, QVBoxLayout, QWidget

from desktop.views.lesson_words import filled
from desktop.views.parts.button import Button
from desktop.views.parts.card import Card
from desktop.views.parts.formats import clock, number
from desktop.views.parts.icons import IconName
from desktop.views.parts.theme import S, labelled
from desktop.views.talk_parts import TalkParts

PRESET_MINUTES = (1, 3, 5, 10)
LONGEST_MINUTES = 120
TICK_MS = 250


class TalkTimer(Card):
    """Presets, a time of one's own, and what is left of the one that runs."""

    def __init__(self, parts: TalkParts, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._parts = parts
        self.presets = {minutes: Button("") for minutes in PRESET_MINUTES}
        self.minutes = QSpinBox()
        self.minutes.setRange(1, LONGEST_MINUTES)
        self.minutes.setValue(15)
        self.start = Button("", IconName.TIMER)
        self.left = labelled("", "title", wraps=False)
        self.stop = Button("", IconName.SQUARE, "quiet")
        self._choice, self._running = QWidget(), QWidget()
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._lay_out()
        self._leaves: tuple[Callable[[], None], ...] = (
            parts.lesson.talk.timer_changed.subscribe(lambda _: self._show()),
        )
        self.retranslate_ui()

    def close_panel(self) -> None:
        """Listen no longer."""
        self._timer.stop()
        for leave in self._leaves:
            leave()

    def retranslate_ui(self) -> None:
        """Say everything in the language of now."""
        self.set_title(self.tr("Timer"))
        for minutes, button in self.presets.items():
            button.set_text(filled(self.tr("%1 min"), number(minutes)))
        self.minutes.setSuffix(self.tr(" min"))
        self.minutes.setAccessibleName(self.tr("Minutes"))
        self.start.set_text(self.tr("Start"))
        self.stop.set_text(self.tr("Stop"))
        self._show()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate_ui()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(S // 2)
        for minutes, button in self.presets.items():
            button.setObjectName(f"talk_timer_{minutes}_button")
            button.clicked.connect(lambda _=False, minutes=minutes: self._start(minutes * 60))
            row.addWidget(button, 1)
        own = QHBoxLayout()
        own.setSpacing(S // 2)
        own.addWidget(self.minutes, 1)
        own.addWidget(self.start)
        choice = QVBoxLayout(self._choice)
        choice.setContentsMargins(0, 0, 0, 0)
        choice.setSpacing(S)
        choice.addLayout(row)
        choice.addLayout(own)
        running = QHBoxLayout(self._running)
        running.setContentsMargins(0, 0, 0, 0)
        running.setSpacing(S)
        running.addWidget(self.left, 1)
        running.addWidget(self.stop)
        self.minutes.setObjectName("talk_timer_minutes")
        self.start.setObjectName("talk_timer_start_button")
        self.stop.setObjectName("talk_timer_stop_button")
        self.left.setObjectName("talk_timer_left")
        self.start.clicked.connect(lambda: self._start(self.minutes.value() * 60))
        self.stop.clicked.connect(self._stop)
        self.body.addWidget(self._choice)
        self.body.addWidget(self._running)

    def _show(self) -> None:
        is_running = self._left_seconds() > 0
        self._choice.setVisible(not is_running)
        self._running.setVisible(is_running)
        if is_running:
            self._tick()
            self._timer.start()
        else:
            self._timer.stop()

    def _tick(self) -> None:
        seconds = self._left_seconds()
        if seconds <= 0:
            self._show()
            return
        self.left.setText(clock(round(seconds * 1000)))

    def _left_seconds(self) -> float:
        timer = self._parts.lesson.talk.timer
        return self._parts.lesson.clock.seconds_until(timer.ends_ms) if timer is not None else 0.0

    def _start(self, seconds: int) -> None:
        self._parts.start(self._parts.actions.start_timer(seconds), "start the timer")

    def _stop(self) -> None:
        seconds = round(self._left_seconds())
        words = self.tr("The timer is stopped.")
        self._parts.tasks.start(
            self._parts.actions.stop_timer(),
            name="stop the timer",
            on_done=lambda _: self._parts.notice.show_undo(words, lambda: self._start(max(1, seconds))),
            on_error=self._parts.notice.show_error,
        )
