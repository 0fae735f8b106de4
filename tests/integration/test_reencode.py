"""The thread that encodes a cast anew."""

import asyncio
import threading

from appliance.media.picture import Picture
from appliance.media.transcode.reencode import MAX_QUEUED_PICTURES, Reencoder, ReencodeSlots, TimedPicture
from appliance.protocols.h264 import NalType, nal_type, parse_sps
from tests.support.encoded_media import SECOND, H264Recipe, decode_h264, encode_h264, picture_number

TICK = SECOND // 30


class Collector:
    """Keeps what a re-encoder delivers."""

    def __init__(self) -> None:
        self.pictures: list[TimedPicture] = []
        self._arrived = asyncio.Event()

    def take(self, timed: TimedPicture) -> None:
        self.pictures.append(timed)
        self._arrived.set()

    async def wait_for(self, count: int) -> None:
        async with asyncio.timeout(20):
            while len(self.pictures) < count:
                self._arrived.clear()
                await self._arrived.wait()


def timed_pictures(recipe: H264Recipe) -> list[TimedPicture]:
    return [
        TimedPicture(Picture(tuple(coded.nal_units), coded.is_keyframe), coded.pts_ns, coded.dts_ns + 5)
        for coded in encode_h264(recipe)
    ]


async def push_gently(reencoder: Reencoder, collector: Collector, pictures: list[TimedPicture]) -> None:
    """Never more at once than the thread can have waiting; the last few stay in the decoder."""
    begin = len(collector.pictures)
    for index, timed in enumerate(pictures):
        reencoder.push(timed)
        await collector.wait_for(begin + index - 6)


async def test_b_frames_come_out_in_the_order_they_are_shown_with_their_times() -> None:
    collector, pictures = Collector(), timed_pictures(H264Recipe(frames=80, b_frames=3, keyframe_every=80))
    reencoder = Reencoder(collector.take, asyncio.get_running_loop())
    await push_gently(reencoder, collector, pictures)
    reencoder.close()
    await reencoder.wait_closed()
    shown = decode_h264([timed.picture.nal_units for timed in collector.pictures])
    count = len(shown)
    assert count >= 70
    assert [picture_number(frame) for frame in shown] == [number % 64 for number in range(count)]
    assert [timed.pts_ns for timed in collector.pictures] == [number * TICK for number in range(count)]
    assert collector.pictures[0].arrived_ns == pictures[2].arrived_ns
    assert [timed.arrived_ns for timed in collector.pictures] == sorted(
        timed.arrived_ns for timed in collector.pictures
    )


async def test_a_keyframe_comes_every_two_seconds_and_each_picture_is_one_slice() -> None:
    collector, pictures = Collector(), timed_pictures(H264Recipe(frames=140, b_frames=2, keyframe_every=140))
    reencoder = Reencoder(collector.take, asyncio.get_running_loop())
    await push_gently(reencoder, collector, pictures)
    reencoder.close()
    await reencoder.wait_closed()
    keyframes = [index for index, timed in enumerate(collector.pictures) if timed.picture.is_keyframe]
    assert keyframes == [0, 60, 120]
    for timed in collector.pictures:
        slices = [nal for nal in timed.picture.nal_units if nal_type(nal) in (NalType.SLICE, NalType.IDR)]
        assert len(slices) == 1


async def test_a_turned_picture_is_encoded_at_its_new_size() -> None:
    collector = Collector()
    reencoder = Reencoder(collector.take, asyncio.get_running_loop())
    await push_gently(reencoder, collector, timed_pictures(H264Recipe(frames=20, b_frames=2)))
    await push_gently(reencoder, collector, timed_pictures(H264Recipe(frames=20, b_frames=2, width=240, height=320)))
    reencoder.close()
    await reencoder.wait_closed()
    sizes = [
        (sps.width, sps.height)
        for timed in collector.pictures
        if timed.picture.is_keyframe
        for sps in [parse_sps(timed.picture.nal_units[0])]
    ]
    assert sizes == [(320, 240), (240, 320)]


async def test_a_flood_is_dropped_up_to_the_next_keyframe_and_the_picture_stays_whole() -> None:
    collector = Collector()
    pictures = timed_pictures(H264Recipe(frames=400, b_frames=2, keyframe_every=40, width=640, height=480))
    reencoder = Reencoder(collector.take, asyncio.get_running_loop())
    for timed in pictures:  # all at once: far more than the line holds
        reencoder.push(timed)
    await collector.wait_for(1)
    dropped = reencoder.dropped
    await push_gently(reencoder, collector, [])
    reencoder.close()
    await reencoder.wait_closed()
    assert 0 < dropped <= len(pictures) - MAX_QUEUED_PICTURES
    assert collector.pictures[0].picture.is_keyframe
    times = [timed.pts_ns for timed in collector.pictures]
    assert times == sorted(set(times))


async def test_damaged_pictures_are_survived() -> None:
    collector, pictures = Collector(), timed_pictures(H264Recipe(frames=60, b_frames=2, keyframe_every=30))
    noise = TimedPicture(Picture((b"\x65" + bytes(range(256)), b"\x00", b"\x41"), is_keyframe=True), 0, 0)
    reencoder = Reencoder(collector.take, asyncio.get_running_loop())
    reencoder.push(noise)
    await push_gently(reencoder, collector, pictures)
    reencoder.close()
    await reencoder.wait_closed()
    assert len(collector.pictures) >= 50


async def test_its_thread_has_a_name_and_is_over_when_it_says_so() -> None:
    collector = Collector()
    reencoder = Reencoder(collector.take, asyncio.get_running_loop())
    assert "reencode" in [thread.name for thread in threading.enumerate()]
    reencoder.push(timed_pictures(H264Recipe(frames=1))[0])
    reencoder.close()
    await reencoder.wait_closed()
    delivered = len(collector.pictures)
    assert "reencode" not in [thread.name for thread in threading.enumerate()]
    await asyncio.sleep(0)
    assert len(collector.pictures) == delivered


def test_slots_bound_how_many_run_at_once() -> None:
    slots = ReencodeSlots(limit=2)
    assert [slots.take(), slots.take(), slots.take()] == [True, True, False]
    slots.release()
    assert [slots.take(), slots.take()] == [True, False]
