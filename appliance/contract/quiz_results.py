"""Shapes of what came of a session's quizzes: one student's own data, and the scoring in words."""

from pydantic import BaseModel, ConfigDict
from pydantic.config import JsonDict

from appliance.contract.engagement import OwnEngagement
from appliance.contract.quiz import BilingualText, OwnAnswer, RunResultForStudent
from appliance.contract.talk import ChatMessageView, ClassQuestionView

RULE_EXAMPLE: JsonDict = {
    "name": "accuracy",
    "sentence": {"en": "A right answer counts 1.", "ko": "정답은 1점이에요."},
}
OWN_DATA_EXAMPLE: JsonDict = {
    "session_id": "0190f3c1a2b37c4d8e9fa0b1c2d3e4f5",
    "title": "광합성",
    "participant_id": "0190f3c1b0007c4d8e9fa0b1c2d3e4f5",
    "name": "이서연",
    "joined_ms": 1764000060000,
    "present_ms": 2400000,
    "answers": [],
    "results": [],
    "messages": [],
    "questions": [],
    "hands": 1,
    "reactions": 3,
    "lost_taps": 0,
    "engagement": None,
}


class OwnData(BaseModel):
    """Everything that the box keeps of one student in one session."""

    model_config = ConfigDict(json_schema_extra={"examples": [OWN_DATA_EXAMPLE]})

    session_id: str
    title: str
    participant_id: str
    name: str
    joined_ms: int
    present_ms: int
    """How long the student was connected."""
    answers: list[OwnAnswer]
    """To runs that are not revealed yet."""
    results: list[RunResultForStudent]
    """Of every revealed run, newest first."""
    messages: list[ChatMessageView]
    questions: list[ClassQuestionView]
    """The own ones; nobody else is told whose they are."""
    hands: int
    reactions: int
    lost_taps: int
    engagement: OwnEngagement | None
    """None when the teacher has turned the figures off, or the session has ended."""


class ScoringRule(BaseModel):
    """One rule in words."""

    name: str
    sentence: BilingualText


class ScoringFormula(BaseModel):
    """How answers are scored."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"rules": [RULE_EXAMPLE]}]})

    rules: list[ScoringRule]
