"""Answers: whether they answer the question, what they mean, and how option ids are hidden from students."""

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace

from appliance.domain.names import TextError, clean_text, visible
from appliance.domain.quiz import ANSWER_MAX_CHARACTERS, Answer, InvalidAnswerError, Question, QuestionKind, TextKey
from appliance.domain.quiz_run import QuizRun

NUMBER_MAX_CHARACTERS = 64

_PICKS_ONE = frozenset({QuestionKind.SINGLE_CHOICE, QuestionKind.TRUE_FALSE, QuestionKind.POLL})
_PICKS = _PICKS_ONE | {QuestionKind.MULTIPLE_CHOICE, QuestionKind.ORDERING}


def check_answer(question: Question, answer: Answer) -> Answer:
    """The answer cleaned, with only what this kind of question needs; InvalidAnswerError if it is no answer to it."""
    if question.kind in _PICKS:
        _refuse_others(answer.number is not None or answer.text is not None)
        return Answer(option_ids=_checked_options(question, answer.option_ids))
    _refuse_others(bool(answer.option_ids))
    if question.kind is QuestionKind.NUMERIC:
        return Answer(number=_checked_number(answer))
    _refuse_others(answer.number is not None)
    if question.kind is QuestionKind.SHORT_TEXT:
        return Answer(text=_checked_text(answer.text))
    raise InvalidAnswerError("There is nothing to answer here.")


def from_public(run: QuizRun, question: Question, answer: Answer) -> Answer:
    """A student's answer with the bank's option ids; InvalidAnswerError for an id that is not of this question."""
    own = {option.id for option in question.options}
    return _exchanged(answer, {public: option for option, public in run.public_option_ids if option in own})


def to_public(run: QuizRun, question: Question, answer: Answer) -> Answer:
    """A stored answer with the random option ids that students know."""
    own = {option.id for option in question.options}
    return _exchanged(answer, {option: public for option, public in run.public_option_ids if option in own})


def read_number(text: str) -> float | None:
    """The finite number that a person wrote: 3,5 or 3.5, 1 234.5, 1,234, 2/3, 1½, 1e3, in digits of any script.

    One comma before exactly three digits groups thousands, as Korean and English write it; any other comma is the
    decimal one.
    """
    plain = _plain_number(text)
    if plain is None:
        return None
    fraction = _FRACTION.fullmatch(plain)
    if fraction:
        return _read_fraction(fraction)
    decimal = _DECIMAL.fullmatch(plain)
    if decimal is None:
        return None
    digits = _without_groups(decimal["digits"])
    return None if digits is None else _finite(float(f"{decimal['sign']}{digits}{decimal['exponent'] or ''}"))


def text_matches(key: TextKey, text: str) -> bool:
    """Whether the text is one of those that the key accepts."""
    form = normal_form(key, text)
    return form != "" and any(form == normal_form(key, accepted) for accepted in key.accepted)


def normal_form(key: TextKey, text: str) -> str:
    """The text as this key compares it: one way of composing Hangul, of quoting, and of case and spacing if ignored."""
    # NFKC also joins jamo that came apart on the way, as file names of one system and some keyboards write them.
    form = unicodedata.normalize("NFKC", visible(text).translate(_TYPED_ALIKE))
    if key.ignores_case:
        form = unicodedata.normalize("NFKC", form.casefold())
    # Cleaned again: NFKC takes a spacing accent apart into a space and a mark without a letter.
    return ("" if key.ignores_spacing else " ").join(visible(form).split())


def _refuse_others(has_others: bool) -> None:
    if has_others:
        raise InvalidAnswerError("This kind of question is answered in another way.")


def _checked_options(question: Question, chosen: tuple[str, ...]) -> tuple[str, ...]:
    known = [option.id for option in question.options]
    if len(set(chosen)) != len(chosen):
        raise InvalidAnswerError("An option is chosen twice.")
    if not set(chosen) <= set(known):
        raise InvalidAnswerError("A chosen option is not one of this question.")
    if question.kind is QuestionKind.ORDERING:
        if len(chosen) != len(known):
            raise InvalidAnswerError("All options must be put in order.")
        return chosen
    if question.kind in _PICKS_ONE and len(chosen) != 1:
        raise InvalidAnswerError("Exactly one option must be chosen.")
    if not chosen:
        raise InvalidAnswerError("At least one option must be chosen.")
    return tuple(option_id for option_id in known if option_id in chosen)


