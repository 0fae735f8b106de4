"""Which lesson lies on the desk: opens it, takes it up again after a loss, and leaves it."""

import asyncio

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
        self.wanted, self._is_local_teacher = session_id, is_local_teacher
        self._start()

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
        """Take the lesson off the desk."""
        self.pause()
        self.wanted, self._is_local_teacher = "", False
        self._lesson.leave()
        self.changed.tell(None)

    def _start(self) -> None:
        following = self._follow(self._following, self.wanted, is_local_teacher=self._is_local_teacher)
        self._following = self._tasks.start(
            following, name=f"follow {self.wanted}", on_error=self._fail, shows_progress=False
        )
        self.changed.tell(None)

    async def _follow(self, previous: asyncio.Task[None] | None, session_id: str, *, is_local_teacher: bool) -> None:
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
