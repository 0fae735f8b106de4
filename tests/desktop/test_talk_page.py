"""The talk's page as a teacher uses it: nothing typed is lost, slips are undone, the newest message is in view."""

import asyncio
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from appliance.contract.live import (
    Announce,
    Announced,
    ChatAdded,
    DeleteChat,
    DeleteQuestion,
    HandsChanged,
    LostSaid,
    LowerHand,
    MuteChat,
    ParticipantChanged,
    Picked,
    PickRandom,
    QuestionChanged,
    ReactionShown,
    ResolveQuestion,
    SendChat,
    StartTimer,
    TimerChanged,
)
from appliance.contract.talk import AnnouncementView, TimerView
from desktop.resources.language import Languages
from desktop.views.talk_faces import message_face
from desktop.views.talk_page import TalkPage
from tests.support.class_samples import NOW_MS, hand, message, question, snapshot, student
from tests.support.hostile_texts import EVERYTHING
from tests.support.lesson_window import LEFT, LessonWindow, click_action, lesson_window

MANY = 2_000


@pytest.fixture
def window(qtbot: QtBot, window_loop: asyncio.AbstractEventLoop, light: None) -> Iterator[LessonWindow]:
    with lesson_window(qtbot) as window:
        yield window


@pytest.fixture
def page(window: LessonWindow) -> Iterator[TalkPage]:
    page = window.talk_page()
    window.open()
    people = [student(number) for number in range(6)]
    questions = [question(1, upvotes=2), question(2, upvotes=5)]
    hands = [hand(3, "가은"), hand(1, "하윤")]
    messages = [message(number) for number in range(4)]
    window.lesson.apply(snapshot(people, messages=messages, questions=questions, hands=hands, state="live"))
    page.chat.model.flush()
    page.questions.model.flush()
    yield page
    page.close_page()


def sent(window: LessonWindow, kind: type) -> list[object]:
    """The commands of that kind, without their marks."""
    return [each.model_dump(exclude={"ref", "type"}) for each in window.live.sent if isinstance(each, kind)]


def shown(page: TalkPage) -> list[str]:
    """Ids of the messages in the panel."""
    return [row.message_id for row in page.chat.model.rows]


def test_enter_sends_and_shift_enter_begins_a_line(window: LessonWindow, page: TalkPage, qtbot: QtBot) -> None:
    field = page.chat.write.field
    qtbot.keyClicks(field, "hello")
    qtbot.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(field, "class")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    window.idle()
    assert sent(window, SendChat) == [{"text": "hello\nclass", "audience": "class"}]
    assert field.toPlainText() == ""
    assert not page.chat.write.send.isEnabled()
    page.chat.write.audience.setCurrentIndex(1)
    qtbot.keyClicks(field, "psst")
    qtbot.mouseClick(page.chat.write.send, LEFT)
    window.idle()
    assert sent(window, SendChat)[-1] == {"text": "psst", "audience": "teacher"}


def test_enter_while_a_syllable_is_put_together_sends_nothing(
    window: LessonWindow, page: TalkPage, qtbot: QtBot
) -> None:
    field = page.chat.write.field
    QApplication.sendEvent(field, QInputMethodEvent("안녀", []))
    qtbot.keyClick(field, Qt.Key.Key_Return)
    window.idle()
    assert window.live.sent == []
    finished = QInputMethodEvent("", [])
    finished.setCommitString("안녕")
    QApplication.sendEvent(field, finished)
    assert field.toPlainText() == "안녕"
    qtbot.keyClick(field, Qt.Key.Key_Return)
    window.idle()
    assert sent(window, SendChat) == [{"text": "안녕", "audience": "class"}]


def test_a_message_that_fails_comes_back_and_is_the_same_message_when_sent_again(
    window: LessonWindow, page: TalkPage, qtbot: QtBot
) -> None:
    write = page.chat.write
    window.live.trouble = ConnectionError("The box went away before it answered.")
    write.audience.setCurrentIndex(1)
    write.field.setPlainText("잃어버리지 마세요")
    qtbot.keyClick(write.field, Qt.Key.Key_Return)
    window.sees(lambda: write.field.toPlainText() == "잃어버리지 마세요")
    assert (page.notice.tone, write.chosen_audience) == ("bad", "teacher")
    window.live.trouble = None
    qtbot.keyClick(write.field, Qt.Key.Key_Return)
    window.idle()
    refs = [command.ref for command in window.live.sent]
    assert len(refs) == 2
    assert len(set(refs)) == 1
    write.field.setPlainText("잃어버리지 마세요")
    qtbot.keyClick(write.field, Qt.Key.Key_Return)
    window.idle()
    assert len({command.ref for command in window.live.sent}) == 2


