"""An installed box is a whole box: the wheel carries the student page, and serves it from anywhere."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import httpx
import pytest

from appliance.contract.version import VERSION

REPOSITORY = Path(__file__).resolve().parents[2]
PACKAGES = ("appliance", "desktop", "broadcaster")
PAGE = ("web_viewer/index.html", "web_viewer/src", "web_viewer/styles", "web_viewer/icons")
START_SECONDS = 30.0
INSTALLED_PAGE = "<!doctype html><title>installed</title>"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of what git knows or would know, built without a network."""
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for path in _files():
        (source / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(REPOSITORY / path, source / path)
    options = ["--no-deps", "--no-build-isolation", "--no-index", "--quiet", "--wheel-dir", str(target)]
    subprocess.run([sys.executable, "-m", "pip", "wheel", *options, str(source)], check=True, timeout=100)
    return next(target.glob("airclass-*.whl"))


LOOKS = "desktop/resources/"
"""Icons, the style sheet and compiled texts of the teacher's app."""


def _files() -> list[str]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout.splitlines()
    return [path for path in listed if (REPOSITORY / path).is_file()]


def test_the_wheel_carries_every_module_and_the_whole_page_and_nothing_else(wheel: Path) -> None:
    carried = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    files = _files()
    modules = {path for path in files if path.split("/")[0] in PACKAGES and path.endswith(".py")}
    page = {path for path in files if path.startswith(PAGE) and not path.endswith(".d.ts")}
    looks = {path for path in files if path.startswith(LOOKS) and not path.endswith((".py", ".ts"))}
    assert "web_viewer/src/main.js" in page
    assert "desktop/resources/style.qss" in looks
    assert carried == modules | page | looks


def test_the_wheel_says_what_it_is(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    folder = f"airclass-{VERSION}.dist-info"
    assert "airclass-appliance = appliance.__main__:main" in archive.read(f"{folder}/entry_points.txt").decode()
    assert f"Version: {VERSION}\n" in archive.read(f"{folder}/METADATA").decode()
    assert f"{folder}/licenses/LICENSE" in archive.namelist()


async def test_an_installed_box_serves_the_page(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    (site / "web_viewer" / "index.html").write_text(INSTALLED_PAGE)  # tells it from the checkout's
    listen = [text for name in ("http", "rtmp", "media") for text in (f"--{name}", "127.0.0.1:0")]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "appliance", "serve", "--no-practice", "--print-addresses"),
        *("--data-dir", str(tmp_path / "data"), *listen),
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(site), "AIRCLASS_ANNOUNCE": "false"},
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(START_SECONDS):
            address = json.loads(await process.stdout.readline())["http"]
        async with httpx.AsyncClient(base_url=f"http://{address}", trust_env=False) as client:
            assert (await client.get("/")).text == INSTALLED_PAGE
            script = (REPOSITORY / "web_viewer" / "src" / "main.js").read_bytes()
            assert (await client.get("/src/main.js")).content == script
    finally:
        process.terminate()
        await process.communicate()
    assert process.returncode == 0
