"""How often a class is told what changes often: the first change at once, what follows a few times a second in sum."""

import asyncio
from collections.abc import Callable, Hashable

from appliance.lifecycle import TaskOwner

PAUSE_SECONDS = 0.25
"""450 hands that go up together are four events a second, not 450."""


class Telling:
    """Tells each subject at most once per pause, and never leaves out what was the latest."""

    def __init__(self, pause_seconds: float = PAUSE_SECONDS) -> None:
        self._pause_seconds = pause_seconds
        self._tasks = TaskOwner("telling")
        self._next: dict[Hashable, Callable[[], None] | None] = {}  # bounded by: what the classes of the box talk about

    @property
    def is_busy(self) -> bool:
        """Whether some subject was told a moment ago."""
        return bool(self._next)

    def tell(self, subject: Hashable, tell: Callable[[], None]) -> None:
        """Call `tell` now, or after the pause that runs for the subject; a later one replaces one that waits."""
        if subject in self._next:
            self._next[subject] = tell
            return
        self._next[subject] = None
        self._tasks.start(self._pause(subject), name="pause")
        tell()

    async def close(self) -> None:
        """Tell nothing more."""
        await self._tasks.close()

    async def _pause(self, subject: Hashable) -> None:
        try:
            await asyncio.sleep(self._pause_seconds)
            while (tell := self._next[subject]) is not None:
                self._next[subject] = None
                tell()
                await asyncio.sleep(self._pause_seconds)
        finally:
            del self._next[subject]
