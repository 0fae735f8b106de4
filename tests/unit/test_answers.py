"""What answers a question, how numbers and texts are read, and how option ids are hidden."""

import math
import time
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.answers import check_answer, from_public, normal_form, read_number, text_matches, to_public
from appliance.domain.quiz import ANSWER_MAX_CHARACTERS, Answer, InvalidAnswerError, Question, QuestionKind, TextKey
from tests.support.made_quizzes import made_question, made_run, questions_with_answers, right_answer

CHOICE = made_question(QuestionKind.SINGLE_CHOICE)
MULTIPLE = made_question(QuestionKind.MULTIPLE_CHOICE)
ORDER = made_question(QuestionKind.ORDERING)
NUMERIC = made_question(QuestionKind.NUMERIC)
TEXT = made_question(QuestionKind.SHORT_TEXT)
STRICT = TextKey(("Ada Lovelace",), ignores_case=False, ignores_spacing=False)


@pytest.mark.parametrize(
    ("question", "answer", "cleaned"),
    [
        (CHOICE, Answer(("q-b",)), Answer(("q-b",))),
        (MULTIPLE, Answer(("q-c", "q-a")), Answer(("q-a", "q-c"))),
        (ORDER, Answer(("q-c", "q-a", "q-d", "q-b")), Answer(("q-c", "q-a", "q-d", "q-b"))),
        (NUMERIC, Answer(number=3.5), Answer(number=3.5)),
        (NUMERIC, Answer(text=" 3,5 "), Answer(number=3.5)),
        (NUMERIC, Answer(number=0), Answer(number=0.0)),
        (TEXT, Answer(text="  광 \u200b 합성\n"), Answer(text="광 합성")),
        (TEXT, Answer(text=unicodedata.normalize("NFD", "광합성")), Answer(text="광합성")),
    ],
)
def test_an_answer_is_cleaned(question: Question, answer: Answer, cleaned: Answer) -> None:
    assert check_answer(question, answer) == cleaned


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (CHOICE, Answer()),
        (CHOICE, Answer(("q-a", "q-b"))),
        (CHOICE, Answer(("q-z",))),
        (CHOICE, Answer(("q-a",), number=1.0)),
        (CHOICE, Answer(text="option 0")),
        (MULTIPLE, Answer()),
        (MULTIPLE, Answer(("q-a", "q-a"))),
        (ORDER, Answer(("q-a", "q-b"))),
        (ORDER, Answer(("q-a", "q-b", "q-c", "q-c"))),
        (NUMERIC, Answer()),
        (NUMERIC, Answer(text="many")),
        (NUMERIC, Answer(number=math.nan)),
        (NUMERIC, Answer(number=math.inf)),
        (NUMERIC, Answer(number=10**400)),
        (NUMERIC, Answer(number=1.0, text="1")),
        (NUMERIC, Answer(("q-a",), number=1.0)),
        (TEXT, Answer()),
        (TEXT, Answer(text="\u200b ")),
        (TEXT, Answer(text="x" * (ANSWER_MAX_CHARACTERS + 1))),
        (TEXT, Answer(text="x", number=1.0)),
        (made_question(QuestionKind.SLIDE), Answer(text="thanks")),
        (made_question(QuestionKind.SLIDE), Answer()),
    ],
)
def test_what_is_no_answer_is_refused(question: Question, answer: Answer) -> None:
    with pytest.raises(InvalidAnswerError):
        check_answer(question, answer)


@given(questions_with_answers())
def test_random_ids_lead_there_and_back(asked: tuple[Question, Answer]) -> None:
    question, answer = asked
    run = made_run(question)
    public = to_public(run, question, answer)
    assert from_public(run, question, public) == answer
    assert set(public.option_ids).isdisjoint(answer.option_ids)


