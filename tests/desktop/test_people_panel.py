"""Students on the page: let in, renamed in place, muted, sent away and taken back, by mouse and by keys alone."""

import asyncio
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from appliance.contract.live import HandsChanged, ParticipantChanged
from appliance.contract.session import ParticipantList
from desktop.views.lesson_page import LessonPage
from desktop.views.people_faces import student_face, waiting_face
from desktop.views.people_panel import PeoplePanel
from tests.support.class_samples import SESSION, hand, snapshot, student
from tests.support.hostile_texts import NAMES
from tests.support.lesson_window import LEFT, LessonWindow, click_action, lesson_window

PEOPLE = f"/sessions/{SESSION}/participants"
CLASS = 450


@pytest.fixture
def window(qtbot: QtBot, window_loop: asyncio.AbstractEventLoop, light: None) -> Iterator[LessonWindow]:
    with lesson_window(qtbot) as window:
        yield window


@pytest.fixture
def page(window: LessonWindow) -> Iterator[LessonPage]:
    page = window.lesson_page()
    window.sign_in()
    window.open()
    people = [student(1, "이서연"), student(2, "박준호"), student(3, "최지우", admission="waiting")]
    window.lesson.apply(snapshot(people))
    page.open_view.people.model.flush()
    window.idle()
    yield page
    page.close_page()


def names(panel: PeoplePanel) -> list[str]:
    """Who is shown as being in."""
    return [
        panel.inside_part.person(panel.inside_part.index(row, 0)).name for row in range(panel.inside_part.rowCount())
    ]


def test_one_is_let_in_by_a_click_and_everybody_by_another(
    window: LessonWindow, page: LessonPage, qtbot: QtBot
) -> None:
    panel = page.open_view.people
    window.box.answers[("PATCH", f"{PEOPLE}/p3")] = student(3, "최지우")
    click_action(qtbot, panel.waiting, 0, "admit")
    window.sees(lambda: names(panel) == ["이서연", "박준호", "최지우"])
    assert not panel.waiting_card.isVisible()
    window.lesson.apply(ParticipantChanged(number=2, participant=student(4, "정하은", admission="waiting")))
    window.sees(panel.waiting_card.isVisible)
    everybody = [student(number, name) for number, name in ((1, "이서연"), (4, "정하은"))]
    window.box.answers[("POST", f"{PEOPLE}/admit-all")] = ParticipantList(participants=everybody, absent=["구자철"])
    qtbot.mouseClick(panel.admit_all, LEFT)
    window.sees(lambda: names(panel) == ["이서연", "박준호", "최지우", "정하은"])
    assert panel.absent.text() == "Absent from the roster (1): 구자철"


def test_f2_renames_in_place_and_undo_brings_the_name_back(
    window: LessonWindow, page: LessonPage, qtbot: QtBot
) -> None:
    panel = page.open_view.people
    given: list[object] = []

    def rename(body: object) -> object:
        given.append(body)
        return student(2, body["name"])  # type: ignore[index]  # JSON

    window.box.answers[("PATCH", f"{PEOPLE}/p2")] = rename  # type: ignore[assignment]  # gives a ParticipantView
    panel.inside.setFocus()
    panel.inside.setCurrentIndex(panel.inside_part.index(1, 0))
    qtbot.keyClick(panel.inside, Qt.Key.Key_F2)
    assert panel.inside.editor is not None
    panel.inside.editor.clear()
    qtbot.keyClicks(panel.inside.editor, "Junho")
    qtbot.keyClick(panel.inside.editor, Qt.Key.Key_Return)
    window.sees(lambda: names(panel) == ["이서연", "Junho"])
    assert page.notice.text == "박준호 is called Junho now."
    qtbot.mouseClick(page.notice.action_button, LEFT)
    window.sees(lambda: names(panel) == ["이서연", "박준호"])
    assert given == [{"name": "Junho"}, {"name": "박준호"}]


def test_escape_gives_a_new_name_up_and_the_delete_key_is_a_letter_there(
    window: LessonWindow, page: LessonPage, qtbot: QtBot
) -> None:
    panel = page.open_view.people
    panel.inside.rename("p1")
    field = panel.inside.editor
    assert isinstance(field, QLineEdit)
    assert field.text() == "이서연"
    qtbot.keyClick(field, Qt.Key.Key_Delete)
    assert field.text() == ""
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert panel.inside.editor is None
    assert names(panel) == ["이서연", "박준호"]


