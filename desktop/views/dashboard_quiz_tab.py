"""How the class answered: each run of the lesson with its questions, the newest first."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from desktop.models.dashboard_course import Bar, accuracy_bars
from desktop.models.dashboard_words import JOINER
from desktop.models.gatherer import Gatherer
from desktop.state.announcer import EVERYTHING
from desktop.state.lesson import Lesson
from desktop.views.dashboard_bars import BarList
from desktop.views.parts.empty_state import EmptyState
from desktop.views.parts.formats import number, percent

INTERVAL_MS = 120


class QuizTab(QWidget):
    """Bars of right answers; polls show how many answered."""

    def __init__(self, lesson: Lesson, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lesson = lesson
        self._gatherer = Gatherer(lambda _ids: self._refresh(), self, INTERVAL_MS)
        self._leave = [
            lesson.runs.changed.subscribe(lambda _ids: self._gatherer.add(EVERYTHING)),
            lesson.runs.tally_grown.subscribe(lambda _run_id: self._gatherer.add(EVERYTHING)),
        ]
        self.empty = EmptyState("list-checks")
        self.bars = BarList(self._say)
        self.bars.setObjectName("accuracy_bars")
        self.empty.setMinimumHeight(1)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.bars)
        self.retranslate()

    def close_models(self) -> None:
        """Hear of nothing more."""
        for leave in self._leave:
            leave()
        self._gatherer.close()

    def retranslate(self) -> None:
        """Say every text anew."""
        self.empty.set_texts(
            self.tr("No quiz in this lesson yet"),
            self.tr("Push a quiz on the Quizzes page; its answers are counted here as they come in."),
        )
        self.bars.setAccessibleName(self.tr("Right answers by question"))
        self._refresh()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()

    def showEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)  # type: ignore[arg-type]
        self._refresh()

    def _refresh(self) -> None:
        if not self.isVisible():
            return
        bars = accuracy_bars(self._lesson.runs)
        self.bars.show_bars(bars)
        self._stack.setCurrentWidget(self.bars if bars else self.empty)
        self.bars.viewport().update()

    def _say(self, bar: Bar) -> str:
        parts = []
        if bar.share is not None:
            parts.append(self.tr("%1 correct").replace("%1", percent(bar.share)))
        if bar.answers is not None:
            parts.append(self.tr("Answers: %1").replace("%1", number(bar.answers)))
        return JOINER.join(parts)
