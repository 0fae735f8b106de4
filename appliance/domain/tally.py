"""What a class answered: the counts behind the bars, and who has not answered."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from appliance.domain.answers import normal_form
from appliance.domain.participant import Admission, Participant
from appliance.domain.quiz import Question, QuestionKind, TextKey
from appliance.domain.quiz_run import QuizResponse, QuizRun

TEXTS_MAX = 100
"""Different texts that are told one by one, the most frequent ones."""
NUMBER_BINS = 10

_AS_TYPED = TextKey(accepted=(), ignores_case=True, ignores_spacing=False)


@dataclass(frozen=True, slots=True)
class TextCount:
    """How many wrote the same, told as the first of them wrote it."""

    text: str
    count: int
    is_correct: bool | None


@dataclass(frozen=True, slots=True)
class NumberBin:
    """How many numbers lie from minimum to maximum: one value, or a tenth of the whole range without its upper end."""

    minimum: float
    maximum: float
    count: int


@dataclass(frozen=True, slots=True)
class Tally:
    """What was answered to one question."""

    question_id: str
    answered: int
    correct: int
    """Fully right answers."""
    mean_credit: float | None
    """None where nothing is right or wrong, or nobody answered."""
    option_counts: tuple[tuple[str, int], ...] = ()
    """(bank id, how many chose it), in the question's order; for an ordering, how many put it in its right place."""
    texts: tuple[TextCount, ...] = ()
    numbers: tuple[NumberBin, ...] = ()


@dataclass(frozen=True, slots=True)
class Missing:
    """Who has not answered a question, and why: three lists of participants' ids without overlap."""

    not_answered: tuple[str, ...]
    """Here, and silent so far."""
    disconnected: tuple[str, ...]
    """Was here since the question was asked, but the connection is gone."""
    not_present: tuple[str, ...]
    """Was not here while the question could be answered."""


def tally(question: Question, responses: Iterable[QuizResponse]) -> Tally:
    """The counts of one question; responses to other questions are passed over."""
    own = [response for response in responses if response.question_id == question.id]
    shares = [response.credit for response in own if response.credit is not None]
    return Tally(
        question_id=question.id,
        answered=len(own),
        correct=sum(response.is_correct is True for response in own),
        mean_credit=sum(shares) / len(shares) if shares else None,
        option_counts=_option_counts(question, own),
        texts=_texts(question.text_key or _AS_TYPED, own) if question.kind is QuestionKind.SHORT_TEXT else (),
        numbers=_bins([response.answer.number for response in own if response.answer.number is not None]),
    )


def who_has_not(
    run: QuizRun,
    question_id: str,
    participants: Iterable[Participant],
    responses: Iterable[QuizResponse],
    connected_ids: Collection[str],
    *,
    last_seen_ms: Mapping[str, int],
) -> Missing:
    """The admitted participants without an answer; `last_seen_ms` is when somebody who is not connected was last so."""
    answered = {response.participant_id for response in responses if response.question_id == question_id}
    not_answered, disconnected, not_present = [], [], []
    for person in participants:
        if person.admission is not Admission.ADMITTED or person.id in answered:
            continue
        if run.opened_ms is None or (run.closed_ms is not None and person.joined_ms > run.closed_ms):
            not_present.append(person.id)
        elif person.id in connected_ids:
            not_answered.append(person.id)
        elif last_seen_ms.get(person.id, person.joined_ms) >= run.opened_ms:
            disconnected.append(person.id)
        else:
            not_present.append(person.id)
    return Missing(tuple(not_answered), tuple(disconnected), tuple(not_present))


def _option_counts(question: Question, responses: list[QuizResponse]) -> tuple[tuple[str, int], ...]:
    right_order = [option.id for option in question.options]
    counts: Counter[str] = Counter()
    for response in responses:
        chosen = response.answer.option_ids
        if question.kind is QuestionKind.ORDERING:
            counts.update(here for here, right in zip(chosen, right_order, strict=False) if here == right)
        else:
            counts.update(chosen)
    return tuple((option_id, counts[option_id]) for option_id in right_order)


def _texts(key: TextKey, responses: list[QuizResponse]) -> tuple[TextCount, ...]:
    groups: dict[str, list[QuizResponse]] = {}
    for response in responses:
        groups.setdefault(normal_form(key, response.answer.text or ""), []).append(response)
    counts = [TextCount(same[0].answer.text or "", len(same), same[0].is_correct) for same in groups.values()]
    return tuple(sorted(counts, key=lambda group: -group.count)[:TEXTS_MAX])


def _bins(numbers: list[float]) -> tuple[NumberBin, ...]:
    counts = Counter(numbers)
    if len(counts) <= NUMBER_BINS:
        return tuple(NumberBin(number, number, count) for number, count in sorted(counts.items()))
    low, high = min(numbers), max(numbers)
    # Weighted, because the difference of the largest floats is not finite; sorted, because neighbouring ones round.
    weights = (step / NUMBER_BINS for step in range(NUMBER_BINS))
    edges = sorted(min(high, max(low, low * (1 - weight) + high * weight)) for weight in weights)
    edges.append(high)
    places = Counter(min(bisect_right(edges, number), NUMBER_BINS) - 1 for number in numbers)
    return tuple(NumberBin(edges[place], edges[place + 1], places[place]) for place in range(NUMBER_BINS))
