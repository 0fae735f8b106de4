"""CPU time and memory of the process under test, children included, as the kernel counts them."""

import os
from dataclasses import dataclass
from pathlib import Path

MEGABYTE = 1_000_000
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
USER_TIME, RESIDENT_PAGES = 11, 21
"""Places in /proc/PID/stat after the closing bracket of the name (proc(5): fields 14 and 24)."""


@dataclass(frozen=True, slots=True)
class Usage:
    """One reading."""

    cpu_seconds: float
    """User and system time, in the kernel's ticks of 10 ms."""
    rss_megabytes: float


def usage_of(process_id: int) -> Usage:
    """Read the counters of the process and its descendants now."""
    cpu_ticks = pages = 0
    for member in _tree(process_id):
        fields = Path(f"/proc/{member}/stat").read_text().rpartition(")")[2].split()
        cpu_ticks += int(fields[USER_TIME]) + int(fields[USER_TIME + 1])
        pages += int(fields[RESIDENT_PAGES])
    return Usage(cpu_ticks / TICKS_PER_SECOND, pages * PAGE_BYTES / MEGABYTE)


def _tree(process_id: int) -> list[int]:
    members = [process_id]
    for task in Path(f"/proc/{process_id}/task").iterdir():
        for child in (task / "children").read_text().split():
            members += _tree(int(child))
    return members
