"""What an answer is worth: its share of correctness, the points by the run's rules, and the time that counts."""

from dataclasses import dataclass
from itertools import pairwise

from appliance.domain.answers import text_matches
from appliance.domain.quiz import Answer, NumericKey, Question, QuestionKind
from appliance.domain.quiz_run import RunRules, Scoring

SPEED_BONUS_MAX = 0.5
"""Of the credit, for an answer in no time; it fades evenly to nothing at the time limit."""
HEAD_START_MAX_MS = 2_000
"""How much later than the box sent it a device may say it got the question: more is a slow network's or a cheat's."""

_ROUNDING = 1e-9
"""Relative: 0.7 with a tolerance of 0.1 accepts 0.8, though the sum of these floats is less."""


@dataclass(frozen=True, slots=True)
class Grade:
    """How right an answer is: a share of 0 to 1; None where nothing is right or wrong."""

    credit: float | None
    is_correct: bool | None


UNGRADED = Grade(None, None)


def grade(question: Question, answer: Answer) -> Grade:
    """The grade of a checked answer."""
    credit = _credit(question, answer)
    return UNGRADED if credit is None else Grade(credit, credit == 1.0)


def points(rules: RunRules, question: Question, answer_grade: Grade, elapsed_ms: int) -> float:
    """The points of a graded answer by the rules of its run; never negative."""
    credit = answer_grade.credit or 0.0
    match rules.scoring:
        case Scoring.ACCURACY:
            return credit
        case Scoring.POINTS:
            return credit * max(0, question.points)
        case Scoring.SPEED:
            return credit * (1 + _speed_bonus(rules.seconds, elapsed_ms))


def counted_elapsed_ms(claimed_ms: int, pushed_ms: int, received_ms: int) -> int:
    """The device's own time to answer, as far as it can be believed: at most 2,000 ms less than the box's, never more.

    `pushed_ms` is when the box sent the question to this device, `received_ms` when the answer arrived.
    """
    own_ms = max(0, received_ms - pushed_ms)
    return min(max(claimed_ms, own_ms - HEAD_START_MAX_MS, 0), own_ms)


def _credit(question: Question, answer: Answer) -> float | None:
    match question.kind:
        case QuestionKind.SINGLE_CHOICE | QuestionKind.TRUE_FALSE:
            return float(
                set(answer.option_ids) == {answered.id for answered in question.options if answered.is_correct}
            )
        case QuestionKind.MULTIPLE_CHOICE:
            return _multiple_choice_credit(question, answer)
        case QuestionKind.ORDERING:
            return _ordering_credit(question, answer)
        case QuestionKind.NUMERIC:
            key, number = question.numeric_key, answer.number
            return None if key is None else float(number is not None and _is_within(key, number))
        case QuestionKind.SHORT_TEXT:
            return None if question.text_key is None else float(text_matches(question.text_key, answer.text or ""))
        case QuestionKind.POLL | QuestionKind.SLIDE:
            return None


def _multiple_choice_credit(question: Question, answer: Answer) -> float:
    """KlickerUZH's partial credit: 1 - 2 * wrong / n, not below 0; wrong are options ticked or left wrongly."""
    if not question.options:
        return 0.0
    ticked = set(answer.option_ids)
    wrong = sum(option.is_correct != (option.id in ticked) for option in question.options)
    return max(0.0, 1 - 2 * wrong / len(question.options))


def _ordering_credit(question: Question, answer: Answer) -> float:
    """Moodle's "relative to the next item (excluding last)": the share of items followed by the right one.

    A shuffled list earns only 1/n by chance, and one item moved out of its place costs little.
    """
    right = [option.id for option in question.options]
    if len(right) < 2:
        return float(list(answer.option_ids) == right)
    followed = set(pairwise(right)) & set(pairwise(answer.option_ids))
    return len(followed) / (len(right) - 1)


def _is_within(key: NumericKey, number: float) -> bool:
    slack = _ROUNDING * max(abs(key.minimum), abs(key.maximum))
    return key.minimum - slack <= number <= key.maximum + slack


def _speed_bonus(limit_seconds: int | None, elapsed_ms: int) -> float:
    """Nothing without a time limit; an extension gives more time to answer, not more bonus."""
    if not limit_seconds:
        return 0.0
    left = 1 - max(0, elapsed_ms) / (limit_seconds * 1_000)
    return SPEED_BONUS_MAX * max(0.0, left)
