"""Tells teachers what has become of their session's casts: changes soon, measured figures every few seconds."""

import asyncio
import logging
from collections.abc import Callable

from appliance.contract.cast import CastView
from appliance.contract.live import CastsChanged
from appliance.lifecycle import TaskOwner
from appliance.services.event_bus import TEACHERS
from appliance.services.session import Session
from appliance.services.sessions import Sessions
from appliance.services.telling import Telling

MEASURE_EVERY_SECONDS = 2.0

logger = logging.getLogger(__name__)


class CastNews:
    """The event `casts` of every session."""

    def __init__(
        self,
        sessions: Sessions,
        views: Callable[[str], list[CastView]],
        measure_every_seconds: float = MEASURE_EVERY_SECONDS,
    ) -> None:
        """`views` gives the casts of a session as they are now."""
        self._sessions = sessions
        self._views = views
        self._measure_every_seconds = measure_every_seconds
        self._telling = Telling()
        self._told: dict[str, list[CastView]] = {}  # bounded by: the open sessions, and those that ended a moment ago
        self._tasks = TaskOwner("cast news")
        self._is_closed = False

    @property
    def is_busy(self) -> bool:
        """Whether some class was told a moment ago."""
        return self._telling.is_busy

    def start(self) -> None:
        """Begin to tell what is measured."""
        self._tasks.start(self._measure_for_ever(), name="measure")

    async def close(self) -> None:
        """Tell nothing more, whatever still changes while the box stops."""
        self._is_closed = True
        await self._tasks.close()
        await self._telling.close()

    def current(self, session_id: str) -> list[CastView]:
        """The session's casts for somebody who begins to follow."""
        # What this one sees was not told to the others: the next measurement is told in any case.
        self._told.pop(session_id, None)
        return self._views(session_id)

    def changed(self, session: Session) -> None:
        """Tell the session's teachers now, or a moment after they were told last."""
        if not self._is_closed:
            self._telling.tell(session.session_id, lambda: self._tell(session))

    def measure(self) -> None:
        """Tell what has changed by itself since, where a teacher follows."""
        going_on = self._sessions.all()
        for session_id in self._told.keys() - {session.session_id for session in going_on}:
            del self._told[session_id]
        for session in going_on:
            if not session.events.is_followed_by(TEACHERS):
                continue
            if self._views(session.session_id) != self._told.get(session.session_id):
                self._tell(session)

    async def _measure_for_ever(self) -> None:
        while True:
            await asyncio.sleep(self._measure_every_seconds)
            try:
                self.measure()
            except Exception:
                # Of one moment: the next one is told all the same.
                logger.exception("the casts could not be told")

    def _tell(self, session: Session) -> None:
        if self._sessions.find(session.session_id) is not session:
            return  # it has ended meanwhile
        casts = self._views(session.session_id)
        self._told[session.session_id] = casts
        session.events.publish(lambda number: CastsChanged(number=number, casts=casts), TEACHERS)
