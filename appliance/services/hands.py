"""Raised hands, in the order in which they went up."""

from collections.abc import Callable
from dataclasses import replace

from appliance.contract.live import HandsChanged
from appliance.contract.talk import HandView
from appliance.domain.participant import Admission
from appliance.domain.talk import RaisedHand, SignalKind
from appliance.errors import NotAllowed
from appliance.services.members import Member
from appliance.services.session import Session
from appliance.services.signals import Signals
from appliance.services.telling import Telling


class Hands:
    """Raises and lowers hands."""

    def __init__(self, wall_ms: Callable[[], int], signals: Signals, telling: Telling) -> None:
        self._wall_ms = wall_ms
        self._signals = signals
        self._telling = telling

    async def raise_hand(self, session: Session, member: Member) -> None:
        """Raise the own hand; one that is up keeps its place."""
        hand = session.store.hands.get(member.person_id)
        if hand is None or hand.lowered_ms is not None:
            with session.store.transaction():
                session.store.hands.put(RaisedHand(member.person_id, self._wall_ms()))
                self._signals.note(session, member, SignalKind.HAND)
        await session.store.durable()
        self.tell(session)

    async def lower(self, session: Session, member: Member, participant_id: str | None, *, lowers_all: bool) -> None:
        """Lower a hand: the own, or as a teacher anybody's, or all."""
        if not member.is_teacher and (lowers_all or participant_id not in (None, member.person_id)):
            raise NotAllowed("Only the teacher lowers other hands.")
        wanted = participant_id or member.person_id
        up = [each for each in _queue(session) if lowers_all or each.id == wanted]
        now_ms = self._wall_ms()
        with session.store.transaction():
            for hand in up:
                session.store.hands.put(replace(hand, lowered_ms=now_ms))
        await session.store.durable()
        self.tell(session)

    def views(self, session: Session) -> list[HandView]:
        """The queue, without those who were sent away."""
        named = [(hand, session.store.participants.get(hand.id)) for hand in _queue(session)]
        return [
            HandView(participant_id=hand.id, name=person.name, raised_ms=hand.raised_ms)
            for hand, person in named
            if person is not None and person.admission is Admission.ADMITTED
        ]

    def tell(self, session: Session) -> None:
        """Tell the class the queue as it is now, or in a moment."""

        def tell_now() -> None:
            hands = self.views(session)
            session.events.publish(lambda number: HandsChanged(number=number, hands=hands))

        self._telling.tell((session.session_id, "hands"), tell_now)


def _queue(session: Session) -> list[RaisedHand]:
    up = [each for each in session.store.hands.all() if each.lowered_ms is None]
    return sorted(up, key=lambda hand: (hand.raised_ms, hand.id))
