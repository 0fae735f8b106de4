"""What keeps a draft from being asked: the box's rules, looked at while the teacher types."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from desktop.state.quiz_draft import (
    KINDS_WITH_OPTIONS,
    QuestionDraft,
    QuizDraft,
    number_key,
    written_accepted,
    written_options,
)
from desktop.state.typed_number import read_number

TITLE_MAX, TEXT_MAX, OPTION_MAX, ACCEPTED_MAX, TOPIC_MAX = 200, 2_000, 500, 500, 100
ACCEPTED_COUNT_MAX = 50
QUESTIONS_MAX = 200

Field = Literal["title", "questions", "text", "options", "number", "accepted", "explanation", "topic"]
Code = Literal[
    "title_empty",
    "title_long",
    "too_many_questions",
    "text_empty",
    "text_long",
    "options_few",
    "option_long",
    "options_same",
    "no_right",
    "number_missing",
    "not_a_number",
    "range_reversed",
    "accepted_missing",
    "accepted_long",
    "accepted_many",
    "explanation_long",
    "topic_long",
]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend; without a question's key it is about the quiz."""

    code: Code
    field: Field
    question_key: str = ""
    place: int = 0
    """Of the question, counted from 1."""


def findings_of(draft: QuizDraft) -> list[Finding]:
    """Everything to mend, in the order of the page; empty when the box will take the quiz."""
    found = [Finding(code, field) for code, field in _of_quiz(draft)]
    for place, question in enumerate(draft.questions, start=1):
        found += [Finding(code, field, question.key, place) for code, field in _of_question(question)]
    return found


def is_askable(question: QuestionDraft) -> bool:
    """Whether the box will take this question."""
    return next(_of_question(question), None) is None


def _of_quiz(draft: QuizDraft) -> Iterator[tuple[Code, Field]]:
    if not draft.title.strip():
        yield "title_empty", "title"
    elif len(draft.title.strip()) > TITLE_MAX:
        yield "title_long", "title"
    if len(draft.questions) > QUESTIONS_MAX:
        yield "too_many_questions", "questions"


def _of_question(question: QuestionDraft) -> Iterator[tuple[Code, Field]]:
    if not question.text.strip():
        yield "text_empty", "text"
    elif len(question.text.strip()) > TEXT_MAX:
        yield "text_long", "text"
    if question.kind in KINDS_WITH_OPTIONS:
        yield from _of_options(question)
    if question.kind == "numeric":
        yield from _of_number(question)
    if question.kind == "short_text":
        yield from _of_accepted(question)
    if len(question.explanation.strip()) > TEXT_MAX:
        yield "explanation_long", "explanation"
    if len(question.topic.strip()) > TOPIC_MAX:
        yield "topic_long", "topic"


def _of_options(question: QuestionDraft) -> Iterator[tuple[Code, Field]]:
    options = written_options(question)
    texts = [" ".join(option.text.split()) for option in options]
    if len(options) < 2:
        yield "options_few", "options"
    if any(len(text) > OPTION_MAX for text in texts):
        yield "option_long", "options"
    if len(set(texts)) < len(texts):
        yield "options_same", "options"
    if question.kind in ("single_choice", "multiple_choice") and not any(option.is_correct for option in options):
        yield "no_right", "options"


def _of_number(question: QuestionDraft) -> Iterator[tuple[Code, Field]]:
    number = question.number
    typed = [number.first] if number.mode == "exact" else [number.first, number.second]
    if not all(text.strip() for text in typed):
        yield "number_missing", "number"
        return
    if any(read_number(text) is None for text in typed):
        yield "not_a_number", "number"
        return
    key = number_key(number)
    if key is not None and key.minimum > key.maximum:
        yield "range_reversed", "number"


def _of_accepted(question: QuestionDraft) -> Iterator[tuple[Code, Field]]:
    accepted = written_accepted(question)
    if not accepted:
        yield "accepted_missing", "accepted"
    if len(accepted) > ACCEPTED_COUNT_MAX:
        yield "accepted_many", "accepted"
    if any(len(text) > ACCEPTED_MAX for text in accepted):
        yield "accepted_long", "accepted"
