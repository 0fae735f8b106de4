"""Rows of a CSV text, whatever it is separated by, in bounded number."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from appliance.domain.tables_out import unguard

Row = tuple[int, Sequence[str]]
"""The number of a row's first line, from 1, and its cells."""

ROWS_MAX = 5_000
"""Rows that are looked at, empty ones among them."""
COLUMNS_MAX = 64
_LINE_MAX_CHARACTERS = 200_000
HEADING_ROWS_MAX = 30
"""Templates put their heading below a title and some advice."""
_DELIMITERS = (",", ";", "\t")


def read_rows(text: str, delimiter: str, on_broken: Callable[[int], None], rows_max: int = ROWS_MAX) -> Iterator[Row]:
    """Give the rows; where a cell is longer than any can be, `on_broken` is told the line and the rows end."""
    # newline="" keeps what stands in quoted cells; it is the csv module that finds the ends of rows.
    lines = (line[:_LINE_MAX_CHARACTERS] for line in io.StringIO(text, newline=""))
    reader = csv.reader(lines, delimiter=delimiter)
    line = 1
    try:
        for cells in islice(reader, rows_max):
            yield line, [unguard(cell) for cell in cells[:COLUMNS_MAX]]
            line = reader.line_num + 1
    except csv.Error:
        on_broken(line)


def find_delimiter(text: str, score: Callable[[Sequence[str]], int]) -> str:
    """Give the delimiter with which one of the first rows scores most as a heading."""
    return max(_DELIMITERS, key=lambda delimiter: _best_score(text, delimiter, score))


def _best_score(text: str, delimiter: str, score: Callable[[Sequence[str]], int]) -> int:
    rows = read_rows(text, delimiter, lambda _: None)
    return max((score(cells) for _, cells in islice(rows, HEADING_ROWS_MAX)), default=0)
