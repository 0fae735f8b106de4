"""Any file may arrive: an error in words or warnings, in bounded time and memory, and no other exception."""

import time
import tracemalloc
import zipfile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from appliance.domain.questions import check_question
from appliance.domain.quiz import QUESTIONS_MAX
from appliance.domain.quiz_formats import FormatError, ImportedQuiz, QuizFormat, read_quiz, write_quiz
from appliance.domain.quiz_formats.complaints import WARNINGS_MAX
from appliance.domain.quiz_formats.imported import FILE_MAX_BYTES
from tests.support.packed_files import MAIN, packed, question_rows, raw_workbook
from tests.support.quiz_values import as_quiz, new_ids, without_ids

MAX_SECONDS = 10.0
"""What eight megabytes may take on a busy machine; the worst takes about two seconds alone."""
MAX_ALLOCATION = 160 * 1024 * 1024
TEXT_FORMATS = (QuizFormat.PASTE, QuizFormat.GIFT, QuizFormat.CSV, QuizFormat.JSON, None)
ARCHIVES = (QuizFormat.KAHOOT_XLSX, QuizFormat.CLASSQUIZ_XLSX, QuizFormat.QTI, None)
ENTITIES = "".join(f'<!ENTITY a{level} "{(f"&a{level - 1};" if level else "bomb") * 10}">' for level in range(10))
LAUGHS = f"<!DOCTYPE x [{ENTITIES}]>"
EXTERNAL = '<!DOCTYPE x [<!ENTITY a9 SYSTEM "file:///etc/passwd">]>'
STRINGS = f"<sst {MAIN}><si><t>&a9;</t></si></sst>"
SHARED_CELL = '<row><c t="s"><v>0</v></c></row>'
ITEM = '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1"><itemBody>{}</itemBody></assessmentItem>'
SMALL_FILES = (
    "퀴즈\n\n1. 무엇?\n① 하나 ② 둘\n정답: ①\n해설: 음\n2. So? (O/X)\n정답: X\n".encode(),
    b"// title: a\n\n$CATEGORY: x\n\n// [tag:easy]\n::n::Which {=a#f ~%50%b ~c####d}\n\nHow {#1..2}\n\nS {=a =b}\n",
    b'question,option 1,option 2,correct\nWhich?,a,b,1\n"So""?",,,T\n',
    b'{"questions": [{"kind": "poll", "text": "a", "options": [{"text": "b"}, {"text": "c"}]}]}',
    ITEM.format("<p>Now <b>this</b>.</p>").encode(),
)


def outcome(data: bytes, format_: QuizFormat | None) -> ImportedQuiz | None:
    """Read in bounded time; None when the file was refused, which must be in words of both languages."""
    started = time.monotonic()
    quiz = read_or_refuse(data, format_)
    assert time.monotonic() - started < MAX_SECONDS
    return quiz


def read_or_refuse(data: bytes, format_: QuizFormat | None) -> ImportedQuiz | None:
    try:
        quiz = read_quiz(data, format_, new_ids())
    except FormatError as error:
        words, quiz = (str(error), error.ko), None
    else:
        words = (".", ".")
    assert all(sentence.endswith(".") for sentence in words)
    if quiz is not None:
        assert len(quiz.questions) <= QUESTIONS_MAX
        assert len(quiz.warnings) <= WARNINGS_MAX + 2
        for question in quiz.questions:
            check_question(question)
    return quiz


def refused(data: bytes, format_: QuizFormat | None) -> str:
    with pytest.raises(FormatError) as refusal:
        read_quiz(data, format_, new_ids())
    return str(refusal.value)


