"""Drafts of quizzes: what the box would take, what keeps it from being asked, and steps back; no widget is made."""

from collections.abc import Callable
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from appliance.contract.quiz import Kind, NumericKeyInBank, QuestionInBank, QuizView
from appliance.domain.answers import read_number as read_by_box
from appliance.domain.questions import clean_question
from appliance.domain.quiz import InvalidQuestionError
from appliance.services.quiz_views import question_from
from desktop.models.draft_model import DraftModel
from desktop.models.questions_list_model import QuestionRole, QuestionsListModel
from desktop.state.quiz_draft import (
    NumberDraft,
    OptionDraft,
    QuestionDraft,
    QuizDraft,
    draft_of,
    in_bank,
    new_draft,
    number_key,
    quiz_of,
    says_the_same,
    with_kind,
    with_mark,
)
from desktop.state.quiz_findings import findings_of
from desktop.state.typed_number import read_number
from tests.support.quiz_class import EVERY_KIND

KINDS: tuple[Kind, ...] = (
    "single_choice",
    "multiple_choice",
    "true_false",
    "numeric",
    "short_text",
    "ordering",
    "poll",
    "slide",
)
TYPED = st.sampled_from(["", " ", "엽록체", "핵", "핵 ", "a" * 501, "b" * 5_000, "3", "-2,5", "1e999", "x", "\n"])


def quiz_with(*questions: QuestionDraft, title: str = "광합성") -> QuizDraft:
    """A draft with these questions."""
    return QuizDraft(draft_id="new-1", title=title, questions=questions)


def options(*texts: str, right: int | None = None) -> tuple[OptionDraft, ...]:
    """Options with these texts, one of them perhaps right."""
    return tuple(OptionDraft(text=text, is_correct=place == right) for place, text in enumerate(texts))


def view_of(*questions: QuestionInBank) -> QuizView:
    """The quiz as the box gives it."""
    return QuizView(
        quiz_id="quiz-1", title="광합성", description="", questions=list(questions), version=3, updated_ms=1
    )


def told(number: int, body: dict[str, object]) -> QuestionInBank:
    """A question with ids as the box gives them."""
    question = QuestionInBank.model_validate(body)
    named = [each.model_copy(update={"id": f"o{number}-{n}"}) for n, each in enumerate(question.options)]
    return question.model_copy(update={"id": f"q{number}", "options": named})


@pytest.mark.parametrize("body", EVERY_KIND, ids=lambda body: str(body["kind"]))
def test_every_kind_comes_back_as_it_was(body: dict[str, object]) -> None:
    question = told(1, body)
    draft = draft_of(view_of(question))
    assert findings_of(draft) == []
    assert quiz_of(draft).questions == [question]
    assert quiz_of(draft).version == 3


@given(
    kind=st.sampled_from(KINDS),
    text=TYPED,
    texts=st.lists(st.tuples(TYPED, st.booleans()), max_size=4),
    number=st.builds(NumberDraft, mode=st.sampled_from(["exact", "tolerance", "range"]), first=TYPED, second=TYPED),
    accepted=st.lists(TYPED, max_size=3),
)
def test_what_has_no_finding_is_taken_by_the_box_and_nothing_else(
    kind: Kind, text: str, texts: list[tuple[str, bool]], number: NumberDraft, accepted: list[str]
) -> None:
    made = tuple(OptionDraft(text=each, is_correct=is_correct) for each, is_correct in texts)
    plain = QuestionDraft(text=text, options=made, number=number, accepted=tuple(accepted))
    draft = quiz_with(with_kind(plain, kind))
    assert says_the_same(draft, draft)
    question = draft.questions[0]
    if findings_of(draft):
        with pytest.raises((InvalidQuestionError, ValueError)):
            clean_question(question_from(in_bank(question), (), fresh_ids()))
    else:
        clean_question(question_from(in_bank(question), (), fresh_ids()))


def fresh_ids() -> Callable[[], str]:
    """Ids that come once."""
    numbers = count()
    return lambda: f"id-{next(numbers)}"


@given(st.text(alphabet="0123456789.,-+e", max_size=12))
def test_a_number_that_is_read_here_is_the_number_that_the_box_reads(typed: str) -> None:
    here = read_number(typed)
    if here is not None:
        assert read_by_box(typed) == here


@pytest.mark.parametrize(
    ("typed", "number"),
    [("3.5", 3.5), ("3,5", 3.5), ("1,234.5", 1234.5), ("-2", -2.0), ("−2", -2.0), ("３", 3.0), ("x", None), ("", None)],
)
def test_numbers_are_read_as_people_type_them(typed: str, number: float | None) -> None:
    assert read_number(typed) == number


@pytest.mark.parametrize(
    ("number", "key"),
    [
        (NumberDraft(mode="exact", first="3"), (3.0, 3.0)),
        (NumberDraft(mode="tolerance", first="3,5", second="0.5"), (3.0, 4.0)),
        (NumberDraft(mode="range", first="1", second="2"), (1.0, 2.0)),
    ],
)
def test_the_right_number_is_one_or_one_with_a_tolerance_or_a_range(
    number: NumberDraft, key: tuple[float, float]
) -> None:
    assert number_key(number) == NumericKeyInBank(minimum=key[0], maximum=key[1])


