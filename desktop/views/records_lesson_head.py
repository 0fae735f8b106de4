"""The top of a lesson's summary: what it was, its figures, and what can be done with it."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from appliance.contract.dashboard import SessionDashboard
from appliance.contract.session import SessionState, SessionView
from desktop.views.parts.badge import Badge
from desktop.views.parts.button import Button
from desktop.views.parts.card import Card
from desktop.views.parts.flow_layout import FlowLayout
from desktop.views.parts.formats import decimal, duration, moment, number, percent, time_of
from desktop.views.parts.icons import IconName
from desktop.views.parts.theme import M, S, labelled

FIGURES_BESIDE = 4


class RecordsLessonHead(Card):
    """Shows one lesson; the buttons' clicks are for whoever owns it."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("lesson_head")
        self._session: SessionView | None = None
        self._told: SessionDashboard | None = None
        self._teacher_id = ""
        self.state_badge, self.co_taught = Badge(), Badge()
        self.co_taught.setObjectName("co_taught_badge")
        self.facts = labelled("", "muted")
        self.facts.setObjectName("lesson_facts")
        self.reopen = Button("", IconName.UNDO_2)
        self.csv, self.xlsx, self.students = (Button("", IconName.DOWNLOAD) for _ in range(3))
        for button, name in (
            (self.reopen, "reopen_past_lesson_button"),
            (self.csv, "save_results_csv_button"),
            (self.xlsx, "save_results_xlsx_button"),
            (self.students, "save_students_button"),
        ):
            button.setObjectName(name)
        self._figures = [(labelled("", "heading", wraps=False), labelled("", "caption")) for _ in range(8)]
        self._lay_out()
        self.retranslate_ui()

    def show_lesson(self, session: SessionView, told: SessionDashboard | None, teacher_id: str) -> None:
        """Show this lesson; its figures are not there before the box has told them."""
        self._session, self._told, self._teacher_id = session, told, teacher_id
        self._show()

    def figure(self, place: int) -> tuple[str, str]:
        """A figure and what it is called."""
        value, name = self._figures[place]
        return value.text(), name.text()

    def retranslate_ui(self) -> None:
        """Say every text anew."""
        self.reopen.set_text(self.tr("Reopen"))
        self.reopen.set_hint(self.tr("Go on with this lesson on the page “Lesson”: everybody can come back"))
        self.csv.set_text(self.tr("Results as CSV"))
        self.xlsx.set_text(self.tr("Results as Excel"))
        self.students.set_text(self.tr("Students as CSV"))
        for button in (self.csv, self.xlsx):
            button.set_hint(self.tr("Every answer to every quiz of this lesson"))
        self.students.set_hint(self.tr("The table of students below"))
        self.co_taught.set(self.tr("Co-taught"), "info")
        self._show()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate_ui()

    def _show(self) -> None:
        session, told = self._session, self._told
        if session is None:
            return
        self.set_title(session.title)
        self.facts.setText(self._fact_words(session, told))
        is_over = session.state is SessionState.ENDED
        self.state_badge.set("" if is_over else self.tr("Goes on"), "good")
        self.state_badge.setVisible(not is_over)
        self.co_taught.setVisible(bool(self._teacher_id) and session.owner_id != self._teacher_id)
        self.reopen.setVisible(is_over)
        self.students.setEnabled(told is not None and bool(told.students))
        for (value, name), (shown, word) in zip(self._figures, self._figure_words(told), strict=True):
            value.setText(shown)
            name.setText(word)

    def _fact_words(self, session: SessionView, told: SessionDashboard | None) -> str:
        began = session.started_ms or session.created_ms
        ended = session.ended_ms or (told.lesson.ended_ms if told is not None else None)
        when = moment(began) if ended is None else f"{moment(began)} – {time_of(ended)}"
        span = duration(ended - began) if ended is not None else ""
        return "  ·  ".join(part for part in (when, span, session.topic) if part)

    def _figure_words(self, told: SessionDashboard | None) -> list[tuple[str, str]]:
        figures = told.lesson.figures if told is not None else None
        composite = figures.composite if figures is not None else None
        return [
            ("–" if composite is None else decimal(composite), self.tr("Engagement of 100")),
            (percent(figures.presence if figures is not None else None), self.tr("Presence")),
            (percent(figures.participation if figures is not None else None), self.tr("Participation")),
            (percent(figures.accuracy if figures is not None else None), self.tr("Accuracy")),
            ("–" if told is None else number(told.lesson.students), self.tr("Students")),
            ("–" if told is None else number(len(told.quiz_results)), self.tr("Quiz questions")),
            ("–" if told is None else number(told.class_questions), self.tr("Questions of the class")),
            ("–" if told is None else number(told.messages), self.tr("Chat messages")),
        ]

    def _lay_out(self) -> None:
        self.header.addWidget(self.state_badge)
        self.header.addWidget(self.co_taught)
        grid = QGridLayout()
        grid.setHorizontalSpacing(M)
        grid.setVerticalSpacing(S)
        for place, (value, name) in enumerate(self._figures):
            grid.addWidget(_figure(value, name), place // FIGURES_BESIDE, place % FIGURES_BESIDE)
        buttons = QWidget()
        flow = FlowLayout(buttons)
        for button in (self.reopen, self.csv, self.xlsx, self.students):
            flow.addWidget(button)
        self.body.setSpacing(M)
        self.body.addWidget(self.facts)
        self.body.addLayout(grid)
        self.body.addWidget(buttons)


def _figure(value: QLabel, name: QLabel) -> QWidget:
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(value)
    column.addWidget(name)
    column.addStretch(1)
    return whole
