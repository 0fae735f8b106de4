"""What can be asked: every rule of a question refuses what breaks it, in words, and nothing else."""

import math
import unicodedata
from dataclasses import replace

import pytest

from appliance.domain.questions import check_question, check_quiz, clean_question, clean_quiz
from appliance.domain.quiz import InvalidQuestionError, NumericKey, Option, Question, QuestionKind, Quiz, TextKey
from tests.support.made_quizzes import made_question

CHOICE = made_question(QuestionKind.SINGLE_CHOICE)
MULTIPLE = made_question(QuestionKind.MULTIPLE_CHOICE)
TRUE_FALSE = made_question(QuestionKind.TRUE_FALSE)
ORDER = made_question(QuestionKind.ORDERING)
POLL = made_question(QuestionKind.POLL)
NUMERIC = made_question(QuestionKind.NUMERIC)
TEXT = made_question(QuestionKind.SHORT_TEXT)
SLIDE = made_question(QuestionKind.SLIDE)
ONE = Option("z", "only")


def unmarked(question: Question) -> tuple[Option, ...]:
    return tuple(replace(option, is_correct=False) for option in question.options)


def all_marked(question: Question) -> tuple[Option, ...]:
    return tuple(replace(option, is_correct=True) for option in question.options)


@pytest.mark.parametrize("kind", QuestionKind)
def test_every_kind_can_be_asked(kind: QuestionKind) -> None:
    question = made_question(kind)
    check_question(question)
    assert clean_question(question) == question


