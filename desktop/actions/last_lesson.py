"""Remembers the lesson on the desk, and takes it up again when the app has been started anew."""

from collections.abc import Callable
from contextlib import suppress

from appliance.client.problems import BoxIdentityChangedError, BoxRefusedError, BoxUnreachableError
from appliance.contract.session import SessionState
from desktop.actions.desk import Desk, NoBoxError
from desktop.actions.lesson_desk import LessonDesk
from desktop.config import Settings
from desktop.state.link import Link, LinkState
from desktop.tasks import Tasks

OPEN = frozenset({SessionState.LOBBY, SessionState.LIVE})


class LastLesson:
    """Looks once, at the first login; a lesson that is over meanwhile, or another teacher's, is left alone."""

    def __init__(
        self,
        desk: Desk,
        link: Link,
        lessons: LessonDesk,
        tasks: Tasks,
        settings: Settings,
        *,
        save: Callable[[], None],
    ) -> None:
        self._desk = desk
        self._link = link
        self._lessons = lessons
        self._tasks = tasks
        self._settings = settings
        self._save = save
        self._noted = ""
        self._has_looked = False
        self._leaves = (
            link.changed.subscribe(lambda _: self._look()),
            lessons.changed.subscribe(lambda _: self._note()),
        )

    def close(self) -> None:
        """Listen no longer."""
        for leave in self._leaves:
            leave()

    def _look(self) -> None:
        if self._has_looked or self._link.state is not LinkState.ONLINE or self._link.teacher is None:
            return
        self._has_looked = True
        if self._settings.last_session_id and not self._lessons.wanted:
            looking = self._open_if_it_goes_on(self._settings.last_session_id)
            self._tasks.start(looking, name="take up the last lesson", shows_progress=False)

    async def _open_if_it_goes_on(self, session_id: str) -> None:
        with suppress(BoxRefusedError, BoxUnreachableError, BoxIdentityChangedError, NoBoxError):
            session = await self._desk.client.sessions.get(session_id)
            if session.state in OPEN and not self._lessons.wanted:
                self._lessons.open(session_id)

    def _note(self) -> None:
        wanted = "" if self._lessons.is_local_teacher else self._lessons.wanted
        if wanted != self._noted:
            self._noted = self._settings.last_session_id = wanted
            self._save()
