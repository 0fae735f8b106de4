"""The part of a player that runs in the worker's loop: connects, notices the end, and connects again."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

from appliance.client.problems import BoxIdentityChangedError, BoxRefusedError, BoxUnreachableError
from desktop.preview.media_link import LinkFigures, MediaLink
from desktop.preview.picture_maker import PictureMaker
from desktop.preview.player_state import PlayerPhase, SoundTrouble
from desktop.preview.sound import OpusPlayer, sound_trouble
from desktop.preview.video_picture import PictureSize, VideoPicture
from desktop.preview.whep_exchange import WhepExchange, WhepTarget, is_token_over

FIRST_PACKET_SECONDS = 6.0
SILENT_SECONDS = 3.0
"""The box sends a report each second, even of a still picture: after three the way is broken."""
LOOK_SECONDS = 0.5
PAUSES_SECONDS = (0.0, 0.25, 0.5, 1.0, 2.0)
"""Between tries; the last one stays."""
REFUSED_PAUSE_SECONDS = 3.0
RENEW_SECONDS = 15.0
TIDY_SECONDS = 2.0
NO_PICTURE_YET = "no_picture_yet"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LineEvents:
    """What a line asks and tells; called in its own threads, never in the window's."""

    room: Callable[[], PictureSize]
    picture: Callable[[VideoPicture], None]
    phase: Callable[[PlayerPhase, str], None]
    sound: Callable[[bool, SoundTrouble], None]
    renew: Callable[[], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class _End:
    """How a try ended, and how long to wait before the next; None waits until something changes."""

    phase: PlayerPhase
    reason: str
    pause_seconds: float | None = 0.0


class WhepLine:
    """`run` until `stop`; everything is called in the worker's loop, but `set_sound`."""

    def __init__(self, target: WhepTarget, events: LineEvents) -> None:
        self._target = target
        self._events = events
        self._sound = OpusPlayer(events.sound)
        self._link: MediaLink | None = None
        self._task: asyncio.Task[None] | None = None
        self._is_over = asyncio.Event()
        self._may_retry = asyncio.Event()
        self._attempt = 0
        self.connections = 0

    async def run(self) -> None:
        """Play until cancelled by `stop`."""
        self._task = asyncio.current_task()
        self._events.sound(False, sound_trouble())
        while True:
            self._may_retry.clear()
            try:
                end = await self._try_once(self._target)
            except Exception:
                logger.exception("the preview failed")
                end = _End(PlayerPhase.LOST, "internal_error", REFUSED_PAUSE_SECONDS)
                self._events.phase(end.phase, end.reason)
            if end.pause_seconds is not None:
                await _wait(self._may_retry, end.pause_seconds)
            else:
                await self._may_retry.wait()

    async def stop(self) -> None:
        """Leave the box; what was started has ended afterwards."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        # aiortc starts tasks that it does not wait for. This loop is ours alone: what still runs is theirs.
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        if rest:
            await asyncio.wait(rest, timeout=TIDY_SECONDS)

    async def watch(self, target: WhepTarget) -> None:
        """Watch something else."""
        self._target = target
        self._attempt = 0
        self._events.phase(PlayerPhase.CONNECTING, "")
        self._is_over.set()
        self._may_retry.set()

    async def retry_now(self) -> None:
        """Try at once when this waits for the next try; a connection that lives stays."""
        self._may_retry.set()

    async def figures(self) -> LinkFigures | None:
        """What the present connection has counted."""
        return await self._link.figures() if self._link is not None else None

    def set_sound(self, on: bool) -> None:
        """Play the sound too."""
        self._sound.is_on = on

    async def _try_once(self, target: WhepTarget) -> _End:
        try:
            async with WhepExchange(target) as exchange:
                end = await self._connection(exchange, target)
                self._events.phase(end.phase, end.reason)
                await exchange.leave()
                return end
        except BoxIdentityChangedError:
            end = _End(PlayerPhase.REFUSED, "identity_changed", None)
        except BoxRefusedError as error:
            end = _refusal(error)
        except BoxUnreachableError:
            end = _End(PlayerPhase.LOST, "box_unreachable", self._next_pause())
        self._events.phase(end.phase, end.reason)
        return end

    async def _connection(self, exchange: WhepExchange, target: WhepTarget) -> _End:
        maker = PictureMaker(self._events.room, self._events.picture)
        self._is_over.clear()
        self._link = link = MediaLink(maker, self._sound, self._is_over.set)
        try:
            await link.accept(await self._answer(exchange, await link.offer()))
            self.connections += 1
            return await self._until_over(link, target)
        except ValueError:
            return _End(PlayerPhase.REFUSED, "bad_answer", REFUSED_PAUSE_SECONDS)
        except asyncio.CancelledError:
            await exchange.leave()
            raise
        finally:
            self._link = None
            await link.close()
            self._sound.close()

    async def _answer(self, exchange: WhepExchange, offer: str) -> str:
        try:
            return await exchange.ask(offer)
        except BoxRefusedError as error:
            if not is_token_over(error) or not await self._renew():
                raise
        return await exchange.ask(offer)

    async def _renew(self) -> bool:
        try:
            async with asyncio.timeout(RENEW_SECONDS):
                return await self._events.renew()
        except TimeoutError:
            return False

    async def _until_over(self, link: MediaLink, target: WhepTarget) -> _End:
        clock = asyncio.get_running_loop().time
        packets, heard = 0, clock()
        while not self._is_over.is_set():
            figures = await link.figures()
            if figures.packets > packets:
                packets, heard = figures.packets, clock()
            if figures.pictures:
                self._attempt = 0
                self._events.phase(PlayerPhase.PLAYING, "")
            if clock() - heard > (SILENT_SECONDS if packets else FIRST_PACKET_SECONDS):
                break
            await _wait(self._is_over, LOOK_SECONDS)
        if self._target is not target:
            return _End(PlayerPhase.CONNECTING, "")
        return _End(PlayerPhase.LOST, "no_media", self._next_pause())

    def _next_pause(self) -> float:
        pause = PAUSES_SECONDS[min(self._attempt, len(PAUSES_SECONDS) - 1)]
        self._attempt += 1
        return pause


def _refusal(error: BoxRefusedError) -> _End:
    phase = PlayerPhase.NOTHING if error.code == NO_PICTURE_YET else PlayerPhase.REFUSED
    return _End(phase, error.code, REFUSED_PAUSE_SECONDS)


async def _wait(event: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
