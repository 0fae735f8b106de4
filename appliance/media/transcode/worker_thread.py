"""A thread with one owner, a name and an awaited end, and its bounded way back to the event loop."""

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable

MAX_HANDOVERS = 64
"""A loop that is this far behind loses pictures instead of keeping a growing line of them."""

logger = logging.getLogger(__name__)


class WorkerThread:
    """Runs `work` once beside the event loop; `work` ends by itself soon after its owner told it to."""

    def __init__(self, name: str, work: Callable[[], None], loop: asyncio.AbstractEventLoop) -> None:
        self._work = work
        self._loop = loop
        self._ended = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._free_handovers = threading.Semaphore(MAX_HANDOVERS)

    def start(self) -> None:
        """Begin; call it once."""
        self._thread.start()

    def deliver(self, callback: Callable[[], None]) -> bool:
        """From the thread: run `callback` on the event loop; False when the loop is too far behind or gone."""
        if not self._free_handovers.acquire(blocking=False):
            return False
        try:
            self._loop.call_soon_threadsafe(self._deliver, callback)
        except RuntimeError:  # the loop is closed
            return False
        return True

    async def wait_closed(self) -> None:
        """Return when the thread is over; at once when it was never started."""
        if self._thread.ident is None:
            return
        await self._ended.wait()
        self._thread.join()

    def _deliver(self, callback: Callable[[], None]) -> None:
        self._free_handovers.release()
        callback()

    def _run(self) -> None:
        try:
            self._work()
        except Exception:
            logger.exception("thread %s failed", self._thread.name)
        finally:
            with contextlib.suppress(RuntimeError):  # the loop is closed
                self._loop.call_soon_threadsafe(self._ended.set)
