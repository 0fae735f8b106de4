"""Shapes of the engagement figures."""

from typing import Literal

from pydantic import BaseModel

HelpReasonName = Literal["two_wrong_in_a_row", "lost_twice", "gone", "no_answer_while_present"]


class FormulaText(BaseModel):
    """The published formula, in both first languages."""

    en: str
    ko: str


class StudentEngagement(BaseModel):
    """One student's figures."""

    participant_id: str
    name: str
    presence: float
    """0 to 1."""
    participation: float | None
    """0 to 1; None when nothing was asked since joining."""
    accuracy: float | None
    """0 to 1; None when nothing with a right answer was answered."""
    activity: float
    """0 to 1."""
    composite: float
    """0 to 100."""
    needs_help: list[HelpReasonName]
    is_connected: bool


class TopicConfusion(BaseModel):
    """How lost the class is, by topic."""

    topic: str
    level: float
    """0 to 1."""


class ClassEngagement(BaseModel):
    """The class at this moment."""

    at_ms: int
    connected: int
    watching: int
    mean: float | None
    """0 to 100, of the connected students."""
    students: list[StudentEngagement]
    confusion: list[TopicConfusion]
    formula: FormulaText


class OwnEngagement(BaseModel):
    """A student's own figures, with the formula."""

    presence: float
    participation: float | None
    accuracy: float | None
    activity: float
    composite: float
    answered: int
    asked: int
    correct: int
    formula: FormulaText
