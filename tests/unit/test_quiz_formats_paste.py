"""Pasted text: Korean and English, marked in every way that teachers mark, and a warning for what is not understood."""

import pytest

from appliance.domain.quiz import Difficulty, NumericKey, QuestionKind
from appliance.domain.quiz_formats import ImportedQuiz, QuizFormat, read_quiz
from tests.support.quiz_values import new_ids

KOREAN_SHEET = """광합성 단원 평가

1. 광합성이 일어나는 곳은? [3점]
① 엽록체  ② 미토콘드리아 ③ 핵
정답: ①
해설: 엽록체에 엽록소가 있다.
그래서 잎이 푸르다.

2. 지구는 둥글다. (O)
3. 해는 행성이다. (O/X)
정답: X
4. 2 + 2는?
정답: 4
5. 원주율은?
답: 3.14±0.01
6. 대한민국의 수도는?
정답: 서울/Seoul
7. 짝수를 모두 고르시오.
가. 1
나. 2 (정답)
다. 4 ✓
난이도: 상
제한시간: 30초
단원: 수
8. 어느 색이 좋은가? (의견)
- 빨강
- 파랑
"""


def paste(text: str) -> ImportedQuiz:
    return read_quiz(text.encode(), QuizFormat.PASTE, new_ids())


def shape(text: str) -> tuple[QuestionKind, list[str], list[str]]:
    """Give kind, options and right options of the only question."""
    [question] = paste(text).questions
    right = [option.text for option in question.options if option.is_correct]
    return question.kind, [option.text for option in question.options], right


def test_a_korean_sheet_is_read_whole() -> None:
    quiz = paste(KOREAN_SHEET)
    assert quiz.title == "광합성 단원 평가"
    assert quiz.warnings == ()
    assert [question.kind.value for question in quiz.questions] == [
        "single_choice",
        "true_false",
        "true_false",
        "numeric",
        "numeric",
        "short_text",
        "multiple_choice",
        "poll",
    ]
    first, round_, planet, four, pi, seoul, even, colour = quiz.questions
    assert (first.text, first.points) == ("광합성이 일어나는 곳은?", 3)
    assert first.explanation == "엽록체에 엽록소가 있다.\n그래서 잎이 푸르다."
    assert [option.is_correct for option in round_.options] == [True, False]
    assert [option.is_correct for option in planet.options] == [False, True]
    assert four.numeric_key == NumericKey(4, 4)
    assert pi.numeric_key is not None
    assert (round(pi.numeric_key.minimum, 9), round(pi.numeric_key.maximum, 9)) == (3.13, 3.15)
    assert seoul.text_key is not None
    assert seoul.text_key.accepted == ("서울", "Seoul")
    assert [option.text for option in even.options if option.is_correct] == ["2", "4"]
    assert (even.difficulty, even.seconds, even.topic) == (Difficulty.HARD, 30, "수")
    assert [option.text for option in colour.options] == ["빨강", "파랑"]


@pytest.mark.parametrize(
    "start", ["1. ", "1) ", "문제 1 ", "문제 1. ", "Q1 ", "Q1. ", "Question 1: ", "1번 ", "[1] ", "(1) "]
)
def test_every_way_to_number_a_question(start: str) -> None:
    quiz = paste(f"{start}무엇인가?\na) 하나 *\nb) 둘")
    assert [question.text for question in quiz.questions] == ["무엇인가?"]
    assert quiz.warnings == ()


@pytest.mark.parametrize(
    "options",
    [
        "a) red\nb) blue",
        "A. red\nB. blue",
        "(a) red\n(b) blue",
        "① red\n② blue",
        "① red ② blue",
        "a) red  b) blue",
        "가. red\n나. blue",
        "가) red\n나) blue",
        "- red\n- blue",
        "• red\n• blue",
        "1) red\n2) blue",
        "(1) red\n(2) blue",
        "1. red\n2. blue",
    ],
)
def test_every_way_to_label_options(options: str) -> None:
    assert shape(f"1. Which?\n{options}\nAnswer: 2") == (QuestionKind.SINGLE_CHOICE, ["red", "blue"], ["blue"])


@pytest.mark.parametrize(
    "right",
    [
        "*b) blue",
        "* b) blue",
        "b) blue *",
        "b) blue*",
        "✓ b) blue",
        "b) ✓ blue",
        "b) blue ✔",
        "b) blue (정답)",
        "b) blue [정답]",
        "b) blue (correct)",
        "b) blue ← 정답",
    ],
)
def test_every_way_to_mark_the_right_option(right: str) -> None:
    kind, options, marked = shape(f"1. Which?\na) red\n{right}\nc) green")
    assert (kind, options, marked) == (QuestionKind.SINGLE_CHOICE, ["red", "blue", "green"], ["blue"])


@pytest.mark.parametrize(
    "answer",
    [
        "Answer: B",
        "answer: b",
        "Answer: b)",
        "Answer: 2",
        "Correct answer: B",
        "정답: ②",
        "정답 ②",
        "정답은 ②",
        "답: 2번",
        "[정답] 나",
        "(정답: ②)",
        "정답: blue",
        "Answer: B) blue",
        "정답: ② blue",
        "정답\n②",
        "정답\n1. ②",
    ],
)
def test_every_way_to_write_the_answer(answer: str) -> None:
    assert shape(f"1. Which?\na) red\nb) blue\n{answer}") == (QuestionKind.SINGLE_CHOICE, ["red", "blue"], ["blue"])


