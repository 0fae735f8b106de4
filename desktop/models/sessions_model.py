"""The teacher's sessions in some states as a Qt model, newest first."""

from PySide6.QtCore import QObject

from appliance.contract.session import SessionState, SessionView
from desktop.models.keyed_rows import KeyedRows
from desktop.state.lesson_book import LessonBook


class SessionsModel(KeyedRows[SessionView]):
    """One row per session in one of the states; a title that comes back is told once where `is_distinct`."""

    def __init__(
        self,
        book: LessonBook,
        states: tuple[SessionState, ...],
        *,
        is_distinct: bool = False,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._book = book
        self._states = states
        self._is_distinct = is_distinct
        self._leave = book.changed.subscribe(lambda _: self._update())
        self._update()

    def key_of(self, row: SessionView) -> str:
        """The session's id."""
        return row.session_id

    def words(self, row: SessionView) -> str:
        """Title and topic."""
        return f"{row.title}, {row.topic}" if row.topic else row.title

    def close(self) -> None:
        """Listen no longer."""
        self._leave()

    def _update(self) -> None:
        sessions = self._book.in_state(*self._states)
        self.set_rows(_distinct(sessions) if self._is_distinct else sessions)


def _distinct(sessions: list[SessionView]) -> list[SessionView]:
    """The newest of those that a repetition would make alike."""
    found: dict[tuple[str, str, str | None], SessionView] = {}
    for session in sessions:
        found.setdefault((session.title, session.topic, session.roster_id), session)
    return list(found.values())
