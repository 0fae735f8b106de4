"""The students as lists, without widgets: who waits, who is in, who is sought, and a class that comes in at once."""

import time

from pytestqt.qtbot import QtBot

from appliance.contract.live import ParticipantChanged
from desktop.models.held import Held
from desktop.models.people_model import PeopleModel, PeopleOrder, PeoplePart
from desktop.models.people_words import person_words
from desktop.state.lesson import Lesson
from tests.support.class_samples import SESSION, session_view, snapshot, student
from tests.support.hostile_texts import NAMES

CLASS = 450
CHEAP_SECONDS = 0.05


def lesson_with(*people: object) -> Lesson:
    lesson = Lesson()
    lesson.open(SESSION, session_view())
    lesson.apply(snapshot(people))  # type: ignore[arg-type]  # each is a ParticipantView
    return lesson


def names(part: PeoplePart) -> list[str]:
    return [part.person(part.index(row, 0)).name for row in range(part.rowCount())]


def test_waiting_and_inside_are_told_apart_and_change_sides() -> None:
    lesson = lesson_with(student(1, "이서연"), student(2, "박준호", admission="waiting"))
    model = PeopleModel(lesson.people, Held(lambda ids: None))
    waiting, inside = PeoplePart(model, "waiting"), PeoplePart(model, "admitted")
    assert (names(waiting), names(inside)) == (["박준호"], ["이서연"])
    lesson.apply(ParticipantChanged(number=2, participant=student(2, "박준호")))
    model.flush()
    assert (names(waiting), names(inside)) == ([], ["이서연", "박준호"])
    lesson.apply(ParticipantChanged(number=3, participant=student(1, admission="removed")))
    model.flush()
    assert names(inside) == ["박준호"]
    model.close()


def test_search_finds_parts_of_names_and_order_is_by_joining_or_by_name() -> None:
    lesson = lesson_with(student(1, "하윤"), student(2, "Emma"), student(3, "가은"), student(4, "emil"))
    model = PeopleModel(lesson.people, Held(lambda ids: None))
    inside = PeoplePart(model, "admitted")
    inside.search(" EM ")
    assert names(inside) == ["Emma", "emil"]
    inside.search("")
    inside.order_by(PeopleOrder.NAME)
    assert names(inside) == ["emil", "Emma", "가은", "하윤"]
    inside.order_by(PeopleOrder.JOINED)
    assert names(inside) == ["하윤", "Emma", "가은", "emil"]
    model.close()


def test_who_is_about_to_be_sent_away_is_hidden_and_comes_back() -> None:
    lesson = lesson_with(student(1), student(2))
    removing = Held(lambda ids: None)
    model = PeopleModel(lesson.people, removing)
    held = removing.hold(["p1"], 60)
    assert [person.participant_id for person in model.rows] == ["p2"]
    removing.undo(held)
    assert [person.participant_id for person in model.rows] == ["p1", "p2"]
    model.close()


def test_words_say_presence_warning_and_silence() -> None:
    person = student(1, "선생님", is_connected=False, is_muted=True, warning="like_teacher")
    assert person_words(person) == "선생님, Not connected, Name looks like a teacher's, Muted"
    assert person_words(student(2, "가은")) == "가은, Watching"
    assert person_words(student(3, "하윤", is_watching=False)) == "하윤, Here, not watching"
    assert person_words(student(4, "윤", admission="waiting")) == "윤, Waiting to be let in"


def test_a_name_is_a_name_whatever_it_looks_like() -> None:
    lesson = lesson_with(*(student(number, name) for number, name in enumerate(NAMES)))
    model = PeopleModel(lesson.people, Held(lambda ids: None))
    inside = PeoplePart(model, "admitted")
    assert names(inside) == list(NAMES)
    model.close()


def test_a_class_that_comes_in_at_once_costs_one_update(qtbot: QtBot) -> None:
    lesson = lesson_with()
    model = PeopleModel(lesson.people, Held(lambda ids: None))
    updates: list[int] = []
    model.rowsInserted.connect(lambda *_: updates.append(model.rowCount()))
    for number in range(CLASS):
        lesson.apply(ParticipantChanged(number=number + 2, participant=student(number)))
    qtbot.waitUntil(lambda: updates == [CLASS])
    began = time.process_time()
    lesson.apply(ParticipantChanged(number=CLASS + 3, participant=student(7, is_watching=False)))
    model.flush()
    assert time.process_time() - began < CHEAP_SECONDS
    assert not model.rows[7].is_watching
    model.close()
