"""A live preview of 720p at 30 pictures a second does not hold up the window, and fits into memory."""

import asyncio
import json
import sys
from pathlib import Path

import pytest

from tests.support.appliance_process import ApplianceProcess
from tests.support.media_files import MediaRecipe
from tests.support.practice_stage import cast_on_stage, stage_whep
from tests.support.rtmp_source import looping_source
from tests.support.stall_watchdog import StallReport

SECONDS = 6
WIDTH, HEIGHT = 960, 540
RECIPE = MediaRecipe(seconds=6)
LONGEST_STALL_MS = 50.0
MOST_MEMORY_MB = 300.0
FEWEST_PICTURES_A_SECOND = 20.0
"""Of 30: what a machine that does other things as well still shows."""


async def _measured(whep: str) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.support.preview_process", whep, str(SECONDS), str(WIDTH), str(HEIGHT)]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    output, _ = await process.communicate()
    assert process.returncode == 0
    figures: dict[str, float] = json.loads(output)
    return figures


async def test_a_preview_does_not_hold_up_the_window(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with ApplianceProcess(tmp_path) as box:
        cast = await cast_on_stage(box)
        async with looping_source(cast.rtmp_url, RECIPE) as source:
            await source.sending(30)
            figures = await _measured(stage_whep(box))
    stacks = {name: figures.pop(name) for name in ("stack", "stack_while_starting")}
    with capsys.disabled():
        print(f"\npreview 720p30 at {WIDTH}x{HEIGHT}: {figures}")
    # CPU time between two beats: what the window's own work costs, whatever else the machine runs.
    assert figures["longest_busy_ms"] <= LONGEST_STALL_MS, stacks
    assert figures["busy_while_starting_ms"] <= LONGEST_STALL_MS, stacks
    assert figures["stall_p99_ms"] <= LONGEST_STALL_MS, stacks
    assert figures["rss_mb"] <= MOST_MEMORY_MB
    assert figures["shown_per_second"] >= FEWEST_PICTURES_A_SECOND


def test_a_report_says_everything_in_one_line() -> None:
    report = StallReport(100, 12.34, 5.0, 3.0, 0, 0, 0.25, "")
    assert str(report) == (
        "100 beats; longest stall 12.3 ms (5.0 ms of CPU), p99 3.0 ms, 0 over 16 ms, 0 over 50 ms, "
        "UI thread 25.0% of a core"
    )
