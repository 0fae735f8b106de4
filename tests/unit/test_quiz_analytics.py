"""How good a question is: textbook figures, honest gaps, and sums that add up over sessions."""

import time
from dataclasses import replace
from functools import reduce
from statistics import correlation

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.quiz import Answer, Question, QuestionKind
from appliance.domain.quiz_analytics import (
    PAIRS_MIN,
    ItemAnalysis,
    ItemSummary,
    OptionAnalysis,
    analyse,
    merge,
    summarise,
)
from appliance.domain.quiz_run import QuizResponse
from tests.support.made_quizzes import made_question, made_response, right_answer

FIRST, SECOND, THIRD = (made_question(QuestionKind.SINGLE_CHOICE, name) for name in ("first", "second", "third"))
QUESTIONS = (FIRST, SECOND, THIRD)
POLL = made_question(QuestionKind.POLL, "poll")
TEXT = made_question(QuestionKind.SHORT_TEXT, "text")


def row(student: int, letters: str) -> list[QuizResponse]:
    """What a student chose in the three questions; a dot is no answer."""
    return [
        made_response(question, Answer((f"{question.id}-{letter}",)), f"p{student:03}")
        for question, letter in zip(QUESTIONS, letters, strict=True)
        if letter != "."
    ]


def class_of(*rows: str) -> list[QuizResponse]:
    return [response for student, letters in enumerate(rows) for response in row(student, letters)]


def analysis(question: Question, responses: list[QuizResponse]) -> ItemAnalysis:
    return analyse(question, summarise([question], responses)[0])


def test_an_empty_box_has_no_figures() -> None:
    assert analyse(FIRST, ItemSummary("first")) == analysis(FIRST, [])
    assert analysis(FIRST, []) == ItemAnalysis(
        "first",
        0,
        None,
        None,
        None,
        None,
        tuple(OptionAnalysis(option.id, option.is_correct, None, None, None) for option in FIRST.options),
    )


def test_correct_rate_and_difficulty() -> None:
    figures = analysis(FIRST, class_of("aaa", "aaa", "aaa", "bbb"))
    assert (figures.answered, figures.correct_rate, figures.difficulty) == (4, 0.75, 0.25)


def test_partial_credit_makes_a_question_easier_but_not_more_often_right() -> None:
    multiple = made_question(QuestionKind.MULTIPLE_CHOICE, "multiple")
    responses = [made_response(multiple, Answer(("multiple-a",)), who) for who in "xy"]
    figures = analysis(multiple, responses)
    assert (figures.correct_rate, figures.difficulty) == (0.0, 0.5)


def test_discrimination_is_the_correlation_with_the_other_questions() -> None:
    rows = ["aaa"] * 4 + ["aab"] * 2 + ["baa"] + ["abb"] + ["bba"] * 2 + ["bbb"] * 3
    figures = analysis(FIRST, class_of(*rows))
    expected = correlation([letters[0] == "a" for letters in rows], [letters[1:].count("a") / 2 for letters in rows])
    assert figures.discrimination == pytest.approx(expected)
    assert expected > 0.4


def test_a_question_that_only_the_weak_get_right_discriminates_backwards() -> None:
    figures = analysis(FIRST, class_of(*["baa"] * 6, *["abb"] * 6))
    assert figures.discrimination == pytest.approx(-1.0)
    assert figures.upper_lower == -1.0


