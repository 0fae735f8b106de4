"""What the teacher tells everybody: the latest announcement stands, the timer ends, lots are fair."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from appliance.errors import BadRequest
from appliance.services.announcements import Announcements
from tests.support.event_ear import listening
from tests.support.talking_class import TalkingClass, talking_class


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[TalkingClass]:
    async with talking_class(tmp_path) as made:
        yield made


def _announcements(room: TalkingClass) -> Announcements:
    return room.talk.announcements


async def test_the_latest_announcement_stands_until_it_is_taken_away(room: TalkingClass) -> None:
    told = _announcements(room)
    with listening(room.session.events) as ear:
        for text in ("책을 펴세요", "Turn to page 12", "  "):
            await told.announce(room.session, text)
        shown = [each["announcement"] and each["announcement"]["text"] for each in await ear.heard()]
        assert shown == ["책을 펴세요", "Turn to page 12", None]
    assert told.current(room.session) is None
    announcement_id = await told.announce(room.session, "again")
    current = told.current(room.session)
    assert current is not None
    assert (current.announcement_id, current.text) == (announcement_id, "again")


async def test_an_announcement_is_cleaned_and_no_book(room: TalkingClass) -> None:
    await _announcements(room).announce(room.session, "a\u202eb\n\n\n\nc")
    current = _announcements(room).current(room.session)
    assert current is not None
    assert current.text == "ab\n\nc"
    with pytest.raises(BadRequest) as refused:
        await _announcements(room).announce(room.session, "x" * 1_001)
    assert refused.value.code == "invalid_text"


async def test_the_timer_ends_by_the_boxs_clock(room: TalkingClass) -> None:
    told, now_ms = _announcements(room), room.room.clock.wall_ms()
    with listening(room.session.events) as ear:
        told.start_timer(room.session, 30, "read")
        (event,) = await ear.heard()
        assert event["timer"] == {"ends_ms": now_ms + 30_000, "seconds": 30, "label": "read"}
    room.room.pass_ms(29_999)
    assert told.timer(room.session) is not None
    room.room.pass_ms(1)
    assert told.timer(room.session) is None


async def test_zero_seconds_stop_the_timer_and_a_wrong_label_changes_nothing(room: TalkingClass) -> None:
    told = _announcements(room)
    told.start_timer(room.session, 30, "")
    with pytest.raises(BadRequest):
        told.start_timer(room.session, 60, "x" * 100)
    timer = told.timer(room.session)
    assert timer is not None
    assert timer.seconds == 30
    with listening(room.session.events) as ear:
        told.start_timer(room.session, 0, "")
        assert [each["timer"] for each in await ear.heard()] == [None]


async def test_lots_fall_on_those_who_are_there_and_on_everybody_before_anybody_twice(room: TalkingClass) -> None:
    room.student("not there")
    there = [room.connected(f"s{number}").person_id for number in range(5)]
    with listening(room.session.events) as ear:
        picked = [_announcements(room).pick(room.session) for _ in range(15)]
        assert [each["participant_id"] for each in await ear.heard()] == picked
    rounds = [picked[:5], picked[5:10], picked[10:]]
    assert [sorted(each) for each in rounds] == [sorted(there)] * 3


async def test_who_comes_later_is_picked_before_anybody_a_second_time(room: TalkingClass) -> None:
    room.connected("first")
    _announcements(room).pick(room.session)
    late = room.connected("late")
    assert _announcements(room).pick(room.session) == late.person_id


async def test_there_are_no_lots_for_nobody(room: TalkingClass) -> None:
    room.student("not there")
    with pytest.raises(BadRequest) as refused:
        _announcements(room).pick(room.session)
    assert refused.value.code == "nobody_there"
