"""One past lesson: its course as charts, its students and its quizzes as tables, and what else is kept of it."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from appliance.contract.dashboard import QuestionResult, SessionDashboard, StudentRow
from appliance.contract.session import SessionView
from desktop.actions.dashboard import earlier_course
from desktop.models.dashboard_course import confusion_lines, engagement_line, presence_lines
from desktop.models.dashboard_words import spoken
from desktop.models.records_table import RecordsTable
from desktop.state.engagement import CoursePoint
from desktop.views.dashboard_line_chart import LineChart, Scale
from desktop.views.parts.card import Card
from desktop.views.parts.formats import number, percent
from desktop.views.parts.theme import M, S, labelled
from desktop.views.records_columns import result_columns, student_columns
from desktop.views.records_lesson_head import RecordsLessonHead
from desktop.views.records_sections import LessonSection
from desktop.views.records_table_view import RecordsTableView

WIDE_LINES = 50
"""From so many heights of a line on, two charts stand side by side."""
CHART_LINES = 11


class RecordsLesson(QWidget):
    """Shows what it is told; asks for nothing itself."""

    def __init__(self, sections: tuple[LessonSection, ...]) -> None:
        super().__init__()
        self.setObjectName("records_lesson")
        self._told: SessionDashboard | None = None
        self._course: list[CoursePoint] = []
        self._columns = 0
        self.head, self.sections = RecordsLessonHead(), sections
        self.engagement = LineChart(Scale(100, lambda value: number(round(value))))
        self.presence = LineChart(Scale(4, lambda value: number(round(value))))
        self.confusion = LineChart(Scale(1, percent))
        self.students: RecordsTable[StudentRow] = RecordsTable(student_columns(), lambda row: row.participant_id, self)
        self.results: RecordsTable[QuestionResult] = RecordsTable(result_columns(), lambda row: row.question_id, self)
        self.student_table = RecordsTableView(self.students, "past_students_table")
        self.result_table = RecordsTableView(self.results, "past_results_table", 8, widest=1)
        self.hint, self.formula = labelled("", "muted"), labelled("", "caption")
        self.hint.setObjectName("past_lesson_hint")
        self.formula.setObjectName("past_lesson_formula")
        self.no_confusion, self.no_students, self.no_results = (labelled("", "muted") for _ in range(3))
        self._charts = [Card() for _ in range(3)]
        self._student_card, self._result_card = Card(), Card()
        self._grid = QGridLayout()
        self._lay_out()
        self.retranslate_ui()

    def show_lesson(self, session: SessionView, told: SessionDashboard | None, teacher_id: str) -> None:
        """Show this lesson, with or without what the box has told of it yet."""
        self.head.show_lesson(session, told, teacher_id)
        if told is not self._told:
            self._told = told
            self._course = earlier_course(told) if told is not None else []
            self._show()

    def retranslate_ui(self) -> None:
        """Say every text anew."""
        titles = (self.tr("Engagement over time"), self.tr("Who was there"), self.tr("Confusion by topic over time"))
        charts = (self.engagement, self.presence, self.confusion)
        for card, chart, title in zip(self._charts, charts, titles, strict=True):
            card.set_title(title)
            chart.set_title(title)
        self._student_card.set_title(self.tr("Students"))
        self._result_card.set_title(self.tr("Quiz results"))
        self.student_table.setAccessibleName(self.tr("Students of the lesson"))
        self.result_table.setAccessibleName(self.tr("Quiz results of the lesson"))
        self.no_confusion.setText(self.tr("Nobody said “I'm lost” or answered wrong often enough to count."))
        self.no_students.setText(self.tr("Nobody joined this lesson."))
        self.no_results.setText(self.tr("No question was asked in this lesson."))
        self.students.say_anew()
        self.results.say_anew()
        self._show()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate_ui()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._arrange()

    def _show(self) -> None:
        told, course = self._told, self._course
        self.engagement.show_lines(engagement_line(course))
        self.presence.show_lines(presence_lines(course))
        confusion = confusion_lines(course)
        self.confusion.show_lines(confusion)
        self.confusion.setVisible(bool(confusion))
        self.no_confusion.setVisible(not confusion)
        self.students.show_rows(told.students if told is not None else ())
        self.results.show_rows(told.quiz_results if told is not None else ())
        self.student_table.setVisible(bool(self.students.rows))
        self.no_students.setVisible(not self.students.rows)
        self.result_table.setVisible(bool(self.results.rows))
        self.no_results.setVisible(not self.results.rows)
        for part in (*self._charts, self._student_card, self._result_card, self.formula, *self.sections):
            part.setVisible(told is not None)
        self._say_hint()
        if told is not None:
            self.formula.setText(f"{spoken(told.formula)}\n{spoken(told.confusion_formula)}")
            for section in self.sections:
                section.show_lesson(told)

    def _say_hint(self) -> None:
        text = ""
        if self._told is not None and not self._told.shows_engagement:
            text = self.tr("Engagement figures were turned off in this lesson: only what was counted is shown.")
        self.hint.setText(text)
        self.hint.setVisible(bool(text))

    def _arrange(self) -> None:
        columns = 2 if self.width() >= WIDE_LINES * self.fontMetrics().height() else 1
        if columns == self._columns:
            return
        self._columns = columns
        for place, card in enumerate(self._charts):
            self._grid.addWidget(card, place // columns, place % columns, 1, _span(place, columns))
        self._grid.setColumnStretch(1, 1 if columns > 1 else 0)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(S, 0, S, 0)
        column.setSpacing(M)
        column.addWidget(self.head)
        column.addWidget(self.hint)
        column.addLayout(self._grid)
        for part in (self._student_card, self._result_card, *self.sections, self.formula):
            column.addWidget(part)
        column.addStretch(1)
        self._arrange()
        charts = (self.engagement, self.presence, self.confusion)
        names = ("past_engagement_chart", "past_presence_chart", "past_confusion_chart")
        for card, chart, name in zip(self._charts, charts, names, strict=True):
            chart.setObjectName(name)
            chart.setMinimumHeight(CHART_LINES * self.fontMetrics().height())
            card.body.addWidget(chart, 1)
            card.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._charts[2].body.addWidget(self.no_confusion)
        self._grid.setSpacing(M)
        self._grid.setColumnStretch(0, 1)
        self._student_card.body.addWidget(self.student_table)
        self._student_card.body.addWidget(self.no_students)
        self._result_card.body.addWidget(self.result_table)
        self._result_card.body.addWidget(self.no_results)


def _span(place: int, columns: int) -> int:
    """The third chart has a row for itself."""
    return columns if place == 2 else 1
