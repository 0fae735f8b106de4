"""Quizzes as CSV: our own export with every field of a question, and the tables that teachers make.

Our layout: a row with the title, one with the description, then the heading and one row for each question. An accepted
text of a short-text question stands in a line of its cell.
"""

from collections.abc import Callable, Sequence
from itertools import chain, islice

from appliance.domain.questions import TITLE_MAX_CHARACTERS
from appliance.domain.quiz import TEXT_MAX_CHARACTERS, Question, QuestionKind, Quiz
from appliance.domain.quiz_formats.csv_rows import HEADING_ROWS_MAX, Row, find_delimiter, read_rows
from appliance.domain.quiz_formats.draft import Assembly
from appliance.domain.quiz_formats.imported import FormatError, ImportedQuiz
from appliance.domain.quiz_formats.question_table import add_questions, find_columns, find_heading
from appliance.domain.quiz_formats.texts import decode
from appliance.domain.tables_out import Cell, write_csv_rows

_TITLE_NAMES = ("title", "제목")
_DESCRIPTION_NAMES = ("description", "설명")
_KEY_HEADINGS = ("correct", "minimum", "maximum", "accepted", "ignores case", "ignores spacing")
_REST_HEADINGS = ("explanation", "topic", "difficulty", "image", "seconds", "points")


def read_csv(data: bytes, new_id: Callable[[], str]) -> ImportedQuiz:
    """Read a table of questions separated by commas, semicolons or tabs."""
    text = decode(data)
    assembly = Assembly(new_id)
    rows = read_rows(text, find_delimiter(text, heading_score), lambda line: assembly.complaints.add(line, "broken"))
    top = list(islice(rows, HEADING_ROWS_MAX))
    if (found := find_heading(top)) is None:
        raise FormatError(
            "No row of this table names its columns: there must be one for the question and one for the answer.",
            "표에 제목 줄이 없습니다. 문제와 정답 열의 이름이 필요합니다.",
        )
    place, columns = found
    title = assembly.text_line(0, _named_cell(top[:place], _TITLE_NAMES), TITLE_MAX_CHARACTERS)
    description = assembly.text(0, _named_cell(top[:place], _DESCRIPTION_NAMES), TEXT_MAX_CHARACTERS)
    add_questions(assembly, columns, chain(top[place + 1 :], rows))
    return ImportedQuiz(title, description, assembly.questions, assembly.complaints.warnings)


def heading_score(cells: Sequence[str]) -> int:
    """Tell how many columns of a table of questions a row names; 0 when it is not the heading of one."""
    columns = find_columns(cells)
    return len(columns.places) + len(columns.options) if columns.hold_questions else 0


def write_csv_quiz(quiz: Quiz) -> bytes:
    """Write the quiz so that a spreadsheet shows it and `read_csv` gives the same again, ids aside."""
    option_count = max((len(_listed_options(question)) for question in quiz.questions), default=0)
    options = tuple(f"option {number}" for number in range(1, option_count + 1))
    heading = ("kind", "question", *options, *_KEY_HEADINGS, *_REST_HEADINGS)
    rows = [_row(question, option_count) for question in quiz.questions]
    return write_csv_rows([("title", quiz.title), ("description", quiz.description), heading, *rows])


def _named_cell(rows: Sequence[Row], names: Sequence[str]) -> str:
    """Give the cell beside one of the names; empty where no row has it."""
    named = (cells[1] for _, cells in rows if len(cells) > 1 and cells[0].strip().casefold() in names)
    return next(named, "")


def _row(question: Question, option_count: int) -> list[Cell]:
    options: list[Cell] = list(_listed_options(question))
    return [
        question.kind.value,
        question.text,
        *options,
        *[None] * (option_count - len(options)),
        *_key_cells(question),
        question.explanation,
        question.topic,
        question.difficulty and question.difficulty.value,
        question.image_id,
        question.seconds,
        question.points,
    ]


def _listed_options(question: Question) -> list[str]:
    """Give the options that have columns; those of a true/false question are always the same."""
    return [] if question.kind is QuestionKind.TRUE_FALSE else [option.text for option in question.options]


def _key_cells(question: Question) -> tuple[Cell, ...]:
    numbers: tuple[Cell, ...] = (None, None)
    texts: tuple[Cell, ...] = (None, None, None)
    if (key := question.numeric_key) is not None:
        numbers = (_plain_number(key.minimum), _plain_number(key.maximum))
    if (accepted := question.text_key) is not None:
        texts = ("\n".join(accepted.accepted), accepted.ignores_case, accepted.ignores_spacing)
    return (_correct(question), *numbers, *texts)


def _correct(question: Question) -> str:
    if question.kind is QuestionKind.TRUE_FALSE:
        return next(option.text for option in question.options if option.is_correct)
    return ",".join(str(place) for place, option in enumerate(question.options, 1) if option.is_correct)


def _plain_number(value: float) -> float | int:
    """Give 3 for 3.0, as a spreadsheet shows it."""
    return int(value) if value.is_integer() and abs(value) < 1e15 else value
