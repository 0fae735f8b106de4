"""From the moment a picture is drawn at the sender to the moment Chromium shows it."""

import asyncio

from appliance.lifecycle import TaskOwner
from tests.benchmarks.bench_result import BenchResult, at_least, at_most, percentile
from tests.benchmarks.box_under_test import BoxUnderTest
from tests.support.drawn_source import DrawnSource
from tests.support.media_files import MediaRecipe

SECONDS = 15.0
SETTLE_SECONDS = 3.0
RECIPE = MediaRecipe(video_bits=2_000_000, keyframe_seconds=2.0)
METHOD = (
    "The sender draws 720p30 pictures that carry the wall clock in milliseconds as 32 black or white cells, and "
    "the same inverted as a check; ffmpeg encodes them (x264 veryfast, zerolatency, 2 Mbit/s) with a tone that "
    "starts at the same moment (AAC), and publishes over RTMP on loopback. The box runs on core 0, everything "
    "else on core 1. Headless Chromium plays the stage over WHEP; at each requestVideoFrameCallback the page "
    "draws the cells to a canvas, reads them and compares with its own clock, the same machine's. The delay "
    "includes drawing, encoding, the box, the browser's jitter buffer, decoding and presentation to the "
    "compositor, not a screen."
)


async def run() -> BenchResult:
    """Draw, publish, watch, read."""
    result = BenchResult("glass_to_glass", "Glass to glass over RTMP, in Chromium on loopback", METHOD)
    async with BoxUnderTest() as box, TaskOwner("sender") as tasks:
        cast = await box.new_cast_on_stage()
        async with DrawnSource(cast.rtmp_url, RECIPE) as source, box.watching_page() as page:
            tasks.start(source.draw_forever(), name="draw")
            await source.sending(RECIPE.keyframe_frames)
            watch = await page.watch(box.stage_whep, read_clock=True)
            await watch.first_frame_ms()
            await asyncio.sleep(SETTLE_SECONDS)
            skipped = len((await watch.seen()).delays_ms)
            await asyncio.sleep(SECONDS)
            seen = await watch.seen()
            await watch.leave()
            await tasks.close()
    delays = list(seen.delays_ms[skipped:])
    result.add("frames read", len(delays) / SECONDS, "frames/s", at_least(25))
    result.add("glass to glass, median", percentile(delays, 0.5), "ms", at_most(300))
    result.add("glass to glass, 95th percentile", percentile(delays, 0.95), "ms", at_most(500))
    result.add("glass to glass, shortest", min(delays, default=float("nan")), "ms")
    result.notes.append(f"{seen.unreadable} frames could not be read")
    return result
