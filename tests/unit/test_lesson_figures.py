"""Figures of lessons and of students over lessons: means, sums, changes, and nothing while they are turned off."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.engagement import Counts, engagement
from appliance.domain.lesson_figures import (
    MeanFigures,
    added,
    change,
    counts_of,
    direction,
    lesson_figures,
    mean_figures,
    share,
)
from tests.support.lesson_year import Year, made_year

COMPOSITES = st.lists(st.floats(0, 100), max_size=40)


def test_a_lessons_mean_is_the_mean_of_its_students() -> None:
    (_, summary), *_ = made_year(Year(lessons=1, students=3))
    figures = lesson_figures(summary)
    own = [engagement(counts_of(student)) for student in summary.students]
    assert figures.students == tuple(own)
    assert figures.mean.composite == pytest.approx(sum(each.composite for each in own) / 3)
    assert figures.minutes == 50


def test_quiz_counts_are_those_of_all_questions() -> None:
    (_, summary), *_ = made_year(Year(lessons=1, students=7, questions=4))
    counts = lesson_figures(summary).quiz
    assert (counts.questions_asked, counts.answers, counts.graded) == (4, 28, 28)
    assert counts.correct == sum(question.correct for question in summary.questions)


def test_a_lesson_with_the_figures_turned_off_has_none_but_its_quizzes() -> None:
    (_, summary), *_ = made_year(Year(lessons=1))
    figures = lesson_figures(replace(summary, shows_engagement=False))
    assert figures.students == ()
    assert figures.mean == MeanFigures()
    assert (figures.confusion, figures.confusion_peak) == (None, None)
    assert figures.quiz == lesson_figures(summary).quiz


def test_an_empty_lesson_has_no_means() -> None:
    (_, summary), *_ = made_year(Year(lessons=1, students=0, questions=0))
    figures = lesson_figures(replace(summary, timeline=()))
    assert figures.mean == MeanFigures()
    assert figures.confusion is None


def test_who_has_no_figure_is_left_out_of_its_mean() -> None:
    asked = engagement(Counts(session_ms=10, watched_ms=10, asked=2, answered=1))
    unasked = engagement(Counts(session_ms=10, watched_ms=10))
    assert mean_figures([asked, unasked]).participation == 0.5
    assert mean_figures([unasked]).participation is None


def test_counts_of_several_lessons_add_up() -> None:
    counts = added([Counts(1, 2, 3, 4, 5, 6, 7), Counts(10, 20, 30, 40, 50, 60, 70)])
    assert counts == Counts(11, 22, 33, 44, 55, 66, 77)
    assert added([]) == Counts()


@pytest.mark.parametrize(
    ("composites", "expected"),
    [
        ([], None),
        ([10, 90, 90], None),
        ([10, 20, 30, 40], 20.0),
        ([10, 20, 99, 30, 40], 20.0),
        ([80, 80, 60, 60], -20.0),
        ([50, 50, 50, 50], 0.0),
    ],
)
def test_the_change_is_the_later_half_less_the_earlier(composites: list[float], expected: float | None) -> None:
    assert change(composites) == expected


@pytest.mark.parametrize(
    ("of_change", "word"),
    [
        (None, "unknown"),
        (0.0, "steady"),
        (9.99, "steady"),
        (-9.99, "steady"),
        (10.0, "rising"),
        (-10.0, "falling"),
    ],
)
def test_small_changes_are_steady(of_change: float | None, word: str) -> None:
    assert direction(of_change) == word


@given(COMPOSITES)
def test_equal_lessons_never_fall_or_rise_and_changes_stay_in_bounds(composites: list[float]) -> None:
    changed = change(composites)
    assert (changed is None) == (len(composites) < 4)
    assert changed is None or -100 <= changed <= 100
    assert direction(change([composites[0]] * 8 if composites else [])) in ("steady", "unknown")


@given(st.floats(-5, 500), st.integers(-3, 200))
def test_a_share_is_within_its_bounds(part: float, whole: int) -> None:
    found = share(part, whole)
    assert (found is None) == (whole <= 0)
    assert found is None or 0 <= found <= 1
