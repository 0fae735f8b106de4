"""Numbered events of one session: written once each, handed to whom they concern, and kept a while for who was away."""

import asyncio
from collections import deque
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from pydantic import BaseModel

from appliance.contract.live import (
    Announced,
    CastsChanged,
    ChatAdded,
    ChatDeleted,
    CloseCode,
    EngagementChanged,
    HandsChanged,
    NetworkChanged,
    ParticipantChanged,
    QuestionChanged,
    QuestionDeleted,
    RunChanged,
    RunForTeacher,
    SessionChanged,
    StageChanged,
    TimerChanged,
    TroubleChanged,
    YouChanged,
)
from appliance.domain.policy import Role

QUEUE_MAX_EVENTS = 1_024
"""More than a whole class says at once. A socket that is this far behind is ended; it comes back and resumes."""
LOG_MAX_EVENTS = 2_000
LOG_MAX_BYTES = 8 * 1024 * 1024
"""Some minutes of a lively class: who was away for longer is given a snapshot."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who follows."""

    role: Role
    person_id: str = ""


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom an event concerns: everybody in one of the roles, and these persons whatever they are."""

    roles: frozenset[Role] = frozenset()
    person_ids: frozenset[str] = frozenset()

    def includes(self, recipient: Recipient) -> bool:
        """Whether the event is for this recipient."""
        return recipient.role in self.roles or recipient.person_id in self.person_ids

    def __or__(self, other: "Audience") -> "Audience":
        return Audience(self.roles | other.roles, self.person_ids | other.person_ids)


TEACHERS = Audience(frozenset({Role.TEACHER, Role.CO_TEACHER}))
STUDENTS = Audience(frozenset({Role.STUDENT}))
EVERYBODY = Audience(frozenset({Role.TEACHER, Role.CO_TEACHER, Role.STUDENT, Role.NOBODY, Role.OUTSIDER}))
"""The class, and the guests of the practice class; not who still waits to be let in."""
EVERYBODY_AND_WAITING = Audience(EVERYBODY.roles | {Role.WAITING})


def person(person_id: str) -> Audience:
    """One person, on every socket that this person has open; nobody when the id is empty, as that of guests is."""
    return Audience(person_ids=frozenset({person_id} if person_id else ()))


@dataclass(frozen=True, slots=True)
class Ending:
    """Why a socket is told nothing more."""

    code: int
    reason: str


FELL_BEHIND = Ending(CloseCode.TOO_SLOW, "This page fell too far behind.")


@dataclass(frozen=True, slots=True)
class _Logged:
    number: int
    audience: Audience
    write: Callable[[Recipient], str | None]
    """The event as this recipient gets it; None when there is nothing for them."""
    subject: Hashable | None = None
    """A later event on the same subject says everything that this one says."""


class EventLog:
    """The latest events, bounded in number and in bytes; of what an event replaces, nothing is kept."""

    def __init__(self, forgotten: int = 0) -> None:
        self._events: dict[int, tuple[_Logged, int]] = {}
        self._latest_on: dict[Hashable, int] = {}
        self._bytes = 0
        self._forgotten = forgotten
        """The last number that is not kept any more; those that were replaced do not count."""

    def append(self, event: _Logged, size: int) -> None:
        """Keep an event of so many bytes."""
        if event.subject is not None:
            replaced = self._latest_on.get(event.subject)
            if replaced is not None:
                self._drop(replaced)
            self._latest_on[event.subject] = event.number
        self._events[event.number] = (event, size)
        self._bytes += size
        while len(self._events) > LOG_MAX_EVENTS or self._bytes > LOG_MAX_BYTES:
            self._forgotten = self._drop(next(iter(self._events)))

    def since(self, number: int, recipient: Recipient) -> list[str] | None:
        """The recipient's events after `number`; None when the log does not reach back that far."""
        if number < self._forgotten:
            return None
        missed = [event for event, _ in self._events.values() if event.number > number]
        texts = (event.write(recipient) for event in missed if event.audience.includes(recipient))
        return [text for text in texts if text is not None]

    def _drop(self, number: int) -> int:
        event, size = self._events.pop(number)
        self._bytes -= size
        if event.subject is not None and self._latest_on.get(event.subject) == number:
            del self._latest_on[event.subject]
        return number


