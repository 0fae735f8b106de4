"""Taps: reactions are told in sum, "I'm lost" goes to the teacher alone and not too often."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from appliance.contract.session import SessionChange
from appliance.domain.policy import Role
from appliance.domain.talk import Signal, SignalKind
from appliance.errors import BadRequest
from appliance.services.signals import LOST_PAUSE_MS, REACTIONS_MAX, Signals
from tests.support.event_ear import listening
from tests.support.talking_class import MINJI, TalkingClass, talking_class


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[TalkingClass]:
    async with talking_class(tmp_path) as made:
        yield made


def _signals(room: TalkingClass) -> Signals:
    return room.talk.signals


async def test_every_reaction_is_counted_in_few_events(room: TalkingClass) -> None:
    members = [room.student(f"s{number}") for number in range(40)]
    with listening(room.session.events) as ear:
        await asyncio.gather(
            *(_signals(room).react(room.session, each, "clap") for each in members),
            *(_signals(room).react(room.session, each, "heart") for each in members[:10]),
        )
        counted: Counter[str] = Counter()
        told = 0
        while counted.total() < 50:
            counted.update((await ear.next())["counts"])
            told += 1
    assert counted == {"clap": 40, "heart": 10}
    assert told <= 4


async def test_a_students_reactions_are_kept_once_a_second_and_a_teachers_not(room: TalkingClass) -> None:
    seoyeon = room.student("이서연")
    for _ in range(5):
        await _signals(room).react(room.session, seoyeon, "clap")
    room.room.pass_ms(1_000)
    await _signals(room).react(room.session, seoyeon, "heart")
    await _signals(room).react(room.session, MINJI, "heart")
    kept = room.session.store.signals.all()
    assert [(each.participant_id, each.kind, each.detail) for each in kept] == [
        (seoyeon.person_id, SignalKind.REACTION, "clap"),
        (seoyeon.person_id, SignalKind.REACTION, "heart"),
    ]


async def test_only_teachers_are_told_who_is_lost(room: TalkingClass) -> None:
    seoyeon = room.student("이서연")
    await room.room.sessions.change(room.session, SessionChange(topic="엽록체"))
    with (
        listening(room.session.events, Role.TEACHER, "minji") as teacher,
        listening(room.session.events, Role.STUDENT, "minjun") as other,
    ):
        await _signals(room).say_lost(room.session, seoyeon)
        (event,) = await teacher.heard()
        assert (event["type"], event["participant_id"]) == ("lost_said", seoyeon.person_id)
        assert await other.heard() == []
    (kept,) = room.session.store.signals.all()
    assert (kept.kind, kept.detail) == (SignalKind.LOST, "엽록체")


async def test_one_is_lost_once_in_ten_seconds(room: TalkingClass) -> None:
    seoyeon, minjun = room.student("이서연"), room.student("김민준")
    await _signals(room).say_lost(room.session, seoyeon)
    room.room.pass_ms(LOST_PAUSE_MS - 1)
    with pytest.raises(BadRequest) as refused:
        await _signals(room).say_lost(room.session, seoyeon)
    assert refused.value.code == "too_soon"
    await _signals(room).say_lost(room.session, minjun)
    room.room.pass_ms(1)
    await _signals(room).say_lost(room.session, seoyeon)
    assert len(room.session.store.signals) == 3


async def test_a_full_store_keeps_no_reactions_but_shows_them_and_hears_who_is_lost(room: TalkingClass) -> None:
    room.session.store.signals.put_many(
        Signal(f"s{number}", "p", SignalKind.REACTION, 0) for number in range(REACTIONS_MAX)
    )
    seoyeon = room.student("이서연")
    with listening(room.session.events) as ear:
        await _signals(room).react(room.session, seoyeon, "clap")
        assert [each["counts"] for each in await ear.heard()] == [{"clap": 1}]
    assert len(room.session.store.signals) == REACTIONS_MAX
    await _signals(room).say_lost(room.session, seoyeon)
    assert len(room.session.store.signals) == REACTIONS_MAX + 1
