"""Quizzes in files: what can be read, what can be written, and the words for what went wrong.

Pure: bytes in, values out. Ids of new questions and options come from the caller.
"""

from collections.abc import Callable, Mapping

from appliance.domain.quiz import Quiz
from appliance.domain.quiz_formats.classquiz_xlsx import read_classquiz_xlsx
from appliance.domain.quiz_formats.csv_quiz import read_csv, write_csv_quiz
from appliance.domain.quiz_formats.detect import detect
from appliance.domain.quiz_formats.gift import read_gift
from appliance.domain.quiz_formats.gift_export import write_gift
from appliance.domain.quiz_formats.imported import (
    FILE_MAX_BYTES,
    FormatError,
    ImportedQuiz,
    ImportWarning,  # noqa: A004
    QuizFormat,
)
from appliance.domain.quiz_formats.json_quiz import read_json, write_json
from appliance.domain.quiz_formats.kahoot_xlsx import read_kahoot_xlsx
from appliance.domain.quiz_formats.paste import read_paste
from appliance.domain.quiz_formats.qti import read_qti

__all__ = ["FormatError", "ImportWarning", "ImportedQuiz", "QuizFormat", "read_quiz", "write_quiz"]


def read_quiz(data: bytes, format: QuizFormat | None, new_id: Callable[[], str]) -> ImportedQuiz:  # noqa: A002
    """Read a quiz, in the format it seems to have where none is named; raises FormatError, and nothing else."""
    if len(data) > FILE_MAX_BYTES:
        raise FormatError(
            f"The file is larger than {FILE_MAX_BYTES >> 20} MiB.", f"파일이 {FILE_MAX_BYTES >> 20}MiB보다 큽니다."
        )
    return _READERS[format or detect(data)](data, new_id)


def write_quiz(quiz: Quiz, format: QuizFormat) -> bytes:  # noqa: A002
    """Write a quiz as GIFT, CSV or JSON; raises FormatError for the formats that are only read."""
    if (writer := _WRITERS.get(format)) is None:
        raise FormatError(
            f"Quizzes cannot be written as {format.value}.", f"{format.value} 형식으로는 내보낼 수 없습니다."
        )
    return writer(quiz)


_READERS: Mapping[QuizFormat, Callable[[bytes, Callable[[], str]], ImportedQuiz]] = {
    QuizFormat.PASTE: read_paste,
    QuizFormat.GIFT: read_gift,
    QuizFormat.KAHOOT_XLSX: read_kahoot_xlsx,
    QuizFormat.CLASSQUIZ_XLSX: read_classquiz_xlsx,
    QuizFormat.CSV: read_csv,
    QuizFormat.QTI: read_qti,
    QuizFormat.JSON: read_json,
}
_WRITERS: Mapping[QuizFormat, Callable[[Quiz], bytes]] = {
    QuizFormat.GIFT: write_gift,
    QuizFormat.CSV: write_csv_quiz,
    QuizFormat.JSON: write_json,
}
