"""The stage page, clicked: what a cast's tile says and offers, undo before anything is ended, errors in words."""

import asyncio
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from appliance.client.sessions import KeyFrame
from appliance.contract.cast import Approval, BilingualSentence, CastCreated, CastState, CastView, DiagnosisView
from appliance.contract.session import StageState, StageView
from desktop.actions.desk import Desk
from desktop.actions.stage import StageActions
from desktop.preview.thumbnails import Thumbnails
from desktop.resources.language import Languages
from desktop.state.lesson import Lesson
from desktop.tasks import Tasks
from desktop.views.stage_device import DevicePanel
from desktop.views.stage_page import StagePage
from desktop.views.stage_preview import StagePreview
from desktop.views.stage_tile import CastTile
from tests.support.hostile_texts import MARKUP

SENTENCE = BilingualSentence(en="This cast sends no sound.", ko="이 캐스트에는 소리가 없습니다.")
NO_SOUND = DiagnosisView(code="no_audio", severity="info", sentence=SENTENCE)


def cast(cast_id: str, *, approval: Approval = "approved", on_stage: bool = False, label: str = "Phone") -> CastView:
    """A cast that is being published, with a finding of the codec doctor."""
    return CastView(
        cast_id=cast_id,
        label=label,
        state=CastState.LIVE,
        protocol="rtmp",
        on_stage=on_stage,
        approval=approval,
        diagnoses=[NO_SOUND],
    )


@pytest.fixture
def lesson() -> Lesson:
    return Lesson()


@pytest.fixture
def page(lesson: Lesson, qtbot: QtBot, window_loop: asyncio.AbstractEventLoop) -> Iterator[StagePage]:
    tasks = Tasks()

    async def fetch(cast_id: str, etag: str | None) -> KeyFrame | None:
        return None

    preview = StagePreview(lesson.stage, tasks, lambda: None)
    thumbnails = Thumbnails(lesson.stage, tasks, fetch)
    page = StagePage(lesson.stage, StageActions(Desk(), lesson), tasks, preview, thumbnails)
    qtbot.addWidget(page)
    page.resize(1024, 700)
    page.show()
    yield page
    page.close_page()
    closing = window_loop.create_task(tasks.close())
    qtbot.waitUntil(closing.done)


def test_an_empty_stage_says_the_next_step(page: StagePage) -> None:
    assert page.tiles == {}
    assert "No casts yet" in [label.text() for label in page.findChildren(QLabel) if label.isVisibleTo(page)]
    assert not page.stop_all.isEnabled()
    assert not page.clear_stage.isEnabled()


@pytest.mark.parametrize(
    ("approval", "on_stage", "offered"),
    [
        ("requested", False, {"approve", "deny"}),
        ("approved", False, {"on_air", "end"}),
        ("approved", True, {"off_air", "end"}),
    ],
)
def test_a_tile_offers_what_can_be_done(
    page: StagePage, lesson: Lesson, approval: Approval, on_stage: bool, offered: set[str]
) -> None:
    lesson.stage.take_casts([cast("a", approval=approval, on_stage=on_stage)])
    tile = page.tiles["a"]
    buttons = ("approve", "deny", "on_air", "off_air", "end")
    assert {name for name in buttons if getattr(tile, name).isVisibleTo(tile)} == offered


def test_the_doctor_speaks_the_language_of_the_app(page: StagePage, lesson: Lesson, korean: Languages) -> None:
    lesson.stage.take_casts([cast("a")])
    assert page.tiles["a"].doctor_text == SENTENCE.ko


@pytest.mark.parametrize("label", MARKUP)
def test_a_label_is_shown_as_text(qtbot: QtBot, label: str) -> None:
    tile = CastTile(cast("a", label=label))
    qtbot.addWidget(tile)
    shown = [each for each in tile.findChildren(QLabel) if each.text() == label]
    assert [each.textFormat() for each in shown] == [Qt.TextFormat.PlainText]
    assert tile.accessibleName().startswith(label)


