"""Quizzes as the spreadsheet of ClassQuiz: title in C5, description in C6, questions from row 14 on."""

from collections.abc import Callable, Sequence

from appliance.domain.questions import TITLE_MAX_CHARACTERS
from appliance.domain.quiz import TEXT_MAX_CHARACTERS
from appliance.domain.quiz_formats.csv_rows import Row
from appliance.domain.quiz_formats.draft import Assembly
from appliance.domain.quiz_formats.imported import FormatError, ImportedQuiz
from appliance.domain.quiz_formats.question_table import Columns, add_questions
from appliance.domain.quiz_formats.spreadsheet import read_sheet

_TITLE_ROW, _DESCRIPTION_ROW, _HEADING_ROW = 5, 6, 13
_NAME_COLUMN, _VALUE_COLUMN = 1, 2


def read_classquiz_xlsx(data: bytes, new_id: Callable[[], str]) -> ImportedQuiz:
    """Read title, description and questions."""
    rows = read_sheet(data)
    if not is_classquiz(rows):
        raise FormatError(
            "This is no spreadsheet of ClassQuiz: its title must stand in C5 and its questions from row 14 on.",
            "ClassQuiz 스프레드시트가 아닙니다. 제목은 C5에, 문제는 14행부터 있어야 합니다.",
        )
    columns = Columns(options=[2, 3, 4, 5], places={"question": 1, "seconds": 6, "correct": 7})
    assembly = Assembly(new_id)
    title = assembly.text_line(0, _value(rows, _TITLE_ROW), TITLE_MAX_CHARACTERS)
    description = assembly.text(0, _value(rows, _DESCRIPTION_ROW), TEXT_MAX_CHARACTERS)
    add_questions(assembly, columns, [row for row in rows if row[0] > _HEADING_ROW])
    return ImportedQuiz(title, description, assembly.questions, assembly.complaints.warnings)


def is_classquiz(rows: Sequence[Row]) -> bool:
    """Tell a sheet of ClassQuiz by the name of the cell beside the title, or the title in its place."""
    return any(number == _TITLE_ROW and any(cells[_NAME_COLUMN : _VALUE_COLUMN + 1]) for number, cells in rows)


def _value(rows: Sequence[Row], row_number: int) -> str:
    cells = next((cells for number, cells in rows if number == row_number), ())
    return cells[_VALUE_COLUMN] if len(cells) > _VALUE_COLUMN else ""
