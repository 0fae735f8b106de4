"""CPU time and memory of the process under test, children included, as the kernel counts them."""

import asyncio
import os
from dataclasses import dataclass
from pathlib import Path

MEGABYTE = 1_000_000
RESTING_SECONDS = 3.0
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


def busy_seconds_of_core(cpu: int) -> float:
    """How long that core has worked since boot, for anyone (proc(5): all but the idle and iowait columns)."""
    for line in Path("/proc/stat").read_text().splitlines():
        name, *columns = line.split()
        if name == f"cpu{cpu}":
            user, nice, system, _, _, interrupts, soft_interrupts, *_ = (int(column) for column in columns)
            return (user + nice + system + interrupts + soft_interrupts) / TICKS_PER_SECOND
    return 0.0


async def resting_core_percent(process_id: int) -> float:
    """CPU of the process tree over the next few seconds, in percent of one core."""
    before = usage_of(process_id).cpu_seconds
    await asyncio.sleep(RESTING_SECONDS)
    return 100 * (usage_of(process_id).cpu_seconds - before) / RESTING_SECONDS


def _tree(process_id: int) -> list[int]:
    members = [process_id]
    for task in Path(f"/proc/{process_id}/task").iterdir():
        for child in (task / "children").read_text().split():
            members += _tree(int(child))
    return members
