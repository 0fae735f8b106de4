"""Strangers who throw garbage at the media port cost the class CPU and nothing else."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.benchmarks.fleet_run import FleetOrder, FleetRun, run_fleet
from tests.support.appliance_process import ApplianceProcess
from tests.support.cpu_pinning import SERVER_CPU, pin_process
from tests.support.garbage_flood import Flood, flood
from tests.support.practice_stage import stage_is_live, stage_whep
from tests.support.watching import Watching

RAMP_SECONDS, SETTLE_SECONDS = 0.5, 1.0
AFTERGLOW_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class _Outcome:
    fleet: FleetRun
    flood: Flood
    dropped: float
    lag: dict[str, float]

    def __str__(self) -> str:
        report = self.fleet.report
        lags = ", ".join(f"{name} {value * 1000:.1f} ms" for name, value in self.lag.items())
        return (
            f"{self.flood.rate:,.0f} garbage datagrams/s, {self.dropped:,.0f} of {self.flood.sent:,} looked at; "
            f"{report.connected} viewers got {report.packets:,} packets in {report.seconds:.1f} s and lost "
            f"{report.lost_since_join}; event-loop lag {lags}; {self.fleet.core_percent:.0f} % of one core"
        )


async def test_garbage_costs_viewers_nothing(tmp_path: Path) -> None:
    outcome = await _flooded(tmp_path, viewers=6, seconds=3.0, rate=40_000)
    print(outcome)
    _assert_unharmed(outcome, 6)


@pytest.mark.torture
async def test_a_hundred_thousand_datagrams_a_second_cost_viewers_nothing(tmp_path: Path) -> None:
    outcome = await _flooded(tmp_path, viewers=10, seconds=15.0, rate=100_000)
    print(outcome)
    _assert_unharmed(outcome, 10)


async def _flooded(folder: Path, viewers: int, seconds: float, rate: int) -> _Outcome:
    async with ApplianceProcess(folder) as box, Watching(stage_whep(box)) as watching:
        pin_process(box.pid, SERVER_CPU)
        await stage_is_live(box)
        overheard = (await watching.join())._ice  # an attacker in the room sees its user name in the clear
        assert overheard is not None
        port = int(box.media.rpartition(":")[2])
        order = FleetOrder(viewers, seconds, stage_whep(box), tally_frames=True, ramp_seconds=RAMP_SECONDS)
        length = RAMP_SECONDS + SETTLE_SECONDS + seconds + AFTERGLOW_SECONDS
        thrown, fleet = await asyncio.gather(
            flood(port, length, rate, overheard._username.partition(":")[0]), run_fleet(order, box.pid)
        )
        health = (await box.client.get("/health")).json()
        assert "ERROR" not in box.log
        assert "WARNING" not in box.log
        return _Outcome(fleet, thrown, await _dropped(box), health["event_loop_lag"])


async def _dropped(box: ApplianceProcess) -> float:
    lines = (await box.client.get("/metrics")).text.splitlines()
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith("airclass_media_datagrams_dropped"))


def _assert_unharmed(outcome: _Outcome, viewers: int) -> None:
    report = outcome.fleet.report
    assert outcome.dropped > 10_000
    assert (report.connected, report.alive, report.failures) == (viewers, viewers, ())
    assert (report.lost_since_join, report.check_failures) == (0, 0)
    assert report.frames == report.decodable_frames
    assert report.frames > 0
