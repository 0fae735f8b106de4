"""GStreamer publishes over RTMP with its own sink, and a student's Chromium shows it."""

from pathlib import Path

import pytest

from tests.support.appliance_process import ApplianceProcess
from tests.support.chromium import chromium
from tests.support.gstreamer_source import GstreamerSource
from tests.support.playback import play, turn_on_sound
from tests.support.practice_stage import cast_on_stage

pytestmark = pytest.mark.browser


async def test_gstreamers_rtmp2sink_is_seen_and_heard_in_chromium(tmp_path: Path) -> None:
    async with ApplianceProcess(tmp_path) as box, chromium() as browser:
        cast = await cast_on_stage(box)
        async with GstreamerSource("rtmp2sink", cast.rtmp_url) as source:
            page = await browser.open(box.http_url)
            await page.wait_for_state("live")
            await turn_on_sound(page)
            await play(page, 1.0)
            played = await play(page, 3.0)
            assert source.is_running
            video = await page.video()
            codecs = (await page.codec("video"), await page.codec("audio"))
    print(played)
    assert codecs == ("video/H264", "audio/opus")
    assert (video.width, video.height) == (320, 180)
    assert played.frame_rate >= 25
    assert played.sound_energy > 0
