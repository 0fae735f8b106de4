"""The dashboard's state and models without a window: seats, their order and groups, bars, viewers, thinned lines."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from appliance.contract.dashboard import ConfusionRow, SessionDashboard, TimelineRow, TopicLevel
from appliance.contract.engagement import HelpReasonName
from appliance.contract.live import (
    EngagementChanged,
    HandsChanged,
    NetworkChanged,
    ParticipantChanged,
    RunForTeacher,
    TallyGrown,
)
from appliance.contract.network import NETWORK_EXAMPLE, ClassNetwork, ViewerNetwork
from appliance.contract.quiz import PublicQuestion, TallyView
from desktop.actions.dashboard import earlier_course
from desktop.models.bars_model import BarRole, BarsModel
from desktop.models.dashboard_course import (
    TOPICS_DRAWN,
    Bar,
    accuracy_bars,
    confusion_bars,
    confusion_lines,
    presence_lines,
)
from desktop.models.seats_model import SeatOrder, SeatRole, SeatsModel
from desktop.models.seats_source import SeatsSource
from desktop.models.thinning import POINTS_PER_COLUMN, Point, thinned
from desktop.models.viewers_model import ViewerColumn, ViewersModel
from desktop.state.engagement import CoursePoint
from desktop.state.lesson import Lesson
from desktop.state.seats import SeatAnswer, SeatGroup, SeatPlace
from tests.support.busy_class import BusyClass, open_run, read
from tests.support.class_figures import figures_of
from tests.support.class_samples import hand, snapshot, student

pytestmark = pytest.mark.usefixtures("qapp")
MEAN, TOPIC = 64.0, "광합성"
TOTALS = {SeatGroup.PRESENT: 2, SeatGroup.WATCHING: 1, SeatGroup.DISCONNECTED: 1, SeatGroup.WAITING: 1}


@pytest.fixture
def lesson() -> Lesson:
    """다은 watches, 가은 is there, 나은 is gone, 라은 waits."""
    lesson = Lesson()
    people = [
        student(1, "다은"),
        student(2, "가은", is_watching=False),
        student(3, "나은", is_connected=False, is_watching=False),
        student(4, "라은", admission="waiting"),
    ]
    lesson.open("s1", None)
    lesson.apply(snapshot(people, state="live"))
    return lesson


@pytest.fixture
def source(lesson: Lesson) -> Iterator[SeatsSource]:
    source = SeatsSource(lesson)
    yield source
    source.close()


def names(model: SeatsModel) -> list[str]:
    """The rows from above."""
    return [str(model.data(model.index(row))) for row in range(model.rowCount())]


def helped(reasons: dict[str, list[HelpReasonName]]) -> EngagementChanged:
    """Figures in which these students need help."""
    return EngagementChanged(number=1, engagement=figures_of(reasons, mean=MEAN, confusion={TOPIC: 0.4, "": 0.1}))


def test_a_seat_says_whether_its_student_is_there(source: SeatsSource) -> None:
    places = {seat.name: seat.place for seat in source.all()}
    assert places == {
        "다은": SeatPlace.WATCHING,
        "가은": SeatPlace.PRESENT,
        "나은": SeatPlace.DISCONNECTED,
        "라은": SeatPlace.WAITING,
    }
    assert {group: source.count(group) for group in TOTALS} == TOTALS


def test_an_open_run_makes_answered_and_not_yet(lesson: Lesson, source: SeatsSource) -> None:
    lesson.apply(RunForTeacher(number=2, run=open_run("r1", ["q1", "q2"])))
    lesson.apply(TallyGrown(number=3, run_id="r1", tallies=[], answered_ids={"q1": ["p1", "p2"], "q2": ["p1"]}))
    source.flush()
    answers = {seat.name: seat.answer for seat in source.all()}
    assert answers == {
        "다은": SeatAnswer.ANSWERED,
        "가은": SeatAnswer.PART,
        "나은": SeatAnswer.NOT_YET,
        "라은": SeatAnswer.NOT_ASKED,
    }
    # Who is not connected cannot answer: only those who are there are waited for.
    assert (source.count(SeatGroup.ANSWERED), source.count(SeatGroup.NOT_YET)) == (1, 1)


def test_a_closed_run_asks_nobody(lesson: Lesson, source: SeatsSource) -> None:
    lesson.apply(RunForTeacher(number=2, run=open_run("r1", ["q1"])))
    source.flush()
    assert source.is_asked
    lesson.apply(RunForTeacher(number=3, run=open_run("r1", ["q1"]).model_copy(update={"state": "closed"})))
    source.flush()
    assert not source.is_asked
    assert {seat.answer for seat in source.all()} == {SeatAnswer.NOT_ASKED}


def test_slides_are_not_asked(lesson: Lesson, source: SeatsSource) -> None:
    run = open_run("r1", ["q1"])
    slide = PublicQuestion(question_id="slide", kind="slide", text="", options=[])
    lesson.apply(RunForTeacher(number=2, run=run.model_copy(update={"public_questions": [slide]})))
    source.flush()
    assert not source.is_asked


def test_hands_carry_their_place_and_go_when_lowered(lesson: Lesson, source: SeatsSource) -> None:
    lesson.apply(HandsChanged(number=2, hands=[hand(2), hand(1)]))
    source.flush()
    assert {seat.name: seat.hand for seat in source.all() if seat.hand} == {"가은": 1, "다은": 2}
    lesson.apply(HandsChanged(number=3, hands=[hand(1)]))
    source.flush()
    assert [(seat.name, seat.hand) for seat in source.all() if seat.hand] == [("다은", 1)]


def test_only_seats_that_look_different_are_told(lesson: Lesson, source: SeatsSource) -> None:
    told: list[frozenset[str]] = []
    source.changed.connect(told.append)
    lesson.apply(helped({"p2": ["gone"]}))
    source.flush()
    assert told == [frozenset({"p2"})]
    before = source.get("p1")
    lesson.apply(helped({"p2": ["gone"]}))
    source.flush()
    assert told == [frozenset({"p2"})]
    assert source.get("p1") is before


def test_everybody_leaving_empties_the_room(lesson: Lesson, source: SeatsSource) -> None:
    model = SeatsModel(source)
    lesson.leave()
    source.flush()
    assert model.rowCount() == 0
    assert {source.count(group) for group in SeatGroup} == {0}


def test_orders(lesson: Lesson, source: SeatsSource) -> None:
    model = SeatsModel(source)
    assert names(model) == ["가은", "나은", "다은", "라은"]
    model.set_order(SeatOrder.JOINED)
    assert names(model) == ["다은", "가은", "나은", "라은"]
    model.set_order(SeatOrder.HELP)
    lesson.apply(helped({"p3": ["gone"], "p2": ["lost_twice", "two_wrong_in_a_row"]}))
    lesson.apply(HandsChanged(number=2, hands=[hand(1)]))
    source.flush()
    assert names(model) == ["가은", "나은", "다은", "라은"]


def test_a_group_and_a_search_narrow_the_rows(source: SeatsSource) -> None:
    model = SeatsModel(source)
    model.set_group(SeatGroup.PRESENT)
    assert names(model) == ["가은", "다은"]
    model.set_search(" 다 ")
    assert names(model) == ["다은"]
    model.set_group(SeatGroup.ALL)
    model.set_search("")
    assert len(names(model)) == 4


def test_a_seat_is_said_in_words(lesson: Lesson, source: SeatsSource) -> None:
    model = SeatsModel(source, order=SeatOrder.HELP)
    lesson.apply(helped({"p1": ["two_wrong_in_a_row", "lost_twice"]}))
    lesson.apply(HandsChanged(number=2, hands=[hand(1)]))
    source.flush()
    said = str(model.data(model.index(0), Qt.ItemDataRole.AccessibleTextRole))
    assert said == (
        "다은, Watching, Two wrong answers in a row, Said “I'm lost” twice in 5 minutes, "
        "Hand raised, number 1 in the queue"
    )


def test_rows_keep_who_they_are_while_they_move(lesson: Lesson, source: SeatsSource) -> None:
    model = SeatsModel(source)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    held = QPersistentModelIndex(model.index(model.row_of("p1")))
    lesson.apply(ParticipantChanged(number=2, participant=student(1, "가가")))
    lesson.apply(ParticipantChanged(number=3, participant=student(9, "나나")))
    source.flush()
    assert names(model) == ["가가", "가은", "나나", "나은", "라은"]
    assert held.data(SeatRole.ID) == "p1"


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.sampled_from(["here", "gone", "out", "renamed"]), st.sampled_from(SeatOrder)),
        max_size=60,
    )
)
def test_whatever_happens_the_rows_are_the_seats_in_order(happenings: list[tuple[int, str, SeatOrder]]) -> None:
    lesson = Lesson()
    lesson.open("s1", None)
    lesson.apply(snapshot([student(number) for number in range(12)], state="live"))
    source = SeatsSource(lesson)
    model, present = SeatsModel(source), SeatsModel(source, group=SeatGroup.PRESENT)
    testers = [
        QAbstractItemModelTester(each, QAbstractItemModelTester.FailureReportingMode.Fatal) for each in (model, present)
    ]
    for number, kind, order in happenings:
        person = student(
            number,
            f"새이름 {40 - number}" if kind == "renamed" else "",
            is_connected=kind != "gone",
            admission="removed" if kind == "out" else "admitted",
        )
        lesson.apply(ParticipantChanged(number=2, participant=person))
        model.set_order(order)
        source.flush()
    people = {person.participant_id: person for person in lesson.people.all()}
    rows = [str(model.data(model.index(row), SeatRole.ID)) for row in range(model.rowCount())]
    assert sorted(rows) == sorted(people)
    if model.order is SeatOrder.JOINED:
        assert rows == sorted(rows, key=lambda each: people[each].joined_ms)
    assert present.rowCount() == sum(person.is_connected for person in people.values())
    assert source.count(SeatGroup.PRESENT) == present.rowCount()
    source.close()
    assert len(testers) == 2


def test_a_busy_class_leaves_counts_that_are_true() -> None:
    lesson, busy = Lesson(), BusyClass(60, seed=7)
    busy.begin(lesson)
    source = SeatsSource(lesson)
    for step in range(120):
        busy.play(lesson, 0.1)
        if step % 7 == 0:
            source.flush()
    source.flush()
    assert len(list(source.all())) == 60
    for group in SeatGroup:
        assert source.count(group) == sum(seat.is_in(group) for seat in source.all())
    source.close()


def test_the_busy_class_is_the_same_for_the_same_seed() -> None:
    first, again, other = (BusyClass(40, seed=seed) for seed in (3, 3, 4))
    told = [busy.step(1.0) for busy in (first, again, other)]
    assert told[0] == told[1] != told[2]
    assert all(read(text).number > 0 for text in told[0])


def test_lines_of_the_course() -> None:
    course = [
        CoursePoint(1_000, 5, 4, 60.0, {TOPIC: 0.4, "b": 0.1}, 0),
        CoursePoint(2_000, 6, 3, None, {"b": 0.2, "c": 0.1, "d": 0.1, "e": 0.05}, 1),
    ]
    connected, watching = presence_lines(course)
    assert (list(connected.points), list(watching.points)) == ([(1_000, 5), (2_000, 6)], [(1_000, 4), (2_000, 3)])
    lines = confusion_lines(course)
    assert len(lines) == TOPICS_DRAWN
    assert (lines[0].name, list(lines[0].points)) == (TOPIC, [(1_000, 0.4), (2_000, 0.0)])


def test_confusion_now_names_what_has_no_topic(lesson: Lesson) -> None:
    assert confusion_bars(lesson.engagement) == []
    lesson.apply(helped({}))
    assert confusion_bars(lesson.engagement) == [Bar(TOPIC, TOPIC, 0.4), Bar("", "Without a topic", 0.1)]


def test_accuracy_by_run_and_question(lesson: Lesson) -> None:
    lesson.apply(RunForTeacher(number=2, run=open_run("r1", ["q1", "q2"])))
    tallies = [
        TallyView(question_id="q1", answered=4, correct=3, counts=[]),
        TallyView(question_id="q2", answered=4, correct=None, counts=[]),
    ]
    lesson.apply(TallyGrown(number=3, run_id="r1", tallies=tallies, answered_ids={}))
    lesson.apply(RunForTeacher(number=4, run=open_run("r2", ["q3"])))
    bars = accuracy_bars(lesson.runs)
    assert [(bar.key, bar.share, bar.answers, bar.is_heading) for bar in bars] == [
        ("r2", None, None, True),
        ("r2/q3", None, 0, False),
        ("r1", 0.75, None, True),
        ("r1/q1", 0.75, 4, False),
        ("r1/q2", None, 4, False),
    ]


def test_bars_that_stay_are_told_as_changed() -> None:
    model = BarsModel(lambda bar: f"{bar.share}")
    told: list[str] = []
    model.modelReset.connect(lambda: told.append("reset"))
    model.dataChanged.connect(lambda first, _last: told.append(f"row {first.row()}"))
    model.show_bars([Bar("a", "A", 0.1), Bar("b", "B", 0.2)])
    model.show_bars([Bar("a", "A", 0.1), Bar("b", "B", 0.3)])
    assert told == ["reset", "row 1"]
    assert model.data(model.index(1), BarRole.BAR) == Bar("b", "B", 0.3)
    assert model.data(model.index(1), Qt.ItemDataRole.AccessibleTextRole) == "B, 0.3"


def test_viewers_come_and_go_in_place() -> None:
    model = ViewersModel(lambda column, viewer: f"{column.name} of {viewer.name}", lambda column: column.name)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    viewers = ClassNetwork.model_validate(NETWORK_EXAMPLE).viewers
    for shown in (viewers, viewers[:1], [], viewers):
        model.show_viewers(shown)
        assert model.rowCount() == len(shown)
    cell = model.index(0, ViewerColumn.LOSS)
    assert model.data(cell) == "LOSS of 이서연"
    assert model.data(cell, Qt.ItemDataRole.AccessibleTextRole) == "LOSS: LOSS of 이서연"
    assert tester is not None


def test_the_network_is_known_by_student(lesson: Lesson) -> None:
    network = ClassNetwork.model_validate(NETWORK_EXAMPLE)
    seen: ViewerNetwork = network.viewers[0].model_copy(update={"participant_id": "p1"})
    lesson.apply(NetworkChanged(number=2, network=network.model_copy(update={"viewers": [seen]})))
    assert lesson.network.of("p1") == seen


values = st.none() | st.floats(-1e6, 1e6)
lines = st.lists(st.tuples(st.integers(1, 5_000), values), max_size=400)


@given(lines, st.integers(1, 80))
def test_a_thinned_line_keeps_ends_peaks_and_order(steps: list[tuple[int, float | None]], columns: int) -> None:
    moment, points = 0, list[Point]()
    for step, value in steps:
        moment += step
        points.append((moment, value))
    kept = thinned(points, columns)
    assert len(kept) <= POINTS_PER_COLUMN * columns + 2
    rest = iter(points)
    assert all(point in rest for point in kept)
    if points:
        assert (kept[0], kept[-1]) == (points[0], points[-1])
    known = [value for _, value in points if value is not None]
    shown = [value for _, value in kept if value is not None]
    assert (min(known, default=0), max(known, default=0)) == (min(shown, default=0), max(shown, default=0))
    assert (None in [value for _, value in points]) == (None in [value for _, value in kept])


def test_the_box_account_becomes_the_earlier_course() -> None:
    rows = [
        TimelineRow(at_ms=120_000, connected=3, watching=2, engagement=50.0, confusion=0.2, topic=""),
        TimelineRow(at_ms=60_000, connected=1, watching=1, engagement=None, confusion=None, topic=""),
    ]
    confusion = [ConfusionRow(at_ms=118_000, topics=[TopicLevel(topic=TOPIC, level=0.2, students=1)])]
    told = SessionDashboard.model_construct(timeline=rows, confusion=confusion)
    assert earlier_course(told) == [
        CoursePoint(60_000, 1, 1, None, {TOPIC: 0.2}, 0),
        CoursePoint(120_000, 3, 2, 50.0, {TOPIC: 0.2}, 0),
    ]
