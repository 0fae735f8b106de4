"""The practice cast and the slate: what a newcomer sees before anything is connected."""

import asyncio
import threading
import time
from itertools import pairwise

import numpy as np
import pytest

from appliance.media.transcode.practice_picture import PracticePicture
from appliance.media.transcode.practice_scene import HEIGHT, WIDTH, PracticeScene
from appliance.media.transcode.slate import slate
from appliance.media.unit import AudioFrame, VideoFrame
from appliance.protocols.h264 import NalType, nal_type, parse_slice_header, parse_sps
from tests.support.encoded_media import SECOND, decode_h264, decode_opus
from tests.support.recording_sink import RecordingSink

HOUR_NS = 3600 * SECOND


class ThreadNamingSink(RecordingSink):
    """Also keeps on which threads it was called."""

    def __init__(self) -> None:
        super().__init__()
        self.threads: set[int] = set()

    def publish_video(self, frame: VideoFrame) -> None:
        self.threads.add(threading.get_ident())
        super().publish_video(frame)

    def publish_audio(self, frame: AudioFrame) -> None:
        self.threads.add(threading.get_ident())
        super().publish_audio(frame)


async def watch(seconds: float) -> ThreadNamingSink:
    """What the practice cast publishes while somebody watches it for a while."""
    sink = ThreadNamingSink()
    practice = PracticePicture(sink, lambda: True, asyncio.get_running_loop())
    practice.start()
    await sink.wait_until(lambda seen: len(seen.video) >= seconds * 30 and len(seen.audio) >= seconds * 50 - 5)
    await practice.close()
    return sink


async def test_it_runs_at_thirty_pictures_with_a_keyframe_every_two_seconds() -> None:
    video = (await watch(4.5)).video
    keyframes = [frame.pts_ns for frame in video if frame.is_keyframe]
    assert (len(video) - 1) / (video[-1].pts_ns - video[0].pts_ns) * SECOND == pytest.approx(30, abs=1)
    distances = [later - earlier for earlier, later in pairwise(keyframes)]
    assert distances == pytest.approx([2 * SECOND] * 2, abs=0.3 * SECOND)
    assert video[0].is_keyframe


async def test_its_pictures_are_what_every_browser_shows() -> None:
    video = (await watch(1)).video
    sps = parse_sps(video[0].nal_units[0])
    assert (sps.width, sps.height, sps.profile_idc, sps.max_num_reorder_frames) == (1280, 720, 66, 0)
    assert [nal_type(nal) for nal in video[0].nal_units] == [NalType.SPS, NalType.PPS, NalType.IDR]
    assert {tuple(nal_type(nal) for nal in frame.nal_units) for frame in video[1:]} == {(NalType.SLICE,)}
    shown = decode_h264([frame.nal_units for frame in video])
    assert len(shown) == len(video)
    first, last = (frame.to_ndarray(format="gray8").astype(int) for frame in (shown[0], shown[-1]))
    assert np.abs(first - last).max() > 100


async def test_its_sound_is_soft_continuous_and_chimes_with_the_second() -> None:
    audio = (await watch(2.5)).audio
    assert {later.pts_ns - earlier.pts_ns for earlier, later in pairwise(audio)} == {20_000_000}
    samples = decode_opus([frame.payload for frame in audio])
    assert 0.01 < float(np.sqrt(np.mean(samples**2))) < 0.1
    loudest = int(np.argmax(np.abs(samples)))
    chime_ns = audio[loudest // 960].pts_ns + loudest % 960 * SECOND // 48_000
    wall_ns = time.time_ns() - (time.monotonic_ns() - chime_ns)
    assert 0 < wall_ns % SECOND < 0.15 * SECOND


async def test_while_nobody_watches_only_keyframes_are_made() -> None:
    sink = RecordingSink()
    practice = PracticePicture(sink, lambda: False, asyncio.get_running_loop())
    practice.start()
    await sink.wait_until(lambda seen: len(seen.video) >= 3)
    await practice.close()
    assert all(frame.is_keyframe for frame in sink.video)
    assert sink.video[2].pts_ns - sink.video[0].pts_ns == pytest.approx(4 * SECOND, abs=SECOND // 5)
    assert sink.audio == []


async def test_a_first_viewer_gets_a_picture_that_continues_from_the_kept_keyframe() -> None:
    sink, wanted = RecordingSink(), threading.Event()
    practice = PracticePicture(sink, wanted.is_set, asyncio.get_running_loop())
    practice.start()
    await sink.wait_until(lambda seen: len(seen.video) >= 1)
    wanted.set()
    await sink.wait_until(lambda seen: len(seen.video) >= 4)
    await practice.close()
    assert [frame.is_keyframe for frame in sink.video[:4]] == [True, False, False, False]
    assert len(decode_h264([frame.nal_units for frame in sink.video])) == len(sink.video)


async def test_it_publishes_on_the_loops_thread_and_ends_when_closed() -> None:
    sink = await watch(0.5)
    published = len(sink.video) + len(sink.audio)
    assert sink.threads == {threading.get_ident()}
    assert "practice-picture" not in [thread.name for thread in threading.enumerate()]
    await asyncio.sleep(0)
    assert len(sink.video) + len(sink.audio) == published


async def test_one_that_was_never_started_closes_at_once() -> None:
    sink = RecordingSink()
    async with asyncio.timeout(1):
        await PracticePicture(sink, lambda: True, asyncio.get_running_loop()).close()
    assert sink.video == []


async def test_it_takes_less_than_a_third_of_a_core() -> None:
    started_cpu, started = time.process_time(), time.monotonic()
    await watch(2)
    assert (time.process_time() - started_cpu) / (time.monotonic() - started) < 0.33


def test_the_clock_shows_the_time_of_day_and_the_lamp_lights_with_the_chime() -> None:
    scene = PracticeScene()
    at_second, later, next_day = (
        scene.draw(moment).copy() for moment in (9 * HOUR_NS, 9 * HOUR_NS + SECOND // 2, 33 * HOUR_NS)
    )
    lamp = (slice(70, 98), slice(1126, 1154))
    assert at_second[lamp].mean() - later[lamp].mean() > 80
    assert np.array_equal(at_second, next_day)
    assert at_second.shape == (HEIGHT * 3 // 2, WIDTH)


def test_what_moves_leaves_no_trace() -> None:
    scene = PracticeScene()
    before = scene.draw(0).copy()
    for step in range(1, 120):
        scene.draw(step * SECOND // 30)
    assert np.array_equal(scene.draw(4 * SECOND)[396:480], before[396:480])


def test_the_slate_is_a_keyframe_and_pictures_of_a_few_bytes_that_keep_it() -> None:
    made = slate()
    sps = parse_sps(made.keyframe[0])
    assert [nal_type(nal) for nal in made.keyframe] == [NalType.SPS, NalType.PPS, NalType.IDR]
    assert (sps.width, sps.height, sps.max_num_reorder_frames) == (1280, 720, 0)
    assert sum(map(len, made.keyframe)) < 60_000
    assert max(len(nal) for unit in made.unchanged for nal in unit) < 100
    assert {parse_slice_header(unit[0]).first_mb_in_slice for unit in made.unchanged} == {0}
    # Shown over and over, as the stage does.
    shown = [frame.to_ndarray(format="gray8") for frame in decode_h264([made.keyframe, *made.unchanged] * 2)]
    assert len(shown) == 2 * (1 + len(made.unchanged))
    assert all(np.array_equal(frame, shown[0]) for frame in shown)
    assert shown[0].min() < 40
    assert shown[0].max() > 180
