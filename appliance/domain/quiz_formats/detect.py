"""Which format a file is in, by what stands in it."""

import re

from appliance.domain.quiz_formats.archive import Archive, is_archive
from appliance.domain.quiz_formats.classquiz_xlsx import is_classquiz
from appliance.domain.quiz_formats.csv_quiz import heading_score
from appliance.domain.quiz_formats.csv_rows import HEADING_ROWS_MAX, find_delimiter, read_rows
from appliance.domain.quiz_formats.imported import QuizFormat
from appliance.domain.quiz_formats.spreadsheet import is_workbook, read_sheet
from appliance.domain.quiz_formats.texts import decode

_LOOKED_AT_CHARACTERS = 200_000
_GIFT_ANSWERS = re.compile(r"(?<!\\)\{\s*(?:[=~#][^{}]*|(?:T|F|TRUE|FALSE)\s*(?:#[^{}]*)?)\}")
_OUR_GIFT = "// title:"
_GIFT_LINES = re.compile(r"^(?:\$CATEGORY:|::[^:\n]+::)", re.MULTILINE)
_QTI = re.compile(r"<(?:\w+:)?(?:assessmentItem|assessmentTest)\b")


def detect(data: bytes) -> QuizFormat:
    """Give the format; plain text where nothing speaks for another. Raises FormatError for what is no text either."""
    if is_archive(data):
        return _detect_archive(data)
    text = decode(data)[:_LOOKED_AT_CHARACTERS]
    start = text.lstrip()
    if start.startswith("<") and _QTI.search(start):
        return QuizFormat.QTI
    if re.match(r"\{\s*[\"}]|\[\s*[{\]]", start):
        return QuizFormat.JSON
    if start.startswith(_OUR_GIFT):
        return QuizFormat.GIFT
    if _is_table(text):
        return QuizFormat.CSV
    return QuizFormat.GIFT if _GIFT_LINES.search(text) or _GIFT_ANSWERS.search(text) else QuizFormat.PASTE


def _detect_archive(data: bytes) -> QuizFormat:
    if not is_workbook(Archive(data)):
        return QuizFormat.QTI
    return QuizFormat.CLASSQUIZ_XLSX if is_classquiz(read_sheet(data)[:HEADING_ROWS_MAX]) else QuizFormat.KAHOOT_XLSX


def _is_table(text: str) -> bool:
    rows = read_rows(text, find_delimiter(text, heading_score), lambda _: None)
    return any(heading_score(cells) for _, (_, cells) in zip(range(HEADING_ROWS_MAX), rows, strict=False))
