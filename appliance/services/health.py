"""What is true of the box: checked when asked, not remembered."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from appliance.contract.live import Trouble
from appliance.contract.system import EventLoopLag, Health
from appliance.contract.version import VERSION

LAG_LIMIT_SECONDS = 0.25
"""A loop that is this late at its 99th percentile makes the class stutter."""


@dataclass(frozen=True, slots=True)
class HealthProbes:
    """How each fact is found out."""

    media_port_bound: Callable[[], bool]
    store_writable: Callable[[], bool]
    event_loop_lag: Callable[[], EventLoopLag]
    storage_trouble: Callable[[], Trouble | None] = lambda: None
    damaged_data: Callable[[], list[str]] = list
    """One sentence per database that was found damaged; reads the disk."""


class HealthCheck:
    """Answers /health."""

    def __init__(self, probes: HealthProbes) -> None:
        self._probes = probes

    async def check(self) -> Health:
        """Look at everything now."""
        media_port_bound = self._probes.media_port_bound()
        store_writable = await asyncio.to_thread(self._probes.store_writable)
        damaged_data = await asyncio.to_thread(self._probes.damaged_data)
        lag = self._probes.event_loop_lag()
        problems = []
        if not media_port_bound:
            problems.append("The media port is not open: nobody can watch.")
        if not store_writable:
            problems.append("The data folder cannot be written: the disk is full or read-only.")
        trouble = self._probes.storage_trouble()
        if trouble is not None:
            problems.append(trouble.en)
        problems += damaged_data
        if lag.p99 > LAG_LIMIT_SECONDS:
            problems.append(f"The box is overloaded: its event loop runs {lag.p99:.2f} s late.")
        return Health(
            status="degraded" if problems else "ok",
            version=VERSION,
            media_port_bound=media_port_bound,
            store_writable=store_writable,
            event_loop_lag=lag,
            problems=problems,
        )
