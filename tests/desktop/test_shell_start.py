"""The program as a teacher starts it: the window is there within two seconds, and nothing is left when it closes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.__main__ import main

FIRST_WINDOW_SECONDS = 2.0
HEAVY = ("aiortc", "av", "numpy", "pyqtgraph", "openpyxl", "fastapi")
# Measured from before the first import to the first paint; the window then closes as by a click on its cross.
STARTED = """
import time
began = time.perf_counter()
import json, sys, threading
from desktop.__main__ import main
from desktop.views.main_window import MainWindow
from PySide6.QtCore import QTimer

def paint(window, event, _paint=MainWindow.paintEvent):
    _paint(window, event)
    if not facts:
        facts["seconds"] = time.perf_counter() - began
        facts["loaded"] = [name for name in sys.argv[2].split() if name in sys.modules]
        QTimer.singleShot(0, window.close)

facts = {}
MainWindow.paintEvent = paint
facts_status = main(["--data-dir", sys.argv[1], "--language", "ko"])
left = [thread.name for thread in threading.enumerate() if thread is not threading.main_thread()]
print(json.dumps({**facts, "status": facts_status, "left": left}))
"""


def test_the_first_window_is_there_within_two_seconds_and_the_app_ends_cleanly(tmp_path: Path) -> None:
    command = [sys.executable, "-W", "error", "-c", STARTED, str(tmp_path), " ".join(HEAVY)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 0, ended.stderr
    facts = json.loads(ended.stdout.splitlines()[-1])
    assert facts["seconds"] < FIRST_WINDOW_SECONDS
    assert (facts["loaded"], facts["status"], facts["left"]) == ([], 0, [])
    assert ended.stderr == ""
    assert json.loads((tmp_path / "settings.json").read_text(encoding="utf-8"))["window_geometry"] != ""


@pytest.mark.parametrize("arguments", [["--connect", "K7MPQ2"], ["--language", "fr"], ["--theme", "pink"]])
def test_a_wish_that_means_nothing_is_said(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert arguments[1] in capsys.readouterr().err