class Subscription:
    """One live socket's place in the bus; leave it by its `with` block."""

    def __init__(self, recipient: Recipient, missed: Iterable[str], leave: Callable[["Subscription"], None]) -> None:
        self.recipient = recipient
        self.ending: Ending | None = None
        """Set once nothing more comes."""
        self._leave = leave
        self._missed = deque(missed)  # bounded by: the log that it comes from
        self._events: deque[str] = deque()  # bounded by: push() ends who is too far behind
        self._waiter: asyncio.Future[None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave(self)

    @property
    def waiting(self) -> int:
        """How many events the reader has not taken yet."""
        return len(self._missed) + len(self._events)

    def push(self, text: str) -> None:
        """Hand over an event; a reader that is too far behind is ended."""
        if self.ending is not None:
            return
        if len(self._events) >= QUEUE_MAX_EVENTS:
            self.cut(FELL_BEHIND)
            return
        self._events.append(text)
        self._wake()

    def restart(self, recipient: Recipient, text: str) -> None:
        """Follow as somebody else from here on: what waits is replaced by `text`, which says how everything is."""
        self.recipient = recipient
        self._forget_waiting()
        self.push(text)

    def end(self, ending: Ending) -> None:
        """Tell what waits, then nothing more."""
        if self.ending is None:
            self.ending = ending
            self._wake()

    def cut(self, ending: Ending) -> None:
        """Tell nothing more, not even what waits."""
        self._forget_waiting()
        self.end(ending)

    async def next(self) -> str | None:
        """The next event as JSON; None when nothing more comes, for the reason in `ending`."""
        while True:
            if self._missed:
                return self._missed.popleft()
            if self._events:
                return self._events.popleft()
            if self.ending is not None:
                return None
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter

    def _forget_waiting(self) -> None:
        self._missed.clear()
        self._events.clear()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


class EventBus:
    """Numbers a session's events and fans them out."""

    def __init__(self, epoch: str) -> None:
        self.epoch = epoch
        """Names this life of the session: numbers of another one mean nothing."""
        self.number = 0
        self._log = EventLog()
        self._subscriptions: dict[Subscription, None] = {}  # bounded by: the sockets that the box admits

    @property
    def followers(self) -> int:
        """How many live sockets follow the session now."""
        return len(self._subscriptions)

    def is_followed_by(self, audience: Audience) -> bool:
        """Whether one of these follows the session now."""
        return any(audience.includes(subscription.recipient) for subscription in self._subscriptions)

    def publish(self, make_payload: Callable[[int], BaseModel], to: Audience = EVERYBODY) -> None:
        """Number an event, write it once, and hand it to everybody whom it concerns."""
        self.number += 1
        payload = make_payload(self.number)
        text = payload.model_dump_json()
        self._log.append(_Logged(self.number, to, lambda _: text, _subject(payload, to)), len(text))
        for subscription in self._subscriptions:
            if to.includes(subscription.recipient):
                subscription.push(text)

    def publish_each(
        self, make_payload: Callable[[int, Recipient], BaseModel | None], to: Audience = EVERYBODY
    ) -> None:
        """Number an event whose contents differ from person to person; None leaves somebody out."""
        self.number += 1
        number, size = self.number, 0

        def write(recipient: Recipient) -> str | None:
            payload = make_payload(number, recipient)
            return None if payload is None else payload.model_dump_json()

        for subscription in self._subscriptions:
            if to.includes(subscription.recipient) and (text := write(subscription.recipient)) is not None:
                subscription.push(text)
                size += len(text)
        self._log.append(_Logged(number, to, write), size)

    def subscribe(self, recipient: Recipient, missed: Iterable[str] = ()) -> Subscription:
        """Receive what was missed and every later event inside the `with` block."""
        subscription = Subscription(recipient, missed, self._forget)
        self._subscriptions[subscription] = None
        return subscription

    def since(self, epoch: str, number: int, recipient: Recipient) -> list[str] | None:
        """The recipient's events after `number`; None when they are not known any more, or never were."""
        return self._log.since(number, recipient) if epoch == self.epoch and number <= self.number else None

    def end(self, ending: Ending) -> None:
        """Tell everybody what waits for them, then nothing more."""
        for subscription in self._subscriptions:
            subscription.end(ending)

    def forget_past(self) -> None:
        """Tell nobody again what was told so far: somebody was erased. Who comes back is given a snapshot."""
        self._log = EventLog(forgotten=self.number)

    def _forget(self, subscription: Subscription) -> None:
        self._subscriptions.pop(subscription, None)


def _subject(event: BaseModel, to: Audience) -> Hashable | None:
    """What an event says everything about, so that it replaces the earlier ones; a deletion leaves no trace behind."""
    match event:
        case StageChanged() | SessionChanged() | HandsChanged() | Announced() | TimerChanged() | TroubleChanged():
            return event.type
        case EngagementChanged() | CastsChanged() | NetworkChanged():
            return event.type
        case YouChanged():
            return event.type, to.person_ids
        case ParticipantChanged():
            return event.type, event.participant.participant_id
        case RunChanged() | RunForTeacher():
            return event.type, event.run.run_id
        case ChatAdded():
            return "chat", event.message.message_id
        case ChatDeleted():
            return "chat", event.message_id
        case QuestionChanged():
            return "question", event.question.question_id
        case QuestionDeleted():
            return "question", event.question_id
        case _:
            return None
