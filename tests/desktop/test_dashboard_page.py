"""The dashboard as a teacher uses it: seats by click and by key, groups, help, charts, network, in both languages."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from appliance.contract.live import (
    EngagementChanged,
    HandsChanged,
    NetworkChanged,
    ParticipantChanged,
    RunForTeacher,
    SessionChanged,
    TallyGrown,
)
from appliance.contract.network import NETWORK_EXAMPLE, ClassNetwork
from appliance.contract.quiz import TallyView
from desktop.actions.dashboard import DashboardActions
from desktop.actions.desk import Desk, NoBoxError
from desktop.models.seats_model import SeatOrder
from desktop.models.viewers_model import ViewerColumn
from desktop.resources.language import Languages
from desktop.state.lesson import Lesson
from desktop.state.seats import SeatGroup
from desktop.tasks import Tasks
from desktop.views.dashboard_page import DashboardPage
from desktop.views.dashboard_seat_paint import Density, density_for
from desktop.views.dashboard_seat_panel import SeatDeeds
from desktop.views.parts.theme import Theme, apply_theme
from tests.support.busy_class import BusyClass, open_run
from tests.support.class_figures import figures_of
from tests.support.class_samples import NOW_MS, hand, snapshot, student
from tests.support.hostile_texts import EVERYTHING

LEFT = Qt.MouseButton.LeftButton
SEES_MS = 5_000


@dataclass(slots=True)
class Wishes:
    """What the page has asked for."""

    muted: list[tuple[str, bool]] = field(default_factory=list)
    lowered: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    error: Exception | None = None

    async def mute(self, participant_id: str, *, is_muted: bool) -> None:
        if self.error is not None:
            raise self.error
        self.muted.append((participant_id, is_muted))

    async def lower(self, participant_id: str) -> None:
        self.lowered.append(participant_id)


@pytest.fixture
def lesson() -> Lesson:
    lesson = Lesson()
    lesson.open("s1", None)
    lesson.apply(snapshot([student(1, "다은"), student(2, "가은"), student(3, "나은")], state="live"))
    return lesson


@pytest.fixture
def wishes() -> Wishes:
    return Wishes()


@pytest.fixture
def page(
    qtbot: QtBot, window_loop: asyncio.AbstractEventLoop, light: None, lesson: Lesson, wishes: Wishes
) -> Iterator[DashboardPage]:
    tasks = Tasks()
    deeds = SeatDeeds(wishes.mute, wishes.lower, wishes.written.append)
    page = DashboardPage(lesson, DashboardActions(Desk(), lesson), deeds, tasks)
    page.resize(1100, 760)
    page.show()
    qtbot.waitExposed(page)
    yield page
    page.close_page()
    page.close()
    closing = asyncio.ensure_future(tasks.close(), loop=window_loop)
    qtbot.waitUntil(closing.done)
    page.deleteLater()


def label(page: QWidget, name: str) -> QLabel:
    """The label of this name."""
    found = page.findChild(QLabel, name)
    assert isinstance(found, QLabel)
    return found


def seat_point(page: DashboardPage, participant_id: str) -> QPoint:
    """The middle of somebody's seat."""
    index = page.seats.index(page.seats.row_of(participant_id))
    return page.grid.visualRect(index).center()


def click_seat(qtbot: QtBot, page: DashboardPage, participant_id: str) -> None:
    qtbot.mouseClick(page.grid.viewport(), LEFT, pos=seat_point(page, participant_id))


def needs_help(lesson: Lesson, page: DashboardPage) -> None:
    """가은 and 나은 need help."""
    figures = figures_of(
        {"p1": [], "p2": ["two_wrong_in_a_row", "lost_twice"], "p3": ["gone"]}, mean=60.0, confusion={"광합성": 0.5}
    )
    lesson.apply(EngagementChanged(number=2, engagement=figures))
    page.source.flush()


def test_a_clicked_seat_tells_everything_about_its_student(qtbot: QtBot, page: DashboardPage, lesson: Lesson) -> None:
    needs_help(lesson, page)
    click_seat(qtbot, page, "p2")
    assert label(page, "seat_name").text() == "가은"
    assert label(page, "seat_reasons").text() == "Two wrong answers in a row\nSaid “I'm lost” twice in 5 minutes"
    assert label(page, "seat_composite").text() == "61 of 100"
    assert label(page, "seat_presence").text() == "90%"
    assert label(page, "seat_accuracy").text() == "–"
    assert not label(page, "seat_formula").isVisible()
    qtbot.mouseClick(page.panel.formula_button, LEFT)
    assert label(page, "seat_formula").text() == "Engagement = 40 × presence"
    assert label(page, "seat_formula").isVisible()


