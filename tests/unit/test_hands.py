"""Raised hands: in order, each once, lowered by their owner or the teacher, and a class of hands is few events."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from appliance.domain.talk import SignalKind
from appliance.errors import NotAllowed
from appliance.services.hands import Hands
from appliance.services.members import Member
from tests.support.event_ear import listening
from tests.support.talking_class import MINJI, TalkingClass, talking_class


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[TalkingClass]:
    async with talking_class(tmp_path) as made:
        yield made


def _hands(room: TalkingClass) -> Hands:
    return room.talk.hands


def _queue(room: TalkingClass) -> list[str]:
    return [each.name for each in _hands(room).views(room.session)]


async def _raised(room: TalkingClass, *names: str) -> list[Member]:
    members = [room.student(name) for name in names]
    for member in members:
        await _hands(room).raise_hand(room.session, member)
        room.room.pass_ms(1)
    return members


async def test_hands_stand_in_the_order_in_which_they_went_up(room: TalkingClass) -> None:
    first, _, third = await _raised(room, "a", "b", "c")
    await _hands(room).raise_hand(room.session, first)
    assert _queue(room) == ["a", "b", "c"]
    await _hands(room).lower(room.session, first, None, lowers_all=False)
    await _hands(room).raise_hand(room.session, first)
    assert _queue(room) == ["b", "c", "a"]
    await _hands(room).lower(room.session, third, third.person_id, lowers_all=False)
    assert _queue(room) == ["b", "a"]


async def test_students_lower_only_the_own_and_teachers_any_or_all(room: TalkingClass) -> None:
    first, second, _ = await _raised(room, "a", "b", "c")
    for wanted, lowers_all in ((second.person_id, False), (None, True)):
        with pytest.raises(NotAllowed):
            await _hands(room).lower(room.session, first, wanted, lowers_all=lowers_all)
    await _hands(room).lower(room.session, MINJI, second.person_id, lowers_all=False)
    assert _queue(room) == ["a", "c"]
    await _hands(room).lower(room.session, MINJI, None, lowers_all=True)
    assert _queue(room) == []


async def test_the_class_is_told_the_whole_queue(room: TalkingClass) -> None:
    with listening(room.session.events) as ear:
        (member,) = await _raised(room, "a")
        assert [each["name"] for each in (await ear.next())["hands"]] == ["a"]
        await _hands(room).lower(room.session, member, None, lowers_all=False)
        assert (await ear.next())["hands"] == []


async def test_a_class_whose_hands_go_up_at_once_is_told_a_few_times(room: TalkingClass) -> None:
    members = [room.student(f"s{number}") for number in range(60)]
    with listening(room.session.events) as ear:
        await asyncio.gather(*(_hands(room).raise_hand(room.session, each) for each in members))
        told = 1
        while len((await ear.next())["hands"]) < len(members):
            told += 1
    assert told <= 3


async def test_who_was_sent_away_stands_in_no_queue(room: TalkingClass) -> None:
    _, second = await _raised(room, "a", "b")
    room.remove(second)
    assert _queue(room) == ["a"]


async def test_a_hand_counts_as_activity_once_in_a_while(room: TalkingClass) -> None:
    (member,) = await _raised(room, "a")
    for _ in range(5):
        await _hands(room).lower(room.session, member, None, lowers_all=False)
        await _hands(room).raise_hand(room.session, member)
    assert [each.kind for each in room.session.store.signals.all()] == [SignalKind.HAND]
    room.room.pass_ms(10_000)
    await _hands(room).lower(room.session, member, None, lowers_all=False)
    await _hands(room).raise_hand(room.session, member)
    assert len(room.session.store.signals) == 2
