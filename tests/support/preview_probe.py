"""What a test hears of a player: its pictures and states, and waiting for one that fits."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from desktop.preview.player_state import PlayerPhase, PlayerState
from desktop.preview.video_picture import PictureSize, VideoPicture
from desktop.preview.whep_exchange import WhepTarget
from desktop.preview.whep_player import WhepPlayer
from desktop.tasks import Tasks

DEADLINE_SECONDS = 20.0
ROOM = PictureSize(640, 400)


class PreviewProbe:
    """Keeps the newest picture and every state; `player` is to be started by the test."""

    def __init__(self, tasks: Tasks, target: WhepTarget, room: PictureSize = ROOM) -> None:
        self.player = WhepPlayer(tasks, target, self._take_picture, self._take_state)
        self.player.show_at(room)
        self.picture: VideoPicture | None = None
        self.pictures = 0
        self.states: list[PlayerState] = []
        self._changed = asyncio.Event()

    @property
    def phases(self) -> list[PlayerPhase]:
        """The phases in their order, each once while it lasts."""
        phases = [state.phase for state in self.states]
        return [phase for index, phase in enumerate(phases) if index == 0 or phases[index - 1] is not phase]

    async def until(self, is_so: Callable[[], bool], seconds: float = DEADLINE_SECONDS) -> None:
        """Wait for a picture or a state after which it is so."""
        async with asyncio.timeout(seconds):
            while not is_so():
                self._changed.clear()
                await self._changed.wait()

    async def phase(self, phase: PlayerPhase, reason: str = "") -> PlayerState:
        """Wait for this phase."""
        await self.until(lambda: self.player.state.phase is phase and self.player.state.reason == reason)
        return self.player.state

    async def next_picture(self, count: int = 1) -> VideoPicture:
        """The `count`th picture from now on."""
        wanted = self.pictures + count
        await self.until(lambda: self.pictures >= wanted)
        assert self.picture is not None
        return self.picture

    async def picture_that(self, fits: Callable[[VideoPicture], bool]) -> VideoPicture:
        """The first picture that fits."""
        await self.until(lambda: self.picture is not None and fits(self.picture))
        assert self.picture is not None
        return self.picture

    def _take_picture(self, picture: VideoPicture) -> None:
        self.picture = picture
        self.pictures += 1
        self._changed.set()

    def _take_state(self, state: PlayerState) -> None:
        self.states.append(state)
        self._changed.set()


@asynccontextmanager
async def preview(target: WhepTarget, room: PictureSize = ROOM) -> AsyncIterator[PreviewProbe]:
    """A player that runs until the block ends."""
    tasks = Tasks()
    probe = PreviewProbe(tasks, target, room)
    probe.player.start()
    try:
        yield probe
    finally:
        await probe.player.stop()
        await tasks.close()
