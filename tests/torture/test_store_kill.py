"""The long forms: a writer killed two hundred times, and many more power cuts than each test run makes."""

from pathlib import Path

import pytest

from tests.support.crash_points import CrashCampaign
from tests.support.store_killer import kill_again_and_again

KILLS = 200
OPEN_SECONDS_MAX = 2.0
POINTS = 40_000
CUTS_PER_OPERATION = 4


@pytest.mark.torture
@pytest.mark.timeout(900)
async def test_two_hundred_kills_lose_nothing_acknowledged(tmp_path: Path) -> None:
    report = await kill_again_and_again(tmp_path / "db", KILLS, seed=1)
    print(report)
    assert report.kills == KILLS
    assert max(report.open_seconds) <= OPEN_SECONDS_MAX


@pytest.mark.torture
@pytest.mark.timeout(900)
@pytest.mark.parametrize("seed", range(3))
def test_many_more_power_cuts_lose_nothing_acknowledged(seed: int) -> None:
    census = CrashCampaign(seed, CUTS_PER_OPERATION).run(POINTS)
    print(census)
    assert census.points >= POINTS
