"""What the box knows of one pupil: handed out as one document, or erased from every file.

An erasure is noted before it begins and after it is done, without personal data. One that was interrupted is found by
that and done again: each of its steps can be repeated.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

from appliance.domain.lesson import Lesson, LessonState
from appliance.errors import AirclassError, NotFound
from appliance.services.audit_trail import AuditTrail
from appliance.services.lesson_summaries import LessonSummaries
from appliance.services.personal_records import (
    Document,
    Mention,
    erase_from_catalogue,
    erase_from_session,
    gather_from_catalogue,
    gather_from_session,
    mentions,
    roster_entries_of,
)
from appliance.services.session import Session
from appliance.services.sessions import Sessions
from appliance.storage.catalogue import Catalogue
from appliance.storage.session_store import SessionStore

EXPORT_FORMAT = "airclass-personal-data"
EXPORT_VERSION = 1
BEGUN, DONE = "student_erasure_begun", "student_erased"
NAME_MIN_CHARACTERS = 2
"""A name of one character stands in too many texts to mean anything."""

logger = logging.getLogger(__name__)


class StoredSessions(Protocol):
    """The files of ended sessions."""

    async def unseal(self, session_id: str) -> SessionStore:
        """Open a session's facts for changes."""

    async def seal(self, session_id: str) -> None:
        """Make them immutable again."""

    async def mentions(self, session_id: str, needles: frozenset[bytes]) -> bool:
        """Whether any file of the session, damaged ones included, holds one of the byte strings."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """The receipt for an erasure."""

    student_id: str
    sessions: int
    """In which there was something."""
    records: int
    mentions: tuple[Mention, ...]
    """Texts of others in which the name stands; they were left as they are."""


@dataclass(slots=True)
class _Course:
    """One erasure under way."""

    student_id: str
    names: frozenset[str]
    session_ids: list[str] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    roster_entry_ids: set[str] = field(default_factory=set)
    records: int = 0


class PersonalData:
    """Exports and erases pupils."""

    def __init__(
        self,
        catalogue: Catalogue,
        sessions: Sessions,
        stored: StoredSessions,
        summaries: LessonSummaries,
        audit: AuditTrail,
        *,
        forget_removed: Callable[[], Awaitable[None]],
    ) -> None:
        self._catalogue = catalogue
        self._sessions = sessions
        self._stored = stored
        self._summaries = summaries
        self._audit = audit
        self._forget_removed = forget_removed
        """Leaves nothing on the disk of what was removed from the catalogue."""
        self._one_at_a_time = asyncio.Lock()
        self.when_erasing: list[Callable[[Session, str], Awaitable[None]]] = []
        """Called for each session that goes on, before and after: whoever remembers the pupil in memory, or would
        write of them again, ends that."""

    async def export_student(self, student_id: str) -> Document:
        """Everything the box holds about the pupil, as one JSON document; raises NotFound."""
        sessions: list[Document] = []
        for lesson in self._lessons():
            store = await self._store_of(lesson)
            found = gather_from_session(store, student_id) if store is not None else None
            if found is not None:
                sessions.append({**_head(lesson), **found})
        catalogue = gather_from_catalogue(self._catalogue, student_id)
        if not sessions and not any(value for key, value in catalogue.items() if key != "audit"):
            raise NotFound("The box knows nobody with this id.")
        head: Document = {"format": EXPORT_FORMAT, "version": EXPORT_VERSION, "made_ms": self._audit.now_ms()}
        return {**head, "student_id": student_id, **catalogue, "sessions": sessions}

    async def erase_student(self, student_id: str, who: str) -> Erasure:
        """Erase the pupil from every database and every file of it; raises NotFound."""
        async with self._one_at_a_time:
            if not await self._is_known(student_id):
                raise NotFound("The box knows nobody with this id.")
            await self._audit.note(who, BEGUN, student_id)
            receipt = await self._erase(student_id)
            await self._audit.note(who, DONE, student_id)
        logger.info("erased a student", extra={"student_id": student_id, "records": receipt.records})
        return receipt

    async def finish_interrupted(self) -> int:
        """Do again what the box did not get to finish before it went down; how many erasures."""
        begun = self._audit.unfinished(BEGUN, DONE)
        for entry in begun:
            try:
                async with self._one_at_a_time:
                    await self._erase(entry.about)
                    await self._audit.note(entry.who, DONE, entry.about)
            except (AirclassError, OSError, ValueError):
                # The box starts all the same; the note that is left makes it try again when it starts next.
                logger.exception("an erasure could not be finished", extra={"student_id": entry.about})
        return len(begun)

    async def _erase(self, student_id: str) -> Erasure:
        course = _Course(student_id, self._names_of(student_id))
        for session in self._sessions.all():
            await self._erase_from_open(session, course)
        for lesson in self._ended():
            if await self._stored.mentions(lesson.id, frozenset({student_id.encode()})):
                await self._erase_from_ended(lesson.id, course)
        entries = roster_entries_of(self._catalogue, None, student_id) | course.roster_entry_ids
        course.records += erase_from_catalogue(self._catalogue, student_id, entries)
        await self._catalogue.durable()
        await self._forget_removed()
        return Erasure(student_id, len(course.session_ids), course.records, tuple(course.mentions))

    async def _erase_from_open(self, session: Session, course: _Course) -> None:
        for forget in self.when_erasing:
            await forget(session, course.student_id)
        if await self._erase_from_store(session.store, session.session_id, course):
            for forget in self.when_erasing:
                await forget(session, course.student_id)
            self._sessions.tell(session)

    async def _erase_from_ended(self, session_id: str, course: _Course) -> None:
        async with self._sessions.turn(session_id):  # nobody reopens the class meanwhile
            store = await self._stored.unseal(session_id)
            try:
                await self._erase_from_store(store, session_id, course)
            finally:
                if self._sessions.find(session_id) is None:  # nor has done so since the list was made
                    await self._stored.seal(session_id)
        if session_id in self._catalogue.summaries:
            await self._summaries.rebuild(session_id)

    async def _erase_from_store(self, store: SessionStore, session_id: str, course: _Course) -> int:
        course.roster_entry_ids |= roster_entries_of(self._catalogue, store, course.student_id)
        records = erase_from_session(store, course.student_id)
        await store.durable()
        # Also where nothing is left now: what was removed before may still stand in an older snapshot or journal.
        await store.database.compact(forget=True)
        if records:
            course.records += records
            course.session_ids.append(session_id)
            course.mentions.extend(mentions(store, session_id, course.names))
        return records

    async def _is_known(self, student_id: str) -> bool:
        if student_id in self._catalogue.students:
            return True
        if any(student_id in session.store.participants for session in self._sessions.all()):
            return True
        for lesson in self._ended():
            if await self._stored.mentions(lesson.id, frozenset({student_id.encode()})):
                return True
        return False

    def _names_of(self, student_id: str) -> frozenset[str]:
        student = self._catalogue.students.get(student_id)
        names = {student.name} if student is not None else set()
        for summary in self._catalogue.summaries.all():
            names |= {each.name for each in summary.students if each.participant_id == student_id}
        for session in self._sessions.all():
            participant = session.store.participants.get(student_id)
            names |= {participant.name} if participant is not None else set()
        return frozenset(name for name in names if len(name) >= NAME_MIN_CHARACTERS)

    async def _store_of(self, lesson: Lesson) -> SessionStore | None:
        try:
            return await self._sessions.store_of(lesson.id)
        except NotFound:
            return None

    def _lessons(self) -> list[Lesson]:
        return [session.lesson for session in self._sessions.all()] + self._ended()

    def _ended(self) -> list[Lesson]:
        return [lesson for lesson in self._catalogue.lessons.all() if lesson.state is LessonState.ENDED]


def _head(lesson: Lesson) -> Document:
    return {
        "session_id": lesson.id,
        "title": lesson.title,
        "topic": lesson.topic,
        "started_ms": lesson.started_ms,
        "ended_ms": lesson.ended_ms,
    }
