"""What a teacher did or typed in a lesson stays with that lesson, when it is left, ended, or the box is away."""

import asyncio
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from appliance.client.sessions import KeyFrame
from appliance.contract.cast import CastState, CastView
from appliance.contract.live import Command, DeleteChat
from desktop.actions.stage import StageActions
from desktop.actions.talk import TalkActions
from desktop.preview.thumbnails import Thumbnails
from desktop.views.lesson_page import LessonPage
from desktop.views.stage_page import StagePage
from desktop.views.stage_preview import StagePreview
from desktop.views.talk_page import TalkPage, TalkPageParts
from tests.support.class_samples import SESSION, message, session_view, snapshot, student
from tests.support.lesson_window import LEFT, LessonWindow, click_action, lesson_window

CHANGES = ("PATCH", f"/sessions/{SESSION}")
REMOVALS = ("DELETE", f"/sessions/{SESSION}/participants/p1")


@pytest.fixture
def window(qtbot: QtBot, window_loop: asyncio.AbstractEventLoop, light: None) -> Iterator[LessonWindow]:
    with lesson_window(qtbot) as window:
        yield window


@pytest.fixture
def page(window: LessonWindow) -> Iterator[LessonPage]:
    page = window.lesson_page()
    window.sign_in()
    window.open(session_view(state="live"))
    window.lesson.apply(snapshot([student(1)], state="live"))
    yield page
    page.close_page()


def deleted(window: LessonWindow) -> list[str]:
    """Ids of the messages that the box was asked to take away."""
    sent: list[Command] = window.live.sent
    return [each.message_id for each in sent if isinstance(each, DeleteChat)]


def test_the_undo_of_an_end_reopens_that_lesson_from_my_lessons_too(
    window: LessonWindow, page: LessonPage, qtbot: QtBot
) -> None:
    window.box.answers[("POST", f"/sessions/{SESSION}/end")] = session_view(state="ended")
    window.box.answers[("POST", f"/sessions/{SESSION}/reopen")] = session_view(state="live")
    qtbot.mouseClick(page.end, LEFT)
    window.sees(page.notice.action_button.isVisible)
    qtbot.mouseClick(page.leave, LEFT)
    assert not window.lesson.is_open
    qtbot.mouseClick(page.notice.action_button, LEFT)
    window.sees(lambda: window.wanted == [SESSION])


@pytest.mark.parametrize("name", ["title", "topic"])
def test_a_text_that_was_not_sent_stays_and_is_sent_again(
    window: LessonWindow, page: LessonPage, qtbot: QtBot, name: str
) -> None:
    settings = page.open_view.settings
    field = settings.title_field if name == "title" else settings.topic
    window.box.is_away = True
    field.setText("물의 순환")
    field.editingFinished.emit()
    window.lesson.changed.tell(None)
    assert field.text() == "물의 순환", "the box has not answered yet"
    window.sees(lambda: page.notice.tone == "bad", page.notice.action_button.isVisible)
    window.lesson.changed.tell(None)
    assert field.text() == "물의 순환"
    window.box.is_away = False
    window.box.answers[CHANGES] = session_view(state="live")
    before = len(window.box.asked_for(*CHANGES))
    qtbot.mouseClick(page.notice.action_button, LEFT)
    window.idle()
    assert window.box.asked_for(*CHANGES)[before:] == [{name: "물의 순환"}]
    window.lesson.apply(snapshot(state="live"))
    assert field.text() in ("광합성", "biology"), "what the box has taken is shown as the box tells it"


def test_a_text_is_not_taken_into_another_lesson(window: LessonWindow, page: LessonPage, qtbot: QtBot) -> None:
    field = page.open_view.settings.title_field
    window.box.is_away = True
    field.setText("물의 순환")
    field.editingFinished.emit()
    window.sees(lambda: page.notice.tone == "bad")
    page.activateWindow()
    field.setFocus()
    window.sees(field.hasFocus)
    assert field.text() == "물의 순환"
    window.lesson.leave()
    window.open(session_view("s2"))
    window.lesson.apply(snapshot())
    assert field.text() == "광합성"
    before = len(window.box.asked)
    qtbot.mouseClick(page.notice.action_button, LEFT)
    window.idle()
    assert "PATCH" not in {method for method, _, _ in window.box.asked[before:]}


def test_who_is_sent_out_is_so_when_another_lesson_is_opened(window: LessonWindow, page: LessonPage) -> None:
    page.open_view.people.removing.hold(["p1"])
    window.lesson_desk.open("s2")
    window.idle()
    assert window.box.asked_for(*REMOVALS) == [None]


def test_who_is_sent_out_is_so_when_the_lesson_is_ended_or_left(
    window: LessonWindow, page: LessonPage, qtbot: QtBot
) -> None:
    page.open_view.people.removing.hold(["p1"])
    qtbot.mouseClick(page.end, LEFT)
    window.idle()
    asked = [(method, path) for method, path, _ in window.box.asked]
    assert asked.index(REMOVALS) < asked.index(("POST", f"/sessions/{SESSION}/end"))
    assert len(window.box.asked_for(*REMOVALS)) == 1
    page.open_view.people.removing.hold(["p1"])
    qtbot.mouseClick(page.leave, LEFT)
    window.idle()
    assert len(window.box.asked_for(*REMOVALS)) == 2


def test_a_deleted_message_is_deleted_when_the_lesson_is_left(window: LessonWindow, qtbot: QtBot) -> None:
    talk = TalkPage(TalkPageParts(window.lesson, TalkActions(window.desk), window.tasks, window.lesson_desk.leaving))
    qtbot.addWidget(talk)
    talk.resize(1100, 800)
    with qtbot.waitExposed(talk):
        talk.show()
    window.open()
    window.lesson.apply(snapshot([student(1)], messages=[message(0), message(1)], state="live"))
    talk.chat.model.flush()
    click_action(qtbot, talk.chat.list, 0, "delete")
    assert deleted(window) == []
    window.lesson_desk.leave()
    window.idle()
    assert deleted(window) == ["m0"]
    talk.close_page()


def test_a_denied_cast_is_ended_when_the_lesson_is_left(window: LessonWindow, qtbot: QtBot) -> None:
    async def fetch(cast_id: str, etag: str | None) -> KeyFrame | None:
        return None

    stage, tasks = window.lesson.stage, window.tasks
    preview = StagePreview(stage, tasks, lambda: None)
    page = StagePage(
        stage,
        StageActions(window.desk, window.lesson),
        tasks,
        preview,
        Thumbnails(stage, tasks, fetch),
        leaving=window.lesson_desk.leaving,
    )
    qtbot.addWidget(page)
    page.show()
    window.open()
    stage.take_casts(
        [
            CastView(
                cast_id="a",
                label="Phone",
                state=CastState.LIVE,
                protocol="rtmp",
                on_stage=False,
                approval="requested",
                diagnoses=[],
            )
        ]
    )
    qtbot.mouseClick(page.tiles["a"].deny, Qt.MouseButton.LeftButton)
    window.lesson_desk.leave()
    window.idle()
    assert window.box.asked_for("DELETE", f"/sessions/{SESSION}/casts/a") == [None]
    page.close_page()
