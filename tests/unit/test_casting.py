"""Casts and their keys: who may publish, who may take over, and what the stage and the teacher are told."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from appliance.contract.cast import CastState
from appliance.contract.live import StageChanged
from appliance.contract.session import StageState
from appliance.domain.policy import Role
from appliance.errors import BadRequest, CapacityExceeded, NotFound, PublishRefused, Sentence
from appliance.media.broadcast import Broadcast, BroadcastParts
from appliance.media.egress.timing import WallClock
from appliance.media.hub import GOP_MAX_FRAMES, StreamHub
from appliance.media.ingest.cast_input import CastInput
from appliance.media.ingest.gate import IngestProtocol, PublisherEntry
from appliance.media.negotiation import Listening
from appliance.media.transcode.reencode import ReencodeSlots
from appliance.media.transcode.slate import Slate
from appliance.media.transport.media_port import MediaPort
from appliance.media.unit import NANOSECONDS_PER_SECOND, VideoFrame
from appliance.protocols.h264 import split_annex_b
from appliance.services.casting import (
    MAX_CASTS_PER_SESSION,
    OTHER_ADDRESS_SILENCE_NS,
    SAME_CASTER_SILENCE_NS,
    Cast,
    Casting,
)
from appliance.services.event_bus import Ending, Recipient, Subscription
from appliance.services.keyframes import KEYFRAME_MAX_BYTES, keyframe_of
from appliance.services.session import Session
from appliance.services.sessions import Sessions
from tests.support.lesson_room import lesson_room
from tests.support.recording_sink import HandClock

SESSION = "practice"
PHONE, LAPTOP = "192.0.2.10", "192.0.2.11"
KEYFRAME = (b"\x67sps", b"\x68pps", b"\x65picture")


@dataclass
class Caller:
    """A publisher at the gate; what it is told when it has to go."""

    peer: str = PHONE
    protocol: IngestProtocol = "rtmp"
    told: list[str] = field(default_factory=list)
    wishes: list[str] = field(default_factory=list)

    @property
    def entry(self) -> PublisherEntry:
        """What the gate sees of it; only WHIP can be asked for keyframes."""
        ask = (lambda: self.wishes.append("keyframe")) if self.protocol == "whip" else None
        return PublisherEntry(self.protocol, self.peer, self.told.append, ask)


class Room:
    """The practice session with its casts, on a clock that the test moves."""

    def __init__(self, sessions: Sessions, session: Session, clock: HandClock) -> None:
        self.clock = clock
        self.session = session
        self.casting = Casting(sessions, lambda: StreamHub(clock), self._make_input, clock)
        self.changes: list[Session] = []
        self.casting.on_change = self.changes.append

    def _make_input(self, hub: StreamHub, left: Callable[[], None]) -> CastInput:
        return CastInput(hub, ReencodeSlots(1), self.clock, left)

    def cast(self, *, on_stage: bool = False, needs_approval: bool = False) -> Cast:
        """A new cast."""
        cast = self.casting.create(SESSION, needs_approval=needs_approval)
        if on_stage:
            self.casting.put_on_stage(SESSION, [cast.cast_id])
        return cast

    def show_picture(self, cast: Cast) -> None:
        """A picture arrives now."""
        now_ns = self.clock.now_ns
        cast.hub.publish_video(VideoFrame(KEYFRAME, True, now_ns, now_ns))

    def state(self, cast: Cast) -> CastState:
        """The cast's state in the listing."""
        return next(view.state for view in self.casting.views(SESSION) if view.cast_id == cast.cast_id)

    def stage_state(self) -> StageState:
        """What the stage says."""
        return self.casting.stage_view(SESSION).state


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    clock = HandClock()
    listening = Listening(MediaPort(clock, max_peers=1), list)
    parts = BroadcastParts(listening, clock, WallClock(0), Slate(KEYFRAME, ((b"\x41same",),)))
    async with lesson_room(tmp_path, make_broadcast=lambda: Broadcast(parts)) as lessons:
        yield Room(lessons.sessions, await lessons.sessions.open_practice("ABC234"), clock)


async def _told(subscription: Subscription) -> list[tuple[int, StageState]]:
    """Every stage event up to now."""
    subscription.end(Ending(1000, ""))
    told = []
    while (text := await subscription.next()) is not None:
        event = StageChanged.model_validate_json(text)
        told.append((event.number, event.stage.state))
    return told


