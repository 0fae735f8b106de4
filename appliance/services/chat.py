"""The class's chat: to everybody or to the teacher alone, with the teacher's last word."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice

from appliance.contract.live import ChatAdded, ChatAudienceName, ChatDeleted
from appliance.contract.talk import ChatMessageView
from appliance.domain.lesson import ChatMode
from appliance.domain.names import TextError, clean_text
from appliance.domain.talk import MESSAGE_MAX_CHARACTERS, Author, ChatAudience, ChatMessage
from appliance.errors import BadRequest, CapacityExceeded, NotAllowed, NotFound
from appliance.services.event_bus import EVERYBODY, TEACHERS, person
from appliance.services.members import Member
from appliance.services.session import Session
from appliance.storage.session_store import SessionStore

HISTORY_MESSAGES = 200
MESSAGES_MAX = 5_000
"""In one session; a class of 450 writes some hundreds."""
MUTED = "The teacher has muted you: you can still write to the teacher."
CLOSED = "Only the teacher writes to the class now: you can still write to the teacher."


class _Book:
    """The messages of one session in the order in which they were written."""

    def __init__(self, store: SessionStore) -> None:
        self.store = store
        self.ids = [each.id for each in store.messages.all()]
        self.by_ref = {(each.author_id, each.ref): each.id for each in store.messages.all() if each.ref}
        self.untold: set[str] = set()
        """Put into the store, but not known to be durable yet."""

    def known(self, author_id: str, ref: str) -> ChatMessage | None:
        """The author's message of that ref, if it was written before."""
        return self.store.messages.get(self.by_ref.get((author_id, ref), ""))

    def put(self, message: ChatMessage) -> None:
        """Write a message."""
        self.store.messages.put(message)
        self.ids.append(message.id)
        self.by_ref[message.author_id, message.ref] = message.id
        self.untold.add(message.id)

    def newest_first(self) -> Iterator[ChatMessage]:
        """The messages that stand."""
        for message_id in reversed(self.ids):
            message = self.store.messages.get(message_id)
            if message is not None and not message.is_deleted:
                yield message


class Chat:
    """Writes, shows and takes away messages."""

    def __init__(self, wall_ms: Callable[[], int], new_id: Callable[[], str]) -> None:
        self._wall_ms = wall_ms
        self._new_id = new_id
        self._books: dict[str, _Book] = {}  # bounded by: the open sessions, and each by MESSAGES_MAX

    async def send(self, session: Session, member: Member, text: str, audience: ChatAudienceName, ref: str) -> str:
        """Write a message; the same `ref` again is the same message. Gives its id."""
        book = self._book(session)
        message = book.known(member.person_id, ref)
        if message is None:
            _require_voice(session, member, audience)
            if len(session.store.messages) >= MESSAGES_MAX:
                raise CapacityExceeded("This class has written as much as a session keeps.", 60)
            message = self._new(member, text, audience, ref)
            book.put(message)
        await session.store.durable()
        # Of those who waited for the same message, the first one tells; after a failed disk it is the one who retries.
        if message.id in book.untold:
            book.untold.discard(message.id)
            _tell(session, message)
        return message.id

    async def delete(self, session: Session, member: Member, message_id: str) -> None:
        """Take a message away: a teacher any, a student the own."""
        message = session.store.messages.get(message_id)
        if message is None or message.is_deleted or not _may_read(member, message):
            raise NotFound("There is no such message.")
        if not member.is_teacher and message.author_id != member.person_id:
            raise NotAllowed("Only the teacher takes away what others have written.")
        session.store.messages.put(replace(message, is_deleted=True, text=""))
        await session.store.durable()
        session.events.publish(lambda number: ChatDeleted(number=number, message_id=message_id))

    def history(self, session: Session, member: Member) -> list[ChatMessageView]:
        """The latest messages that the member may read, in order."""
        if not member.person_id:
            return []
        readable = (each for each in self._book(session).newest_first() if _may_read(member, each))
        return [message_view(each) for each in islice(readable, HISTORY_MESSAGES)][::-1]

    def forget(self, session_id: str) -> None:
        """The session has ended."""
        self._books.pop(session_id, None)

    def _book(self, session: Session) -> _Book:
        book = self._books.get(session.session_id)
        if book is None or book.store is not session.store:
            book = self._books[session.session_id] = _Book(session.store)
        return book

    def _new(self, member: Member, text: str, audience: ChatAudienceName, ref: str) -> ChatMessage:
        return ChatMessage(
            id=self._new_id(),
            author=Author.TEACHER if member.is_teacher else Author.STUDENT,
            author_id=member.person_id,
            author_name=member.name,
            text=cleaned(text, MESSAGE_MAX_CHARACTERS),
            sent_ms=self._wall_ms(),
            audience=ChatAudience(audience),
            ref=ref,
        )


def message_view(message: ChatMessage) -> ChatMessageView:
    """A message as it is shown."""
    return ChatMessageView(
        message_id=message.id,
        author=message.author.value,
        author_id=message.author_id,
        author_name=message.author_name,
        text=message.text,
        sent_ms=message.sent_ms,
        audience=message.audience.value,
    )


def cleaned(text: str, max_characters: int) -> str:
    """A text as it may be shown to the class; raises BadRequest (422) in words."""
    try:
        return clean_text(text, max_characters, multiline=True)
    except TextError as error:
        raise BadRequest(str(error), status=422, code="invalid_text") from error


def _may_read(member: Member, message: ChatMessage) -> bool:
    if message.is_deleted:
        return False
    return message.audience is ChatAudience.CLASS or member.is_teacher or message.author_id == member.person_id


def _require_voice(session: Session, member: Member, audience: ChatAudienceName) -> None:
    if member.is_teacher or audience == "teacher":
        return
    participant = session.store.participants.get(member.person_id)
    if participant is not None and participant.is_muted:
        raise BadRequest(MUTED, 403, "muted")
    if session.lesson.chat_mode is ChatMode.TEACHER_ONLY:
        raise BadRequest(CLOSED, 403, "chat_closed")


def _tell(session: Session, message: ChatMessage) -> None:
    view = message_view(message)
    to = EVERYBODY if message.audience is ChatAudience.CLASS else TEACHERS | person(message.author_id)
    session.events.publish(lambda number: ChatAdded(number=number, message=view), to)
