"""Follows the lesson on the desk over the live socket, for as long as it lies there."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress

from appliance.client.live_events import LiveEndedError, LiveEvents
from appliance.client.problems import BoxIdentityChangedError, BoxRefusedError, BoxUnreachableError
from appliance.contract.live import AnyEvent, CloseCode, Resumed, Snapshot
from desktop.actions.desk import Desk
from desktop.state.announcer import Announcer
from desktop.state.lesson import Lesson

Message = Snapshot | Resumed | AnyEvent


class Follower:
    """One lesson at a time: `follow` puts it on the desk and returns when it is off it again."""

    def __init__(self, desk: Desk, lesson: Lesson) -> None:
        self._desk = desk
        self._lesson = lesson
        self.heard: Announcer[Message] = Announcer()
        """Told after the state has taken a message."""
        self.ended: Announcer[LiveEndedError] = Announcer()
        """The session cannot be followed any more: it has ended, or the teacher may not see it."""
        self.is_lost = False
        """Whether a lesson is on the desk whose live socket is gone for now."""
        self.lost_changed: Announcer[None] = Announcer()
        self._live: LiveEvents | None = None

    @property
    def is_heard(self) -> bool:
        """Whether the box is being heard now."""
        return self._live is not None and self._live.is_connected

    async def follow(self, session_id: str, *, is_local_teacher: bool = False) -> None:
        """Follow until the lesson ends, the teacher leaves it, or the task is cancelled."""
        live = self._desk.client.live(session_id, is_local_teacher=is_local_teacher)
        view = None if is_local_teacher else await self._desk.client.sessions.get(session_id)
        self._lesson.open(session_id, view)
        self._desk.use_live(session_id, live)
        self._live = live
        live.on_connected_change = self._look_soon
        try:
            await self._listen(live)
        except LiveEndedError as end:
            self._live = None
            await self._take_end(session_id, end)
        finally:
            self._live = None
            self._look()
            self._desk.use_live(None, None)
            await live.close()

    async def _listen(self, live: LiveEvents) -> None:
        messages: AsyncGenerator[Message, None] = live.messages()
        async with aclosing(messages) as heard:
            async for message in heard:
                self._lesson.apply(message)
                self.heard.tell(message)

    def _look_soon(self) -> None:
        # The socket of a lesson that ends is lost a moment before the end is told.
        asyncio.get_running_loop().call_soon(self._look)

    def _look(self) -> None:
        is_lost = self._live is not None and not self._live.is_connected
        if is_lost != self.is_lost:
            self.is_lost = is_lost
            self.lost_changed.tell(None)

    async def _take_end(self, session_id: str, end: LiveEndedError) -> None:
        if end.code == CloseCode.ENDED:
            # Where the box went away with the lesson, what was last heard stays.
            with suppress(BoxRefusedError, BoxUnreachableError, BoxIdentityChangedError):
                self._lesson.take_view(await self._desk.client.sessions.get(session_id))
        self.ended.tell(end)