def test_findings_name_the_question_and_the_field() -> None:
    draft = quiz_with(
        QuestionDraft(text=" ", options=options("핵", "핵")),
        QuestionDraft(kind="numeric", text="?", number=NumberDraft(mode="range", first="3", second="1")),
        QuestionDraft(kind="numeric", text="?", number=NumberDraft(first="three")),
        QuestionDraft(kind="short_text", text="?"),
        title="",
    )
    assert [(each.place, each.code) for each in findings_of(draft)] == [
        (0, "title_empty"),
        (1, "text_empty"),
        (1, "options_same"),
        (1, "no_right"),
        (2, "range_reversed"),
        (3, "not_a_number"),
        (4, "accepted_missing"),
    ]


def test_a_kind_keeps_what_another_one_needs() -> None:
    question = QuestionDraft(text="?", kind="multiple_choice", options=options("핵", "엽록체"))
    question = with_mark(with_mark(question, question.options[0].key, True), question.options[1].key, True)
    truth = with_kind(question, "true_false")
    assert [option.text for option in in_bank(truth).options] == ["true", "false"]
    back = with_kind(truth, "multiple_choice")
    assert [(each.text, each.is_correct) for each in back.options] == [("핵", True), ("엽록체", True)]
    single = with_kind(back, "single_choice")
    assert [each.is_correct for each in single.options] == [True, False]


def test_marking_an_option_of_a_poll_makes_it_a_question_with_one_right_option() -> None:
    poll = QuestionDraft(kind="poll", text="?", options=options("핵", "엽록체"))
    first, second = (option.key for option in poll.options)
    marked = with_mark(with_mark(poll, first, True), second, True)
    assert (marked.kind, [each.is_correct for each in marked.options]) == ("single_choice", [False, True])


def test_typing_in_a_field_is_one_step_back(qtbot: QtBot) -> None:
    model = DraftModel()
    model.load(quiz_with(QuestionDraft(text="", options=options("핵", "엽록체", right=1))), None)
    for text in ("물", "물의", "물의 순환"):
        question = model.current
        assert question is not None
        model.edit_question(question.model_copy(update={"text": text}), "Text", "text")
    assert model.undo.count() == 1
    model.undo.undo()
    assert model.draft.questions[0].text == ""
    model.undo.redo()
    assert model.draft.questions[0].text == "물의 순환"


def test_questions_are_added_moved_copied_and_removed_and_each_can_be_undone(qtbot: QtBot) -> None:
    model = DraftModel()
    listed = QuestionsListModel(model)
    model.load(quiz_with(QuestionDraft(text="하나", options=options("a", "b", right=0))), None)
    model.add_question("Add")
    assert (listed.rowCount(), model.current.text if model.current else None) == (2, "")
    assert listed.index(1).data() == "Question without a text"
    assert listed.index(1).data(QuestionRole.IS_ASKABLE) is False
    model.move_question(-1, "Move")
    assert [question.text for question in model.draft.questions] == ["", "하나"]
    model.look_at(model.draft.questions[1].key)
    model.duplicate_question("Copy")
    assert [question.text for question in model.draft.questions] == ["", "하나", "하나"]
    assert len({option.key for question in model.draft.questions for option in question.options}) == 6
    model.remove_question("Remove")
    assert model.current is not None
    assert model.current.text == "하나"
    for _ in range(4):
        model.undo.undo()
    assert [question.text for question in model.draft.questions] == ["하나"]
    assert model.undo.isClean()


def test_a_saved_quiz_takes_the_ids_of_the_box_and_is_clean(qtbot: QtBot) -> None:
    model = DraftModel()
    draft = new_draft("광합성")
    question = draft.questions[0].model_copy(update={"text": "?", "options": options("a", "", "b", right=2)})
    draft = draft.with_question(question)
    model.load(draft, None)
    assert model.is_dirty
    saved = draft_of(view_of(told(1, in_bank(question).model_dump())))
    model.take_saved(draft, saved)
    assert not model.is_dirty
    assert (model.draft.quiz_id, model.draft.version, model.draft.questions[0].id) == ("quiz-1", 3, "q1")
    assert [option.id for option in model.draft.questions[0].options] == ["o1-0", None, "o1-1"]
    model.edit(model.draft.model_copy(update={"title": "물"}), "Title", "title")
    assert model.is_dirty
    model.undo.undo()
    assert (model.draft.quiz_id, model.is_dirty) == ("quiz-1", False)


def test_what_was_typed_while_it_was_saved_stays(qtbot: QtBot) -> None:
    model = DraftModel()
    draft = quiz_with(QuestionDraft(text="?", options=options("a", "b", right=0)))
    model.load(draft, None)
    model.edit(model.draft.model_copy(update={"title": "더 나은 제목"}), "Title")
    model.take_saved(draft, draft_of(view_of(told(1, in_bank(draft.questions[0]).model_dump()))))
    assert (model.draft.title, model.draft.version, model.is_dirty) == ("더 나은 제목", 3, True)
