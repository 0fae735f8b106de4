"""Whether a question can be asked: the rules that the bank, the importers and the desktop share."""

import math
from collections.abc import Sequence
from dataclasses import replace

from appliance.domain.names import TextError, clean_text, name_key
from appliance.domain.quiz import (
    ACCEPTED_TEXTS_MAX,
    ANSWER_MAX_CHARACTERS,
    OPTION_MAX_CHARACTERS,
    OPTIONS_MAX,
    QUESTIONS_MAX,
    TEXT_MAX_CHARACTERS,
    InvalidQuestionError,
    Question,
    QuestionKind,
    Quiz,
)
from appliance.domain.quiz_run import SECONDS_MAX, SECONDS_MIN

TITLE_MAX_CHARACTERS = 200
TOPIC_MAX_CHARACTERS = 100
POINTS_MAX = 1_000
IMAGE_ID_LENGTH = 64
NFC_GROWTH_MAX = 3
"""A few characters have no composed form, and become up to three."""
RAW_LENGTH_FACTOR = 4
"""A syllable that came decomposed is three characters long; what is dropped when cleaned must not fill the box."""

_WITH_OPTIONS = frozenset(
    {
        QuestionKind.SINGLE_CHOICE,
        QuestionKind.MULTIPLE_CHOICE,
        QuestionKind.TRUE_FALSE,
        QuestionKind.ORDERING,
        QuestionKind.POLL,
    }
)


def check_quiz(quiz: Quiz) -> None:
    """Raise InvalidQuestionError if the quiz cannot be kept; the message names the question by its place."""
    _check_text("title", quiz.title, TITLE_MAX_CHARACTERS)
    _check_optional("description", quiz.description, TEXT_MAX_CHARACTERS)
    if len(quiz.questions) > QUESTIONS_MAX:
        raise InvalidQuestionError(f"A quiz has at most {QUESTIONS_MAX} questions.")
    for place, question in enumerate(quiz.questions, start=1):
        try:
            check_question(question)
        except InvalidQuestionError as error:
            raise InvalidQuestionError(f"Question {place}: {error}") from error
    _check_ids("question", [question.id for question in quiz.questions])
    _check_ids("option", [option.id for question in quiz.questions for option in question.options])


def check_question(question: Question) -> None:
    """Raise InvalidQuestionError if the question cannot be asked like this."""
    _check_text("question", question.text, TEXT_MAX_CHARACTERS)
    _check_optional("explanation", question.explanation, TEXT_MAX_CHARACTERS)
    _check_optional("topic", question.topic, TOPIC_MAX_CHARACTERS)
    _check_figures(question)
    _check_options(question)
    _check_right_options(question)
    _check_numeric_key(question)
    _check_text_key(question)


def clean_quiz(quiz: Quiz) -> Quiz:
    """The quiz with all its texts cleaned, checked as by `check_quiz`."""
    cleaned = replace(
        quiz,
        title=_cleaned(quiz.title),
        description=_cleaned(quiz.description, multiline=True),
        questions=tuple(map(_clean_texts, quiz.questions)),
    )
    check_quiz(cleaned)
    return cleaned


def clean_question(question: Question) -> Question:
    """The question with all its texts cleaned, checked as by `check_question`."""
    cleaned = _clean_texts(question)
    check_question(cleaned)
    return cleaned


def _clean_texts(question: Question) -> Question:
    key = question.text_key
    return replace(
        question,
        text=_cleaned(question.text, multiline=True),
        explanation=_cleaned(question.explanation, multiline=True),
        topic=_cleaned(question.topic),
        options=tuple(replace(option, text=_cleaned(option.text)) for option in question.options),
        text_key=key and replace(key, accepted=tuple(map(_cleaned, key.accepted))),
    )


def _cleaned(text: str, *, multiline: bool = False) -> str:
    """The text cleaned, however long; empty where nothing is left."""
    try:
        return clean_text(text, len(text) * NFC_GROWTH_MAX, multiline=multiline)
    except TextError:
        return ""