async def test_each_cast_has_a_key_of_its_own_that_cannot_be_guessed(room: Room) -> None:
    casts = [room.cast() for _ in range(5)]
    assert len({cast.key for cast in casts} | {cast.cast_id for cast in casts}) == 10
    assert all(len(bytes.fromhex(cast.key)) * 8 == 128 for cast in casts)


async def test_an_unknown_key_is_refused_in_both_languages(room: Room) -> None:
    cast = room.cast()
    for key in ("", "nobody", cast.key[:-1], cast.key.upper() + "x", cast.cast_id, "키", "\udcff" * 3):
        with pytest.raises(PublishRefused) as refused:
            room.casting.open(key, Caller().entry)
        assert refused.value.code == "unknown_key"
        assert "key" in refused.value.sentence.en
        assert "키" in refused.value.sentence.ko
    assert room.casting.refused_total == 7
    assert room.state(cast) is CastState.WAITING


async def test_a_second_publisher_is_refused_while_the_first_sends(room: Room) -> None:
    cast, first = room.cast(), Caller()
    room.casting.open(cast.key, first.entry)
    for _ in range(20):
        room.clock.now_ns += SAME_CASTER_SILENCE_NS - 1
        with pytest.raises(PublishRefused) as refused:
            room.casting.open(cast.key, Caller(PHONE).entry)
        assert refused.value.code == "key_in_use"
        room.show_picture(cast)
    assert first.told == []
    assert room.state(cast) is CastState.LIVE


@pytest.mark.parametrize(("peer", "silence_ns"), [(PHONE, SAME_CASTER_SILENCE_NS), (LAPTOP, OTHER_ADDRESS_SILENCE_NS)])
async def test_a_publisher_that_fell_silent_is_replaced(room: Room, peer: str, silence_ns: int) -> None:
    cast, first, second = room.cast(), Caller(PHONE), Caller(peer, "whip")
    old_input = room.casting.open(cast.key, first.entry)
    room.show_picture(cast)
    room.clock.now_ns += silence_ns - 1
    with pytest.raises(PublishRefused):
        room.casting.open(cast.key, second.entry)
    room.clock.now_ns += 1
    new_input = room.casting.open(cast.key, second.entry)
    assert len(first.told) == 1
    assert cast.publisher is not None
    assert (cast.publisher.entry.peer, cast.publisher.cast_input) == (peer, new_input)
    old_input.close()  # the old connection ends only now; the new publisher is not touched by it
    assert cast.publisher.cast_input is new_input
    assert room.state(cast) is CastState.LIVE


async def test_the_same_key_opens_again_at_once_after_the_publisher_left(room: Room) -> None:
    cast = room.cast()
    for _ in range(20):
        cast_input = room.casting.open(cast.key, Caller().entry)
        assert room.state(cast) is CastState.LIVE
        cast_input.close()
        assert room.state(cast) is CastState.INTERRUPTED


async def test_the_stage_is_live_only_while_a_picture_comes(room: Room) -> None:
    with room.session.events.subscribe(Recipient(Role.STUDENT)) as subscription:
        cast = room.cast()
        assert room.stage_state() is StageState.EMPTY
        room.casting.put_on_stage(SESSION, [cast.cast_id])
        cast_input = room.casting.open(cast.key, Caller().entry)
        assert room.stage_state() is StageState.WAITING
        room.show_picture(cast)
        assert room.stage_state() is StageState.LIVE
        cast_input.close()
        assert room.stage_state() is StageState.WAITING
        room.casting.put_on_stage(SESSION, [])
        states = [StageState.WAITING, StageState.LIVE, StageState.WAITING, StageState.EMPTY]
        assert await _told(subscription) == list(enumerate(states, start=1))


async def test_nothing_is_told_when_nothing_changes(room: Room) -> None:
    cast = room.cast(on_stage=True)
    room.casting.open(cast.key, Caller().entry)
    room.show_picture(cast)
    with room.session.events.subscribe(Recipient(Role.STUDENT)) as subscription:
        room.casting.put_on_stage(SESSION, [cast.cast_id])
        room.show_picture(cast)
        other = room.cast()
        room.casting.open(other.key, Caller(LAPTOP).entry)
        room.show_picture(other)
        assert await _told(subscription) == []


async def test_a_still_screen_stays_on_stage(room: Room) -> None:
    cast = room.cast(on_stage=True)
    room.casting.open(cast.key, Caller().entry)
    room.show_picture(cast)
    room.clock.now_ns += 30 * NANOSECONDS_PER_SECOND
    assert room.stage_state() is StageState.LIVE
    assert room.state(cast) is CastState.LIVE


