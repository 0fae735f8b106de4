"""The one thread that writes: it gathers the records of all databases and syncs many of them at once (group commit).

Snapshots are written by the same thread in slices, and between two slices it commits what has come meanwhile.
"""

import asyncio
import contextlib
import errno
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Self

from appliance.storage.journal_lane import JournalLane

COMMIT_INTERVAL_SECONDS = 0.005
"""Records that come within this time after a sync share the next one."""
COMMIT_RECORDS = 64
"""So many do not wait for each other any longer."""
RETRY_SECONDS = 3.0
"""How often a disk that failed is tried again."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """Something longer for the thread to do: steps, and who is told about the end of it."""

    name: str
    steps: Iterator[None]
    done: Callable[[Exception | None], None]


class JournalWriter:
    """Owns the thread; databases hand it their lanes. Without `start` the owner calls `drain` instead."""

    def __init__(self, *, retry_seconds: float = RETRY_SECONDS) -> None:
        self._retry_seconds = retry_seconds
        self._wakes = threading.Condition()
        self._lanes: dict[JournalLane, None] = {}
        self._jobs: deque[Job] = deque()  # bounded by: one snapshot per database, and what its owner asks for
        self._is_urgent = False
        self._is_closing = False
        self._last_commit = 0.0
        self._next_retry = 0.0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._run, name="journal-writer", daemon=True)
        self._ended = asyncio.Event()

    async def __aenter__(self) -> Self:
        self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def start(self) -> None:
        """Begin to write; call it once, in the event loop that is told what happens."""
        self._loop = asyncio.get_running_loop()
        self._thread.start()

    async def close(self) -> None:
        """Write everything that is still pending, then end the thread."""
        with self._wakes:
            self._is_closing = True
            self._wakes.notify()
        if self.is_running:
            await self._ended.wait()
            self._thread.join()

    @property
    def is_running(self) -> bool:
        """Whether the thread writes by itself."""
        return self._thread.ident is not None

    def attach(self, lane: JournalLane) -> None:
        """Write for this lane from now on."""
        with self._wakes:
            self._lanes[lane] = None
            self._wakes.notify()

    def detach(self, lane: JournalLane) -> None:
        """Write for this lane no more."""
        with self._wakes:
            self._lanes.pop(lane, None)

    def wake(self, waiting_records: int) -> None:
        """Say that a lane has so many records to be committed."""
        with self._wakes:
            self._is_urgent |= waiting_records >= COMMIT_RECORDS
            if waiting_records == 1 or self._is_urgent:
                self._wakes.notify()

    def submit(self, job: Job) -> None:
        """Let the thread do this between its commits."""
        with self._wakes:
            self._jobs.append(job)
            self._wakes.notify()

    def deliver(self, callback: Callable[[], None]) -> None:
        """From the thread: run `callback` in the event loop; at once when there is no thread."""
        if self._loop is None:
            callback()
            return
        with contextlib.suppress(RuntimeError):  # the loop is closed
            self._loop.call_soon_threadsafe(callback)

    def drain(self) -> None:
        """Do everything that is to do now, in the caller's thread."""
        self._retry()
        while self._has_work():
            self._turn()

    def retry_now(self) -> None:
        """Try the failed disks again without waiting for their time."""
        with self._wakes:
            self._next_retry = 0.0
            self._wakes.notify()

    def _run(self) -> None:
        try:
            while self._wait():
                self._turn()
        except Exception:
            logger.exception("the journal writer failed")
        finally:
            self.deliver(self._ended.set)

    def _wait(self) -> bool:
        """Return when there is something to do: True; or False when all is done and the owner closes."""
        with self._wakes:
            while not (self._has_work() or self._is_closing):
                self._wakes.wait(self._seconds_to_retry())
                if self._seconds_to_retry() == 0.0:
                    return True
            pause = self._last_commit + COMMIT_INTERVAL_SECONDS - time.monotonic()
            if pause > 0 and not (self._is_urgent or self._is_closing or self._jobs):
                self._wakes.wait_for(lambda: self._is_urgent or self._is_closing or bool(self._jobs), pause)
            self._is_urgent = False
            return self._has_work() or not self._is_closing

    def _turn(self) -> None:
        for lane in self._known_lanes():
            if lane.has_pending:
                self._commit(lane)
            if lane.orders_snapshot():
                self.submit(Job("snapshot", lane.compact(), _log_failure))
        self._retry()
        self._step()

    def _commit(self, lane: JournalLane) -> None:
        try:
            lane.commit()
        except Exception as error:  # whatever it is, those who wait have to know, and the other lanes have to go on
            logger.exception("a journal could not be written")
            lane.fail(OSError(errno.EIO, str(error)))
        self._last_commit = time.monotonic()

    def _step(self) -> None:
        """Do one slice of the job that was there first."""
        if not self._jobs:
            return
        job = self._jobs[0]
        error: Exception | None = None
        try:
            next(job.steps)
            return
        except StopIteration:
            pass
        except Exception as failure:  # whatever it is, its owner has to know, and the thread has to go on
            error = failure
        self._jobs.popleft()
        job.done(error)

    def _retry(self) -> None:
        if self._seconds_to_retry() != 0.0:
            return
        self._next_retry = time.monotonic() + self._retry_seconds
        for lane in self._known_lanes():
            if lane.trouble is not None and not lane.is_recovering:
                lane.is_recovering = True
                self.submit(Job("recovery", lane.recover(), _log_failure))

    def _seconds_to_retry(self) -> float | None:
        if not any(lane.trouble is not None for lane in self._known_lanes()):
            return None
        return max(0.0, self._next_retry - time.monotonic())

    def _known_lanes(self) -> tuple[JournalLane, ...]:
        return tuple(self._lanes)

    def _has_work(self) -> bool:
        return bool(self._jobs) or any(lane.has_pending for lane in self._known_lanes())


def _log_failure(error: Exception | None) -> None:
    if error is not None:
        logger.warning("a snapshot could not be written", extra={"reason": str(error)})