@pytest.mark.parametrize(
    "rows",
    [
        ["aaa", "bbb"] * (PAIRS_MIN // 2 - 1),
        ["aab"] * PAIRS_MIN,
        ["aaa", "baa"] * PAIRS_MIN,
        ["a..", "b.."] * PAIRS_MIN,
    ],
    ids=["too few", "all alike", "alike elsewhere", "nothing elsewhere"],
)
def test_no_discrimination_where_it_cannot_be_computed(rows: list[str]) -> None:
    assert analysis(FIRST, class_of(*rows)).discrimination is None


def test_the_groups_are_the_weakest_and_strongest_27_percent() -> None:
    rows = ["baa"] * 3 + ["aab"] * 5 + ["cbb"] * 3
    figures = analysis(FIRST, class_of(*rows))
    assert figures.upper_lower == 0.0
    assert figures.options[:3] == (
        OptionAnalysis("first-a", True, 5 / 11, 0.0, 0.0),
        OptionAnalysis("first-b", False, 3 / 11, 0.0, 1.0),
        OptionAnalysis("first-c", False, 3 / 11, 1.0, 0.0),
    )


def test_a_class_of_equals_has_no_groups() -> None:
    figures = analysis(FIRST, class_of(*["aaa", "baa"] * 6))
    assert figures.upper_lower is None
    assert {option.weak for option in figures.options} == {None}


def test_opinions_and_texts_are_counted_but_not_judged() -> None:
    poll = analysis(POLL, [made_response(POLL, right_answer(POLL), who) for who in "xyz"])
    assert (poll.answered, poll.correct_rate, poll.difficulty, poll.upper_lower) == (3, None, None, None)
    assert poll.options[0].everybody == 1.0
    assert analysis(TEXT, [made_response(TEXT, right_answer(TEXT))]).options == ()


def test_a_question_asked_again_counts_by_its_last_answer() -> None:
    before = made_response(FIRST, Answer(("first-b",)), run_id="one", received_ms=1)
    after = made_response(FIRST, right_answer(FIRST), run_id="two", received_ms=2)
    figures = analysis(FIRST, [after, before])
    assert (figures.answered, figures.correct_rate) == (1, 1.0)


def test_an_edited_question_keeps_the_counts_of_both_versions() -> None:
    edited = replace(FIRST, options=FIRST.options[:3])
    both = merge(summarise([FIRST], class_of("daa", "aaa"))[0], summarise([edited], class_of("aaa"))[0])
    assert [option.everybody for option in both.options] == [2, 0, 0, 1]
    assert [option.everybody for option in analyse(edited, both).options] == [2 / 3, 0.0, 0.0]


def test_summaries_of_different_questions_do_not_add_up() -> None:
    with pytest.raises(ValueError, match="different questions"):
        merge(ItemSummary("first"), ItemSummary("second"))


CLASSES = st.lists(st.text("abcd.", min_size=3, max_size=3), max_size=40)


@given(CLASSES)
def test_figures_keep_their_bounds(rows: list[str]) -> None:
    for question in QUESTIONS:
        figures = analysis(question, class_of(*rows))
        assert all(0.0 <= share <= 1.0 for share in (figures.correct_rate, figures.difficulty) if share is not None)
        for index in (figures.discrimination, figures.upper_lower):
            assert index is None or -1.0 <= index <= 1.0
        shares = [option.everybody for option in figures.options if option.everybody is not None]
        assert not shares or sum(shares) == pytest.approx(1.0)


@given(CLASSES, CLASSES, CLASSES)
def test_sessions_add_up_in_any_order(one: list[str], two: list[str], three: list[str]) -> None:
    summaries = [summarise([FIRST], class_of(*rows))[0] for rows in (one, two, three)]
    forward, backward = reduce(merge, summaries), reduce(merge, reversed(summaries))
    assert forward.answered == backward.answered == sum(row[0] != "." for row in one + two + three)
    assert forward.options == backward.options
    left, right = analyse(FIRST, forward), analyse(FIRST, backward)
    assert left.discrimination == pytest.approx(right.discrimination)
    assert replace(left, discrimination=None) == replace(right, discrimination=None)


def test_a_year_of_lessons_is_read_quickly() -> None:
    questions = [made_question(QuestionKind.SINGLE_CHOICE, f"q{number}") for number in range(10)]
    responses = [
        made_response(question, Answer((f"{question.id}-{'abcd'[(student + number) % 4]}",)), f"p{student}")
        for student in range(35)
        for number, question in enumerate(questions)
    ]
    summaries = summarise(questions, responses)
    started = time.perf_counter()
    for question, summary in zip(questions, summaries, strict=True):
        analyse(question, reduce(merge, [summary] * 200))
    assert time.perf_counter() - started < 0.5
