"""A session summed up: each student's counted facts, each question of each run, and the curve of the lesson."""

from dataclasses import replace
from itertools import pairwise

import pytest

from appliance.domain.lesson_summary import LessonSummary, StudentSummary, TimelinePoint
from appliance.domain.quiz_course import open_run
from appliance.services.session_records import (
    TIMELINE_POINTS_MAX,
    SessionRecords,
    student_facts,
    summarise,
)
from appliance.storage.collection import EntityCodec
from appliance.storage.ledger import DOCUMENT_MAX_BYTES
from tests.support.class_records import (
    ENDED_MS,
    JIHO,
    LESSON,
    MINJUN,
    MINUTE_MS,
    QUESTION,
    SEOYEON,
    asked,
    here,
    person,
    small_class,
)
from tests.support.made_quizzes import made_run

NOTHING = SessionRecords(LESSON, (), (), (), (), (), (), (), ())


@pytest.fixture
def summary() -> LessonSummary:
    return summarise(small_class(), ENDED_MS)


def _student(summary: LessonSummary, participant_id: str) -> StudentSummary:
    (found,) = [each for each in summary.students if each.participant_id == participant_id]
    return found


def test_a_students_facts_are_counted(summary: LessonSummary) -> None:
    seoyeon = _student(summary, SEOYEON)
    assert (seoyeon.session_ms, seoyeon.present_ms, seoyeon.watched_ms) == (ENDED_MS, ENDED_MS, ENDED_MS)
    assert (seoyeon.asked, seoyeon.answered, seoyeon.graded, seoyeon.correct) == (2, 2, 2, 2)
    assert (seoyeon.activity_events, seoyeon.lost_taps, seoyeon.points) == (3, 0, 2.0)


def test_who_came_late_is_measured_from_then_on_and_two_devices_count_once(summary: LessonSummary) -> None:
    minjun = _student(summary, MINJUN)
    assert (minjun.session_ms, minjun.present_ms) == (20 * MINUTE_MS, 10 * MINUTE_MS)
    assert (minjun.asked, minjun.answered, minjun.correct) == (1, 1, 0)
    assert (minjun.activity_events, minjun.lost_taps) == (1, 1)


def test_only_those_in_the_class_are_listed_in_the_order_in_which_they_came(summary: LessonSummary) -> None:
    assert [each.participant_id for each in summary.students] == [SEOYEON, MINJUN]


def test_each_question_of_each_run_is_told_in_order(summary: LessonSummary) -> None:
    first, second = summary.questions
    assert (first.run_id, first.asked, first.answered, first.correct) == ("first", 2, 1, 1)
    assert (second.run_id, second.asked, second.answered, second.correct) == ("second", 3, 2, 1)
    assert first.options[0].is_correct
    assert {first.text, second.text} == {QUESTION.text}


def test_a_question_that_was_asked_twice_has_one_item_with_the_last_answers(summary: LessonSummary) -> None:
    (item,) = summary.items
    assert (item.question_id, item.answered, item.correct) == (QUESTION.id, 2, 1)


def test_where_the_class_was_lost_is_kept_by_topic_over_time(summary: LessonSummary) -> None:
    by_minute = {
        point.at_ms // MINUTE_MS: {topic.topic: topic.level for topic in point.topics} for point in summary.confusion
    }
    assert by_minute[10] == {}
    assert by_minute[26] == {"plants": 0.5}
    assert by_minute[28] == {"biology": 0.5, "plants": 0.5}
    assert by_minute[40] == {}


def test_a_draft_was_not_asked() -> None:
    records = replace(small_class(), runs=(made_run(QUESTION, run_id="draft"),), responses=())
    summary = summarise(records, ENDED_MS)
    assert (summary.questions, summary.items) == ((), ())


def test_who_answered_was_asked_even_in_a_run_that_is_still_open() -> None:
    records = small_class()
    still_open = open_run(made_run(QUESTION, run_id="second"), 25 * MINUTE_MS)
    summary = summarise(replace(records, runs=(records.runs[0], still_open)), ENDED_MS)
    assert _student(summary, MINJUN).asked == 1
    assert summary.questions[1].asked == 3


def test_deleted_messages_are_no_messages(summary: LessonSummary) -> None:
    assert (summary.messages, summary.class_questions) == (2, 1)


def test_the_lesson_is_kept_with_its_setting(summary: LessonSummary) -> None:
    assert (summary.id, summary.topic, summary.started_ms, summary.ended_ms) == ("lesson", "biology", 0, ENDED_MS)
    assert summary.shows_engagement
    records = replace(small_class(), lesson=replace(LESSON, shows_engagement=False))
    assert not summarise(records, ENDED_MS).shows_engagement


def test_a_session_that_never_went_live_takes_no_time() -> None:
    summary = summarise(replace(NOTHING, lesson=replace(LESSON, started_ms=None)), 1_000)
    assert (summary.started_ms, summary.ended_ms) == (1_000, 1_000)
    assert (summary.students, summary.questions, summary.timeline) == ((), (), ())


@pytest.mark.parametrize("count", [0, 1, TIMELINE_POINTS_MAX, TIMELINE_POINTS_MAX + 1, 1_440])
def test_a_long_lessons_curve_is_thinned_evenly(count: int) -> None:
    points = tuple(TimelinePoint(f"{at:05}", at, 1, 1, 50.0, 0.0) for at in reversed(range(count)))
    thinned = summarise(replace(NOTHING, timeline=points), ENDED_MS).timeline
    assert len(thinned) <= TIMELINE_POINTS_MAX
    assert len(thinned) >= min(count, TIMELINE_POINTS_MAX // 2)
    steps = {after.at_ms - before.at_ms for before, after in pairwise(thinned)}
    assert len(steps) <= 1


def test_a_class_of_a_thousand_is_one_document_of_the_store() -> None:
    records = replace(
        NOTHING,
        participants=tuple(person(f"p{number:032}") for number in range(1_000)),
        spans=tuple(here(f"p{number:032}", 0, ENDED_MS) for number in range(1_000)),
        runs=(asked(0, 1),),
    )
    summary = summarise(records, ENDED_MS)
    assert len(summary.students) == 1_000
    assert len(EntityCodec(LessonSummary).encode(summary)) < DOCUMENT_MAX_BYTES


def test_facts_are_gathered_for_those_sent_away_too_but_not_for_those_who_wait() -> None:
    facts = student_facts(small_class(), frozenset({SEOYEON}))
    assert set(facts) == {SEOYEON, MINJUN, JIHO}
    assert [who for who, each in facts.items() if each.is_connected] == [SEOYEON]
    assert facts[MINJUN].message_count == 1