def test_delete_hides_at_once_and_undo_leaves_the_box_alone(
    window: LessonWindow, page: LessonPage, qtbot: QtBot
) -> None:
    panel = page.open_view.people
    panel.inside.setFocus()
    qtbot.keyClick(panel.inside, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(panel.inside, Qt.Key.Key_Delete)
    assert names(panel) == []
    qtbot.mouseClick(page.notice.action_button, LEFT)
    assert names(panel) == ["이서연", "박준호"]
    panel.removing.flush()
    window.idle()
    assert [method for method, _, _ in window.box.asked if method == "DELETE"] == []


def test_who_is_sent_away_comes_back_to_the_list_when_the_box_refuses(
    window: LessonWindow, page: LessonPage, qtbot: QtBot
) -> None:
    panel = page.open_view.people
    click_action(qtbot, panel.inside, 0, "remove")
    assert names(panel) == ["박준호"]
    assert page.notice.text == "이서연 is sent out of this lesson."
    panel.removing.flush()
    window.sees(lambda: page.notice.tone == "bad")
    assert names(panel) == ["이서연", "박준호"]
    assert [path for method, path, _ in window.box.asked if method == "DELETE"] == [f"{PEOPLE}/p1"]


def test_what_waits_for_an_undo_is_done_when_the_lesson_is_left(
    window: LessonWindow, page: LessonPage, qtbot: QtBot
) -> None:
    click_action(qtbot, page.open_view.people.inside, 0, "remove")
    qtbot.mouseClick(page.leave, LEFT)
    window.sees(lambda: ("DELETE", f"{PEOPLE}/p1", None) in window.box.asked)


def test_muting_is_a_click_and_the_row_says_so(window: LessonWindow, page: LessonPage, qtbot: QtBot) -> None:
    panel = page.open_view.people
    window.box.answers[("PATCH", f"{PEOPLE}/p1")] = student(1, "이서연", is_muted=True)
    click_action(qtbot, panel.inside, 0, "mute")
    window.sees(lambda: window.lesson.people.get("p1") == student(1, "이서연", is_muted=True))
    panel.model.flush()
    face = student_face(panel.inside_part.person(panel.inside_part.index(0, 0)), window.lesson)
    assert [badge.text for badge in face.badges] == ["Muted"]
    assert "unmute" in [action.id for action in face.actions]


def test_a_hand_and_an_odd_name_are_told_in_words(window: LessonWindow, page: LessonPage) -> None:
    window.lesson.apply(HandsChanged(number=2, hands=[hand(2), hand(1)]))
    person = student(1, "김민지 선생님", warning="like_teacher")
    face = student_face(person, window.lesson)
    assert [badge.text for badge in face.badges] == ["Hand up, place 2", "Name looks like a teacher's"]
    waits = student(3, "이서연", admission="waiting", warning="like_another", is_connected=False)
    face = waiting_face(waits)
    assert (face.detail, face.badges[0].text) == ("Waiting, not connected", "Name looks like another student's")


def test_search_and_order_by_keyboard(window: LessonWindow, page: LessonPage, qtbot: QtBot) -> None:
    panel = page.open_view.people
    panel.search.setText("준호")
    qtbot.keyClick(panel.search, Qt.Key.Key_Return)
    assert names(panel) == ["박준호"]
    qtbot.keyClick(panel.search, Qt.Key.Key_Escape)
    assert names(panel) == ["이서연", "박준호"]
    qtbot.keyClick(panel.order, Qt.Key.Key_Down)
    assert names(panel) == ["박준호", "이서연"]


def test_an_empty_class_says_what_to_do_next(window: LessonWindow, page: LessonPage) -> None:
    panel = page.open_view.people
    window.lesson.apply(snapshot([]))
    window.sees(lambda: not panel.inside.isVisible())
    assert panel.inside_card.title == "In the class: 0"


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_text_whatever_it_looks_like(window: LessonWindow, page: LessonPage, name: str) -> None:
    panel = page.open_view.people
    window.lesson.apply(snapshot([student(1, name), student(2, name, admission="waiting")]))
    panel.model.flush()
    assert names(panel) == [name]
    assert student_face(student(1, name), window.lesson).title == name
    panel._remove(["p1"])
    assert page.notice.text == f"{name} is sent out of this lesson."
    assert not page.grab().isNull()


def test_450_rows_are_painted_and_change_without_a_stall(window: LessonWindow, page: LessonPage, qtbot: QtBot) -> None:
    panel = page.open_view.people
    window.lesson.apply(snapshot([student(number) for number in range(CLASS)]))
    panel.model.flush()
    assert panel.inside_part.rowCount() == CLASS
    assert panel.inside_card.title == "In the class: 450"
    last = panel.inside_part.index(CLASS - 1, 0)
    panel.inside.scrollTo(last)
    window.sees(lambda: panel.inside.visualRect(last).bottom() <= panel.inside.viewport().height())