async def test_only_casts_of_the_session_come_on_stage_and_one_at_a_time(room: Room) -> None:
    first, second = room.cast(on_stage=True), room.cast()
    with pytest.raises(NotFound):
        room.casting.put_on_stage(SESSION, ["nobody"])
    with pytest.raises(BadRequest) as refused:
        room.casting.put_on_stage(SESSION, [first.cast_id, second.cast_id])
    assert refused.value.code == "one_cast_only"
    assert room.casting.stage_view(SESSION).cast_ids == [first.cast_id]


async def test_the_number_of_casts_is_bounded(room: Room) -> None:
    for _ in range(MAX_CASTS_PER_SESSION):
        room.cast()
    with pytest.raises(CapacityExceeded):
        room.cast()


async def test_only_a_publisher_that_can_be_asked_is_asked_for_keyframes(room: Room) -> None:
    cast, phone = room.cast(), Caller(protocol="whip")
    cast_input = room.casting.open(cast.key, phone.entry)
    cast.hub.request_keyframe()
    cast.hub.request_keyframe()
    assert phone.wishes == ["keyframe"]
    cast_input.close()
    room.clock.now_ns += NANOSECONDS_PER_SECOND
    room.casting.open(cast.key, Caller(protocol="rtmp").entry)
    cast.hub.request_keyframe()
    assert phone.wishes == ["keyframe"]


async def test_the_listing_says_why_a_publisher_was_sent_away(room: Room) -> None:
    cast = room.cast()
    cast_input = room.casting.open(cast.key, Caller().entry)
    cast_input.refusal = PublishRefused("codec_hevc", Sentence("Choose H.264.", "H.264를 고르세요."))
    cast_input.close()
    (view,) = room.casting.views(SESSION)
    assert [(found.code, found.severity) for found in view.diagnoses] == [("codec_hevc", "error")]
    assert (view.diagnoses[0].sentence.en, view.diagnoses[0].sentence.ko) == ("Choose H.264.", "H.264를 고르세요.")
    room.casting.open(cast.key, Caller().entry)
    assert room.casting.views(SESSION)[0].diagnoses == []


async def test_a_cast_that_needs_approval_publishes_but_comes_on_stage_only_once_approved(room: Room) -> None:
    cast = room.cast(needs_approval=True)
    room.casting.open(cast.key, Caller().entry)
    room.show_picture(cast)
    assert [(view.state, view.approval) for view in room.casting.views(SESSION)] == [(CastState.LIVE, "requested")]
    with pytest.raises(BadRequest, match="approve it first") as refused:
        room.casting.put_on_stage(SESSION, [cast.cast_id])
    assert (refused.value.status, refused.value.code) == (409, "not_approved")
    assert room.stage_state() is StageState.EMPTY
    for _ in range(2):
        assert room.casting.approve(SESSION, cast.cast_id).approval == "approved"
    room.casting.put_on_stage(SESSION, [cast.cast_id])
    assert room.stage_state() is StageState.LIVE


async def test_a_cast_is_approved_unless_it_asks_for_approval(room: Room) -> None:
    room.cast(on_stage=True)
    assert [view.approval for view in room.casting.views(SESSION)] == ["approved"]


@pytest.mark.parametrize("needs_approval", [True, False])
async def test_a_deleted_cast_leaves_the_stage_its_publisher_and_its_key(room: Room, needs_approval: bool) -> None:
    cast, caller = room.cast(needs_approval=needs_approval), Caller()
    cast_input = room.casting.open(cast.key, caller.entry)
    if not needs_approval:
        room.casting.put_on_stage(SESSION, [cast.cast_id])
    room.casting.delete(SESSION, cast.cast_id)
    assert len(caller.told) == 1
    assert (cast.hub.has_publisher, room.stage_state(), room.casting.views(SESSION)) == (False, StageState.EMPTY, [])
    cast_input.video(KEYFRAME, 0, 0, room.clock.now_ns)
    assert cast.hub.last_video_ns is None
    with pytest.raises(PublishRefused) as refused:
        room.casting.open(cast.key, Caller().entry)
    assert refused.value.code == "unknown_key"
    for again in (room.casting.delete, room.casting.approve, room.casting.of_session):
        with pytest.raises(NotFound):
            again(SESSION, cast.cast_id)


