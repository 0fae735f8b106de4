"""What the columns of a list of pupils mean: 학년·반·번호·이름, their English names, and those of OneRoster 1.1."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_HEADING_MAX_CHARACTERS = 60
_HEADINGS: Mapping[str, frozenset[str]] = {
    "name": frozenset(
        ("이름", "성명", "학생이름", "학생명", "학생성명", "name", "fullname", "studentname", "student", "pupil")
    ),
    "family_name": frozenset(("성", "familyname", "lastname", "surname")),
    "given_name": frozenset(("givenname", "firstname", "forename")),
    "grade": frozenset(("학년", "grade", "grades", "year", "gradelevel")),
    "class_name": frozenset(("반", "학급", "학급명", "class", "classname", "section", "homeroom")),
    "number": frozenset(("번호", "번", "출석번호", "number", "no", "num", "rollnumber", "rollno")),
    "student_number": frozenset(("학번", "studentnumber")),
    "role": frozenset(("role",)),
    "status": frozenset(("status",)),
    "user_id": frozenset(("sourcedid",)),
}
_DECORATION = re.compile(r"[\s_.:*()\[\]#-]+")
_STUDENT_NUMBER = re.compile(r"(\d)(\d{1,2})(\d{2})")
"""학번: grade, class in one or two digits, number in two."""
_GIVEN_UP = frozenset(("tobedeleted", "inactive"))
_HANGUL = re.compile(r"[가-힣]+")
_NUMBERS = re.compile(r"\d{1,3}")


@dataclass(frozen=True, slots=True)
class Pupil:
    """One row as it was found: raw texts."""

    name: str
    grade: str = ""
    class_name: str = ""
    number: str = ""
    other_classes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the columns of a table are."""

    places: Mapping[str, int]

    def read(self, row: Sequence[str], classes: Mapping[str, Sequence[str]]) -> Pupil | None:
        """The row's pupil; None for an empty row, for who is no pupil and for who has left."""
        cells = {name: row[place].strip() for name, place in self.places.items() if place < len(row)}
        if not any(cells.values()) or cells.get("status", "").casefold() in _GIVEN_UP:
            return None
        if cells.get("role", "student").casefold() not in ("student", ""):
            return None
        grade, class_name, number = _numbers(cells)
        of_user = classes.get(cells.get("user_id", ""), ())
        return Pupil(
            name=cells.get("name", "") or _whole_name(cells.get("family_name", ""), cells.get("given_name", "")),
            grade=grade,
            class_name=class_name or (of_user[0] if of_user else ""),
            number=number,
            other_classes=tuple(of_user),
        )


def find_columns(heading: Sequence[str]) -> Columns | None:
    """The columns by their headings; None when this row is no heading of a list of pupils."""
    places: dict[str, int] = {}
    for place, cell in enumerate(heading):
        meaning = _meaning(cell)
        if meaning is not None:
            places.setdefault(meaning, place)
    return Columns(places) if "name" in places or "given_name" in places else None


def heading_score(cells: Sequence[str]) -> int:
    """How much a row looks like the heading of a list of pupils."""
    return sum(_meaning(cell) is not None for cell in cells)


def read_unnamed(row: Sequence[str]) -> Pupil | None:
    """The pupil of a row of a table without a heading: a name, and before it number, class and grade from the right."""
    cells = [cell.strip() for cell in row if cell.strip()]
    name = next((cell for cell in cells if not _NUMBERS.fullmatch(cell)), None)
    if name is None:
        return Pupil("") if cells else None
    before = [cell for cell in cells[: cells.index(name)] if _NUMBERS.fullmatch(cell)]
    number, class_name, grade = [*reversed(before), "", "", ""][:3]
    return Pupil(name, grade, class_name, number)


def plain(cell: str) -> str:
    """3 of "3학년", "3반", "03번" and of the "3.0" that spreadsheets keep; other texts stay as they are."""
    found = re.fullmatch(r"0*(\d{1,6})(?:\.0+)?\s*(?:학년|반|번)?", cell)
    return found[1] if found is not None else cell


def _meaning(cell: str) -> str | None:
    word = _DECORATION.sub("", cell[:_HEADING_MAX_CHARACTERS]).casefold()
    return next((meaning for meaning, words in _HEADINGS.items() if word in words), None)


def _numbers(cells: Mapping[str, str]) -> tuple[str, str, str]:
    grade, class_name, number = (plain(cells.get(name, "")) for name in ("grade", "class_name", "number"))
    found = _STUDENT_NUMBER.fullmatch(plain(cells.get("student_number", "")))
    if found is None:
        return grade, class_name, number or plain(cells.get("student_number", ""))
    return grade or found[1], class_name or found[2].lstrip("0"), number or found[3].lstrip("0")


def _whole_name(family: str, given: str) -> str:
    if _HANGUL.fullmatch(family + given):
        return family + given
    return f"{given} {family}".strip()
