"""Zip archives and workbooks made part by part, as somebody with bad intentions makes them."""

import io
import zipfile
from collections.abc import Mapping

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PART_NAMES = {
    "workbook": "xl/workbook.xml",
    "sheet": "xl/worksheets/sheet1.xml",
    "strings": "xl/sharedStrings.xml",
    "styles": "xl/styles.xml",
}


def packed(entries: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Give an archive of the entries."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return data.getvalue()


def raw_workbook(rows: str, **parts: str) -> bytes:
    """Give a workbook whose only sheet has these rows; `sheet`, `workbook`, `strings`, `styles` replace whole parts."""
    main_relation = f'<Relationship Id="r0" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    entries = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{main_relation}</Relationships>',
        "xl/_rels/workbook.xml.rels": _workbook_relations(),
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{_OFFICE}">'
        '<sheets><sheet name="a" sheetId="1" r:id="r0"/></sheets></workbook>',
        "xl/worksheets/sheet1.xml": f"<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>",
        "xl/sharedStrings.xml": f"<sst {MAIN}/>",
        "xl/styles.xml": f"<styleSheet {MAIN}/>",
    }
    # Stored and not packed: what a bomb would be refused for is not what these files are about.
    return packed(entries | {_PART_NAMES[part]: content for part, content in parts.items()}, zipfile.ZIP_STORED)


def question_rows() -> str:
    """Give the rows of a sheet with one question, its cells as inline texts."""
    return "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in row.split(",")) + "</row>"
        for row in ("question,option 1,option 2,correct", "Which?,a,b,1")
    )


def _content_types() -> str:
    kinds = {"workbook": "sheet.main", "sheet": "worksheet", "strings": "sharedStrings", "styles": "styles"}
    overrides = "".join(
        f'<Override PartName="/{_PART_NAMES[part]}" ContentType="{_SHEET_TYPE}.{kind}+xml"/>'
        for part, kind in kinds.items()
    )
    return f'<Types xmlns="{_PACKAGE}/content-types">{overrides}</Types>'


def _workbook_relations() -> str:
    targets = (("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml"), ("styles", "styles.xml"))
    relations = "".join(
        f'<Relationship Id="r{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>'
