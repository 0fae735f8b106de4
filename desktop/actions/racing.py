"""Tries several ways to the same thing at once; the first that leads there is taken."""

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any, TypeVar

from desktop.tasks import Tasks

T = TypeVar("T")


async def first_success(tasks: Tasks, works: Sequence[Coroutine[Any, Any, T]], name: str) -> T:
    """The result of the first that succeeds, the others are ended; raises what the last one to fail has raised."""
    every = [tasks.start(work, name=name, on_error=_leave_it, shows_progress=False) for work in works]
    running = set(every)
    failure: BaseException = LookupError(f"{name}: there is nothing to try")
    try:
        while running:
            done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            winner = next((task for task in done if task.exception() is None), None)
            if winner is not None:
                return winner.result()
            failure = next(error for task in done if (error := task.exception()) is not None)
        raise failure
    finally:
        for task in every:
            task.cancel()
        await asyncio.gather(*every, return_exceptions=True)


def _leave_it(_: Exception) -> None:
    """Who waits for the race hears of it."""
