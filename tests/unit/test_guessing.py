"""How often somebody may guess: each bound, what resets it, and that guessing hurts nobody else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.errors import CapacityExceeded, TooManyTries
from appliance.services.guessing import (
    DELAY_MAX_SECONDS,
    KEYS_MAX,
    CodeGuesses,
    HourlyCount,
    LoginGuesses,
    delay_seconds,
)
from tests.support.people_box import HandBoxClock

TEACHERS_PLACE, PUPILS_PLACE = "10.0.0.1", "10.0.0.66"


def _fail(guesses: LoginGuesses, source: str, account: str = "t1") -> None:
    with guesses.attempt(account, source) as attempt:
        attempt.is_right = False


def _succeed(guesses: LoginGuesses, source: str, account: str = "t1") -> None:
    with guesses.attempt(account, source) as attempt:
        attempt.is_right = True


def _failures_within(guesses: LoginGuesses, clock: HandBoxClock, sources: list[str], seconds: int) -> int:
    """How many wrong passwords are looked at when every address tries again every second."""
    failures = 0
    for _ in range(seconds):
        for source in sources:
            try:
                _fail(guesses, source)
            except TooManyTries:
                continue
            failures += 1
        clock.pass_seconds(1)
    return failures


def test_delays_grow_and_stay_bounded() -> None:
    assert [delay_seconds(failures) for failures in range(8)] == [0, 0, 0, 1, 2, 4, 8, 16]
    assert delay_seconds(100) == DELAY_MAX_SECONDS


def test_mistyping_costs_nothing_at_first_and_then_a_wait() -> None:
    clock = HandBoxClock()
    guesses = LoginGuesses(clock.monotonic_ns)
    for _ in range(3):
        _fail(guesses, TEACHERS_PLACE)
    with pytest.raises(TooManyTries) as refused:
        _succeed(guesses, TEACHERS_PLACE)
    assert refused.value.retry_after == 1
    clock.pass_seconds(1)
    _succeed(guesses, TEACHERS_PLACE)


def test_a_success_clears_the_address() -> None:
    clock = HandBoxClock()
    guesses = LoginGuesses(clock.monotonic_ns)
    for _ in range(2):
        _fail(guesses, TEACHERS_PLACE)
    _succeed(guesses, TEACHERS_PLACE)
    for _ in range(3):
        _fail(guesses, TEACHERS_PLACE)
    with pytest.raises(TooManyTries):
        _fail(guesses, TEACHERS_PLACE)


def test_one_address_fails_twenty_times_an_hour() -> None:
    clock = HandBoxClock()
    assert _failures_within(LoginGuesses(clock.monotonic_ns), clock, [PUPILS_PLACE], 3_500) <= 20


def test_an_account_fails_a_hundred_times_an_hour_whoever_guesses() -> None:
    clock = HandBoxClock()
    guesses = LoginGuesses(clock.monotonic_ns)
    known = [f"10.0.1.{number}" for number in range(10)]
    for source in known:
        _succeed(guesses, source)
    strangers = [f"10.0.2.{number}" for number in range(30)]
    assert _failures_within(guesses, clock, known + strangers, 600) == 100


def test_pupils_who_guess_do_not_lock_the_teacher_out_where_the_teacher_has_been() -> None:
    clock = HandBoxClock()
    guesses = LoginGuesses(clock.monotonic_ns)
    _succeed(guesses, TEACHERS_PLACE)
    pupils = [f"10.0.2.{number}" for number in range(30)]
    assert _failures_within(guesses, clock, pupils, 600) == 60
    _succeed(guesses, TEACHERS_PLACE)


def test_one_pupil_who_guesses_does_not_lock_the_teacher_out_anywhere() -> None:
    clock = HandBoxClock()
    guesses = LoginGuesses(clock.monotonic_ns)
    _failures_within(guesses, clock, [PUPILS_PLACE], 1_000)
    _succeed(guesses, "10.0.0.2")


def test_the_teacher_gets_in_at_the_box_itself() -> None:
    clock = HandBoxClock()
    guesses = LoginGuesses(clock.monotonic_ns)
    _failures_within(guesses, clock, [f"10.0.2.{number}" for number in range(30)], 600)
    _succeed(guesses, "127.0.0.1")


def test_parallel_guesses_are_counted_before_they_are_looked_at() -> None:
    guesses = LoginGuesses(HandBoxClock().monotonic_ns)
    with guesses.attempt("t1", PUPILS_PLACE), guesses.attempt("t2", PUPILS_PLACE):
        with pytest.raises(TooManyTries):
            _fail(guesses, PUPILS_PLACE, "t3")
        _fail(guesses, TEACHERS_PLACE, "t3")


def test_a_guess_that_was_not_looked_at_is_none() -> None:
    guesses = LoginGuesses(HandBoxClock().monotonic_ns)
    for _ in range(50):
        with pytest.raises(CapacityExceeded), guesses.attempt("t1", PUPILS_PLACE):
            raise CapacityExceeded("The queue is full.")
    _fail(guesses, PUPILS_PLACE)


def test_many_logins_from_one_address_are_bounded_together() -> None:
    guesses = LoginGuesses(HandBoxClock().monotonic_ns)
    for number in range(60):
        _fail(guesses, PUPILS_PLACE, f"?{number}")
    with pytest.raises(TooManyTries):
        _fail(guesses, PUPILS_PLACE, "?60")


def _wrong_codes(guesses: CodeGuesses, sources: list[str], each: int) -> int:
    """How many codes are looked at when every address tries so many, all of them wrong."""
    looked_at = 0
    for _ in range(each):
        for source in sources:
            try:
                guesses.require(source)
            except TooManyTries:
                continue
            guesses.was_wrong(source)
            looked_at += 1
    return looked_at


def test_one_address_guesses_a_hundred_codes_an_hour() -> None:
    clock = HandBoxClock()
    guesses = CodeGuesses(clock.monotonic_ns)
    assert _wrong_codes(guesses, [PUPILS_PLACE], 5_000) == 100
    clock.pass_seconds(3_599)
    assert _wrong_codes(guesses, [PUPILS_PLACE], 10) == 0
    clock.pass_seconds(1)
    assert _wrong_codes(guesses, [PUPILS_PLACE], 10) == 10


def test_all_addresses_together_guess_a_thousand_codes_an_hour() -> None:
    guesses = CodeGuesses(HandBoxClock().monotonic_ns)
    sources = [f"10.{number // 250}.0.{number % 250}" for number in range(3_000)]
    assert _wrong_codes(guesses, sources[:150], 10) == 950
    assert _wrong_codes(guesses, sources[150:], 10) == 50


def test_a_few_who_guess_do_not_hinder_who_knows_the_code() -> None:
    guesses = CodeGuesses(HandBoxClock().monotonic_ns)
    assert _wrong_codes(guesses, [f"10.0.0.{number}" for number in range(30)], 200) == 590
    assert _wrong_codes(guesses, ["10.0.0.200"], 2) == 2
    guesses.require("10.0.0.200")


@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.integers(0, 1_000)), max_size=300))
def test_no_hour_holds_more_than_its_limit(steps: list[tuple[str, int]]) -> None:
    clock = HandBoxClock()
    count = HourlyCount(limit=5)
    happened: dict[str, list[int]] = {}
    for key, seconds in steps:
        clock.pass_seconds(seconds)
        now = clock.monotonic_ns()
        if count.wait_ns(key, now) == 0:
            count.add(key, now)
            happened.setdefault(key, []).append(now)
    for times in happened.values():
        assert all(later - earlier >= 3_600e9 for earlier, later in zip(times, times[5:], strict=False))


def test_the_table_of_keys_is_bounded() -> None:
    count = HourlyCount(limit=3)
    for number in range(KEYS_MAX + 100):
        count.add(str(number), 0)
    assert len(count) == KEYS_MAX
