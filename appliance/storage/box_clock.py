"""The box's clock: a wall time that never goes back, and the stamps that order changes.

Boxes without a battery wake in 1970: time starts at what the box saw last and then runs with the monotonic clock.
"""

import json
import threading
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from appliance.domain.clock_order import Hlc, tick
from appliance.storage.file_system import FileSystem, write_whole

FILE_NAME = "last_seen.json"
KERNEL_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")

TimeQuality = Literal["unsynced", "trusted"]


class BoxClock:
    """Wall time, monotonic time and stamps of one box during one boot."""

    def __init__(
        self,
        node: str,
        last_seen_ms: int = 0,
        *,
        start_wall_ms: int | None = None,
        monotonic_ns: Callable[[], int] = time.monotonic_ns,
        boot_id: str | None = None,
    ) -> None:
        self.node = node
        """The instance id of the box."""
        self.boot_id = boot_id or _kernel_boot_id()
        self.monotonic_ns = monotonic_ns
        self._started_ns = monotonic_ns()
        self._start_wall_ms = max(time.time_ns() // 1_000_000 if start_wall_ms is None else start_wall_ms, last_seen_ms)
        self._last = Hlc(0, 0, node)
        self._lock = threading.Lock()

    @property
    def quality(self) -> TimeQuality:
        """Whether somebody who knows the time has told it."""
        return "unsynced"

    def wall_ms(self) -> int:
        """Milliseconds since 1970 as far as the box knows; never steps back and never jumps during one boot."""
        return self._start_wall_ms + (self.monotonic_ns() - self._started_ns) // 1_000_000

    def stamp(self) -> Hlc:
        """The stamp of a change that is made now."""
        with self._lock:
            self._last = tick(self._last, self.wall_ms())
            return self._last

    def observe(self, stamp: Hlc) -> None:
        """Let every later stamp be later than one of the box's own that was found on its disk."""
        with self._lock:
            if (stamp.wall_ms, stamp.logical) > (self._last.wall_ms, self._last.logical):
                self._last = Hlc(stamp.wall_ms, stamp.logical, self.node)

    def remember(self, data_dir: Path, files: FileSystem) -> None:
        """Keep the time for the next boot; it writes to the disk, so not in the event loop."""
        write_whole(files, data_dir / FILE_NAME, json.dumps({"wall_ms": self.wall_ms()}).encode())


def last_seen_ms(data_dir: Path, files: FileSystem) -> int:
    """The time that the box saw last; 0 when it does not know."""
    try:
        wall_ms = json.loads(files.read(data_dir / FILE_NAME))["wall_ms"]
    except (OSError, ValueError, KeyError, TypeError):
        return 0
    return wall_ms if isinstance(wall_ms, int) else 0


def _kernel_boot_id() -> str:
    try:
        return KERNEL_BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return str(uuid.uuid4())
