"""ffmpeg publishes over RTMP and a student's Chromium shows it: picture, sound, both together, and at once."""

import asyncio
import os
from itertools import pairwise
from pathlib import Path
from statistics import median

import pytest

from tests.support.appliance_process import ApplianceProcess
from tests.support.chromium import Screen, StagePage, chromium
from tests.support.flash_and_beep import flashing_inputs, sound_lag_ms
from tests.support.media_files import MediaRecipe, audio_options, video_options
from tests.support.playback import play, turn_on_sound
from tests.support.practice_stage import cast_on_stage, rtmp_address, stage_whep
from tests.support.received_media import ReceiveOptions
from tests.support.rtmp_publisher import RtmpPublisher, encoded_video
from tests.support.rtmp_source import FfmpegSource, looping_source
from tests.support.watching import Watching
from tests.support.watching_page import watching_page
from tests.support.webrtc_viewer import ViewerOptions

pytestmark = pytest.mark.browser

LONG_GOP = MediaRecipe(width=960, height=540, video_bits=1_500_000, keyframe_seconds=4.0, seconds=40)
"""Long enough that the test ends before the file begins anew."""
SMALL = MediaRecipe(width=640, height=360, video_bits=800_000, keyframe_seconds=2.0)
IN_SYNC_MS = 40
FLASHES = 5
JOINS = 7
PAUSE_SECONDS = 0.55
"""With the time of the joins themselves this walks through the whole group of pictures."""
STILL_SECONDS = 1.5
BEFORE_WRAP_SECONDS = 4_294_967 - 12
KEEP_EVERYTHING = ViewerOptions(receive=ReceiveOptions(check_every=1, keep=True))
SCREENSHOT_FOLDER = "AIRCLASS_SCREENSHOTS"


async def _save_screenshot(page: StagePage) -> None:
    if folder := os.environ.get(SCREENSHOT_FOLDER):
        await page.screenshot(Path(folder) / "student-page-rtmp.png")


async def test_ffmpeg_is_seen_and_heard_in_chromium(tmp_path: Path) -> None:
    async with ApplianceProcess(tmp_path) as box, chromium() as browser:
        cast = await cast_on_stage(box)
        async with looping_source(cast.rtmp_url, LONG_GOP) as source:
            await source.sending(90)
            page = await browser.open(box.http_url, Screen(width=1280, height=800))
            await page.wait_for_state("live")
            marks = await page.timeline()
            await turn_on_sound(page)
            first, later = await play(page, 2.0), await play(page, 2.0)
            video = await page.video()
            codecs = (await page.codec("video"), await page.codec("audio"))
            await _save_screenshot(page)
    print(
        f"first frame after {marks.first_frame_at - marks.asked_at:.0f} ms, {later.frame_rate:.1f} fps, sound ahead by "
        f"{first.median_apart_ms:.0f} ms at first and {later.median_apart_ms:.0f} ms two seconds later"
    )
    assert codecs == ("video/H264", "audio/opus")
    assert (video.width, video.height) == (LONG_GOP.width, LONG_GOP.height)
    assert marks.first_frame_at - marks.asked_at <= 1000
    for stretch in (first, later):
        assert stretch.frame_rate >= 25
        assert stretch.sound_energy > 0
        assert (stretch.freezes, stretch.keyframes_asked_for) == (0, 0)
        assert stretch.apart_ms, "the browser does not know which sound belongs to which picture"
    assert page.complaints == []


async def test_a_flash_and_its_beep_stay_together(tmp_path: Path) -> None:
    arguments = ["-re", *flashing_inputs(SMALL), *video_options(SMALL), *audio_options(SMALL), "-f", "flv"]
    async with ApplianceProcess(tmp_path) as box, Watching(stage_whep(box)) as watching:
        cast = await cast_on_stage(box)
        async with FfmpegSource([*arguments, cast.rtmp_url]) as source:
            await source.sending(30)
            viewer = await watching.join(KEEP_EVERYTHING)
            await source.sending(source.frames + (FLASHES + 1) * SMALL.frame_rate)
    lags = sound_lag_ms(viewer.media)
    print("the beep comes after its flash by " + ", ".join(f"{lag:.1f}" for lag in lags) + " ms")
    assert len(lags) >= FLASHES
    assert max(map(abs, lags)) <= IN_SYNC_MS


async def test_the_first_frame_is_there_at_once_wherever_in_the_group_one_joins(tmp_path: Path) -> None:
    async with ApplianceProcess(tmp_path) as box, chromium() as browser:
        cast = await cast_on_stage(box)
        async with looping_source(cast.rtmp_url, LONG_GOP) as source:
            await source.sending(LONG_GOP.keyframe_frames)
            page = await watching_page(browser, box.http_url)
            waits = []
            for _ in range(JOINS):
                watch = await page.watch(stage_whep(box))
                waits.append(await watch.first_frame_ms())
                await watch.leave()
                await asyncio.sleep(PAUSE_SECONDS)
    print("first frames after " + ", ".join(f"{wait:.0f}" for wait in waits) + " ms")
    assert median(waits) <= 300
    assert max(waits) <= 1000


async def test_timestamps_that_pass_32_bits_play_on(tmp_path: Path) -> None:
    offset = ("-output_ts_offset", str(BEFORE_WRAP_SECONDS))
    async with ApplianceProcess(tmp_path) as box, chromium() as browser:
        cast = await cast_on_stage(box)
        async with looping_source(cast.rtmp_url, SMALL, options=offset) as source:
            await source.sending(30)
            page = await browser.open(box.http_url)
            await page.wait_for_state("live")
            await turn_on_sound(page)
            frames_before_wrap = 12 * SMALL.frame_rate
            assert source.frames < frames_before_wrap
            played = await play(page, 14.0)
            assert source.frames > frames_before_wrap
    print(played)
    assert played.frame_rate >= 25
    assert (played.freezes, played.keyframes_asked_for) == (0, 0)
    assert played.sound_energy > 0
    assert max(abs(later - earlier) for earlier, later in pairwise(played.apart_ms)) <= IN_SYNC_MS


async def test_a_still_screen_stays_live_and_moves_on_in_the_same_session(tmp_path: Path) -> None:
    video = encoded_video(SMALL)
    async with (
        ApplianceProcess(tmp_path) as box,
        chromium() as browser,
    ):
        cast = await cast_on_stage(box)
        async with RtmpPublisher(*rtmp_address(box), cast.key) as phone:
            await phone.started()
            await phone.send(video, 30)
            page = await browser.open(box.http_url)
            await page.wait_for_state("live")
            asked = (await page.timeline()).asked_at
            await play(page, 1.0)
            still = await play(page, STILL_SECONDS)
            assert await page.state() == "live"
            stage = (await box.client.get("/sessions/practice/stage")).json()
            async with asyncio.TaskGroup() as group:
                group.create_task(phone.send(video, 75))
                moving = await play(page, 2.0)
            assert (await page.timeline()).asked_at == asked
    assert still.frames_decoded == 0
    assert stage == {"cast_ids": [cast.cast_id], "state": "live"}
    assert moving.frame_rate >= 25
