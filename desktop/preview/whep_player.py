"""Plays what a box shows over WHEP, reconnecting by itself. Network, decoding and scaling run beside the window."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop.preview.latest_picture import LatestPicture
from desktop.preview.player_state import PlayerPhase, PlayerState, SoundTrouble
from desktop.preview.video_picture import PictureSize, VideoPicture
from desktop.preview.whep_exchange import WhepTarget
from desktop.tasks import Tasks, TasksClosedError, WorkerLoop

if TYPE_CHECKING:
    from desktop.preview.media_link import LinkFigures
    from desktop.preview.whep_line import WhepLine

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PlayerFigures:
    """What a player has done since it was started: for tests, and for who looks for a slow spot."""

    connections: int
    shown: int
    replaced: int
    """Pictures that were made and never fetched, because the window was busy and a newer one came."""
    link: "LinkFigures | None"
    """Of the present connection."""


class WhepPlayer:
    """Everything public is called in the window's thread, and the callbacks are called there."""

    def __init__(
        self,
        tasks: Tasks,
        target: WhepTarget,
        on_frame: Callable[[VideoPicture], None],
        on_state: Callable[[PlayerState], None],
    ) -> None:
        self.state = PlayerState()
        self._tasks = tasks
        self._target = target
        self._on_frame = on_frame
        self._on_state = on_state
        self._window: asyncio.AbstractEventLoop | None = None
        self._worker: WorkerLoop | None = None
        self._line: WhepLine | None = None
        self._latest = LatestPicture()
        self._room = PictureSize(0, 0)
        self._wants_sound = False
        self._shown = 0

    @property
    def is_running(self) -> bool:
        """Whether it plays, or tries to."""
        return self._worker is not None

    def start(self) -> None:
        """Begin to play; without effect while it runs."""
        if self._worker is not None:
            return
        self._window = asyncio.get_running_loop()
        self._worker = self._tasks.open_loop("preview")
        self._latest, self._shown = LatestPicture(), 0
        self._set_state(replace(self.state, phase=PlayerPhase.CONNECTING))
        self._worker.submit(self._play_or_say_why_not())

    async def stop(self) -> None:
        """Leave the box, and wait until every task and thread has ended; with `start` afterwards it plays again."""
        worker, line, self._worker, self._line = self._worker, self._line, None, None
        if worker is None:
            return
        with suppress(TasksClosedError):  # the app is closing, and with it this player's loop
            if line is not None:
                await worker.run(line.stop())
            await self._tasks.in_thread(worker.close)
        self._set_state(PlayerState(sound_trouble=self.state.sound_trouble))

    def show_at(self, size: PictureSize) -> None:
        """Make pictures for that many pixels of the screen; none for an empty size."""
        self._room = size

    def set_sound(self, on: bool) -> None:
        """Play the sound too, or no longer; the state tells whether it can be played."""
        self._wants_sound = on
        if self._line is not None:
            self._line.set_sound(on)

    def watch(self, target: WhepTarget) -> None:
        """Watch something else, or the same at another address."""
        if target == self._target:
            return
        self._target = target
        if self._worker is not None and self._line is not None:
            self._worker.submit(self._line.watch(target))

    def retry_now(self) -> None:
        """Do not wait for the next try: something has changed, such as the stage or the link to the box."""
        if self._worker is not None and self._line is not None:
            self._worker.submit(self._line.retry_now())

    async def figures(self) -> PlayerFigures:
        """What it has done since `start`."""
        worker, line = self._worker, self._line
        if worker is None or line is None:
            return PlayerFigures(0, self._shown, self._latest.dropped, None)
        return PlayerFigures(line.connections, self._shown, self._latest.dropped, await worker.run(line.figures()))

    async def _play_or_say_why_not(self) -> None:
        """In the worker's thread, as everything that is async from here on."""
        try:
            await self._play()
        except Exception:
            logger.exception("the preview cannot be played")
            self._in_window(lambda: self._change(PlayerPhase.REFUSED, "internal_error"))

    async def _play(self) -> None:
        # aiortc and PyAV cost a third of a second: not at the app's start, and not in the window's thread.
        from desktop.preview.whep_line import LineEvents, WhepLine  # noqa: PLC0415

        if self._worker is None:
            return
        target = self._target
        events = LineEvents(
            room=lambda: self._room,
            picture=self._picture_made,
            phase=lambda phase, reason: self._in_window(lambda: self._change(phase, reason)),
            sound=lambda has_sound, trouble: self._in_window(lambda: self._change_sound(has_sound, trouble)),
            renew=self._renew,
        )
        self._line = line = WhepLine(target, events)
        line.set_sound(self._wants_sound)
        if self._target is not target:  # changed by the window between the two lines above
            await line.watch(self._target)
        await line.run()

    def _picture_made(self, picture: VideoPicture) -> None:
        """In the decoder's thread."""
        if self._latest.put(picture):
            self._in_window(self._show_latest)

    def _show_latest(self) -> None:
        picture = self._latest.take()
        if picture is None or self._worker is None:
            return
        self._shown += 1
        self._change(PlayerPhase.PLAYING, "")
        self._on_frame(picture)

    def _change(self, phase: PlayerPhase, reason: str) -> None:
        if self._worker is not None:
            self._set_state(replace(self.state, phase=phase, reason=reason))

    def _change_sound(self, has_sound: bool, trouble: SoundTrouble) -> None:
        if self._worker is not None:
            self._set_state(replace(self.state, has_sound=has_sound, sound_trouble=trouble))

    def _set_state(self, state: PlayerState) -> None:
        if state != self.state:
            self.state = state
            self._on_state(state)

    def _in_window(self, call: Callable[[], None]) -> None:
        window = self._window
        if window is not None and not window.is_closed():
            window.call_soon_threadsafe(call)

    async def _renew(self) -> bool:
        """The client and its tokens live in the window's loop: it renews them."""
        renew, here = self._target.renew, asyncio.get_running_loop()
        if renew is None:
            return False
        answer: asyncio.Future[bool] = here.create_future()

        def give(renewed: bool) -> None:
            here.call_soon_threadsafe(_set_once, answer, renewed)

        def ask() -> None:
            self._tasks.start(
                _await(renew),
                name="renew-for-preview",
                on_done=give,
                on_error=lambda error: give(False),
                shows_progress=False,
            )

        self._in_window(ask)
        return await answer


async def _await(work: Callable[[], Awaitable[bool]]) -> bool:
    return await work()


def _set_once(answer: "asyncio.Future[bool]", value: bool) -> None:
    if not answer.done():
        answer.set_result(value)
