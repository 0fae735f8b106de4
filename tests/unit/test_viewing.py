"""Who may watch: the limit holds, a dead join gives its place away, and a preview lives as long as its watchers."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from appliance.errors import CapacityExceeded, NotFound, StageNeverLive
from appliance.protocols.whip_whep import IceCredentials, SdpError
from appliance.services.viewing import STALE_JOIN_NS, WATCHES_OF_ONE_MAX
from tests.support.offers import an_offer
from tests.support.viewing_room import SESSION, ViewingRoom, viewing_room

LIMIT = 3


@pytest.fixture
async def dark_room(tmp_path: Path) -> AsyncIterator[ViewingRoom]:
    async with viewing_room(tmp_path, LIMIT) as opened:
        yield opened


@pytest.fixture
async def large_room(tmp_path: Path) -> AsyncIterator[ViewingRoom]:
    """Where no place is scarce."""
    async with viewing_room(tmp_path, 50) as opened:
        opened.show_picture()
        yield opened


@pytest.fixture
async def room(dark_room: ViewingRoom) -> ViewingRoom:
    dark_room.show_picture()
    return dark_room


async def test_a_stage_without_a_picture_yet_asks_to_come_again(dark_room: ViewingRoom) -> None:
    with pytest.raises(StageNeverLive):
        await dark_room.viewing.watch_stage(SESSION, an_offer())
    with pytest.raises(StageNeverLive):
        await dark_room.viewing.watch_cast(dark_room.cast.cast_id, an_offer())


async def test_whoever_is_sent_away_is_shown_nothing_more(room: ViewingRoom) -> None:
    mine = await room.viewing.watch_stage(SESSION, an_offer(), "one")
    theirs = await room.viewing.watch_stage(SESSION, an_offer(), "another")
    preview = await room.viewing.watch_cast(room.cast.cast_id, an_offer(), "teacher")
    await room.viewing.end_of("another session")
    await room.viewing.end_of(SESSION, "one")
    assert room.viewing.watches == [theirs, preview]
    with pytest.raises(NotFound):
        room.viewing.get(mine.secret)
    await room.viewing.end_of(SESSION)
    assert room.viewing.watches == []


async def test_a_viewer_is_found_by_its_secret_until_it_leaves(room: ViewingRoom) -> None:
    watch = await room.viewing.watch_stage(SESSION, an_offer())
    assert room.viewing.get(watch.secret) is watch
    await room.viewing.end(watch.secret)
    for secret in (watch.secret, "unknown", ""):
        with pytest.raises(NotFound):
            room.viewing.get(secret)
    assert room.viewing.watches == []
    assert room.viewing.joins_total == 1


async def test_secrets_and_tags_are_never_the_same(room: ViewingRoom) -> None:
    watches = [await room.viewing.watch_stage(SESSION, an_offer()) for _ in range(LIMIT)]
    assert len({watch.secret for watch in watches} | {watch.etag for watch in watches}) == 2 * LIMIT
    assert min(len(watch.secret) for watch in watches) >= 24


async def test_an_ice_restart_renews_the_tag_and_a_repetition_does_not(room: ViewingRoom) -> None:
    watch = await room.viewing.watch_stage(SESSION, an_offer())
    before = watch.etag
    assert room.viewing.restart_ice(watch, watch.session.peer.identity.remote) is None
    assert watch.etag == before
    fragment = room.viewing.restart_ice(watch, IceCredentials(secrets.token_hex(4), secrets.token_hex(16)))
    assert fragment is not None
    assert watch.session.peer.identity.local.ufrag in fragment
    assert watch.etag != before


async def test_the_class_is_full_at_its_limit(room: ViewingRoom) -> None:
    for _ in range(LIMIT):
        await room.viewing.watch_stage(SESSION, an_offer())
    with pytest.raises(CapacityExceeded):
        await room.viewing.watch_stage(SESSION, an_offer())
    assert room.viewing.refused_total == 1
    assert len(room.viewing.watches) == LIMIT


async def test_a_join_that_never_connected_gives_its_place_to_the_next(room: ViewingRoom) -> None:
    first = await room.viewing.watch_stage(SESSION, an_offer())
    for _ in range(LIMIT - 1):
        await room.viewing.watch_stage(SESSION, an_offer())
    room.clock.now_ns += STALE_JOIN_NS + 1
    newcomer = await room.viewing.watch_stage(SESSION, an_offer())
    assert len(room.viewing.watches) == LIMIT
    assert room.viewing.get(newcomer.secret) is newcomer
    with pytest.raises(NotFound):
        room.viewing.get(first.secret)


async def test_however_many_come_at_once_the_limit_holds(room: ViewingRoom) -> None:
    for _ in range(LIMIT):
        await room.viewing.watch_stage(SESSION, an_offer())
    room.clock.now_ns += STALE_JOIN_NS + 1
    joins = [room.viewing.watch_stage(SESSION, an_offer()) for _ in range(3 * LIMIT)]
    outcomes = await asyncio.gather(*joins, return_exceptions=True)
    assert len(room.viewing.watches) == LIMIT
    assert [type(each) for each in outcomes].count(CapacityExceeded) == 2 * LIMIT


async def test_two_watchers_share_one_preview_and_it_ends_with_the_last(room: ViewingRoom) -> None:
    first = await room.viewing.watch_cast(room.cast.cast_id, an_offer())
    second = await room.viewing.watch_cast(room.cast.cast_id, an_offer())
    assert len(room.viewing.broadcasts()) == 2
    await room.viewing.end(first.secret)
    assert len(room.viewing.broadcasts()) == 2
    await room.viewing.end(second.secret)
    assert room.viewing.broadcasts() == [room.session.broadcast]


async def test_an_offer_that_cannot_be_answered_leaves_no_preview_behind(room: ViewingRoom) -> None:
    with pytest.raises(SdpError):
        await room.viewing.watch_cast(room.cast.cast_id, "not SDP")
    assert room.viewing.broadcasts() == [room.session.broadcast]
    for _ in range(LIMIT):
        await room.viewing.watch_stage(SESSION, an_offer())
    with pytest.raises(CapacityExceeded):
        await room.viewing.watch_cast(room.cast.cast_id, an_offer())
    assert room.viewing.broadcasts() == [room.session.broadcast]


async def test_a_preview_outlives_the_failed_join_of_another_watcher(room: ViewingRoom) -> None:
    watch = await room.viewing.watch_cast(room.cast.cast_id, an_offer())
    with pytest.raises(SdpError):
        await room.viewing.watch_cast(room.cast.cast_id, "not SDP")
    assert len(room.viewing.broadcasts()) == 2
    await room.viewing.end(watch.secret)
    assert room.viewing.broadcasts() == [room.session.broadcast]


async def test_the_box_stops_while_stage_and_preview_are_watched(room: ViewingRoom) -> None:
    await room.viewing.watch_stage(SESSION, an_offer())
    await room.viewing.watch_cast(room.cast.cast_id, an_offer())
    await room.viewing.close()
    assert room.viewing.watches == []
    assert room.viewing.broadcasts() == [room.session.broadcast]


async def test_one_student_cannot_take_the_places_of_the_class(large_room: ViewingRoom) -> None:
    """The oldest goes, not the newest; guests have no name to be counted by."""
    viewing = large_room.viewing
    theirs = await viewing.watch_stage(SESSION, an_offer(), "another")
    own = [await viewing.watch_stage(SESSION, an_offer(), "greedy") for _ in range(WATCHES_OF_ONE_MAX + 3)]
    guests = [await viewing.watch_stage(SESSION, an_offer()) for _ in range(WATCHES_OF_ONE_MAX + 3)]
    assert viewing.watches == [theirs, *own[3:], *guests]
    assert viewing.refused_total == 0


async def test_however_many_come_at_once_one_student_has_four_places(large_room: ViewingRoom) -> None:
    viewing = large_room.viewing
    joins = [viewing.watch_stage(SESSION, an_offer(), "greedy") for _ in range(4 * WATCHES_OF_ONE_MAX)]
    watches = await asyncio.gather(*joins)
    assert viewing.watches == watches[-WATCHES_OF_ONE_MAX:]


async def test_in_a_full_class_nobody_makes_room_before_that(room: ViewingRoom) -> None:
    own = [await room.viewing.watch_stage(SESSION, an_offer(), "greedy") for _ in range(LIMIT)]
    with pytest.raises(CapacityExceeded):  # below the bound of one person, places are for whoever came first
        await room.viewing.watch_stage(SESSION, an_offer(), "greedy")
    assert room.viewing.watches == own


async def test_previews_are_not_among_the_viewers_of_the_stage(large_room: ViewingRoom) -> None:
    viewing = large_room.viewing
    for _ in range(WATCHES_OF_ONE_MAX + 1):
        await viewing.watch_cast(large_room.cast.cast_id, an_offer(), "teacher")
    on_stage = await viewing.watch_stage(SESSION, an_offer(), "teacher", "김민지")
    assert viewing.stage_watches(SESSION) == [on_stage]
    assert viewing.stage_watches("another") == []
    assert len(viewing.watches) == WATCHES_OF_ONE_MAX + 2
    assert len({watch.viewer_id for watch in viewing.watches} | {watch.secret for watch in viewing.watches}) == 2 * len(
        viewing.watches
    )
