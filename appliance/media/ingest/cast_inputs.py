"""Makes the inputs of casts and sees each to its end: closing one is instant, its re-encoder's thread is not."""

from collections.abc import Callable

from appliance.lifecycle import TaskOwner
from appliance.media.ingest.cast_input import CastInput, MediaSink
from appliance.media.transcode.reencode import ReencodeSlots


class CastInputs:
    """Owns what outlives an input's `close()`."""

    def __init__(self, slots: ReencodeSlots, clock_ns: Callable[[], int]) -> None:
        self._slots = slots
        self._clock_ns = clock_ns
        self._tasks = TaskOwner("cast-inputs")

    def make(self, sink: MediaSink, on_close: Callable[[], None]) -> CastInput:
        """An input that feeds `sink`; `on_close` is called when it closes."""

        def closed() -> None:
            on_close()
            self._tasks.start(cast_input.wait_closed(), name="end")

        cast_input = CastInput(sink, self._slots, self._clock_ns, closed)
        return cast_input

    async def close(self) -> None:
        """Return when every input that was closed is really over."""
        await self._tasks.finish()
