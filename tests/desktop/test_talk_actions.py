"""Everything a teacher says, on a real box: it is heard by the class, and comes back into the state as an event."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from appliance.client.live_events import CommandRefusedError, new_ref
from appliance.contract.live import (
    Announced,
    AskQuestion,
    ChatAdded,
    ChatDeleted,
    Picked,
    RaiseHand,
    SendChat,
    TimerChanged,
    UpvoteQuestion,
)
from desktop.actions.desk import NoBoxError
from desktop.actions.talk import TalkActions
from tests.support.followed_lesson import FollowedLesson, followed_lesson
from tests.support.hostile_texts import MARKUP


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[FollowedLesson]:
    async with followed_lesson(tmp_path) as room:
        await room.open()
        yield room


@pytest.fixture
def actions(room: FollowedLesson) -> TalkActions:
    return TalkActions(room.desk)


async def test_a_message_reaches_the_class_once_however_often_it_is_sent(
    room: FollowedLesson, actions: TalkActions
) -> None:
    student = await room.student("이서연")
    ref = new_ref()
    await actions.send("오늘은 7쪽까지\n볼게요.", "class", ref)
    await actions.send("오늘은 7쪽까지\n볼게요.", "class", ref)
    await actions.send("끝", "class", new_ref())
    await student.follower.hears(ChatAdded, lambda told: told.message.text == "끝")
    texts = [told.message.text for told in student.follower.of(ChatAdded)]
    assert texts == ["오늘은 7쪽까지\n볼게요.", "끝"]
    await room.sees(lambda: [each.text for each in room.lesson.talk.messages.values()] == texts)


async def test_what_is_for_teachers_does_not_reach_students(room: FollowedLesson, actions: TalkActions) -> None:
    student = await room.student("이서연")
    await actions.send("시험 문제는 서랍에", "teacher", new_ref())
    await actions.send("안녕", "class", new_ref())
    await student.follower.hears(ChatAdded, lambda told: told.message.text == "안녕")
    assert [told.message.text for told in student.follower.of(ChatAdded)] == ["안녕"]
    await room.sees(lambda: len(room.lesson.talk.messages) == 2)


async def test_markup_is_a_message_like_any_other(room: FollowedLesson, actions: TalkActions) -> None:
    for text in MARKUP[:3]:
        await actions.send(text, "class", new_ref())
    await room.sees(lambda: [each.text for each in room.lesson.talk.messages.values()] == list(MARKUP[:3]))


async def test_a_students_message_is_deleted_for_everybody(room: FollowedLesson, actions: TalkActions) -> None:
    student = await room.student("이서연")
    ack = await student.follower.live.send(SendChat(ref=new_ref(), type="chat_send", text="바보"))
    assert ack.created_id is not None
    await room.sees(lambda: ack.created_id in room.lesson.talk.messages)
    await actions.delete_message(ack.created_id)
    await student.follower.hears(ChatDeleted, lambda told: told.message_id == ack.created_id)
    await room.sees(lambda: not room.lesson.talk.messages)
    with pytest.raises(CommandRefusedError):
        await actions.delete_message(ack.created_id)


async def test_one_is_muted_and_everybody_is(room: FollowedLesson, actions: TalkActions) -> None:
    student = await room.student("이서연")
    await actions.mute(student.id, is_muted=True)
    await room.sees(lambda: (person := room.lesson.people.get(student.id)) is not None and person.is_muted)
    with pytest.raises(CommandRefusedError):
        await student.follower.live.send(SendChat(ref=new_ref(), type="chat_send", text="나도"))
    await actions.mute(student.id, is_muted=False)
    await actions.mute_all(is_muted=True)
    await room.sees(lambda: room.lesson.facts is not None and room.lesson.facts.chat_mode == "teacher_only")
    await actions.mute_all(is_muted=False)
    await student.follower.live.send(SendChat(ref=new_ref(), type="chat_send", text="나도"))


async def test_questions_are_answered_opened_again_and_deleted(room: FollowedLesson, actions: TalkActions) -> None:
    asks, shares = await room.student("이서연"), await room.student("박준호")
    ack = await asks.follower.live.send(AskQuestion(ref=new_ref(), type="question_ask", text="왜 초록색인가요?"))
    question_id = ack.created_id
    assert question_id is not None
    upvote = UpvoteQuestion(ref=new_ref(), type="question_upvote", question_id=question_id, is_on=True)
    await shares.follower.live.send(upvote)
    questions = room.lesson.talk.questions
    await room.sees(lambda: question_id in questions and questions[question_id].upvotes > 0)
    await actions.resolve(question_id, is_resolved=True)
    await room.sees(lambda: questions[question_id].is_resolved)
    await actions.resolve(question_id, is_resolved=False)
    await room.sees(lambda: not questions[question_id].is_resolved)
    await actions.delete_question(question_id)
    await room.sees(lambda: question_id not in questions)


async def test_hands_are_lowered_one_by_one_and_all_at_once(room: FollowedLesson, actions: TalkActions) -> None:
    students = [await room.student(name) for name in ("이서연", "박준호", "최지우", "정하은")]
    for student in students:
        await student.follower.live.send(RaiseHand(ref=new_ref(), type="hand_raise"))
    await room.sees(lambda: len(room.lesson.talk.hands) == 4)
    await actions.lower_hand(students[0].id)
    await room.sees(lambda: [hand.name for hand in room.lesson.talk.hands] == ["박준호", "최지우", "정하은"])
    await actions.lower_hands([students[1].id], is_everybody=False)
    await room.sees(lambda: [hand.name for hand in room.lesson.talk.hands] == ["최지우", "정하은"])
    await actions.lower_hands([each.id for each in students], is_everybody=True)
    await room.sees(lambda: room.lesson.talk.hands == [])


async def test_an_announcement_stands_until_it_is_taken_away(room: FollowedLesson, actions: TalkActions) -> None:
    student = await room.student("이서연")
    await actions.announce("자를 가져오세요")
    await student.follower.hears(Announced, lambda told: told.announcement is not None)
    await room.sees(lambda: room.lesson.talk.announcement is not None)
    await actions.announce("")
    await room.sees(lambda: room.lesson.talk.announcement is None)


async def test_the_timer_runs_by_the_boxs_clock_and_is_stopped(room: FollowedLesson, actions: TalkActions) -> None:
    student = await room.student("이서연")
    await actions.start_timer(180)
    told = await student.follower.hears(TimerChanged)
    await room.sees(lambda: room.lesson.talk.timer == told.timer)
    assert told.timer is not None
    assert 170 < room.lesson.clock.seconds_until(told.timer.ends_ms) < 181
    await actions.stop_timer()
    await room.sees(lambda: room.lesson.talk.timer is None)


async def test_the_lot_falls_on_somebody_who_is_there(room: FollowedLesson, actions: TalkActions) -> None:
    with pytest.raises(CommandRefusedError) as refused:
        await actions.pick()
    assert refused.value.code == "nobody_there"
    student = await room.student("이서연")
    picked: list[Picked] = []
    room.lesson.talk.picked.subscribe(picked.append)
    await actions.pick()
    await room.sees(lambda: bool(picked))
    assert (picked[0].participant_id, picked[0].name) == (student.id, "이서연")


async def test_without_a_lesson_or_a_box_one_is_told(room: FollowedLesson, actions: TalkActions) -> None:
    await room.box.kill()
    with pytest.raises(ConnectionError):
        await actions.send("안녕", "class", new_ref())
    room.desk.use_live(None, None)
    with pytest.raises(NoBoxError):
        await actions.send("안녕", "class", new_ref())