@pytest.mark.parametrize(
    ("question", "why"),
    [
        (replace(CHOICE, text=" \u200b"), "question is empty"),
        (replace(CHOICE, text="x" * 2_001), "longer than 2,000"),
        (replace(CHOICE, text="x" + "\u200b" * 8_000), "longer than 2,000"),
        (replace(CHOICE, explanation="x" * 2_001), "explanation is longer"),
        (replace(CHOICE, topic="x" * 101), "topic is longer"),
        (replace(CHOICE, seconds=4), "between 5 and 3,600 seconds"),
        (replace(CHOICE, seconds=3_601), "between 5 and 3,600 seconds"),
        (replace(CHOICE, points=-1), "points"),
        (replace(CHOICE, points=1_001), "points"),
        (replace(CHOICE, image_id="../../etc/passwd"), "image"),
        (replace(CHOICE, image_id="A" * 64), "image"),
        (replace(CHOICE, options=(replace(ONE, is_correct=True),)), "2 to 12 options"),
        (made_question(QuestionKind.ORDERING, options=1), "2 to 12 options"),
        (replace(POLL, options=tuple(Option(str(n), str(n)) for n in range(13))), "2 to 12 options"),
        (replace(CHOICE, options=(*CHOICE.options, Option("z", " "))), "option is empty"),
        (replace(CHOICE, options=(*CHOICE.options, Option("z", "x" * 501))), "option is longer"),
        (replace(CHOICE, options=(*CHOICE.options, Option("z", "option  1"))), "options are the same"),
        (replace(CHOICE, options=(*CHOICE.options, Option("q-a", "new"))), "same id"),
        (replace(CHOICE, options=(*CHOICE.options, Option("", "new"))), "no id"),
        (replace(CHOICE, options=unmarked(CHOICE)), "Exactly one option"),
        (replace(CHOICE, options=all_marked(CHOICE)), "Exactly one option"),
        (replace(TRUE_FALSE, options=unmarked(TRUE_FALSE)), "Exactly one option"),
        (replace(TRUE_FALSE, options=TRUE_FALSE.options[::-1]), "in this order"),
        (replace(MULTIPLE, options=unmarked(MULTIPLE)), "At least one option"),
        (replace(POLL, options=all_marked(POLL)), "No single option"),
        (replace(ORDER, options=all_marked(ORDER)), "No single option"),
        (replace(SLIDE, options=POLL.options), "has no options"),
        (replace(NUMERIC, options=POLL.options), "has no options"),
        (replace(NUMERIC, numeric_key=None), "needs the right number"),
        (replace(CHOICE, numeric_key=NumericKey(1, 2)), "no other question"),
        (replace(NUMERIC, numeric_key=NumericKey(4, 3)), "larger than"),
        (replace(NUMERIC, numeric_key=NumericKey(math.nan, 3)), "finite"),
        (replace(NUMERIC, numeric_key=NumericKey(0, math.inf)), "finite"),
        (replace(TEXT, text_key=None), "needs its right texts"),
        (replace(CHOICE, text_key=TextKey(("a",))), "no other question"),
        (replace(TEXT, text_key=TextKey(())), "1 to 50 right texts"),
        (replace(TEXT, text_key=TextKey(("a",) * 51)), "1 to 50 right texts"),
        (replace(TEXT, text_key=TextKey((" ",))), "right text is empty"),
        (replace(TEXT, text_key=TextKey(("x" * 501,))), "right text is longer"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(question: Question, why: str) -> None:
    with pytest.raises(InvalidQuestionError, match=why):
        check_question(question)


def test_letter_case_tells_options_apart() -> None:
    check_question(replace(POLL, options=(Option("1", "Pa"), Option("2", "pa"))))


def test_a_question_is_cleaned_before_it_is_kept() -> None:
    raw = replace(
        CHOICE,
        text=unicodedata.normalize("NFD", " 광합성은\u202e\r\n\r\n\r\n무엇? "),
        topic=" 식물\u200b ",
        options=(Option("1", " 하나 ", True), Option("2", "둘\n")),
    )
    cleaned = clean_question(raw)
    assert (cleaned.text, cleaned.topic) == ("광합성은\n\n무엇?", "식물")
    assert [option.text for option in cleaned.options] == ["하나", "둘"]
    texts = clean_question(replace(TEXT, text_key=TextKey((" a  b ",), ignores_case=False))).text_key
    assert texts == TextKey(("a b",), ignores_case=False)


def test_cleaning_is_no_way_round_the_rules() -> None:
    with pytest.raises(InvalidQuestionError, match="question is empty"):
        clean_question(replace(CHOICE, text="\u200b"))
    with pytest.raises(InvalidQuestionError, match="options are the same"):
        clean_question(replace(POLL, options=(Option("1", "a"), Option("2", "a\u200b"))))


def test_a_quiz_names_the_question_that_is_wrong() -> None:
    wrong = replace(NUMERIC, id="n", numeric_key=None)
    with pytest.raises(InvalidQuestionError, match="Question 2: A numeric question"):
        check_quiz(Quiz("quiz", "t", "Plants", questions=(CHOICE, wrong)))


@pytest.mark.parametrize(
    ("quiz", "why"),
    [
        (Quiz("quiz", "t", " "), "title is empty"),
        (Quiz("quiz", "t", "x" * 201), "title is longer"),
        (Quiz("quiz", "t", "x", description="x" * 2_001), "description is longer"),
        (Quiz("quiz", "t", "x", questions=(SLIDE,) * 201), "at most 200 questions"),
        (Quiz("quiz", "t", "x", questions=(SLIDE, SLIDE)), "Two questions have the same id"),
        (Quiz("quiz", "t", "x", questions=(replace(SLIDE, id=""),)), "question has no id"),
        (Quiz("quiz", "t", "x", questions=(CHOICE, replace(CHOICE, id="p"))), "Two options have the same id"),
    ],
)
def test_a_quiz_that_cannot_be_kept_is_refused(quiz: Quiz, why: str) -> None:
    with pytest.raises(InvalidQuestionError, match=why):
        check_quiz(quiz)


def test_a_quiz_without_questions_is_a_beginning() -> None:
    assert clean_quiz(Quiz("quiz", "t", "  Plants ")).title == "Plants"
