"""Kills a process that writes to a database, again and again, and looks what is left each time."""

import asyncio
import random
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from appliance.storage.box_clock import BoxClock
from appliance.storage.database import Database
from appliance.storage.file_system import DiskFiles
from appliance.storage.journal_writer import JournalWriter
from appliance.storage.schema import Schema
from tests.support.store_script import InMemory, do_step, read_stored

REPOSITORY = Path(__file__).parents[2]
ACKNOWLEDGEMENTS_MAX = 60
DEADLINE_SECONDS = 30.0


@dataclass(slots=True)
class KillReport:
    """What was seen over all lives."""

    kills: int = 0
    steps: int = 0
    unacknowledged_kept: int = 0
    tails_cut: int = 0
    open_seconds: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.kills} kills, {self.steps} steps kept, {self.unacknowledged_kept} times more than acknowledged, "
            f"{self.tails_cut} torn tails cut, opened in {max(self.open_seconds):.3f} s at most"
        )


async def kill_again_and_again(folder: Path, kills: int, seed: int) -> KillReport:
    """Let the writer live `kills` times; AssertionError when something acknowledged is missing or wrong."""
    report, chance, expected = KillReport(), random.Random(seed), InMemory()
    for _ in range(kills):
        acknowledged, seconds = await _one_life(folder, chance.randrange(ACKNOWLEDGEMENTS_MAX))
        started = time.monotonic()
        database = Database.open(folder, DiskFiles(), BoxClock("judge"), JournalWriter(), Schema(1), read_only=True)
        report.open_seconds += [seconds, time.monotonic() - started]
        stored = read_stored(database)
        assert database.report.quarantined == ()
        assert stored.step >= acknowledged
        for step in range(report.steps + 1, stored.step + 1):
            do_step(step, expected)
        assert stored.notes == expected.notes
        report.kills += 1
        report.steps = stored.step
        report.unacknowledged_kept += stored.step > acknowledged
        report.tails_cut += database.report.bytes_dropped > 0
    return report


async def _one_life(folder: Path, acknowledgements: int) -> tuple[int, float]:
    """The last step that the writer said to be durable before it was killed, and how long it took to open."""
    command = [sys.executable, "-m", "tests.support.store_writer_process", str(folder)]
    process = await asyncio.create_subprocess_exec(*command, cwd=REPOSITORY, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    said = []
    try:
        async with asyncio.timeout(DEADLINE_SECONDS):
            opened = (await process.stdout.readline()).split()
            for _ in range(acknowledgements):
                said.append(await process.stdout.readline())
    finally:
        process.kill()
        # All that it said counts, even what it said after the order to kill.
        said += (await process.stdout.read()).splitlines(keepends=True)
        await process.wait()
    assert opened[0] == b"opened", "the writer did not start"
    steps = [int(line) for line in said if line.endswith(b"\n")]
    return max(steps, default=0), float(opened[1])