def test_a_denied_cast_can_be_kept(page: StagePage, lesson: Lesson, qtbot: QtBot) -> None:
    lesson.stage.take_casts([cast("a", approval="requested"), cast("b")])
    qtbot.mouseClick(page.tiles["a"].deny, Qt.MouseButton.LeftButton)
    assert set(page.tiles) == {"b"}
    qtbot.mouseClick(page.notice.action_button, Qt.MouseButton.LeftButton)
    assert set(page.tiles) == {"a", "b"}


def test_a_cast_on_stage_that_is_not_ended_after_all_is_put_back(page: StagePage, lesson: Lesson, qtbot: QtBot) -> None:
    lesson.stage.take_casts([cast("a", on_stage=True)])
    lesson.stage.take_stage(StageView(cast_ids=["a"], state=StageState.LIVE))
    qtbot.mouseClick(page.tiles["a"].end, Qt.MouseButton.LeftButton)
    assert (page.tiles, page.notice.text) == ({}, "Phone is ended.")
    qtbot.mouseClick(page.notice.action_button, Qt.MouseButton.LeftButton)
    assert set(page.tiles) == {"a"}
    # There is no box here: what was wished for is offered once more.
    qtbot.waitUntil(page.notice.action_button.isVisible)
    assert page.notice.action_button.text() == "Try again"


def test_without_a_box_the_page_says_so_and_offers_to_try_again(page: StagePage, lesson: Lesson, qtbot: QtBot) -> None:
    lesson.stage.take_casts([cast("a")])
    qtbot.mouseClick(page.tiles["a"].on_air, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.notice.tone == "bad" and page.notice.text != "")
    assert page.notice.action_button.isVisibleTo(page)


def test_stop_all_is_one_key(page: StagePage, lesson: Lesson, qtbot: QtBot) -> None:
    lesson.stage.take_casts([cast("a")])
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    qtbot.keyClick(page, Qt.Key.Key_Period, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.notice.tone == "bad" and page.notice.text != "")


def test_a_grid_takes_two_to_nine(page: StagePage, lesson: Lesson, qtbot: QtBot) -> None:
    lesson.stage.take_casts([cast(str(number)) for number in range(10)])
    allowed = []
    for number in range(10):
        page.tiles[str(number)].in_grid.setChecked(True)
        allowed.append(page.show_grid.isEnabled())
    assert allowed == [False, *[True] * 8, False]
    assert page.notice.tone == "warning"


def test_a_tile_that_stays_keeps_its_focus(page: StagePage, lesson: Lesson, qtbot: QtBot) -> None:
    lesson.stage.take_casts([cast("a"), cast("b")])
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.tiles["b"].on_air.setFocus()
    lesson.stage.take_casts([cast("a"), cast("b"), cast("c", approval="requested")])
    assert page.tiles["b"].on_air.hasFocus()


def test_the_state_of_the_stage_is_said(page: StagePage, lesson: Lesson) -> None:
    texts = []
    for state in (StageState.LIVE, StageState.WAITING, StageState.EMPTY):
        lesson.stage.take_stage(StageView(cast_ids=[], state=state))
        texts.append(page.state_words)
    assert texts == ["On air: the class sees this", "On air, but no picture arrives", "Nothing on stage"]


def test_a_stream_key_is_hidden_until_asked_for(qtbot: QtBot) -> None:
    panel = DevicePanel()
    qtbot.addWidget(panel)
    panel.show()
    made = CastCreated(
        cast_id="a",
        key="0f8b3c5d",
        rtmp_url="rtmp://box/live/0f8b3c5d",
        rtmp_server="rtmp://box/live",
        whip_url="http://box/whip/0f8b3c5d",
        larix_url="larix://set/v1?conn[][url]=x",
    )
    with qtbot.waitSignal(panel.wanted) as asked:
        qtbot.keyClicks(panel.label, "Minji phone")
        qtbot.mouseClick(panel.students, Qt.MouseButton.LeftButton)
        qtbot.mouseClick(panel.make, Qt.MouseButton.LeftButton)
    assert asked.args == ["Minji phone", True]
    panel.show_created(made)
    assert panel.qr.text == made.larix_url
    assert panel.key.line.displayText() != made.key
    qtbot.mouseClick(panel.key.eye, Qt.MouseButton.LeftButton)
    assert panel.key.line.displayText() == made.key
    panel.ask_anew()
    assert panel.key.line.text() == ""
