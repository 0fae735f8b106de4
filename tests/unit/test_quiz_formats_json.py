"""JSON: our own export, and JSON that others write in its shape."""

import json

import pytest

from appliance.domain.quiz import QuestionKind
from appliance.domain.quiz_formats import FormatError, ImportedQuiz, QuizFormat, read_quiz, write_quiz
from tests.support.quiz_values import as_quiz, new_ids


def read(text: str) -> ImportedQuiz:
    return read_quiz(text.encode(), QuizFormat.JSON, new_ids())


def test_a_bare_list_of_questions() -> None:
    quiz = read('[{"kind": "numeric", "text": "How many?", "numeric_key": {"minimum": 3, "maximum": 1}}]')
    assert [question.kind for question in quiz.questions] == [QuestionKind.NUMERIC]
    key = quiz.questions[0].numeric_key
    assert key is not None
    assert (key.minimum, key.maximum) == (1, 3)


def test_warnings_name_the_line_on_which_the_question_begins() -> None:
    quiz = read(
        '{\n"title": "a [ { \\" b",\n"x": [{"y": [{}]}],\n"questions": [\n'
        '{"kind": "essay", "text": "a"},\n'
        '{"kind": "slide", "text": "b",\n "options": [{"text": "{"}]},\n'
        "17,\n"
        '{"kind": "slide"},\n'
        '{"kind": "slide", "text": "c", "points": 1.5, "difficulty": "odd"}\n]}'
    )
    assert [question.text for question in quiz.questions] == ["b", "c"]
    assert [(warning.line, warning.code) for warning in quiz.warnings] == [
        (5, "unsupported"),
        (0, "not_understood"),
        (9, "no_text"),
        (10, "bad_value"),
        (10, "bad_value"),
    ]


@pytest.mark.parametrize(
    "text",
    ["", "{", "[1", '{"questions": 3}', '"text"', "3", '{"questions": [NaN]}', "[" * 50_000, '{"a":' * 20_000],
)
def test_what_is_no_quiz_is_refused_in_words(text: str) -> None:
    with pytest.raises(FormatError, match="JSON") as refusal:
        read(text)
    assert "JSON" in refusal.value.ko


@pytest.mark.parametrize(
    "question",
    [
        {"kind": "numeric", "text": "a", "numeric_key": {"minimum": 10**400, "maximum": 1}},
        {"kind": "numeric", "text": "a", "numeric_key": {"minimum": "1", "maximum": 1}},
        {"kind": "short_text", "text": "a", "text_key": {"accepted": [3, None, " "]}},
        {"kind": "true_false", "text": "a", "options": [{"text": "true"}]},
        {"kind": "single_choice", "text": "a", "options": ["x", {"text": "y"}]},
        {"kind": ["slide"], "text": "a"},
        {"kind": "slide", "text": ["a"]},
        {"kind": "slide", "text": "\u202e\u200b"},
    ],
)
def test_a_question_that_cannot_be_asked_is_left_out(question: object) -> None:
    quiz = read(json.dumps({"questions": [question]}))
    assert quiz.questions == ()
    assert len(quiz.warnings) == 1


def test_texts_are_cleaned_and_cut() -> None:
    quiz = read(json.dumps([{"kind": "slide", "text": "a\u202e\x07b" + "가" * 3_000, "topic": "x" * 200}]))
    [question] = quiz.questions
    assert question.text == "ab" + "가" * 1_998
    assert question.topic == "x" * 100
    assert [warning.code for warning in quiz.warnings] == ["cut", "cut"]


def test_figures_outside_of_their_range_are_moved_into_it() -> None:
    quiz = read('[{"kind": "slide", "text": "a", "seconds": 1, "points": 99999, "image_id": "../x"}]')
    [question] = quiz.questions
    assert (question.seconds, question.points, question.image_id) == (5, 1_000, None)
    assert [warning.code for warning in quiz.warnings] == ["bad_value", "out_of_range", "out_of_range"]


def test_the_export_has_the_words_of_the_api() -> None:
    quiz = read(
        '[{"kind": "single_choice", "text": "a", "options": [{"text": "x", "is_correct": true}, {"text": "y"}]}]'
    )
    document = json.loads(write_quiz(as_quiz("t", "d", quiz.questions), QuizFormat.JSON))
    assert (document["format"], document["version"], document["title"]) == ("airclass-quiz", 1, "t")
    assert document["questions"][0]["options"] == [
        {"text": "x", "is_correct": True},
        {"text": "y", "is_correct": False},
    ]
