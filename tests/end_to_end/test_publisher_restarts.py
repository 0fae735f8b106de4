"""Phones die, turn and are imitated: viewers keep their session and get the picture back by themselves."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from appliance.protocols.rtmp.client_session import PublishFailed
from tests.support.appliance_process import ApplianceProcess
from tests.support.chromium import chromium
from tests.support.media_files import MediaRecipe
from tests.support.practice_stage import Cast, cast_on_stage, rtmp_address, stage_whep
from tests.support.received_media import FrameProbe, ReceiveOptions
from tests.support.rtmp_publisher import RtmpPublisher, encoded_video
from tests.support.rtmp_source import looping_source
from tests.support.rtmp_tee import RtmpTee
from tests.support.watching import Watching
from tests.support.watching_page import watching_page
from tests.support.webrtc_viewer import ViewerOptions, WebRtcViewer

RESTARTS = 20
RESUME_SECONDS = 2.0
DEADLINE_SECONDS = 15.0
FRAMES_PER_LIFE = 8
LONGEST_PAUSE_SECONDS = 0.5
RECIPE = MediaRecipe(seconds=6)
UPRIGHT = MediaRecipe(width=480, height=640, seconds=6)
OPTIONS = ViewerOptions(receive=ReceiveOptions(tally_frames=True, probe=True))


async def _next_of(ends: asyncio.Queue[FrameProbe], tails: frozenset[bytes], count: int = 1) -> list[FrameProbe]:
    """The next frames that belong to one video; the slate's are passed over."""
    found: list[FrameProbe] = []
    async with asyncio.timeout(DEADLINE_SECONDS):
        while len(found) < count:
            probe = await ends.get()
            if probe.tail in tails:
                found.append(probe)
    return found


@dataclass(frozen=True, slots=True)
class Classroom:
    """A box with an empty cast on stage, and viewers of it."""

    box: ApplianceProcess
    cast: Cast
    watching: Watching


@asynccontextmanager
async def _classroom(data_dir: Path) -> AsyncIterator[Classroom]:
    async with ApplianceProcess(data_dir) as box, Watching(stage_whep(box)) as watching:
        yield Classroom(box, await cast_on_stage(box), watching)


async def _seconds_until_back(viewer: WebRtcViewer, tee: RtmpTee, key: str) -> float:
    """One more life of the publisher: from its first frame on the wire to its first frame at the viewer."""
    tee.frames.clear()
    with viewer.media.frame_ends() as ends:
        async with looping_source(f"rtmp://127.0.0.1:{tee.port}/live/{key}", RECIPE) as source:
            first, *_ = await _next_of(ends, encoded_video(RECIPE).tails, FRAMES_PER_LIFE)
            await source.kill()
    return (first.arrived_ns - min(times[0] for times in tee.frames.values())) / 1e9


@pytest.mark.timeout(180)
async def test_viewers_outlive_a_publisher_that_dies_twenty_times(tmp_path: Path) -> None:
    async with _classroom(tmp_path) as room, RtmpTee(*rtmp_address(room.box)) as tee:
        async with looping_source(room.cast.rtmp_url, RECIPE) as source:
            await source.sending()
            viewer = await room.watching.join(OPTIONS)
            await source.kill()
        waits = sorted([await _seconds_until_back(viewer, tee, room.cast.key) for _ in range(RESTARTS)])
        video = viewer.media.stream("video")
        frames, decodable = viewer.media.tally.judge()
    print(f"back after {waits[-1]:.3f} s at most, {waits[RESTARTS // 2]:.3f} s in the median")
    assert video is not None
    assert sorted(stream.kind for stream in viewer.media.streams.values()) == ["audio", "video"]
    assert waits[-1] <= RESUME_SECONDS
    assert (video.census.restarts, video.census.lost, viewer.media.check_failures) == (0, 0, 0)
    assert (frames, viewer.media.goodbyes) == (decodable, 0)


@pytest.mark.browser
async def test_a_phone_that_is_turned_is_shown_upright_without_a_new_session(tmp_path: Path) -> None:
    wide, upright = encoded_video(RECIPE), encoded_video(UPRIGHT)
    async with (
        _classroom(tmp_path) as room,
        chromium() as browser,
        RtmpPublisher(*rtmp_address(room.box), room.cast.key) as phone,
    ):
        await phone.started()
        await phone.send(wide, 30)
        page = await watching_page(browser, room.box.http_url)
        watch = await page.watch(stage_whep(room.box))
        viewer = await room.watching.join(OPTIONS)
        async with asyncio.TaskGroup() as group:
            group.create_task(phone.send(wide, 45))
            await watch.shows(RECIPE.width, RECIPE.height, DEADLINE_SECONDS)
        with viewer.media.frame_ends() as ends:
            async with asyncio.TaskGroup() as group:
                turning = group.create_task(phone.send(upright, 90))
                await _next_of(ends, upright.tails)
                await watch.shows(UPRIGHT.width, UPRIGHT.height, RESUME_SECONDS)
                assert not turning.done()
        frames, decodable = viewer.media.tally.judge()
    assert [stream.kind for stream in viewer.media.streams.values()] == ["video"]
    assert frames == decodable


async def test_a_second_publisher_is_refused_and_the_first_one_goes_on(tmp_path: Path) -> None:
    tails = encoded_video(RECIPE).tails
    async with _classroom(tmp_path) as room, looping_source(room.cast.rtmp_url, RECIPE) as source:
        await source.sending()
        viewer = await room.watching.join(OPTIONS)
        with viewer.media.frame_ends() as ends:
            arrivals = await _next_of(ends, tails, 10)
            async with RtmpPublisher(*rtmp_address(room.box), room.cast.key) as second:
                refusal = await second.outcome()
                arrivals += await _next_of(ends, tails, 30)
        frames, decodable = viewer.media.tally.judge()
    assert isinstance(refusal, PublishFailed)
    assert refusal.code == "NetStream.Publish.BadName"
    assert len(refusal.description.split()) >= 4
    pauses = [(later.arrived_ns - earlier.arrived_ns) / 1e9 for earlier, later in itertools.pairwise(arrivals)]
    assert max(pauses) < LONGEST_PAUSE_SECONDS
    assert frames == decodable
