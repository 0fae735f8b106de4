"""What a class answered, and who has not."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.participant import Admission, Participant
from appliance.domain.quiz import Answer, Question, QuestionKind
from appliance.domain.quiz_course import close, open_run
from appliance.domain.tally import NUMBER_BINS, TEXTS_MAX, Missing, NumberBin, TextCount, tally, who_has_not
from tests.support.made_quizzes import made_question, made_response, made_run, questions_with_answers, right_answer

CHOICE = made_question(QuestionKind.SINGLE_CHOICE)
MULTIPLE = made_question(QuestionKind.MULTIPLE_CHOICE)
ORDER = made_question(QuestionKind.ORDERING)
NUMERIC = made_question(QuestionKind.NUMERIC)
TEXT = made_question(QuestionKind.SHORT_TEXT)
OTHER = made_question(QuestionKind.SINGLE_CHOICE, "other")


def pupil(name: str, joined_ms: int = 0, admission: Admission = Admission.ADMITTED) -> Participant:
    return Participant(name, name, "", admission, joined_ms)


def test_nobody_answered() -> None:
    counted = tally(CHOICE, [])
    assert (counted.answered, counted.correct, counted.mean_credit) == (0, 0, None)
    assert counted.option_counts == (("q-a", 0), ("q-b", 0), ("q-c", 0), ("q-d", 0))


def test_options_are_counted_in_their_order() -> None:
    answers = [Answer(("q-a", "q-c")), Answer(("q-a",)), Answer(("q-b", "q-d"))]
    counted = tally(MULTIPLE, [made_response(MULTIPLE, answer, str(n)) for n, answer in enumerate(answers)])
    assert counted.option_counts == (("q-a", 2), ("q-b", 1), ("q-c", 1), ("q-d", 1))
    assert (counted.answered, counted.correct, counted.mean_credit) == (3, 1, 0.5)


def test_other_questions_are_passed_over() -> None:
    responses = [made_response(CHOICE, right_answer(CHOICE)), made_response(OTHER, right_answer(OTHER))]
    assert tally(CHOICE, responses).answered == 1


def test_an_ordering_counts_who_put_an_option_in_its_place() -> None:
    answers = [Answer(("q-a", "q-b", "q-c", "q-d")), Answer(("q-a", "q-c", "q-b", "q-d"))]
    counted = tally(ORDER, [made_response(ORDER, answer, str(n)) for n, answer in enumerate(answers)])
    assert counted.option_counts == (("q-a", 2), ("q-b", 1), ("q-c", 1), ("q-d", 2))


def test_texts_that_mean_the_same_are_counted_together_the_most_frequent_first() -> None:
    texts = ["호흡", "광합성", "광 합성", " 광합성 "]
    counted = tally(TEXT, [made_response(TEXT, Answer(text=text), str(n)) for n, text in enumerate(texts)])
    assert counted.texts == (TextCount("광합성", 3, True), TextCount("호흡", 1, False))


def test_a_flood_of_texts_is_cut() -> None:
    counted = tally(TEXT, [made_response(TEXT, Answer(text=f"text {n}"), str(n)) for n in range(450)])
    assert (counted.answered, len(counted.texts)) == (450, TEXTS_MAX)


def test_few_numbers_are_told_one_by_one() -> None:
    numbers = [3.5, 3.0, 3.5]
    counted = tally(NUMERIC, [made_response(NUMERIC, Answer(number=x), str(n)) for n, x in enumerate(numbers)])
    assert counted.numbers == (NumberBin(3.0, 3.0, 1), NumberBin(3.5, 3.5, 2))


@given(
    st.one_of(
        st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=60),
        st.lists(st.integers(0, 60).map(lambda steps: 0.1 + steps * 2**-56), min_size=11, max_size=60),
    )
)
def test_many_numbers_fall_into_bins_without_loss(numbers: list[float]) -> None:
    bins = tally(NUMERIC, [made_response(NUMERIC, Answer(number=x), str(n)) for n, x in enumerate(numbers)]).numbers
    assert sum(place.count for place in bins) == len(numbers)
    assert len(bins) <= NUMBER_BINS
    assert (bins[0].minimum, bins[-1].maximum) == (min(numbers), max(numbers))
    assert all(here.maximum <= following.minimum for here, following in pairwise(bins))


@given(questions_with_answers(), st.integers(1, 30))
def test_counts_add_up(asked: tuple[Question, Answer], students: int) -> None:
    question, answer = asked
    counted = tally(question, [made_response(question, answer, str(n)) for n in range(students)])
    assert counted.answered == students
    assert counted.correct in {0, students}
    assert (counted.mean_credit is None) == (question.kind is QuestionKind.POLL)
    assert all(count in {0, students} for _, count in counted.option_counts)


def test_who_has_not_answered_is_told_apart() -> None:
    run = open_run(made_run(CHOICE), 1_000)
    people = [
        pupil("answered"),
        pupil("silent"),
        pupil("dropped"),
        pupil("left before"),
        pupil("waiting", admission=Admission.WAITING),
        pupil("removed", admission=Admission.REMOVED),
    ]
    responses = [made_response(CHOICE, right_answer(CHOICE), "answered"), made_response(OTHER, Answer(), "silent")]
    connected = {"silent", "answered", "waiting"}
    seen = {"dropped": 1_000, "left before": 999, "answered": 1_500}
    missing = who_has_not(run, "q", people, responses, connected, last_seen_ms=seen)
    assert missing == Missing(("silent",), ("dropped",), ("left before",))


@pytest.mark.parametrize(("joined_ms", "is_missing"), [(2_000, True), (2_001, False)])
def test_who_joined_after_the_close_was_not_there(joined_ms: int, is_missing: bool) -> None:
    run = close(open_run(made_run(CHOICE), 1_000), 2_000)
    missing = who_has_not(run, "q", [pupil("late", joined_ms)], [], {"late"}, last_seen_ms={})
    assert missing == (Missing(("late",), (), ()) if is_missing else Missing((), (), ("late",)))


def test_nobody_was_there_for_a_run_that_was_never_opened() -> None:
    missing = who_has_not(made_run(CHOICE), "q", [pupil("x")], [], {"x"}, last_seen_ms={})
    assert missing == Missing((), (), ("x",))


@given(
    st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 5_000)),
    st.sets(st.sampled_from("abcdefgh")),
    st.sets(st.sampled_from("abcdefgh")),
    st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 5_000)),
    st.booleans(),
)
def test_everybody_is_in_exactly_one_place(
    joined: dict[str, int], answered: set[str], connected: set[str], seen: dict[str, int], is_closed: bool
) -> None:
    run = open_run(made_run(CHOICE), 1_000)
    run = replace(run, closed_ms=3_000) if is_closed else run
    people = [pupil(name, joined_ms) for name, joined_ms in joined.items()]
    responses = [made_response(CHOICE, right_answer(CHOICE), name) for name in answered]
    missing = who_has_not(run, "q", people, responses, connected, last_seen_ms=seen)
    told = [*missing.not_answered, *missing.disconnected, *missing.not_present]
    assert sorted(told) == sorted(set(joined) - answered)
    assert set(missing.not_answered) <= connected
    assert not set(missing.disconnected) & connected
