"""Tables that the app writes itself: CSV as spreadsheets open it, in which no text becomes a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

Cell = str | int | float | None
_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
"""What spreadsheets take for the start of a formula, also behind apostrophes that guard it already."""


def csv_of(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A table in UTF-8 with its mark, without which Excel garbles Korean; numbers stay numbers."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([_guarded(heading) for heading in headings])
    writer.writerows([_guarded(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _guarded(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        cleaned = cell.replace("\0", "")
        return f"'{cleaned}" if _FORMULA.match(cleaned) else cleaned
    return str(cell)
