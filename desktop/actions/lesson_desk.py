"""Which lesson lies on the desk: opens it, takes it up again after a loss, and leaves it."""

import asyncio
from collections.abc import Iterable
from typing import Any

from appliance.client.live_events import LiveEndedError
from appliance.client.problems import BoxRefusedError
from appliance.contract.live import CloseCode
from desktop.actions.following import Follower
from desktop.state.announcer import Announcer
from desktop.state.lesson import Lesson
from desktop.tasks import Tasks

OVER = frozenset({CloseCode.ENDED, CloseCode.NOT_FOUND, CloseCode.NOT_ALLOWED, CloseCode.REMOVED})
"""There is nothing more to follow; any other end may be followed again after a new login."""

NOT_OURS = frozenset({403, 404})
"""The session is gone, or another teacher's."""
WISHES_SECONDS = 2.0
"""So long the box may take to answer what was held for an undo; a box that is away must not hold up the teacher."""


class LessonDesk:
    """One lesson at a time; the following itself is a task of the app."""

    def __init__(self, tasks: Tasks, follower: Follower, lesson: Lesson) -> None:
        self._tasks = tasks
        self._follower = follower
        self._lesson = lesson
        self._following: asyncio.Task[None] | None = None
        self._is_local_teacher = False
        self.wanted = ""
        """Id of the session that the teacher wants on the desk, also while it cannot be followed."""
        self.changed: Announcer[None] = Announcer()
        """`wanted` or `is_following` has changed."""
        self.failed: Announcer[Exception] = Announcer()
        """The lesson could not be put on the desk."""
        self.leaving: Announcer[None] = Announcer()
        """The lesson on the desk is about to be left or ended: what is held for an undo is done while it lies there."""
        follower.ended.subscribe(self._take_end)

    @property
    def is_following(self) -> bool:
        """Whether the lesson is followed, or about to be."""
        return self._following is not None and not self._following.done()

    @property
    def is_local_teacher(self) -> bool:
        """Whether it is the practice class, steered from the box itself."""
        return self._is_local_teacher and bool(self.wanted)

    def open(self, session_id: str, is_local_teacher: bool = False) -> None:
        """Put this session on the desk; what lay there goes."""
        if session_id == self.wanted and self.is_following:
            return
        wishes = self._wishes() if self._lesson.session_id not in (None, session_id) else ()
        self.wanted, self._is_local_teacher = session_id, is_local_teacher
        self._start(wishes)

    def resume(self) -> None:
        """Follow the wanted session again, over the client that the desk holds now."""
        if self.wanted:
            self._start()

    def resume_if_ended(self) -> None:
        """Follow the wanted session again unless it is being followed."""
        if self.wanted and not self.is_following:
            self._start()

    def pause(self) -> None:
        """Stop following; what is known of the lesson stays on the desk."""
        if self._following is not None:
            self._following.cancel()

    def leave(self) -> None:
        """Take the lesson off the desk; what is held for an undo is done first, which the box is given a moment for."""
        wishes = self._wishes()
        if wishes:
            self._tasks.start(self._leave_after(wishes, self.wanted), name="leave the lesson")
        else:
            self._leave_now()

    async def carry_out(self) -> None:
        """Do now what is held for an undo, and wait for the box's answers."""
        await _answered(self._wishes())

    def _wishes(self) -> frozenset[asyncio.Task[Any]]:
        return self._tasks.started_by(lambda: self.leaving.tell(None))

    async def _leave_after(self, wishes: Iterable[asyncio.Task[Any]], session_id: str) -> None:
        await _answered(wishes)
        if self.wanted == session_id:
            self._leave_now()

    def _leave_now(self) -> None:
        self.pause()
        self.wanted, self._is_local_teacher = "", False
        self._lesson.leave()
        self.changed.tell(None)

    def _start(self, wishes: Iterable[asyncio.Task[Any]] = ()) -> None:
        following = self._follow(wishes, self._following, self.wanted, is_local_teacher=self._is_local_teacher)
        self._following = self._tasks.start(
            following, name=f"follow {self.wanted}", on_error=self._fail, shows_progress=False
        )
        self.changed.tell(None)

    async def _follow(
        self,
        wishes: Iterable[asyncio.Task[Any]],
        previous: asyncio.Task[None] | None,
        session_id: str,
        *,
        is_local_teacher: bool,
    ) -> None:
        await _answered(wishes)
        # The one before clears the desk when it ends: it must be over before this one is put there.
        if previous is not None and not previous.done():
            previous.cancel()
            await asyncio.wait({previous})
        await self._follower.follow(session_id, is_local_teacher=is_local_teacher)

    def _take_end(self, end: LiveEndedError) -> None:
        if end.code in OVER:
            self.wanted = ""
            self.changed.tell(None)

    def _fail(self, error: Exception) -> None:
        if isinstance(error, BoxRefusedError) and error.status in NOT_OURS:
            self.wanted = ""
        self.failed.tell(error)
        self.changed.tell(None)


async def _answered(wishes: Iterable[asyncio.Task[Any]]) -> None:
    """Wait for these tasks, for at most WISHES_SECONDS; who started them hears how each has ended."""
    waited_for = set(wishes)
    if waited_for:
        await asyncio.wait(waited_for, timeout=WISHES_SECONDS)
