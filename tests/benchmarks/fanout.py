"""One picture to many viewers: CPU per packet, memory, loss and delay that the box adds."""

from dataclasses import dataclass

from tests.benchmarks.bench_result import BenchResult, at_least, at_most, percentile
from tests.benchmarks.box_under_test import BoxUnderTest
from tests.benchmarks.fleet_run import FleetOrder, FleetRun, run_fleet
from tests.benchmarks.process_usage import resting_core_percent
from tests.support.media_files import MediaRecipe
from tests.support.rtmp_source import looping_source
from tests.support.rtmp_tee import RtmpTee

RECIPE = MediaRecipe(video_bits=2_000_000)
PROBING_VIEWERS = 20
METHOD = (
    "The box runs on core 0; source, relay and viewers run on core 1. ffmpeg publishes a file encoded beforehand "
    "(720p30, 2 Mbit/s H.264 and AAC) over RTMP through a TCP relay that notes when the last byte of each frame "
    "passed. Viewers are real: ICE, DTLS, SRTP, receiver reports each second; every packet is counted by its "
    "sequence number and 1 in 50 is decrypted and authenticated. CPU is user plus system time of the box's "
    "process tree over the window, divided by the packets that arrived in it (video and audio): what the box "
    "needs for the source itself and for making Opus is in it. A frame that the box withholds from a viewer "
    "because it is too busy leaves no gap in the numbers, so frames are counted too, by their marker bits. Added "
    "delay: from the relay's note to the arrival of the frame's last packet at the viewer, matched by the frame's "
    "last 16 bytes after decryption, both on CLOCK_MONOTONIC; it includes the relay's and the viewer process's "
    "own scheduling."
)


@dataclass(frozen=True, slots=True)
class FanoutSize:
    """How many viewers, for how long, and the share of a core that they may cost."""

    viewers: int
    seconds: float
    ramp_seconds: float
    core_percent: float


async def run_fanout(name: str, size: FanoutSize) -> BenchResult:
    """Publish, let everybody watch, count."""
    result = BenchResult(name, f"{size.viewers} viewers of 2 Mbit/s video with audio", METHOD)
    async with BoxUnderTest() as box, RtmpTee(*box.rtmp) as tee:
        cast = await box.new_cast_on_stage()
        async with looping_source(f"rtmp://127.0.0.1:{tee.port}/live/{cast.key}", RECIPE) as source:
            await source.sending(RECIPE.keyframe_frames)
            resting = await resting_core_percent(box.process_id)
            order = FleetOrder(
                viewers=size.viewers,
                seconds=size.seconds,
                whep=box.stage_whep,
                ramp_seconds=size.ramp_seconds,
                settle_seconds=2.0,
                probe_every=max(1, size.viewers // PROBING_VIEWERS),
            )
            run = await run_fleet(order, box.process_id)
    _add_figures(result, run, size)
    result.add("server CPU before anyone watches", resting, "% of one core")
    _add_delay(result, run, tee)
    return result


def _add_figures(result: BenchResult, run: FleetRun, size: FanoutSize) -> None:
    report = run.report
    result.add("viewers that stayed", report.alive, "viewers", at_least(size.viewers))
    result.add("server CPU per delivered packet", run.microseconds_per_packet, "µs", at_most(5.0))
    result.add("server CPU", run.core_percent, "% of one core", at_most(size.core_percent))
    result.add("server memory (RSS)", run.usage["window_end"].rss_megabytes, "MB", at_most(300))
    result.add("packets lost by the server", report.lost, "packets", at_most(0))
    expected_frames = RECIPE.frame_rate * report.seconds * size.viewers
    result.add("frames delivered of those published", 100 * report.video.frames / expected_frames, "%", at_least(99.5))
    result.add("packets delivered", report.packets / report.seconds, "packets/s")
    result.add("rate per viewer", report.octets * 8 / report.seconds / size.viewers / 1e6, "Mbit/s")
    result.add("packets decrypted and authenticated", report.checked, "packets", at_least(report.packets / 60))
    result.add("packets that failed authentication", report.check_failures, "packets", at_most(0))
    result.notes.append(f"SRTP profile {report.srtp_profile}")
    result.notes.append(f"the viewers' process used {run.load_core_percent:.0f} % of its core")
    result.notes.append(f"other programs used {run.disturbance_percent:.0f} % of the server's core")


def _add_delay(result: BenchResult, run: FleetRun, tee: RtmpTee) -> None:
    delays = []
    for tail, arrived_ns in run.report.probes:
        passed_ns = tee.passed_before(bytes.fromhex(tail), arrived_ns)
        if passed_ns is not None:
            delays.append((arrived_ns - passed_ns) / 1e6)
    result.add("relay-added delay, median", percentile(delays, 0.5), "ms")
    result.add("relay-added delay, 99th percentile", percentile(delays, 0.99), "ms", at_most(50))
    result.notes.append(f"delay from {len(delays)} of {len(run.report.probes)} frame arrivals")
