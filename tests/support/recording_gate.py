"""A publisher gate that admits given keys to real cast inputs and keeps what passes through them."""

import asyncio
from collections.abc import Callable, Sequence

from appliance.errors import PublishRefused, Sentence
from appliance.media.ingest.cast_input import CastInput
from appliance.media.ingest.gate import PublisherEntry
from appliance.media.transcode.reencode import ReencodeSlots
from tests.support.recording_sink import RecordingSink

UNKNOWN = Sentence("Nobody knows this key.", "알 수 없는 키입니다.")
IN_USE = Sentence("This key is in use.", "이미 사용 중인 키입니다.")


class RecordedInput(CastInput):
    """A real cast input that also keeps what it was called with."""

    def __init__(self, sink: RecordingSink, slots: ReencodeSlots, on_close: Callable[[], None]) -> None:
        super().__init__(sink, slots, on_close=on_close)
        self.pictures: list[tuple[int, int]] = []
        """(decoding time, presentation time) on the publisher's own timeline, in nanoseconds."""
        self.sounds: list[int] = []
        """Presentation times on the publisher's own timeline, in nanoseconds."""

    def video(self, nal_units: Sequence[bytes], dts_ns: int, pts_ns: int, arrived_ns: int) -> None:
        """Keep the times."""
        self.pictures.append((dts_ns, pts_ns))
        super().video(nal_units, dts_ns, pts_ns, arrived_ns)

    def aac(self, data: bytes, pts_ns: int, arrived_ns: int) -> None:
        """Keep the time."""
        self.sounds.append(pts_ns)
        super().aac(data, pts_ns, arrived_ns)


class RecordedPublication:
    """One admitted publisher."""

    def __init__(self, key: str, entry: PublisherEntry, ended: Callable[[], None]) -> None:
        self.key = key
        self.entry = entry
        self.sink = RecordingSink()
        self.input = RecordedInput(self.sink, ReencodeSlots(1), self._closed)
        self.is_over = asyncio.Event()
        self._ended = ended

    async def frames(self, count: int) -> None:
        """Wait for that many pictures."""
        await self.sink.wait_until(lambda sink: len(sink.video) >= count)

    def _closed(self) -> None:
        self.is_over.set()
        self._ended()


class RecordingGate:
    """Admits each of its keys to one publisher at a time."""

    def __init__(self, *keys: str) -> None:
        self._keys = keys
        self._holders: dict[str, RecordedPublication] = {}
        self._arrived = asyncio.Event()
        self.publications: list[RecordedPublication] = []
        self.refused: list[str] = []

    def open(self, key: str, entry: PublisherEntry) -> CastInput:
        """Admit a known and free key."""
        if key not in self._keys or key in self._holders:
            self.refused.append(key)
            code, sentence = ("key_in_use", IN_USE) if key in self._keys else ("unknown_key", UNKNOWN)
            raise PublishRefused(code, sentence)
        publication = RecordedPublication(key, entry, lambda: self._leave(key))
        self._holders[key] = publication
        self.publications.append(publication)
        self._arrived.set()
        return publication.input

    async def publication(self, number: int = 1, seconds: float = 20.0) -> RecordedPublication:
        """Wait for the publisher that comes as the `number`th."""
        async with asyncio.timeout(seconds):
            while len(self.publications) < number:
                self._arrived.clear()
                await self._arrived.wait()
        return self.publications[number - 1]

    def _leave(self, key: str) -> None:
        del self._holders[key]
