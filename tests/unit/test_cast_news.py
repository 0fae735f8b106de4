"""What teachers are told of casts: each change, with those that follow at once, and figures while they look."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from appliance.contract.cast import CastState, CastView
from appliance.contract.live import CastsChanged
from appliance.domain.policy import Role
from appliance.services.cast_news import CastNews
from appliance.services.event_bus import Recipient, Subscription
from appliance.services.session import Session
from appliance.services.sessions import Sessions
from tests.support.lesson_room import lesson_room

HEAR_SECONDS = 5.0
NEVER_SECONDS = 1_000.0


def _view(**values: object) -> CastView:
    plain = {"cast_id": "c", "label": "", "state": CastState.WAITING, "protocol": None, "on_stage": False}
    return CastView.model_validate({**plain, **values})


class Newsroom:
    """One class whose casts are what the test says."""

    def __init__(self, sessions: Sessions, session: Session) -> None:
        self.session = session
        self.casts: list[CastView] = []
        self.news = CastNews(sessions, self.views, NEVER_SECONDS)
        self.asked = 0
        self.begun = session.events.number
        """The last event before the test's own."""
        self._seats = ExitStack()

    def views(self, session_id: str) -> list[CastView]:
        """The casts now."""
        self.asked += 1
        return list(self.casts)

    @property
    def told(self) -> int:
        """How many events there were since the beginning."""
        return self.session.events.number - self.begun

    def missed(self, recipient: Recipient) -> list[str] | None:
        """What somebody is told who was away from the beginning on."""
        return self.session.events.since(self.session.events.epoch, self.begun, recipient)

    def follow(self, role: Role) -> Subscription:
        """Somebody who listens to the end of the test."""
        return self._seats.enter_context(self.session.events.subscribe(Recipient(role, role.value)))

    async def close(self) -> None:
        """Nobody listens, nothing is told."""
        self._seats.close()
        await self.news.close()


async def _hears(seat: Subscription) -> list[CastView]:
    async with asyncio.timeout(HEAR_SECONDS):
        text = await seat.next()
    assert text is not None
    return CastsChanged.model_validate_json(text).casts


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Newsroom]:
    async with lesson_room(tmp_path) as lessons:
        made = Newsroom(lessons.sessions, await lessons.open_class())
        yield made
        await made.close()


@pytest.mark.parametrize("role", [Role.TEACHER, Role.CO_TEACHER])
async def test_a_change_is_told_to_teachers_at_once(room: Newsroom, role: Role) -> None:
    seat = room.follow(role)
    room.casts = [_view()]
    room.news.changed(room.session)
    assert seat.waiting == 1
    assert await _hears(seat) == [_view()]


@pytest.mark.parametrize("role", [Role.STUDENT, Role.WAITING, Role.NOBODY, Role.OUTSIDER])
async def test_nobody_else_is_told(room: Newsroom, role: Role) -> None:
    seat, teacher = room.follow(role), room.follow(Role.TEACHER)
    for label in ("a", "b"):
        room.casts = [_view(label=label)]
        room.news.changed(room.session)
        room.news.measure()
    assert (seat.waiting, teacher.waiting > 0) == (0, True)
    assert room.missed(Recipient(role, role.value)) == []


async def test_many_changes_in_a_moment_are_two_events_and_the_last_one_says_it_all(room: Newsroom) -> None:
    seat = room.follow(Role.TEACHER)
    for number in range(50):
        room.casts = [_view(label=str(number))]
        room.news.changed(room.session)
    assert [view.label for view in await _hears(seat)] == ["0"]
    assert [view.label for view in await _hears(seat)] == ["49"]
    assert seat.waiting == 0


async def test_figures_are_told_only_when_they_change_and_only_while_a_teacher_looks(room: Newsroom) -> None:
    room.casts = [_view(bitrate=1)]
    room.follow(Role.STUDENT)
    room.news.measure()
    assert (room.asked, room.told) == (0, 0)
    seat = room.follow(Role.TEACHER)
    room.news.measure()
    room.news.measure()
    assert seat.waiting == 1
    room.casts = [_view(bitrate=2)]
    room.news.measure()
    assert [[view.bitrate for view in await _hears(seat)] for _ in range(2)] == [[1], [2]]


async def test_who_saw_another_state_in_a_snapshot_is_told_the_present_one(room: Newsroom) -> None:
    seat = room.follow(Role.TEACHER)
    room.casts = [_view(bitrate=1)]
    room.news.measure()
    room.casts = [_view(bitrate=2)]
    assert room.news.current(room.session.session_id) == [_view(bitrate=2)]
    room.casts = [_view(bitrate=1)]
    room.news.measure()
    assert [[view.bitrate for view in await _hears(seat)] for _ in range(2)] == [[1], [1]]


async def test_who_comes_back_is_told_the_latest_state_once(room: Newsroom) -> None:
    for label in ("a", "b", "c"):
        room.casts = [_view(label=label)]
        room.news.current(room.session.session_id)
        with room.session.events.subscribe(Recipient(Role.TEACHER)):
            room.news.measure()
    missed = room.missed(Recipient(Role.TEACHER))
    assert missed is not None
    assert [CastsChanged.model_validate_json(text).casts for text in missed] == [[_view(label="c")]]


async def test_a_session_that_has_ended_is_told_nothing(tmp_path: Path) -> None:
    async with lesson_room(tmp_path) as lessons:
        room = Newsroom(lessons.sessions, await lessons.open_class())
        room.news.changed(room.session)
        room.news.changed(room.session)
        told = room.told
        await lessons.sessions.end(room.session)
        ended = room.told
        await asyncio.wait_for(_until_quiet(room.news), HEAR_SECONDS)
        assert (told, room.told) == (1, ended)
        await room.close()


async def test_what_changes_while_the_box_stops_is_not_told(room: Newsroom) -> None:
    await room.news.close()
    room.news.changed(room.session)
    assert room.told == 0


async def _until_quiet(news: CastNews) -> None:
    while news.is_busy:
        await asyncio.sleep(0.01)
