"""Questions over many lessons: added up, each once per lesson, by their latest words."""

from dataclasses import replace

import pytest

from appliance.domain.lesson_summary import LessonSummary
from appliance.domain.question_pool import misleads, pool
from appliance.domain.quiz_analytics import OptionAnalysis
from tests.support.lesson_year import Year, made_year

WRONG = OptionAnalysis("b", is_correct=False, everybody=0.3, weak=0.5, strong=0.1)


@pytest.fixture
def lessons() -> list[LessonSummary]:
    return [summary for _, summary in made_year(Year(lessons=20, students=30, questions=3))]


def test_the_same_question_of_several_lessons_is_one(lessons: list[LessonSummary]) -> None:
    pooled = pool(lessons)
    assert len(pooled) == 30
    for question in pooled:
        assert len(question.session_ids) == 2
        assert question.item.answered == 60
        assert question.asked == 60


def test_sums_are_those_of_the_lessons(lessons: list[LessonSummary]) -> None:
    correct = sum(item.correct for lesson in lessons for item in lesson.items)
    assert sum(question.item.correct for question in pool(lessons)) == correct


def test_a_question_asked_again_in_the_same_lesson_counts_once(lessons: list[LessonSummary]) -> None:
    first = lessons[0]
    again = replace(first.questions[0], run_id="again", opened_ms=first.ended_ms)
    (question,) = [
        each
        for each in pool([replace(first, questions=(*first.questions, again))])
        if each.latest.question_id == again.question_id
    ]
    assert (question.asked, question.item.answered, len(question.session_ids)) == (30, 30, 1)
    assert question.latest.run_id == "again"


def test_an_edited_question_goes_by_its_latest_words(lessons: list[LessonSummary]) -> None:
    later = lessons[10]
    edited = replace(later.questions[0], text="The new words")
    newer = replace(later, questions=(edited, *later.questions[1:]))
    for order in ([lessons[0], newer], [newer, lessons[0]]):
        texts = {question.latest.text for question in pool(order) if question.latest.question_id == edited.question_id}
        assert texts == {"The new words"}


def test_a_copy_of_a_question_in_another_quiz_is_another_question(lessons: list[LessonSummary]) -> None:
    first = lessons[0]
    copied = replace(
        first, id="other", questions=tuple(replace(question, quiz_id="copy") for question in first.questions)
    )
    assert len(pool([first, copied])) == 6


def test_topic_and_quiz_narrow_it_down(lessons: list[LessonSummary]) -> None:
    first = lessons[0]
    own_topic = replace(first, questions=(replace(first.questions[0], topic="cells"), *first.questions[1:]))
    assert len(pool([own_topic], topic="cells")) == 1
    assert len(pool([own_topic], topic=first.topic)) == 2
    assert {question.latest.quiz_id for question in pool(lessons, quiz_id="quiz-3")} == {"quiz-3"}
    assert pool(lessons, topic="nothing like this") == []
    assert pool([]) == []


@pytest.mark.parametrize(
    ("option", "right_share", "expected"),
    [
        (WRONG, 0.6, False),
        (replace(WRONG, weak=0.1, strong=0.4), 0.6, True),
        (WRONG, 0.2, True),
        (replace(WRONG, is_correct=True), 0.2, False),
        (replace(WRONG, everybody=0.0), 0.0, False),
        (replace(WRONG, weak=None, strong=None), 0.3, False),
        (WRONG, None, False),
    ],
)
def test_an_option_misleads_when_it_draws_the_strong_or_more_than_the_right_one(
    option: OptionAnalysis, right_share: float | None, expected: bool
) -> None:
    assert misleads(option, right_share) is expected
