"""What the box tells: numbered events."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from appliance.contract.cast import CastView
from appliance.contract.engagement import ClassEngagement, OwnEngagement
from appliance.contract.live.answers import Ack, Refused, Resumed, SessionFacts, Snapshot, Trouble, You
from appliance.contract.network import ClassNetwork
from appliance.contract.quiz import PublicRun, RunResultForStudent, RunView, TallyView
from appliance.contract.session import ParticipantView, StageView
from appliance.contract.talk import (
    AnnouncementView,
    ChatMessageView,
    ClassQuestionView,
    HandView,
    ReactionName,
    TimerView,
)


class Event(BaseModel):
    """Something that happened, numbered."""

    number: int


class StageChanged(Event):
    """The stage or its state has changed."""

    type: Literal["stage_changed"] = "stage_changed"
    stage: StageView


class CastsChanged(Event):
    """The session's casts, whole; teachers only."""

    type: Literal["casts"] = "casts"
    casts: list[CastView]


class SessionChanged(Event):
    """The session or its settings have changed."""

    type: Literal["session_changed"] = "session_changed"
    session: SessionFacts


class YouChanged(Event):
    """The follower's own part has changed: let in, renamed, muted."""

    type: Literal["you_changed"] = "you_changed"
    you: You


class ParticipantChanged(Event):
    """Somebody joined or changed; teachers only."""

    type: Literal["participant_changed"] = "participant_changed"
    participant: ParticipantView


class ChatAdded(Event):
    """A message was written."""

    type: Literal["chat_added"] = "chat_added"
    message: ChatMessageView


class ChatDeleted(Event):
    """A message was taken away."""

    type: Literal["chat_deleted"] = "chat_deleted"
    message_id: str


class QuestionChanged(Event):
    """A question was asked, shared or resolved."""

    type: Literal["question_changed"] = "question_changed"
    question: ClassQuestionView


class QuestionDeleted(Event):
    """A question was taken away."""

    type: Literal["question_deleted"] = "question_deleted"
    question_id: str


class HandsChanged(Event):
    """The queue of hands, whole."""

    type: Literal["hands_changed"] = "hands_changed"
    hands: list[HandView]


class ReactionShown(Event):
    """Reactions since the last of these events, counted; at most a few of these events a second."""

    type: Literal["reactions"] = "reactions"
    counts: dict[ReactionName, int]


class LostSaid(Event):
    """Somebody is lost; teachers only."""

    type: Literal["lost_said"] = "lost_said"
    participant_id: str
    at_ms: int


class Announced(Event):
    """The announcement has changed."""

    type: Literal["announced"] = "announced"
    announcement: AnnouncementView | None


class TimerChanged(Event):
    """The countdown has changed."""

    type: Literal["timer_changed"] = "timer_changed"
    timer: TimerView | None


class Picked(Event):
    """Somebody was picked by lot."""

    type: Literal["picked"] = "picked"
    participant_id: str
    name: str


class RunChanged(Event):
    """A run was opened, extended, closed, reopened or asked again."""

    type: Literal["run_changed"] = "run_changed"
    run: PublicRun


class RunRevealed(Event):
    """A run was revealed; each student gets the own results."""

    type: Literal["run_revealed"] = "run_revealed"
    run: PublicRun
    result: RunResultForStudent


class RunForTeacher(Event):
    """A run as teachers see it has changed; teachers only."""

    type: Literal["run_for_teacher"] = "run_for_teacher"
    run: RunView


class TallyGrown(Event):
    """Answers came in; teachers only, at most a few of these events a second."""

    type: Literal["tally"] = "tally"
    run_id: str
    tallies: list[TallyView]
    answered_ids: dict[str, list[str]]
    """Question id to the participants who have answered since the last of these events."""


class EngagementChanged(Event):
    """The class's engagement figures, every few seconds; teachers only."""

    type: Literal["engagement"] = "engagement"
    engagement: ClassEngagement


class OwnEngagementChanged(Event):
    """The own engagement figures."""

    type: Literal["own_engagement"] = "own_engagement"
    own_engagement: OwnEngagement


class NetworkChanged(Event):
    """How the picture reaches the class, every few seconds; teachers only."""

    type: Literal["network"] = "network"
    network: ClassNetwork


class TroubleChanged(Event):
    """The box has trouble, or none any more."""

    type: Literal["trouble"] = "trouble"
    trouble: Trouble | None


AnyEvent = (
    StageChanged
    | CastsChanged
    | SessionChanged
    | YouChanged
    | ParticipantChanged
    | ChatAdded
    | ChatDeleted
    | QuestionChanged
    | QuestionDeleted
    | HandsChanged
    | ReactionShown
    | LostSaid
    | Announced
    | TimerChanged
    | Picked
    | RunChanged
    | RunRevealed
    | RunForTeacher
    | TallyGrown
    | EngagementChanged
    | OwnEngagementChanged
    | NetworkChanged
    | TroubleChanged
)
ServerMessage = Annotated[Ack | Refused | Snapshot | Resumed | AnyEvent, Field(discriminator="type")]
