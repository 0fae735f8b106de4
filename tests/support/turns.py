"""Waiting for what the event loop still has to do, without guessing how long that takes."""

import asyncio
from collections.abc import Callable

DEADLINE_SECONDS = 10.0
TURN_SECONDS = 0.001


async def until(is_so: Callable[[], bool], seconds: float = DEADLINE_SECONDS) -> None:
    """Let the event loop run until `is_so`; TimeoutError after `seconds`."""
    async with asyncio.timeout(seconds):
        while not is_so():
            await asyncio.sleep(TURN_SECONDS)
