"""Keeps a summary of every ended session: written when it ends, and again when it is missing or after an erasure."""

import asyncio
import logging

from appliance.domain.lesson import Lesson, LessonState
from appliance.errors import AirclassError
from appliance.services.session import Session
from appliance.services.session_records import read_records, summarise
from appliance.services.sessions import Sessions
from appliance.storage.catalogue import Catalogue
from appliance.storage.session_store import SessionStore

logger = logging.getLogger(__name__)


class LessonSummaries:
    """Keeps one summary per ended session in the catalogue."""

    def __init__(self, catalogue: Catalogue, sessions: Sessions) -> None:
        self._catalogue = catalogue
        self._sessions = sessions

    async def when_ending(self, session: Session) -> None:
        """Sum the session up; for Sessions.when_ending, when its last facts are written."""
        await self._sum_up(session.lesson, session.store)

    async def rebuild(self, session_id: str) -> None:
        """Sum an ended session up anew."""
        lesson = self._sessions.lesson(session_id)
        await self._sum_up(lesson, await self._sessions.store_of(session_id))

    async def rebuild_missing(self) -> int:
        """Sum up every ended session whose summary the box did not get to write; how many there were."""
        missing = [
            lesson.id
            for lesson in self._catalogue.lessons.all()
            if lesson.state is LessonState.ENDED and not self._is_current(lesson)
        ]
        for session_id in missing:
            try:
                await self.rebuild(session_id)
            except (AirclassError, OSError, ValueError):
                # Of one session: the box starts all the same, and tries again when it starts next.
                logger.exception("an ended session cannot be summed up", extra={"session_id": session_id})
        return len(missing)

    def _is_current(self, lesson: Lesson) -> bool:
        summary = self._catalogue.summaries.get(lesson.id)
        return summary is not None and summary.ended_ms == lesson.ended_ms

    async def _sum_up(self, lesson: Lesson, store: SessionStore) -> None:
        # In a thread: a long lesson of a full house takes some tenths of a second, and other classes go on meanwhile.
        summary = await asyncio.to_thread(summarise, read_records(lesson, store), lesson.ended_ms or 0)
        self._catalogue.summaries.put(summary)
        await self._catalogue.durable()
