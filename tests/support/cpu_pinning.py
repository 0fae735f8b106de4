"""Which core runs what in a measurement: the server on one, everything that loads it on another."""

import os
import shutil
from pathlib import Path

SERVER_CPU = 0
LOAD_CPU = 1


def pinned_command(command: list[str], cpu: int) -> list[str]:
    """`command`, started on one core where the machine has it."""
    if not _has_core(cpu) or shutil.which("taskset") is None:
        return command
    return ["taskset", "--cpu-list", str(cpu), *command]


def pin_this_process(cpu: int) -> None:
    """Run this process on one core where the machine has it."""
    if _has_core(cpu):
        os.sched_setaffinity(0, {cpu})


def pin_process(process_id: int, cpu: int) -> None:
    """Move every thread of a running process to one core where the machine has it."""
    if not _has_core(cpu):
        return
    for thread in Path(f"/proc/{process_id}/task").iterdir():
        os.sched_setaffinity(int(thread.name), {cpu})


def _has_core(cpu: int) -> bool:
    return cpu < (os.cpu_count() or 1)
