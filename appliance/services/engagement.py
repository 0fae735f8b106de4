"""Engagement figures of the sessions that go on: told to teachers and to each student, and kept once a minute.

While a session has the figures turned off, nothing is computed, told or kept for it.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from pydantic import BaseModel

from appliance.contract.engagement import ClassEngagement, OwnEngagement
from appliance.contract.live import EngagementChanged, OwnEngagementChanged
from appliance.domain.lesson import LessonState
from appliance.domain.lesson_summary import LessonSummary, TimelinePoint
from appliance.errors import AirclassError
from appliance.lifecycle import TaskOwner
from appliance.services.class_figures import ClassFigures, Presences, class_figures, newcomers_figures
from appliance.services.event_bus import STUDENTS, TEACHERS, Recipient
from appliance.services.session import Session
from appliance.services.session_records import SessionRecords, read_records, summarise
from appliance.services.sessions import Sessions

TELL_EVERY_SECONDS = 5.0
FRESH_MS = 10_000
"""Figures of this age are still shown to who opens a page: a whole class that reconnects costs one computation."""
TELL_OWN_EVERY_MS = 30_000
KEEP_EVERY_MS = 60_000
TIMELINE_POINTS_MAX = 1_440
"""A day of minutes: a session that is left open does not fill the box."""

logger = logging.getLogger(__name__)


class WallClock(Protocol):
    """The box's clock."""

    def wall_ms(self) -> int:
        """Milliseconds since 1970 that never step back."""


@dataclass(slots=True)
class _Course:
    """What is remembered of one session from one telling to the next."""

    latest: ClassFigures | None = None
    own_number: int = 0
    told_own: dict[str, OwnEngagement] = field(default_factory=dict)  # bounded by: the session's participants
    changed: dict[str, OwnEngagement] = field(default_factory=dict)
    """What the event `own_number` tells."""
    told_own_ms: int = 0
    kept_ms: int = 0


class Engagement:
    """Computes, tells and keeps the figures of every session that is live."""

    def __init__(self, sessions: Sessions, clock: WallClock, new_id: Callable[[], str]) -> None:
        self._sessions = sessions
        self._clock = clock
        self._new_id = new_id
        self._courses: dict[str, _Course] = {}  # bounded by: the sessions that go on
        self._tasks = TaskOwner("engagement")

    def start(self) -> None:
        """Begin to tell."""
        self._tasks.start(self._tell_for_ever(), name="telling")

    async def close(self) -> None:
        """Tell nothing more."""
        await self._tasks.close()

    def class_figures(self, session: Session) -> ClassEngagement | None:
        """The class's figures, at most a few seconds old; None while they are turned off."""
        figures = self._figures(session)
        return figures.view if figures is not None else None

    def own(self, session: Session, participant_id: str) -> OwnEngagement | None:
        """A student's own figures; None while they are turned off, and for whoever is not in the class."""
        figures = self._figures(session)
        if figures is None:
            return None
        return figures.own.get(participant_id) or newcomers_figures(
            self._records(session), participant_id, self._clock.wall_ms()
        )

    async def live_summary(self, session: Session) -> LessonSummary:
        """A session that goes on, summed up to now."""
        return await asyncio.to_thread(summarise, self._records(session), self._clock.wall_ms())

    async def tell(self, session: Session) -> None:
        """Compute the figures of a session; tell them, and keep them where a minute has passed."""
        if not session.lesson.shows_engagement:
            self._courses.pop(session.session_id, None)
            return
        course = self._courses.setdefault(session.session_id, _Course())
        records, present, now_ms = self._records(session), _present(session), self._clock.wall_ms()
        # In a thread: a full class late in a lesson takes tens of milliseconds, and pictures wait for nobody.
        course.latest = figures = await asyncio.to_thread(class_figures, records, present, now_ms)
        if not session.lesson.shows_engagement:
            return  # turned off meanwhile
        session.events.publish(lambda number: EngagementChanged(number=number, engagement=figures.view), TEACHERS)
        if now_ms - course.told_own_ms >= TELL_OWN_EVERY_MS:
            course.told_own_ms = now_ms
            _tell_own(session, course, figures.own)
        if now_ms - course.kept_ms >= KEEP_EVERY_MS:
            course.kept_ms = now_ms
            self._keep(session, figures.view)

    async def tell_all(self) -> None:
        """Tell and keep the figures of every session that is live."""
        live = [each for each in self._sessions.all() if each.state is LessonState.LIVE and not each.is_local]
        for session_id in self._courses.keys() - {session.session_id for session in live}:
            del self._courses[session_id]
        for session in live:
            try:
                await self.tell(session)
            except AirclassError as error:
                # The store has failed, which everybody is told elsewhere: the figures go on without being kept.
                logger.warning("engagement was not kept: %s", error, extra={"session_id": session.session_id})
            except Exception:
                # Of one class: the others' figures go on.
                logger.exception("no engagement could be told", extra={"session_id": session.session_id})

    async def _tell_for_ever(self) -> None:
        while True:
            await asyncio.sleep(TELL_EVERY_SECONDS)
            await self.tell_all()

    def _figures(self, session: Session) -> ClassFigures | None:
        if not session.lesson.shows_engagement:
            return None
        course = self._courses.get(session.session_id)
        if course is None or course.latest is None or self._clock.wall_ms() - course.latest.view.at_ms > FRESH_MS:
            return self._compute_now(session)
        return course.latest

    def _compute_now(self, session: Session) -> ClassFigures:
        figures = class_figures(self._records(session), _present(session), self._clock.wall_ms())
        self._courses.setdefault(session.session_id, _Course()).latest = figures
        return figures

    def _records(self, session: Session) -> SessionRecords:
        return read_records(session.lesson, session.store, spans=session.presence.spans_until(self._clock.wall_ms()))

    def _keep(self, session: Session, view: ClassEngagement) -> None:
        if len(session.store.timeline) >= TIMELINE_POINTS_MAX:
            return
        session.store.timeline.put(
            TimelinePoint(
                id=self._new_id(),
                at_ms=view.at_ms,
                connected=view.connected,
                watching=view.watching,
                engagement=view.mean,
                confusion=max((topic.level for topic in view.confusion), default=0.0),
                topic=session.lesson.topic,
            )
        )


def _present(session: Session) -> Presences:
    presence = session.presence
    return Presences(frozenset(presence.connected_ids), frozenset(presence.watching_ids))


def _tell_own(session: Session, course: _Course, own: dict[str, OwnEngagement]) -> None:
    """Tell each student the own figures where they have changed; who resumes is told only what is the latest then."""
    course.changed = {who: figures for who, figures in own.items() if course.told_own.get(who) != figures}
    course.told_own = own

    def payload(number: int, recipient: Recipient) -> BaseModel | None:
        figures = course.changed.get(recipient.person_id)
        if number != course.own_number or figures is None or not session.lesson.shows_engagement:
            return None
        return OwnEngagementChanged(number=number, own_engagement=figures)

    if course.changed:
        course.own_number = session.events.number + 1
        session.events.publish_each(payload, STUDENTS)
