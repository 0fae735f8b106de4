"""The lessons that were held, newest first: those of a period whose title or topic has the words that are sought."""

from PySide6.QtCore import QDateTime, QObject

from appliance.client.dashboard import Period
from appliance.contract.session import SessionView
from desktop.models.keyed_rows import KeyedRows
from desktop.state.records import Records


class PastSessionsModel(KeyedRows[SessionView]):
    """Sessions that never began are left out: there is nothing to tell of them."""

    def __init__(self, records: Records, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._records = records
        self._words: tuple[str, ...] = ()
        self._period = Period()
        self._leave = records.changed.subscribe(lambda _: self._update())
        self._update()

    @property
    def held(self) -> int:
        """How many lessons there are in all."""
        return len(_held(self._records))

    def key_of(self, row: SessionView) -> str:
        """The session's id."""
        return row.session_id

    def words(self, row: SessionView) -> str:
        """Title and topic."""
        return ", ".join(part for part in (row.title, row.topic) if part)

    def search(self, text: str) -> None:
        """Show only lessons that have each of these words."""
        self._words = tuple(text.casefold().split())
        self._update()

    def show_period(self, period: Period) -> None:
        """Show only lessons of these days."""
        self._period = period
        self._update()

    def close(self) -> None:
        """Listen no longer."""
        self._leave()

    def _update(self) -> None:
        self.set_rows([session for session in _held(self._records) if self._fits(session)])

    def _fits(self, session: SessionView) -> bool:
        text = f"{session.title}\n{session.topic}".casefold()
        if not all(word in text for word in self._words):
            return False
        day = QDateTime.fromMSecsSinceEpoch(session.started_ms or 0).date().toPython()
        first, last = self._period.from_date, self._period.to_date
        return (first is None or first <= day) and (last is None or day <= last)  # type: ignore[operator]


def _held(records: Records) -> list[SessionView]:
    known = records.sessions.told if records.sessions is not None else ()
    return [session for session in known if session.started_ms is not None]
