"""The same work on Debian's Janus, in turn with ours: CPU per delivered packet and the ratio."""

from tests.benchmarks.bench_result import BenchResult, at_least
from tests.benchmarks.box_under_test import BoxUnderTest
from tests.benchmarks.fleet_run import FleetOrder, FleetRun, run_fleet
from tests.support.janus_process import JanusProcess, janus_is_installed
from tests.support.media_files import MediaRecipe
from tests.support.rtmp_source import looping_source, rtp_source

VIEWERS = 100
SECONDS = 10.0
RAMP_SECONDS = 4.0
RECIPE = MediaRecipe(video_bits=2_000_000)
METHOD = (
    "100 of the same viewers, the same 720p30 2 Mbit/s picture with sound, one server after the other, each alone "
    "on core 0: the box fed over RTMP (AAC made Opus on the box), and Debian's Janus with a streaming mountpoint "
    "fed the same frames as RTP with Opus made beforehand, so that Janus has less to do. Janus runs twice: with "
    "its default of one thread per viewer, and with event_loops = 1, its best setting on one core. Figures are "
    "server CPU (user plus system) per packet delivered in the window; both servers negotiate the SRTP profile "
    "they prefer. Janus's input holds one more small packet per frame (an access unit delimiter), which lowers "
    "its price per packet."
)


async def run() -> BenchResult:
    """Ours, then Janus as it comes, then Janus with one event loop."""
    result = BenchResult("janus", "CPU per packet beside Debian's Janus, 100 viewers", METHOD)
    if not janus_is_installed():
        result.skipped = "Debian's janus is not installed (apt-get install janus): nothing to compare with"
        return result
    ours = await _run_box()
    default = await _run_janus(event_loops=0)
    single = await _run_janus(event_loops=1)
    for name, measured in (("AIRClass", ours), ("Janus as it comes", default), ("Janus, one event loop", single)):
        result.add(f"{name}: CPU per packet", measured.microseconds_per_packet, "µs")
        result.add(f"{name}: CPU", measured.core_percent, "% of one core")
        result.add(f"{name}: viewers that stayed", measured.report.alive, "viewers", at_least(VIEWERS))
        frames = RECIPE.frame_rate * measured.report.seconds * VIEWERS
        result.add(f"{name}: frames delivered", 100 * measured.report.video.frames / frames, "%", at_least(99))
        result.add(f"{name}: packets lost", measured.report.lost, "packets")
        disturbance = f"other programs used {measured.disturbance_percent:.0f} % of the core"
        result.notes.append(f"{name}: {measured.report.packets} packets, {measured.report.srtp_profile}, {disturbance}")
        result.notes.extend(f"{name}: {failure}" for failure in measured.report.failures)
    price = ours.microseconds_per_packet
    result.add("times cheaper than Janus as it comes", default.microseconds_per_packet / price, "×", at_least(4.0))
    result.add("times cheaper than Janus with one event loop", single.microseconds_per_packet / price, "×")
    return result


async def _run_box() -> FleetRun:
    async with BoxUnderTest() as box:
        cast = await box.new_cast_on_stage()
        async with looping_source(cast.rtmp_url, RECIPE) as source:
            await source.sending(RECIPE.keyframe_frames)
            return await run_fleet(_order(whep=box.stage_whep), box.process_id)


async def _run_janus(*, event_loops: int) -> FleetRun:
    async with JanusProcess(event_loops=event_loops) as janus:
        ports = janus.ports
        async with rtp_source(RECIPE, video_port=ports.video, audio_port=ports.audio) as source:
            await source.sending(RECIPE.keyframe_frames)
            return await run_fleet(_order(janus=janus.base), janus.process_id)


def _order(*, whep: str = "", janus: str = "") -> FleetOrder:
    return FleetOrder(
        viewers=VIEWERS, seconds=SECONDS, whep=whep, janus=janus, ramp_seconds=RAMP_SECONDS, settle_seconds=2.0
    )
