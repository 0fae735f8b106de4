"""Following a session: who has a seat in it, what they are told of themselves, and when they have to leave."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from appliance.contract.live import (
    Ack,
    CloseCode,
    ParticipantChanged,
    Resumed,
    ResumePoint,
    Snapshot,
    Trouble,
    TroubleChanged,
    You,
    YouChanged,
)
from appliance.domain.participant import Admission
from appliance.domain.policy import Action, Role
from appliance.errors import BadRequest, NotAllowed
from appliance.lifecycle import TaskOwner
from appliance.services.callers import Caller
from appliance.services.command_pace import CommandPace
from appliance.services.event_bus import EVERYBODY_AND_WAITING, TEACHERS, Ending, Recipient, Subscription, person
from appliance.services.members import Member
from appliance.services.participant_views import participant_view
from appliance.services.rights import Rights
from appliance.services.session import LOCAL_OWNER_ID, Session, admitted_count
from appliance.services.sessions import Sessions
from appliance.services.snapshots import LiveSources, Snapshots, you_are

TEACHER_NAME = "Teacher"
"""Who steers the practice class from the box itself has no account."""
SEATS_OF_ONE_MAX = 8
"""Devices and tabs of one person; sockets whose network went away without a word are among them."""
ACKS_OF_ONE_MAX = 64
"""A command that is sent again within so many others is known."""
RENEW_GRACE_MS = 15_000
"""A phone that wakes up with a token whose time is over may show a new one this long."""
LOOK_EVERY_SECONDS = 1.0
KEEP_PRESENCE_EVERY_MS = 60_000

TOO_MANY_SOCKETS = Ending(CloseCode.TOO_MANY, "This person follows from other pages.")
TOKEN_OVER = Ending(CloseCode.NOT_SIGNED_IN, "The token's time is over.")
REMOVED = Ending(CloseCode.REMOVED, "The teacher has sent you out of this class.")
NOT_ALLOWED = Ending(CloseCode.NOT_ALLOWED, "You may not follow this class.")

T = TypeVar("T")
logger = logging.getLogger(__name__)


@dataclass(slots=True)
class _Person:
    """What is remembered of one person in one session, over all of their sockets."""

    role: Role
    since: int
    """The number of the event from which on the person has followed in this role."""
    told: You
    pace: CommandPace = field(default_factory=CommandPace)
    acks: OrderedDict[str, Ack] = field(default_factory=OrderedDict)


@dataclass(slots=True)
class _Class:
    """The open sockets of one session."""

    session: Session
    seats: dict["Seat", None] = field(default_factory=dict)  # bounded by: the sockets that the API admits
    persons: dict[str, _Person] = field(default_factory=dict)  # bounded by: the session's participants and teachers
    participants: int = 0
    """How many there were when everybody was told last."""


class Seat:
    """One open socket in a session."""

    def __init__(self, session: Session, caller: Caller, member: Member, subscription: Subscription) -> None:
        self.session = session
        self.caller = caller
        self.member = member
        self.subscription = subscription
        self.pace = CommandPace()
        self.acks: OrderedDict[str, Ack] = OrderedDict()  # bounded by: remember()
        """What commands were answered, over all sockets of the person."""
        self.is_watching = False
        self.resumed_from: int | None = None
        """The last event that was heard, when those since then follow and no snapshot is needed."""

    def dismiss(self, ending: Ending) -> None:
        """End the socket once it has sent what waits."""
        self.subscription.end(ending)

    def remember(self, ack: Ack) -> None:
        """Answer the same command alike from now on."""
        self.acks[ack.ref] = ack
        if len(self.acks) > ACKS_OF_ONE_MAX:
            self.acks.popitem(last=False)


class LiveClasses:
    """The open sockets of every session."""

    def __init__(self, sessions: Sessions, rights: Rights, sources: LiveSources) -> None:
        self._sessions = sessions
        self._rights = rights
        self._now_ms = sources.wall_ms
        self._snapshots = Snapshots(sources)
        self._classes: dict[str, _Class] = {}  # bounded by: the open sessions
        self._kept_ms = 0
        self._tasks = TaskOwner("live")
        self._commands = TaskOwner("commands")
        self.trouble: Trouble | None = None
        """What keeps the box from storing now."""

    def start(self) -> None:
        """Begin to look after those who follow."""
        self._tasks.start(self._look_for_ever(), name="look")

    async def close(self) -> None:
        """Let commands that run come to their end."""
        await self._tasks.close()
        await self._commands.finish()

    def now_ms(self) -> int:
        """The box's clock."""
        return self._now_ms()

    def member(self, caller: Caller, session: Session) -> Member:
        """What the caller is in the session at this moment."""
        role = self._rights.role(caller, session)
        match role:
            case Role.TEACHER | Role.CO_TEACHER if caller.kind == "teacher":
                return Member(role, caller.person_id, caller.name)
            case Role.TEACHER:
                return Member(role, LOCAL_OWNER_ID, TEACHER_NAME)
            case Role.STUDENT | Role.WAITING:
                participant = session.store.participants.get(caller.person_id)
                return Member(role, caller.person_id, participant.name if participant is not None else caller.name)
            case _:
                return Member(role, "", "")

    @contextmanager
    def seat(self, session: Session, caller: Caller, resume: ResumePoint | None = None) -> Iterator[Seat]:
        """Follow the session inside the `with` block, from the place that was heard last or with a snapshot first."""
        member = self.member(caller, session)
        of_class = self._class_of(session)
        self._note_person(of_class, member)
        recipient = Recipient(member.role, member.person_id)
        missed = self._missed(of_class, recipient, resume)
        with session.events.subscribe(recipient, missed or ()) as subscription:
            seat = Seat(session, caller, member, subscription)
            if resume is not None and missed is not None:
                seat.resumed_from = resume.number
            if member.person_id:
                of_person = of_class.persons[member.person_id]
                seat.pace, seat.acks = of_person.pace, of_person.acks
                self._make_room(of_class, member)
            of_class.seats[seat] = None
            self._enter(seat)
            try:
                yield seat
            finally:
                del of_class.seats[seat]
                self._leave(seat)

    def greeting(self, seat: Seat) -> Snapshot | Resumed:
        """What the follower is told first; to be made before anything is awaited."""
        if seat.resumed_from is None:
            return self._snapshots.of(seat.session, seat.member, self.trouble)
        return Resumed(
            epoch=seat.session.events.epoch,
            number=seat.resumed_from,
            server_ms=self._now_ms(),
            you=you_are(seat.session, seat.member),
        )

    def set_watching(self, seat: Seat, *, is_watching: bool) -> None:
        """Note whether the page shows the picture."""
        if seat.is_watching == is_watching or not seat.member.is_student:
            return
        seat.is_watching = is_watching
        if seat.session.presence.watches(seat.member.person_id, is_watching=is_watching):
            _tell_participant(seat.session, seat.member.person_id)

    def renew(self, seat: Seat, token: str) -> None:
        """Go on with a new token of the same person; raises BadRequest (401) and NotAllowed."""
        caller = self._rights.read_token(token, is_on_box=seat.caller.is_on_box)
        self._rights.require(caller, Action.FOLLOW, seat.session)
        if (caller.kind, caller.person_id) != (seat.caller.kind, seat.caller.person_id):
            raise NotAllowed("This token is somebody else's.")
        seat.caller = caller

    def require(self, seat: Seat, action: Action) -> None:
        """Raises BadRequest (401) or NotAllowed unless the follower may do this now."""
        if self._is_over(seat):
            raise BadRequest("The token's time is over: renew it.", status=401, code="token_expired")
        self._rights.require(seat.caller, action, seat.session)
        if self._rights.role(seat.caller, seat.session) is not seat.member.role:
            self._look_at(self._class_of(seat.session), seat)

    async def to_the_end(self, work: Coroutine[object, object, T]) -> T:
        """Run a command to its end even when its socket goes away meanwhile: what is stored is told to the class.

        `work` must not raise.
        """
        outcome: asyncio.Future[T] = asyncio.get_running_loop().create_future()

        async def run() -> None:
            outcome.set_result(await work)

        self._commands.start(run(), name="command")
        return await asyncio.shield(outcome)

    def seats_of(self, session_id: str, person_id: str | None = None) -> list[Seat]:
        """The open sockets of a session, or of one person in it."""
        of_class = self._classes.get(session_id)
        seats = of_class.seats if of_class is not None else {}
        return [each for each in seats if person_id in (None, each.member.person_id)]

    def look(self, session: Session, person_id: str | None = None) -> None:
        """See whether everybody who follows, or one person, is still what they were; tell or dismiss who is not."""
        of_class = self._class_of(session)
        for seat in self.seats_of(session.session_id, person_id):
            self._look_at(of_class, seat)
        if person_id is not None:
            return  # a whole class that is let in at once is counted once, within a second
        participants = admitted_count(session.store)
        if participants != of_class.participants:
            of_class.participants = participants
            self._sessions.tell(session)

    def tell_trouble(self, trouble: Trouble | None) -> None:
        """Tell every class that the box cannot store, or that it can again."""
        self.trouble = trouble
        for session in self._sessions.all():
            session.events.publish(lambda number: TroubleChanged(number=number, trouble=trouble), EVERYBODY_AND_WAITING)

    async def _look_for_ever(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY_SECONDS)
            keeps = self._now_ms() - self._kept_ms >= KEEP_PRESENCE_EVERY_MS
            self._kept_ms = self._now_ms() if keeps else self._kept_ms
            for session in self._sessions.all():
                self._look_after(session, keeps=keeps)
            self._forget_ended()

    def _look_after(self, session: Session, *, keeps: bool) -> None:
        try:
            self.look(session)
            if keeps:
                session.presence.keep()
        except Exception:
            # Of one class: tokens of the others must come to their end all the same.
            logger.exception("session %s could not be looked after", session.session_id)

    def _forget_ended(self) -> None:
        going_on = self._sessions.all()
        for session_id, of_class in list(self._classes.items()):
            if not of_class.seats and of_class.session not in going_on:
                del self._classes[session_id]

    def _look_at(self, of_class: _Class, seat: Seat) -> None:
        if self._is_over(seat, RENEW_GRACE_MS):
            seat.subscription.cut(TOKEN_OVER)
            return
        member = self.member(seat.caller, seat.session)
        if member.role is not seat.member.role and not self._rights.allows(seat.caller, Action.FOLLOW, seat.session):
            seat.subscription.cut(_ENDING_OF.get(member.role, NOT_ALLOWED))
            return
        before, seat.member = seat.member, member
        self._note_person(of_class, member)
        if before.role is not member.role:
            self._change_role(seat, before)

    def _change_role(self, seat: Seat, before: Member) -> None:
        """What the follower has seen so far is not what somebody in this role sees: begin with a snapshot."""
        now, seat.member = seat.member, before
        self._leave(seat)
        seat.member = now
        self._enter(seat)
        snapshot = self._snapshots.of(seat.session, now, self.trouble)
        seat.subscription.restart(Recipient(now.role, now.person_id), snapshot.model_dump_json())

    def _note_person(self, of_class: _Class, member: Member) -> None:
        """Tell a person on all of their sockets what has changed about them."""
        if not member.person_id:
            return
        events, you = of_class.session.events, you_are(of_class.session, member)
        known = of_class.persons.get(member.person_id)
        if known is None:
            of_class.persons[member.person_id] = _Person(member.role, events.number, you)
            return
        if known.told != you:
            known.told = you
            events.publish(lambda number: YouChanged(number=number, you=you), person(member.person_id))
        if known.role is not member.role:
            known.role, known.since = member.role, events.number

    def _missed(self, of_class: _Class, recipient: Recipient, resume: ResumePoint | None) -> list[str] | None:
        """The events since the place that is named; None when a snapshot is needed."""
        of_person = of_class.persons.get(recipient.person_id)
        if resume is None or (of_person is not None and resume.number < of_person.since):
            return None
        return of_class.session.events.since(resume.epoch, resume.number, recipient)

    def _make_room(self, of_class: _Class, member: Member) -> None:
        own = [each for each in of_class.seats if each.member.person_id == member.person_id]
        for oldest in own[: max(0, len(own) - SEATS_OF_ONE_MAX + 1)]:
            oldest.subscription.cut(TOO_MANY_SOCKETS)

    def _enter(self, seat: Seat) -> None:
        if seat.member.is_student and seat.session.presence.joined(seat.member.person_id):
            _tell_participant(seat.session, seat.member.person_id)

    def _leave(self, seat: Seat) -> None:
        if not seat.member.is_student:
            return
        presence, who = seat.session.presence, seat.member.person_id
        has_looked_away = seat.is_watching and presence.watches(who, is_watching=False)
        seat.is_watching = False
        if presence.left(who) or has_looked_away:
            _tell_participant(seat.session, who)

    def _is_over(self, seat: Seat, grace_ms: int = 0) -> bool:
        return 0 < seat.caller.expires_ms <= self._now_ms() - grace_ms

    def _class_of(self, session: Session) -> _Class:
        of_class = self._classes.get(session.session_id)
        if of_class is None or of_class.session is not session:
            of_class = self._classes[session.session_id] = _Class(session, participants=admitted_count(session.store))
        return of_class


_ENDING_OF: Mapping[Role, Ending] = {Role.REMOVED: REMOVED, Role.EXPIRED: TOKEN_OVER, Role.NOBODY: TOKEN_OVER}


def _tell_participant(session: Session, participant_id: str) -> None:
    participant = session.store.participants.get(participant_id)
    if participant is not None and participant.admission is not Admission.REMOVED:
        view = participant_view(session, participant)
        session.events.publish(lambda number: ParticipantChanged(number=number, participant=view), TEACHERS)
