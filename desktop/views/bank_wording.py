"""What keeps a quiz from being asked, in words."""

from PySide6.QtCore import QCoreApplication

from desktop.models.quiz_words import fill
from desktop.state.quiz_findings import (
    ACCEPTED_COUNT_MAX,
    ACCEPTED_MAX,
    OPTION_MAX,
    QUESTIONS_MAX,
    TEXT_MAX,
    TITLE_MAX,
    TOPIC_MAX,
    Code,
    Finding,
)


def finding_words(finding: Finding) -> str:
    """One sentence, with the question's number where it is about one."""
    sentence = code_words(finding.code)
    if not finding.place:
        return sentence
    return fill(_tr("Question {number}: {sentence}"), number=finding.place, sentence=sentence)


def code_words(code: Code) -> str:
    """One sentence about what is to be mended."""
    return fill(_sentence(code), max=_limit(code))


def _limit(code: Code) -> int:
    return {
        "title_long": TITLE_MAX,
        "too_many_questions": QUESTIONS_MAX,
        "text_long": TEXT_MAX,
        "option_long": OPTION_MAX,
        "accepted_long": ACCEPTED_MAX,
        "accepted_many": ACCEPTED_COUNT_MAX,
        "explanation_long": TEXT_MAX,
        "topic_long": TOPIC_MAX,
    }.get(code, 0)


def _sentence(code: Code) -> str:
    match code:
        case "title_empty":
            return _tr("The quiz needs a title.")
        case "title_long":
            return _tr("The title is longer than {max} characters.")
        case "too_many_questions":
            return _tr("A quiz has at most {max} questions.")
        case "text_empty":
            return _tr("Write the question.")
        case "text_long":
            return _tr("The question is longer than {max} characters.")
        case "options_few":
            return _tr("Write at least two options.")
        case "option_long":
            return _tr("An option is longer than {max} characters.")
        case "options_same":
            return _tr("Two options are the same.")
        case "no_right":
            return _tr("Mark the right option.")
        case _:
            return _key_sentence(code)


def _key_sentence(code: Code) -> str:
    match code:
        case "number_missing":
            return _tr("Write the right number.")
        case "not_a_number":
            return _tr("This is not a number yet. For example: 3.5")
        case "range_reversed":
            return _tr("The smallest right number is larger than the largest one.")
        case "accepted_missing":
            return _tr("Write at least one accepted answer.")
        case "accepted_long":
            return _tr("An accepted answer is longer than {max} characters.")
        case "accepted_many":
            return _tr("There are more than {max} accepted answers.")
        case "explanation_long":
            return _tr("The explanation is longer than {max} characters.")
        case _:
            return _tr("The topic is longer than {max} characters.")


def _tr(text: str) -> str:
    return QCoreApplication.translate("bank_wording", text)
