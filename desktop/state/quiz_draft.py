"""A quiz while it is written: whatever was typed so far, whether it can be asked yet or not.

The box takes only what can be asked. A draft holds the rest too: a number that is none yet, an option without text,
the options that a question had before it became one of true and false.
"""

import secrets
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from appliance.contract.quiz import (
    Kind,
    NumericKeyInBank,
    OptionInBank,
    QuestionInBank,
    QuizView,
    QuizWrite,
    TextKeyInBank,
)
from desktop.state.typed_number import number_text, read_number

KINDS_WITH_OPTIONS: frozenset[Kind] = frozenset({"single_choice", "multiple_choice", "ordering", "poll"})
KINDS_WITH_MARKS: frozenset[Kind] = frozenset({"single_choice", "multiple_choice"})
OPTIONS_MAX = 12
OPTIONS_AT_FIRST = 2
NumberMode = Literal["exact", "tolerance", "range"]
Difficulty = Literal["easy", "medium", "hard"]


class Frozen(BaseModel):
    """A value that is replaced, never changed."""

    model_config = ConfigDict(frozen=True, extra="ignore")


def new_key() -> str:
    """Names something that the box has given no id yet."""
    return secrets.token_hex(6)


class OptionDraft(Frozen):
    """One option; `key` is the draft's own name for it."""

    key: str = Field(default_factory=new_key)
    id: str | None = None
    text: str = ""
    is_correct: bool = False


class NumberDraft(Frozen):
    """The right number as it was typed: one, one with a tolerance, or the two ends of a range."""

    mode: NumberMode = "exact"
    first: str = ""
    second: str = ""


class QuestionDraft(Frozen):
    """One question."""

    key: str = Field(default_factory=new_key)
    id: str | None = None
    kind: Kind = "single_choice"
    text: str = ""
    options: tuple[OptionDraft, ...] = ()
    is_true: bool = True
    """The right one of true and false."""
    number: NumberDraft = NumberDraft()
    accepted: tuple[str, ...] = ()
    ignores_case: bool = True
    ignores_spacing: bool = True
    explanation: str = ""
    topic: str = ""
    difficulty: Difficulty | None = None
    image_id: str | None = None
    seconds: int | None = None
    points: int = 1


class QuizDraft(Frozen):
    """A quiz that is edited here."""

    draft_id: str
    """The quiz's id, or one of the draft's own while the box has none."""
    quiz_id: str | None = None
    version: int | None = None
    """Of the quiz when the editing began."""
    title: str = ""
    description: str = ""
    questions: tuple[QuestionDraft, ...] = ()

    def question(self, key: str) -> QuestionDraft | None:
        """One question."""
        return next((question for question in self.questions if question.key == key), None)

    def with_question(self, fresh: QuestionDraft) -> "QuizDraft":
        """The quiz with this question in place of the one of the same key."""
        questions = tuple(fresh if each.key == fresh.key else each for each in self.questions)
        return self.model_copy(update={"questions": questions})


def new_draft(title: str) -> QuizDraft:
    """An empty quiz with one question to fill in."""
    return QuizDraft(draft_id=f"new-{new_key()}", title=title, questions=(new_question(),))


def new_question(kind: Kind = "single_choice") -> QuestionDraft:
    """An empty question."""
    return QuestionDraft(kind=kind, options=tuple(OptionDraft() for _ in range(OPTIONS_AT_FIRST)))


def copied_question(question: QuestionDraft) -> QuestionDraft:
    """The same question as another one."""
    options = tuple(option.model_copy(update={"key": new_key(), "id": None}) for option in question.options)
    return question.model_copy(update={"key": new_key(), "id": None, "options": options})


def with_kind(question: QuestionDraft, kind: Kind) -> QuestionDraft:
    """The question as one of another kind; what that kind does not need is kept for the way back."""
    options = question.options
    if kind in KINDS_WITH_OPTIONS:
        missing = max(0, OPTIONS_AT_FIRST - len(options))
        options = (*options, *(OptionDraft() for _ in range(missing)))
    if kind == "single_choice":
        first = next((option.key for option in options if option.is_correct), None)
        options = tuple(each.model_copy(update={"is_correct": each.key == first}) for each in options)
    return question.model_copy(update={"kind": kind, "options": options})


def with_mark(question: QuestionDraft, option_key: str, is_correct: bool) -> QuestionDraft:
    """The question with an option marked as right or wrong; a poll becomes a question with one right option by it."""
    kind: Kind = "single_choice" if question.kind == "poll" and is_correct else question.kind
    takes_turns = kind == "single_choice" and is_correct
    options = tuple(
        each.model_copy(update={"is_correct": is_correct})
        if each.key == option_key
        else (each.model_copy(update={"is_correct": False}) if takes_turns else each)
        for each in question.options
    )
    return question.model_copy(update={"kind": kind, "options": options})


def draft_of(view: QuizView) -> QuizDraft:
    """The quiz as it is in the bank."""
    return QuizDraft(
        draft_id=view.quiz_id,
        quiz_id=view.quiz_id,
        version=view.version,
        title=view.title,
        description=view.description,
        questions=tuple(_question_of(question) for question in view.questions),
    )


def with_ids(draft: QuizDraft, saved: QuizDraft) -> QuizDraft:
    """The draft with the ids that the box gave its questions and options when it was saved as it is."""
    pairs = zip(draft.questions, saved.questions, strict=True)
    return draft.model_copy(update={"questions": tuple(_with_ids(question, told) for question, told in pairs)})


def says_the_same(one: QuizDraft, other: QuizDraft) -> bool:
    """Whether both are the same quiz, whatever their questions and options are called inside."""
    return _said(one) == _said(other)