def test_what_was_typed_meanwhile_stays_below_what_comes_back(
    window: LessonWindow, page: TalkPage, qtbot: QtBot
) -> None:
    field = page.chat.write.field
    window.live.trouble = ConnectionError("away")
    field.setPlainText("first")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.keyClicks(field, "second")
    window.sees(lambda: field.toPlainText() == "first\nsecond")


def test_typed_text_survives_the_loss_of_the_lesson(window: LessonWindow, page: TalkPage, qtbot: QtBot) -> None:
    qtbot.keyClicks(page.chat.write.field, "draft")
    window.desk.use_live(None, None)
    window.lesson.apply(snapshot(state="live"))
    assert page.chat.write.field.toPlainText() == "draft"
    qtbot.keyClick(page.chat.write.field, Qt.Key.Key_Return)
    window.sees(lambda: page.chat.write.field.toPlainText() == "draft", lambda: page.notice.tone == "bad")


def test_a_deleted_message_is_hidden_at_once_undone_or_deleted_on_the_box(
    window: LessonWindow, page: TalkPage, qtbot: QtBot
) -> None:
    chat = page.chat
    click_action(qtbot, chat.list, 3, "delete")
    assert shown(page) == ["m0", "m1", "m2"]
    qtbot.mouseClick(page.notice.action_button, LEFT)
    assert shown(page) == ["m0", "m1", "m2", "m3"]
    chat.list.setFocus()
    chat.list.setCurrentIndex(chat.part.index(1, 0))
    qtbot.keyClick(chat.list, Qt.Key.Key_Delete)
    chat.deleting.flush()
    window.idle()
    assert sent(window, DeleteChat) == [{"message_id": "m1"}]


def test_a_message_that_the_box_keeps_is_shown_again(window: LessonWindow, page: TalkPage, qtbot: QtBot) -> None:
    window.live.trouble = ConnectionError("away")
    click_action(qtbot, page.chat.list, 3, "delete")
    page.chat.deleting.flush()
    window.sees(lambda: page.notice.tone == "bad")
    assert shown(page) == ["m0", "m1", "m2", "m3"]


def test_one_is_muted_with_an_undo_and_all_by_the_switch(window: LessonWindow, page: TalkPage, qtbot: QtBot) -> None:
    click_action(qtbot, page.chat.list, 3, "mute")
    window.sees(page.notice.action_button.isVisible)
    assert page.notice.text == "학생 3 cannot write to the class now."
    qtbot.mouseClick(page.notice.action_button, LEFT)
    page.chat.closed.click()
    window.idle()
    assert sent(window, MuteChat) == [
        {"participant_id": "p3", "is_muted": True},
        {"participant_id": "p3", "is_muted": False},
        {"participant_id": None, "is_muted": True},
    ]
    window.lesson.apply(ParticipantChanged(number=2, participant=student(3, is_muted=True)))
    assert [action.id for action in message_face(message(3), window.lesson).actions] == ["unmute", "delete"]


def test_the_newest_message_is_in_view_unless_one_reads_above(
    window: LessonWindow, page: TalkPage, qtbot: QtBot
) -> None:
    chat = page.chat
    for number in range(10, 80):
        window.lesson.apply(ChatAdded(number=number, message=message(number)))
    bar = chat.list.verticalScrollBar()
    window.sees(lambda: bar.maximum() > 0 and bar.value() == bar.maximum())
    bar.setValue(0)
    window.lesson.apply(ChatAdded(number=90, message=message(90)))
    window.lesson.apply(ChatAdded(number=91, message=message(91)))
    window.sees(lambda: chat.list.unread == 2)
    assert bar.value() == 0
    assert chat.list.newer.isVisible()
    assert chat.list.newer.text() == "New messages: 2"
    qtbot.mouseClick(chat.list.newer, LEFT)
    assert bar.value() == bar.maximum()
    assert not chat.list.newer.isVisible()


def test_messages_of_one_audience_are_shown_alone(window: LessonWindow, page: TalkPage) -> None:
    window.lesson.apply(ChatAdded(number=2, message=message(20, audience="teacher")))
    page.chat.model.flush()
    page.chat.shown.setCurrentIndex(2)
    assert page.chat.part.rowCount() == 1
    page.chat.shown.setCurrentIndex(0)
    assert page.chat.part.rowCount() == 5