async def test_deleting_one_cast_leaves_the_others_alone(room: Room) -> None:
    shown, other = room.cast(on_stage=True), room.cast()
    caller = Caller()
    room.casting.open(shown.key, caller.entry)
    room.casting.delete(SESSION, other.cast_id)
    assert (caller.told, room.casting.stage_view(SESSION).cast_ids) == ([], [shown.cast_id])


async def test_a_publisher_whose_connection_closes_its_input_is_sent_away_too(room: Room) -> None:
    """As RTMP does: told to go, it closes the input before it returns."""
    inputs: list[CastInput] = []
    entry = PublisherEntry("rtmp", PHONE, lambda reason: inputs[0].close())
    first, second, caller = room.cast(), room.cast(), Caller(LAPTOP)
    inputs.append(room.casting.open(first.key, entry))
    room.casting.open(second.key, caller.entry)
    room.casting.end_session(room.session)
    assert (room.casting.all(), len(caller.told)) == ([], 1)


async def test_stopping_all_clears_the_stage_and_ends_every_key_but_the_test_picture(room: Room) -> None:
    practice = room.casting.create(SESSION, "Test picture", is_practice=True)
    casts = [room.cast(), room.cast(on_stage=True), room.cast(needs_approval=True)]
    callers = [Caller(f"192.0.2.{number}") for number in (20, 21, 22)]
    for cast, caller in zip(casts, callers, strict=True):
        room.casting.open(cast.key, caller.entry)
    left = room.casting.stop_all(SESSION)
    assert [view.cast_id for view in left] == [practice.cast_id]
    assert [len(caller.told) for caller in callers] == [1, 1, 1]
    assert room.stage_state() is StageState.EMPTY
    for cast in casts:
        with pytest.raises(PublishRefused, match="not known"):
            room.casting.open(cast.key, Caller().entry)
    with pytest.raises(BadRequest) as kept:
        room.casting.delete(SESSION, practice.cast_id)
    assert (kept.value.status, kept.value.code) == (409, "practice_cast")


async def test_everything_that_teachers_see_of_casts_is_a_change(room: Room) -> None:
    def changed() -> bool:
        heard, room.changes = bool(room.changes), []
        room.casting.on_change = room.changes.append
        return heard

    cast = room.cast(needs_approval=True)
    assert changed()
    cast_input = room.casting.open(cast.key, Caller().entry)
    assert changed()
    room.show_picture(cast)
    assert changed()
    room.casting.approve(SESSION, cast.cast_id)
    assert changed()
    room.casting.put_on_stage(SESSION, [cast.cast_id])
    assert changed()
    room.show_picture(cast)
    assert not changed()
    cast_input.close()
    assert changed()
    room.casting.delete(SESSION, cast.cast_id)
    assert changed()


async def test_the_thumbnail_is_the_latest_keyframe_of_whoever_publishes(room: Room) -> None:
    cast = room.cast()
    with pytest.raises(BadRequest) as nothing:
        keyframe_of(cast)
    assert (nothing.value.status, nothing.value.code) == (404, "no_picture")
    cast_input = room.casting.open(cast.key, Caller().entry)
    room.show_picture(cast)
    first = keyframe_of(cast)
    assert split_annex_b(first.annex_b()) == list(KEYFRAME)
    # A group of pictures that has grown too long for joiners still has its picture.
    for number in range(1, GOP_MAX_FRAMES + 2):
        cast.hub.publish_video(VideoFrame((b"\x41same",), False, number, number))
    assert (len(cast.hub.gop), keyframe_of(cast).etag) == (0, first.etag)
    room.clock.now_ns += NANOSECONDS_PER_SECOND
    room.show_picture(cast)
    assert keyframe_of(cast).etag != first.etag
    cast_input.close()
    with pytest.raises(BadRequest, match="No picture"):
        keyframe_of(cast)


async def test_a_thumbnail_is_bounded(room: Room) -> None:
    cast = room.cast()
    room.casting.open(cast.key, Caller().entry)
    for size, fits in ((KEYFRAME_MAX_BYTES, True), (KEYFRAME_MAX_BYTES + 1, False)):
        cast.hub.publish_video(VideoFrame((b"\x65" * size,), True, size, size))
        if fits:
            assert len(keyframe_of(cast).annex_b()) <= KEYFRAME_MAX_BYTES + 4
            continue
        with pytest.raises(BadRequest, match="too large") as refused:
            keyframe_of(cast)
        assert refused.value.code == "no_picture"