def _checked_number(answer: Answer) -> float:
    if (answer.number is None) == (answer.text is None):
        raise InvalidAnswerError("One number is asked for.")
    try:
        number = read_number(answer.text) if answer.text is not None else _finite(float(answer.number or 0))
    except OverflowError:
        number = None
    if number is None:
        raise InvalidAnswerError("This is not a number.")
    return number


def _checked_text(text: str | None) -> str:
    try:
        return clean_text(text or "", ANSWER_MAX_CHARACTERS)
    except TextError as error:
        raise InvalidAnswerError(str(error)) from error


def _exchanged(answer: Answer, ids: Mapping[str, str]) -> Answer:
    try:
        return replace(answer, option_ids=tuple(ids[option_id] for option_id in answer.option_ids))
    except KeyError as error:
        raise InvalidAnswerError("A chosen option is not one of this question.") from error


def _plain_number(text: str) -> str | None:
    """The text in ASCII: no outer spaces, single inner ones; None where a character belongs to no number."""
    if len(text) > NUMBER_MAX_CHARACTERS:
        return None
    # Superscripts are digits to NFKC, so 10² would become 102: every character is looked at on its own instead.
    plain = "".join(map(_plain_character, text))
    return " ".join(plain.split()) if "?" not in plain else None


def _plain_character(character: str) -> str:
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    kind, _, parts = unicodedata.decomposition(character).partition(" ")
    if kind == "<fraction>":
        return " " + "".join(chr(int(part, 16)) for part in parts.split()).replace("\u2044", "/")
    return _NUMBER_SIGNS.get(character, " " if unicodedata.category(character) in {"Zs", "Cc"} else "?")


def _read_fraction(match: re.Match[str]) -> float | None:
    numerator, denominator = int(match["numerator"]), int(match["denominator"])
    if denominator == 0:
        return None
    value = int(match["whole"] or 0) + numerator / denominator
    return _finite(-value if match["sign"] == "-" else value)


def _without_groups(digits: str) -> str | None:
    """Digits with a decimal point and no groups; None where the groups do not make sense."""
    digits = digits.replace("'", " ").replace("’", " ")
    marks = [mark for mark in digits if mark in ",."]
    if " " in digits:
        return _ungrouped(digits, " ", "," if "," in marks else ".")
    if len(set(marks)) == 2:
        return _ungrouped(digits, marks[0], marks[-1])
    if len(marks) > 1 or (marks == [","] and _ONE_COMMA_GROUP.fullmatch(digits)):
        return _ungrouped(digits, marks[0], None)
    return digits.replace(",", ".")


def _ungrouped(digits: str, group: str, point: str | None) -> str | None:
    whole, _, rest = digits.partition(point) if point else (digits, "", "")
    head, *groups = whole.split(group)
    is_sound = (
        1 <= len(head) <= 3 and all(len(part) == 3 for part in groups) and (rest + whole.replace(group, "")).isdigit()
    )
    return f"{head}{''.join(groups)}.{rest or 0}" if is_sound else None


def _finite(number: float) -> float | None:
    # Adding zero makes the negative zero a plain one.
    return number + 0.0 if math.isfinite(number) else None


_NUMBER_SIGNS: Mapping[str, str] = {
    **{sign: sign for sign in "+-.,/'’eE"},
    **{"−": "-", "－": "-", "‐": "-", "–": "-", "＋": "+", "．": ".", "，": ",", "／": "/", "⁄": "/", "∕": "/"},
}
_DECIMAL = re.compile(
    r"(?P<sign>[+-]?) ?(?P<digits>[0-9](?:[0-9,.'’ ]*[0-9])?[.,]?|[.,][0-9]+)(?P<exponent>[eE][+-]?[0-9]{1,4})?"
)
_FRACTION = re.compile(
    r"(?P<sign>[+-]?) ?(?:(?P<whole>[0-9]{1,15}) )?(?P<numerator>[0-9]{1,15}) ?/ ?(?P<denominator>[0-9]{1,15})"
)
_ONE_COMMA_GROUP = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")


def _by_code_point(characters: Mapping[str, str]) -> dict[int, str]:
    return {ord(character): other for character, other in characters.items()}


# What keyboards set in place of the plain sign.
_TYPED_ALIKE = _by_code_point(
    {**dict.fromkeys("‘’ʼ′`´", "'"), **dict.fromkeys("“”„″", '"'), **dict.fromkeys("‐‑‒–—−", "-")}
)
