"""A class's network figures: looked at for a teacher only, told when they change, the worst viewer first."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from appliance.contract.network import VIEWERS_SHOWN_MAX, ClassNetwork, ViewerNetwork
from appliance.domain.policy import Role
from appliance.domain.reception import LOOKS_TO_WORSEN, POOR_LOSS
from appliance.protocols.rtp import ReceiverReport, ReportBlock
from appliance.services.class_networks import FRESH_NS, SILENT_NS, STALE_NS, ClassNetworks, NetworkSources
from appliance.services.session import Session
from appliance.services.viewing import Watch
from tests.support.event_ear import listening
from tests.support.offers import an_offer
from tests.support.outgoing_frames import VIDEO_SSRC, FrameLine
from tests.support.recorded_viewer import recorded_viewer
from tests.support.viewing_room import SESSION, ViewingRoom, viewing_room

LOOK_NS = 3_000_000_000


class NetworkRoom:
    """A class whose viewers report what the test says."""

    def __init__(self, room: ViewingRoom) -> None:
        self.room = room
        self.looks = 0
        self.networks = ClassNetworks(
            room.lessons.sessions, NetworkSources(self._stage_watches, room.clock, room.lessons.clock.wall_ms)
        )
        self._packets: dict[str, tuple[int, int]] = {}

    @property
    def session(self) -> Session:
        """The class."""
        return self.room.session

    async def watches(self, person_id: str = "", name: str = "") -> Watch:
        """A viewer that has connected and is heard of now."""
        watch = await self.room.viewing.watch_stage(SESSION, an_offer(), person_id, name)
        recorded = recorded_viewer(FrameLine().ring)
        watch.session.viewer = recorded.viewer
        line = FrameLine()
        line.gop(2)
        recorded.viewer.start_with(line.cache)
        recorded.viewer.catch_up(1 << 40)
        return watch

    def reports(self, watch: Watch, loss: float, packets: int = 1_000) -> None:
        """The viewer tells how much of so many more packets it has lost."""
        came, lost = self._packets.get(watch.viewer_id, (0, 0))
        came, lost = came + packets, lost + round(packets * loss)
        self._packets[watch.viewer_id] = came, lost
        assert watch.session.viewer is not None
        report = ReceiverReport(1, (ReportBlock(VIDEO_SSRC, 0, lost, came, 0, 0, 0),))
        watch.session.viewer.on_rtcp(report.serialize(), self.room.clock.now_ns, 0)
        watch.session.peer.last_heard_ns = self.room.clock.now_ns

    def looks_on(self, **losses: float) -> ClassNetwork:
        """The next look finds every viewer with the loss that is given for its person."""
        self.room.clock.now_ns += LOOK_NS
        for watch in self.room.viewing.stage_watches(SESSION):
            self.reports(watch, losses.get(watch.watcher.person_id, 0.0))
        return self.networks.current(self.session)

    def _stage_watches(self, session_id: str) -> list[Watch]:
        self.looks += 1
        return self.room.viewing.stage_watches(session_id)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[NetworkRoom]:
    async with viewing_room(tmp_path, limit=600) as opened:
        opened.show_picture()
        yield NetworkRoom(opened)


def _losses(network: ClassNetwork) -> list[tuple[str, float, str]]:
    return [(each.name, each.loss, each.quality) for each in network.viewers]


async def test_nobody_is_looked_at_until_a_teacher_follows(room: NetworkRoom) -> None:
    before = room.session.events.number
    with listening(room.session.events, Role.STUDENT, "student"), listening(room.session.events, Role.NOBODY, ""):
        for _ in range(5):
            await room.networks.tell_all()
    assert (room.looks, room.session.events.number) == (0, before)
    with listening(room.session.events, Role.TEACHER, "teacher"):
        await room.networks.tell_all()
    assert room.looks == 1
    await room.networks.tell_all()
    assert room.looks == 1


async def test_teachers_are_told_what_changes_and_students_never(room: NetworkRoom) -> None:
    watch = await room.watches()
    events = room.session.events
    with (
        listening(events, Role.CO_TEACHER, "teacher") as teacher,
        listening(events, Role.STUDENT) as student,
        listening(events, Role.WAITING) as waiting,
        listening(events, Role.NOBODY, "") as guest,
    ):
        for loss in (0.0, 0.0, 0.0, 0.16, 0.16, 0.16):
            room.room.clock.now_ns += LOOK_NS
            room.reports(watch, loss)
            await room.networks.tell_all()
        told = [event["network"]["viewers"][0]["loss"] for event in await teacher.heard()]
        assert [ear.subscription.waiting for ear in (student, waiting, guest)] == [0, 0, 0]
    assert told == [0.0, 0.08, 0.16]  # 6 s are looked at: of the first two bad looks, one half was good


async def test_who_comes_later_is_told_the_next_look_in_any_case(room: NetworkRoom) -> None:
    with listening(room.session.events, Role.TEACHER, "one") as teacher:
        await room.networks.tell_all()
        await room.networks.tell_all()
        assert len(await teacher.heard()) == 1
        room.room.clock.now_ns += FRESH_NS + 1
        room.networks.current(room.session)  # the snapshot of another teacher
        await room.networks.tell_all()
        assert len(await teacher.heard()) == 1


async def test_whoever_asks_often_makes_no_more_looks(room: NetworkRoom) -> None:
    first = room.networks.current(room.session)
    room.room.clock.now_ns += FRESH_NS
    assert all(room.networks.current(room.session) is first for _ in range(100))
    room.room.clock.now_ns += 1
    assert room.networks.current(room.session) is not first
    assert room.looks == 2


async def test_the_worst_comes_first_and_everybody_has_a_name(room: NetworkRoom) -> None:
    seoyeon = room.room.lessons.join(room.session, "이서연", participant_id="s1")
    await room.watches(seoyeon.id, "an older name")
    await room.watches("teacher-1", "김민지")
    await room.watches()
    room.looks_on()
    network = room.looks_on(s1=0.03, **{"teacher-1": 0.2})
    assert _losses(network) == [("김민지", 0.2, "poor"), ("이서연", 0.03, "fair"), ("", 0.0, "good")]
    assert [each.participant_id for each in network.viewers] == [None, "s1", None]
    assert (network.loss_p50, network.loss_p90, network.state) == (0.03, 0.03, "ok")


async def test_three_poor_viewers_fill_the_air_and_one_does_not(room: NetworkRoom) -> None:
    for person_id in "abcd":
        await room.watches(person_id)
    room.looks_on()
    states = [room.looks_on(a=0.16).state for _ in range(5)]
    assert states == ["ok"] * 5
    states = [room.looks_on(a=0.16, b=0.16, c=0.16, d=0.16).state for _ in range(LOOKS_TO_WORSEN)]
    assert states == ["ok", "full"]
    states = [room.looks_on().state for _ in range(5)]
    assert states == ["full", "full", "full", "ok", "ok"]  # the first of these still sees the loss before it


async def test_a_viewer_that_fell_silent_is_poor_and_says_nothing_of_the_air(room: NetworkRoom) -> None:
    watch = await room.watches("s1", "이서연")
    room.looks_on()
    watch.session.peer.last_heard_ns = room.room.clock.now_ns
    room.room.clock.now_ns += SILENT_NS
    assert room.networks.current(room.session).viewers[0].quality == "good"
    watch.session.peer.last_heard_ns -= 1
    room.room.clock.now_ns += FRESH_NS + 1
    network = room.networks.current(room.session)
    assert (network.viewers[0].quality, network.state) == ("poor", "ok")


async def test_after_a_pause_the_air_is_judged_anew(room: NetworkRoom) -> None:
    for person_id in "abc":
        await room.watches(person_id)
    bad = dict.fromkeys("abc", POOR_LOSS)
    room.looks_on()
    assert [room.looks_on(**bad).state for _ in range(4)][-1] == "full"
    room.room.clock.now_ns += STALE_NS
    assert room.looks_on().state == "ok"


async def test_who_is_on_the_way_in_or_looks_at_a_single_cast_is_not_listed(room: NetworkRoom) -> None:
    await room.room.viewing.watch_stage(SESSION, an_offer(), "on the way in")
    await room.room.viewing.watch_cast(room.room.cast.cast_id, an_offer(), "teacher-1")
    network = room.networks.current(room.session)
    assert (network.viewers, network.total_bitrate, network.loss_p90, network.state) == ([], 0, 0.0, "ok")


async def test_who_leaves_is_forgotten(room: NetworkRoom) -> None:
    watch = await room.watches("s1", "이서연")
    assert len(room.looks_on().viewers) == 1
    await room.room.viewing.end(watch.secret)
    room.networks.forget(room.session)
    assert room.networks.current(room.session).viewers == []


async def test_the_list_is_bounded_and_its_sums_are_not(room: NetworkRoom) -> None:
    watches = [await room.watches() for _ in range(3)]
    crowd = watches * 200
    networks = ClassNetworks(
        room.room.lessons.sessions, NetworkSources(lambda _: crowd, room.room.clock, room.room.lessons.clock.wall_ms)
    )
    room.room.clock.now_ns += LOOK_NS
    network = networks.current(room.session)
    assert len(network.viewers) == VIEWERS_SHOWN_MAX
    assert network.total_bitrate == 600 * network.viewers[0].bitrate
    assert ViewerNetwork.model_validate_json(network.viewers[0].model_dump_json()) == network.viewers[0]
