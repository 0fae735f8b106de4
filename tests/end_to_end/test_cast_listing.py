"""What the listing of casts says about real publishers, and what viewers get of those that need the doctor."""

import asyncio
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.appliance_process import ApplianceProcess
from tests.support.chromium import chromium
from tests.support.media_files import MediaRecipe
from tests.support.playback import play
from tests.support.practice_stage import SESSION, Cast, cast_on_stage
from tests.support.pyav_publisher import REFUSED
from tests.support.rtmp_source import encoding_source

RECIPE = MediaRecipe(width=640, height=360, video_bits=600_000, keyframe_seconds=1.0)
SILENT = MediaRecipe(width=640, height=360, video_bits=600_000, keyframe_seconds=1.0, audio=False)
WITH_B_FRAMES = ("-tune:v", "film", "-bf", "2")
LIST_SECONDS = 20.0
ASK_AGAIN_SECONDS = 0.1
HANGUL = re.compile("[가-힣]")

View = dict[str, object]


async def _listed(box: ApplianceProcess, cast: Cast, is_wanted: Callable[[View], bool]) -> View:
    """The cast's entry as soon as it is as wanted."""
    view: View = {}
    try:
        async with asyncio.timeout(LIST_SECONDS):
            while True:
                casts = (await box.client.get(f"/sessions/{SESSION}/casts")).json()["casts"]
                view = next(each for each in casts if each["cast_id"] == cast.cast_id)
                if is_wanted(view):
                    return view
                await asyncio.sleep(ASK_AGAIN_SECONDS)
    except TimeoutError:
        raise AssertionError(f"the listing stays at {view}") from None


def _findings(view: View) -> dict[str, str]:
    """Severity by code, after checking that each finding is a sentence in both languages."""
    diagnoses = view["diagnoses"]
    assert isinstance(diagnoses, list)
    for each in diagnoses:
        assert len(each["sentence"]["en"].split()) >= 4
        assert HANGUL.search(each["sentence"]["ko"])
    return {each["code"]: each["severity"] for each in diagnoses}


def _number(view: View, name: str) -> float:
    value = view[name]
    assert isinstance(value, int | float)
    return value


async def test_a_healthy_cast_is_measured_and_has_no_findings(tmp_path: Path) -> None:
    async with ApplianceProcess(tmp_path) as box:
        cast = await cast_on_stage(box)
        before = await _listed(box, cast, lambda view: True)
        async with encoding_source(cast.rtmp_url, RECIPE) as source:
            await source.sending(150)
            view = await _listed(box, cast, lambda view: view["bitrate"] is not None)
        after = await _listed(box, cast, lambda view: view["state"] != "live")
    assert (before["state"], before["protocol"], before["width"]) == ("waiting", None, None)
    assert (view["state"], view["protocol"], view["on_stage"]) == ("live", "rtmp", True)
    assert (view["width"], view["height"]) == (640, 360)
    assert 27 <= _number(view, "frame_rate") <= 33
    assert 300_000 <= _number(view, "bitrate") <= 1_200_000
    assert view["diagnoses"] == []
    assert (after["state"], after["diagnoses"]) == ("interrupted", [])


async def test_a_cast_without_sound_is_told_so(tmp_path: Path) -> None:
    async with ApplianceProcess(tmp_path) as box:
        cast = await cast_on_stage(box)
        async with encoding_source(cast.rtmp_url, SILENT):
            view = await _listed(box, cast, lambda view: bool(view["diagnoses"]))
    assert _findings(view) == {"no_audio": "info"}


@pytest.mark.browser
async def test_b_frames_are_shown_and_a_second_such_cast_is_refused_in_words(tmp_path: Path) -> None:
    async with ApplianceProcess(tmp_path) as box, chromium() as browser:
        second, first = await cast_on_stage(box), await cast_on_stage(box)
        async with encoding_source(first.rtmp_url, RECIPE, options=WITH_B_FRAMES) as source:
            await source.sending(30)
            view = await _listed(box, first, lambda view: bool(view["diagnoses"]))
            page = await browser.open(box.http_url)
            await page.wait_for_state("live")
            await play(page, 1.0)
            async with encoding_source(second.rtmp_url, RECIPE, options=WITH_B_FRAMES) as refused:
                await refused.ended()
                played = await play(page, 3.0)
            sent_away = await _listed(box, second, lambda view: bool(view["diagnoses"]))
    print(played)
    assert _findings(view) == {"b_frames": "warning"}
    assert (sent_away["state"], _findings(sent_away)) == ("interrupted", {"reencode_busy": "error"})
    assert played.frame_rate >= 25
    assert (played.freezes, played.keyframes_asked_for) == (0, 0)


async def test_hevc_is_refused_and_the_listing_says_why(tmp_path: Path) -> None:
    async with ApplianceProcess(tmp_path) as box:
        cast = await cast_on_stage(box)
        arguments = ("-m", "tests.support.pyav_publisher", cast.rtmp_url, "libx265", "400")
        caster = await asyncio.create_subprocess_exec(
            sys.executable, *arguments, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
        )
        status = await caster.wait()
        view = await _listed(box, cast, lambda view: bool(view["diagnoses"]))
        refusals = [line for line in box.log.splitlines() if "was refused" in line]
    assert status == REFUSED
    assert (view["state"], _findings(view)) == ("interrupted", {"codec_hevc": "error"})
    assert "HEVC" in str(view["diagnoses"])
    assert len(refusals) == 1
    assert "HEVC" in refusals[0]
    assert cast.key not in refusals[0]
