"""The rows of an XLSX workbook's first sheet, as texts, in bounded time and memory."""

import io
import re
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time

from openpyxl import load_workbook

from appliance.domain.quiz_formats.archive import Archive
from appliance.domain.quiz_formats.csv_rows import COLUMNS_MAX, ROWS_MAX, Row
from appliance.domain.quiz_formats.imported import FormatError
from appliance.domain.tables_out import unguard

_WORKBOOK = "xl/workbook.xml"
_PART_MAX_TAGS = 40_000
"""For the parts that are read as a whole: styles, relations and the workbook itself."""
_SHEET_MAX_TAGS = 120_000
"""For a sheet and for the texts of all sheets: two thousand rows of a dozen cells. Each tag costs microseconds."""
_WORKBOOK_MAX_TAGS = 600_000
_SHEETS = re.compile(r"/?xl/(?:worksheets/[^/]*|sharedStrings\.xml)$")
_PASSED_OVER = re.compile(r"/?(?:xl/media|docProps/thumbnail)")
_CHARACTER = re.compile(r"_x([0-9A-Fa-f]{4})_")
"""ECMA-376 part 1, section 22.9.2.19."""


def is_workbook(archive: Archive) -> bool:
    """Tell whether the archive is an XLSX workbook."""
    return _WORKBOOK in archive.names


def read_sheet(data: bytes) -> list[Row]:
    """Give the rows of the first sheet with their numbers, without the empty ones; raises FormatError."""
    archive = Archive(data)
    if not is_workbook(archive):
        raise FormatError("This is no Excel workbook (.xlsx).", "엑셀 통합 문서(.xlsx)가 아닙니다.")
    _check_parts(archive)
    try:
        # What openpyxl warns of (lost styles, unknown extensions) is nothing that a reader of texts needs.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return list(_rows(data))
    except Exception as error:  # openpyxl raises whatever a damaged part leads it to.
        raise FormatError(
            "The workbook is damaged and cannot be read.", "엑셀 파일이 손상되어 읽을 수 없습니다."
        ) from error


def _check_parts(archive: Archive) -> None:
    """Count the tags before anything is parsed; counting is a thousand times cheaper."""
    total = 0
    for name in archive.names:
        if _PASSED_OVER.match(name):
            continue
        tags = archive.read(name).count(b"<")
        total += tags
        if tags > (_SHEET_MAX_TAGS if _SHEETS.match(name) else _PART_MAX_TAGS) or total > _WORKBOOK_MAX_TAGS:
            raise FormatError("The workbook is too large for a list.", "목록으로 읽기에는 엑셀 파일이 너무 큽니다.")


def _rows(data: bytes) -> Iterator[Row]:
    workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    sheet = workbook.worksheets[0]
    # The dimensions that the file claims are those of whoever wrote it.
    sheet.reset_dimensions()
    rows = sheet.iter_rows(max_row=ROWS_MAX, max_col=COLUMNS_MAX, values_only=True)
    for number, cells in enumerate(rows, 1):
        if any(cell is not None for cell in cells):
            yield number, [_text(cell) for cell in cells]


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return f"{cell:.15g}"
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    return unguard(_CHARACTER.sub(lambda found: chr(int(found[1], 16)), str(cell)))
