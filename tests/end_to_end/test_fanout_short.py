"""A class of thirty for a few seconds: nobody misses a packet, and a packet costs microseconds."""

import pytest

from tests.benchmarks.box_under_test import BoxUnderTest
from tests.benchmarks.fleet_run import FleetOrder, run_fleet
from tests.support.media_files import MediaRecipe
from tests.support.rtmp_source import looping_source

VIEWERS = 30
SECONDS = 4.0
FRAMES_PER_SECOND = 30
GENEROUS_MICROSECONDS = 60.0
"""The benchmark holds the real bound; this one only notices a fan-out that has become ten times dearer."""


async def test_thirty_viewers_miss_no_packet() -> None:
    async with BoxUnderTest() as box:
        cast = await box.new_cast_on_stage()
        async with looping_source(cast.rtmp_url, MediaRecipe()) as source:
            await source.sending()
            order = FleetOrder(viewers=VIEWERS, seconds=SECONDS, whep=box.stage_whep, ramp_seconds=1.0)
            run = await run_fleet(order, box.process_id)
    report = run.report
    print(f"{run.microseconds_per_packet:.1f} µs per packet, {report.packets / report.seconds:.0f} packets/s")
    assert (report.connected, report.alive, report.failures) == (VIEWERS, VIEWERS, ())
    assert (report.lost, report.lost_since_join, report.check_failures) == (0, 0, 0)
    assert report.checked > report.packets / 60
    assert report.video.frames == pytest.approx(VIEWERS * SECONDS * FRAMES_PER_SECOND, rel=0.1)
    assert report.audio.packets == pytest.approx(VIEWERS * SECONDS * 50, rel=0.1)
    assert run.microseconds_per_packet < GENEROUS_MICROSECONDS
