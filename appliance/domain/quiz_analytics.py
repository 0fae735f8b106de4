"""How good a question is: how many got it right, whether it tells strong from weak students, what misleads.

A session is summed up once, when it ends (`summarise`); sums of many sessions add up (`merge`); `analyse` reads them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

from appliance.domain.quiz import Question, QuestionKind
from appliance.domain.quiz_run import QuizResponse

GROUP_SHARE = 0.27
"""Of the students at either end: T. L. Kelley, "The selection of upper and lower groups for the validation of test
items", Journal of Educational Psychology 30 (1939): the share that tells the groups apart most surely."""
PAIRS_MIN = 10
"""Students needed for a discrimination: with fewer, chance decides its sign."""
VARIANCE_MIN = 1e-9
"""Below it everybody answered alike: a rest of rounding is no variance."""

_WITH_OPTIONS = frozenset(
    {QuestionKind.SINGLE_CHOICE, QuestionKind.MULTIPLE_CHOICE, QuestionKind.TRUE_FALSE, QuestionKind.POLL}
)


@dataclass(frozen=True, slots=True)
class OptionCount:
    """How many chose an option: all students, and the weak and the strong group."""

    option_id: str
    everybody: int = 0
    weak: int = 0
    strong: int = 0


@dataclass(frozen=True, slots=True)
class PairSums:
    """The sums from which a correlation follows, of (credit here, mean credit elsewhere)."""

    count: int = 0
    x: float = 0.0
    y: float = 0.0
    xx: float = 0.0
    yy: float = 0.0
    xy: float = 0.0


@dataclass(frozen=True, slots=True)
class ItemSummary:
    """What is kept of the answers to one question: counts and sums, nobody's answer."""

    question_id: str
    answered: int = 0
    graded: int = 0
    correct: int = 0
    credit: float = 0.0
    """Sum over the graded answers."""
    pairs: PairSums = PairSums()
    weak_count: int = 0
    weak_credit: float = 0.0
    strong_count: int = 0
    strong_credit: float = 0.0
    options: tuple[OptionCount, ...] = ()


@dataclass(frozen=True, slots=True)
class OptionAnalysis:
    """The shares (0 to 1) of those who chose an option; None for a group that is empty."""

    option_id: str
    is_correct: bool
    everybody: float | None
    weak: float | None
    strong: float | None


@dataclass(frozen=True, slots=True)
class ItemAnalysis:
    """The figures of one question; None where they cannot be computed."""

    question_id: str
    answered: int
    correct_rate: float | None
    """Fully right answers among the graded ones."""
    difficulty: float | None
    """1 - mean credit: 0 is easy, 1 is hard."""
    discrimination: float | None
    """-1 to 1: the correlation of the credit with the mean credit on the session's other questions (the corrected
    item-total correlation; with credits of 0 and 1 the point-biserial one; L. Crocker and J. Algina, "Introduction to
    Classical and Modern Test Theory", 1986, chapter 14)."""
    upper_lower: float | None
    """-1 to 1: mean credit of the strong group less that of the weak group."""
    options: tuple[OptionAnalysis, ...]


def summarise(questions: Iterable[Question], responses: Sequence[QuizResponse]) -> tuple[ItemSummary, ...]:
    """The summary of each question over one session's responses; of a question asked again the last answer counts."""
    latest = _latest(responses)
    totals = _totals(latest.values())
    by_question: dict[str, list[QuizResponse]] = {}
    for response in latest.values():
        by_question.setdefault(response.question_id, []).append(response)
    return tuple(_summary(question, by_question.get(question.id, []), totals) for question in questions)


def merge(first: ItemSummary, second: ItemSummary) -> ItemSummary:
    """The summary of both; ValueError if they are of different questions."""
    if first.question_id != second.question_id:
        raise ValueError("summaries of different questions do not add up")
    return ItemSummary(
        question_id=first.question_id,
        answered=first.answered + second.answered,
        graded=first.graded + second.graded,
        correct=first.correct + second.correct,
        credit=first.credit + second.credit,
        pairs=_merged_pairs(first.pairs, second.pairs),
        weak_count=first.weak_count + second.weak_count,
        weak_credit=first.weak_credit + second.weak_credit,
        strong_count=first.strong_count + second.strong_count,
        strong_credit=first.strong_credit + second.strong_credit,
        options=_merged_options(first.options, second.options),
    )


def analyse(question: Question, summary: ItemSummary) -> ItemAnalysis:
    """The figures of a question from its summary."""
    mean_credit = _ratio(summary.credit, summary.graded)
    return ItemAnalysis(
        question_id=question.id,
        answered=summary.answered,
        correct_rate=_ratio(summary.correct, summary.graded),
        difficulty=None if mean_credit is None else _within(1 - mean_credit, 0.0, 1.0),
        discrimination=_correlation(summary.pairs),
        upper_lower=_upper_lower(summary),
        options=_option_analyses(question, summary),
    )


def _latest(responses: Iterable[QuizResponse]) -> dict[tuple[str, str], QuizResponse]:
    ordered = sorted(responses, key=lambda response: (response.received_ms, response.id))
    return {(response.participant_id, response.question_id): response for response in ordered}


def _totals(responses: Iterable[QuizResponse]) -> dict[str, tuple[float, int]]:
    """The sum and the number of credits per student."""
    totals: dict[str, tuple[float, int]] = {}
    for response in responses:
        if response.credit is not None:
            credit, graded = totals.get(response.participant_id, (0.0, 0))
            totals[response.participant_id] = (credit + response.credit, graded + 1)
    return totals