def _check_figures(question: Question) -> None:
    if question.seconds is not None and not SECONDS_MIN <= question.seconds <= SECONDS_MAX:
        raise InvalidQuestionError(f"The time to answer must be between {SECONDS_MIN} and {SECONDS_MAX:,} seconds.")
    if not 0 <= question.points <= POINTS_MAX:
        raise InvalidQuestionError(f"The points must be between 0 and {POINTS_MAX:,}.")
    image_id = question.image_id
    if image_id is not None and (len(image_id) != IMAGE_ID_LENGTH or not set(image_id) <= set("0123456789abcdef")):
        raise InvalidQuestionError("The image is not one of the box.")


def _check_options(question: Question) -> None:
    options = question.options
    if question.kind not in _WITH_OPTIONS:
        if options:
            raise InvalidQuestionError("This kind of question has no options.")
        return
    if not 2 <= len(options) <= OPTIONS_MAX:
        raise InvalidQuestionError(f"There must be 2 to {OPTIONS_MAX} options.")
    for option in options:
        _check_text("option", option.text, OPTION_MAX_CHARACTERS)
    _check_ids("option", [option.id for option in options])
    # Case is kept: "Pa" and "pa" may be what a question is about.
    if len({clean_text(option.text, OPTION_MAX_CHARACTERS) for option in options}) < len(options):
        raise InvalidQuestionError("Two options are the same.")
    if question.kind is QuestionKind.TRUE_FALSE and [option.text for option in options] != ["true", "false"]:
        raise InvalidQuestionError('A true/false question has the options "true" and "false", in this order.')


def _check_right_options(question: Question) -> None:
    right = sum(option.is_correct for option in question.options)
    match question.kind:
        case QuestionKind.SINGLE_CHOICE | QuestionKind.TRUE_FALSE if right != 1:
            raise InvalidQuestionError("Exactly one option must be marked as right.")
        case QuestionKind.MULTIPLE_CHOICE if right == 0:
            raise InvalidQuestionError("At least one option must be marked as right.")
        case QuestionKind.POLL | QuestionKind.ORDERING if right:
            raise InvalidQuestionError("No single option can be right here.")


def _check_numeric_key(question: Question) -> None:
    key = question.numeric_key
    if (question.kind is QuestionKind.NUMERIC) != (key is not None):
        raise InvalidQuestionError("A numeric question needs the right number, and no other question has one.")
    if key is None:
        return
    if not (math.isfinite(key.minimum) and math.isfinite(key.maximum)):
        raise InvalidQuestionError("The right number must be a finite one.")
    if key.minimum > key.maximum:
        raise InvalidQuestionError("The smallest right number is larger than the largest one.")


def _check_text_key(question: Question) -> None:
    key = question.text_key
    if (question.kind is QuestionKind.SHORT_TEXT) != (key is not None):
        raise InvalidQuestionError("A short-text question needs its right texts, and no other question has them.")
    if key is None:
        return
    if not 1 <= len(key.accepted) <= ACCEPTED_TEXTS_MAX:
        raise InvalidQuestionError(f"There must be 1 to {ACCEPTED_TEXTS_MAX} right texts.")
    for accepted in key.accepted:
        _check_text("right text", accepted, ANSWER_MAX_CHARACTERS)
        if not name_key(accepted):
            raise InvalidQuestionError("A right text is empty.")


def _check_text(what: str, text: str, max_characters: int) -> None:
    try:
        clean_text(text, max_characters, multiline=True)
    except TextError as error:
        reason = "is empty" if error.code == "empty" else f"is longer than {max_characters:,} characters"
        raise InvalidQuestionError(f"The {what} {reason}.") from error
    if len(text) > RAW_LENGTH_FACTOR * max_characters:
        raise InvalidQuestionError(f"The {what} is longer than {max_characters:,} characters.")


def _check_optional(what: str, text: str, max_characters: int) -> None:
    if text:
        _check_text(what, text, max_characters)


def _check_ids(what: str, ids: Sequence[str]) -> None:
    if not all(ids):
        raise InvalidQuestionError(f"An {what} has no id." if what == "option" else f"A {what} has no id.")
    if len(set(ids)) < len(ids):
        raise InvalidQuestionError(f"Two {what}s have the same id.")
