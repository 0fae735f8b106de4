"""GIFT as Moodle and teachers write it."""

import pytest

from appliance.domain.quiz import Difficulty, NumericKey, Question, QuestionKind
from appliance.domain.quiz_formats import ImportedQuiz, QuizFormat, read_quiz, write_quiz
from tests.support.quiz_values import as_quiz, new_ids


def gift(text: str) -> ImportedQuiz:
    return read_quiz(text.encode(), QuizFormat.GIFT, new_ids())


def only(text: str) -> Question:
    [question] = gift(text).questions
    return question


def marked(question: Question) -> list[tuple[str, bool]]:
    return [(option.text, option.is_correct) for option in question.options]


def test_a_choice() -> None:
    question = only("Who's buried in Grant's tomb?{~Grant ~Jefferson =no one}")
    assert question.kind is QuestionKind.SINGLE_CHOICE
    assert question.text == "Who's buried in Grant's tomb?"
    assert marked(question) == [("Grant", False), ("Jefferson", False), ("no one", True)]


def test_several_right_answers_with_weights() -> None:
    question = only("Which?{~%50%a ~%50%b ~%-100%c ~d}")
    assert question.kind is QuestionKind.MULTIPLE_CHOICE
    assert marked(question) == [("a", True), ("b", True), ("c", False), ("d", False)]


@pytest.mark.parametrize(("key", "truth"), [("T", True), ("F", False), ("TRUE", True), ("false#no#yes", False)])
def test_true_and_false(key: str, truth: bool) -> None:
    assert marked(only(f"It is so. {{{key}}}")) == [("true", truth), ("false", not truth)]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("#3", NumericKey(3, 3)),
        ("#3:2", NumericKey(1, 5)),
        ("#1..5", NumericKey(1, 5)),
        ("#-2.5..-1", NumericKey(-2.5, -1)),
        ("#=1822:0 =%50%1822:2", NumericKey(1822, 1822)),
        ("#3:2#well done", NumericKey(1, 5)),
    ],
)
def test_numbers(key: str, expected: NumericKey) -> None:
    assert only(f"How many? {{{key}}}").numeric_key == expected


def test_a_short_text_keeps_the_whole_answers() -> None:
    quiz = gift("Who? {=no one =nobody =%50%someone}")
    assert quiz.questions[0].text_key is not None
    assert quiz.questions[0].text_key.accepted == ("no one", "nobody")
    assert [warning.code for warning in quiz.warnings] == ["part_right"]


def test_a_missing_word_leaves_a_gap() -> None:
    assert only("Grant is {~buried =entombed} in Grant's tomb.").text == "Grant is _____ in Grant's tomb."


def test_matching_places_to_items_is_an_order() -> None:
    question = only("Sort {=1 -> egg =2 -> hen}")
    assert (question.kind, [option.text for option in question.options]) == (QuestionKind.ORDERING, ["egg", "hen"])


def test_text_without_braces_is_a_slide() -> None:
    assert only("Now about plants.").kind is QuestionKind.SLIDE


def test_names_comments_categories_tags_and_explanations() -> None:
    question = only(
        "// a remark\n// [id:7] [tag:hard] [tag:plants]\n$CATEGORY: $course$/top/Biology/Light\n\n"
        "// [tag:hard]\n::Q1:: Which?\n{\n=a#yes\n~b#no\n####Because.}"
    )
    assert (question.text, question.topic, question.explanation) == ("Which?", "Light", "Because.")
    assert question.difficulty is Difficulty.HARD


def test_a_question_that_is_only_a_name() -> None:
    assert only("::Is it so?::{T}").text == "Is it so?"


def test_escaped_signs_are_text() -> None:
    question = only(r"2 \= 1 + 1\: so \{a\} \~ \# \\ \n end {=\=5 ~\%5 ~a\\}")
    assert question.text == "2 = 1 + 1: so {a} ~ # \\\nend"
    assert [option.text for option in question.options] == ["=5", "\\%5", "a\\"]


def test_html_becomes_text() -> None:
    question = only("[html]<p>Which <b>one</b> &lt; 2?</p><script>alert(1)</script>{=<i>a</i> ~b<br>c ~[plain]<b>}")
    assert question.text == "Which one < 2?"
    assert [option.text for option in question.options] == ["a", "b c", "<b>"]


def test_what_cannot_be_asked_is_a_warning_with_its_line() -> None:
    quiz = gift(
        "Write an essay. {}\n\n"
        "Match. {=Canada -> Ottawa =Italy -> Rome}\n\n"
        "Broken { =a ~b\n\n"
        "Fine {T}\n\n"
        "Odd {>EXACT 3 one two}\n\n"
        "Empty {=}\n"
    )
    assert [question.text for question in quiz.questions] == ["Fine"]
    assert [(warning.line, warning.code) for warning in quiz.warnings] == [
        (1, "unsupported"),
        (3, "unsupported"),
        (5, "not_understood"),
        (9, "unsupported"),
        (11, "no_answer"),
    ]


def test_a_choice_without_a_right_answer_becomes_a_poll_and_says_so() -> None:
    quiz = gift("Which? {~a ~b}")
    assert [question.kind for question in quiz.questions] == [QuestionKind.POLL]
    assert [warning.code for warning in quiz.warnings] == ["no_right_option"]


def test_several_whole_answers_among_wrong_ones_are_multiple_choice() -> None:
    quiz = gift("Which? {=a =b ~c}")
    assert [question.kind for question in quiz.questions] == [QuestionKind.MULTIPLE_CHOICE]
    assert [warning.code for warning in quiz.warnings] == ["several_right"]


def test_the_export_reads_well() -> None:
    quiz = gift("// title: Light\n\n$CATEGORY: Leaves\n\n// [tag:easy]\nWhich? {=green ~red####It reflects it.}")
    text = write_quiz(as_quiz(quiz.title, quiz.description, quiz.questions), QuizFormat.GIFT).decode()
    assert text == (
        "// title: Light\n// description: \n\n$CATEGORY: $course$/top/Leaves\n\n"
        "// [tag:easy]\nWhich? {=green ~red####It reflects it.}\n"
    )
