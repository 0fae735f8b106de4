"""Making, opening, starting, ending and setting up lessons, and the rosters that they use."""

from collections.abc import Awaitable, Callable

from appliance.client.connection import BoxRefusedError
from appliance.contract.roster import RosterImported
from appliance.contract.session import SessionChange, SessionCreate, SessionState, SessionView
from desktop.actions.desk import Desk
from desktop.state.lesson import Lesson
from desktop.state.lesson_book import LessonBook

SESSIONS_SHOWN = 50


async def nothing_held() -> None:
    """There is no page that holds anything."""


class LessonActions:
    """Each method raises BoxRefusedError or BoxUnreachableError, and keeps lesson and book true."""

    def __init__(
        self, desk: Desk, lesson: Lesson, book: LessonBook, carry_out: Callable[[], Awaitable[None]] = nothing_held
    ) -> None:
        """`carry_out` does what is held for an undo in the lesson: awaited before the lesson is ended."""
        self._carry_out = carry_out
        self._desk = desk
        self._lesson = lesson
        self._book = book

    async def load(self) -> None:
        """Ask for the teacher's sessions and rosters."""
        sessions = await self._desk.client.sessions.mine(limit=SESSIONS_SHOWN)
        rosters = await self._desk.client.rosters.all()
        self._book.take_rosters(rosters.rosters)
        self._book.take_sessions(sessions.sessions)

    async def create(self, wish: SessionCreate) -> SessionView:
        """Make a session."""
        return self._keep(await self._desk.client.sessions.create(wish))

    async def create_like(self, earlier: SessionView) -> SessionView:
        """Make a session like an earlier one, with its lobby open; a roster that is gone is left out."""
        wish = SessionCreate(
            title=earlier.title,
            topic=earlier.topic,
            roster_id=earlier.roster_id,
            needs_approval=earlier.needs_approval,
        )
        try:
            return await self.create(wish)
        except BoxRefusedError as refused:
            if refused.code != "not_found" or wish.roster_id is None:
                raise
            return await self.create(wish.model_copy(update={"roster_id": None}))

    async def enter(self, session: SessionView) -> SessionView:
        """The session as one can teach it: a planned one gets its lobby, an ended one goes on."""
        match session.state:
            case SessionState.PLANNED:
                return await self.open_lobby(session.session_id)
            case SessionState.ENDED:
                return await self.reopen(session.session_id)
            case _:
                return session

    async def open_lobby(self, session_id: str) -> SessionView:
        """Let students join."""
        return self._keep(await self._desk.client.sessions.open_lobby(session_id))

    async def start(self, session_id: str) -> SessionView:
        """Begin the lesson."""
        return self._keep(await self._desk.client.sessions.start(session_id))

    async def end(self, session_id: str) -> SessionView:
        """End the lesson, with what was held for an undo done before."""
        await self._carry_out()
        return self._keep(await self._desk.client.sessions.end(session_id))

    async def reopen(self, session_id: str) -> SessionView:
        """Go on with an ended lesson."""
        return self._keep(await self._desk.client.sessions.reopen(session_id))

    async def change(self, change: SessionChange) -> SessionView:
        """Change the lesson on the desk."""
        return self._keep(await self._desk.client.sessions.change(self._desk.session_id, change))

    async def refresh(self) -> SessionView:
        """Ask how the lesson on the desk is now: another app may have changed it."""
        return self._keep(await self._desk.client.sessions.get(self._desk.session_id))

    async def load_co_teachers(self) -> None:
        """Ask who teaches the lesson on the desk too."""
        answer = await self._desk.client.sessions.co_teachers(self._desk.session_id)
        self._book.take_co_teachers(answer.teachers)

    async def add_co_teacher(self, login: str) -> None:
        """Let a colleague teach the lesson on the desk too."""
        answer = await self._desk.client.sessions.add_co_teacher(self._desk.session_id, login)
        self._book.take_co_teachers(answer.teachers)

    async def remove_co_teacher(self, teacher_id: str) -> None:
        """Let a colleague teach the lesson on the desk no longer."""
        answer = await self._desk.client.sessions.remove_co_teacher(self._desk.session_id, teacher_id)
        self._book.take_co_teachers(answer.teachers)

    async def import_roster(self, data: bytes, title: str = "") -> RosterImported:
        """Keep a file's list of pupils; the rows that could not be read are told beside it."""
        imported = await self._desk.client.rosters.import_file(data, title)
        self._book.take_rosters((await self._desk.client.rosters.all()).rosters)
        return imported

    async def delete_roster(self, roster_id: str) -> None:
        """Forget a roster."""
        await self._desk.client.rosters.delete(roster_id)
        self._book.take_rosters([each for each in self._book.rosters if each.roster_id != roster_id])

    def _keep(self, view: SessionView) -> SessionView:
        self._book.take_session(view)
        self._lesson.take_view(view)
        return view