def test_questions_are_answered_by_enter_and_deleted_with_an_undo(
    window: LessonWindow, page: TalkPage, qtbot: QtBot
) -> None:
    questions = page.questions
    assert questions.title == "Questions: 2"
    questions.list.setFocus()
    questions.list.setCurrentIndex(questions.ordered.index(0, 0))
    qtbot.keyClick(questions.list, Qt.Key.Key_Return)
    window.idle()
    assert sent(window, ResolveQuestion) == [{"question_id": "q2", "is_resolved": True}]
    window.lesson.apply(QuestionChanged(number=2, question=question(2, upvotes=5, is_resolved=True)))
    questions.model.flush()
    assert questions.title == "Questions: 1"
    questions.resolved.setChecked(False)
    assert questions.ordered.rowCount() == 1
    click_action(qtbot, questions.list, 0, "delete")
    assert questions.title == "Questions: 0"
    qtbot.mouseClick(page.notice.action_button, LEFT)
    assert questions.title == "Questions: 1"
    click_action(qtbot, questions.list, 0, "delete")
    questions.deleting.flush()
    window.idle()
    assert sent(window, DeleteQuestion) == [{"question_id": "q1"}]


def test_hands_are_lowered_one_at_a_time_and_all_with_an_undo(
    window: LessonWindow, page: TalkPage, qtbot: QtBot
) -> None:
    hands = page.hands
    assert hands.title == "Hands: 2"
    click_action(qtbot, hands.list, 0, "lower")
    window.idle()
    assert sent(window, LowerHand) == [{"participant_id": "p3", "lowers_all": False}]
    qtbot.mouseClick(hands.lower_all, LEFT)
    assert hands.title == "Hands: 0"
    qtbot.mouseClick(page.notice.action_button, LEFT)
    assert hands.title == "Hands: 2"
    qtbot.mouseClick(hands.lower_all, LEFT)
    window.lesson.apply(HandsChanged(number=2, hands=[hand(3, "가은"), hand(1, "하윤"), hand(5, "윤")]))
    assert hands.title == "Hands: 1", "who raises meanwhile stays in the queue"
    hands.lowering.flush()
    window.idle()
    lowered = {each["participant_id"] for each in sent(window, LowerHand)[1:]}  # type: ignore[index]  # dumps
    assert lowered == {"p1", "p3"}


def test_an_announcement_is_told_taken_away_and_put_back(window: LessonWindow, page: TalkPage, qtbot: QtBot) -> None:
    announce = page.announce
    qtbot.keyClicks(announce.field, "bring a ruler")
    qtbot.keyClick(announce.field, Qt.Key.Key_Return)
    window.sees(lambda: announce.field.text() == "")
    view = AnnouncementView(announcement_id="a", text="bring a ruler", at_ms=NOW_MS)
    window.lesson.apply(Announced(number=2, announcement=view))
    assert announce.now.text() == "bring a ruler"
    announce.take_away.click()
    window.sees(page.notice.action_button.isVisible)
    qtbot.mouseClick(page.notice.action_button, LEFT)
    window.idle()
    assert [each["text"] for each in sent(window, Announce)] == ["bring a ruler", "", "bring a ruler"]  # type: ignore[index]  # dumps


def test_an_announcement_that_fails_stays_in_the_field(window: LessonWindow, page: TalkPage, qtbot: QtBot) -> None:
    window.live.trouble = ConnectionError("away")
    page.announce.field.setText("내일 시험")
    qtbot.keyClick(page.announce.field, Qt.Key.Key_Return)
    window.sees(lambda: page.notice.tone == "bad")
    assert page.announce.field.text() == "내일 시험"


def test_the_timer_is_started_by_a_preset_and_stopped_with_an_undo(
    window: LessonWindow, page: TalkPage, qtbot: QtBot
) -> None:
    timer = page.timer
    timer.presets[3].click()
    timer.minutes.setValue(45)
    timer.start.click()
    window.idle()
    assert sent(window, StartTimer) == [{"seconds": 180, "label": ""}, {"seconds": 2_700, "label": ""}]
    ends_ms = window.lesson.clock.now_ms() + 61_000
    window.lesson.apply(TimerChanged(number=2, timer=TimerView(ends_ms=ends_ms, seconds=180, label="")))
    assert timer.left.text() == "1:01"
    timer.stop.click()
    window.sees(page.notice.action_button.isVisible)
    qtbot.mouseClick(page.notice.action_button, LEFT)
    window.idle()
    stopped, again = sent(window, StartTimer)[-2:]
    assert stopped == {"seconds": 0, "label": ""}
    assert 55 < again["seconds"] <= 61  # type: ignore[index]  # a dump
    window.lesson.apply(TimerChanged(number=3, timer=None))
    assert timer._choice.isVisibleTo(timer)


