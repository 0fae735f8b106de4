"""How engagement went over the lessons of a period: by lesson, by hour, and student by student; nobody is ranked."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from appliance.contract.dashboard import Direction, EngagementTrend, LessonRow, StudentTrend
from desktop.models.dashboard_course import Bar
from desktop.models.dashboard_words import spoken
from desktop.models.records_lines import hour_bars, lesson_lines
from desktop.models.records_table import RecordsTable
from desktop.views.dashboard_bars import BarList
from desktop.views.dashboard_line_chart import LineChart, Scale
from desktop.views.dashboard_scroll import scrolling
from desktop.views.parts.button import Button
from desktop.views.parts.card import Card
from desktop.views.parts.empty_state import EmptyState
from desktop.views.parts.formats import date_of, number
from desktop.views.parts.icons import IconName
from desktop.views.parts.notice import Notice
from desktop.views.parts.theme import M, S, labelled
from desktop.views.records_columns import lesson_columns, signed, trend_columns
from desktop.views.records_parts import RecordsPageParts, RecordsTab, Saver
from desktop.views.records_table_view import RecordsTableView

CHART_LINES = 12
HOUR_SERIES = 1
NO_GAP_MS = 400 * 86_400_000
"""Between lessons there is always silence: their line goes on over it."""


class TrendsTab(RecordsTab):
    """A student is chosen in the table and gets a line beside the class's."""

    def __init__(self, parts: RecordsPageParts, notice: Notice, saver: Saver) -> None:
        super().__init__(parts, notice)
        self._saver = saver
        self._student_id = ""
        self._shown: EngagementTrend | None = None
        self.lessons: RecordsTable[LessonRow] = RecordsTable(lesson_columns(), lambda row: row.session_id, self)
        self.students: RecordsTable[StudentTrend] = RecordsTable(trend_columns(), lambda row: row.participant_id, self)
        self.student_table = RecordsTableView(self.students, "trend_students_table", 10)
        self.chart = LineChart(Scale(100, lambda value: number(round(value)), date_of, NO_GAP_MS))
        self.hours = BarList(_hour_words, HOUR_SERIES)
        self.words, self.formula = labelled("", "body"), labelled("", "caption")
        self.save_lessons, self.save_students = Button("", IconName.DOWNLOAD), Button("", IconName.DOWNLOAD)
        self.empty = EmptyState(IconName.LINE_CHART)
        self._chart_card, self._hour_card, self._student_card = Card(), Card(), Card()
        self._student_hint = labelled("", "caption")
        self._stack, self._inner = QStackedWidget(), QWidget()
        self._lay_out()
        self._connect()
        self.retranslate_ui()

    def load(self) -> None:
        self.ask(self.parts.actions.load_trend(self.period), "load the trend", self.load)
        if self._student_id:
            self._load_curve()

    def refresh(self) -> None:
        kept = self.parts.records.trends.get(self.period)
        trend = kept.told if kept is not None else None
        self.say_age(kept.at_ms if kept is not None else None)
        self._say_empty(trend)
        if trend is None or not trend.sessions:
            return
        curve = self.parts.records.curves.get((self.period, self._student_id))
        if trend is not self._shown:
            self._shown = trend
            self.lessons.show_rows(trend.sessions)
            self.students.show_rows(trend.students)
            self.hours.show_bars(hour_bars(trend))
        self.chart.show_lines(lesson_lines(trend, curve.told if curve is not None and self._student_id else None))
        self.words.setText(self._trend_words(trend))
        self.formula.setText(spoken(trend.formula))

    def retranslate_ui(self) -> None:
        self._chart_card.set_title(self.tr("Engagement by lesson"))
        self.chart.set_title(self.tr("Engagement by lesson"))
        self._hour_card.set_title(self.tr("Engagement by hour of the day"))
        self.hours.setAccessibleName(self.tr("Engagement by hour of the day"))
        self._student_card.set_title(self.tr("Students"))
        self.student_table.setAccessibleName(self.tr("Students over the period"))
        self._student_hint.setText(self.tr("Choose a student to see the own line beside the class's."))
        self.save_lessons.set_text(self.tr("Lessons as CSV"))
        self.save_students.set_text(self.tr("Students as CSV"))
        self.lessons.say_anew()
        self.students.say_anew()
        self._shown = None
        self.refresh()
        self.say_age_anew()

    def close_tab(self) -> None:
        self._leave()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self.hours.setFixedHeight(self.chart.minimumHeight())

    def _choose(self, participant_id: str) -> None:
        self._student_id = participant_id
        if participant_id and self.parts.records.curves.get((self.period, participant_id)) is None:
            self._load_curve()
        self.refresh()

    def _load_curve(self) -> None:
        work = self.parts.actions.load_curve(self.period, self._student_id)
        self.ask(work, "load a student's curve", self._load_curve)

    def _say_empty(self, trend: EngagementTrend | None) -> None:
        has_lessons = trend is not None and bool(trend.sessions)
        self._stack.setCurrentIndex(0 if has_lessons else 1)
        if trend is not None:
            self.empty.set_texts(
                self.tr("No lessons in these days"),
                self.tr("Choose a longer period above. Lessons whose figures were turned off are not counted."),
            )
        elif self.parts.link.can_send:
            self.empty.set_texts(self.tr("Asking the box"), self.tr("The trend will be here in a moment."))
        else:
            self.empty.set_texts(
                self.tr("The box is not connected"), self.tr("The trend of these days is shown once it answers again.")
            )

    def _trend_words(self, trend: EngagementTrend) -> str:
        lessons = self.tr("Lessons: {count}").replace("{count}", number(len(trend.sessions)))
        return f"{lessons}  ·  {self._direction_words(trend.direction)}{_change(trend.change)}"

    def _direction_words(self, direction: Direction) -> str:
        match direction:
            case "rising":
                return self.tr("Engagement is rising")
            case "falling":
                return self.tr("Engagement is falling")
            case "steady":
                return self.tr("Engagement is steady")
            case "unknown":
                return self.tr("Too few lessons to tell where it goes")

    def _connect(self) -> None:
        self.student_table.chosen.connect(self._choose)
        self.save_lessons.clicked.connect(
            lambda: self._saver.save_table(self, self.tr("Engagement by lesson"), self.lessons.csv())
        )
        self.save_students.clicked.connect(
            lambda: self._saver.save_table(self, self.tr("Students over the period"), self.students.csv())
        )
        self._leave = self.parts.records.changed.subscribe(lambda _: self.refresh())

    def _lay_out(self) -> None:
        for widget, name in (
            (self.chart, "trend_chart"),
            (self.hours, "trend_hours"),
            (self.words, "trend_words"),
            (self.save_lessons, "save_trend_button"),
            (self.save_students, "save_trend_students_button"),
            (self.empty, "trend_empty"),
        ):
            widget.setObjectName(name)
        self.content.addWidget(self._stack, 1)
        self._stack.addWidget(scrolling(self._inner))
        self._stack.addWidget(self.empty)
        self.chart.setMinimumHeight(CHART_LINES * self.fontMetrics().height())
        grid = QGridLayout()
        grid.setSpacing(M)
        for place, (card, stretch) in enumerate(((self._chart_card, 2), (self._hour_card, 1))):
            card.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            grid.addWidget(card, 0, place)
            grid.setColumnStretch(place, stretch)
        column = QVBoxLayout(self._inner)
        column.setContentsMargins(0, 0, S, 0)
        column.setSpacing(M)
        column.addWidget(self.words)
        column.addLayout(grid)
        column.addWidget(self._student_card)
        column.addWidget(self.formula)
        column.addStretch(1)
        self._chart_card.header.addWidget(self.save_lessons)
        self._chart_card.body.addWidget(self.chart, 1)
        self._hour_card.body.addWidget(self.hours, 1)
        self._student_card.header.addWidget(self.save_students)
        self._student_card.body.addWidget(self._student_hint)
        self._student_card.body.addWidget(self.student_table)


def _hour_words(bar: Bar) -> str:
    return "–" if bar.share is None else number(round(bar.share * 100))


def _change(change: float | None) -> str:
    return "" if change is None else f" ({signed(change)})"
