"""The bell rings: 100 viewers join within three seconds."""

from tests.benchmarks.bench_result import BenchResult, at_least, at_most, percentile
from tests.benchmarks.box_under_test import BoxUnderTest
from tests.benchmarks.fleet_run import FleetOrder, run_fleet
from tests.support.media_files import MediaRecipe
from tests.support.rtmp_source import looping_source

VIEWERS = 100
RAMP_SECONDS = 3.0
RECIPE = MediaRecipe(video_bits=2_000_000, keyframe_seconds=2.0)
METHOD = (
    "100 real viewers ask over WHEP, evenly over 3 s, while a 720p30 2 Mbit/s source with a 2 s keyframe distance "
    "is on stage. First decodable frame: from before the POST until every packet of a keyframe, from its SPS to "
    "its marker bit, has arrived and was decrypted. CPU per join: the box's CPU time from the first request until "
    "all are in, less what the packets delivered meanwhile cost at the price per packet of the steady 8 s that "
    "follow, divided by the joins."
)


async def run() -> BenchResult:
    """Join, then measure the price of the steady state to subtract it."""
    result = BenchResult("joins", "100 viewers join within 3 s", METHOD)
    async with BoxUnderTest() as box:
        cast = await box.new_cast_on_stage()
        async with looping_source(cast.rtmp_url, RECIPE) as source:
            await source.sending(RECIPE.keyframe_frames)
            order = FleetOrder(viewers=VIEWERS, seconds=8.0, whep=box.stage_whep, ramp_seconds=RAMP_SECONDS)
            run = await run_fleet(order, box.process_id)
    media_seconds = run.joined.packets * run.microseconds_per_packet / 1e6
    first_frames = list(run.report.first_frame_ms)
    result.add("viewers that joined", run.report.connected, "viewers", at_least(VIEWERS))
    result.add("viewers with a first frame", len(first_frames), "viewers", at_least(VIEWERS))
    result.add("server CPU per join", 1000 * (run.join_cpu_seconds - media_seconds) / VIEWERS, "ms", at_most(4.0))
    result.add("first decodable frame, median", percentile(first_frames, 0.5), "ms")
    result.add("first decodable frame, 99th percentile", percentile(first_frames, 0.99), "ms", at_most(1000))
    result.add("connected (ICE and DTLS), median", percentile(list(run.report.connect_ms), 0.5), "ms")
    result.add("packets lost since joining", run.report.lost_since_join, "packets", at_most(0))
    result.notes.extend(run.joined.failures)
    return result
