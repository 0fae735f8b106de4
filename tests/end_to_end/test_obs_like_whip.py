"""OBS's way of publishing over WHIP, down to its quirks, to viewers that count every frame."""

import asyncio
from itertools import pairwise
from pathlib import Path

import httpx
import pytest

from appliance.protocols.rtp import PictureLossIndication, ReceiverEstimatedMaxBitrate
from tests.support.appliance_process import ApplianceProcess
from tests.support.encoded_media import H264Recipe, encode_h264
from tests.support.practice_stage import SESSION, Cast, cast_on_stage, stage_is_live, stage_whep
from tests.support.received_media import ReceiveOptions
from tests.support.watching import Watching
from tests.support.webrtc_viewer import ViewerOptions
from tests.support.whip_sender import WhipSender

PICTURES = encode_h264(H264Recipe(frames=60, keyframe_every=60))
LONG = encode_h264(H264Recipe(frames=130, keyframe_every=130))
B_PICTURES = encode_h264(H264Recipe(frames=90, keyframe_every=30, b_frames=2))
VIDEO_BITRATE = 1_200_000
TALLY = ViewerOptions(receive=ReceiveOptions(tally_frames=True))


def _endpoint(box: ApplianceProcess) -> str:
    return f"{box.http_url}/whip"


async def _listed(box: ApplianceProcess, cast: Cast) -> dict[str, object]:
    casts = (await box.client.get(f"/sessions/{SESSION}/casts")).json()["casts"]
    found: dict[str, object] = next(each for each in casts if each["cast_id"] == cast.cast_id)
    return found


def _codes(view: dict[str, object]) -> list[str]:
    diagnoses = view["diagnoses"]
    assert isinstance(diagnoses, list)
    return [diagnosis["code"] for diagnosis in diagnoses]


async def test_obs_publishes_with_a_token_and_leaves_in_good_order(tmp_path: Path) -> None:
    settings = {"AIRCLASS_VIDEO_BITRATE": str(VIDEO_BITRATE)}
    async with ApplianceProcess(tmp_path, settings=settings) as box, Watching(stage_whep(box)) as watching:
        cast = await cast_on_stage(box)
        async with WhipSender(_endpoint(box), cast.key) as obs:
            created = obs.signalling.created
            async with asyncio.TaskGroup() as group:
                group.create_task(obs.send(PICTURES))
                await stage_is_live(box)
                viewer = await watching.join(TALLY)
            listed = await _listed(box, cast)
            estimates = [each for _, each in obs.feedback if isinstance(each, ReceiverEstimatedMaxBitrate)]
            status = await obs.leave()
        stage = (await box.client.get(f"/sessions/{SESSION}/stage")).json()
        frames, decodable = viewer.media.tally.judge()
    assert created is not None
    assert (created.status_code, created.headers["content-type"]) == (201, "application/sdp")
    assert status == 200
    assert stage == {"cast_ids": [cast.cast_id], "state": "waiting"}
    assert (listed["protocol"], listed["width"], listed["height"]) == ("whip", 320, 240)
    assert frames == decodable > 0
    assert estimates
    assert min(each.bitrate for each in estimates) >= VIDEO_BITRATE
    audio = viewer.media.stream("audio")
    assert audio is not None
    assert audio.census.received > 20


async def test_a_wrong_token_is_refused_in_words(tmp_path: Path) -> None:
    async with ApplianceProcess(tmp_path) as box:
        await cast_on_stage(box)
        with pytest.raises(httpx.HTTPStatusError) as refused:
            await WhipSender(_endpoint(box), "wrong").__aenter__()
    assert refused.value.response.status_code == 404
    assert "key" in refused.value.response.json()["detail"]


async def test_viewers_that_ask_for_keyframes_disturb_the_publisher_once_a_second_at_most(tmp_path: Path) -> None:
    async with ApplianceProcess(tmp_path) as box, Watching(stage_whep(box)) as watching:
        cast = await cast_on_stage(box)
        async with WhipSender(_endpoint(box), cast.key) as obs:
            async with asyncio.TaskGroup() as group:
                sending = group.create_task(obs.send(LONG))
                await stage_is_live(box)
                viewers = [await watching.join() for _ in range(3)]
                while not sending.done():
                    for viewer in viewers:
                        viewer.request_keyframe()
                    await asyncio.sleep(0.02)
            asked = [at for at, each in obs.feedback if isinstance(each, PictureLossIndication)]
    assert len(asked) >= 2
    assert min(later - earlier for earlier, later in pairwise(asked)) > 0.95


async def test_b_frames_over_whip_are_encoded_anew_and_said(tmp_path: Path) -> None:
    async with ApplianceProcess(tmp_path) as box, Watching(stage_whep(box)) as watching:
        cast = await cast_on_stage(box)
        async with WhipSender(_endpoint(box), cast.key) as obs:
            async with asyncio.TaskGroup() as group:
                group.create_task(obs.send(B_PICTURES))
                await stage_is_live(box)
                viewer = await watching.join(TALLY)
            codes = _codes(await _listed(box, cast))
        frames, decodable = viewer.media.tally.judge()
    assert "b_frames" in codes
    assert frames == decodable > 30


async def test_an_obs_that_is_killed_is_forgotten_and_may_return(tmp_path: Path) -> None:
    async with ApplianceProcess(tmp_path) as box:
        cast = await cast_on_stage(box)
        async with WhipSender(_endpoint(box), cast.key) as obs:
            await obs.send(PICTURES[:10])
            await obs.vanish()
        async with asyncio.timeout(10):
            while (await _listed(box, cast))["state"] != "interrupted":
                await asyncio.sleep(0.05)
        async with WhipSender(_endpoint(box), cast.key) as again:
            await again.send(PICTURES[:10])
            await stage_is_live(box)
            assert await again.leave() == 200
