"""What the box answers: to a command, and to hello."""

from typing import Literal

from pydantic import BaseModel

from appliance.contract.cast import CastView
from appliance.contract.engagement import ClassEngagement, OwnEngagement
from appliance.contract.network import ClassNetwork
from appliance.contract.quiz import OwnAnswer, PublicRun, RunResultForStudent, RunView
from appliance.contract.session import ParticipantView, SessionState, StageView
from appliance.contract.talk import AnnouncementView, ChatMessageView, ClassQuestionView, HandView, TimerView


class Ack(BaseModel):
    """The command is done, and stored durably where it is a fact."""

    type: Literal["ack"] = "ack"
    ref: str
    created_id: str | None = None
    """Of what the command has made."""
    server_ms: int


class Refused(BaseModel):
    """The command is not done; `detail` says why in words."""

    type: Literal["refused"] = "refused"
    ref: str
    code: str
    detail: str


class You(BaseModel):
    """What the follower is."""

    role: Literal["guest", "waiting", "student", "co_teacher", "teacher"]
    person_id: str
    name: str
    is_muted: bool = False


class SessionFacts(BaseModel):
    """What everybody in the class may know of it."""

    session_id: str
    title: str
    topic: str
    state: SessionState
    chat_mode: Literal["open", "teacher_only"]
    shows_engagement: bool
    is_locked: bool
    participants: int


class TeacherFacts(BaseModel):
    """What only teachers are told."""

    participants: list[ParticipantView]
    runs: list[RunView]
    engagement: ClassEngagement | None
    casts: list[CastView] = []
    network: ClassNetwork | None = None


class Trouble(BaseModel):
    """The box cannot store now: nothing new is accepted, the picture goes on."""

    code: Literal["storage_failed", "storage_low"]
    en: str
    ko: str


class Snapshot(BaseModel):
    """Everything as it is at event `number`."""

    type: Literal["snapshot"] = "snapshot"
    epoch: str
    number: int
    server_ms: int
    you: You
    session: SessionFacts
    stage: StageView
    messages: list[ChatMessageView] = []
    questions: list[ClassQuestionView] = []
    own_upvotes: list[str] = []
    hands: list[HandView] = []
    announcement: AnnouncementView | None = None
    timer: TimerView | None = None
    runs: list[PublicRun] = []
    """Open and closed ones that are not yet revealed."""
    own_answers: list[OwnAnswer] = []
    """To these runs."""
    results: list[RunResultForStudent] = []
    """The latest revealed run."""
    own_engagement: OwnEngagement | None = None
    trouble: Trouble | None = None
    teacher: TeacherFacts | None = None


class Resumed(BaseModel):
    """The events since the place that was named follow."""

    type: Literal["resumed"] = "resumed"
    epoch: str
    number: int
    server_ms: int
    you: You


class CloseCode:
    """Why the box closes a live socket (RFC 6455 §7.4.2: 4000 to 4999 are for applications)."""

    NOT_UNDERSTOOD = 4400
    NOT_SIGNED_IN = 4401
    """The token is missing, wrong or over: join or log in again."""
    NOT_ALLOWED = 4403
    NOT_FOUND = 4404
    TOO_SLOW = 4408
    """The page fell too far behind, or said no hello in time."""
    REMOVED = 4410
    """The teacher has sent this student away."""
    ENDED = 4411
    """The session has ended."""
    TOO_MANY = 4429
    """Too many messages at once."""
    BOX_FULL = 1013
    """Try again later."""
