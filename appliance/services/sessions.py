"""The sessions of the box: planned, opened, started, ended, reopened; each with its stage, facts and events."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Protocol
from weakref import WeakValueDictionary

from appliance.contract.live import SessionChanged
from appliance.contract.session import (
    SessionChange,
    SessionCreate,
)
from appliance.domain import lesson_course
from appliance.domain.lesson import TITLE_MAX_CHARACTERS, ChatMode, Lesson, LessonMoveError, LessonState
from appliance.domain.names import TextError, clean_text
from appliance.errors import AirclassError, BadRequest, CapacityExceeded, NotFound, StorageFailed
from appliance.services.session import LOCAL_OWNER_ID, PRACTICE_ID, Session, SessionParts, admitted_count
from appliance.storage.catalogue import Catalogue
from appliance.storage.session_store import SessionStore

MAX_OPEN_SESSIONS = 64
"""Each open session keeps its facts in memory."""
MAX_OPEN_OF_ONE = 8
"""One teacher's forgotten sessions must not keep the colleagues out."""

logger = logging.getLogger(__name__)


class SessionStores(Protocol):
    """Where the facts of each session lie."""

    async def open(self, session_id: str) -> SessionStore:
        """The store of a session that goes on; made when there is none."""

    async def open_practice(self) -> SessionStore:
        """An empty store that is forgotten with the next start."""

    async def sealed(self, session_id: str) -> SessionStore:
        """The store of an ended session, to read from; raises NotFound."""

    async def seal(self, session_id: str) -> None:
        """Make an ended session's facts immutable."""

    async def unseal(self, session_id: str) -> SessionStore:
        """Open an ended session's facts for more."""

    async def unsealed(self, session_ids: Sequence[str]) -> list[str]:
        """Which of these sessions can still be written to."""

    async def forget(self, session_id: str) -> None:
        """Delete every file of a session."""


