"""How late the event loop runs what is due: the first sign that something blocks it."""

import asyncio
from collections import deque
from dataclasses import dataclass

SAMPLE_INTERVAL_SECONDS = 0.1
"""Ten wake-ups a second cost about a thousandth of one core and see every stall longer than a frame or two."""
WINDOW_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class LagSummary:
    """The lag of the last minute, in seconds; all zero before the first sample."""

    p50: float = 0.0
    p99: float = 0.0
    maximum: float = 0.0
    samples: int = 0


class LagWindow:
    """Keeps the samples of the last minute; reads no clock."""

    def __init__(self, window: float = WINDOW_SECONDS, capacity: int = int(WINDOW_SECONDS / SAMPLE_INTERVAL_SECONDS)):
        self._window = window
        self._samples: deque[tuple[float, float]] = deque(maxlen=capacity)

    def add(self, lag: float, now: float) -> None:
        """Note that what was due ran `lag` seconds late at `now`."""
        self._samples.append((now, max(0.0, lag)))

    def summary(self, now: float) -> LagSummary:
        """Give the figures of the window that ends at `now`."""
        lags = sorted(lag for at, lag in self._samples if now - at <= self._window)
        if not lags:
            return LagSummary()
        return LagSummary(_percentile(lags, 50), _percentile(lags, 99), lags[-1], len(lags))


class EventLoopLag:
    """Samples the lag of the loop that `run()` runs in; its owner starts and cancels `run()`."""

    def __init__(self, interval: float = SAMPLE_INTERVAL_SECONDS, window: LagWindow | None = None) -> None:
        self._interval = interval
        self._window = window or LagWindow()

    async def run(self) -> None:
        """Sample until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + self._interval
            await asyncio.sleep(self._interval)
            now = loop.time()
            self._window.add(now - due, now)

    def summary(self) -> LagSummary:
        """Give the figures of the last minute; call it in the loop."""
        return self._window.summary(asyncio.get_running_loop().time())


def _percentile(ascending: list[float], percent: int) -> float:
    """Nearest rank: the smallest value that at least `percent` of all values do not exceed."""
    rank = -(-len(ascending) * percent // 100)
    return ascending[max(rank, 1) - 1]
