"""How the lesson goes: engagement, who is there, and confusion over time, and the topics that confuse now."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.models.dashboard_course import Bar, confusion_bars, confusion_lines, engagement_line, presence_lines
from desktop.models.dashboard_words import spoken
from desktop.models.gatherer import Gatherer
from desktop.state.announcer import EVERYTHING
from desktop.state.lesson import Lesson
from desktop.views.dashboard_bars import BarList
from desktop.views.dashboard_line_chart import LineChart, Scale
from desktop.views.parts.card import Card
from desktop.views.parts.formats import number, percent
from desktop.views.parts.theme import M, S, labelled

INTERVAL_MS = 250
"""The box tells figures every few seconds: a chart need not be drawn more often than is seen."""
CONFUSION_SERIES = 4


class CourseTab(QWidget):
    """Charts are drawn only while they are seen."""

    def __init__(self, lesson: Lesson, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lesson = lesson
        self._is_behind = True
        self._gatherer = Gatherer(lambda _ids: self._refresh(), self, INTERVAL_MS)
        self._leave = [
            part.subscribe(lambda _none: self._gatherer.add(EVERYTHING))
            for part in (lesson.engagement.changed, lesson.changed)
        ]
        self.engagement = LineChart(Scale(100, lambda value: number(round(value))))
        self.presence = LineChart(Scale(4, lambda value: number(round(value))))
        self.confusion = LineChart(Scale(1, percent))
        self.topics = BarList(lambda bar: percent(bar.share), CONFUSION_SERIES)
        self.hint = labelled("", "muted")
        self.formula = labelled("", "caption")
        self.no_topics = labelled("", "muted")
        self._cards = [Card() for _ in range(4)]
        self._lay_out()
        self.retranslate()

    def close_models(self) -> None:
        """Hear of nothing more."""
        for leave in self._leave:
            leave()
        self._gatherer.close()

    def retranslate(self) -> None:
        """Say every text anew."""
        titles = (
            self.tr("Engagement over time"),
            self.tr("Who is there"),
            self.tr("Confusion over time"),
            self.tr("Confusion now, by topic"),
        )
        for card, title in zip(self._cards, titles, strict=True):
            card.set_title(title)
        for chart, title in zip((self.engagement, self.presence, self.confusion), titles[:3], strict=True):
            chart.set_title(title)
        self.topics.setAccessibleName(titles[3])
        self.no_topics.setText(self.tr("Nobody has said “I'm lost” or answered wrong in the last 5 minutes."))
        self._refresh()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()

    def showEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)  # type: ignore[arg-type]
        if self._is_behind:
            self._refresh()

    def _refresh(self) -> None:
        if not self.isVisible():
            self._is_behind = True
            return
        self._is_behind = False
        engagement = self._lesson.engagement
        self.engagement.show_lines(engagement_line(engagement.course))
        self.presence.show_lines(presence_lines(engagement.course))
        self.confusion.show_lines(confusion_lines(engagement.course))
        bars: list[Bar] = confusion_bars(engagement)
        self.topics.show_bars(bars)
        self.topics.setVisible(bool(bars))
        self.no_topics.setVisible(not bars and engagement.latest is not None)
        self._say_why_empty()

    def _say_why_empty(self) -> None:
        latest, facts = self._lesson.engagement.latest, self._lesson.facts
        text = ""
        if facts is not None and not facts.shows_engagement:
            text = self.tr(
                "Engagement figures are turned off; turn them on in the lesson's settings to see its course."
            )
        elif latest is None:
            text = self.tr("The first figures come within a few seconds of the lesson's start.")
        self.hint.setText(text)
        self.hint.setVisible(bool(text))
        self.formula.setText(spoken(latest.formula) if latest is not None else "")
        self.formula.setVisible(latest is not None)

    def _lay_out(self) -> None:
        charts: tuple[QWidget, ...] = (self.engagement, self.presence, self.confusion, self.topics)
        names = ("engagement_chart", "presence_chart", "confusion_chart", "confusion_bars")
        grid = QGridLayout()
        grid.setSpacing(M)
        for place, (card, chart, name) in enumerate(zip(self._cards, charts, names, strict=True)):
            chart.setObjectName(name)
            card.body.addWidget(chart, 1)
            card.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
            grid.addWidget(card, place // 2, place % 2)
            grid.setRowStretch(place // 2, 1)
        self._cards[3].body.addWidget(self.no_topics)
        self.hint.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.formula.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.no_topics.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        for part, name in ((self.hint, "course_hint"), (self.formula, "course_formula"), (self.no_topics, "no_topics")):
            part.setObjectName(name)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, M, 0, 0)
        layout.setSpacing(S)
        layout.addWidget(self.hint)
        layout.addLayout(grid, 1)
        layout.addWidget(self.formula)
