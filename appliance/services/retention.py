"""Sessions that are too old, and pupils of whom nothing else is left, are erased whole."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Protocol

from appliance.domain.lesson import LessonState
from appliance.errors import AirclassError
from appliance.lifecycle import TaskOwner
from appliance.services.audit_trail import AuditTrail
from appliance.services.sessions import Sessions
from appliance.storage.catalogue import Catalogue

DAY_MS = 86_400_000
ROUND_EVERY_SECONDS = 6 * 3_600.0
BY_AGE = "retention"
"""Who it was, in the audit."""
BEGUN, DONE, STUDENT_DONE = "session_erasure_begun", "session_erased", "student_erased"

logger = logging.getLogger(__name__)


class ForgettableSessions(Protocol):
    """The files of ended sessions."""

    async def forget(self, session_id: str) -> None:
        """Delete every file of the session, if there is any; returns when that is on the disk."""


class Retention:
    """Erases by age, now and then."""

    def __init__(
        self,
        catalogue: Catalogue,
        sessions: Sessions,
        stored: ForgettableSessions,
        audit: AuditTrail,
        *,
        days: int | None,
        forget_removed: Callable[[], Awaitable[None]],
    ) -> None:
        self._catalogue = catalogue
        self._sessions = sessions
        self._stored = stored
        self._audit = audit
        self._forget_removed = forget_removed
        """Leaves nothing on the disk of what was removed from the catalogue."""
        self._days = days
        """None keeps everything."""
        self._tasks = TaskOwner("retention")

    def start(self) -> None:
        """Begin to look for what is too old."""
        self._tasks.start(self._rounds(), name="rounds")

    async def close(self) -> None:
        """Look no more; what was begun is finished at the next start."""
        await self._tasks.close()

    async def erase_old(self) -> int:
        """Erase every session that ended longer ago than the setting says; how many there were."""
        if self._days is None:
            return 0
        before_ms = self._audit.now_ms() - self._days * DAY_MS
        ended = [lesson for lesson in self._catalogue.lessons.all() if lesson.state is LessonState.ENDED]
        old = [lesson.id for lesson in ended if lesson.ended_ms is not None and lesson.ended_ms < before_ms]
        halfway = [entry.about for entry in self._audit.unfinished(BEGUN, DONE)]
        doomed = list(dict.fromkeys(halfway + old))
        for session_id in doomed:
            await self._erase(session_id)
        unseen = await self._erase_unseen(before_ms)
        if doomed or unseen:
            await self._forget_removed()
        return len(doomed)

    async def _rounds(self) -> None:
        while True:
            try:
                await self.erase_old()
            except (AirclassError, OSError) as error:
                logger.warning("what is too old could not be erased", extra={"reason": str(error)})
            await asyncio.sleep(ROUND_EVERY_SECONDS)

    async def _erase(self, session_id: str) -> None:
        async with self._sessions.turn(session_id):  # nobody reopens it meanwhile
            if self._sessions.find(session_id) is None:
                await self._erase_whole(session_id)

    async def _erase_whole(self, session_id: str) -> None:
        await self._audit.note(BY_AGE, BEGUN, session_id)
        with self._catalogue.transaction():
            self._catalogue.summaries.remove(session_id)
            self._catalogue.lessons.remove(session_id)
        await self._catalogue.durable()
        await self._stored.forget(session_id)
        await self._audit.note(BY_AGE, DONE, session_id)
        logger.info("erased a session by age", extra={"session_id": session_id})

    async def _erase_unseen(self, before_ms: int) -> int:
        """Erase the pupils of whom no session is left and who were not seen since."""
        kept = {student.participant_id for summary in self._catalogue.summaries.all() for student in summary.students}
        kept |= {participant.id for each in self._sessions.all() for participant in each.store.participants.all()}
        unseen = [
            student.id
            for student in self._catalogue.students.all()
            if student.last_seen_ms < before_ms and student.id not in kept
        ]
        for student_id in unseen:
            self._catalogue.students.remove(student_id)
            await self._audit.note(BY_AGE, STUDENT_DONE, student_id)
        return len(unseen)
