"""Whether the Wi-Fi carries the class: one bad device says nothing, many at once do, and the word does not flicker."""

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.reception import (
    FAIR_LOSS,
    FAIR_ROUND_TRIP_MS,
    LOOKS_TO_RECOVER,
    LOOKS_TO_WORSEN,
    POOR_DROPPED_FRAMES,
    POOR_LOSS,
    POOR_ROUND_TRIP_MS,
    SEVERITY,
    AirJudgement,
    AirState,
    Quality,
    Reception,
    air_sentence,
    loss_quantile,
)

GOOD, FAIR, POOR = Reception(0.0, 4.0), Reception(FAIR_LOSS, 4.0), Reception(POOR_LOSS, 4.0)
SILENT = Reception(0.0, None, 0, is_silent=True)
RECEPTIONS = st.builds(
    Reception,
    loss=st.floats(0, 1),
    round_trip_ms=st.none() | st.floats(0, 10_000),
    dropped_frames=st.integers(0, 500),
    is_silent=st.booleans(),
)
LOOKS = st.lists(RECEPTIONS, max_size=40)


def _after(looks: Sequence[Sequence[Reception]], judgement: AirJudgement | None = None) -> AirJudgement:
    judgement = judgement or AirJudgement()
    for look in looks:
        judgement = judgement.next(look)
    return judgement


def _in(state: AirState) -> AirJudgement:
    """A judgement that has stood for a while."""
    return AirJudgement(state)


@pytest.mark.parametrize(
    ("reception", "quality"),
    [
        (Reception(0.0), Quality.GOOD),
        (Reception(FAIR_LOSS - 0.001, FAIR_ROUND_TRIP_MS - 1), Quality.GOOD),
        (Reception(FAIR_LOSS), Quality.FAIR),
        (Reception(0.0, FAIR_ROUND_TRIP_MS), Quality.FAIR),
        (Reception(0.0, None, 1), Quality.FAIR),
        (Reception(POOR_LOSS), Quality.POOR),
        (Reception(0.0, POOR_ROUND_TRIP_MS), Quality.POOR),
        (Reception(0.0, 1.0, POOR_DROPPED_FRAMES), Quality.POOR),
        (SILENT, Quality.POOR),
    ],
)
def test_each_sign_of_a_bad_way_counts(reception: Reception, quality: Quality) -> None:
    assert reception.quality is quality


@given(st.integers(0, 449), RECEPTIONS, st.integers(1, 30))
def test_one_device_with_bad_reception_never_says_anything_of_the_air(others: int, bad: Reception, looks: int) -> None:
    assert _after([[GOOD] * others + [bad]] * looks).state is AirState.OK


@given(st.integers(3, 450))
def test_when_everybody_suffers_the_air_is_full_after_two_looks(viewers: int) -> None:
    assert _after([[POOR] * viewers] * (LOOKS_TO_WORSEN - 1)).state is AirState.OK
    assert _after([[POOR] * viewers] * LOOKS_TO_WORSEN).state is AirState.FULL


@pytest.mark.parametrize(
    ("look", "state"),
    [
        ([POOR] * 3 + [GOOD] * 4, AirState.FULL),
        ([POOR] * 3 + [GOOD] * 5, AirState.BUSY),
        ([POOR] * 12 + [GOOD] * 18, AirState.FULL),
        ([POOR] * 11 + [GOOD] * 19, AirState.BUSY),
        ([FAIR] * 30, AirState.BUSY),
        ([FAIR] * 9 + [GOOD] * 21, AirState.BUSY),
        ([FAIR] * 8 + [GOOD] * 22, AirState.OK),
        ([POOR] * 2, AirState.OK),
        ([POOR] * 3, AirState.FULL),
        ([], AirState.OK),
    ],
)
def test_the_published_bounds_hold(look: list[Reception], state: AirState) -> None:
    assert _after([look] * 5).state is state