def filled(unit: str | bytes, size: int = FILE_MAX_BYTES) -> bytes:
    data = unit.encode() if isinstance(unit, str) else unit
    return data * (size // len(data))


@pytest.mark.parametrize("format_", TEXT_FORMATS)
def test_a_million_lines_are_refused(format_: QuizFormat | None) -> None:
    assert "more than 100,000 lines" in refused(b"1. a\n" * 1_000_000, format_)


@pytest.mark.parametrize("format_", list(QuizFormat))
def test_a_file_above_eight_megabytes_is_refused(format_: QuizFormat) -> None:
    assert "8 MiB" in refused(bytes(FILE_MAX_BYTES + 1), format_)


@pytest.mark.parametrize("format_", TEXT_FORMATS)
@pytest.mark.parametrize(
    "unit",
    [
        "a",
        "가",
        " ",
        ",",
        '"',
        "{",
        "[",
        "1. a ( (정답: x " * 400 + "\n",
        "*" * 8_000 + "x\n",
        "1. a\na) b\n" * 2 + "x" * 200 + "\n",
        "e\u0301" * 4_000 + "\n",
        "{=a ~b}" + " " * 150 + "\n\n",
        "[html]" + "<!--" * 2_000 + "<a b='" * 2_000 + "{=a ~b}\n\n",
        "question,correct\n" + "가" * 7_000 + ",x\n",
    ],
    ids=range(14),
)
def test_eight_megabytes_of_anything_are_read_in_bounded_time(unit: str, format_: QuizFormat | None) -> None:
    outcome(filled(unit), format_)


@pytest.mark.parametrize("format_", TEXT_FORMATS)
@pytest.mark.parametrize("unit", ["가, {=[1. ", "1. 가\n①나②다\n정답:①\n\n" + "라" * 300 + "\n", '{"kind":"poll"},'])
def test_memory_is_bounded(unit: str, format_: QuizFormat | None) -> None:
    data = filled(unit, FILE_MAX_BYTES // 4)
    tracemalloc.start()
    try:
        read_or_refuse(data, format_)
        assert tracemalloc.get_traced_memory()[1] < MAX_ALLOCATION
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("format_", ARCHIVES)
@pytest.mark.parametrize(
    "data",
    [
        packed({"xl/workbook.xml": bytes(33 << 20), "imsmanifest.xml": b""}),
        packed({"xl/workbook.xml": b"", **{f"{number}.xml": bytes(3 << 20) for number in range(12)}}),
        packed({f"{number}.xml": b"" for number in range(2_001)}),
        packed({"xl/workbook.xml": bytes(2 << 20)}),
    ],
    ids=["one large entry", "many large entries", "many entries", "ratio"],
)
def test_zip_bombs_are_refused_before_they_are_unpacked(data: bytes, format_: QuizFormat | None) -> None:
    assert "too large" in refused(data, format_)


@pytest.mark.parametrize("format_", ARCHIVES)
@pytest.mark.parametrize("name", ["../a.xml", "a/../../b.xml", "/etc/a.xml", "C:/a.xml", "a\\..\\b.xml", "..\\a.xml"])
def test_names_that_lead_outside_are_refused(name: str, format_: QuizFormat | None) -> None:
    assert "outside" in refused(packed({name: b"<a/>"}), format_)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_rare_ways_of_packing_are_refused(method: int) -> None:
    assert "damaged" in refused(packed({"a.xml": ITEM.format("a")}, method), QuizFormat.QTI)


def test_an_entry_that_lies_about_its_size_gives_no_more_than_it_says() -> None:
    data = bytearray(packed({"a.xml": ITEM.format("a" * 5_000)}))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.index(signature) + offset
        data[place : place + 4] = (10).to_bytes(4, "little")
    quiz = read_quiz(bytes(data), QuizFormat.QTI, new_ids())
    assert (quiz.questions, [warning.code for warning in quiz.warnings]) == ((), ["bad_file"])


@pytest.mark.parametrize("prologue", [LAUGHS, EXTERNAL], ids=["entities", "external"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_of_an_item_are_refused(prologue: str, encoding: str) -> None:
    data = (prologue + ITEM.format("&a9;")).encode(encoding)
    assert "entities" in refused(data, QuizFormat.QTI)
    quiz = read_quiz(packed({"a.xml": data}), QuizFormat.QTI, new_ids())
    assert (quiz.questions, [warning.code for warning in quiz.warnings]) == ((), ["bad_file"])


@pytest.mark.parametrize("prologue", [LAUGHS, EXTERNAL], ids=["entities", "external"])
@pytest.mark.parametrize("part", ["strings", "sheet", "workbook", "styles"])
def test_entities_of_a_workbook_are_refused(prologue: str, part: str) -> None:
    body = STRINGS if part == "strings" else f"<worksheet {MAIN}><sheetData>&a9;</sheetData></worksheet>"
    assert "damaged" in refused(raw_workbook(SHARED_CELL, **{part: prologue + body}), QuizFormat.KAHOOT_XLSX)


@pytest.mark.parametrize("depth", [100, 10_000])
def test_deep_nesting_is_refused(depth: int) -> None:
    deep = ITEM.format("<p>" * depth + "</p>" * depth).encode()
    assert "too deeply" in refused(deep, QuizFormat.QTI)
    sheets = f"<workbook {MAIN}>" + "<sheets>" * depth + "</sheets>" * depth + "</workbook>"
    assert "damaged" in refused(raw_workbook(SHARED_CELL, workbook=sheets), QuizFormat.KAHOOT_XLSX)


@pytest.mark.parametrize(
    "parts",
    [
        {"rows": "<row>" + "<c/>" * 118_000 + "</row>"},
        {"rows": "<row>" * 59_000 + "</row>" * 59_000},
        {"rows": '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'},
        {"rows": SHARED_CELL, "strings": f"<sst {MAIN}>" + "<si/>" * 118_000 + "</sst>"},
        {"rows": SHARED_CELL, "styles": f"<styleSheet {MAIN}><cellXfs>" + "<xf/>" * 39_000 + "</cellXfs></styleSheet>"},
    ],
    ids=["wide", "deep", "far", "texts", "styles"],
)
def test_the_largest_workbooks_that_are_read_take_bounded_time(parts: dict[str, str]) -> None:
    assert outcome(raw_workbook(**parts), QuizFormat.KAHOOT_XLSX) is None


@pytest.mark.parametrize("rows", ["<row>" + "<c/>" * 200_000 + "</row>", "<row/>" * 200_000])
def test_larger_workbooks_are_refused(rows: str) -> None:
    assert "too large for a list" in refused(raw_workbook(rows), QuizFormat.KAHOOT_XLSX)


def test_the_raw_workbook_of_these_tests_is_a_good_one() -> None:
    quiz = read_quiz(raw_workbook(question_rows()), None, new_ids())
    assert [question.text for question in quiz.questions] == ["Which?"]


@pytest.mark.parametrize("format_", list(QuizFormat))
@given(st.binary(max_size=300))
@settings(max_examples=40, deadline=None)
def test_noise_is_refused_or_read(format_: QuizFormat, noise: bytes) -> None:
    outcome(noise, format_)
    outcome(noise, None)


@pytest.mark.parametrize("data", SMALL_FILES, ids=range(len(SMALL_FILES)))
def test_a_file_cut_anywhere_is_refused_or_read(data: bytes) -> None:
    for end in range(len(data)):
        outcome(data[:end], None)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(SMALL_FILES), st.data())
def test_a_changed_file_is_refused_or_read(original: bytes, data: st.DataObject) -> None:
    outcome(changed(original, data), data.draw(st.sampled_from([*QuizFormat, None])))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([raw_workbook(question_rows()), packed({"a.xml": SMALL_FILES[4]})]), st.data())
def test_a_changed_archive_is_refused_or_read(original: bytes, data: st.DataObject) -> None:
    outcome(changed(original, data), data.draw(st.sampled_from(ARCHIVES)))


def changed(original: bytes, data: st.DataObject) -> bytes:
    result = bytearray(original)
    for _ in range(data.draw(st.integers(1, 5))):
        place = data.draw(st.integers(0, max(len(result) - 1, 0)))
        match data.draw(st.sampled_from(["change", "insert", "delete", "double"])):
            case "change":
                result[place : place + 1] = bytes([data.draw(st.integers(0, 255))])
            case "insert":
                result[place:place] = data.draw(st.binary(max_size=8))
            case "delete":
                del result[place : place + data.draw(st.integers(1, 8))]
            case _:
                result[place:place] = result[place : place + 40]
    return bytes(result)


TEXT_ALPHABET = "12.)①②가나다a) *-:정답{}=~#%\\,;\"'\n\t OXTF<>[]|/&@+\u202e\u0000\ud7b0"


@settings(max_examples=150, deadline=None)
@given(st.text(st.sampled_from(TEXT_ALPHABET), max_size=200), st.sampled_from(TEXT_FORMATS))
@example("1. a\n1) b *\n2) c\n정답\n", QuizFormat.PASTE)
def test_what_is_read_from_any_text_survives_export_and_import(text: str, format_: QuizFormat | None) -> None:
    if (quiz := outcome(text.encode(), format_)) is None:
        return
    bank = as_quiz(quiz.title, quiz.description, quiz.questions)
    for written in (QuizFormat.JSON, QuizFormat.CSV):
        again = read_quiz(write_quiz(bank, written), written, new_ids())
        assert without_ids(again.questions) == without_ids(quiz.questions)
        assert (again.title, again.description, again.warnings) == (quiz.title, quiz.description, ())


def test_two_hundred_questions_are_kept_and_the_next_is_a_warning() -> None:
    quiz = outcome(b"1. Which?\na) b *\nc) d\n\n" * (QUESTIONS_MAX + 5), QuizFormat.PASTE)
    assert quiz is not None
    assert len(quiz.questions) == QUESTIONS_MAX
    assert [(warning.line, warning.code) for warning in quiz.warnings] == [
        (QUESTIONS_MAX * 4 + 1, "too_many_questions")
    ]


def test_a_hopeless_file_is_not_read_to_its_end() -> None:
    quiz = outcome(b"Match. {=a -> b}\n\n" * 20_000, QuizFormat.GIFT)
    assert quiz is not None
    assert [warning.code for warning in quiz.warnings[-2:]] == ["more", "gave_up"]
    assert len(quiz.warnings) == WARNINGS_MAX + 2
