"""Past lessons: a list to search at the left, and the one that is pointed at beside it."""

from PySide6.QtCore import QLocale, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from appliance.client.dashboard import Period
from appliance.contract.session import SessionState, SessionView
from desktop.models.keyed_rows import RowRole
from desktop.models.records_sessions_model import PastSessionsModel
from desktop.resources.language import language_of
from desktop.views.dashboard_scroll import scrolling
from desktop.views.lesson_row_face import RowBadge, RowFace
from desktop.views.lesson_rows import RowsView
from desktop.views.lesson_words import session_caption
from desktop.views.parts.button import Button
from desktop.views.parts.empty_state import EmptyState
from desktop.views.parts.formats import number
from desktop.views.parts.icons import IconName
from desktop.views.parts.notice import Notice
from desktop.views.parts.search_field import SearchField
from desktop.views.parts.theme import S, labelled
from desktop.views.records_lesson import RecordsLesson
from desktop.views.records_parts import RecordsPageParts, RecordsTab, Saver
from desktop.views.records_sections import default_sections

LIST_LINES = 13
"""Least width of the list in heights of a line."""


class LessonsTab(RecordsTab):
    """The list is all there is to load; a lesson's summary is asked for when it is pointed at."""

    everything_wanted = Signal()
    """No lesson fits the days: the teacher wants all of them."""

    def __init__(self, parts: RecordsPageParts, notice: Notice, saver: Saver) -> None:
        super().__init__(parts, notice)
        self._saver = saver
        self._shown_id = ""
        self.model = PastSessionsModel(parts.records, self)
        self.search, self.count = SearchField(), labelled("", "caption")
        self.rows = RowsView(self._face)
        self.rows.setModel(self.model)
        self.lesson = RecordsLesson(default_sections())
        self.empty, self.nothing_chosen = EmptyState(IconName.ARCHIVE), EmptyState(IconName.BAR_CHART)
        self._area, self._nothing_area = scrolling(self.lesson), scrolling(self.nothing_chosen)
        self._right, self._stack = QStackedWidget(), QStackedWidget()
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._lay_out()
        self._connect()
        self.retranslate_ui()
        self.refresh()

    def load(self) -> None:
        """Ask for the list, and for the lesson that is shown."""
        self.ask(self.parts.actions.load_sessions(), "load past lessons", self.load)
        if self._shown_id:
            self._load_lesson()

    def show_period(self, period: Period) -> None:
        self.period = period
        self.model.show_period(period)
        self.refresh()

    def refresh(self) -> None:
        kept = self.parts.records.sessions
        has_rows = self.model.rowCount() > 0
        self._stack.setCurrentWidget(self._split if self.model.held else self.empty)
        self.rows.setVisible(has_rows)
        self.no_fit.setVisible(not has_rows)
        words = self.tr("{shown} of {all} lessons").replace("{shown}", number(self.model.rowCount()))
        self.count.setText(words.replace("{all}", number(self.model.held)))
        self._say_empty()
        if not self._shown_id and has_rows:
            self.rows.setCurrentIndex(self.model.index(0))
        self._show_lesson()
        told = self.parts.records.lessons.get(self._shown_id)
        self.say_age(told.at_ms if told is not None else kept.at_ms if kept is not None else None)

    def retranslate_ui(self) -> None:
        self.search.set_placeholder(self.tr("Title or topic"))
        self.rows.setAccessibleName(self.tr("Past lessons"))
        self.show_all.set_text(self.tr("Show all lessons"))
        self._no_fit_words.setText(self.tr("No lesson fits these words and days."))
        self.nothing_chosen.set_texts(
            self.tr("No lesson is chosen"), self.tr("Choose one at the left to see how it went.")
        )
        self.model.say_anew()
        self.refresh()
        self.say_age_anew()

    def close_tab(self) -> None:
        self._leave()
        self.model.close()

    def choose(self, session_id: str) -> None:
        """Point at a lesson."""
        self.rows.setCurrentIndex(self.model.index_of(session_id))

    def _face(self, index: QModelIndex | QPersistentModelIndex) -> RowFace:
        session: SessionView = index.data(RowRole.ROW)
        badges = []
        if session.state is not SessionState.ENDED:
            badges.append(RowBadge(self.tr("Goes on"), "good"))
        if self._is_co_taught(session):
            badges.append(RowBadge(self.tr("Co-taught"), "info"))
        return RowFace(title=session.title, caption=session_caption(session), badges=tuple(badges))

    def _is_co_taught(self, session: SessionView) -> bool:
        teacher = self.parts.link.teacher
        return teacher is not None and session.owner_id != teacher.teacher_id

    def _say_empty(self) -> None:
        link, kept = self.parts.link, self.parts.records.sessions
        if kept is None and (link.box is None or link.teacher is None):
            self.empty.set_texts(
                self.tr("No box yet"),
                self.tr("Choose the box of this room and sign in to see your lessons."),
            )
        elif kept is None:
            self.empty.set_texts(self.tr("Asking the box"), self.tr("Your past lessons will be here in a moment."))
        else:
            self.empty.set_texts(
                self.tr("No lesson has been held yet"),
                self.tr("Once a lesson has begun, its figures, quizzes and students are kept here."),
                self.tr("Start a lesson"),
            )

    def _point(self, current: QModelIndex) -> None:
        session_id = str(current.data(RowRole.KEY) or "")
        if not session_id or session_id == self._shown_id:
            return
        self._shown_id = session_id
        self._area.verticalScrollBar().setValue(0)
        self._load_lesson()
        self.refresh()

    def _load_lesson(self) -> None:
        self.ask(self.parts.actions.load_lesson(self._shown_id), "load a past lesson", self._load_lesson)

    def _show_lesson(self) -> None:
        session = self.parts.records.session(self._shown_id)
        if session is None:
            self._shown_id = ""
            self._right.setCurrentWidget(self._nothing_area)
            return
        kept = self.parts.records.lessons.get(self._shown_id)
        teacher = self.parts.link.teacher
        self.lesson.show_lesson(
            session, kept.told if kept is not None else None, teacher.teacher_id if teacher is not None else ""
        )
        self._right.setCurrentWidget(self._area)

    def _search(self, text: str) -> None:
        self.model.search(text)
        self.refresh()

    def _show_all(self) -> None:
        self.search.clear()
        self._search("")
        self.everything_wanted.emit()

    def _save_results(self, kind: str) -> None:
        session = self.parts.records.session(self._shown_id)
        if session is None:
            return
        session_id, language = session.session_id, language_of(QLocale())
        if kind == "csv":
            self._saver.save(
                self, session.title, "csv", lambda: self.parts.actions.results_file(session_id, "csv", language)
            )
        else:
            self._saver.save(
                self, session.title, "xlsx", lambda: self.parts.actions.results_file(session_id, "xlsx", language)
            )

    def _save_students(self) -> None:
        session = self.parts.records.session(self._shown_id)
        if session is not None:
            name = self.tr("{lesson} - students").replace("{lesson}", session.title)
            self._saver.save_table(self, name, self.lesson.students.csv())

    def _reopen(self) -> None:
        if self._shown_id:
            self.parts.tasks.start(
                self.parts.actions.reopen(self._shown_id),
                name="reopen a past lesson",
                on_done=self.parts.go_on,
                on_error=self.notice.show_error,
            )

    def _connect(self) -> None:
        self.search.searched.connect(self._search)
        self.rows.selectionModel().currentChanged.connect(lambda current, _: self._point(current))
        self.show_all.clicked.connect(self._show_all)
        self.empty.action.connect(self.parts.start_lesson)
        head = self.lesson.head
        head.reopen.clicked.connect(self._reopen)
        head.csv.clicked.connect(lambda: self._save_results("csv"))
        head.xlsx.clicked.connect(lambda: self._save_results("xlsx"))
        head.students.clicked.connect(self._save_students)
        self._leave = self.parts.records.changed.subscribe(lambda _: self.refresh())

    def _lay_out(self) -> None:
        self.search.setObjectName("records_search")
        self.rows.setObjectName("records_list")
        self.count.setObjectName("records_count")
        self.empty.setObjectName("records_empty")
        self.no_fit, self.show_all = QWidget(), Button("", kind="quiet")
        self.show_all.setObjectName("show_all_lessons_button")
        self.content.addWidget(self._stack, 1)
        self._stack.addWidget(self._split)
        self._stack.addWidget(self.empty)
        side = QWidget()
        side.setMinimumWidth(LIST_LINES * self.fontMetrics().height())
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(side)
        self._split.addWidget(self._right)
        self._split.setStretchFactor(0, 1)
        self._split.setStretchFactor(1, 3)
        self._no_fit_words = labelled("", "muted")
        no_fit = QVBoxLayout(self.no_fit)
        no_fit.setContentsMargins(0, 0, 0, 0)
        no_fit.addWidget(self._no_fit_words)
        no_fit.addWidget(self.show_all, 0, Qt.AlignmentFlag.AlignLeft)
        no_fit.addStretch(1)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, S, 0)
        column.setSpacing(S)
        for widget, stretch in ((self.search, 0), (self.count, 0), (self.rows, 1), (self.no_fit, 1)):
            column.addWidget(widget, stretch)
        self._right.addWidget(self._area)
        self._right.addWidget(self._nothing_area)
