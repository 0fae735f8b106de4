"""How soon a student's browser shows the picture, wherever in the group of pictures it asks."""

import asyncio

from tests.benchmarks.bench_result import BenchResult, at_least, at_most, percentile
from tests.benchmarks.box_under_test import BoxUnderTest
from tests.support.media_files import MediaRecipe
from tests.support.rtmp_source import looping_source

JOINS = 12
PAUSE_SECONDS = 0.67
"""With the joins' own time this walks through all places of the 4 s group."""
RECIPE = MediaRecipe(video_bits=2_000_000, keyframe_seconds=4.0)
METHOD = (
    "Headless Chromium beside the source on core 1, the box on core 0. A 720p30 source with a keyframe only each "
    "4 s is on stage; 12 times, at different places of its group of pictures, a page makes a new "
    "RTCPeerConnection, asks over WHEP and waits for requestVideoFrameCallback. The time is from before the "
    "connection is made to the first shown frame."
)


async def run() -> BenchResult:
    """Join, note, leave, twelve times."""
    result = BenchResult("first_frame", "First frame in Chromium, source with a 4 s keyframe distance", METHOD)
    times = []
    async with BoxUnderTest() as box:
        cast = await box.new_cast_on_stage()
        async with looping_source(cast.rtmp_url, RECIPE) as source, box.watching_page() as page:
            await source.sending(2 * RECIPE.keyframe_frames)
            for _ in range(JOINS):
                watch = await page.watch(box.stage_whep)
                times.append(await watch.first_frame_ms())
                await watch.leave()
                await asyncio.sleep(PAUSE_SECONDS)
    result.add("joins", len(times), "joins", at_least(JOINS))
    result.add("first frame, median", percentile(times, 0.5), "ms", at_most(300))
    result.add("first frame, longest", max(times), "ms", at_most(1000))
    result.notes.append("each: " + ", ".join(f"{time:.0f}" for time in times) + " ms")
    return result
