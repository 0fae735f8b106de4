"""Lists of pupils out of files: CSV as schools keep it, Excel, and OneRoster 1.1; a bad row costs itself only."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice

from appliance.domain.names import TextError, clean_text, visible
from appliance.domain.participant import NAME_MAX_CHARACTERS, RosterEntry
from appliance.domain.quiz_formats.archive import Archive, is_archive
from appliance.domain.quiz_formats.csv_rows import HEADING_ROWS_MAX, Row, find_delimiter, read_rows
from appliance.domain.quiz_formats.imported import FormatError
from appliance.domain.quiz_formats.spreadsheet import is_workbook, read_sheet
from appliance.domain.quiz_formats.texts import decode
from appliance.domain.roster_columns import Pupil, find_columns, heading_score, plain, read_unnamed
from appliance.domain.rosters import ENTRIES_MAX

COMPLAINTS_MAX = 100
RECORDS_MAX = 50_000
"""Enrollments of a whole school."""
DETAIL_MAX_CHARACTERS = 20
"""Of grade, class and number."""
_EXCERPT_CHARACTERS = 40

_SENTENCES: Mapping[str, tuple[str, str]] = {
    "no_name": ("This row has no name and was left out.", "이름이 없어 제외했습니다."),
    "long_name": (
        "The name “{excerpt}” is too long; the row was left out.",
        "이름 “{excerpt}”이(가) 너무 길어 제외했습니다.",
    ),
    "twice": (
        "“{excerpt}” stands in the list twice and was taken over once.",
        "“{excerpt}”이(가) 두 번 나와 한 번만 가져왔습니다.",
    ),
    "same_number": (
        "The number of “{excerpt}” is given to somebody else too.",
        "“{excerpt}”의 번호가 다른 학생과 같습니다.",
    ),
    "too_many": (
        "A list has at most {excerpt} pupils; the rows from here on were left out.",
        "명단에는 {excerpt}명까지 담을 수 있어 여기서부터는 제외했습니다.",
    ),
    "broken": ("The file cannot be read from here on.", "여기서부터는 파일을 읽을 수 없습니다."),
    "more": ("{excerpt} more remarks are not shown.", "이 밖에도 알림이 {excerpt}개 더 있습니다."),
}


@dataclass(frozen=True, slots=True)
class RowComplaint:
    """Something in a row that could not be taken over as it stood."""

    line: int
    """Counted from 1; 0 is the whole file."""
    code: str
    en: str
    ko: str


@dataclass(frozen=True, slots=True)
class ImportedRoster:
    """The pupils of a file, and what was wrong with it."""

    entries: tuple[RosterEntry, ...]
    complaints: tuple[RowComplaint, ...] = ()


@dataclass(slots=True)
class _Gathering:
    """The pupils so far; each once, and not too many."""

    entries: list[RosterEntry] = field(default_factory=list)
    complaints: list[RowComplaint] = field(default_factory=list)
    unshown: int = 0
    seen: set[tuple[str, str, str, str]] = field(default_factory=set)
    numbers: set[tuple[str, str, str]] = field(default_factory=set)

    def add(self, line: int, pupil: Pupil) -> None:
        """Take one pupil over, or say why not."""
        grade, class_name, number = (_detail(each) for each in (pupil.grade, pupil.class_name, pupil.number))
        try:
            name = clean_text(pupil.name, NAME_MAX_CHARACTERS)
        except TextError as error:
            self.complain(line, "no_name" if error.code == "empty" else "long_name", pupil.name)
            return
        if (grade, class_name, number, name) in self.seen:
            self.complain(line, "twice", name)
            return
        self.seen.add((grade, class_name, number, name))
        if number and (grade, class_name, number) in self.numbers:
            self.complain(line, "same_number", name)
        self.numbers.add((grade, class_name, number))
        self.entries.append(RosterEntry(str(len(self.entries) + 1), name, grade, class_name, number))

    def complain(self, line: int, code: str, excerpt: str = "") -> None:
        """Note what is wrong with a row."""
        if len(self.complaints) >= COMPLAINTS_MAX:
            self.unshown += 1
            return
        self.complaints.append(_complaint(line, code, excerpt))

    def result(self) -> ImportedRoster:
        """What came of it; raises FormatError when that is nobody."""
        if not self.entries:
            raise FormatError(
                "No pupil was found in this file. It needs a column “name”.",
                "이 파일에서 학생을 찾지 못했습니다. “이름” 열이 필요합니다.",
            )
        more = [_complaint(0, "more", str(self.unshown))] if self.unshown else []
        return ImportedRoster(tuple(self.entries), (*self.complaints, *more))


def read_roster(data: bytes, only_class: str | None = None) -> ImportedRoster:
    """The pupils of a CSV, XLSX or OneRoster file, of one class when it names several; raises FormatError."""
    gathering = _Gathering()
    wanted = plain(only_class.strip()) if only_class is not None else None
    for line, pupil in _pupils(data, gathering):
        if wanted is not None and wanted not in (pupil.class_name, *pupil.other_classes):
            continue
        if len(gathering.entries) == ENTRIES_MAX:
            gathering.complain(line, "too_many", str(ENTRIES_MAX))
            break
        gathering.add(line, pupil)
    return gathering.result()


def _pupils(data: bytes, gathering: _Gathering) -> Iterator[tuple[int, Pupil]]:
    if not is_archive(data):
        return _of_rows(_csv_rows(data, gathering), {})
    archive = Archive(data)
    if is_workbook(archive):
        return _of_rows(iter(read_sheet(data)), {})
    users = _part(archive, "users.csv")
    if users is None:
        raise FormatError(
            "This package is neither an Excel workbook nor OneRoster: it has no users.csv.",
            "엑셀 파일도 OneRoster 묶음도 아닙니다. users.csv가 없습니다.",
        )
    return _of_rows(_csv_rows(users, gathering), _classes_by_user(archive))


def _csv_rows(data: bytes, gathering: _Gathering) -> Iterator[Row]:
    text = decode(data)
    return read_rows(text, find_delimiter(text, heading_score), lambda line: gathering.complain(line, "broken"))


def _of_rows(rows: Iterator[Row], classes: Mapping[str, Sequence[str]]) -> Iterator[tuple[int, Pupil]]:
    """The pupils below the heading; of a table without one, by the order of its cells."""
    top = list(islice(rows, HEADING_ROWS_MAX))
    found = next(((number, columns) for number, cells in top if (columns := find_columns(cells)) is not None), None)
    for line, cells in chain(top, rows):
        if found is None:
            pupil = read_unnamed(cells)
        elif line <= found[0]:
            continue
        else:
            pupil = found[1].read(cells, classes)
        if pupil is not None:
            yield line, pupil


def _classes_by_user(archive: Archive) -> dict[str, list[str]]:
    """The titles of the classes in which each user is a pupil (OneRoster 1.1 §4)."""
    titles = {row["sourcedid"]: row.get("title", "") for row in _records(archive, "classes.csv") if "sourcedid" in row}
    found: dict[str, list[str]] = {}
    for row in _records(archive, "enrollments.csv"):
        title = titles.get(row.get("classsourcedid", ""))
        if title and row.get("role", "student").casefold() == "student":
            found.setdefault(row.get("usersourcedid", ""), []).append(title)
    return found


def _records(archive: Archive, name: str) -> Iterable[dict[str, str]]:
    data = _part(archive, name)
    if data is None:
        return
    try:
        for row in islice(csv.DictReader(decode(data).splitlines()), RECORDS_MAX):
            yield {str(key).strip().casefold(): str(value or "").strip() for key, value in row.items()}
    except csv.Error:
        return


def _part(archive: Archive, name: str) -> bytes | None:
    found = next((each for each in archive.names if each.rsplit("/", 1)[-1].casefold() == name), None)
    return archive.read(found) if found is not None else None


def _detail(text: str) -> str:
    try:
        return clean_text(text, DETAIL_MAX_CHARACTERS)
    except TextError:
        return ""


def _complaint(line: int, code: str, excerpt: str) -> RowComplaint:
    shown = " ".join(visible(excerpt[: 2 * _EXCERPT_CHARACTERS]).split())[:_EXCERPT_CHARACTERS]
    en, ko = _SENTENCES[code]
    return RowComplaint(line, code, en.format(excerpt=shown), ko.format(excerpt=shown))