def quiz_of(draft: QuizDraft) -> QuizWrite:
    """The quiz as the box takes it; call it only when there are no findings."""
    return QuizWrite(
        title=draft.title.strip(),
        description=draft.description,
        questions=[in_bank(question) for question in draft.questions],
        version=draft.version,
    )


def in_bank(question: QuestionDraft) -> QuestionInBank:
    """The question as the box takes it: only what its kind needs, without options that say nothing."""
    return QuestionInBank(
        id=question.id,
        kind=question.kind,
        text=question.text.strip(),
        options=_options_of(question),
        numeric_key=number_key(question.number) if question.kind == "numeric" else None,
        text_key=_text_key(question) if question.kind == "short_text" else None,
        explanation=question.explanation.strip(),
        topic=question.topic.strip(),
        difficulty=question.difficulty,
        image_id=question.image_id,
        seconds=question.seconds,
        points=question.points,
    )


def written_options(question: QuestionDraft) -> tuple[OptionDraft, ...]:
    """The options that have a text; an empty row is no option."""
    return tuple(option for option in question.options if option.text.strip())


def written_accepted(question: QuestionDraft) -> tuple[str, ...]:
    """The accepted texts that say something."""
    return tuple(text.strip() for text in question.accepted if text.strip())


def number_key(number: NumberDraft) -> NumericKeyInBank | None:
    """The right numbers, or None while what was typed is no number."""
    first = read_number(number.first)
    second = read_number(number.second) if number.mode != "exact" else first
    if first is None or second is None:
        return None
    if number.mode == "tolerance":
        return NumericKeyInBank(minimum=first - abs(second), maximum=first + abs(second))
    return NumericKeyInBank(minimum=first, maximum=second)


def _with_ids(question: QuestionDraft, told: QuestionDraft) -> QuestionDraft:
    if question.kind == "true_false":
        return question.model_copy(update={"id": told.id, "options": told.options})
    ids = [option.id for option in told.options]
    written = [option.key for option in written_options(question)]
    by_key = dict(zip(written, ids, strict=False)) if question.kind in KINDS_WITH_OPTIONS else {}
    options = tuple(each.model_copy(update={"id": by_key.get(each.key, each.id)}) for each in question.options)
    return question.model_copy(update={"id": told.id, "options": options})


def _said(draft: QuizDraft) -> tuple[object, ...]:
    return draft.title.strip(), draft.description, *(_question_said(question) for question in draft.questions)


def _question_said(question: QuestionDraft) -> tuple[object, ...]:
    """What the box would be told, also while it would not take it."""
    plain = question.model_copy(update={"key": "", "id": None, "options": (), "number": NumberDraft(), "accepted": ()})
    key: tuple[object, ...] = ()
    if question.kind in KINDS_WITH_OPTIONS:
        has_marks = question.kind in KINDS_WITH_MARKS
        key = tuple((option.text.strip(), option.is_correct and has_marks) for option in written_options(question))
    elif question.kind == "numeric":
        key = (number_key(question.number) or question.number,)
    elif question.kind == "short_text":
        key = written_accepted(question)
    return plain.model_copy(update=_unneeded(question)).model_dump_json(), key


def _unneeded(question: QuestionDraft) -> dict[str, object]:
    """What another kind would need, as it is by itself; and texts without the space around them."""
    update: dict[str, object] = {each: getattr(question, each).strip() for each in ("text", "explanation", "topic")}
    if question.kind != "true_false":
        update["is_true"] = True
    if question.kind != "short_text":
        update |= {"ignores_case": True, "ignores_spacing": True}
    return update


def _options_of(question: QuestionDraft) -> list[OptionInBank]:
    if question.kind == "true_false":
        ids = {option.text: option.id for option in question.options}
        return [
            OptionInBank(id=ids.get("true"), text="true", is_correct=question.is_true),
            OptionInBank(id=ids.get("false"), text="false", is_correct=not question.is_true),
        ]
    if question.kind not in KINDS_WITH_OPTIONS:
        return []
    has_marks = question.kind in KINDS_WITH_MARKS
    return [
        OptionInBank(id=option.id, text=option.text.strip(), is_correct=option.is_correct and has_marks)
        for option in written_options(question)
    ]


def _text_key(question: QuestionDraft) -> TextKeyInBank:
    return TextKeyInBank(
        accepted=list(written_accepted(question)),
        ignores_case=question.ignores_case,
        ignores_spacing=question.ignores_spacing,
    )


def _question_of(told: QuestionInBank) -> QuestionDraft:
    options = tuple(
        OptionDraft(key=option.id or new_key(), id=option.id, text=option.text, is_correct=option.is_correct)
        for option in told.options
    )
    texts = told.text_key
    return QuestionDraft(
        key=told.id or new_key(),
        id=told.id,
        kind=told.kind,
        text=told.text,
        options=options,
        is_true=not any(option.text == "false" and option.is_correct for option in told.options),
        number=_number_of(told.numeric_key),
        accepted=tuple(texts.accepted) if texts is not None else (),
        ignores_case=texts.ignores_case if texts is not None else True,
        ignores_spacing=texts.ignores_spacing if texts is not None else True,
        explanation=told.explanation,
        topic=told.topic,
        difficulty=told.difficulty,
        image_id=told.image_id,
        seconds=told.seconds,
        points=told.points,
    )


def _number_of(key: NumericKeyInBank | None) -> NumberDraft:
    if key is None:
        return NumberDraft()
    if key.minimum == key.maximum:
        return NumberDraft(mode="exact", first=number_text(key.minimum))
    return NumberDraft(mode="range", first=number_text(key.minimum), second=number_text(key.maximum))