@given(st.integers(0, 200), st.integers(0, 200))
def test_phones_that_are_put_away_at_once_do_not_fill_the_air(silent: int, watching: int) -> None:
    assert _after([[SILENT] * silent + [GOOD] * watching] * 10).state is AirState.OK


@given(LOOKS, LOOKS, st.sampled_from(AirState), st.integers(1, 20))
def test_looks_that_alternate_change_nothing_unless_all_agree(
    one: list[Reception], other: list[Reception], state: AirState, rounds: int
) -> None:
    """Of two looks that would each leave the state in another direction, neither ever gets its way."""
    leanings = {_in(state).next(look).leaning for look in (one, other)}
    after = _after([one, other] * rounds, _in(state))
    if leanings != {1} and leanings != {-1}:
        assert after.state is state


@given(LOOKS, st.sampled_from(AirState))
def test_a_state_comes_to_rest_and_stays(look: list[Reception], state: AirState) -> None:
    settled = _after([look] * (LOOKS_TO_WORSEN + LOOKS_TO_RECOVER), _in(state))
    assert settled.leaning == 0
    assert _after([look] * 10, settled) == settled


@given(st.lists(LOOKS, max_size=12), st.sampled_from(AirState))
def test_no_state_lasts_less_than_two_looks(looks: list[list[Reception]], state: AirState) -> None:
    judgement, lasted = _in(state), LOOKS_TO_RECOVER
    for look in looks:
        before, judgement = judgement, judgement.next(look)
        if judgement.state is before.state:
            lasted += 1
            continue
        is_worse = SEVERITY[judgement.state] > SEVERITY[before.state]
        assert lasted >= (LOOKS_TO_WORSEN if is_worse else LOOKS_TO_RECOVER) - 1
        lasted = 0


def test_a_full_air_recovers_only_when_it_is_clearly_better() -> None:
    """Between the bounds it stays what it is, for as long as it takes."""
    between = [POOR] * 3 + [GOOD] * 7
    assert _after([between] * 50, _in(AirState.FULL)).state is AirState.FULL
    assert _after([between] * 50).state is AirState.BUSY
    well = [GOOD] * 10
    assert _after([well] * (LOOKS_TO_RECOVER - 1), _in(AirState.FULL)).state is AirState.FULL
    assert _after([well] * LOOKS_TO_RECOVER, _in(AirState.FULL)).state is AirState.OK


@given(LOOKS, st.sampled_from(AirState))
def test_there_is_always_a_sentence_with_true_numbers(look: list[Reception], state: AirState) -> None:
    sentence = air_sentence(state, look)
    weak = sum(each.quality is not Quality.GOOD for each in look)
    poor = sum(each.quality is Quality.POOR for each in look)
    for text in (sentence.en, sentence.ko):
        assert text.endswith(".")
        assert {int(number) for number in re.findall(r"\d+", text.replace("5 GHz", ""))} <= {len(look), weak, poor}


def test_the_sentence_says_what_to_do() -> None:
    full, busy, ok = (air_sentence(state, [POOR] * 4 + [GOOD] * 2) for state in reversed(AirState))
    assert "full: 4 of 6" in full.en
    assert "access point" in full.en
    assert "4대" in full.ko
    assert "5 GHz" in busy.en
    assert "4 of 6 devices: move them closer" in ok.en
    assert air_sentence(AirState.FULL, [GOOD] * 6).en == "The Wi-Fi is recovering."


@given(LOOKS, st.floats(0, 1))
def test_a_quantile_is_one_of_the_losses(look: list[Reception], share: float) -> None:
    assert loss_quantile(look, share) in ({each.loss for each in look} or {0.0})


def test_quantiles_of_a_class() -> None:
    look = [Reception(number / 100) for number in range(11)]
    assert (loss_quantile(look, 0.5), loss_quantile(look, 0.9), loss_quantile([], 0.9)) == (0.05, 0.09, 0.0)
