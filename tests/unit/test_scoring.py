"""What answers are worth: partial credit, the fading bonus, and that nothing is ever negative."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from appliance.domain.answers import check_answer
from appliance.domain.quiz import Answer, NumericKey, Question, QuestionKind
from appliance.domain.quiz_run import RunRules, Scoring
from appliance.domain.scoring import UNGRADED, Grade, counted_elapsed_ms, grade, points
from tests.support.made_quizzes import KINDS_WITH_KEY, made_question, questions_with_answers, right_answer

CHOICE = made_question(QuestionKind.SINGLE_CHOICE)
MULTIPLE = made_question(QuestionKind.MULTIPLE_CHOICE)
ORDER = made_question(QuestionKind.ORDERING)
RIGHT = Grade(1.0, True)


def picked(question: Question, letters: str) -> Answer:
    return Answer(tuple(f"{question.id}-{letter}" for letter in letters))


@pytest.mark.parametrize("kind", KINDS_WITH_KEY)
def test_the_right_answer_has_full_credit(kind: QuestionKind) -> None:
    question = made_question(kind)
    assert grade(question, right_answer(question)) == RIGHT


@pytest.mark.parametrize("kind", [QuestionKind.POLL, QuestionKind.SLIDE])
def test_opinions_are_neither_right_nor_wrong(kind: QuestionKind) -> None:
    question = made_question(kind)
    assert grade(question, right_answer(question)) == UNGRADED
    assert points(RunRules(scoring=Scoring.POINTS), question, UNGRADED, 0) == 0.0


@pytest.mark.parametrize(
    ("ticked", "credit"),
    [("ac", 1.0), ("a", 0.5), ("acd", 0.5), ("ab", 0.0), ("abcd", 0.0), ("b", 0.0), ("bd", 0.0)],
)
def test_multiple_choice_takes_two_shares_off_for_each_wrong_tick(ticked: str, credit: float) -> None:
    assert grade(MULTIPLE, picked(MULTIPLE, ticked)) == Grade(credit, credit == 1.0)


@pytest.mark.parametrize(
    ("order", "credit"),
    [("abcd", 1.0), ("dabc", 2 / 3), ("bcda", 2 / 3), ("abdc", 1 / 3), ("dcba", 0.0), ("acbd", 0.0)],
)
def test_ordering_counts_items_followed_by_the_right_one(order: str, credit: float) -> None:
    graded = grade(ORDER, picked(ORDER, order))
    assert graded.credit == pytest.approx(credit)
    assert graded.is_correct == (credit == 1.0)


@pytest.mark.parametrize(
    ("minimum", "maximum", "number", "is_correct"),
    [
        (3.0, 4.0, 3.0, True),
        (3.0, 4.0, 4.0, True),
        (3.0, 4.0, 4.001, False),
        (0.7 - 0.1, 0.7 + 0.1, 0.8, True),
        (0.3 - 0.1, 0.3 + 0.1, 0.2, True),
        (0.0, 0.0, 0.0, True),
        (0.0, 0.0, 1e-12, False),
        (-1e308, 1e308, 1.7e308, False),
    ],
)
def test_numbers_are_right_within_the_key(minimum: float, maximum: float, number: float, is_correct: bool) -> None:
    question = Question("q", QuestionKind.NUMERIC, "?", numeric_key=NumericKey(minimum, maximum))
    assert grade(question, Answer(number=number)).is_correct is is_correct


@pytest.mark.parametrize(
    ("elapsed_ms", "expected"), [(0, 1.5), (-5, 1.5), (10_000, 1.25), (20_000, 1.0), (21_000, 1.0), (10**9, 1.0)]
)
def test_the_speed_bonus_fades_to_nothing_at_the_time_limit(elapsed_ms: int, expected: float) -> None:
    assert points(RunRules(20, scoring=Scoring.SPEED), CHOICE, RIGHT, elapsed_ms) == pytest.approx(expected)


def test_speed_counts_for_nothing_without_a_time_limit_or_a_right_answer() -> None:
    assert points(RunRules(None, scoring=Scoring.SPEED), CHOICE, RIGHT, 0) == 1.0
    assert points(RunRules(20, scoring=Scoring.SPEED), CHOICE, Grade(0.0, False), 0) == 0.0


def test_points_are_the_credit_times_what_the_question_is_worth() -> None:
    assert points(RunRules(scoring=Scoring.POINTS), MULTIPLE, Grade(0.5, False), 0) == 1.5
    assert points(RunRules(scoring=Scoring.ACCURACY), MULTIPLE, Grade(0.5, False), 0) == 0.5


@pytest.mark.parametrize(
    ("claimed_ms", "counted_ms"),
    [(0, 8_000), (-1, 8_000), (7_999, 8_000), (8_500, 8_500), (10_000, 10_000), (10_001, 10_000), (10**12, 10_000)],
)
def test_a_device_is_believed_only_within_two_seconds_of_the_box(claimed_ms: int, counted_ms: int) -> None:
    assert counted_elapsed_ms(claimed_ms, 5_000, 15_000) == counted_ms


@given(*[st.integers(-(10**13), 10**13)] * 3)
def test_the_time_that_counts_is_never_negative_nor_more_than_the_box_saw(
    claimed: int, pushed: int, received: int
) -> None:
    assert 0 <= counted_elapsed_ms(claimed, pushed, received) <= max(0, received - pushed)


@given(questions_with_answers(), st.sampled_from(Scoring), st.integers(-(10**9), 10**9), st.integers(0, 3_600))
def test_credit_and_points_keep_their_bounds(
    asked: tuple[Question, Answer], scoring: Scoring, elapsed_ms: int, seconds: int
) -> None:
    question, answer = asked
    assert check_answer(question, answer) == answer
    graded = grade(question, answer)
    earned = points(RunRules(seconds or None, scoring=scoring), question, graded, elapsed_ms)
    assert (graded.credit is None) == (question.kind is QuestionKind.POLL) == (graded.is_correct is None)
    assert 0.0 <= (graded.credit or 0.0) <= 1.0
    assert graded.is_correct is None or graded.is_correct == (graded.credit == 1.0)
    ceiling = {Scoring.ACCURACY: 1.0, Scoring.SPEED: 1.5, Scoring.POINTS: float(question.points)}[scoring]
    assert 0.0 <= earned <= ceiling


class MultipleChoiceTicking(RuleBasedStateMachine):
    """A student ticks and unticks: each tick towards the key never costs credit, each tick away never earns any."""

    @initialize(options=st.integers(3, 12))
    def ask(self, options: int) -> None:
        self.question = made_question(QuestionKind.MULTIPLE_CHOICE, options=options)
        self.ticked: set[str] = set()

    @rule(place=st.integers(0, 11))
    def tick_or_untick(self, place: int) -> None:
        option = self.question.options[place % len(self.question.options)]
        before = self._credit()
        self.ticked ^= {option.id}
        is_towards_key = option.is_correct == (option.id in self.ticked)
        assert self._credit() >= before if is_towards_key else self._credit() <= before

    @invariant()
    def full_credit_is_for_the_key_alone(self) -> None:
        right = {option.id for option in self.question.options if option.is_correct}
        assert (self._credit() == 1.0) == (self.ticked == right)

    def _credit(self) -> float:
        credit = grade(self.question, Answer(tuple(self.ticked))).credit
        assert credit is not None
        return credit


TestMultipleChoiceTicking = MultipleChoiceTicking.TestCase
TestMultipleChoiceTicking.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)