def test_arrow_keys_walk_and_escape_lets_go(qtbot: QtBot, page: DashboardPage) -> None:
    click_seat(qtbot, page, "p2")
    qtbot.keyClick(page.grid, Qt.Key.Key_Right)
    assert (page.grid.chosen_id, label(page, "seat_name").text()) == ("p3", "나은")
    qtbot.keyClick(page.grid, Qt.Key.Key_End)
    assert page.grid.chosen_id == "p1"
    qtbot.keyClick(page.grid, Qt.Key.Key_Escape)
    assert page.grid.chosen_id == ""
    assert page.panel.seat is None
    assert "arrow keys" in label(page, "seat_hint").text()


def test_a_seat_keeps_being_chosen_wherever_it_moves(qtbot: QtBot, page: DashboardPage, lesson: Lesson) -> None:
    click_seat(qtbot, page, "p1")
    lesson.apply(ParticipantChanged(number=3, participant=student(1, "가가")))
    page.source.flush()
    assert page.seats.row_of("p1") == 0
    assert page.grid.currentIndex().row() == 0
    assert label(page, "seat_name").text() == "가가"


def test_a_seat_that_leaves_the_group_hands_its_buttons_to_nobody_else(
    qtbot: QtBot, page: DashboardPage, lesson: Lesson, wishes: Wishes
) -> None:
    lesson.apply(HandsChanged(number=2, hands=[hand(1), hand(2)]))
    page.source.flush()
    qtbot.mouseClick(page.counts.buttons[SeatGroup.HANDS], LEFT)
    click_seat(qtbot, page, "p1")
    lesson.apply(HandsChanged(number=3, hands=[hand(2)]))
    page.source.flush()
    assert page.seats.row_of("p1") == -1
    qtbot.mouseClick(page.panel.mute_button, LEFT)
    qtbot.waitUntil(lambda: bool(wishes.muted), timeout=SEES_MS)
    assert wishes.muted == [("p1", True)]


def test_deeds_go_to_the_chosen_student(qtbot: QtBot, page: DashboardPage, lesson: Lesson, wishes: Wishes) -> None:
    lesson.apply(HandsChanged(number=2, hands=[hand(3)]))
    page.source.flush()
    click_seat(qtbot, page, "p3")
    qtbot.mouseClick(page.panel.lower_button, LEFT)
    qtbot.mouseClick(page.panel.message_button, LEFT)
    qtbot.waitUntil(lambda: wishes.lowered == ["p3"], timeout=SEES_MS)
    assert wishes.written == ["p3"]
    lesson.apply(ParticipantChanged(number=3, participant=student(3, "나은", is_muted=True)))
    lesson.apply(HandsChanged(number=4, hands=[]))
    page.source.flush()
    assert page.panel.mute_button.text() == "Unmute"
    assert not page.panel.lower_button.isVisible()


def test_a_refused_deed_is_said(qtbot: QtBot, page: DashboardPage, wishes: Wishes) -> None:
    wishes.error = NoBoxError()
    click_seat(qtbot, page, "p1")
    qtbot.mouseClick(page.panel.mute_button, LEFT)
    qtbot.waitUntil(page.notice.isVisible, timeout=SEES_MS)
    assert page.notice.text


def test_counts_filter_and_let_go(qtbot: QtBot, page: DashboardPage, lesson: Lesson) -> None:
    assert not page.counts.buttons[SeatGroup.ANSWERED].isVisible()
    lesson.apply(RunForTeacher(number=2, run=open_run("r1", ["q1"])))
    lesson.apply(TallyGrown(number=3, run_id="r1", tallies=[], answered_ids={"q1": ["p1", "p2"]}))
    page.source.flush()
    answered = page.counts.buttons[SeatGroup.ANSWERED]
    assert (answered.text(), answered.isVisible()) == ("Answered 2", True)
    page.tabs.setCurrentIndex(3)
    qtbot.mouseClick(answered, LEFT)
    assert (page.seats.group, page.seats.rowCount(), page.tabs.currentIndex()) == (SeatGroup.ANSWERED, 2, 0)
    qtbot.mouseClick(answered, LEFT)
    assert (page.seats.group, page.seats.rowCount()) == (SeatGroup.ALL, 3)


def test_an_empty_group_says_the_way_back(qtbot: QtBot, page: DashboardPage) -> None:
    qtbot.mouseClick(page.counts.buttons[SeatGroup.DISCONNECTED], LEFT)
    assert page.nobody.isVisible()
    assert page.nobody.accessibleName() == "No student fits"
    qtbot.mouseClick(page.counts.buttons[SeatGroup.DISCONNECTED], LEFT)
    assert page.grid.isVisible()
    assert not page.nobody.isVisible()


