"""The class's chat: who may write to whom, once each, and what is told and remembered of it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from appliance.contract.session import SessionChange
from appliance.domain.policy import Role
from appliance.domain.talk import MESSAGE_MAX_CHARACTERS, Author, ChatMessage
from appliance.errors import BadRequest, CapacityExceeded, NotAllowed, NotFound, StorageFailed
from appliance.services.chat import HISTORY_MESSAGES, MESSAGES_MAX, Chat
from appliance.services.members import Member
from tests.support.event_ear import listening
from tests.support.talking_class import MINJI, TalkingClass, talking_class

GUEST = Member(Role.NOBODY, "", "")


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[TalkingClass]:
    async with talking_class(tmp_path) as made:
        yield made


def _chat(room: TalkingClass) -> Chat:
    return room.talk.chat


async def test_what_is_written_reaches_everybody_and_stays(room: TalkingClass) -> None:
    seoyeon = room.student("이서연")
    with listening(room.session.events) as ear, listening(room.session.events, Role.WAITING, "w") as waiting:
        message_id = await _chat(room).send(room.session, seoyeon, " 안녕\u202e하세요 ", "class", "r1")
        (event,) = await ear.heard()
        assert (event["type"], event["message"]["message_id"]) == ("chat_added", message_id)
        assert (event["message"]["author_name"], event["message"]["text"]) == ("이서연", "안녕하세요")
        assert await waiting.heard() == []
    (view,) = _chat(room).history(room.session, MINJI)
    assert view.message_id == message_id


async def test_the_same_message_again_is_the_same_message(room: TalkingClass) -> None:
    seoyeon, minjun = room.student("이서연"), room.student("김민준")
    with listening(room.session.events) as ear:
        sent = await asyncio.gather(
            *(_chat(room).send(room.session, seoyeon, "once", "class", "r1") for _ in range(50))
        )
        assert len(set(sent)) == 1
        other = await _chat(room).send(room.session, minjun, "once", "class", "r1")
        assert [each["message"]["message_id"] for each in await ear.heard()] == [sent[0], other]
    assert len(room.session.store.messages) == 2


async def test_a_message_sent_again_after_a_restart_is_the_same_message(room: TalkingClass) -> None:
    seoyeon = room.student("이서연")
    sent = await _chat(room).send(room.session, seoyeon, "once", "class", "r1")
    restarted = Chat(room.room.clock.wall_ms, lambda: "another")
    assert await restarted.send(room.session, seoyeon, "once", "class", "r1") == sent


async def test_what_the_disk_did_not_take_is_told_when_it_is_sent_again(room: TalkingClass) -> None:
    seoyeon = room.student("이서연")
    await room.session.store.durable()
    with listening(room.session.events) as ear:
        room.break_disk()
        with pytest.raises(StorageFailed):
            await _chat(room).send(room.session, seoyeon, "kept", "class", "r1")
        assert await ear.heard() == []
        await room.mend_disk()
        message_id = await _chat(room).send(room.session, seoyeon, "kept", "class", "r1")
        assert await _chat(room).send(room.session, seoyeon, "kept", "class", "r1") == message_id
        assert [each["message"]["text"] for each in await ear.heard()] == ["kept"]


async def test_a_private_message_is_for_its_author_and_the_teachers(room: TalkingClass) -> None:
    seoyeon, minjun = room.student("이서연"), room.student("김민준")
    events = room.session.events
    with (
        listening(events, Role.STUDENT, seoyeon.person_id) as author,
        listening(events, Role.STUDENT, minjun.person_id) as other,
        listening(events, Role.CO_TEACHER, "haru") as teacher,
        listening(events, Role.NOBODY, "") as guest,
    ):
        await _chat(room).send(room.session, seoyeon, "I do not understand", "teacher", "r1")
        assert [len(await ear.heard()) for ear in (author, teacher, other, guest)] == [1, 1, 0, 0]
    chat = _chat(room)
    assert [len(chat.history(room.session, member)) for member in (seoyeon, MINJI, minjun)] == [1, 1, 0]


async def test_guests_read_no_chat(room: TalkingClass) -> None:
    await _chat(room).send(room.session, MINJI, "hello", "class", "r1")
    assert _chat(room).history(room.session, GUEST) == []


async def test_who_is_muted_writes_only_to_the_teacher(room: TalkingClass) -> None:
    seoyeon = room.student("이서연")
    room.mute(seoyeon)
    with pytest.raises(BadRequest) as refused:
        await _chat(room).send(room.session, seoyeon, "hi", "class", "r1")
    assert (refused.value.status, refused.value.code) == (403, "muted")
    await _chat(room).send(room.session, seoyeon, "sorry", "teacher", "r2")
    assert [each.text for each in room.session.store.messages.all()] == ["sorry"]


async def test_in_teacher_only_mode_students_write_only_to_the_teacher(room: TalkingClass) -> None:
    seoyeon = room.student("이서연")
    await room.room.sessions.change(room.session, SessionChange(chat_mode="teacher_only"))
    with pytest.raises(BadRequest) as refused:
        await _chat(room).send(room.session, seoyeon, "hi", "class", "r1")
    assert refused.value.code == "chat_closed"
    await _chat(room).send(room.session, seoyeon, "psst", "teacher", "r2")
    await _chat(room).send(room.session, MINJI, "listen", "class", "r3")
    await room.room.sessions.change(room.session, SessionChange(chat_mode="open"))
    await _chat(room).send(room.session, seoyeon, "hi", "class", "r1")
    assert [each.text for each in room.session.store.messages.all()] == ["psst", "listen", "hi"]


@pytest.mark.parametrize("text", ["", "   ", "\u200b\u202e", "x" * (MESSAGE_MAX_CHARACTERS + 1)])
async def test_what_says_nothing_or_too_much_is_refused(text: str, room: TalkingClass) -> None:
    with pytest.raises(BadRequest) as refused:
        await _chat(room).send(room.session, room.student("이서연"), text, "class", "r1")
    assert (refused.value.status, refused.value.code) == (422, "invalid_text")
    assert len(room.session.store.messages) == 0


async def test_a_student_takes_away_the_own_and_a_teacher_any(room: TalkingClass) -> None:
    seoyeon, minjun = room.student("이서연"), room.student("김민준")
    chat = _chat(room)
    first = await chat.send(room.session, seoyeon, "one", "class", "r1")
    second = await chat.send(room.session, seoyeon, "two", "class", "r2")
    private = await chat.send(room.session, seoyeon, "three", "teacher", "r3")
    with pytest.raises(NotAllowed):
        await chat.delete(room.session, minjun, first)
    with pytest.raises(NotFound):
        await chat.delete(room.session, minjun, private)
    with listening(room.session.events) as ear:
        await chat.delete(room.session, seoyeon, first)
        await chat.delete(room.session, MINJI, second)
        assert [(each["type"], each["message_id"]) for each in await ear.heard()] == [
            ("chat_deleted", first),
            ("chat_deleted", second),
        ]
    with pytest.raises(NotFound):
        await chat.delete(room.session, seoyeon, first)
    assert [each.message_id for each in chat.history(room.session, MINJI)] == [private]
    assert "one" not in repr(room.session.store.messages.all())


async def test_the_history_is_the_latest_in_order(room: TalkingClass) -> None:
    chat = _chat(room)
    for number in range(HISTORY_MESSAGES + 20):
        await chat.send(room.session, MINJI, f"message {number}", "class", f"r{number}")
    texts = [each.text for each in chat.history(room.session, MINJI)]
    assert texts == [f"message {number}" for number in range(20, HISTORY_MESSAGES + 20)]
    fresh = Chat(room.room.clock.wall_ms, lambda: "x")
    assert [each.text for each in fresh.history(room.session, MINJI)] == texts


async def test_a_session_keeps_so_many_messages_and_no_more(room: TalkingClass) -> None:
    room.session.store.messages.put_many(
        ChatMessage(f"m{number}", Author.TEACHER, MINJI.person_id, "T", "x", 0) for number in range(MESSAGES_MAX)
    )
    with pytest.raises(CapacityExceeded):
        await _chat(room).send(room.session, MINJI, "one more", "class", "r1")
