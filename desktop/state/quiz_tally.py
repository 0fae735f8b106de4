"""What the class answered to one question, made ready to be shown as bars."""

import unicodedata
from dataclasses import dataclass

from appliance.contract.quiz import Kind, QuestionInBank, RunView, TallyView, TextKeyInBank

CHOICES = frozenset({"single_choice", "multiple_choice", "true_false", "poll"})


@dataclass(frozen=True, slots=True)
class Bar:
    """One answer and how many gave it."""

    key: str
    text: str
    count: int
    share: float
    """Of those who answered, 0 to 1."""
    is_right: bool


@dataclass(frozen=True, slots=True)
class QuestionTally:
    """The bars of one question."""

    question_id: str
    kind: Kind
    answered: int
    correct: int | None
    bars: tuple[Bar, ...]


def tally_of(run: RunView, question_id: str) -> QuestionTally | None:
    """The bars of a question: options in the bank's order, typed answers the most frequent first."""
    question = next((each for each in run.questions if each.id == question_id), None)
    if question is None:
        return None
    told = next((each for each in run.tallies if each.question_id == question_id), None)
    told = told or TallyView(question_id=question_id, answered=0, correct=None, counts=[])
    entries = _options(run, question, told) if question.options else _typed(question, told)
    bars = tuple(
        Bar(key, text, count, count / told.answered if told.answered else 0.0, is_right)
        for key, text, count, is_right in entries
    )
    return QuestionTally(question_id, question.kind, told.answered, told.correct, bars)


def askable(run: RunView) -> list[QuestionInBank]:
    """The questions of a run that can be answered: all but the slides."""
    return [question for question in run.questions if question.kind != "slide"]


def _options(run: RunView, question: QuestionInBank, told: TallyView) -> list[tuple[str, str, int, bool]]:
    """The run names options by random ids, whose order tells nothing: what they share with the bank is their text."""
    shown = next((each for each in run.public_questions if each.question_id == question.id), None)
    public_ids = {option.text: option.id for option in shown.options} if shown is not None else {}
    counts = {count.key: count.count for count in told.counts}
    keys = [public_ids.get(option.text, option.id or "") for option in question.options]
    return [
        (key, option.text, counts.get(key, 0), option.is_correct)
        for key, option in zip(keys, question.options, strict=True)
    ]


def _typed(question: QuestionInBank, told: TallyView) -> list[tuple[str, str, int, bool]]:
    return [(count.key, count.key, count.count, _is_right(question, count.key)) for count in told.counts]


def _is_right(question: QuestionInBank, answer: str) -> bool:
    if question.text_key is not None:
        key = question.text_key
        return _alike(key, answer) in {_alike(key, accepted) for accepted in key.accepted}
    if question.numeric_key is None:
        return False
    try:
        ends = [float(part) for part in answer.split("–")]
    except ValueError:
        return False
    return all(question.numeric_key.minimum <= end <= question.numeric_key.maximum for end in ends)


def _alike(key: TextKeyInBank, text: str) -> str:
    """The text as the key compares it; the box grades, this only marks bars."""
    form = unicodedata.normalize("NFKC", text)
    if key.ignores_case:
        form = unicodedata.normalize("NFKC", form.casefold())
    return ("" if key.ignores_spacing else " ").join(form.split())
