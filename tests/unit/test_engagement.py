"""Engagement by its published formula: absolute, and within its bounds whatever happened."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.engagement import (
    ACTIVITY_FULL,
    CONFUSION_FORMULA,
    CONFUSION_POINTS_MAX,
    FORMULA,
    MINUTE_MS,
    ConfusionMark,
    Counts,
    HelpReason,
    LessonFacts,
    StudentFacts,
    TopicConfusion,
    confusion,
    confusion_marks,
    confusion_over_time,
    count,
    engagement,
    needs_help,
)
from appliance.domain.quiz import Answer, QuestionKind
from appliance.domain.quiz_course import close, open_run
from appliance.domain.quiz_run import QuizResponse, QuizRun
from appliance.domain.talk import PresenceSpan, Signal, SignalKind
from tests.support.made_quizzes import made_question, made_response, made_run, right_answer

CHOICE = made_question(QuestionKind.SINGLE_CHOICE, "choice")
POLL = made_question(QuestionKind.POLL, "poll")
SLIDE = made_question(QuestionKind.SLIDE, "slide")
WRONG = Answer(("choice-b",))
HOUR_MS = 60 * MINUTE_MS
TIMES = st.integers(0, 2 * HOUR_MS)


def closed_run(run_id: str, opened_ms: int, closed_ms: int) -> QuizRun:
    return close(open_run(made_run(CHOICE, POLL, SLIDE, run_id=run_id), opened_ms), closed_ms)


def span(from_ms: int, until_ms: int, watching_ms: int | None = None, who: str = "p") -> PresenceSpan:
    watched = until_ms - from_ms if watching_ms is None else watching_ms
    return PresenceSpan(f"{who}{from_ms}", who, from_ms, until_ms, watched)


def tap(kind: SignalKind, at_ms: int, detail: str = "", who: str = "p") -> Signal:
    return Signal(f"{who}{at_ms}", who, kind, at_ms, detail)


def wrong(at_ms: int, run_id: str = "run", who: str = "p") -> QuizResponse:
    return made_response(CHOICE, WRONG, who, run_id=run_id, received_ms=at_ms)


def right(at_ms: int, run_id: str = "run", who: str = "p") -> QuizResponse:
    return made_response(CHOICE, right_answer(CHOICE), who, run_id=run_id, received_ms=at_ms)


@pytest.mark.parametrize(
    ("counts", "composite"),
    [
        (Counts(), 0.0),
        (Counts(session_ms=HOUR_MS, watched_ms=HOUR_MS, asked=4, answered=4, events=6 * ACTIVITY_FULL), 100.0),
        (Counts(session_ms=HOUR_MS, watched_ms=HOUR_MS, asked=4, answered=0), 40.0),
        (Counts(session_ms=HOUR_MS, watched_ms=HOUR_MS // 2, asked=4, answered=3), 50.0),
        (Counts(session_ms=HOUR_MS, asked=4, answered=4), 40.0),
        (Counts(session_ms=HOUR_MS, events=1_000_000), 100 / 3),
        (Counts(session_ms=HOUR_MS, watched_ms=HOUR_MS), 200 / 3),
        (Counts(session_ms=HOUR_MS, watched_ms=HOUR_MS, events=6 * ACTIVITY_FULL), 100.0),
    ],
)
def test_the_composite_follows_the_formula(counts: Counts, composite: float) -> None:
    assert engagement(counts).composite == pytest.approx(composite)


def test_nothing_asked_and_nothing_answered_is_nothing_and_not_zero() -> None:
    figures = engagement(Counts(session_ms=HOUR_MS))
    assert figures.participation is None
    assert figures.accuracy is None


def test_right_answers_do_not_count_as_engagement() -> None:
    counts = Counts(session_ms=HOUR_MS, asked=2, answered=2, graded=2, correct=2)
    assert engagement(counts).accuracy == 1.0
    assert engagement(counts).composite == engagement(replace(counts, correct=0)).composite


def test_one_early_tap_is_not_full_activity() -> None:
    assert engagement(Counts(session_ms=1_000, events=1)).activity == pytest.approx(1 / ACTIVITY_FULL)
    assert engagement(Counts(session_ms=HOUR_MS, events=1)).activity == pytest.approx(1 / ACTIVITY_FULL / 6)


def test_the_formula_is_told_in_both_languages() -> None:
    for text in (FORMULA.en, FORMULA.ko):
        assert all(figure in text for figure in ("40", "20", "100", str(ACTIVITY_FULL)))
    assert "5" in CONFUSION_FORMULA.en
    assert "5" in CONFUSION_FORMULA.ko


def test_presence_counts_from_the_first_join_and_from_the_start_of_the_lesson() -> None:
    lesson = LessonFacts(started_ms=10_000, until_ms=110_000)
    early = StudentFacts(joined_ms=0, spans=(span(0, 60_000),))
    late = StudentFacts(joined_ms=60_000, spans=(span(60_000, 110_000),))
    assert (count(lesson, early).session_ms, count(lesson, early).watched_ms) == (100_000, 50_000)
    assert engagement(count(lesson, late)).presence == 1.0


def test_only_watching_is_presence_and_two_devices_count_once() -> None:
    lesson = LessonFacts(started_ms=0, until_ms=100_000)
    hidden = StudentFacts(0, spans=(span(0, 100_000, 25_000),))
    twice = StudentFacts(0, spans=(span(0, 50_000), span(0, 50_000), span(40_000, 60_000)))
    assert count(lesson, hidden).watched_ms == 25_000
    assert count(lesson, twice).watched_ms == 60_000


def test_what_was_asked_before_joining_is_not_held_against_a_student() -> None:
    runs = (closed_run("early", 0, 10_000), closed_run("later", 20_000, 30_000))
    lesson = LessonFacts(0, HOUR_MS, runs)
    late = StudentFacts(joined_ms=10_001, responses=(right(25_000, "later"),))
    assert (count(lesson, late).asked, count(lesson, late).answered) == (2, 1)
    assert count(lesson, replace(late, joined_ms=10_000)).asked == 4


def test_an_open_run_counts_only_for_those_who_have_answered() -> None:
    lesson = LessonFacts(0, HOUR_MS, (open_run(made_run(CHOICE), 0),))
    assert count(lesson, StudentFacts(0)).asked == 0
    assert engagement(count(lesson, StudentFacts(0, responses=(right(1_000),)))).participation == 1.0


def test_polls_are_answers_but_neither_right_nor_wrong() -> None:
    responses = (right(1_000), made_response(POLL, right_answer(POLL)))
    counts = count(LessonFacts(0, HOUR_MS, (closed_run("run", 0, 9_000),)), StudentFacts(0, responses=responses))
    assert (counts.answered, counts.graded, counts.correct) == (2, 1, 1)


def test_being_lost_is_no_activity_but_hands_and_reactions_are() -> None:
    signals = (tap(SignalKind.LOST, 1), tap(SignalKind.HAND, 2), tap(SignalKind.REACTION, 3, "clap"))
    student = StudentFacts(0, signals=signals, message_count=4)
    assert count(LessonFacts(0, HOUR_MS), student).events == 6


@given(st.builds(Counts, *[st.integers(-(10**15), 10**15)] * 7))
def test_every_figure_is_within_its_bounds_whatever_was_counted(counts: Counts) -> None:
    figures = engagement(counts)
    assert 0.0 <= figures.presence <= 1.0
    assert 0.0 <= figures.activity <= 1.0
    assert 0.0 <= figures.composite <= 100.0
    assert (figures.participation is None) == (counts.asked <= 0)
    assert (figures.accuracy is None) == (counts.graded <= 0)
    assert 0.0 <= (figures.participation or 0.0) <= 1.0
    assert 0.0 <= (figures.accuracy or 0.0) <= 1.0


@st.composite
def students(draw: st.DrawFn) -> StudentFacts:
    """A student of whom the box saw anything, overlapping and backward spans included."""
    spans = draw(st.lists(st.builds(span, TIMES, TIMES, st.integers(-10, 3 * HOUR_MS)), max_size=6))
    runs = st.sampled_from(["one", "two", "gone"])
    responses = draw(st.lists(st.one_of(st.builds(right, TIMES, runs), st.builds(wrong, TIMES, runs)), max_size=5))
    signals = draw(st.lists(st.builds(tap, st.sampled_from(SignalKind), TIMES), max_size=6))
    return StudentFacts(
        draw(TIMES), tuple(spans), tuple(responses), tuple(signals), draw(st.integers(0, 99)), draw(st.booleans())
    )


@given(students(), st.one_of(st.none(), TIMES), TIMES)
def test_every_count_fits_the_others(student: StudentFacts, started_ms: int | None, until_ms: int) -> None:
    lesson = LessonFacts(started_ms, until_ms, (closed_run("one", 0, 60_000), closed_run("two", 60_000, HOUR_MS)))
    counts = count(lesson, student)
    assert 0 <= counts.watched_ms <= counts.session_ms
    assert 0 <= counts.answered <= counts.asked
    assert 0 <= counts.correct <= counts.graded
    reasons = needs_help(lesson, student, until_ms)
    assert len(set(reasons)) == len(reasons)
    assert HelpReason.GONE not in reasons or not student.is_connected


@pytest.mark.parametrize(
    ("responses", "needs"),
    [
        ((), False),
        ((wrong(1),), False),
        ((wrong(2, "b"), wrong(1, "a")), True),
        ((right(3, "c"), wrong(2, "b"), wrong(1, "a")), False),
        ((wrong(3, "c"), right(2, "b"), wrong(1, "a")), False),
        ((wrong(1, "a"), made_response(POLL, right_answer(POLL), received_ms=2), wrong(3, "c")), True),
    ],
)
def test_two_wrong_in_a_row_call_for_help(responses: tuple[QuizResponse, ...], needs: bool) -> None:
    reasons = needs_help(LessonFacts(0, 10), StudentFacts(0, responses=responses, is_connected=True), 10)
    assert reasons == ((HelpReason.TWO_WRONG_IN_A_ROW,) if needs else ())


@pytest.mark.parametrize(
    ("taps_ms", "needs"),
    [((), False), ((1,), False), ((1, 300_000), True), ((0, 300_000), False), ((1, 300_001), False)],
)
def test_lost_twice_in_five_minutes_calls_for_help(taps_ms: tuple[int, ...], needs: bool) -> None:
    student = StudentFacts(0, signals=tuple(tap(SignalKind.LOST, at_ms) for at_ms in taps_ms), is_connected=True)
    assert (HelpReason.LOST_TWICE in needs_help(LessonFacts(0, 300_000), student, 300_000)) is needs


@pytest.mark.parametrize(
    ("is_connected", "now_ms", "needs"), [(False, 130_000, False), (False, 130_001, True), (True, 10**7, False)]
)
def test_gone_for_more_than_two_minutes_calls_for_help(is_connected: bool, now_ms: int, needs: bool) -> None:
    student = StudentFacts(0, spans=(span(0, 10_000),), is_connected=is_connected)
    assert (HelpReason.GONE in needs_help(LessonFacts(0, now_ms), student, now_ms)) is needs


def test_who_joined_and_never_connected_is_gone() -> None:
    assert needs_help(LessonFacts(0, 120_001), StudentFacts(0), 120_001) == (HelpReason.GONE,)


@pytest.mark.parametrize(
    ("spans", "responses", "needs"),
    [
        ((span(0, 90_000),), (), True),
        ((span(0, 70_000),), (), True),
        ((span(0, 69_999),), (), False),
        ((), (), False),
        ((span(0, 90_000),), (right(75_000, "two"),), False),
        ((span(0, 90_000),), (right(5_000, "one"),), True),
    ],
)
def test_no_answer_while_present_calls_for_help(
    spans: tuple[PresenceSpan, ...], responses: tuple[QuizResponse, ...], needs: bool
) -> None:
    lesson = LessonFacts(0, 90_000, (closed_run("one", 0, 10_000), closed_run("two", 60_000, 80_000)))
    student = StudentFacts(0, spans=spans, responses=responses, is_connected=True)
    assert needs_help(lesson, student, 90_000) == ((HelpReason.NO_ANSWER_WHILE_PRESENT,) if needs else ())


def test_confusion_is_the_share_of_students_who_are_lost_in_a_topic() -> None:
    signals = [
        tap(SignalKind.LOST, 1_000, "plants", "a"),
        tap(SignalKind.LOST, 2_000, "plants", "a"),
        tap(SignalKind.LOST, 3_000, "cells", "b"),
        tap(SignalKind.REACTION, 3_000, "clap", "c"),
    ]
    responses = [wrong(4_000, who="b"), right(4_000, who="c"), wrong(4_000, "unknown", who="d")]
    marks = confusion_marks(signals, responses, [closed_run("run", 0, 9_000)])
    assert confusion(marks, 4, 5_000) == (TopicConfusion("plants", 0.5, 2), TopicConfusion("cells", 0.25, 1))
    assert confusion(marks, 4, 1_500) == (TopicConfusion("plants", 0.25, 1),)
    assert confusion(marks, 1, 5_000)[0].level == 1.0
    assert confusion(marks, 0, 5_000)[0].level == 0.0
    assert confusion(marks, 4, 5 * MINUTE_MS + 4_000) == ()


def test_confusion_over_time_rises_and_falls() -> None:
    marks = [ConfusionMark("plants", who, 90_000) for who in "ab"]
    spans = [span(0, HOUR_MS, who=who) for who in "abcd"] + [span(0, HOUR_MS, who="a"), span(0, 30_000, who="left")]
    points = confusion_over_time(marks, spans, 0, 8 * MINUTE_MS + 1)
    levels = [(point.at_ms // MINUTE_MS, [topic.level for topic in point.topics]) for point in points]
    assert levels == [(1, []), *[(minute, [0.5]) for minute in range(2, 7)], (7, []), (8, []), (8, [])]


@given(
    st.lists(st.builds(ConfusionMark, st.sampled_from(["", "x", "y"]), st.sampled_from("abcd"), TIMES), max_size=20),
    st.lists(st.builds(span, TIMES, TIMES, TIMES, st.sampled_from("abcd")), max_size=10),
    TIMES,
    st.integers(0, 10**9),
)
def test_confusion_keeps_its_bounds(
    marks: list[ConfusionMark], spans: list[PresenceSpan], from_ms: int, length_ms: int
) -> None:
    points = confusion_over_time(marks, spans, from_ms, from_ms + length_ms)
    assert len(points) <= CONFUSION_POINTS_MAX
    assert [point.at_ms for point in points] == sorted({point.at_ms for point in points})
    assert all(from_ms < point.at_ms <= from_ms + length_ms for point in points)
    for point in points:
        here = {s.participant_id for s in spans if s.from_ms <= point.at_ms <= s.until_ms}
        assert point.topics == confusion(marks, len(here), point.at_ms)
        assert all(0.0 <= topic.level <= 1.0 for topic in point.topics)
