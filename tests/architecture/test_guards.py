"""The guards of tests/conftest.py notice what they are there for: shown by running pytest on small leaking tests."""

import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]

LEAKS = {
    "thread": (
        "import threading\n"
        "def test_it():\n"
        "    threading.Thread(target=threading.Event().wait, name='forgotten', daemon=True).start()\n",
        "left behind: thread forgotten",
    ),
    "task": (
        "import asyncio\n"
        "async def test_it():\n"
        "    global kept\n"
        "    kept = asyncio.get_running_loop().create_task(asyncio.sleep(60), name='forgotten')\n",
        "left behind: task forgotten",
    ),
    "coroutine": (
        "async def work():\n    pass\nasync def test_it():\n    work()\n",
        "coroutine 'work' was never awaited",
    ),
    "file": (
        "def test_it():\n    open(__file__)\n",
        "unclosed file",
    ),
}


@pytest.mark.parametrize("kind", LEAKS)
def test_a_leak_fails_the_run(kind: str, tmp_path: Path) -> None:
    source, complaint = LEAKS[kind]
    result = _run_pytest(tmp_path, source)
    assert result.returncode == 1
    assert complaint in result.stdout


def test_a_task_that_its_fixture_ends_is_no_leak(tmp_path: Path) -> None:
    source = (
        "import asyncio, pytest\n"
        "@pytest.fixture\n"
        "async def server():\n"
        "    task = asyncio.get_running_loop().create_task(asyncio.sleep(60))\n"
        "    yield task\n"
        "    task.cancel()\n"
        "async def test_it(server):\n"
        "    assert not server.done()\n"
    )
    assert _run_pytest(tmp_path, source).returncode == 0


def test_long_runs_are_left_out_unless_asked_for(tmp_path: Path) -> None:
    source = "import pytest\n@pytest.mark.torture\ndef test_long():\n    pass\ndef test_short():\n    pass\n"
    assert "1 passed, 1 deselected" in _run_pytest(tmp_path, source).stdout
    assert "1 passed, 1 deselected" in _run_pytest(tmp_path, source, "-m", "torture").stdout
    assert "test_long PASSED" in _run_pytest(tmp_path, source, "-v", "-m", "torture").stdout


def _run_pytest(folder: Path, source: str, *options: str) -> subprocess.CompletedProcess[str]:
    (folder / "conftest.py").write_text((REPOSITORY / "tests" / "conftest.py").read_text(), encoding="utf-8")
    (folder / "test_sample.py").write_text(source, encoding="utf-8")
    config = REPOSITORY / "pyproject.toml"
    command = [sys.executable, "-m", "pytest", "-c", str(config), "--rootdir", str(folder), "-p", "no:cacheprovider"]
    return subprocess.run(
        [*command, *options, str(folder)], cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )
