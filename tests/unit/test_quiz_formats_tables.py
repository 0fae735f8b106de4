"""Questions in tables: CSV as teachers make it, and the workbooks of Kahoot and ClassQuiz."""

import io
from collections.abc import Sequence

import pytest
from openpyxl import Workbook

from appliance.domain.quiz import Difficulty, NumericKey, Question, QuestionKind
from appliance.domain.quiz_formats import FormatError, ImportedQuiz, QuizFormat, read_quiz, write_quiz
from tests.support.quiz_values import as_quiz, new_ids

KAHOOT_HEADING = (
    None,
    "Question - max 120 characters",
    "Answer 1 - max 75 characters",
    "Answer 2 - max 75 characters",
    "Answer 3 - max 75 characters",
    "Answer 4 - max 75 characters",
    "Time limit (sec) – 5, 10, 20, 30, 60, 90, 120, or 240 secs",
    "Correct answer(s) - choose at least one",
)


def workbook(rows: Sequence[Sequence[object]]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def table(text: str) -> ImportedQuiz:
    return read_quiz(text.encode(), QuizFormat.CSV, new_ids())


def right(question: Question) -> list[str]:
    return [option.text for option in question.options if option.is_correct]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_teachers_table_in_korean(separator: str) -> None:
    rows = [
        ["문제", "보기1", "보기2", "보기3", "정답", "해설", "단원", "난이도", "시간", "배점"],
        ["빛을 받는 곳은?", "잎", "뿌리", "줄기", "1", "잎이다", "광합성", "하", "20", "2"],
        ["모두 고르면?", "가1", "나1", "다1", "①③", "", "", "", "", ""],
        ["해는 별이다", "", "", "", "O", "", "", "", "", ""],
        ["3 더하기 4", "", "", "", "7", "", "", "", "", ""],
        ["수도는?", "", "", "", "서울", "", "", "", "", ""],
    ]
    quiz = table("\n".join(separator.join(row) for row in rows))
    assert quiz.warnings == ()
    leaf, several, sun, seven, seoul = quiz.questions
    assert (leaf.kind, right(leaf), leaf.explanation) == (QuestionKind.SINGLE_CHOICE, ["잎"], "잎이다")
    assert (leaf.topic, leaf.difficulty, leaf.seconds, leaf.points) == ("광합성", Difficulty.EASY, 20, 2)
    assert (several.kind, right(several)) == (QuestionKind.MULTIPLE_CHOICE, ["가1", "다1"])
    assert (sun.kind, right(sun)) == (QuestionKind.TRUE_FALSE, ["true"])
    assert seven.numeric_key == NumericKey(7, 7)
    assert seoul.kind is QuestionKind.SHORT_TEXT


@pytest.mark.parametrize("correct", ["2", "B", "b", "②", "나", "blue", "2.0", "2번"])
def test_the_right_option_by_number_letter_or_text(correct: str) -> None:
    [question] = table(f"question,option a,option b,answer\nWhich?,red,blue,{correct}").questions
    assert right(question) == ["blue"]


def test_a_number_is_a_place_before_it_is_a_text() -> None:
    quiz = table("question,option 1,option 2,option 3,correct\nHow many?,2,3,1,2\nHow many?,5,6,7,7")
    assert [right(question) for question in quiz.questions] == [["3"], ["7"]]


def test_rows_that_make_no_question_are_warnings_with_their_lines() -> None:
    quiz = table(
        "type,question,option 1,option 2,correct,time\n"
        'quiz,"Two\nlines?",a,b,1,20\n'
        "puzzle box,Odd,a,b,1,20\n"
        "quiz,One option,a,,1,20\n"
        "quiz,No such,a,b,7,20\n"
        "quiz,Soon,a,b,1,soon\n"
        ",,,,,\n"
    )
    assert [question.text for question in quiz.questions] == ["Two\nlines?", "No such", "Soon"]
    assert [(warning.line, warning.code) for warning in quiz.warnings] == [
        (4, "unsupported"),
        (5, "too_few_options"),
        (6, "unknown_key"),
        (6, "no_right_option"),
        (7, "bad_value"),
    ]


def test_a_table_without_names_of_columns_is_refused_in_words() -> None:
    with pytest.raises(FormatError, match="names its columns") as refusal:
        table("a,b,c\n1,2,3")
    assert "제목 줄" in refusal.value.ko


def test_the_export_opens_in_korean_excel_and_runs_no_formula() -> None:
    [question] = table("question,option 1,option 2,correct\n'=HYPERLINK(1),-1,'@b,1").questions
    assert question.text == "=HYPERLINK(1)"
    assert [option.text for option in question.options] == ["-1", "@b"]
    data = write_quiz(as_quiz("+t", "", (question,)), QuizFormat.CSV)
    assert data.startswith(b"\xef\xbb\xbftitle,'+t\r\n")
    assert b"'=HYPERLINK(1),'-1,'@b,1," in data


def test_kahoots_template() -> None:
    quiz = read_quiz(
        workbook(
            [
                [None, "Quiz template"],
                [None, "Add questions, at least two answer alternatives, time limit and choose correct answers"],
                [],
                KAHOOT_HEADING,
                [1, "Capital of France?", "Berlin", "Paris", "Rome", None, 20, 2],
                [2, "2 + 2 = ?", 3, 4.0, "four", None, 240, "2,3"],
                [3, "No key", "a", "b", None, None, 30, None],
                [4, None, None, None, None, None, None, None],
                [5, "Wrong key", "a", "b", None, None, 30, 4],
            ]
        ),
        QuizFormat.KAHOOT_XLSX,
        new_ids(),
    )
    france, four, opinion, _ = quiz.questions
    assert (france.kind, right(france), france.seconds) == (QuestionKind.SINGLE_CHOICE, ["Paris"], 20)
    assert [option.text for option in four.options] == ["3", "4", "four"]
    assert (four.kind, right(four), four.seconds) == (QuestionKind.MULTIPLE_CHOICE, ["4", "four"], 240)
    assert opinion.kind is QuestionKind.POLL
    assert [(warning.line, warning.code) for warning in quiz.warnings] == [
        (7, "no_right_option"),
        (9, "unknown_key"),
        (9, "no_right_option"),
    ]


def classquiz() -> bytes:
    rows: list[list[object]] = [[None] for _ in range(13)]
    rows[4] = [None, "Title", "Light"]
    rows[5] = [None, "Description", "About leaves"]
    rows[12] = [None, "Question", "1st Answer", "2nd Answer", "3rd Answer", "4th Answer", "Time", "Correct"]
    rows.append([1, "Which?", "leaf", "root", None, None, 60, "1"])
    rows.append([2, "Which two?", "a", "b", "c", "d", 90, "1,12"])
    rows.append([3, "Which two?", "a", "b", "c", "d", 90, "1,4"])
    return workbook(rows)


def test_classquiz_with_its_title() -> None:
    quiz = read_quiz(classquiz(), QuizFormat.CLASSQUIZ_XLSX, new_ids())
    assert (quiz.title, quiz.description) == ("Light", "About leaves")
    assert [right(question) for question in quiz.questions] == [["leaf"], ["a"], ["a", "d"]]
    assert quiz.questions[0].seconds == 60
    assert [(warning.line, warning.code) for warning in quiz.warnings] == [(15, "unknown_key")]


def test_workbooks_are_told_apart() -> None:
    assert read_quiz(classquiz(), None, new_ids()).title == "Light"
    kahoot = workbook([KAHOOT_HEADING, [1, "Which?", "a", "b", None, None, 20, 1]])
    assert len(read_quiz(kahoot, None, new_ids()).questions) == 1
    with pytest.raises(FormatError, match="ClassQuiz"):
        read_quiz(kahoot, QuizFormat.CLASSQUIZ_XLSX, new_ids())


@pytest.mark.parametrize("format_", [QuizFormat.KAHOOT_XLSX, QuizFormat.CLASSQUIZ_XLSX])
def test_another_archive_is_no_workbook(format_: QuizFormat) -> None:
    with pytest.raises(FormatError, match="damaged"):
        read_quiz(b"PK\x03\x04nothing", format_, new_ids())
