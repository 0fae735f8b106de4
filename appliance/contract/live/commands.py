"""What a page or the teacher's app says to the box."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from appliance.contract.quiz import AnswerBody
from appliance.contract.talk import ReactionName

Ref = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
Id = Annotated[str, Field(max_length=64)]
ChatAudienceName = Literal["class", "teacher"]
Text = Annotated[str, Field(min_length=1, max_length=4_000)]
"""Longer than a message may be: the rules say in words what is wrong with it."""


class Command(BaseModel):
    """Any message to the box after `hello`."""

    model_config = ConfigDict(extra="forbid")

    ref: Ref


class ResumePoint(BaseModel):
    """The last event that was heard, and of which life of the session."""

    model_config = ConfigDict(extra="forbid")

    epoch: Annotated[str, Field(max_length=64)]
    number: Annotated[int, Field(ge=0)]


class Hello(BaseModel):
    """Who follows: with an access token, or without one in the practice class."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["hello"]
    token: Annotated[str, Field(max_length=4_096)] | None = None
    resume: ResumePoint | None = None
    is_teacher: bool = False
    """In the practice class, from the box itself: steer it without an account."""


class Renew(Command):
    """A new access token before the old one ends."""

    type: Literal["renew"]
    token: Annotated[str, Field(max_length=4_096)]


class AskTime(Command):
    """Asks for the box's clock."""

    type: Literal["time"]


class SetWatching(Command):
    """Whether the picture is seen now."""

    type: Literal["watching"]
    is_watching: bool


class SendChat(Command):
    """Writes a message."""

    type: Literal["chat_send"]
    text: Text
    audience: ChatAudienceName = "class"


class DeleteChat(Command):
    """Takes a message away: a teacher any, a student the own."""

    type: Literal["chat_delete"]
    message_id: Id


class MuteChat(Command):
    """Mutes one student, or everybody by the chat's mode."""

    type: Literal["chat_mute"]
    participant_id: Id | None = None
    is_muted: bool


class AskQuestion(Command):
    """Asks the teacher anonymously."""

    type: Literal["question_ask"]
    text: Text


class UpvoteQuestion(Command):
    """Shares a question, or no longer."""

    type: Literal["question_upvote"]
    question_id: Id
    is_on: bool


class ResolveQuestion(Command):
    """Marks a question as answered, or open again."""

    type: Literal["question_resolve"]
    question_id: Id
    is_resolved: bool


class DeleteQuestion(Command):
    """Takes a question away."""

    type: Literal["question_delete"]
    question_id: Id


class RaiseHand(Command):
    """Raises the own hand."""

    type: Literal["hand_raise"]


class LowerHand(Command):
    """Lowers a hand: the own, or as a teacher anybody's, or all."""

    type: Literal["hand_lower"]
    participant_id: Id | None = None
    lowers_all: bool = False


class React(Command):
    """Shows a reaction."""

    type: Literal["react"]
    reaction: ReactionName


class SayLost(Command):
    """Says "I'm lost" to the teacher."""

    type: Literal["lost"]


class Announce(Command):
    """Tells everybody something; without a text the announcement goes away."""

    type: Literal["announce"]
    text: Annotated[str, Field(max_length=4_000)] = ""


class StartTimer(Command):
    """Starts a countdown; 0 seconds stops it."""

    type: Literal["timer"]
    seconds: Annotated[int, Field(ge=0, le=7_200)]
    label: Annotated[str, Field(max_length=200)] = ""


class PickRandom(Command):
    """Picks one connected student by lot; those picked before come last."""

    type: Literal["pick"]


class Respond(Command):
    """Answers a question of a run; `ref` is the answer's id."""

    type: Literal["quiz_respond"]
    run_id: Id
    question_id: Id
    answer: AnswerBody
    elapsed_ms: Annotated[int, Field(ge=0, le=86_400_000)] = 0


AnyCommand = Annotated[
    Renew
    | AskTime
    | SetWatching
    | SendChat
    | DeleteChat
    | MuteChat
    | AskQuestion
    | UpvoteQuestion
    | ResolveQuestion
    | DeleteQuestion
    | RaiseHand
    | LowerHand
    | React
    | SayLost
    | Announce
    | StartTimer
    | PickRandom
    | Respond,
    Field(discriminator="type"),
]
