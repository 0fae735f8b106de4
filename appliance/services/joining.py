"""Joining a class by its code: who comes back, who comes in, who waits, and whom the teacher sends away."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from appliance.contract.account import Joined, JoinRequest
from appliance.contract.live import ParticipantChanged
from appliance.contract.session import ParticipantChange, ParticipantList, ParticipantView
from appliance.domain.account import AuditEntry
from appliance.domain.lesson_course import may_join
from appliance.domain.name_likeness import Likeness, likeness
from appliance.domain.names import TextError, clean_text, looks_like_teacher
from appliance.domain.participant import NAME_MAX_CHARACTERS, Admission, Participant, Roster
from appliance.domain.rosters import absent_names, entry_of
from appliance.errors import BadRequest, NotFound
from appliance.services.accounts import Accounts
from appliance.services.callers import Caller
from appliance.services.event_bus import TEACHERS
from appliance.services.guessing import CodeGuesses
from appliance.services.join_limits import ClassDoor, JoinLimits
from appliance.services.participant_views import NameWarning, participant_view, participant_views
from appliance.services.session import Session
from appliance.services.sessions import Sessions
from appliance.services.students import Students
from appliance.storage.catalogue import Catalogue

LIKENESSES_MAX = 5_000
PRESENT = (Admission.WAITING, Admission.ADMITTED)


@dataclass(frozen=True, slots=True)
class JoinParts:
    """What joining is handed."""

    wall_ms: Callable[[], int]
    monotonic_ns: Callable[[], int]
    new_id: Callable[[], str]
    limits: JoinLimits = field(default_factory=JoinLimits)


@dataclass(slots=True)
class _Class:
    """What joining remembers of an open session beside its store."""

    door: ClassDoor
    ids_by_secret: dict[str, str]
    counted: tuple[int, int] | None = None
    """How many rows there were, and how many of these were present; None when that has changed."""
    untold: set[str] = field(default_factory=set)
    """Who has entered or was removed, but that is not known to be durable yet; bounded by the rows."""
    likenesses: dict[str, Likeness] = field(default_factory=dict)
    """By name; bounded by the rows and by `LIKENESSES_MAX`."""

    def present(self, session: Session) -> int:
        """Who is in the class or waits; counted anew only after a change, since a flood asks for it all the time."""
        rows = len(session.store.participants)
        if self.counted is None or self.counted[0] != rows:
            self.counted = rows, sum(each.admission in PRESENT for each in session.store.participants.all())
        return self.counted[1]

    def likeness(self, name: str) -> Likeness:
        """What the name shares with others, worked out once."""
        found = self.likenesses.get(name)
        if found is None:
            if len(self.likenesses) >= LIKENESSES_MAX:
                self.likenesses.clear()
            found = self.likenesses[name] = likeness(name)
        return found


class Joining:
    """Lets students into open sessions and sends them away."""

    def __init__(self, sessions: Sessions, accounts: Accounts, catalogue: Catalogue, parts: JoinParts) -> None:
        self._sessions = sessions
        self._accounts = accounts
        self._catalogue = catalogue
        self._parts = parts
        self._students = Students(catalogue, parts.wall_ms)
        self._guesses = CodeGuesses(parts.monotonic_ns)
        self._classes: dict[str, _Class] = {}
        sessions.when_ending.append(self._forget)
        self.on_admitted: list[Callable[[Session, str], Awaitable[None]]] = []
        """Told of who waited and was let in."""
        self.on_removed: list[Callable[[Session, str], Awaitable[None]]] = []
        """Told of who was sent away, once that is durable: what they have open is to be closed."""

    def find(self, class_code: str, source: str) -> Session:
        """The joinable session with this code; raises NotFound, and TooManyTries for whoever guesses."""
        self._guesses.require(source)
        try:
            return self._sessions.by_code(class_code)
        except NotFound:
            self._guesses.was_wrong(source)
            raise

    def require_pace(self, class_code: str, device_secret: str, source: str) -> None:
        """Raises TooManyTries where `join` would for somebody new; a flood of joins is to cost no more than this."""
        try:
            session = self._sessions.by_code(class_code)
        except NotFound:
            self._guesses.require(source)
            return
        secret_hash = _hash_of(device_secret)
        of_class = self._class_of(session)
        if secret_hash not in of_class.ids_by_secret and not self._students.is_device_known(secret_hash):
            self._guesses.require(source)
            of_class.door.require_pace(source)
            of_class.door.require_open_place(source, of_class.present(session))

    async def join(self, request: JoinRequest, source: str) -> Joined:
        """Come in, or come back: the same device secret is the same participant, whatever name it gives.

        Raises NotFound, TooManyTries, CapacityExceeded, and BadRequest (403: removed, class_locked; 422: invalid_text).
        """
        secret_hash = _hash_of(request.device_secret)
        session = self._back_in(request.class_code, secret_hash) or self.find(request.class_code, source)
        of_class, participant = self._class_of(session), self._known(session, secret_hash)
        if participant is None:
            participant = self._enter(session, request.name, secret_hash, source)
        joined = self._joined(session, participant)
        # Whoever is kept already comes back though the disk fails: the lesson goes on, and so must their token.
        if participant.id in of_class.untold:
            await session.store.durable()
            await self._catalogue.durable()
            # Of those who waited for the same entry, the first one tells.
            if participant.id in of_class.untold:
                of_class.untold.discard(participant.id)
                _tell_teachers(session, participant)
        return joined

    async def change(self, session: Session, participant_id: str, change: ParticipantChange) -> ParticipantView:
        """Rename, let in or mute; raises NotFound and BadRequest (422)."""
        before = participant = self.participant(session, participant_id)
        if change.name is not None:
            participant = self._named(session, participant, _cleaned(change.name))
        if change.admission is not None:
            participant = replace(participant, admission=Admission.ADMITTED)
        if change.is_muted is not None:
            participant = replace(participant, is_muted=change.is_muted)
        await self._keep(session, [(before, participant)])
        return participant_view(session, participant)

    async def rename(self, session: Session, participant_id: str, name: str) -> ParticipantView:
        """Give a student another name."""
        return await self.change(session, participant_id, ParticipantChange(name=name))

    async def admit(self, session: Session, participant_id: str) -> ParticipantView:
        """Let a student in who waits, or who was sent away."""
        return await self.change(session, participant_id, ParticipantChange(admission="admitted"))

    async def mute(self, session: Session, participant_id: str, *, is_muted: bool) -> ParticipantView:
        """Let a student write to the class no longer, or again."""
        return await self.change(session, participant_id, ParticipantChange(is_muted=is_muted))

    async def admit_all(self, session: Session) -> ParticipantList:
        """Let everybody in who waits."""
        waiting = [each for each in session.store.participants.all() if each.admission is Admission.WAITING]
        await self._keep(session, [(each, replace(each, admission=Admission.ADMITTED)) for each in waiting])
        return self.participants(session)

    async def remove(self, session: Session, participant_id: str, caller: Caller) -> None:
        """Send a student away, for as long as the session lasts: no token and no device secret brings them back."""
        before = removed = self.participant(session, participant_id)
        untold = self._class_of(session).untold
        if before.admission is not Admission.REMOVED:
            removed = self._note_removal(session, before, caller)
            untold.add(participant_id)
        elif participant_id not in untold:
            return
        await self._keep(session, [(before, removed)])
        untold.discard(participant_id)
        for told in self.on_removed:
            await told(session, participant_id)

    def _note_removal(self, session: Session, before: Participant, caller: Caller) -> Participant:
        entry = AuditEntry(
            self._parts.new_id(), self._parts.wall_ms(), caller.person_id, "participant_removed", before.id
        )
        if not session.is_local:
            self._catalogue.audit.put(entry)
        generation = before.token_generation + 1
        return replace(before, admission=Admission.REMOVED, token_generation=generation, roster_entry_id=None)

    def participant(self, session: Session, participant_id: str) -> Participant:
        """The student with this id in this session; raises NotFound."""
        participant = session.store.participants.get(participant_id)
        if participant is None:
            raise NotFound("Nobody with this id has joined this class.")
        return participant

    def participants(self, session: Session) -> ParticipantList:
        """Everybody who has joined, in order, and who on the session's roster has not."""
        everybody = sorted(session.store.participants.all(), key=lambda each: (each.joined_ms, each.id))
        roster = self._roster(session)
        absent = absent_names(roster, everybody) if roster is not None else []
        return ParticipantList(participants=participant_views(session, everybody), absent=absent)

    def _back_in(self, class_code: str, secret_hash: str) -> Session | None:
        """The session in which this device is known; it may come back however many others guess from its address."""
        try:
            session = self._sessions.by_code(class_code)
        except NotFound:
            return None
        return session if self._known(session, secret_hash) is not None else None

    def _known(self, session: Session, secret_hash: str) -> Participant | None:
        participant_id = self._class_of(session).ids_by_secret.get(secret_hash)
        return session.store.participants.get(participant_id) if participant_id is not None else None

    def _enter(self, session: Session, name: str, secret_hash: str, source: str) -> Participant:
        """Put somebody new into the store; there is no await in here, so that no other request comes in between."""
        if may_join(session.lesson) is not None:
            raise BadRequest("The teacher has locked this class: nobody new can join.", status=403, code="class_locked")
        of_class, store = self._class_of(session), session.store
        name = _cleaned(name)
        student = self._students.find(secret_hash, name)
        if student is None:
            of_class.door.require_pace(source)  # first of all: a flood must cost little
        present = of_class.present(session)
        if student is None:
            of_class.door.require_open_place(source, present)
        of_class.door.require_place(present, len(store.participants))
        participant = Participant(
            id=student.id if student is not None else self._parts.new_id(),
            name=name,
            secret_hash=secret_hash,
            admission=Admission.WAITING if session.lesson.needs_approval else Admission.ADMITTED,
            joined_ms=self._parts.wall_ms(),
        )
        participant = self._named(session, participant, name)
        store.participants.put(participant)
        self._remember(session, participant)
        of_class.ids_by_secret[secret_hash] = participant.id
        of_class.untold.add(participant.id)
        of_class.door.came(source, present)
        return participant

    def _named(self, session: Session, participant: Participant, name: str) -> Participant:
        """The participant under a name: what is odd about it, and whom on the roster it means."""
        others = [
            each for each in session.store.participants.all() if each.id != participant.id and each.admission in PRESENT
        ]
        roster = self._roster(session)
        taken = {each.roster_entry_id for each in others if each.roster_entry_id}
        entry = entry_of(roster, name, taken) if roster is not None else None
        return replace(
            participant,
            name=name,
            warning=self._warning(session, name, [each.name for each in others]),
            roster_entry_id=entry.id if entry is not None else None,
        )

    def _warning(self, session: Session, name: str, others: list[str]) -> NameWarning:
        lesson = session.lesson
        of_class = (lesson.owner_id, *lesson.co_teacher_ids)
        teachers = [each.name for each in self._accounts.teachers() if each.id in of_class]
        if looks_like_teacher(name, teachers):
            return "like_teacher"
        like, of = self._class_of(session).likeness, self._class_of(session).likeness(name)
        return "like_another" if any(of & like(other) for other in others) else ""

    async def _keep(self, session: Session, changes: list[tuple[Participant, Participant]]) -> None:
        with session.store.transaction():
            for _, after in changes:
                session.store.participants.put(after)
        self._class_of(session).counted = None
        for _, after in changes:
            self._remember(session, after)
        await session.store.durable()
        await self._catalogue.durable()
        for before, after in changes:
            _tell_teachers(session, after)
            if before.admission is not Admission.ADMITTED and after.admission is Admission.ADMITTED:
                for told in self.on_admitted:
                    await told(session, after.id)

    def _remember(self, session: Session, participant: Participant) -> None:
        # Who is not let in leaves no trace outside of the class; nor does anybody in the practice class.
        if participant.admission is Admission.ADMITTED and not session.is_local:
            self._students.remember(participant)

    def _joined(self, session: Session, participant: Participant) -> Joined:
        if participant.admission is Admission.REMOVED:
            raise BadRequest("The teacher has sent you out of this class.", status=403, code="removed")
        access_token, expires_in = self._accounts.tokens.issue_access(
            "student", participant.id, participant.token_generation, session_id=session.session_id
        )
        return Joined(
            session_id=session.session_id,
            session_title=session.title,
            participant_id=participant.id,
            name=participant.name,
            admission="waiting" if participant.admission is Admission.WAITING else "admitted",
            access_token=access_token,
            expires_in=expires_in,
        )

    def _roster(self, session: Session) -> Roster | None:
        roster_id = session.lesson.roster_id
        return self._catalogue.rosters.get(roster_id) if roster_id is not None else None

    def _class_of(self, session: Session) -> _Class:
        of_class = self._classes.get(session.session_id)
        if of_class is None:
            door = ClassDoor(self._parts.limits, self._parts.monotonic_ns)
            of_class = _Class(door, {each.secret_hash: each.id for each in session.store.participants.all()})
            self._classes[session.session_id] = of_class
        return of_class

    async def _forget(self, session: Session) -> None:
        self._classes.pop(session.session_id, None)


def _tell_teachers(session: Session, participant: Participant) -> None:
    view = participant_view(session, participant)
    session.events.publish(lambda number: ParticipantChanged(number=number, participant=view), TEACHERS)


def _hash_of(device_secret: str) -> str:
    return hashlib.sha256(device_secret.encode("utf-8", "replace")).hexdigest()


def _cleaned(name: str) -> str:
    try:
        return clean_text(name, NAME_MAX_CHARACTERS)
    except TextError as error:
        raise BadRequest(f"The name: {error}", status=422, code="invalid_text") from error
