"""Thousands of connections that say nearly nothing do not hurt the class, and none of them is kept."""

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.benchmarks.fleet_run import FleetOrder, FleetRun, run_fleet
from tests.benchmarks.process_usage import usage_of
from tests.support.appliance_process import ApplianceProcess
from tests.support.cpu_pinning import SERVER_CPU, pin_process
from tests.support.practice_stage import stage_is_live, stage_whep
from tests.support.slow_crowd import CrowdReport, slow_crowd
from tests.support.watching import Watching

SEED = 7
VIEWERS = 6
JOIN_SECONDS = 2.0
CONTROL_SECONDS = 1.0
CUT_SECONDS = 15.0
"""Ten, and what a busy machine adds."""
MEMORY_MAX_MEGABYTES = 300


@dataclass(frozen=True, slots=True)
class _Outcome:
    fleet: FleetRun
    crowd: CrowdReport
    join_seconds: float
    control_seconds: float
    megabytes: float

    def __str__(self) -> str:
        crowd, report = self.crowd, self.fleet.report
        return (
            f"{crowd.opened:,} connections opened, {crowd.cut:,} cut, {crowd.refused:,} refused, the longest lived "
            f"{crowd.longest_seconds:.1f} s; a newcomer saw a picture after {self.join_seconds:.2f} s, the API answered"
            f" within {self.control_seconds:.3f} s; {report.connected} viewers lost {report.lost_since_join} of "
            f"{report.packets:,} packets; {self.fleet.core_percent:.0f} % of one core, "
            f"{self.megabytes:.0f} MB"
        )


async def test_hundreds_of_idle_connections_do_not_hurt_the_class(tmp_path: Path) -> None:
    outcome = await _under_siege(tmp_path, connections=600, seconds=12.0)
    print(outcome)
    _assert_unharmed(outcome)


@pytest.mark.torture
@pytest.mark.timeout(180)
async def test_two_thousand_idle_connections_each_do_not_hurt_the_class(tmp_path: Path) -> None:
    outcome = await _under_siege(tmp_path, connections=2000, seconds=45.0)
    print(outcome)
    _assert_unharmed(outcome)
    assert outcome.crowd.cut > 4000


async def _under_siege(folder: Path, connections: int, seconds: float) -> _Outcome:
    async with ApplianceProcess(folder) as box:
        pin_process(box.pid, SERVER_CPU)
        await stage_is_live(box)
        siege = slow_crowd(box.addresses.http, box.addresses.rtmp, connections, seconds, SEED)
        async with siege as crowd, Watching(stage_whep(box)) as watching:
            order = FleetOrder(VIEWERS, seconds - 5.0, stage_whep(box), tally_frames=True, ramp_seconds=0.5)
            fleet = asyncio.ensure_future(run_fleet(order, box.pid))
            await crowd.full()
            begun = time.monotonic()
            await watching.join()
            join_seconds = time.monotonic() - begun
            control_seconds = await _slowest_answer(box, fleet)
            outcome = _Outcome(
                await fleet, await crowd.report(), join_seconds, control_seconds, usage_of(box.pid).rss_megabytes
            )
        assert "ERROR" not in box.log
        assert "Traceback" not in box.log
        return outcome


async def _slowest_answer(box: ApplianceProcess, fleet: asyncio.Future[FleetRun]) -> float:
    """The longest that one of the teacher's requests takes while the fleet watches."""
    slowest = 0.0
    while not fleet.done():
        begun = time.monotonic()
        (await box.client.get("/sessions/practice/casts")).raise_for_status()
        slowest = max(slowest, time.monotonic() - begun)
        await asyncio.wait([fleet], timeout=0.25)
    return slowest


def _assert_unharmed(outcome: _Outcome) -> None:
    report = outcome.fleet.report
    assert (report.connected, report.alive, report.failures) == (VIEWERS, VIEWERS, ())
    assert (report.lost_since_join, report.check_failures) == (0, 0)
    assert 0 < report.frames == report.decodable_frames
    assert outcome.join_seconds < JOIN_SECONDS
    assert outcome.control_seconds < CONTROL_SECONDS
    assert outcome.crowd.cut > 0
    assert outcome.crowd.longest_seconds < CUT_SECONDS
    assert outcome.megabytes < MEMORY_MAX_MEGABYTES
