"""The live dashboard: everybody's seat, who needs help, the lesson's course, the quizzes, and the network."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSplitter, QTabWidget, QVBoxLayout, QWidget

from desktop.actions.dashboard import DashboardActions
from desktop.models.seats_model import SeatOrder, SeatsModel
from desktop.models.seats_source import SeatsSource
from desktop.state.announcer import EVERYTHING
from desktop.state.lesson import Lesson
from desktop.state.seats import SeatGroup, open_run
from desktop.tasks import Tasks
from desktop.views.dashboard_counts import CountStrip
from desktop.views.dashboard_course_tab import CourseTab
from desktop.views.dashboard_help_list import HelpList
from desktop.views.dashboard_network_tab import NetworkTab
from desktop.views.dashboard_quiz_tab import QuizTab
from desktop.views.dashboard_scroll import scrolling
from desktop.views.dashboard_seat_grid import SeatGrid
from desktop.views.dashboard_seat_panel import SeatDeeds, SeatFacts, SeatPanel
from desktop.views.parts.card import Card
from desktop.views.parts.empty_state import EmptyState
from desktop.views.parts.page import Page
from desktop.views.parts.search_field import SearchField
from desktop.views.parts.theme import M, S

SIDE_SHARE = 3
"""The grid is about so many times as wide as what stands beside it."""

SIDE_LINES = 15
"""The width in heights of a line at which reasons and figures can still be read."""


class DashboardPage(Page):
    """Seats first; the other tabs have the whole width."""

    def __init__(
        self,
        lesson: Lesson,
        actions: DashboardActions,
        deeds: SeatDeeds,
        tasks: Tasks,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent=parent)
        self.setObjectName("dashboard_page")
        self._lesson, self._actions, self._deeds, self._tasks = lesson, actions, deeds, tasks
        self._fetched = self._answered_of = ""
        self.source = SeatsSource(lesson, self)
        self.seats = SeatsModel(self.source, parent=self)
        self.helped = SeatsModel(self.source, order=SeatOrder.HELP, group=SeatGroup.NEEDS_HELP, parent=self)
        self.counts = CountStrip(self.source)
        self.grid = SeatGrid(self.seats)
        self.panel = SeatPanel()
        self.help_list = HelpList(self.helped)
        self.order, self.search = QComboBox(), SearchField()
        self.course, self.quizzes, self.network = CourseTab(lesson), QuizTab(lesson), NetworkTab(lesson)
        self.tabs = QTabWidget()
        self.nobody = EmptyState("users")
        self._seat_card, self._help_card = Card(), Card()
        self._lay_out()
        self._connect()
        self.retranslate_ui()
        self._refresh()

    def shown(self) -> None:
        """Ask the box for what the app has not heard itself."""
        self._fetch()

    def close_page(self) -> None:
        """Hear of nothing more; called when the window closes."""
        for leave in self._leave:
            leave()
        for tab in (self.course, self.quizzes, self.network):
            tab.close_models()
        self.seats.close()
        self.helped.close()
        self.source.close()

    def retranslate_ui(self) -> None:
        """Say every text anew."""
        self.set_title(self.tr("Dashboard"))
        tabs = (self.tr("Seats"), self.tr("Course of the lesson"), self.tr("Quizzes"), self.tr("Network"))
        for place, title in enumerate(tabs):
            self.tabs.setTabText(place, title)
        orders = (self.tr("By name"), self.tr("Needs help first"), self.tr("By time of joining"))
        for place, title in enumerate(orders):
            self.order.setItemText(place, title)
        self.order.setAccessibleName(self.tr("Order of the seats"))
        self.search.set_placeholder(self.tr("Find a student"))
        self.grid.setAccessibleName(self.tr("Seats of the class"))
        self._seat_card.setAccessibleName(self.tr("Student"))
        self._help_card.set_title(self.tr("Needs help"))
        self._say_nobody()

    def _connect(self) -> None:
        self.counts.group_chosen.connect(self._show_group)
        self.counts.network_chosen.connect(lambda: self.tabs.setCurrentWidget(self.network))
        self.order.activated.connect(lambda place: self.seats.set_order(tuple(SeatOrder)[place]))
        self.search.searched.connect(self._search)
        self.grid.pointed.connect(lambda _id: self._show_seat())
        self.help_list.chosen.connect(self._go_to_seat)
        self.panel.mute_button.clicked.connect(self._mute)
        self.panel.lower_button.clicked.connect(self._lower_hand)
        self.panel.message_button.setEnabled(self._deeds.message is not None)
        self.panel.message_button.clicked.connect(self._message)
        self.source.changed.connect(self._seats_changed)
        self.source.figures_changed.connect(self._refresh)
        for changed in (self.seats.modelReset, self.seats.rowsInserted, self.seats.rowsRemoved):
            changed.connect(self._say_nobody)
        self._leave = [
            self._lesson.changed.subscribe(lambda _none: self._refresh()),
            self._lesson.runs.changed.subscribe(self._runs_changed),
        ]

    def _show_group(self, group: SeatGroup) -> None:
        self.seats.set_group(group)
        self.tabs.setCurrentIndex(0)
        self._say_nobody()

    def _search(self, text: str) -> None:
        self.seats.set_search(text)
        self._say_nobody()

    def _go_to_seat(self, participant_id: str) -> None:
        if self.seats.row_of(participant_id) < 0:
            self.search.clear()
            self.seats.set_search("")
            self.counts.show_group(SeatGroup.ALL)
            self._show_group(SeatGroup.ALL)
        self.grid.choose(participant_id)

    def _seats_changed(self, changed: frozenset[str]) -> None:
        seat = self.panel.seat
        if seat is not None and seat.participant_id in changed:
            self._show_seat(seat.participant_id)

    def _show_seat(self, participant_id: str = "") -> None:
        shown = participant_id or self.grid.pointed_id
        lesson = self._lesson
        facts = SeatFacts(
            figures=lesson.engagement.of(shown),
            formula=lesson.engagement.latest.formula if lesson.engagement.latest is not None else None,
            network=lesson.network.of(shown),
            is_turned_off=self._is_turned_off(),
        )
        self.panel.show_seat(self.source.get(shown), facts)

    def _refresh(self) -> None:
        seat = self.panel.seat
        self._show_seat(seat.participant_id if seat is not None else "")
        self.help_list.set_turned_off(self._is_turned_off())
        self.counts.take_network(self._lesson.network.latest)
        self._say_nobody()
        if self.isVisible():
            self._fetch()

    def _is_turned_off(self) -> bool:
        return self._lesson.facts is not None and not self._lesson.facts.shows_engagement

    def _say_nobody(self) -> None:
        is_empty = self.seats.rowCount() == 0
        self.nobody.setVisible(is_empty)
        self.grid.setVisible(not is_empty)
        if not is_empty:
            return
        if not self._lesson.is_open:
            self.nobody.set_texts(
                self.tr("No lesson is open"), self.tr("Start or open a lesson; its students appear here as they join.")
            )
        elif next(iter(self.source.all()), None) is None:
            self.nobody.set_texts(
                self.tr("Nobody has joined yet"),
                self.tr("Show the join card: students scan it or type the class code."),
            )
        else:
            self.nobody.set_texts(
                self.tr("No student fits"),
                self.tr("Press the count above once more, or empty the search, to see everybody."),
            )

    def _mute(self) -> None:
        if (seat := self.panel.seat) is not None:
            work = self._deeds.mute(seat.participant_id, is_muted=not seat.is_muted)
            self._tasks.start(work, name="mute from the dashboard", on_error=self.notice.show_error)

    def _lower_hand(self) -> None:
        if (seat := self.panel.seat) is not None:
            work = self._deeds.lower_hand(seat.participant_id)
            self._tasks.start(work, name="lower a hand from the dashboard", on_error=self.notice.show_error)

    def _message(self) -> None:
        if (seat := self.panel.seat) is not None and self._deeds.message is not None:
            self._deeds.message(seat.participant_id)

    def _runs_changed(self, ids: frozenset[str]) -> None:
        if ids >= EVERYTHING:
            self._answered_of = ""  # after a new snapshot answers may be missing that came meanwhile
        if self.isVisible():
            self._fetch()

    def _fetch(self) -> None:
        """Once for each lesson and for each open run: what the live socket has not told."""
        if self._lesson.view is None or not self._lesson.is_heard:
            return  # the practice class has no account to ask with
        session_id, run = self._lesson.view.session_id, open_run(self._lesson)
        if session_id != self._fetched:
            self._fetched = session_id
            work = self._actions.fetch_earlier()
            self._tasks.start(work, name="earlier course", on_error=self._forget_fetched, shows_progress=False)
        if run is not None and run.run_id != self._answered_of:
            self._answered_of = run.run_id
            work = self._actions.fetch_answered()
            self._tasks.start(work, name="who has answered", on_error=self._forget_fetched, shows_progress=False)

    def _forget_fetched(self, _error: Exception) -> None:
        # Nothing that the teacher did has failed: it is asked again when the page is shown the next time.
        self._fetched = self._answered_of = ""

    def _lay_out(self) -> None:
        for order in SeatOrder:
            self.order.addItem("", order.value)
        self.order.setObjectName("seat_order")
        self.search.setObjectName("seat_search")
        self.tabs.setObjectName("dashboard_tabs")
        # From the outside in: whatever gets another parent is styled anew with all that is in it.
        self.body.addWidget(self.counts)
        self.body.addWidget(self.tabs, 1)
        seats = QSplitter(Qt.Orientation.Horizontal)
        self.tabs.addTab(seats, "")
        self._fill_seats(seats)
        for tab in (scrolling(self.course), self.quizzes, self.network):
            self.tabs.addTab(tab, "")

    def _fill_seats(self, splitter: QSplitter) -> None:
        left, side = QWidget(), QWidget()
        area = scrolling(side)
        area.setMinimumWidth(SIDE_LINES * self.fontMetrics().height())
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(left)
        splitter.addWidget(area)
        splitter.setStretchFactor(0, SIDE_SHARE)
        splitter.setStretchFactor(1, 1)
        tools = QHBoxLayout()
        tools.setSpacing(S)
        tools.addWidget(self.search, 1)
        tools.addWidget(self.order)
        room = QVBoxLayout(left)
        room.setContentsMargins(0, M, M, 0)
        room.setSpacing(S)
        room.addLayout(tools)
        room.addWidget(self.grid, 1)
        room.addWidget(self.nobody, 1)
        self.nobody.setMinimumHeight(1)
        column = QVBoxLayout(side)
        column.setContentsMargins(S, M, 0, 0)
        column.setSpacing(M)
        column.addWidget(self._seat_card)
        column.addWidget(self._help_card, 1)
        self._seat_card.body.addWidget(self.panel)
        self._help_card.body.addWidget(self.help_list)
