"""Tables as files: what Korean Excel shows, numbers as numbers, and no text that runs as a formula."""

import csv
import io
import math
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from appliance.domain.tables_out import Cell, Table, guard, unguard, write_csv, write_xlsx

FORMULAS = (
    "=1+1",
    '=HYPERLINK("http://example.org","x")',
    "=cmd|' /C calc'!A0",
    "+1",
    "-1+2",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "'=1",
)
TEXTS = st.text(max_size=20) | st.sampled_from(FORMULAS)
CELLS: st.SearchStrategy[Cell] = st.one_of(
    TEXTS, st.integers(-(2**53), 2**53), st.floats(allow_nan=False, allow_infinity=False), st.booleans(), st.none()
)


def csv_rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def sheet_rows(data: bytes, name: str = "a") -> list[tuple[object, ...]]:
    return list(load_workbook(io.BytesIO(data))[name].iter_rows(values_only=True))


def test_csv_begins_with_the_mark_that_excel_needs_for_hangul() -> None:
    data = write_csv(Table(("이름", "점수"), [("김하나", 3)]))
    assert data == "\ufeff이름,점수\r\n김하나,3\r\n".encode()


def test_csv_keeps_numbers_as_numbers_and_leaves_nothing_where_there_is_nothing() -> None:
    data = write_csv(Table(("a", "b", "c", "d", "e", "f"), [(-3, 0.5, True, False, None, math.nan)]))
    assert data.decode("utf-8-sig").splitlines()[1] == "-3,0.5,TRUE,FALSE,,"


def test_csv_quotes_what_needs_it() -> None:
    rows = csv_rows(write_csv(Table(('a "b"', "c,d"), [("line\nbreak", ";")])))
    assert rows == [['a "b"', "c,d"], ["line\nbreak", ";"]]


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_is_only_a_text(formula: str) -> None:
    table = Table((formula, "b"), [(formula, 1)])
    assert csv_rows(write_csv(table))[1] == ["'" + formula, "1"]
    cell = load_workbook(io.BytesIO(write_xlsx({"a": table})))["a"]["A2"]
    assert cell.data_type == "s"
    assert cell.quotePrefix


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_what_is_guarded_can_be_taken_back(text: str) -> None:
    assert unguard(guard(text)) == text
    assert guard(text)[:1] not in tuple("=+-@\t\r\n＝＋－＠")


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS), max_size=5))
def test_no_cell_of_any_csv_begins_like_a_formula_unless_it_is_a_number(rows: list[tuple[Cell, Cell]]) -> None:
    written = csv_rows(write_csv(Table(("a", "b"), rows)))[1:]
    assert len(written) == len(rows)
    for row, texts in zip(rows, written, strict=True):
        for cell, text in zip(row, texts, strict=True):
            if isinstance(cell, int | float) and not isinstance(cell, bool):
                assert float(text) == cell
            else:
                assert text[:1] not in tuple("=+-@\t\r\n")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS), max_size=5))
def test_a_workbook_holds_the_same_values(rows: list[tuple[Cell, Cell]]) -> None:
    book = load_workbook(io.BytesIO(write_xlsx({"a": Table(("x", "y"), rows)})))
    sheet = book["a"]
    assert [cell.value for cell in sheet[1]] == ["x", "y"]
    for number, row in enumerate(rows, 2):
        for column, cell in enumerate(row, 1):
            found = sheet.cell(number, column)
            assert found.data_type != "f"
            # An empty text is an empty cell to whoever reads it.
            expected = (as_in_xml(cell) or None) if isinstance(cell, str) else cell
            value = found.value or None if isinstance(cell, str) else found.value
            assert (value, type(value)) == (expected, type(expected))


def as_in_xml(text: str) -> str:
    """Give what XML can carry of a text."""
    return "".join(character for character in text if character in "\t\n\r" or _is_shown(character))


def _is_shown(character: str) -> bool:
    return character >= " " and not "\ud800" <= character <= "\udfff" and character not in "\ufffe\uffff"


def test_numbers_and_truths_have_their_types() -> None:
    data = write_xlsx({"a": Table(("i", "f", "b", "n", "x"), [(7, 0.25, True, None, math.inf)])})
    assert sheet_rows(data)[1] == (7, 0.25, True, None, None)
    assert isinstance(sheet_rows(data)[1][0], int)


def test_a_reference_in_a_text_stays_text_for_excel() -> None:
    assert b"_x005F_x0041_" in unpacked(write_xlsx({"a": Table(("a",), [("_x0041_",)])}))


def unpacked(data: bytes) -> bytes:
    return zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")


def test_each_table_has_its_sheet_under_a_name_that_excel_takes() -> None:
    table = Table(("a",), [(1,)])
    names = ("1학년 [2]/3:반?", "same", "SAME", "", "x" * 40, "x" * 50, "a&<b>\"'")
    book = load_workbook(io.BytesIO(write_xlsx(dict.fromkeys(names, table))))
    assert len(set(map(str.casefold, book.sheetnames))) == len(names)
    assert all(1 <= len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in book.sheetnames)
    assert book.sheetnames[0] == "1학년  2  3 반"


def test_names_that_only_differ_in_what_excel_refuses_stay_apart() -> None:
    names = ("3 x", "x", "x*", "x?", "")
    book = load_workbook(io.BytesIO(write_xlsx(dict.fromkeys(names, Table(("a",), [])))))
    assert book.sheetnames == ["3 x", "x", "4 x", "5 x", "5"]


def test_the_heading_stays_in_sight() -> None:
    book = load_workbook(io.BytesIO(write_xlsx({"a": Table(("name",), [("x",)])})))
    assert book["a"].freeze_panes == "A2"
    assert book["a"]["A1"].font.b


def test_the_same_table_gives_the_same_bytes() -> None:
    table = Table(("이름", "점수"), [("김하나", 0.5)])
    assert write_xlsx({"a": table}) == write_xlsx({"a": table})


def test_a_workbook_without_a_sheet_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one sheet"):
        write_xlsx({})
