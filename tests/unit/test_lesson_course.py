"""The course of a session, in every order of moves."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from appliance.domain.lesson import Lesson, LessonMoveError, LessonState
from appliance.domain.lesson_course import JoinRefusal, end, may_join, open_lobby, reopen, start

PLANNED = Lesson("s", "Biology", "t", "ABCDEF")
MOVES: dict[str, Callable[[Lesson, int], Lesson]] = {
    "open_lobby": lambda lesson, now_ms: open_lobby(lesson),
    "start": start,
    "end": end,
    "reopen": lambda lesson, now_ms: reopen(lesson),
}
ALLOWED = {
    LessonState.PLANNED: {"open_lobby", "start", "end"},
    LessonState.LOBBY: {"start", "end"},
    LessonState.LIVE: {"end"},
    LessonState.ENDED: {"reopen"},
}


@pytest.mark.parametrize("state", LessonState)
@pytest.mark.parametrize("move", MOVES)
def test_each_state_allows_its_own_moves_only(state: LessonState, move: str) -> None:
    lesson = replace(PLANNED, state=state)
    if move in ALLOWED[state]:
        assert MOVES[move](lesson, 1).state is not state
    else:
        with pytest.raises(LessonMoveError, match=f"This session is {state}"):
            MOVES[move](lesson, 1)


def test_a_lesson_takes_its_course() -> None:
    ended = end(start(open_lobby(PLANNED), 1_000), 2_000)
    assert (ended.state, ended.started_ms, ended.ended_ms) == (LessonState.ENDED, 1_000, 2_000)
    again = reopen(ended)
    assert (again.state, again.started_ms, again.ended_ms) == (LessonState.LIVE, 1_000, None)


def test_a_lobby_that_was_closed_opens_as_a_lobby() -> None:
    assert reopen(end(open_lobby(PLANNED), 5)).state is LessonState.LOBBY


@pytest.mark.parametrize(
    ("state", "is_locked", "is_known", "refusal"),
    [
        (LessonState.PLANNED, False, True, JoinRefusal.NOT_OPEN),
        (LessonState.LOBBY, False, False, None),
        (LessonState.LIVE, False, False, None),
        (LessonState.LIVE, True, False, JoinRefusal.LOCKED),
        (LessonState.LIVE, True, True, None),
        (LessonState.ENDED, False, True, JoinRefusal.ENDED),
    ],
)
def test_who_may_join(state: LessonState, is_locked: bool, is_known: bool, refusal: JoinRefusal | None) -> None:
    assert may_join(replace(PLANNED, state=state, is_locked=is_locked), is_known=is_known) == refusal


class LessonCourse(RuleBasedStateMachine):
    """Moves in any order: what is refused changes nothing, and times always fit the state."""

    @initialize()
    def plan(self) -> None:
        self.lesson = PLANNED
        self.now_ms = 0

    @rule(move=st.sampled_from(sorted(MOVES)), ms=st.integers(1, 10_000))
    def move(self, move: str, ms: int) -> None:
        self.now_ms += ms
        if move in ALLOWED[self.lesson.state]:
            self.lesson = MOVES[move](self.lesson, self.now_ms)
        else:
            with pytest.raises(LessonMoveError):
                MOVES[move](self.lesson, self.now_ms)

    @invariant()
    def times_fit_the_state(self) -> None:
        lesson = self.lesson
        assert (lesson.ended_ms is None) == (lesson.state is not LessonState.ENDED)
        assert lesson.state is not LessonState.LIVE or lesson.started_ms is not None
        assert lesson.state not in {LessonState.PLANNED, LessonState.LOBBY} or lesson.started_ms is None
        assert lesson.started_ms is None or lesson.ended_ms is None or lesson.started_ms < lesson.ended_ms

    @invariant()
    def a_class_can_be_joined_exactly_in_lobby_and_live(self) -> None:
        is_open = self.lesson.state in {LessonState.LOBBY, LessonState.LIVE}
        assert (may_join(self.lesson) is None) == is_open


TestLessonCourse = LessonCourse.TestCase
TestLessonCourse.settings = settings(max_examples=50, stateful_step_count=20, deadline=None)
