"""On bad networks viewers get back what was lost, and the picture stays decodable."""

import asyncio
from pathlib import Path

import pytest

from tests.support.appliance_process import ApplianceProcess
from tests.support.bad_networks import BURSTS, FIVE_PERCENT, TWO_PERCENT, UNTIDY, BadNetwork
from tests.support.chromium import chromium
from tests.support.impairment_proxy import ImpairmentProxy
from tests.support.loss_outcome import outcome_of
from tests.support.media_files import MediaRecipe
from tests.support.practice_stage import cast_on_stage, stage_whep
from tests.support.received_media import ReceiveOptions
from tests.support.rtmp_source import looping_source
from tests.support.watching import Watching
from tests.support.watching_page import watching_page
from tests.support.webrtc_viewer import ViewerOptions

SEED = 5
VIEWERS = 3
SECONDS = 6.0
CHROMIUM_SECONDS = 8.0
DECODABLE_PERCENT = 97.0
RECIPE = MediaRecipe()
OPTIONS = ViewerOptions(receive=ReceiveOptions(nack=True, tally_frames=True))


@pytest.mark.parametrize("network", [TWO_PERCENT, FIVE_PERCENT, BURSTS, UNTIDY], ids=lambda network: network.name)
async def test_lost_packets_are_sent_again(network: BadNetwork, tmp_path: Path) -> None:
    with ImpairmentProxy(network.down, network.up, seed=SEED) as proxy:
        async with ApplianceProcess(tmp_path) as box:
            cast = await cast_on_stage(box)
            async with looping_source(cast.rtmp_url, RECIPE) as source, Watching(stage_whep(box)) as watching:
                await source.sending()
                viewers = [await watching.join(OPTIONS, reroute=proxy.reroute) for _ in range(VIEWERS)]
                await asyncio.sleep(SECONDS)
                outcome = outcome_of(viewers)
        lost_on_the_way = sum(relay.down.counts.lost for relay in proxy.relays)
    print(f"{network.name}: {outcome.summary}")
    assert lost_on_the_way > 0.01 * outcome.packets
    assert outcome.residual_percent <= network.residual_percent
    assert outcome.decodable_percent >= DECODABLE_PERCENT


@pytest.mark.browser
async def test_chromium_decodes_nearly_every_frame_at_five_percent_loss(tmp_path: Path) -> None:
    with ImpairmentProxy(FIVE_PERCENT.down, FIVE_PERCENT.up, seed=SEED) as proxy:
        async with ApplianceProcess(tmp_path) as box, chromium() as browser:
            cast = await cast_on_stage(box)
            async with looping_source(cast.rtmp_url, RECIPE) as source, Watching(stage_whep(box)) as watching:
                await source.sending()
                reference = (await watching.join()).media
                page = await watching_page(browser, box.http_url, proxy)
                watch = await page.watch(stage_whep(box))
                await watch.first_frame_ms()
                published = reference.stream("video")
                assert published is not None
                published_before, before = published.frames_ended, await watch.inbound_video()
                await asyncio.sleep(CHROMIUM_SECONDS)
                published_after, after = published.frames_ended, await watch.inbound_video()
    decoded = after.frames_decoded - before.frames_decoded
    share = 100 * decoded / (published_after - published_before)
    print(f"Chromium decoded {share:.1f} % of the frames; {after.nacks} NACKs, {after.retransmitted} sent again")
    assert proxy.relays[0].down.counts.lost > 0
    assert share >= DECODABLE_PERCENT
