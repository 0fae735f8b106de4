"""Reactions, shown to the class a few times a second, and "I'm lost", told to the teacher."""

from collections import Counter
from collections.abc import Callable

from appliance.contract.live import LostSaid, ReactionShown
from appliance.contract.talk import ReactionName
from appliance.domain.talk import Signal, SignalKind
from appliance.errors import BadRequest
from appliance.services.event_bus import TEACHERS
from appliance.services.members import Member
from appliance.services.session import Session
from appliance.services.telling import Telling

LOST_PAUSE_MS = 10_000
KEPT_EVERY_MS = {SignalKind.REACTION: 1_000, SignalKind.HAND: 10_000, SignalKind.LOST: 0}
"""How often one student's taps are kept as activity; the class sees every one of them."""
REACTIONS_MAX = 50_000
"""Signals of a session beyond which reactions are shown, but not kept."""


class Signals:
    """Takes taps and tells them in sum."""

    def __init__(self, wall_ms: Callable[[], int], new_id: Callable[[], str], telling: Telling) -> None:
        self._wall_ms = wall_ms
        self._new_id = new_id
        self._telling = telling
        self._waiting: dict[str, Counter[ReactionName]] = {}  # bounded by: the open sessions
        # bounded by: the participants of open sessions
        self._kept_ms: dict[str, dict[tuple[str, SignalKind], int]] = {}

    async def react(self, session: Session, member: Member, reaction: ReactionName) -> None:
        """Show a reaction; the class sees how many there were."""
        if member.is_student and self.note(session, member, SignalKind.REACTION, reaction):
            await session.store.durable()
        self._waiting.setdefault(session.session_id, Counter())[reaction] += 1
        self._telling.tell((session.session_id, "reactions"), lambda: self._show(session))

    async def say_lost(self, session: Session, member: Member) -> None:
        """Tell the teacher that this student is lost; once in a while is enough."""
        now_ms = self._wall_ms()
        last_ms = self._last_ms(session, member, SignalKind.LOST)
        if last_ms is not None and now_ms - last_ms < LOST_PAUSE_MS:
            raise BadRequest("Your teacher has been told already.", 429, "too_soon")
        self.note(session, member, SignalKind.LOST, session.lesson.topic)
        await session.store.durable()
        session.events.publish(
            lambda number: LostSaid(number=number, participant_id=member.person_id, at_ms=now_ms), TEACHERS
        )

    def note(self, session: Session, member: Member, kind: SignalKind, detail: str = "") -> bool:
        """Put a tap into the store, unless the student's last one of this kind was a moment ago."""
        now_ms, last_ms = self._wall_ms(), self._last_ms(session, member, kind)
        is_too_many = kind is SignalKind.REACTION and len(session.store.signals) >= REACTIONS_MAX
        if is_too_many or (last_ms is not None and now_ms - last_ms < KEPT_EVERY_MS[kind]):
            return False
        session.store.signals.put(Signal(self._new_id(), member.person_id, kind, now_ms, detail))
        self._kept_ms.setdefault(session.session_id, {})[member.person_id, kind] = now_ms
        return True

    def forget(self, session_id: str) -> None:
        """The session has ended."""
        self._waiting.pop(session_id, None)
        self._kept_ms.pop(session_id, None)

    def _last_ms(self, session: Session, member: Member, kind: SignalKind) -> int | None:
        return self._kept_ms.get(session.session_id, {}).get((member.person_id, kind))

    def _show(self, session: Session) -> None:
        counts = dict(self._waiting.pop(session.session_id, {}))
        if counts:
            session.events.publish(lambda number: ReactionShown(number=number, counts=counts))
