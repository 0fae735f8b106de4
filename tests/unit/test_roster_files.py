"""Lists of pupils out of files: the layouts of schools, what is wrong in a row, and what no file may do."""

import io
import time
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.domain.names import clean_text
from appliance.domain.participant import NAME_MAX_CHARACTERS, RosterEntry
from appliance.domain.quiz_formats.imported import FormatError
from appliance.domain.roster_files import COMPLAINTS_MAX, ImportedRoster, read_roster
from appliance.domain.rosters import ENTRIES_MAX

KOREAN = "학년,반,번호,이름\r\n3,5,7,김민지\r\n3,5,8,이서연\r\n"
MINJI, SEOYEON = RosterEntry("1", "김민지", "3", "5", "7"), RosterEntry("2", "이서연", "3", "5", "8")


def _codes(roster: ImportedRoster) -> list[tuple[int, str]]:
    return [(each.line, each.code) for each in roster.complaints]


def _names(roster: ImportedRoster) -> list[str]:
    return [entry.name for entry in roster.entries]


def _package(**files: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in files.items():
            archive.writestr(f"{name}.csv", text)
    return packed.getvalue()


def _workbook(rows: list[list[object]]) -> bytes:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    saved = io.BytesIO()
    workbook.save(saved)
    return saved.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
def test_the_korean_layout_is_read_in_every_encoding_of_schools(encoding: str) -> None:
    roster = read_roster(KOREAN.encode(encoding))
    assert roster == ImportedRoster((MINJI, SEOYEON))


@pytest.mark.parametrize(
    "text",
    [
        "학년\t반\t번호\t이름\n3\t5\t7\t김민지\n3\t5\t8\t이서연\n",
        "학년;반;번호;성명\n3;5;7;김민지\n3;5;8;이서연\n",
        "3학년 5반 명단,,,\n,,,\n학년,반,번호,이름\n3,5,7,김민지\n3,5,8,이서연\n",
        "번호,이름,반,학년\n7번,김민지,5반,3학년\n08,이서연,05,3\n",
        "학번,이름\n30507,김민지\n30508,이서연\n",
        "grade,class,no.,name\n3,5,7,김민지\n3,5,8,이서연\n",
        "3,5,7,김민지\n3,5,8,이서연\n",
        '"학년","반","번호","이름"\n"3","5","7","김민지"\n"3","5","8","이서연"\n\n,,,\n',
    ],
)
def test_layouts_that_mean_the_same_are_read_the_same(text: str) -> None:
    assert read_roster(text.encode()) == ImportedRoster((MINJI, SEOYEON))


def test_a_workbook_is_read_like_its_rows() -> None:
    data = _workbook([["3학년 5반"], ["학년", "반", "번호", "이름"], [3, 5, 7, "김민지"], [3.0, "5", "08", "이서연"]])
    assert read_roster(data) == ImportedRoster((MINJI, SEOYEON))


def test_a_plain_list_of_names_is_a_roster() -> None:
    assert _names(read_roster("김민지\n이서연\n박 준\n".encode())) == ["김민지", "이서연", "박 준"]


ONEROSTER = {
    "users": (
        "sourcedId,status,enabledUser,role,givenName,familyName,grades\n"
        "u1,active,true,student,민지,김,03\n"
        "u2,active,true,teacher,선생,박,\n"
        "u3,tobedeleted,true,student,서연,이,03\n"
        "u4,active,true,student,Ada,Lovelace,03\n"
    ),
    "classes": "sourcedId,title\nc1,3-5\nc2,Robotics\n",
    "enrollments": (
        "sourcedId,classSourcedId,userSourcedId,role\ne1,c1,u1,student\ne2,c2,u4,student\n"
        "e3,c1,u2,teacher\ne4,c1,u4,student\n"
    ),
}


def test_a_oneroster_package_gives_its_pupils_and_their_classes() -> None:
    roster = read_roster(_package(**ONEROSTER))
    assert roster.entries == (
        RosterEntry("1", "김민지", "3", "3-5", ""),
        RosterEntry("2", "Ada Lovelace", "3", "Robotics", ""),
    )


def test_one_class_can_be_taken_out_of_a_whole_school() -> None:
    assert _names(read_roster(_package(**ONEROSTER), "Robotics")) == ["Ada Lovelace"]
    assert _names(read_roster(_package(**ONEROSTER), "3-5")) == ["김민지", "Ada Lovelace"]
    assert _names(read_roster("반,이름\n5,김민지\n6,이서연\n".encode(), "6반")) == ["이서연"]


def test_a_package_without_classes_gives_all_pupils() -> None:
    assert _names(read_roster(_package(users=ONEROSTER["users"]))) == ["김민지", "Ada Lovelace"]


def test_a_bad_row_costs_itself_only_and_is_named_by_its_line() -> None:
    text = f"번호,이름\n1,김민지\n2,\n3,{'가' * 41}\n4,이서연\n4,박준\n1,김민지\n"
    roster = read_roster(text.encode())
    assert _names(roster) == ["김민지", "이서연", "박준"]
    assert _codes(roster) == [(3, "no_name"), (4, "long_name"), (6, "same_number"), (7, "twice")]


def test_equal_names_with_different_numbers_are_different_pupils() -> None:
    assert _codes(read_roster("번호,이름\n1,김민지\n2,김민지\n".encode())) == []


def test_names_are_cleaned() -> None:
    text = "이름\n=cmd|'/c calc'!A0\n<script>alert(1)</script>\n김\u202e민지\u0007\n"
    assert _names(read_roster(text.encode())) == ["=cmd|'/c calc'!A0", "<script>alert(1)</script>", "김민지"]


def test_a_list_is_bounded_and_says_so() -> None:
    text = "이름\n" + "".join(f"학생{number}\n" for number in range(ENTRIES_MAX + 10))
    roster = read_roster(text.encode())
    assert len(roster.entries) == ENTRIES_MAX
    assert _codes(roster) == [(ENTRIES_MAX + 2, "too_many")]


def test_complaints_are_bounded_and_the_rest_is_counted() -> None:
    text = "번호,이름\n1,김민지\n" + "2,\n" * 500
    roster = read_roster(text.encode())
    assert len(roster.complaints) == COMPLAINTS_MAX + 1
    assert (roster.complaints[-1].code, roster.complaints[-1].en) == ("more", "400 more remarks are not shown.")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n\n",
        "학년,반,번호,이름\n".encode(),
        b"1,2,3\n4,5,6\n",
        b"\xff\xfe\xfd\xfc\xfb",
        b"PK\x03\x04 no archive",
        _package(anything="a,b"),
        b"\x00" * 100,
    ],
)
def test_what_holds_no_pupil_is_refused_in_both_languages(data: bytes) -> None:
    with pytest.raises(FormatError) as refused:
        read_roster(data)
    assert str(refused.value)
    assert refused.value.ko


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("users.csv", b"0" * (60 << 20))
    started = time.process_time()
    with pytest.raises(FormatError):
        read_roster(packed.getvalue())
    assert time.process_time() - started < 1


