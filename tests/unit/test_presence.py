"""Presence: a person counts once, a reload is no absence, and what was seen is kept as spans of time."""

from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appliance.domain.talk import PresenceSpan
from appliance.services.presence import SHORT_GAP_MS, SPANS_OF_ONE_MAX, Presence
from appliance.services.session import Session
from appliance.storage.ids import new_id
from tests.support.lesson_room import LessonRoom, lesson_room

WHO = "seoyeon"
STEPS = ("join", "leave", "watch", "look_away", "keep")


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[LessonRoom]:
    async with lesson_room(tmp_path) as made:
        yield made


@pytest.fixture
async def lesson(room: LessonRoom) -> Session:
    return await room.open_class()


def _spans(lesson: Session) -> list[tuple[int, int]]:
    """Length and watched time of each span that is kept."""
    return [(each.until_ms - each.from_ms, each.watching_ms) for each in lesson.store.spans.all()]


def _total(presence: Presence, now_ms: int) -> PresenceSpan:
    (span,) = presence.spans_until(now_ms)
    return span


async def test_several_sockets_of_a_person_count_once(lesson: Session) -> None:
    presence = lesson.presence
    assert [presence.joined(WHO), presence.joined(WHO)] == [True, False]
    assert set(presence.connected_ids) == {WHO}
    assert [presence.left(WHO), presence.left(WHO)] == [False, True]
    assert set(presence.connected_ids) == set()
    assert presence.left(WHO) is False


async def test_a_person_watches_while_one_page_does(room: LessonRoom, lesson: Session) -> None:
    presence = lesson.presence
    presence.joined(WHO)
    presence.joined(WHO)
    changes = [presence.watches(WHO, is_watching=each) for each in (True, True, False)]
    assert changes == [True, False, False]
    assert set(presence.watching_ids) == {WHO}
    room.pass_ms(4_000)
    assert presence.watches(WHO, is_watching=False) is True
    assert set(presence.watching_ids) == set()
    room.pass_ms(6_000)
    presence.left(WHO)
    presence.left(WHO)
    assert _spans(lesson) == [(10_000, 4_000)]


async def test_who_leaves_watching_has_watched_to_the_end(room: LessonRoom, lesson: Session) -> None:
    lesson.presence.joined(WHO)
    lesson.presence.watches(WHO, is_watching=True)
    room.pass_ms(7_000)
    lesson.presence.left(WHO)
    assert _spans(lesson) == [(7_000, 7_000)]
    assert set(lesson.presence.watching_ids) == set()


async def test_a_reload_is_no_absence_and_a_longer_gap_is(room: LessonRoom, lesson: Session) -> None:
    presence = lesson.presence
    for gap_ms in (SHORT_GAP_MS, SHORT_GAP_MS + 1, 0):
        presence.joined(WHO)
        room.pass_ms(1_000)
        presence.left(WHO)
        room.pass_ms(gap_ms)
    assert _spans(lesson) == [(1_000 + SHORT_GAP_MS + 1_000, 0), (1_000, 0)]


async def test_it_is_known_since_when_somebody_is_gone(room: LessonRoom, lesson: Session) -> None:
    presence = lesson.presence
    assert presence.disconnected_since(WHO) is None
    presence.joined(WHO)
    assert presence.disconnected_since(WHO) is None
    room.pass_ms(1_000)
    presence.left(WHO)
    assert presence.disconnected_since(WHO) == room.clock.wall_ms()


async def test_a_power_cut_costs_what_was_not_kept_yet(room: LessonRoom, lesson: Session) -> None:
    lesson.presence.joined(WHO)
    lesson.presence.watches(WHO, is_watching=True)
    room.pass_ms(60_000)
    lesson.presence.keep()
    room.pass_ms(59_000)
    restarted = Presence(lesson.store, room.clock.wall_ms, new_id)
    assert _spans(lesson) == [(60_000, 60_000)]
    assert set(restarted.connected_ids) == set()
    assert restarted.disconnected_since(WHO) == room.clock.wall_ms() - 59_000


async def test_spans_that_go_on_are_counted_up_to_now_and_kept_once(room: LessonRoom, lesson: Session) -> None:
    lesson.presence.joined(WHO)
    for _ in range(3):
        room.pass_ms(1_000)
        lesson.presence.keep()
    assert _total(lesson.presence, room.clock.wall_ms() + 500).until_ms == room.clock.wall_ms() + 500
    assert _spans(lesson) == [(3_000, 0)]


async def test_after_the_end_nothing_is_kept_and_nothing_fails(room: LessonRoom, lesson: Session) -> None:
    lesson.presence.joined(WHO)
    room.pass_ms(1_000)
    lesson.presence.keep()
    await room.sessions.end(lesson)
    room.pass_ms(1_000)
    assert lesson.presence.left(WHO) is True
    assert _spans(lesson) == [(1_000, 0)]


async def test_a_phone_that_comes_and_goes_for_ever_fills_no_store(room: LessonRoom, lesson: Session) -> None:
    for _ in range(SPANS_OF_ONE_MAX + 10):
        lesson.presence.joined(WHO)
        room.pass_ms(SHORT_GAP_MS + 1)
        lesson.presence.left(WHO)
        room.pass_ms(SHORT_GAP_MS + 1)
    assert len(lesson.store.spans) == SPANS_OF_ONE_MAX


async def test_who_is_forgotten_was_never_here(lesson: Session) -> None:
    lesson.presence.joined(WHO)
    lesson.presence.watches(WHO, is_watching=True)
    lesson.presence.forget(WHO)
    assert set(lesson.presence.connected_ids) | set(lesson.presence.watching_ids) == set()
    assert lesson.presence.disconnected_since(WHO) is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
@given(
    steps=st.lists(st.tuples(st.sampled_from(["join", "leave", "watch", "look_away", "keep"]), st.integers(0, 9_000)))
)
async def test_nobody_watches_longer_than_they_are_here(
    steps: list[tuple[str, int]], room: LessonRoom, lesson: Session
) -> None:
    presence, begun_ms = Presence(lesson.store, room.clock.wall_ms, new_id), room.clock.wall_ms()
    who = new_id()
    for step, wait_ms in steps:
        match step:
            case "join":
                presence.joined(who)
            case "leave":
                presence.left(who)
            case "keep":
                presence.keep()
            case _:
                presence.watches(who, is_watching=step == "watch")
        room.pass_ms(wait_ms)
    now_ms = room.clock.wall_ms()
    spans = sorted(
        (each for each in presence.spans_until(now_ms) if each.participant_id == who), key=lambda each: each.from_ms
    )
    assert all(0 <= each.watching_ms <= each.until_ms - each.from_ms for each in spans)
    assert all(begun_ms <= each.from_ms <= each.until_ms <= now_ms for each in spans)
    assert all(before.until_ms <= after.from_ms for before, after in pairwise(spans))
