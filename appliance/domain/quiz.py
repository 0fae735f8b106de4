"""Quizzes and their questions as a teacher keeps them: with the key, so none of this leaves the box early."""

from dataclasses import dataclass
from enum import StrEnum

QUESTIONS_MAX = 200
OPTIONS_MAX = 12
TEXT_MAX_CHARACTERS = 2_000
OPTION_MAX_CHARACTERS = 500
ACCEPTED_TEXTS_MAX = 50
ANSWER_MAX_CHARACTERS = 500


class QuestionKind(StrEnum):
    """What is asked for."""

    SINGLE_CHOICE = "single_choice"
    MULTIPLE_CHOICE = "multiple_choice"
    TRUE_FALSE = "true_false"
    NUMERIC = "numeric"
    SHORT_TEXT = "short_text"
    ORDERING = "ordering"
    POLL = "poll"
    """An opinion: one option, none of them right."""
    SLIDE = "slide"
    """Information; nothing is asked."""


class Difficulty(StrEnum):
    """How hard the teacher thinks a question is."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a question; an ordering question lists its options in the right order."""

    id: str
    text: str
    is_correct: bool = False


@dataclass(frozen=True, slots=True)
class NumericKey:
    """The right numbers: minimum to maximum, both included; a tolerance around a value is written so too."""

    minimum: float
    maximum: float


@dataclass(frozen=True, slots=True)
class TextKey:
    """The right texts and what does not matter when they are compared."""

    accepted: tuple[str, ...]
    ignores_case: bool = True
    ignores_spacing: bool = True


@dataclass(frozen=True, slots=True)
class Question:
    """One question with its key. True/false has two options whose texts are "true" and "false", in this order."""

    id: str
    kind: QuestionKind
    text: str
    options: tuple[Option, ...] = ()
    numeric_key: NumericKey | None = None
    text_key: TextKey | None = None
    explanation: str = ""
    topic: str = ""
    difficulty: Difficulty | None = None
    image_id: str | None = None
    """SHA-256 of the image in hexadecimal digits."""
    seconds: int | None = None
    """Time to answer that the teacher usually gives."""
    points: int = 1


@dataclass(frozen=True, slots=True)
class Quiz:
    """A reusable set of questions in one teacher's bank."""

    id: str
    owner_id: str
    title: str
    description: str = ""
    questions: tuple[Question, ...] = ()
    version: int = 1
    updated_ms: int = 0
    is_from_upstream: bool = False
    """A read-only mirror of what the school published; an edit makes a copy."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a student answered: options (in their order for an ordering question), a number, or a text."""

    option_ids: tuple[str, ...] = ()
    number: float | None = None
    text: str | None = None


class InvalidQuestionError(ValueError):
    """A question cannot be asked like this; the message says why, in words a teacher understands."""


class InvalidAnswerError(ValueError):
    """This is no answer to the question: an unknown option, a text for a number, too long."""
