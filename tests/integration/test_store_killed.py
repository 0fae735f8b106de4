"""The short form of the kill test: a process that writes is killed, and everything that it acknowledged is there."""

from pathlib import Path

from tests.support.store_killer import kill_again_and_again

KILLS = 25
SEED = 11
OPEN_SECONDS_MAX = 2.0


async def test_what_a_killed_writer_acknowledged_is_there(tmp_path: Path) -> None:
    report = await kill_again_and_again(tmp_path / "db", KILLS, SEED)
    print(report)
    assert report.steps > KILLS
    assert max(report.open_seconds) <= OPEN_SECONDS_MAX