class Sessions:
    """Opens, finds, changes and ends sessions."""

    def __init__(self, catalogue: Catalogue, stores: SessionStores, parts: SessionParts) -> None:
        self._catalogue = catalogue
        self._stores = stores
        self._parts = parts
        self._sessions: dict[str, Session] = {}
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self.when_ending: list[Callable[[Session], Awaitable[None]]] = []
        """Called in order before an ending session's facts are sealed; one that fails keeps no other from its part."""

    def __len__(self) -> int:
        return len(self._sessions)

    async def restore(self) -> None:
        """Go on with every session that had not ended when the box stopped."""
        for lesson in self._catalogue.lessons.all():
            if lesson.state is LessonState.ENDED:
                continue
            try:
                # Sealed ones too: a backup that was made while a session ended holds both.
                self._run(lesson, await self._stores.unseal(lesson.id))
            except (AirclassError, OSError, ValueError):
                # Of one session: whatever its facts have come to, the other classes have to find theirs.
                logger.exception("session %s cannot go on", lesson.id)

    async def finish_interrupted(self) -> int:
        """Bring to its end what the box was ending when it stopped; how many sessions there were."""
        ended = [lesson.id for lesson in self._catalogue.lessons.all() if lesson.state is LessonState.ENDED]
        unsealed = await self._stores.unsealed(ended)
        for session_id in unsealed:
            try:
                session = self._run(self.lesson(session_id), await self._stores.open(session_id))
            except (AirclassError, OSError, ValueError):
                logger.exception("session %s cannot be brought to its end", session_id)
            else:
                await self._finish(session)
        return len(unsealed)

    async def open_practice(self, class_code: str) -> Session:
        """Open the practice class."""
        lesson = Lesson(PRACTICE_ID, "Practice class", LOCAL_OWNER_ID, class_code, LessonState.LIVE)
        return self._run(lesson, await self._stores.open_practice(), is_local=True)

    async def create(self, owner_id: str, wish: SessionCreate) -> Session:
        """Make a session with a class code of its own."""
        self._require_room(owner_id)
        lesson = Lesson(
            id=self._parts.new_id(),
            title=_cleaned(wish.title, "title"),
            owner_id=owner_id,
            class_code=self._free_code(),
            topic=_cleaned(wish.topic, "topic") if wish.topic.strip() else "",
            needs_approval=wish.needs_approval,
            roster_id=self._known_roster(owner_id, wish.roster_id),
            created_ms=self._parts.wall_ms(),
        )
        if wish.opens_lobby:
            lesson = lesson_course.open_lobby(lesson)
        session = self._run(lesson, await self._stores.open(lesson.id))
        try:
            await self._keep(session, lesson)
        except StorageFailed:
            await self._take_back(session)
            raise
        return session

    def get(self, session_id: str) -> Session:
        """The session with this id that has not ended; raises NotFound."""
        session = self._sessions.get(session_id)
        if session is None:
            raise NotFound("There is no open session with this id on this box.")
        return session

    def find(self, session_id: str) -> Session | None:
        """The session with this id, if it has not ended."""
        return self._sessions.get(session_id)

    def all(self) -> list[Session]:
        """Every session that has not ended."""
        return list(self._sessions.values())

    def joinable(self) -> list[Session]:
        """What students may find; the practice class only while it is alone."""
        found = [session for session in self._sessions.values() if session.is_joinable]
        return [session for session in found if not session.is_local] or found

    def by_code(self, code: str) -> Session:
        """The joinable session with this class code, upper or lower case; raises NotFound."""
        wanted = code.strip().upper()
        for session in self._sessions.values():
            if session.class_code == wanted and session.is_joinable:
                return session
        raise NotFound("No open class has this code.")

    def lesson(self, session_id: str) -> Lesson:
        """A session as it is kept, ended or not; raises NotFound."""
        running = self._sessions.get(session_id)
        lesson = running.lesson if running is not None else self._catalogue.lessons.get(session_id)
        if lesson is None:
            raise NotFound("There is no session with this id on this box.")
        return lesson

    def of_teacher(self, teacher_id: str) -> list[Lesson]:
        """Every session that this teacher owns or co-teaches, newest first."""
        mine = [
            lesson
            for lesson in self._catalogue.lessons.all()
            if teacher_id == lesson.owner_id or teacher_id in lesson.co_teacher_ids
        ]
        return sorted(mine, key=lambda lesson: (lesson.created_ms, lesson.id), reverse=True)

    def participant_count(self, lesson: Lesson) -> int:
        """How many students are, or were, in the class."""
        running = self._sessions.get(lesson.id)
        if running is not None:
            return admitted_count(running.store)
        summary = self._catalogue.summaries.get(lesson.id)
        return len(summary.students) if summary is not None else 0

    async def store_of(self, session_id: str) -> SessionStore:
        """A session's facts, ended or not; raises NotFound."""
        running = self._sessions.get(session_id)
        return running.store if running is not None else await self._stores.sealed(self.lesson(session_id).id)

    def turn(self, session_id: str) -> asyncio.Lock:
        """To be held while a session's course changes: of two who steer at once, one sees what the other has done."""
        turn = self._turns.get(session_id)
        if turn is None:
            turn = self._turns[session_id] = asyncio.Lock()
        return turn

    async def open_lobby(self, session: Session) -> None:
        """Let students join."""
        await self._change(session, lesson_course.open_lobby)

    async def start(self, session: Session) -> None:
        """Begin the lesson."""
        await self._change(session, lambda lesson: lesson_course.start(lesson, self._parts.wall_ms()))

    async def end(self, session: Session) -> Lesson:
        """End the lesson: its facts are complete and immutable from now on."""
        if session.is_local:
            raise BadRequest("The practice class has no end.", status=409, code="wrong_state")
        async with self.turn(session.session_id):
            self._require_open(session)
            await self._keep(session, _moved(lambda: lesson_course.end(session.lesson, self._parts.wall_ms())))
            await self._finish(session)
        return session.lesson

    async def reopen(self, session_id: str) -> Session:
        """Go on with a session that was ended, under its code or, where that is in use, a new one."""
        async with self.turn(session_id):
            ended = self.lesson(session_id)
            lesson = _moved(lambda: lesson_course.reopen(ended))
            self._require_room(ended.owner_id)
            session = self._run(ended, await self._stores.unseal(session_id))
            if any(each.class_code == lesson.class_code for each in self._sessions.values() if each is not session):
                lesson = replace(lesson, class_code=self._free_code())
            try:
                await self._keep(session, lesson)
            except StorageFailed:
                await self._close(session)
                raise
        return session

    async def change(self, session: Session, change: SessionChange) -> None:
        """Change what is given and leave the rest."""
        given = change.model_dump(exclude_none=True)
        if change.title is not None:
            given["title"] = _cleaned(change.title, "title")
        if change.topic is not None:
            given["topic"] = _cleaned(change.topic, "topic") if change.topic.strip() else ""
        if change.chat_mode is not None:
            given["chat_mode"] = ChatMode(change.chat_mode)
        await self._change(session, lambda lesson: replace(lesson, **given))

    async def add_co_teacher(self, session: Session, teacher_id: str) -> None:
        """Let a colleague teach this session too."""
        await self._change(session, lambda lesson: _taught_with(lesson, [*lesson.co_teacher_ids, teacher_id]))

    async def remove_co_teacher(self, session: Session, teacher_id: str) -> None:
        """Let a colleague teach this session no longer."""
        await self._change(
            session, lambda lesson: _taught_with(lesson, [each for each in lesson.co_teacher_ids if each != teacher_id])
        )

    async def close(self) -> None:
        """Stop every session; none of them ends by it."""
        for session in self.all():
            await session.broadcast.close()
        self._sessions.clear()

    async def _change(self, session: Session, move: Callable[[Lesson], Lesson]) -> None:
        async with self.turn(session.session_id):
            self._require_open(session)
            await self._keep(session, _moved(lambda: move(session.lesson)))

    async def _keep(self, session: Session, lesson: Lesson) -> None:
        if not session.is_local:
            self._catalogue.lessons.put(lesson)
            try:
                await self._catalogue.durable()
            except StorageFailed:
                self._catalogue.lessons.put(session.lesson)  # what is refused has not happened
                raise
        session.lesson = lesson
        self.tell(session)

    async def _finish(self, session: Session) -> None:
        """Let go of an ended session. The end itself is kept: nothing that fails here may leave it half-way."""
        self._sessions.pop(session.session_id, None)
        for told in self.when_ending:
            try:
                await told(session)
            except Exception:
                logger.exception("a part of session %s did not come to its end", session.session_id)
        await self._close(session)

    async def _close(self, session: Session) -> None:
        self._sessions.pop(session.session_id, None)
        await session.broadcast.close()
        try:
            await self._stores.seal(session.session_id)
        except AirclassError:
            logger.exception("session %s is sealed when the box starts next", session.session_id)

    async def _take_back(self, session: Session) -> None:
        """Leave nothing of a session that could not be kept."""
        del self._sessions[session.session_id]
        self._catalogue.lessons.remove(session.session_id)
        await session.broadcast.close()
        try:
            await self._stores.forget(session.session_id)
        except (AirclassError, OSError):
            logger.exception("what was made for session %s could not be removed", session.session_id)

    def _require_open(self, session: Session) -> None:
        if self._sessions.get(session.session_id) is not session:
            raise BadRequest("This session has ended.", status=409, code="wrong_state")

    def _require_room(self, owner_id: str) -> None:
        if sum(each.lesson.owner_id == owner_id for each in self._sessions.values()) >= MAX_OPEN_OF_ONE:
            raise CapacityExceeded(f"You have {MAX_OPEN_OF_ONE} sessions that have not ended: end one first.", 60)
        if len(self._sessions) >= MAX_OPEN_SESSIONS:
            raise CapacityExceeded(f"The box keeps {MAX_OPEN_SESSIONS} sessions open at most: end one first.", 60)

    def tell(self, session: Session) -> None:
        """Tell everybody the session's facts as they are now."""
        facts = session.facts()
        session.events.publish(lambda number: SessionChanged(number=number, session=facts))

    def _run(self, lesson: Lesson, store: SessionStore, *, is_local: bool = False) -> Session:
        if lesson.id in self._sessions:
            raise BadRequest("This session is open already.", status=409, code="session_open")
        parts = self._parts
        session = Session(
            lesson, store, parts.make_broadcast(), parts.make_events(), parts.make_presence(store), is_local=is_local
        )
        session.broadcast.start()
        self._sessions[lesson.id] = session
        return session

    def _free_code(self) -> str:
        taken = {session.class_code for session in self._sessions.values()}
        while (code := self._parts.new_class_code()) in taken:
            pass
        return code

    def _known_roster(self, owner_id: str, roster_id: str | None) -> str | None:
        if roster_id is None:
            return None
        roster = self._catalogue.rosters.get(roster_id)
        if roster is None or roster.owner_id != owner_id:
            raise NotFound("There is no roster with this id.")
        return roster_id


def _moved(move: Callable[[], Lesson]) -> Lesson:
    try:
        return move()
    except LessonMoveError as error:
        raise BadRequest(str(error), status=409, code="wrong_state") from error


def _taught_with(lesson: Lesson, teacher_ids: Sequence[str]) -> Lesson:
    ids = tuple(dict.fromkeys(each for each in teacher_ids if each != lesson.owner_id))
    return replace(lesson, co_teacher_ids=ids)


def _cleaned(text: str, what: str) -> str:
    try:
        return clean_text(text, TITLE_MAX_CHARACTERS)
    except TextError as error:
        raise BadRequest(f"The {what}: {error}", status=422, code="invalid_text") from error
