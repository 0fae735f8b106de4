"""Quizzes as the spreadsheet that Kahoot takes: a heading below some advice, then one row for each question."""

from collections.abc import Callable

from appliance.domain.quiz_formats.csv_rows import HEADING_ROWS_MAX
from appliance.domain.quiz_formats.draft import Assembly
from appliance.domain.quiz_formats.imported import FormatError, ImportedQuiz
from appliance.domain.quiz_formats.question_table import add_questions, find_heading
from appliance.domain.quiz_formats.spreadsheet import read_sheet


def read_kahoot_xlsx(data: bytes, new_id: Callable[[], str]) -> ImportedQuiz:
    """Read the questions of any workbook whose columns name question, answers and the right ones; it has no title."""
    rows = read_sheet(data)
    if (found := find_heading(rows[:HEADING_ROWS_MAX])) is None:
        raise FormatError(
            "No row of this sheet names its columns: there must be one for the question and one for the answer.",
            "시트에 제목 줄이 없습니다. 문제와 정답 열의 이름이 필요합니다.",
        )
    place, columns = found
    assembly = Assembly(new_id)
    add_questions(assembly, columns, rows[place + 1 :])
    return ImportedQuiz("", "", assembly.questions, assembly.complaints.warnings)
