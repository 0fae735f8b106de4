"""A window with nothing but a live preview, as a process of its own: how smooth it is, and what it costs.

`python -m tests.support.preview_process WHEP_URL SECONDS WIDTH HEIGHT` prints one line of JSON.
"""

import asyncio
import json
import os
import sys
import time
from pathlib import Path

import qasync
from PySide6.QtWidgets import QApplication

from desktop.preview.picture_view import PictureView
from desktop.preview.player_state import PlayerPhase
from desktop.preview.whep_exchange import WhepTarget
from desktop.preview.whep_player import WhepPlayer
from desktop.tasks import Tasks
from tests.support.stall_watchdog import StallWatchdog

FIRST_PICTURE_SECONDS = 20.0
PLACES = 4


async def measure(url: str, seconds: float, width: int, height: int) -> dict[str, float | str]:
    """Play for that long after the first picture; what was seen."""
    tasks, view, first = Tasks(), PictureView(), asyncio.Event()

    def show_state(state: object) -> None:
        view.show_state(player.state)
        if player.state.phase is PlayerPhase.PLAYING:
            first.set()

    player = WhepPlayer(tasks, WhepTarget(url), view.set_picture, show_state)
    view.resize(width, height)
    view.show()
    view.hand_size_to(player.show_at)
    with StallWatchdog() as watchdog:
        began = time.perf_counter()
        player.start()
        async with asyncio.timeout(FIRST_PICTURE_SECONDS):
            await first.wait()
        first_picture = time.perf_counter() - began
        starting = watchdog.report()
        watchdog.restart()
        before, cpu = await player.figures(), os.times()
        painted = view.painted
        await asyncio.sleep(seconds)
        after, cpu_after = await player.figures(), os.times()
        playing = watchdog.report()
    assert before.link is not None
    assert after.link is not None
    await player.stop()
    await tasks.close()
    view.close()
    decoding = after.link.decoder_cpu_seconds - before.link.decoder_cpu_seconds
    everything = cpu_after.user + cpu_after.system - cpu.user - cpu.system
    return {
        "first_picture_s": round(first_picture, 3),
        "stall_while_starting_ms": round(starting.longest_ms, 1),
        "busy_while_starting_ms": round(starting.longest_busy_ms, 1),
        "longest_stall_ms": round(playing.longest_ms, 1),
        "longest_busy_ms": round(playing.longest_busy_ms, 1),
        "stall_p99_ms": round(playing.p99_ms, 1),
        "ui_cpu": round(playing.cpu_share, PLACES),
        "decoder_cpu": round(decoding / seconds, PLACES),
        "process_cpu": round(everything / seconds, PLACES),
        "shown_per_second": round((after.shown - before.shown) / seconds, 1),
        "painted_per_second": round((view.painted - painted) / seconds, 1),
        "replaced": after.replaced - before.replaced,
        "undecoded": after.link.dropped_undecoded,
        "rss_mb": round(_resident_bytes() / 1e6, 1),
        "stack_while_starting": starting.stack,
        "stack": playing.stack,
    }


def _resident_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def main(url: str, seconds: str, width: str, height: str) -> None:
    """Print what was measured."""
    app = QApplication(sys.argv[:1])
    loop = qasync.QEventLoop(app)
    asyncio.set_event_loop(loop)
    with loop:
        print(json.dumps(loop.run_until_complete(measure(url, float(seconds), int(width), int(height)))), flush=True)
    # Qt and its plugins may still clean up in their own threads: what was measured is printed.
    sys.stdout.flush()


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QT_API", "pyside6")
    os.chdir(Path(__file__).parents[2])
    main(*sys.argv[1:])
