"""The desktop app as a program: from the source, from a plain installation, and as a bundle under a real X server."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from desktop.self_test import LANGUAGES, SHOWN_INSIDE
from desktop.views.parts.theme import Theme

REPOSITORY = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
RUN_SECONDS = 120
INSTALL_SECONDS = 420
PAGES = ("pairing", "lesson", "join-card", "stage", "quizzes", "dashboard", "talk", "records", "settings")
INNER_VIEWS = ("quizzes-editor", "quizzes-run", "dashboard-2", "dashboard-3", "dashboard-4", "records-2", "records-3")
NO_FINDINGS = "self-test: 0 findings\n"


def run(
    command: Sequence[str | Path], seconds: int = RUN_SECONDS, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end, in an environment that knows nothing of this test's Qt."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("QT_", "PYTHON"))}
    return subprocess.run(
        [str(part) for part in command],
        cwd=REPOSITORY,
        env={**kept, **variables},
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )


def test_the_self_test_opens_every_page_in_both_languages_and_themes(tmp_path: Path) -> None:
    ended = run([BIN / "airclass-desktop", "--self-test", "--screenshots", tmp_path], QT_QPA_PLATFORM="offscreen")
    assert (ended.returncode, ended.stdout) == (0, NO_FINDINGS), ended.stderr
    faces = {f"{page}-{theme.value}-{language}.png" for page in PAGES for theme in Theme for language in LANGUAGES}
    inside = {f"{view}-{kind}.png" for view in INNER_VIEWS for kind in SHOWN_INSIDE}
    assert {path.name for path in tmp_path.iterdir()} == faces | inside


def test_a_page_that_complains_fails_the_self_test() -> None:
    breaking = (
        "import desktop.sample_box as box, desktop.self_test as test\n"
        "answers = dict(box._answers())\nanswers.pop('/quizzes')\n"
        "box._answers = lambda: answers\n"
        "raise SystemExit(test.run_self_test())"
    )
    ended = run([BIN / "python", "-c", breaking], QT_QPA_PLATFORM="offscreen")
    assert ended.returncode == 1
    assert "GET /quizzes has no sample answer" in ended.stderr


@pytest.mark.timeout(INSTALL_SECONDS)
def test_a_plain_installation_starts(tmp_path: Path) -> None:
    """`pip install airclass[desktop]` brings everything that the app needs, and nothing of the box's server."""
    environment = tmp_path / "environment"
    assert run([sys.executable, "-m", "venv", environment]).returncode == 0
    source = tmp_path / "source"
    for name in ("appliance", "desktop", "web_viewer", "pyproject.toml", "README.md", "LICENSE"):
        _copy(REPOSITORY / name, source / name)
    python = environment / "bin" / "python"
    installed = run(
        [python, "-m", "pip", "install", "--quiet", "-c", REPOSITORY / "constraints.txt", f"{source}[desktop]"],
        INSTALL_SECONDS,
    )
    assert installed.returncode == 0, installed.stderr
    assert run([python, "-c", "import fastapi"]).returncode != 0
    ended = run([environment / "bin" / "airclass-desktop", "--self-test"], QT_QPA_PLATFORM="offscreen")
    assert (ended.returncode, ended.stdout) == (0, NO_FINDINGS), ended.stderr


@pytest.mark.timeout(INSTALL_SECONDS)
def test_the_bundle_starts_under_x(tmp_path: Path) -> None:
    """PyInstaller's folder runs without Python, with Qt's xcb plugin on a real X server."""
    spec = REPOSITORY / "installer" / "desktop" / "airclass-desktop.spec"
    folders = ("--distpath", tmp_path / "dist", "--workpath", tmp_path / "build")
    built = run([BIN / "pyinstaller", "--noconfirm", "--log-level", "ERROR", *folders, spec], INSTALL_SECONDS)
    assert built.returncode == 0, built.stderr
    program = tmp_path / "dist" / "airclass-desktop" / "airclass-desktop"
    ended = run(["xvfb-run", "--auto-servernum", program, "--self-test"])
    assert (ended.returncode, ended.stdout) == (0, NO_FINDINGS), ended.stderr


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        unwanted = shutil.ignore_patterns("node_modules", "__pycache__", "*.egg-info")
        shutil.copytree(source, target, ignore=unwanted)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target)