SAMPLES = (KOREAN.encode(), KOREAN.encode("cp949"), _package(**ONEROSTER), _workbook([["이름"], ["김민지"]]))


def _is_read_or_refused(data: bytes) -> bool:
    """Whether the file gives clean names within the bounds, or is refused as it should be."""
    try:
        roster = read_roster(data)
    except FormatError:
        return True
    return 0 < len(roster.entries) <= ENTRIES_MAX and all(
        name == clean_text(name, NAME_MAX_CHARACTERS) for name in _names(roster)
    )


@pytest.mark.parametrize("sample", SAMPLES[:3])
def test_a_file_cut_anywhere_is_read_or_refused(sample: bytes) -> None:
    assert all(_is_read_or_refused(sample[:length]) for length in range(len(sample)))


@settings(deadline=2_000)
@given(st.sampled_from(SAMPLES), st.lists(st.tuples(st.integers(0, 100_000), st.integers(0, 255)), max_size=8))
def test_a_mutated_file_is_read_or_refused(sample: bytes, changes: list[tuple[int, int]]) -> None:
    data = bytearray(sample)
    for place, value in changes:
        data[place % len(data)] = value
    assert _is_read_or_refused(bytes(data))


@settings(deadline=2_000)
@given(st.text(max_size=500))
def test_any_text_is_read_or_refused(text: str) -> None:
    assert _is_read_or_refused(text.encode("utf-8", "replace"))
