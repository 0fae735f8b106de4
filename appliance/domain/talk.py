"""What a class says: chat, anonymous questions, hands, reactions, "I'm lost", announcements."""

from dataclasses import dataclass
from enum import StrEnum

MESSAGE_MAX_CHARACTERS = 1_000
REACTIONS = ("thumbs_up", "clap", "heart", "laugh", "surprised", "slower", "faster")


class Author(StrEnum):
    """Who wrote a message."""

    STUDENT = "student"
    TEACHER = "teacher"


class ChatAudience(StrEnum):
    """Who reads a message."""

    CLASS = "class"
    TEACHER = "teacher"
    """Private: its author and the teachers."""


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """One chat message."""

    id: str
    author: Author
    author_id: str
    author_name: str
    text: str
    sent_ms: int
    audience: ChatAudience = ChatAudience.CLASS
    ref: str = ""
    """Made by the sender: the same message sent again is the same message."""
    is_deleted: bool = False


@dataclass(frozen=True, slots=True)
class ClassQuestion:
    """A question to the teacher; the class sees it without its author, and so does the teacher."""

    id: str
    author_id: str
    """Only for the rules (own questions, erasure, activity); never sent to anybody."""
    text: str
    asked_ms: int
    ref: str = ""
    upvoter_ids: tuple[str, ...] = ()
    is_resolved: bool = False
    is_deleted: bool = False


@dataclass(frozen=True, slots=True)
class RaisedHand:
    """One raised hand; the queue is ordered by `raised_ms`, then id."""

    id: str
    """The participant's."""
    raised_ms: int
    lowered_ms: int | None = None


class SignalKind(StrEnum):
    """What a tap meant."""

    REACTION = "reaction"
    LOST = "lost"
    HAND = "hand"
    """A hand went up: counted as activity."""


@dataclass(frozen=True, slots=True)
class Signal:
    """One tap of one student."""

    id: str
    participant_id: str
    kind: SignalKind
    at_ms: int
    detail: str = ""
    """The reaction, or the topic in which somebody is lost."""


@dataclass(frozen=True, slots=True)
class PresenceSpan:
    """A stretch of time in which a student was connected, and whether the picture was watched."""

    id: str
    participant_id: str
    from_ms: int
    until_ms: int
    watching_ms: int
    """How much of it the picture was seen."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """What the teacher tells everybody; the latest one stands."""

    id: str
    text: str
    at_ms: int
