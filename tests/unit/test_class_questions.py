"""Anonymous questions: nobody learns who asked, nobody shares one twice, and a class of upvotes is few events."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from appliance.domain.policy import Role
from appliance.errors import BadRequest, NotAllowed, NotFound
from appliance.services.class_questions import OPEN_QUESTIONS_OF_ONE, ClassQuestions
from tests.support.event_ear import listening
from tests.support.talking_class import MINJI, TalkingClass, talking_class


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[TalkingClass]:
    async with talking_class(tmp_path) as made:
        yield made


def _questions(room: TalkingClass) -> ClassQuestions:
    return room.talk.questions


async def test_nobody_is_told_who_asked(room: TalkingClass) -> None:
    seoyeon = room.student("이서연")
    with listening(room.session.events, Role.TEACHER, "minji") as teacher:
        question_id = await _questions(room).ask(room.session, seoyeon, "왜 초록색인가요?", "r1")
        told = await teacher.heard()
    assert [each["question"]["text"] for each in told] == ["왜 초록색인가요?"]
    views = [each.model_dump() for each in _questions(room).views(room.session)]
    everything = json.dumps([told, views], ensure_ascii=False)
    assert seoyeon.person_id not in everything
    assert "이서연" not in everything
    assert views[0]["question_id"] == question_id


async def test_the_same_question_again_is_the_same_question(room: TalkingClass) -> None:
    seoyeon = room.student("이서연")
    asked = await asyncio.gather(*(_questions(room).ask(room.session, seoyeon, "Why?", "r1") for _ in range(20)))
    assert len(set(asked)) == 1
    assert len(room.session.store.questions) == 1


async def test_each_student_shares_a_question_once_and_may_take_it_back(room: TalkingClass) -> None:
    questions, author, others = _questions(room), room.student("author"), [room.student(f"s{n}") for n in range(3)]
    question_id = await questions.ask(room.session, author, "Why?", "r1")
    for member in others * 2:
        await questions.upvote(room.session, member, question_id, is_on=True)
    await questions.upvote(room.session, others[0], question_id, is_on=False)
    (view,) = questions.views(room.session)
    assert view.upvotes == 2
    assert questions.own_upvotes(room.session, others[1]) == [question_id]
    assert questions.own_upvotes(room.session, others[0]) == []


async def test_nobody_shares_the_own_question_and_no_teacher_does(room: TalkingClass) -> None:
    author = room.student("author")
    question_id = await _questions(room).ask(room.session, author, "Why?", "r1")
    with pytest.raises(BadRequest) as refused:
        await _questions(room).upvote(room.session, author, question_id, is_on=True)
    assert refused.value.code == "own_question"
    with pytest.raises(NotAllowed):
        await _questions(room).upvote(room.session, MINJI, question_id, is_on=True)
    with pytest.raises(NotFound):
        await _questions(room).upvote(room.session, room.student("s"), "unknown", is_on=True)


async def test_a_class_that_shares_at_once_is_told_a_few_times_and_then_the_sum(room: TalkingClass) -> None:
    author, others = room.student("author"), [room.student(f"s{n}") for n in range(60)]
    question_id = await _questions(room).ask(room.session, author, "Why?", "r1")
    with listening(room.session.events) as ear:
        await asyncio.gather(*(_questions(room).upvote(room.session, each, question_id, is_on=True) for each in others))
        event = await ear.next()
        told = 1
        while event["question"]["upvotes"] < len(others):
            event = await ear.next()
            told += 1
    assert told <= 3


async def test_teachers_resolve_and_take_away_and_students_take_away_the_own(room: TalkingClass) -> None:
    questions, seoyeon, minjun = _questions(room), room.student("이서연"), room.student("김민준")
    first = await questions.ask(room.session, seoyeon, "one", "r1")
    second = await questions.ask(room.session, seoyeon, "two", "r2")
    await questions.resolve(room.session, first, is_resolved=True)
    assert [each.is_resolved for each in questions.views(room.session)] == [True, False]
    with pytest.raises(NotAllowed):
        await questions.delete(room.session, minjun, first)
    await questions.delete(room.session, seoyeon, first)
    await questions.delete(room.session, MINJI, second)
    assert questions.views(room.session) == []
    with pytest.raises(NotFound):
        await questions.resolve(room.session, first, is_resolved=False)


async def test_a_question_that_was_taken_away_is_not_told_afterwards(room: TalkingClass) -> None:
    questions, seoyeon = _questions(room), room.student("이서연")
    with listening(room.session.events) as ear:
        question_id = await questions.ask(room.session, seoyeon, "one", "r1")
        await questions.resolve(room.session, question_id, is_resolved=True)
        await questions.delete(room.session, seoyeon, question_id)
        assert [(await ear.next())["type"] for _ in range(2)] == ["question_changed", "question_deleted"]
        await questions.ask(room.session, seoyeon, "two", "r2")
        assert (await ear.next())["question"]["text"] == "two"


async def test_who_is_muted_does_not_ask_and_a_teacher_announces_instead(room: TalkingClass) -> None:
    seoyeon = room.student("이서연")
    room.mute(seoyeon)
    with pytest.raises(BadRequest) as refused:
        await _questions(room).ask(room.session, seoyeon, "Why?", "r1")
    assert refused.value.code == "muted"
    with pytest.raises(NotAllowed):
        await _questions(room).ask(room.session, MINJI, "Why?", "r2")


async def test_one_student_has_so_many_open_questions_and_no_more(room: TalkingClass) -> None:
    seoyeon = room.student("이서연")
    asked = [
        await _questions(room).ask(room.session, seoyeon, "Why?", f"r{number}")
        for number in range(OPEN_QUESTIONS_OF_ONE)
    ]
    with pytest.raises(BadRequest) as refused:
        await _questions(room).ask(room.session, seoyeon, "Why?", "more")
    assert refused.value.code == "too_many"
    await _questions(room).resolve(room.session, asked[0], is_resolved=True)
    await _questions(room).ask(room.session, seoyeon, "Why?", "more")
