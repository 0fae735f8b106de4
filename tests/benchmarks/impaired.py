"""Bad networks: what stays missing after retransmission, and what can be decoded."""

import asyncio

from tests.benchmarks.bench_result import BenchResult, at_least, at_most
from tests.benchmarks.box_under_test import BoxUnderTest
from tests.support.bad_networks import ALL_NETWORKS, FIVE_PERCENT, BadNetwork
from tests.support.impairment_proxy import ImpairmentProxy
from tests.support.loss_outcome import LossOutcome, outcome_of
from tests.support.media_files import MediaRecipe
from tests.support.received_media import ReceiveOptions
from tests.support.rtmp_source import looping_source
from tests.support.watching import Watching
from tests.support.webrtc_viewer import ViewerOptions

SEED = 20_240_601
VIEWERS = 4
SECONDS = 15.0
RECIPE = MediaRecipe(video_bits=2_000_000)
OPTIONS = ViewerOptions(receive=ReceiveOptions(nack=True, tally_frames=True))
METHOD = (
    "A seeded relay in userspace drops, delays, doubles and reorders the datagrams of media and its feedback in "
    "both directions (2 % of the feedback is lost too). Four real viewers per network ask again for what is "
    "missing (NACK) for up to 1 s. Residual: packets that never came, of all that were sent. Decodable: frames "
    "that are whole, with every frame since their keyframe whole. In Chromium, decodable is frames decoded of the "
    "frames published meanwhile."
)


async def run() -> BenchResult:
    """Each network with our viewers, the worst with Chromium."""
    result = BenchResult("impaired", "Bad networks, after retransmission", METHOD, seed=SEED)
    async with BoxUnderTest() as box:
        cast = await box.new_cast_on_stage()
        async with looping_source(cast.rtmp_url, RECIPE) as source:
            await source.sending(RECIPE.keyframe_frames)
            for network in ALL_NETWORKS:
                outcome = await _watch(box.stage_whep, network)
                result.add(
                    f"{network.name}: residual", outcome.residual_percent, "%", at_most(network.residual_percent)
                )
                result.add(f"{network.name}: decodable", outcome.decodable_percent, "%", at_least(97))
                result.notes.append(f"{network.name}: {outcome.summary}")
            share = await _watch_in_chromium(box)
            result.add(f"{FIVE_PERCENT.name}: decodable in Chromium", share, "%", at_least(97))
    return result


async def _watch(whep_url: str, network: BadNetwork) -> LossOutcome:
    with ImpairmentProxy(network.down, network.up, seed=SEED) as proxy:
        async with Watching(whep_url) as watching:
            viewers = [await watching.join(OPTIONS, reroute=proxy.reroute) for _ in range(VIEWERS)]
            await asyncio.sleep(SECONDS)
            return outcome_of(viewers)


async def _watch_in_chromium(box: BoxUnderTest) -> float:
    with ImpairmentProxy(FIVE_PERCENT.down, FIVE_PERCENT.up, seed=SEED) as proxy:
        async with box.watching_page(proxy) as page:
            watch = await page.watch(box.stage_whep)
            await watch.first_frame_ms()
            await asyncio.sleep(2.0)
            before = await watch.inbound_video()
            await asyncio.sleep(SECONDS)
            after = await watch.inbound_video()
            await watch.leave()
    return 100 * (after.frames_decoded - before.frames_decoded) / (SECONDS * RECIPE.frame_rate)
