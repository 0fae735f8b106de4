"""The course of a run: what may happen in which state, and what becomes of answers, in every order of events."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from appliance.domain.quiz import QuestionKind
from appliance.domain.quiz_course import (
    Verdict,
    asked_questions,
    close,
    extend,
    is_due,
    judge,
    new_public_ids,
    open_run,
    public_options,
    reopen,
    reveal,
)
from appliance.domain.quiz_run import (
    NETWORK_GRACE_MS,
    REPLACED_IDS_MAX,
    SECONDS_MAX,
    QuizResponse,
    QuizRun,
    RunMoveError,
    RunRules,
    RunState,
    replaced_ids,
)
from tests.support.made_quizzes import made_question, made_response, made_run, right_answer

CHOICE = made_question(QuestionKind.SINGLE_CHOICE, "choice")
ORDER = made_question(QuestionKind.ORDERING, "order")
SLIDE = made_question(QuestionKind.SLIDE, "slide")
MOVES: dict[str, Callable[[QuizRun], QuizRun]] = {
    "open": lambda run: open_run(run, 10),
    "extend": lambda run: extend(run, 10, 10),
    "close": lambda run: close(run, 10),
    "reopen": lambda run: reopen(run, 10, 10),
    "reveal": lambda run: reveal(run, 10),
}
ALLOWED = {
    RunState.DRAFT: {"open"},
    RunState.OPEN: {"extend", "close"},
    RunState.CLOSED: {"reopen", "reveal"},
    RunState.REVEALED: set(),
}


def open_for(seconds: int | None, *, allows_change: bool = False) -> QuizRun:
    return open_run(made_run(CHOICE, SLIDE, rules=RunRules(seconds, allows_change)), 0)


def stored(run: QuizRun, device_answer_id: str) -> QuizResponse:
    return replace(made_response(CHOICE, right_answer(CHOICE), run_id=run.id), device_answer_id=device_answer_id)


@pytest.mark.parametrize("state", RunState)
@pytest.mark.parametrize("move", MOVES)
def test_each_state_allows_its_own_moves_only(state: RunState, move: str) -> None:
    run = replace(made_run(), state=state, closes_ms=5_000)
    if move in ALLOWED[state]:
        assert MOVES[move](run) != run
    else:
        with pytest.raises(RunMoveError, match=f"This run is {state}"):
            MOVES[move](run)


def test_an_answer_is_taken_until_the_grace_is_over_to_the_millisecond() -> None:
    run = open_for(30)
    last_ms = 30_000 + NETWORK_GRACE_MS
    assert judge(run, "choice", last_ms, None, "a") is Verdict.ACCEPT
    assert not is_due(run, last_ms)
    assert judge(run, "choice", last_ms + 1, None, "a") is Verdict.TOO_LATE
    assert is_due(run, last_ms + 1)


def test_a_run_without_a_time_limit_is_never_due() -> None:
    run = open_for(None)
    assert not is_due(run, 10**12)
    assert judge(run, "choice", 10**12, None, "a") is Verdict.ACCEPT


def test_the_same_answer_again_is_the_same_answer_even_after_the_reveal() -> None:
    run = open_for(30, allows_change=True)
    earlier = stored(run, "a")
    revealed = reveal(close(run, 1_000), 2_000)
    assert judge(run, "choice", 500, earlier, "a") is Verdict.SAME
    assert judge(revealed, "choice", 99_000, earlier, "a") is Verdict.SAME


def test_a_second_answer_counts_only_where_the_teacher_allows_changes() -> None:
    fixed, changeable = open_for(30), open_for(30, allows_change=True)
    assert judge(fixed, "choice", 500, stored(fixed, "a"), "b") is Verdict.ALREADY_ANSWERED
    assert judge(changeable, "choice", 500, stored(changeable, "a"), "b") is Verdict.REPLACE
    assert judge(changeable, "choice", 31_001, stored(changeable, "a"), "b") is Verdict.TOO_LATE


def test_an_answer_that_was_replaced_does_not_come_back() -> None:
    run = open_for(30, allows_change=True)
    second = replace(stored(run, "b"), replaced_ids=replaced_ids(stored(run, "a")))
    assert judge(run, "choice", 500, second, "a") is Verdict.SAME
    assert judge(run, "choice", 500, second, "c") is Verdict.REPLACE
    assert judge(run, "choice", 31_001, second, "a") is Verdict.SAME
    many = second
    for number in range(100):
        many = replace(stored(run, f"d{number}"), replaced_ids=replaced_ids(many))
    assert len(many.replaced_ids) == REPLACED_IDS_MAX


def test_what_was_not_asked_cannot_be_answered() -> None:
    run = open_for(30)
    assert judge(run, "nothing", 500, None, "a") is Verdict.UNKNOWN_QUESTION
    assert judge(run, "slide", 500, None, "a") is Verdict.UNKNOWN_QUESTION
    assert asked_questions(run) == (CHOICE,)


def test_a_draft_takes_no_answer_and_a_closed_run_no_new_one() -> None:
    assert judge(made_run(CHOICE), "choice", 0, None, "a") is Verdict.NOT_OPEN
    closed = close(open_for(30), 100)
    assert judge(closed, "choice", 101, None, "a") is Verdict.TOO_LATE
    assert judge(reopen(closed, 10, 200), "choice", 201, None, "a") is Verdict.ACCEPT


def test_time_is_added_to_the_deadline_or_to_now() -> None:
    assert extend(open_for(30), 10, 5_000).closes_ms == 40_000
    assert extend(open_for(30), 10, 35_000).closes_ms == 45_000
    assert extend(open_for(None), 10, 35_000).closes_ms == 45_000


@pytest.mark.parametrize("seconds", [0, -5, SECONDS_MAX + 1])
def test_no_time_or_endless_time_cannot_be_added(seconds: int) -> None:
    with pytest.raises(RunMoveError):
        extend(open_for(None), seconds, 0)


@pytest.mark.parametrize("seconds", [4, SECONDS_MAX + 1])
def test_a_run_is_not_opened_for_an_unusable_time(seconds: int) -> None:
    with pytest.raises(RunMoveError):
        open_for(seconds)


def test_a_run_without_questions_cannot_be_opened() -> None:
    with pytest.raises(RunMoveError):
        open_run(replace(made_run(), questions=()), 0)


def test_what_leaves_the_box_says_nothing_about_the_key() -> None:
    pairs = new_public_ids([CHOICE, ORDER], iter(["h", "b", "g", "a", "f", "c", "e", "d"]))
    run = replace(made_run(CHOICE, ORDER), public_option_ids=pairs)
    assert [option.id for option in public_options(run, ORDER)] == ["c", "d", "e", "f"]
    assert [option.text for option in public_options(run, ORDER)] == ["option 1", "option 3", "option 2", "option 0"]
    assert not any(option.is_correct for option in public_options(run, CHOICE))
    assert {option.id for option in CHOICE.options}.isdisjoint(option.id for option in public_options(run, CHOICE))


@pytest.mark.parametrize("kind", [QuestionKind.POLL, QuestionKind.TRUE_FALSE])
def test_scales_keep_their_order(kind: QuestionKind) -> None:
    question = made_question(kind)
    pairs = new_public_ids([question], iter("zyxw"))
    shown = public_options(replace(made_run(question), public_option_ids=pairs), question)
    assert [option.text for option in shown] == [option.text for option in question.options]


def test_ids_that_come_twice_are_refused() -> None:
    with pytest.raises(ValueError, match="unique"):
        new_public_ids([CHOICE], iter("aaaa"))
    with pytest.raises(ValueError, match="unique"):
        new_public_ids([CHOICE, CHOICE], iter("abcdefgh"))


class RunCourse(RuleBasedStateMachine):
    """A teacher's moves and a class's answers in any order, against a model that is a few plain variables."""

    @initialize(
        seconds=st.one_of(st.none(), st.integers(5, 60)),
        allows_change=st.booleans(),
    )
    def draft(self, seconds: int | None, allows_change: bool) -> None:
        self.now_ms = 0
        self.run = made_run(CHOICE, ORDER, rules=RunRules(seconds, allows_change))
        self.stored: dict[tuple[str, str], QuizResponse] = {}
        self.history: list[RunState] = [RunState.DRAFT]

    @rule(ms=st.integers(0, 40_000))
    def time_passes(self, ms: int) -> None:
        self.now_ms += ms

    @rule(move=st.sampled_from(sorted(MOVES)), seconds=st.integers(5, 30))
    def teacher_moves(self, move: str, seconds: int) -> None:
        moves: dict[str, Callable[[], QuizRun]] = {
            "open": lambda: open_run(self.run, self.now_ms),
            "extend": lambda: extend(self.run, seconds, self.now_ms),
            "close": lambda: close(self.run, self.now_ms),
            "reopen": lambda: reopen(self.run, seconds, self.now_ms),
            "reveal": lambda: reveal(self.run, self.now_ms),
        }
        if move not in ALLOWED[self.run.state]:
            with pytest.raises(RunMoveError):
                moves[move]()
            return
        self.run = moves[move]()
        self.history.append(self.run.state)

    @precondition(lambda self: is_due(self.run, self.now_ms))
    @rule()
    def the_box_closes_what_is_due(self) -> None:
        self.run = close(self.run, self.now_ms)
        self.history.append(self.run.state)

    @rule(who=st.sampled_from("xyz"), question=st.sampled_from([CHOICE, ORDER]), device_id=st.sampled_from("abc"))
    def a_student_answers(self, who: str, question: object, device_id: str) -> None:
        asked = CHOICE if question == CHOICE else ORDER
        earlier = self.stored.get((who, asked.id))
        verdict = judge(self.run, asked.id, self.now_ms, earlier, device_id)
        is_same = earlier is not None and earlier.device_answer_id == device_id
        assert (verdict is Verdict.SAME) == is_same
        if verdict in {Verdict.ACCEPT, Verdict.REPLACE}:
            assert self.run.state is RunState.OPEN
            assert self.run.closes_ms is None or self.now_ms <= self.run.closes_ms + NETWORK_GRACE_MS
            assert (verdict is Verdict.REPLACE) == (earlier is not None)
            assert earlier is None or self.run.rules.allows_change
            response = made_response(asked, right_answer(asked), who, received_ms=self.now_ms)
            self.stored[who, asked.id] = replace(response, device_answer_id=device_id)
        elif not is_same and self.run.state is RunState.OPEN and not is_due(self.run, self.now_ms):
            assert verdict is Verdict.ALREADY_ANSWERED

    @invariant()
    def times_fit_the_state(self) -> None:
        run = self.run
        assert (run.opened_ms is None) == (run.state is RunState.DRAFT)
        assert (run.closed_ms is None) == (run.state in {RunState.DRAFT, RunState.OPEN})
        assert (run.revealed_ms is None) == (run.state is not RunState.REVEALED)
        assert is_due(run, self.now_ms) is False or run.state is RunState.OPEN

    @invariant()
    def each_student_has_one_answer_to_a_question(self) -> None:
        ids = [response.id for response in self.stored.values()]
        assert len(ids) == len(set(ids))

    @invariant()
    def nothing_follows_the_reveal(self) -> None:
        assert RunState.REVEALED not in self.history[:-1]


TestRunCourse = RunCourse.TestCase
TestRunCourse.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


@given(st.integers(0, 10**13), st.integers(5, SECONDS_MAX), st.integers(0, 10**7))
def test_an_answer_is_taken_exactly_while_the_run_is_not_due(opened_ms: int, seconds: int, later_ms: int) -> None:
    run = open_run(made_run(CHOICE, rules=RunRules(seconds)), opened_ms)
    now_ms = opened_ms + later_ms
    is_taken = judge(run, "choice", now_ms, None, "a") is Verdict.ACCEPT
    assert is_taken == (later_ms <= seconds * 1_000 + NETWORK_GRACE_MS)
    assert is_due(run, now_ms) != is_taken
