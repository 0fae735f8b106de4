"""Makes the inputs of casts and sees each to its end: closing one is instant, its re-encoder's thread is not."""

import asyncio
from collections.abc import Callable

from appliance.lifecycle import CLOSE_DEADLINE_SECONDS, TaskOwner
from appliance.media.ingest.cast_input import CastInput, MediaSink
from appliance.media.transcode.reencode import ReencodeSlots


class CastInputs:
    """Owns what outlives an input's `close()`."""

    def __init__(self, slots: ReencodeSlots, clock_ns: Callable[[], int]) -> None:
        self._slots = slots
        self._clock_ns = clock_ns
        self._ending: set[asyncio.Task[None]] = set()
        self._tasks = TaskOwner("cast-inputs")

    def make(self, sink: MediaSink, on_close: Callable[[], None]) -> CastInput:
        """An input that feeds `sink`; `on_close` is called when it closes."""

        def closed() -> None:
            on_close()
            task = self._tasks.start(cast_input.wait_closed(), name="end")
            self._ending.add(task)
            task.add_done_callback(self._ending.discard)

        cast_input = CastInput(sink, self._slots, self._clock_ns, closed)
        return cast_input

    async def close(self) -> None:
        """Return when every input that was closed is really over."""
        if self._ending:
            await asyncio.wait(self._ending, timeout=CLOSE_DEADLINE_SECONDS)
        await self._tasks.close()
