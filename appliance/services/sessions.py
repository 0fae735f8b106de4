"""The open sessions of the box, each with its stage and its events."""

from collections.abc import Callable
from dataclasses import dataclass, field

from appliance.contract.session import SessionState, SessionSummary, StageView
from appliance.errors import BadRequest, NotFound
from appliance.media.broadcast import Broadcast
from appliance.services.event_bus import EventBus


@dataclass(slots=True)
class Session:
    """One lesson."""

    session_id: str
    title: str
    class_code: str
    broadcast: Broadcast
    state: SessionState = SessionState.LIVE
    is_local: bool = False
    """Controllable without an account, from the box itself only: the practice class."""
    cast_ids_on_stage: list[str] = field(default_factory=list)
    events: EventBus = field(default_factory=EventBus)
    last_stage: StageView | None = None
    """The stage as it was last told to the live sockets."""

    def summary(self) -> SessionSummary:
        """What anybody on the network may see."""
        return SessionSummary(session_id=self.session_id, title=self.title, state=self.state)


class Sessions:
    """Opens, finds and closes sessions."""

    def __init__(self, make_broadcast: Callable[[], Broadcast]) -> None:
        self._make_broadcast = make_broadcast
        self._sessions: dict[str, Session] = {}

    def __len__(self) -> int:
        return len(self._sessions)

    def open_practice(self, class_code: str) -> Session:
        """Open the practice class."""
        return self._open(Session("practice", "Practice class", class_code, self._make_broadcast(), is_local=True))

    def get(self, session_id: str) -> Session:
        """The open session with this id; raises NotFound."""
        session = self._sessions.get(session_id)
        if session is None:
            raise NotFound("There is no open session with this id on this box.")
        return session

    def all(self) -> list[Session]:
        """Every open session."""
        return list(self._sessions.values())

    def by_code(self, code: str) -> Session:
        """The open session with this class code, upper or lower case; raises NotFound."""
        wanted = code.strip().upper()
        for session in self._sessions.values():
            if session.class_code == wanted:
                return session
        raise NotFound("No open class has this code.")

    async def close(self) -> None:
        """Close every session."""
        for session in self._sessions.values():
            await session.broadcast.close()
        self._sessions.clear()

    def _open(self, session: Session) -> Session:
        if session.session_id in self._sessions:
            raise BadRequest("This session is open already.", status=409, code="session_open")
        session.broadcast.start()
        self._sessions[session.session_id] = session
        return session
