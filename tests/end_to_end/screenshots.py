"""Takes the pictures of docs/: the student's page with the practice class live, as `make screenshots` does."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.appliance_process import ApplianceProcess
from tests.support.chromium import Screen, chromium

DOCS = Path(__file__).resolve().parents[2] / "docs"
STUDENT_SCREEN = Screen(width=1280, height=800)
FRAMES_TO_SETTLE = 60


async def take(folder: Path) -> Path:
    """Write student-page.png into `folder` once the picture has been running for two seconds."""
    with TemporaryDirectory(prefix="airclass-") as data_dir:
        async with ApplianceProcess(Path(data_dir)) as box, chromium() as browser:
            page = await browser.open(box.http_url, STUDENT_SCREEN)
            await page.wait_for_state("live")
            await page.seconds_for_frames(FRAMES_TO_SETTLE)
            picture = folder / "student-page.png"
            await page.screenshot(picture)
            return picture


if __name__ == "__main__":
    print(asyncio.run(take(DOCS)))
