"""A small picture of each live cast, fetched every two seconds while somebody looks."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

from PySide6.QtGui import QImage

from appliance.client.problems import BoxIdentityChangedError, BoxRefusedError, BoxUnreachableError
from appliance.client.sessions import KeyFrame
from appliance.contract.cast import CastState
from desktop.actions.desk import NoBoxError
from desktop.state.announcer import Announcer
from desktop.state.stage import Stage
from desktop.tasks import Tasks

PERIOD_SECONDS = 2.0
MAX_THUMBNAILS = 32
"""More casts than that are shown without a picture."""

FetchKeyframe = Callable[[str, str | None], Awaitable[KeyFrame | None]]
"""(cast id, etag of what is known) to the newest keyframe, or None while it is the one that is known."""


@dataclass(frozen=True, slots=True)
class _Thumbnail:
    etag: str
    image: QImage | None
    """None for a keyframe that could not be decoded: it is not fetched again."""


class Thumbnails:
    """Call `start` when the stage page comes, `stop` when it goes, `close` at the end."""

    def __init__(
        self, stage: Stage, tasks: Tasks, fetch: FetchKeyframe, *, period_seconds: float = PERIOD_SECONDS
    ) -> None:
        self.changed: Announcer[str] = Announcer()
        """Told the id of a cast whose image has come, changed or gone."""
        self._stage = stage
        self._tasks = tasks
        self._fetch = fetch
        self._period_seconds = period_seconds
        self._known: dict[str, _Thumbnail] = {}  # bounded by: MAX_THUMBNAILS, and what is not live any more goes
        self._task: asyncio.Task[None] | None = None
        self._has_changed = asyncio.Event()
        self._leave = stage.casts_changed.subscribe(lambda _: self._has_changed.set())

    def image(self, cast_id: str) -> QImage | None:
        """The newest image of a cast; None while there is none."""
        known = self._known.get(cast_id)
        return known.image if known is not None else None

    def start(self) -> None:
        """Fetch at once, and from then on every two seconds and when a cast has come."""
        if self._task is None or self._task.done():
            self._task = self._tasks.start(self._poll(), name="thumbnails", shows_progress=False)

    def stop(self) -> None:
        """Fetch no more; the images stay until they are old."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def close(self) -> None:
        """Fetch no more and listen no more."""
        self.stop()
        self._leave()
        self._known.clear()

    async def _poll(self) -> None:
        while True:
            self._has_changed.clear()
            live = self._live_ids()
            self._forget_all_but(live[:MAX_THUMBNAILS])
            for cast_id in live[:MAX_THUMBNAILS]:
                await self._refresh(cast_id)
            await self._pause(frozenset(live))

    async def _pause(self, known: frozenset[str]) -> None:
        """Until the period is over, or a cast is live that was not before."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._period_seconds):
                while known.issuperset(self._live_ids()):
                    await self._has_changed.wait()
                    self._has_changed.clear()

    def _live_ids(self) -> list[str]:
        return [cast.cast_id for cast in self._stage.casts if cast.state is CastState.LIVE]

    async def _refresh(self, cast_id: str) -> None:
        known = self._known.get(cast_id)
        try:
            keyframe = await self._fetch(cast_id, known.etag if known is not None else None)
        except (BoxRefusedError, BoxUnreachableError, BoxIdentityChangedError, NoBoxError):
            return  # the page tells of the box; a thumbnail that does not come needs no words
        if keyframe is None:
            return
        # PyAV is loaded with the first thumbnail, in the thread that decodes it, and not at the app's start.
        image = await self._tasks.in_thread(_decode, keyframe.data)
        self._known[cast_id] = _Thumbnail(keyframe.etag, image)
        self.changed.tell(cast_id)

    def _forget_all_but(self, live: list[str]) -> None:
        for cast_id in [each for each in self._known if each not in live]:
            del self._known[cast_id]
            self.changed.tell(cast_id)


def _decode(data: bytes) -> QImage | None:
    from desktop.preview.keyframe_picture import keyframe_image  # noqa: PLC0415

    return keyframe_image(data)
