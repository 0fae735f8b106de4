"""The long form of the box's power cuts: two hundred of them in one lesson."""

from pathlib import Path

import pytest

from tests.support.box_killer import kill_the_box_again_and_again

KILLS = 200
START_SECONDS_MAX = 2.0


@pytest.mark.torture
@pytest.mark.timeout(3_600)
async def test_two_hundred_power_cuts_in_one_lesson_lose_nothing(tmp_path: Path) -> None:
    report = await kill_the_box_again_and_again(tmp_path, KILLS, seed=3)
    print(report)
    assert len(report.starts) == KILLS
    assert report.own_cpu_seconds <= START_SECONDS_MAX
    assert report.own_wall_seconds <= START_SECONDS_MAX