@pytest.mark.parametrize("option_id", ["q-a", "r-other-a", "", "r-q-z"])
def test_a_forged_option_id_is_refused(option_id: str) -> None:
    run = made_run(CHOICE, made_question(QuestionKind.POLL, "other"))
    with pytest.raises(InvalidAnswerError):
        from_public(run, CHOICE, Answer((option_id,)))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3", 3.0),
        ("3,5", 3.5),
        ("3.5", 3.5),
        (" -3.5 ", -3.5),
        ("−3", -3.0),
        ("+ 4", 4.0),
        ("1 234.5", 1234.5),
        ("1\u00a0234,5", 1234.5),
        ("1,234", 1234.0),
        ("1,234,567.25", 1234567.25),
        ("1.234.567,25", 1234567.25),
        ("1.234", 1.234),
        ("0,123", 0.123),
        ("1234,567", 1234.567),
        ("1'000", 1000.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("½", 0.5),
        ("3½", 3.5),
        ("-1 1/2", -1.5),
        ("2/4", 0.5),
        ("⅒", 0.1),
        ("1e3", 1000.0),
        ("1.5E-3", 0.0015),
        ("１２．５", 12.5),
        ("٣", 3.0),
        ("-0", 0.0),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, number: float) -> None:
    assert read_number(text) == number
    assert math.copysign(1, read_number(text) or 0.0) == math.copysign(1, number)


NO_NUMBERS = ["", " ", "x", "3 apples", "50%", "10²", "1 2", "1,23,456", "1.2.3", "1,2,3", "1/0", "--1", "1e999", "e5"]
NO_PYTHON_NUMBERS = ["nan", "inf", "0x10", "1_000", "1" * 65, "½½", "?", "3;4"]


@pytest.mark.parametrize("text", [*NO_NUMBERS, *NO_PYTHON_NUMBERS])
def test_what_is_no_number_is_not_read(text: str) -> None:
    assert read_number(text) is None


@given(st.one_of(st.text(max_size=80), st.text("0123456789 .,/-+e½'", max_size=64)))
def test_reading_numbers_is_total_and_quick(text: str) -> None:
    started = time.perf_counter()
    number = read_number(text)
    assert time.perf_counter() - started < 0.5
    assert number is None or math.isfinite(number)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_that_is_written_out_is_read_back(number: float) -> None:
    assert read_number(repr(number)) == number


@pytest.mark.parametrize(
    ("key", "text", "matches"),
    [
        (TextKey(("광합성",)), "광 합성", True),
        (TextKey(("광 합성",)), unicodedata.normalize("NFD", "광합성"), True),
        (TextKey((unicodedata.normalize("NFD", "광합성"),)), "광합성", True),
        (TextKey(("가",)), "ㄱㅏ", True),
        (TextKey(("광합성",)), "광합셩", False),
        (TextKey(("Photosynthesis",)), " PHOTO synthesis ", True),
        (TextKey(("Straße",)), "STRASSE", True),
        (TextKey(("ＡＢＣ",)), "abc", True),
        (TextKey(("don't",)), "Don’t", True),
        (TextKey(("a", "b")), "B", True),
        (STRICT, "Ada  Lovelace", True),
        (STRICT, "ada Lovelace", False),
        (STRICT, "AdaLovelace", False),
        (TextKey(("",)), " ", False),
        (TextKey(()), "anything", False),
    ],
)
def test_texts_match_by_the_rules_of_the_key(key: TextKey, text: str, matches: bool) -> None:
    assert text_matches(key, text) is matches


@given(st.text(max_size=60), st.booleans(), st.booleans())
def test_every_text_matches_itself_however_it_was_composed(text: str, case: bool, spacing: bool) -> None:
    key = TextKey((text,), case, spacing)
    matches = normal_form(key, text) != ""
    assert text_matches(key, unicodedata.normalize("NFC", text)) is matches
    assert text_matches(key, unicodedata.normalize("NFD", text)) is matches
    assert normal_form(replace(key, accepted=()), normal_form(key, text)) == normal_form(key, text)


def test_every_right_answer_answers_its_question() -> None:
    for kind in QuestionKind:
        question = made_question(kind)
        if kind is not QuestionKind.SLIDE:
            assert check_answer(question, right_answer(question)) == right_answer(question)