def test_a_name_is_found_while_typing(qtbot: QtBot, page: DashboardPage) -> None:
    page.search.setText("가")
    qtbot.waitUntil(lambda: page.seats.rowCount() == 1, timeout=SEES_MS)
    page.order.activated.emit(tuple(SeatOrder).index(SeatOrder.HELP))
    assert page.seats.order is SeatOrder.HELP


def test_who_needs_help_is_listed_and_leads_to_the_seat(qtbot: QtBot, page: DashboardPage, lesson: Lesson) -> None:
    assert label(page, "help_empty").text() == "Nobody seems to need help now."
    needs_help(lesson, page)
    assert page.help_list.view.isVisible()
    assert [page.helped.data(page.helped.index(row)) for row in range(2)] == ["가은", "나은"]
    page.seats.set_group(SeatGroup.WAITING)
    index = page.helped.index(1)
    qtbot.mouseClick(page.help_list.view.viewport(), LEFT, pos=page.help_list.view.visualRect(index).center())
    assert (page.grid.chosen_id, page.seats.group) == ("p3", SeatGroup.ALL)
    assert label(page, "seat_reasons").text() == "Gone for more than 2 minutes"


def test_figures_that_are_turned_off_are_said_to_be(qtbot: QtBot, page: DashboardPage, lesson: Lesson) -> None:
    assert lesson.facts is not None
    off = lesson.facts.model_copy(update={"shows_engagement": False})
    lesson.apply(SessionChanged(number=2, session=off))
    click_seat(qtbot, page, "p1")
    assert label(page, "seat_hint").text() == "Engagement figures are turned off in this lesson."
    assert "turned off" in label(page, "help_empty").text()
    page.tabs.setCurrentIndex(1)
    assert "turned off" in label(page, "course_hint").text()


def test_charts_follow_the_course_and_read_it_out(qtbot: QtBot, page: DashboardPage, lesson: Lesson) -> None:
    needs_help(lesson, page)
    later = figures_of({}, mean=80.0, confusion={}).model_copy(update={"at_ms": NOW_MS + 60_000})
    lesson.apply(EngagementChanged(number=3, engagement=later))
    page.tabs.setCurrentIndex(1)
    chart = page.course.engagement
    qtbot.waitUntil(lambda: chart.summary().endswith("Mean of the class 80"), timeout=SEES_MS)
    chart.setFocus()
    qtbot.keyClick(chart, Qt.Key.Key_Home)
    assert chart.accessibleDescription().endswith("Mean of the class 60")
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert chart.accessibleDescription().endswith("Mean of the class 80")
    qtbot.keyClick(chart, Qt.Key.Key_Escape)
    assert label(page, "course_formula").text() == "Engagement = 40 × presence"
    assert label(page, "no_topics").isVisible()


def test_a_chart_that_is_painted_shows_its_line(qtbot: QtBot, page: DashboardPage, lesson: Lesson) -> None:
    page.tabs.setCurrentIndex(1)
    before = page.course.engagement.grab().toImage()
    needs_help(lesson, page)
    later = figures_of({}, mean=20.0, confusion={}).model_copy(update={"at_ms": NOW_MS + 60_000})
    lesson.apply(EngagementChanged(number=3, engagement=later))
    qtbot.waitUntil(lambda: bool(page.course.engagement.summary()), timeout=SEES_MS)
    assert page.course.engagement.grab().toImage() != before


def test_answers_grow_in_the_quiz_tab(qtbot: QtBot, page: DashboardPage, lesson: Lesson) -> None:
    page.tabs.setCurrentIndex(2)
    assert page.quizzes.empty.isVisible()
    lesson.apply(RunForTeacher(number=2, run=open_run("r1", ["q1"])))
    tally = TallyView(question_id="q1", answered=4, correct=3, counts=[])
    lesson.apply(TallyGrown(number=3, run_id="r1", tallies=[tally], answered_ids={}))
    model = page.quizzes.bars.model_of_bars
    qtbot.waitUntil(lambda: model.rowCount() == 2, timeout=SEES_MS)
    said = model.data(model.index(1), Qt.ItemDataRole.AccessibleTextRole)
    assert said == "1. 광합성이 일어나는 곳은?, 75% correct · Answers: 4"


def test_the_network_is_told_in_the_box_s_words(
    qtbot: QtBot, page: DashboardPage, lesson: Lesson, qapp: QApplication, languages: Languages
) -> None:
    network = ClassNetwork.model_validate(NETWORK_EXAMPLE).model_copy(update={"state": "full"})
    lesson.apply(NetworkChanged(number=2, network=network))
    page.source.flush()
    assert page.counts.network_button.text() == "Wi-Fi: full"
    qtbot.mouseClick(page.counts.network_button, LEFT)
    qtbot.waitUntil(page.network.table.isVisible, timeout=SEES_MS)
    assert label(page, "network_sentence").text() == network.sentence.en
    assert [page.network.model.data(page.network.model.index(row, 0)) for row in range(2)] == ["이서연", "김민준"]
    assert page.network.model.data(page.network.model.index(0, ViewerColumn.QUALITY)) == "Poor"
    assert label(page, "network_totals").text().startswith("4.1 Mbit/s in all")
    languages.install(qapp, "ko")
    qtbot.waitUntil(lambda: label(page, "network_sentence").text() == network.sentence.ko, timeout=SEES_MS)
    assert page.network.model.headerData(ViewerColumn.LOSS, Qt.Orientation.Horizontal) == "손실"


