"""Who may watch: the limit holds, a dead join gives its place away, and a preview lives as long as its watchers."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from appliance.errors import CapacityExceeded, NotFound, StageNeverLive
from appliance.media.broadcast import Broadcast, BroadcastParts
from appliance.media.egress.timing import WallClock
from appliance.media.hub import StreamHub
from appliance.media.ingest.cast_input import CastInput
from appliance.media.negotiation import Listening
from appliance.media.transcode.reencode import ReencodeSlots
from appliance.media.transcode.slate import Slate
from appliance.media.transport.media_port import MediaPort
from appliance.media.unit import VideoFrame
from appliance.protocols.whip_whep import IceCredentials, SdpError
from appliance.services.casting import Cast, Casting
from appliance.services.session import Session
from appliance.services.sessions import Sessions
from appliance.services.viewing import STALE_JOIN_NS, Viewing, ViewingRules
from tests.support.lesson_room import lesson_room
from tests.support.offers import an_offer
from tests.support.recording_sink import HandClock

SESSION = "practice"
KEYFRAME = (b"\x67sps", b"\x68pps", b"\x65picture")
LIMIT = 3


class Room:
    """The practice class with a cast on stage, on a clock that the test moves and a port that nobody reaches."""

    def __init__(self, media: "Media", sessions: Sessions, session: Session) -> None:
        self.clock = clock = media.clock
        self.session = session
        self.casting = Casting(
            sessions,
            lambda: StreamHub(clock),
            lambda hub, left: CastInput(hub, ReencodeSlots(1), clock, left),
            clock,
        )
        self.viewing = Viewing(sessions, self.casting, media.broadcast, ViewingRules(LIMIT, clock))
        self.cast = self.casting.create(SESSION)
        self.casting.put_on_stage(SESSION, [self.cast.cast_id])

    def show_picture(self, cast: Cast | None = None) -> None:
        """A picture of the cast arrives now."""
        now_ns = self.clock.now_ns
        (cast or self.cast).hub.publish_video(VideoFrame(KEYFRAME, True, now_ns, now_ns))


class Media:
    """A port that nobody reaches, on a clock that the test moves."""

    def __init__(self) -> None:
        self.clock = HandClock()
        self.port = MediaPort(self.clock, max_peers=100)
        self._parts = BroadcastParts(
            Listening(self.port, lambda: ["192.0.2.1"]),
            self.clock,
            WallClock(0),
            Slate(KEYFRAME, ((b"\x41same",),)),
        )

    def broadcast(self) -> Broadcast:
        """What a session sends out."""
        return Broadcast(self._parts)


@pytest.fixture
async def dark_room(tmp_path: Path) -> AsyncIterator[Room]:
    media = Media()
    async with lesson_room(tmp_path, make_broadcast=media.broadcast) as lessons:
        opened = Room(media, lessons.sessions, await lessons.sessions.open_practice("ABC234"))
        yield opened
        await opened.viewing.close()
    await media.port.close()


@pytest.fixture
async def room(dark_room: Room) -> Room:
    dark_room.show_picture()
    return dark_room


async def test_a_stage_without_a_picture_yet_asks_to_come_again(dark_room: Room) -> None:
    with pytest.raises(StageNeverLive):
        await dark_room.viewing.watch_stage(SESSION, an_offer())
    with pytest.raises(StageNeverLive):
        await dark_room.viewing.watch_cast(dark_room.cast.cast_id, an_offer())


async def test_whoever_is_sent_away_is_shown_nothing_more(room: Room) -> None:
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


async def test_a_viewer_is_found_by_its_secret_until_it_leaves(room: Room) -> None:
    watch = await room.viewing.watch_stage(SESSION, an_offer())
    assert room.viewing.get(watch.secret) is watch
    await room.viewing.end(watch.secret)
    for secret in (watch.secret, "unknown", ""):
        with pytest.raises(NotFound):
            room.viewing.get(secret)
    assert room.viewing.watches == []
    assert room.viewing.joins_total == 1


async def test_secrets_and_tags_are_never_the_same(room: Room) -> None:
    watches = [await room.viewing.watch_stage(SESSION, an_offer()) for _ in range(LIMIT)]
    assert len({watch.secret for watch in watches} | {watch.etag for watch in watches}) == 2 * LIMIT
    assert min(len(watch.secret) for watch in watches) >= 24


async def test_an_ice_restart_renews_the_tag_and_a_repetition_does_not(room: Room) -> None:
    watch = await room.viewing.watch_stage(SESSION, an_offer())
    before = watch.etag
    assert room.viewing.restart_ice(watch, watch.session.peer.identity.remote) is None
    assert watch.etag == before
    fragment = room.viewing.restart_ice(watch, IceCredentials(secrets.token_hex(4), secrets.token_hex(16)))
    assert fragment is not None
    assert watch.session.peer.identity.local.ufrag in fragment
    assert watch.etag != before


async def test_the_class_is_full_at_its_limit(room: Room) -> None:
    for _ in range(LIMIT):
        await room.viewing.watch_stage(SESSION, an_offer())
    with pytest.raises(CapacityExceeded):
        await room.viewing.watch_stage(SESSION, an_offer())
    assert room.viewing.refused_total == 1
    assert len(room.viewing.watches) == LIMIT


async def test_a_join_that_never_connected_gives_its_place_to_the_next(room: Room) -> None:
    first = await room.viewing.watch_stage(SESSION, an_offer())
    for _ in range(LIMIT - 1):
        await room.viewing.watch_stage(SESSION, an_offer())
    room.clock.now_ns += STALE_JOIN_NS + 1
    newcomer = await room.viewing.watch_stage(SESSION, an_offer())
    assert len(room.viewing.watches) == LIMIT
    assert room.viewing.get(newcomer.secret) is newcomer
    with pytest.raises(NotFound):
        room.viewing.get(first.secret)


async def test_however_many_come_at_once_the_limit_holds(room: Room) -> None:
    for _ in range(LIMIT):
        await room.viewing.watch_stage(SESSION, an_offer())
    room.clock.now_ns += STALE_JOIN_NS + 1
    joins = [room.viewing.watch_stage(SESSION, an_offer()) for _ in range(3 * LIMIT)]
    outcomes = await asyncio.gather(*joins, return_exceptions=True)
    assert len(room.viewing.watches) == LIMIT
    assert [type(each) for each in outcomes].count(CapacityExceeded) == 2 * LIMIT


async def test_two_watchers_share_one_preview_and_it_ends_with_the_last(room: Room) -> None:
    first = await room.viewing.watch_cast(room.cast.cast_id, an_offer())
    second = await room.viewing.watch_cast(room.cast.cast_id, an_offer())
    assert len(room.viewing.broadcasts()) == 2
    await room.viewing.end(first.secret)
    assert len(room.viewing.broadcasts()) == 2
    await room.viewing.end(second.secret)
    assert room.viewing.broadcasts() == [room.session.broadcast]


async def test_an_offer_that_cannot_be_answered_leaves_no_preview_behind(room: Room) -> None:
    with pytest.raises(SdpError):
        await room.viewing.watch_cast(room.cast.cast_id, "not SDP")
    assert room.viewing.broadcasts() == [room.session.broadcast]
    for _ in range(LIMIT):
        await room.viewing.watch_stage(SESSION, an_offer())
    with pytest.raises(CapacityExceeded):
        await room.viewing.watch_cast(room.cast.cast_id, an_offer())
    assert room.viewing.broadcasts() == [room.session.broadcast]


async def test_a_preview_outlives_the_failed_join_of_another_watcher(room: Room) -> None:
    watch = await room.viewing.watch_cast(room.cast.cast_id, an_offer())
    with pytest.raises(SdpError):
        await room.viewing.watch_cast(room.cast.cast_id, "not SDP")
    assert len(room.viewing.broadcasts()) == 2
    await room.viewing.end(watch.secret)
    assert room.viewing.broadcasts() == [room.session.broadcast]


async def test_the_box_stops_while_stage_and_preview_are_watched(room: Room) -> None:
    await room.viewing.watch_stage(SESSION, an_offer())
    await room.viewing.watch_cast(room.cast.cast_id, an_offer())
    await room.viewing.close()
    assert room.viewing.watches == []
    assert room.viewing.broadcasts() == [room.session.broadcast]
