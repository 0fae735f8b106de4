"""The viewer's own unit tests and its type check, run by the tools of its language."""

import shutil
import subprocess
from pathlib import Path

import pytest

VIEWER = Path(__file__).resolve().parents[2] / "web_viewer"
COMPILER = VIEWER / "node_modules" / "typescript" / "bin" / "tsc"

needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed: see `make test`")
needs_compiler = pytest.mark.skipif(not COMPILER.exists(), reason="run `npm ci` in web_viewer: see `make test`")


def _node(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["node", *map(str, arguments)], cwd=VIEWER, capture_output=True, text=True, timeout=110, check=False
    )


@needs_node
def test_the_viewers_unit_tests_pass() -> None:
    files = sorted((VIEWER / "tests").glob("*.test.js"))
    result = _node("--test", *files)
    assert result.returncode == 0, result.stdout + result.stderr
    assert len(files) >= 9


@needs_node
@needs_compiler
def test_the_viewer_has_no_type_errors() -> None:
    result = _node(COMPILER, "--noEmit", "-p", VIEWER)
    assert result.returncode == 0, result.stdout


def test_the_lock_file_names_no_registry() -> None:
    lock = (VIEWER / "package-lock.json").read_text()
    assert '"integrity"' in lock
    assert '"resolved"' not in lock