def _summary(question: Question, responses: list[QuizResponse], totals: dict[str, tuple[float, int]]) -> ItemSummary:
    graded = [response for response in responses if response.credit is not None]
    elsewhere = {response.participant_id: _credit_elsewhere(response, totals) for response in responses}
    weak_ids, strong_ids = _groups({who: credit for who, credit in elsewhere.items() if credit is not None})
    weak = [response for response in responses if response.participant_id in weak_ids]
    strong = [response for response in responses if response.participant_id in strong_ids]
    return ItemSummary(
        question_id=question.id,
        answered=len(responses),
        graded=len(graded),
        correct=sum(response.is_correct is True for response in graded),
        credit=_credit(graded),
        pairs=_pair_sums([(response.credit or 0.0, elsewhere[response.participant_id]) for response in graded]),
        weak_count=len(weak),
        weak_credit=_credit(weak),
        strong_count=len(strong),
        strong_credit=_credit(strong),
        options=_option_counts(question, responses, weak, strong),
    )


def _credit_elsewhere(response: QuizResponse, totals: dict[str, tuple[float, int]]) -> float | None:
    """The student's mean credit on the other questions; without this one, which would correlate with itself."""
    credit, graded = totals.get(response.participant_id, (0.0, 0))
    if response.credit is not None:
        credit, graded = credit - response.credit, graded - 1
    return _ratio(credit, graded)


def _groups(credit_by_student: dict[str, float]) -> tuple[frozenset[str], frozenset[str]]:
    """The weakest and the strongest 27 %; both empty where the ends cannot be told apart."""
    ranked = sorted(credit_by_student, key=lambda who: (credit_by_student[who], who))
    size = round(GROUP_SHARE * len(ranked))
    if size == 0 or credit_by_student[ranked[size - 1]] >= credit_by_student[ranked[-size]]:
        return frozenset(), frozenset()
    return frozenset(ranked[:size]), frozenset(ranked[-size:])


def _credit(responses: Iterable[QuizResponse]) -> float:
    return sum(response.credit or 0.0 for response in responses)


def _pair_sums(pairs: Iterable[tuple[float, float | None]]) -> PairSums:
    complete = [(x, y) for x, y in pairs if y is not None]
    return PairSums(
        count=len(complete),
        x=sum(x for x, _ in complete),
        y=sum(y for _, y in complete),
        xx=sum(x * x for x, _ in complete),
        yy=sum(y * y for _, y in complete),
        xy=sum(x * y for x, y in complete),
    )


def _option_counts(
    question: Question, everybody: list[QuizResponse], weak: list[QuizResponse], strong: list[QuizResponse]
) -> tuple[OptionCount, ...]:
    if question.kind not in _WITH_OPTIONS:
        return ()
    return tuple(
        OptionCount(option.id, *(_chosen(option.id, group) for group in (everybody, weak, strong)))
        for option in question.options
    )


def _chosen(option_id: str, responses: Iterable[QuizResponse]) -> int:
    return sum(option_id in response.answer.option_ids for response in responses)


def _merged_pairs(first: PairSums, second: PairSums) -> PairSums:
    return PairSums(
        first.count + second.count,
        first.x + second.x,
        first.y + second.y,
        first.xx + second.xx,
        first.yy + second.yy,
        first.xy + second.xy,
    )


def _merged_options(first: Sequence[OptionCount], second: Sequence[OptionCount]) -> tuple[OptionCount, ...]:
    """Both counts; an option that only one version of the question had keeps its own."""
    counts = {option.option_id: option for option in first}
    for option in second:
        known = counts.get(option.option_id, OptionCount(option.option_id))
        counts[option.option_id] = OptionCount(
            option.option_id,
            known.everybody + option.everybody,
            known.weak + option.weak,
            known.strong + option.strong,
        )
    return tuple(counts.values())


def _correlation(sums: PairSums) -> float | None:
    if sums.count < PAIRS_MIN:
        return None
    x, y = sums.x / sums.count, sums.y / sums.count
    variance_x, variance_y = sums.xx / sums.count - x * x, sums.yy / sums.count - y * y
    if min(variance_x, variance_y) < VARIANCE_MIN:
        return None
    return _within((sums.xy / sums.count - x * y) / sqrt(variance_x * variance_y), -1.0, 1.0)


def _upper_lower(summary: ItemSummary) -> float | None:
    strong = _ratio(summary.strong_credit, summary.strong_count)
    weak = _ratio(summary.weak_credit, summary.weak_count)
    return None if strong is None or weak is None or not summary.graded else _within(strong - weak, -1.0, 1.0)


def _option_analyses(question: Question, summary: ItemSummary) -> tuple[OptionAnalysis, ...]:
    counts = {option.option_id: option for option in summary.options}
    if question.kind not in _WITH_OPTIONS:
        return ()
    return tuple(
        OptionAnalysis(
            option.id,
            option.is_correct,
            _ratio(counts.get(option.id, OptionCount(option.id)).everybody, summary.answered),
            _ratio(counts.get(option.id, OptionCount(option.id)).weak, summary.weak_count),
            _ratio(counts.get(option.id, OptionCount(option.id)).strong, summary.strong_count),
        )
        for option in question.options
    )


def _ratio(part: float, whole: int) -> float | None:
    return part / whole if whole > 0 else None


def _within(value: float, low: float, high: float) -> float:
    return min(high, max(low, value))
