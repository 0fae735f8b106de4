"""Runs a viewer fleet as a child process and reads the server's CPU time at the edges of its window."""

import asyncio
import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.process_usage import Usage, busy_seconds_of_core, usage_of
from tests.support.cpu_pinning import SERVER_CPU
from tests.support.fleet_report import FleetReport, JoinedLine

LINE_BYTES = 1 << 20
REPOSITORY = Path(__file__).parents[2]
SPARE_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class FleetOrder:
    """What the fleet is to do."""

    viewers: int
    seconds: float
    whep: str = ""
    tokens: Sequence[str] = ()
    """Of those who watch, one after the other; nobody in particular in the practice class."""
    janus: str = ""
    ramp_seconds: float = 3.0
    settle_seconds: float = 1.0
    probe_every: int = 0
    nack: bool = False
    tally_frames: bool = False

    def arguments(self, output: Path) -> list[str]:
        """The fleet's command line."""
        tokens = [f"--token={token}" for token in self.tokens]
        source = ["--janus", self.janus] if self.janus else ["--whep", self.whep, *tokens]
        switches = [name for name, on in (("--nack", self.nack), ("--tally-frames", self.tally_frames)) if on]
        return [
            *source,
            *("--viewers", str(self.viewers), "--seconds", str(self.seconds)),
            *("--ramp-seconds", str(self.ramp_seconds), "--settle-seconds", str(self.settle_seconds)),
            *("--probe-every", str(self.probe_every), "--output", str(output)),
            *switches,
        ]


@dataclass(frozen=True, slots=True)
class FleetRun:
    """The fleet's report beside the server's usage at each of its events."""

    joined: JoinedLine
    report: FleetReport
    usage: dict[str, Usage]
    """By event: start, joined, window_start, window_end."""
    load: dict[str, Usage]
    """The fleet's own usage, likewise: a fleet near a whole core delays what it measures."""

    @property
    def window_cpu_seconds(self) -> float:
        """Server CPU time in the window."""
        return self.usage["window_end"].cpu_seconds - self.usage["window_start"].cpu_seconds

    @property
    def join_cpu_seconds(self) -> float:
        """Server CPU time from the first request until everybody is in."""
        return self.usage["joined"].cpu_seconds - self.usage["start"].cpu_seconds

    @property
    def microseconds_per_packet(self) -> float:
        """Server CPU per delivered packet in the window."""
        return self.window_cpu_seconds * 1e6 / max(1, self.report.packets)

    core_busy_seconds: dict[str, float]
    """Of the server's core, whoever used it, likewise."""

    @property
    def disturbance_percent(self) -> float:
        """How much of the server's core other programs used in the window; its own soft interrupts may look so too."""
        busy = self.core_busy_seconds["window_end"] - self.core_busy_seconds["window_start"]
        return max(0.0, 100 * (busy - self.window_cpu_seconds) / self.report.seconds)

    @property
    def load_core_percent(self) -> float:
        """The fleet's CPU in the window, in percent of one core."""
        spent = self.load["window_end"].cpu_seconds - self.load["window_start"].cpu_seconds
        return 100 * spent / self.report.seconds

    @property
    def core_percent(self) -> float:
        """Server CPU in the window, in percent of one core."""
        return 100 * self.window_cpu_seconds / self.report.seconds


class _Readings:
    """Everything read at the fleet's events."""

    def __init__(self, server_process_id: int) -> None:
        self._server = server_process_id
        self.usage: dict[str, Usage] = {}
        self.load: dict[str, Usage] = {}
        self.core_busy_seconds: dict[str, float] = {}

    def read(self, event: str, fleet_process_id: int) -> None:
        """Read now, and call it `event`."""
        self.usage[event] = usage_of(self._server)
        self.load[event] = usage_of(fleet_process_id)
        self.core_busy_seconds[event] = busy_seconds_of_core(SERVER_CPU)


async def run_fleet(
    order: FleetOrder, server_process_id: int, hear: Callable[[str], None] = lambda event: None
) -> FleetRun:
    """Run it to its end, telling `hear` each event; a fleet that fails raises with its last lines."""
    readings = _Readings(server_process_id)
    with tempfile.TemporaryDirectory(prefix="airclass-fleet-") as folder:
        output = Path(folder) / "report.json"
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.support.viewer_fleet", *order.arguments(output)),
            cwd=REPOSITORY,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            limit=LINE_BYTES,
        )
        try:
            async with asyncio.timeout(order.ramp_seconds + order.seconds + SPARE_SECONDS):
                joined = await _follow(process, readings, hear)
                code = await process.wait()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if code or joined is None:
            raise RuntimeError(f"the viewer fleet ended with code {code}")
        report = FleetReport.from_json(output.read_text())
    return FleetRun(joined, report, readings.usage, readings.load, readings.core_busy_seconds)


async def _follow(
    process: asyncio.subprocess.Process, readings: _Readings, hear: Callable[[str], None]
) -> JoinedLine | None:
    readings.read("start", process.pid)
    joined: JoinedLine | None = None
    assert process.stdout is not None
    async for line in process.stdout:
        event, _, text = line.decode().partition(" ")
        if event != "report":
            readings.read(event, process.pid)
        hear(event)
        if event == "joined":
            values = json.loads(text)
            joined = JoinedLine(**{**values, "failures": tuple(values["failures"])})
    return joined
