"""A class of 450 at ten times a real class's rate, while the teacher uses the dashboard: does the window keep up?"""

import asyncio
import json
import os
import shutil
import sys
from typing import Any

from tests.benchmarks.bench_result import BenchResult, at_least, at_most, percentile

STUDENTS = 450
SECONDS = 60
SEED = 450
DEADLINE_SECONDS = 240
METHOD = (
    f"A simulated class of {STUDENTS} tells a teacher's app everything at ten times the rate of a real class: each "
    "student comes, goes, looks away or back every 6 s and writes every 9 s, tallies grow up to 40 times a second, a "
    "quiz is pushed every 4.5 s, figures of the whole class come every 0.5 s and of the network every 0.3 s. Every "
    "event is read from its JSON and applied on the window's thread, one for each turn of the loop. Meanwhile the "
    f"teacher orders, filters, searches, chooses, scrolls and looks at every tab. Measured for {SECONDS} s after one "
    "second of warming up, in a process of its own for each window: a timer that beats every 4 ms on the window's "
    "thread tells stalls (how late the beat comes); a frame is one paint of the whole window. The offscreen platform "
    "paints in memory; under Xvfb the same goes to an X server."
)
WINDOWS = (("dashboard", "offscreen"), ("dashboard", "xcb"), ("app", "offscreen"), ("app", "xcb"))
NAMES = {"dashboard": "dashboard", "app": "whole app", "offscreen": "offscreen", "xcb": "Xvfb"}


async def run() -> BenchResult:
    """Play the class to each window."""
    result = BenchResult("desktop_450", f"The teacher's app follows {STUDENTS} students", METHOD, seed=SEED)
    for what, platform in WINDOWS:
        if platform == "xcb" and shutil.which("xvfb-run") is None:
            result.notes.append("xvfb-run is not there: only the offscreen platform was measured")
            continue
        told = await play(what, platform, STUDENTS, SECONDS)
        _add(result, f"{NAMES[what]}, {NAMES[platform]}", told)
    return result


async def play(what: str, platform: str, students: int, seconds: float) -> dict[str, Any]:
    """Play a class to one window in a process of its own; what it says."""
    display = ["xvfb-run", "--auto-servernum", "--server-args=-screen 0 1920x1200x24"] if platform == "xcb" else []
    program = [sys.executable, "-m", "tests.support.desktop_load_process"]
    command = [*display, *program, what, str(students), str(seconds), str(SEED)]
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, env={**os.environ, "QT_QPA_PLATFORM": platform}
    )
    async with asyncio.timeout(DEADLINE_SECONDS):
        said, _ = await process.communicate()
    if process.returncode != 0:
        raise RuntimeError(f"the {what} window ended with {process.returncode}")
    told: dict[str, Any] = json.loads(said.splitlines()[-1])
    return told


def _add(result: BenchResult, where: str, told: dict[str, Any]) -> None:
    frames, stall = told["frames_ms"], told["stall"]
    result.add(f"{where}: events", told["events"] / told["seconds"], "events/s", at_least(100))
    result.add(f"{where}: frames", len(frames) / told["seconds"], "frames/s")
    result.add(f"{where}: frame, median", percentile(frames, 0.5), "ms")
    result.add(f"{where}: frame, 99th percentile", percentile(frames, 0.99), "ms", at_most(33))
    result.add(f"{where}: longest stall", stall["longest_ms"], "ms", at_most(50))
    result.add(f"{where}: longest work between two beats (CPU)", stall["longest_busy_ms"], "ms", at_most(50))
    result.add(f"{where}: window's thread", 100 * stall["cpu_share"], "% of one core")
    result.add(f"{where}: memory (RSS)", told["rss_megabytes"], "MB", at_most(300))
