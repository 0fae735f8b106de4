"""Past lessons as the box tells them, kept in the state; results as files; and an ended lesson opened again."""

import time
from collections.abc import Callable, Coroutine
from typing import Any, Literal, TypeVar

from appliance.client.dashboard import Period
from appliance.client.quizzes import Language
from appliance.contract.session import SessionView
from desktop.actions.desk import Desk
from desktop.state.lesson_book import LessonBook
from desktop.state.records import Records

T = TypeVar("T")
PAGE = 200
SESSIONS_MOST = 5_000
"""More lessons than a teacher gives in ten years."""


def wall_ms() -> int:
    """This computer's time in epoch milliseconds."""
    return time.time_ns() // 1_000_000


class RecordsActions:
    """Every method raises what the client raises; what is told too late, to somebody else, is dropped."""

    def __init__(
        self,
        desk: Desk,
        records: Records,
        book: LessonBook,
        now_ms: Callable[[], int] = wall_ms,
        page: int = PAGE,
    ) -> None:
        self._desk, self._records, self._book = desk, records, book
        self._now_ms, self._page = now_ms, page

    def belong_to(self, box_id: str, teacher_id: str) -> None:
        """Whose lessons are asked for from now on."""
        self._records.belong_to((box_id, teacher_id))

    async def load_sessions(self) -> None:
        """Ask for all sessions, page by page; each page can be seen as soon as it is there."""
        offset = 0
        while offset < SESSIONS_MOST:
            page = await self._ask(self._desk.client.sessions.mine(limit=self._page, offset=offset))
            if page is None:
                return
            self._records.take_sessions(page.sessions, self._now_ms())
            offset += len(page.sessions)
            if not page.sessions or offset >= page.total:
                return

    async def load_lesson(self, session_id: str) -> None:
        """Ask for one lesson's summary."""
        told = await self._ask(self._desk.client.dashboard.session(session_id))
        if told is not None:
            self._records.lessons.put(session_id, told, self._now_ms())
            self._records.changed.tell(None)

    async def load_trend(self, period: Period) -> None:
        """Ask how engagement went over the lessons of a period."""
        told = await self._ask(self._desk.client.dashboard.trend(period))
        if told is not None:
            self._records.trends.put(period, told, self._now_ms())
            self._records.changed.tell(None)

    async def load_curve(self, period: Period, participant_id: str) -> None:
        """Ask for one student's figures lesson by lesson."""
        told = await self._ask(self._desk.client.dashboard.trend(period, [participant_id]))
        if told is not None:
            self._records.curves.put((period, participant_id), told, self._now_ms())
            self._records.changed.tell(None)

    async def load_questions(self, period: Period) -> None:
        """Ask how good the questions of a period were."""
        told = await self._ask(self._desk.client.dashboard.quiz_analytics(period))
        if told is not None:
            self._records.questions.put(period, told, self._now_ms())
            self._records.changed.tell(None)

    async def results_file(self, session_id: str, kind: Literal["csv", "xlsx"], language: Language) -> bytes:
        """Every quiz result of a lesson as a table."""
        return await self._desk.client.runs.results_file(session_id, kind, language)

    async def reopen(self, session_id: str) -> SessionView:
        """Go on with an ended lesson."""
        view = await self._desk.client.sessions.reopen(session_id)
        self._book.take_session(view)
        self._records.take_sessions([view], self._now_ms())
        return view

    async def _ask(self, asked: Coroutine[Any, Any, T]) -> T | None:
        """The answer, or None where another teacher has signed in before it came."""
        owner = self._records.owner
        told = await asked
        return told if owner == self._records.owner else None
