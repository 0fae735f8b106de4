"""Damage that was found at the start is in /health until somebody has moved the damaged files away."""

from pathlib import Path

from appliance.storage.recovery import CORRUPT_MARK
from tests.support.appliance_process import ApplianceProcess

WELL: tuple[int, list[str]] = (200, [])


async def _health(box: ApplianceProcess) -> tuple[int, list[str]]:
    answer = await box.client.get("/health")
    return answer.status_code, answer.json()["problems"]


async def test_a_box_with_damaged_data_serves_and_says_so(tmp_path: Path) -> None:
    catalogue = tmp_path / "catalogue"
    async with ApplianceProcess(tmp_path) as box:
        assert await _health(box) == WELL
    (catalogue / "snapshot-7.json").write_bytes(bytes(range(256)))
    async with ApplianceProcess(tmp_path) as box:
        [kept] = catalogue.glob(f"*{CORRUPT_MARK}*")
        status, [problem] = await _health(box)
        assert status == 503
        assert problem.startswith("Stored data in catalogue was damaged")
        assert kept.name in problem
        kept.unlink()
        assert await _health(box) == WELL
