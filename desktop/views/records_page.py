"""Records: past lessons, how they went over time, and how good their questions were."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QTabWidget, QWidget

from desktop.state.link import LinkState
from desktop.views.parts.button import Button
from desktop.views.parts.icons import IconName
from desktop.views.parts.page import Page
from desktop.views.parts.theme import S
from desktop.views.records_lessons_tab import LessonsTab
from desktop.views.records_parts import RecordsPageParts, RecordsTab, Saver
from desktop.views.records_period import PeriodField
from desktop.views.records_questions_tab import QuestionsTab
from desktop.views.records_trends_tab import TrendsTab


class RecordsPage(Page):
    """One period for every tab; a tab asks the box when it is shown."""

    def __init__(self, parts: RecordsPageParts, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("records_page")
        self._parts = parts
        saver = Saver(parts, self.notice)
        self.period, self.refresh_button = PeriodField(), Button("", IconName.REFRESH_CW)
        self.lessons = LessonsTab(parts, self.notice, saver)
        self.trends = TrendsTab(parts, self.notice, saver)
        self.questions = QuestionsTab(parts, self.notice, saver)
        self.tabs = QTabWidget()
        self._is_shown = False
        self._was_online = False
        self._lay_out()
        self._connect()
        self._take_period()
        self.retranslate_ui()
        self._take_link()

    def shown(self) -> None:
        """Another lesson may have ended meanwhile."""
        self._is_shown = True
        self._load()

    def hidden(self) -> None:
        self._is_shown = False

    def close_page(self) -> None:
        """Listen no longer."""
        self._leave()
        for tab in self._all_tabs():
            tab.close_tab()

    def retranslate_ui(self) -> None:
        """Say every text anew."""
        self.set_title(self.tr("Records"))
        for place, title in enumerate((self.tr("Lessons"), self.tr("Trends"), self.tr("Questions"))):
            self.tabs.setTabText(place, title)
        self.refresh_button.set_text(self.tr("Refresh"))
        self.refresh_button.set_shortcut("F5")

    def _all_tabs(self) -> tuple[RecordsTab, ...]:
        return (self.lessons, self.trends, self.questions)

    def _tab(self) -> RecordsTab:
        return self._all_tabs()[max(0, self.tabs.currentIndex())]

    def _load(self) -> None:
        if self._is_shown:
            self._tab().load()

    def _take_period(self) -> None:
        for tab in self._all_tabs():
            tab.show_period(self.period.period)

    def _choose_period(self) -> None:
        self._take_period()
        if self._tab() is not self.lessons:
            self._load()

    def _take_tab(self) -> None:
        for tab in self._all_tabs():
            tab.age.setVisible(tab is self._tab())
        self._tab().refresh()
        self._load()

    def _take_link(self) -> None:
        """Whoever signs in sees the own lessons only; a lost link takes nothing away."""
        link = self._parts.link
        if link.box is not None and link.teacher is not None:
            self._parts.actions.belong_to(link.box.box_id, link.teacher.teacher_id)
        elif link.box is None:
            self._parts.actions.belong_to("", "")
        is_online = link.state is LinkState.ONLINE
        if is_online and not self._was_online:
            self._load()
        self._was_online = is_online
        self.refresh_button.setEnabled(link.can_send)
        for tab in self._all_tabs():
            tab.refresh()

    def _connect(self) -> None:
        self.period.changed.connect(self._choose_period)
        self.refresh_button.clicked.connect(self._load)
        self.tabs.currentChanged.connect(lambda _: self._take_tab())
        self.lessons.everything_wanted.connect(self.period.show_everything)
        search = QShortcut(QKeySequence.StandardKey.Find, self)
        search.activated.connect(self._go_to_search)
        self._leave: Callable[[], None] = self._parts.link.changed.subscribe(lambda _: self._take_link())

    def _go_to_search(self) -> None:
        self.tabs.setCurrentWidget(self.lessons)
        self.lessons.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _lay_out(self) -> None:
        self.tabs.setObjectName("records_tabs")
        self.refresh_button.setObjectName("refresh_records_button")
        # From the outside in: whatever gets another parent is styled anew with all that is in it.
        self.body.addWidget(self.tabs, 1)
        ages = QWidget()
        corner = QHBoxLayout(ages)
        corner.setContentsMargins(0, 0, 0, S)
        for tab in self._all_tabs():
            corner.addWidget(tab.age)
            self.tabs.addTab(tab, "")
            tab.age.setVisible(tab is self.lessons)
        self.tabs.setCornerWidget(ages)
        self.header.addWidget(self.period)
        self.header.addWidget(self.refresh_button)
