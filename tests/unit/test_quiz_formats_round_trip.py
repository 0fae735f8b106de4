"""Import, export, import gives the same quiz, ids aside: JSON and CSV every field, GIFT all that GIFT can carry."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.domain.quiz import Option, Question, QuestionKind, Quiz
from appliance.domain.quiz_formats import FormatError, ImportedQuiz, QuizFormat, read_quiz, write_quiz
from tests.support.quiz_values import as_quiz, new_ids, quizzes, without_ids

WRITTEN = (QuizFormat.JSON, QuizFormat.CSV, QuizFormat.GIFT)
ONLY_READ = tuple(format_ for format_ in QuizFormat if format_ not in WRITTEN)


def trip(quiz: Quiz, format_: QuizFormat) -> ImportedQuiz:
    return read_quiz(write_quiz(quiz, format_), format_, new_ids())


def carried_by_gift(question: Question) -> Question:
    key = question.text_key and replace(question.text_key, ignores_case=True, ignores_spacing=True)
    explanation = "" if question.kind is QuestionKind.SLIDE else question.explanation
    return replace(question, image_id=None, seconds=None, points=1, text_key=key, explanation=explanation)


@settings(max_examples=60, deadline=None)
@given(quizzes(4))
def test_json_carries_every_field(quiz: Quiz) -> None:
    again = trip(quiz, QuizFormat.JSON)
    assert without_ids(again.questions) == without_ids(quiz.questions)
    assert (again.title, again.description, again.warnings) == (quiz.title, quiz.description, ())


@settings(max_examples=60, deadline=None)
@given(quizzes(4))
def test_csv_carries_every_field(quiz: Quiz) -> None:
    again = trip(quiz, QuizFormat.CSV)
    assert without_ids(again.questions) == without_ids(quiz.questions)
    assert (again.title, again.description, again.warnings) == (quiz.title, quiz.description, ())


@settings(max_examples=80, deadline=None)
@given(quizzes(4))
def test_gift_carries_what_its_docstring_says(quiz: Quiz) -> None:
    again = trip(quiz, QuizFormat.GIFT)
    assert without_ids(again.questions) == without_ids(tuple(map(carried_by_gift, quiz.questions)))
    assert (again.title, again.description, again.warnings) == (quiz.title, quiz.description, ())


@settings(max_examples=30, deadline=None)
@given(quizzes(4), st.sampled_from(WRITTEN), st.sampled_from(WRITTEN))
def test_import_export_import_is_the_identity(quiz: Quiz, source: QuizFormat, format_: QuizFormat) -> None:
    """Whatever was imported from one format, and can be carried by the other, comes out of it unchanged."""
    first = trip(quiz, source)
    second = trip(as_quiz(first.title, first.description, first.questions), format_)
    third = trip(as_quiz(second.title, second.description, second.questions), format_)
    assert without_ids(third.questions) == without_ids(second.questions)
    assert (third.title, third.description) == (first.title, first.description)


@settings(max_examples=50, deadline=None)
@given(quizzes(max_questions=3).filter(lambda quiz: quiz.questions), st.sampled_from(WRITTEN))
def test_an_export_is_recognised_without_its_name(quiz: Quiz, format_: QuizFormat) -> None:
    data = write_quiz(quiz, format_)
    assert read_quiz(data, None, new_ids()) == read_quiz(data, format_, new_ids())


@settings(max_examples=30, deadline=None)
@given(quizzes(max_questions=4), st.sampled_from(WRITTEN))
def test_every_question_and_option_gets_an_id_of_its_own(quiz: Quiz, format_: QuizFormat) -> None:
    questions = trip(quiz, format_).questions
    ids = [*(question.id for question in questions), *(option.id for q in questions for option in q.options)]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("format_", ONLY_READ)
def test_other_formats_are_not_written(format_: QuizFormat) -> None:
    with pytest.raises(FormatError, match="cannot be written") as refusal:
        write_quiz(as_quiz("", "", ()), format_)
    assert "내보낼 수 없습니다" in refusal.value.ko


@pytest.mark.parametrize("format_", WRITTEN)
def test_the_longest_choices_fit_into_one_file(format_: QuizFormat) -> None:
    options = tuple(Option(str(place), f"{place:x}" + "나" * 499, place == 0) for place in range(12))
    question = Question("q", QuestionKind.SINGLE_CHOICE, "가" * 2_000, options, explanation="다" * 2_000)
    again = trip(as_quiz("t", "", (question,) * 200), format_)
    assert without_ids(again.questions) == without_ids((question,) * 200)
    assert again.warnings == ()