def test_a_timer_that_is_over_makes_room_for_the_next(window: LessonWindow, page: TalkPage) -> None:
    ends_ms = window.lesson.clock.now_ms() + 400
    window.lesson.apply(TimerChanged(number=2, timer=TimerView(ends_ms=ends_ms, seconds=1, label="")))
    assert not page.timer.stop.isHidden()
    assert page.timer._running.isVisibleTo(page.timer)
    window.sees(lambda: page.timer._choice.isVisibleTo(page.timer))


def test_a_name_is_picked_and_hidden_again(window: LessonWindow, page: TalkPage, qtbot: QtBot) -> None:
    page.pick.pick.click()
    window.idle()
    assert len(sent(window, PickRandom)) == 1
    window.lesson.apply(Picked(number=2, participant_id="p1", name="<b>가은</b>"))
    assert page.pick.name.text() == "<b>가은</b>"
    assert page.pick.name.textFormat() is Qt.TextFormat.PlainText
    assert page.pick.pick.text() == "Pick another"
    page.pick.forget.click()
    assert page.pick.name.isHidden()


def test_reactions_are_counted_and_lost_students_named(window: LessonWindow, page: TalkPage) -> None:
    window.lesson.apply(ReactionShown(number=2, counts={"clap": 3}))
    window.lesson.apply(ReactionShown(number=3, counts={"clap": 2, "slower": 1}))
    now = window.lesson.clock.now_ms()
    window.lesson.apply(LostSaid(number=4, participant_id="p2", at_ms=now - 400_000))
    for participant_id in ("p1", "p1", "p3"):
        window.lesson.apply(LostSaid(number=5, participant_id=participant_id, at_ms=now))
    page.signals.flush()
    assert page.signals.counts == {"clap": 5, "slower": 1}
    assert page.signals.lost_lately() == ["p3", "p1"]
    assert page.signals.lost.text() == "“I'm lost” in the last 5 minutes: 2 (학생 3, 학생 1)"


def test_another_lesson_begins_with_a_clean_page(window: LessonWindow, page: TalkPage, qtbot: QtBot) -> None:
    click_action(qtbot, page.chat.list, 0, "delete")
    window.lesson.leave()
    page.chat.deleting.flush()
    window.idle()
    assert window.live.sent == []
    assert not page.chat.isVisible()


def test_the_page_speaks_korean_at_once(
    window: LessonWindow, page: TalkPage, languages: Languages, qapp: QApplication
) -> None:
    languages.install(qapp, "ko")
    window.sees(lambda: page.hands.title == "손든 학생: 2명")
    assert page.chat.write.send.text() == "보내기"
    assert page.title == "대화"


@pytest.mark.parametrize("text", EVERYTHING)
def test_whatever_is_said_is_text(window: LessonWindow, page: TalkPage, text: str) -> None:
    said = message(50, text, author_name=text[:40])
    window.lesson.apply(ChatAdded(number=2, message=said))
    window.lesson.apply(QuestionChanged(number=3, question=question(9, text)))
    view = AnnouncementView(announcement_id="a", text=text, at_ms=NOW_MS)
    window.lesson.apply(Announced(number=4, announcement=view))
    page.chat.model.flush()
    page.questions.model.flush()
    face = message_face(said, window.lesson)
    assert (face.title, face.body) == (text[:40], text)
    assert page.announce.now.text() == text
    assert page.announce.now.textFormat() is Qt.TextFormat.PlainText
    assert not page.grab().isNull()


def test_2000_messages_are_laid_out_and_one_more_is_cheap(window: LessonWindow, page: TalkPage) -> None:
    for number in range(MANY):
        window.lesson.apply(ChatAdded(number=number + 2, message=message(number + 10)))
    bar = page.chat.list.verticalScrollBar()
    window.sees(lambda: len(page.chat.model.rows) == MANY, lambda: 0 < bar.value() == bar.maximum())
    window.lesson.apply(ChatAdded(number=MANY + 5, message=message(MANY + 20, "the last one")))
    window.sees(lambda: page.chat.model.rows[-1].text == "the last one", lambda: bar.value() == bar.maximum())


def test_a_narrower_window_lays_thousands_out_piece_by_piece(window: LessonWindow, page: TalkPage) -> None:
    rows = page.chat.list
    for number in range(MANY // 4):
        window.lesson.apply(ChatAdded(number=number + 2, message=message(number + 10, "a long sentence " * 12)))
    bar = rows.verticalScrollBar()
    window.sees(lambda: 0 < bar.value() == bar.maximum())
    before = rows.sizeHintForRow(300)
    page.resize(900, 800)
    assert rows.sizeHintForRow(300) == before, "not all at once"
    window.sees(lambda: rows.sizeHintForRow(300) > before, lambda: bar.value() == bar.maximum())