def test_everything_is_said_in_korean_at_once(
    qtbot: QtBot, page: DashboardPage, lesson: Lesson, qapp: QApplication, languages: Languages
) -> None:
    needs_help(lesson, page)
    click_seat(qtbot, page, "p2")
    languages.install(qapp, "ko")
    qtbot.waitUntil(lambda: page.title == "대시보드", timeout=SEES_MS)
    assert [page.tabs.tabText(place) for place in range(4)] == ["자리", "수업 흐름", "퀴즈", "네트워크"]
    assert label(page, "seat_reasons").text() == "연속으로 두 번 틀렸어요\n5분 동안 ‘어려워요’를 두 번 눌렀어요"
    assert page.counts.buttons[SeatGroup.NEEDS_HELP].text() == "도움 필요 2"
    assert label(page, "seat_formula").text() == "참여도 = 40 × 출석"


@pytest.mark.parametrize("text", EVERYTHING)
def test_a_hostile_name_is_shown_as_it_is(qtbot: QtBot, page: DashboardPage, lesson: Lesson, text: str) -> None:
    lesson.apply(ParticipantChanged(number=2, participant=student(1, text)))
    needs_help(lesson, page)
    page.grid.choose("p1")
    shown = label(page, "seat_name")
    assert (shown.text(), shown.textFormat()) == (text, Qt.TextFormat.PlainText)
    assert page.seats.data(page.seats.index(page.seats.row_of("p1"))) == text
    assert page.grid.grab().toImage().width() > 0


def test_every_seat_can_be_read_by_a_screen_reader(page: DashboardPage, lesson: Lesson) -> None:
    needs_help(lesson, page)
    seats = QAccessible.queryAccessibleInterface(page.grid)
    said = {seats.child(place).text(QAccessible.Text.Name) for place in range(seats.childCount())}
    assert said == {
        "가은, Watching, Two wrong answers in a row, Said “I'm lost” twice in 5 minutes",
        "나은, Watching, Gone for more than 2 minutes",
        "다은, Watching",
    }


def test_a_theme_repaints_the_seats(page: DashboardPage, qapp: QApplication, dark: None) -> None:
    before = page.grid.grab().toImage()
    apply_theme(qapp, Theme.LIGHT)
    assert page.grid.grab().toImage() != before


@pytest.mark.parametrize(("count", "density"), [(20, Density.LARGE), (45, Density.MEDIUM), (450, Density.SMALL)])
def test_seats_are_as_large_as_there_is_room_for(page: DashboardPage, count: int, density: Density) -> None:
    assert density_for(count, page.grid.maximumViewportSize(), page.grid.fontMetrics().height()) is density


def test_names_that_one_frame_has_no_time_for_come_with_the_next(
    qtbot: QtBot, page: DashboardPage, lesson: Lesson, qapp: QApplication, dark: None
) -> None:
    page.resize(1600, 1000)
    lesson.apply(snapshot([student(number) for number in range(240)], state="live"))
    page.source.flush()
    qtbot.waitUntil(lambda: page.grid.rect().contains(page.grid.visualRect(page.seats.index(170))), timeout=SEES_MS)
    apply_theme(qapp, Theme.LIGHT)  # everything is painted anew
    first = page.grid.viewport().grab().toImage()
    whole = first
    for _ in range(4):
        whole = page.grid.viewport().grab().toImage()
    assert first != whole
    assert page.grid.viewport().grab().toImage() == whole


def test_450_seats_fit_their_grid_in_rows_that_are_full(qtbot: QtBot, page: DashboardPage, lesson: Lesson) -> None:
    busy = BusyClass(450, seed=1)
    busy.begin(lesson)
    for _ in range(40):
        busy.play(lesson, 0.1)
    page.source.flush()
    assert page.seats.rowCount() == 450
    qtbot.waitUntil(lambda: page.grid.verticalScrollBar().maximum() > 0, timeout=SEES_MS)
    cell = page.grid.gridSize()
    columns = page.grid.viewport().width() // cell.width()
    first, second = page.grid.visualRect(page.seats.index(0)), page.grid.visualRect(page.seats.index(columns))
    assert (second.left(), second.top() - first.top()) == (first.left(), cell.height())