@pytest.mark.parametrize("answer", ["A, C", "A and C", "①, ③", "1 3", "가와 다", "a/c", "1번, 3번"])
def test_several_right_options(answer: str) -> None:
    kind, _, right = shape(f"1. Which?\n- x1\n- x2\n- x3\nAnswer: {answer}")
    assert (kind, right) == (QuestionKind.MULTIPLE_CHOICE, ["x1", "x3"])


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ("1. It is so. (T)", True),
        ("1. It is so. (False)", False),
        ("1. 그렇다. (○)", True),
        ("1. 그렇다. (거짓)", False),
        ("1. It is so. T/F\nAnswer: F", False),
        ("1. 그렇다. (O/X)\n정답: O", True),
        ("1. 그렇다.\n정답: 참", True),
        ("1. It is so.\na) True *\nb) False", True),
        ("1. It is so.\n① X ② O\n정답: ①", False),
    ],
)
def test_true_and_false(text: str, truth: bool) -> None:
    kind, options, right = shape(text)
    assert (kind, options, right) == (QuestionKind.TRUE_FALSE, ["true", "false"], ["true" if truth else "false"])


@pytest.mark.parametrize(
    ("answer", "key"),
    [
        ("12", NumericKey(12, 12)),
        ("-1.5", NumericKey(-1.5, -1.5)),
        ("1,234", NumericKey(1234, 1234)),
        ("10±2", NumericKey(8, 12)),
        ("1~5", NumericKey(1, 5)),
        ("1..5", NumericKey(1, 5)),
    ],
)
def test_numbers(answer: str, key: NumericKey) -> None:
    [question] = paste(f"1. How many?\nAnswer: {answer}").questions
    assert (question.kind, question.numeric_key) == (QuestionKind.NUMERIC, key)


@pytest.mark.parametrize("answer", ["10:30", "two", "H2O", "광합성", "3 apples"])
def test_other_answers_are_short_texts(answer: str) -> None:
    [question] = paste(f"1. What?\nAnswer: {answer}").questions
    assert question.text_key is not None
    assert question.text_key.accepted == (answer,)


def test_questions_without_numbers_are_found_by_their_options() -> None:
    quiz = paste(
        "Capital of France?\na) Berlin\n*b) Paris\n\nWhich are prime?\n1) 2 *\n2) 4\n3) 5 *\n\nSo?\nAnswer: yes"
    )
    assert [question.text for question in quiz.questions] == ["Capital of France?", "Which are prime?", "So?"]
    assert (quiz.title, quiz.warnings) == ("", ())


def test_a_list_of_answers_at_the_end() -> None:
    quiz = paste("1. 하나는?\n1) a\n2) b\n2. 둘은?\n1) c\n2) d\n\n정답\n1. ② 2. ①")
    assert [[option.is_correct for option in question.options] for question in quiz.questions] == [
        [False, True],
        [True, False],
    ]
    assert quiz.warnings == ()


def test_bold_headings_and_checkboxes_of_markdown() -> None:
    quiz = paste("# Colours\n\n**Question 1: Which?**\n- [ ] red\n- [x] blue\n\n### 2. So?\n**Answer: True**")
    assert quiz.title == "Colours"
    assert [question.text for question in quiz.questions] == ["Which?", "So?"]
    assert quiz.warnings == ()


def test_stars_before_every_option_are_bullets() -> None:
    assert shape("1. Which?\n* red\n* blue\nAnswer: red") == (QuestionKind.SINGLE_CHOICE, ["red", "blue"], ["red"])


def test_brackets_of_a_formula_are_no_answer() -> None:
    [question] = paste("1. f(1) = 3, what is f(x)\nAnswer: 3x").questions
    assert (question.kind, question.text) == (QuestionKind.SHORT_TEXT, "f(1) = 3, what is f(x)")


def test_a_question_without_a_key_becomes_a_poll_and_says_so() -> None:
    quiz = paste("intro\n\n1. Which?\na) red\nb) blue")
    assert [question.kind for question in quiz.questions] == [QuestionKind.POLL]
    assert [(warning.line, warning.code) for warning in quiz.warnings] == [(3, "no_right_option")]


def test_lines_that_are_not_understood_are_warnings_with_their_numbers() -> None:
    quiz = paste(
        "1. Which?\na) red *\nb) blue\n\nsome stray line\n\n2. So?\nAnswer: yes\n시간: soon\n3. Nothing here\n"
    )
    assert [question.text for question in quiz.questions] == ["Which?", "So?"]
    assert [(warning.line, warning.code) for warning in quiz.warnings] == [
        (5, "not_understood"),
        (9, "bad_value"),
        (10, "no_answer"),
    ]
    assert "some stray line" in quiz.warnings[0].en
    assert "some stray line" in quiz.warnings[0].ko


def test_an_answer_that_names_no_option_is_a_warning() -> None:
    quiz = paste("1. Which?\na) red\nb) blue\nAnswer: E")
    assert [warning.code for warning in quiz.warnings] == ["unknown_key", "no_right_option"]


def test_prose_gives_no_questions_and_no_title() -> None:
    quiz = paste("Dear all,\nthis is a letter.\n\nYours")
    assert (quiz.questions, quiz.title) == ((), "")
    assert [warning.line for warning in quiz.warnings] == [1, 2, 4]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
def test_every_encoding_of_korean(encoding: str) -> None:
    data = "1. 무엇인가?\n정답: 광합성".encode(encoding)
    assert [question.text for question in read_quiz(data, None, new_ids()).questions] == ["무엇인가?"]
