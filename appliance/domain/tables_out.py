"""Tables for spreadsheets: CSV as Korean Excel opens it, and XLSX; numbers stay numbers, no text becomes a formula."""

import csv
import io
import math
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count
from xml.sax.saxutils import escape

Cell = str | int | float | bool | None

_BYTE_ORDER_MARK = "\ufeff"
"""Without it, Excel on Korean Windows reads UTF-8 as CP949."""
_FORMULA_START = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
"""What spreadsheets take for the start of a formula, behind the apostrophes that already guard it."""
_GUARD = "'"
_SHEET_NAME_MAX = 31
_CELL_MAX_CHARACTERS = 32_767
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The date in the archive: the same table always gives the same bytes."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with named columns."""

    columns: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]


def write_csv(table: Table) -> bytes:
    """Write UTF-8 with a byte order mark, comma-separated."""
    return write_csv_rows([table.columns, *table.rows])


def write_csv_rows(rows: Iterable[Sequence[Cell]]) -> bytes:
    """Write rows that may differ in length, as `write_csv` does."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([[_csv_cell(cell) for cell in row] for row in rows])
    return (_BYTE_ORDER_MARK + text.getvalue()).encode("utf-8", "replace")


def write_xlsx(tables: Mapping[str, Table]) -> bytes:
    """Write one sheet for each table, under its name as far as spreadsheets allow it."""
    names = _sheet_names(tables)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        _put(archive, "[Content_Types].xml", _content_types(len(names)))
        _put(archive, "_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")]))
        _put(archive, "xl/workbook.xml", _workbook(names))
        sheets = [("worksheet", f"worksheets/sheet{number}.xml") for number in range(1, len(names) + 1)]
        _put(archive, "xl/_rels/workbook.xml.rels", _relations([*sheets, ("styles", "styles.xml")]))
        _put(archive, "xl/styles.xml", _STYLES)
        for number, table in enumerate(tables.values(), 1):
            _put(archive, f"xl/worksheets/sheet{number}.xml", "".join(_sheet(table)))
    return packed.getvalue()


def guard(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would run as a formula."""
    return _GUARD + text if _FORMULA_START.match(text) else text


def unguard(text: str) -> str:
    """Take off the apostrophe that `guard` has put there."""
    return text[1:] if text.startswith(_GUARD) and _FORMULA_START.match(text) else text


def _csv_cell(cell: Cell) -> str | int | float:
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, str):
        return guard(cell)
    return "" if cell is None or not math.isfinite(cell) else cell


def _sheet_names(tables: Mapping[str, Table]) -> list[str]:
    """Give names that Excel takes: short, without the characters of references, and each only once."""
    if not tables:
        raise ValueError("a workbook has at least one sheet")
    names: dict[str, str] = {}
    for number, wanted in enumerate(tables, 1):
        plain = _NOT_IN_XML.sub("", _NOT_IN_SHEET_NAMES.sub(" ", wanted)).strip(" '\n\t\r")[:_SHEET_NAME_MAX].strip()
        numbered = (f"{prefix} {plain}"[:_SHEET_NAME_MAX].strip() for prefix in count(number))
        name = next(name for name in chain([plain], numbered) if name and name.casefold() not in names)
        names[name.casefold()] = name
    return list(names.values())


def _sheet(table: Table) -> Iterator[str]:
    yield f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
    yield '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
    yield "<sheetData>"
    yield _row(table.columns, _HEADING_STYLE)
    for row in table.rows:
        yield _row(row)
    yield "</sheetData></worksheet>"


def _row(cells: Sequence[Cell], style: int = 0) -> str:
    return f"<row>{''.join(_cell(cell, style) for cell in cells)}</row>"


def _cell(cell: Cell, style: int) -> str:
    if isinstance(cell, bool):
        return f'<c t="b"><v>{int(cell)}</v></c>'
    if isinstance(cell, str):
        style = style or (_GUARDED_STYLE if _FORMULA_START.match(cell) else 0)
        return f'<c t="inlineStr" s="{style}"><is><t xml:space="preserve">{_text(cell)}</t></is></c>'
    return "<c/>" if cell is None or not math.isfinite(cell) else f"<c><v>{cell!r}</v></c>"


def _text(text: str) -> str:
    # ECMA-376 part 1, section 22.9.2.19: _x0041_ in a string is a character reference.
    plain = _NOT_IN_XML.sub("", text)[:_CELL_MAX_CHARACTERS]
    return escape(_REFERENCE.sub("_x005F_", plain), {"\r": "&#13;"})


def _workbook(names: Sequence[str]) -> str:
    sheets = "".join(
        f'<sheet name="{escape(name, {chr(34): "&quot;"})}" sheetId="{number}" r:id="rId{number}"/>'
        for number, name in enumerate(names, 1)
    )
    return f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}/relationships"><sheets>{sheets}</sheets></workbook>'


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/relationships/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>'


def _content_types(sheet_count: int) -> str:
    parts = [("/xl/workbook.xml", "sheet.main"), ("/xl/styles.xml", "styles")]
    parts += [(f"/xl/worksheets/sheet{number}.xml", "worksheet") for number in range(1, sheet_count + 1)]
    overrides = "".join(f'<Override PartName="{part}" ContentType="{_PART_TYPE}.{kind}+xml"/>' for part, kind in parts)
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{overrides}</Types>"
    )


def _put(archive: zipfile.ZipFile, name: str, content: str) -> None:
    archive.writestr(zipfile.ZipInfo(name, _EARLIEST), content.encode(), zipfile.ZIP_DEFLATED)


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PART_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_REFERENCE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_GUARDED_STYLE, _HEADING_STYLE = 1, 2
_STYLES = (
    f'{_XML}<styleSheet xmlns="{_MAIN}">'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    # quotePrefix keeps a text a text when its cell is edited.
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
"""The plain cell, the text that would be a formula, and the heading."""
