"""What the teacher is told of the Wi-Fi: real viewers behind a bad network, of whom one or all lose packets."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

from appliance.client.box_client import BoxClient
from appliance.client.connection import BoxConnection
from appliance.client.problems import BoxRefusedError
from appliance.contract.live import NetworkChanged, Snapshot
from appliance.contract.network import ClassNetwork, ViewerNetwork
from tests.support.appliance_process import ApplianceProcess
from tests.support.impairment import Impairment
from tests.support.impairment_proxy import ImpairmentProxy
from tests.support.lesson_client import Lesson, Student, lesson
from tests.support.media_files import MediaRecipe
from tests.support.practice_stage import stage_is_live, stage_whep
from tests.support.received_media import ReceiveOptions
from tests.support.rtmp_source import looping_source
from tests.support.watching import Watching
from tests.support.webrtc_viewer import ViewerOptions

SEED = 15
LOSS = 0.15
TOLERANCE = 0.05
"""The figures are of some 1,000 packets."""
CLEAR, LOSSY = Impairment(delay_seconds=0.005), Impairment(loss=LOSS, delay_seconds=0.005)
RECIPE = MediaRecipe(video_bits=2_000_000)
REPAIRING = ViewerOptions(receive=ReceiveOptions(nack=True))
"""Asks for what is missing and does not report as lost what came then."""
NAMES = ("이서연", "김민준", "박지우", "최유나")
STEADY_MS = 9_000
"""So long after a change the figures are of the time after it alone."""
CHANGE_SECONDS = 40.0


@dataclass(frozen=True, slots=True)
class WatchedLesson:
    """A lesson with four students who watch, the first of them behind a network of its own."""

    lesson: Lesson
    students: list[Student]
    first: ImpairmentProxy
    others: ImpairmentProxy

    @property
    def states(self) -> list[str]:
        """Every state that the teacher has been told, in order."""
        return [event.network.state for event in self.lesson.follower.of(NetworkChanged)]

    async def hears(self, state: str, pause_ms: int = 0) -> ClassNetwork:
        """What the teacher is told next of the network in that state, after a pause."""
        [*_, latest] = self.lesson.follower.of(NetworkChanged)
        from_ms = latest.network.at_ms + pause_ms

        def is_wanted(event: NetworkChanged) -> bool:
            return event.network.at_ms > from_ms and event.network.state == state

        return (await self.lesson.follower.hears(NetworkChanged, is_wanted, CHANGE_SECONDS)).network


@pytest.fixture
async def watched(tmp_path: Path) -> AsyncIterator[WatchedLesson]:
    async with AsyncExitStack() as stack:
        box = await stack.enter_async_context(ApplianceProcess(tmp_path))
        led = await stack.enter_async_context(lesson(box.http_url, tmp_path))
        session_id = led.session.session_id
        cast = await led.teacher.casts.create(session_id)
        await led.teacher.casts.put_on_stage(session_id, [cast.cast_id])
        source = await stack.enter_async_context(looping_source(cast.rtmp_url, RECIPE))
        await source.sending(RECIPE.keyframe_frames)
        students = [await led.student(name) for name in NAMES]
        first, others = (stack.enter_context(ImpairmentProxy(CLEAR, CLEAR, seed=SEED + each)) for each in range(2))
        watching = await stack.enter_async_context(Watching(f"{box.http_url}/sessions/{session_id}/whep"))
        for number, student in enumerate(students):
            options, proxy = (REPAIRING, first) if number == 0 else (ViewerOptions(), others)
            await watching.join(options, reroute=proxy.reroute, token=student.joined.access_token)
        yield WatchedLesson(led, students, first, others)


def _by_name(network: ClassNetwork) -> dict[str, ViewerNetwork]:
    return {viewer.name: viewer for viewer in network.viewers}


async def test_one_bad_device_is_shown_as_such_and_only_many_fill_the_air(watched: WatchedLesson) -> None:
    follower, participant_ids = watched.lesson.follower, {student.id for student in watched.students}
    assert follower.snapshot.teacher is not None
    assert follower.snapshot.teacher.network is not None
    await follower.hears(NetworkChanged, lambda event: len(event.network.viewers) == len(NAMES))

    watched.first.change(LOSSY)
    network = await watched.hears("ok", STEADY_MS)
    assert {viewer.participant_id for viewer in network.viewers} == participant_ids
    worst, *well = network.viewers
    assert (worst.name, worst.quality, worst.transport) == (NAMES[0], "poor", "udp")
    assert worst.loss == pytest.approx(LOSS, abs=TOLERANCE)
    assert [(viewer.quality, viewer.loss) for viewer in well] == [("good", 0.0)] * 3
    assert set(watched.states) == {"ok"}
    assert (network.loss_p50, network.loss_p90) == (0.0, 0.0)
    for viewer in network.viewers:
        assert viewer.bitrate == pytest.approx(RECIPE.video_bits, rel=0.3)
        assert viewer.round_trip_ms is not None
        assert 5 <= viewer.round_trip_ms < 150
        assert viewer.dropped_frames == 0
    assert network.total_bitrate == sum(viewer.bitrate for viewer in network.viewers)

    watched.others.change(LOSSY)
    network = await watched.hears("full", STEADY_MS)
    assert {viewer.quality for viewer in network.viewers} == {"poor"}
    for loss in (network.loss_p50, network.loss_p90, *(viewer.loss for viewer in network.viewers)):
        assert loss == pytest.approx(LOSS, abs=TOLERANCE)
    assert "4 of 4" in network.sentence.en

    watched.first.change(CLEAR)
    watched.others.change(CLEAR)
    network = await watched.hears("ok")
    assert {viewer.quality for viewer in network.viewers} == {"good"}
    turns = [now for before, now in pairwise(watched.states) if now != before]
    assert turns == ["full", "ok"]


async def test_students_are_told_nothing_of_it(watched: WatchedLesson) -> None:
    session_id = watched.lesson.session.session_id
    await watched.lesson.follower.hears(NetworkChanged, lambda event: len(event.network.viewers) == len(NAMES))
    asked = await watched.lesson.teacher.sessions.network(session_id)
    assert set(_by_name(asked)) == set(NAMES)
    for student in watched.students:
        assert student.follower.of(NetworkChanged) == []
        assert [snapshot.teacher for snapshot in student.follower.of(Snapshot)] == [None]
        with pytest.raises(BoxRefusedError) as refused:
            await student.client.sessions.network(session_id)
        assert refused.value.status == 403


async def test_one_student_watches_on_four_devices_and_the_oldest_goes(watched: WatchedLesson) -> None:
    teacher, session_id = watched.lesson.teacher, watched.lesson.session.session_id
    student, follower = watched.students[1], watched.lesson.follower
    everybody = await follower.hears(NetworkChanged, lambda event: len(event.network.viewers) == len(NAMES))
    before = _by_name(everybody.network)[student.joined.name].viewer_id
    async with Watching(f"{teacher.connection.origin}/sessions/{session_id}/whep") as devices:
        for _ in range(4):
            await devices.join(token=student.joined.access_token)

        def is_settled(event: NetworkChanged) -> bool:
            return len(event.network.viewers) == len(NAMES) + 3

        event = await follower.hears(NetworkChanged, is_settled)
    own = [viewer.viewer_id for viewer in event.network.viewers if viewer.participant_id == student.id]
    assert len(own) == 4
    assert before not in own


async def test_guests_of_the_practice_class_have_no_names_and_may_come_by_tcp(tmp_path: Path) -> None:
    async with ApplianceProcess(tmp_path) as box, BoxClient(BoxConnection(box.http_url)) as client:
        await stage_is_live(box)
        async with Watching(stage_whep(box)) as watching:
            for transport in ("tcp", "udp", "udp", "udp", "udp", "udp"):
                await watching.join(ViewerOptions(transport=transport))
            network = await client.sessions.network("practice")
    assert sorted(viewer.transport for viewer in network.viewers) == ["tcp", "udp", "udp", "udp", "udp", "udp"]
    assert {(viewer.name, viewer.participant_id) for viewer in network.viewers} == {("", None)}
    assert all(viewer.bitrate > 0 for viewer in network.viewers)
    assert network.state == "ok"
