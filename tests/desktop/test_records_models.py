"""Past lessons without a window: what is kept and found, how tables sort and are exported, and lines over weeks."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QSortFilterProxyModel, Qt

from appliance.client.dashboard import Period
from appliance.contract.session import SessionState
from desktop.actions.records_files import Cell, csv_of
from desktop.models.records_lines import hour_bars, lesson_lines, misleading, option_bars
from desktop.models.records_sessions_model import PastSessionsModel
from desktop.models.records_table import NOTHING, Column, RecordsTable, TableRole
from desktop.state.records import Records, Shelf
from desktop.views.records_columns import student_columns
from tests.support.hostile_texts import EVERYTHING, FORMULAS
from tests.support.past_lessons import DAY_MS, NOW_MS, lesson_told, past_session, questions_told, trend_told

DANGEROUS = tuple("=+-@\t\r\n＝＋－＠")
cells = st.one_of(st.none(), st.integers(), st.floats(allow_nan=False), st.text(st.characters(codec="utf-8")))


@pytest.fixture
def records() -> Records:
    records = Records()
    records.belong_to(("box", "t"))
    return records


def read(data: bytes) -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@given(st.lists(st.lists(cells, min_size=2, max_size=2), max_size=8))
def test_no_text_of_a_file_is_a_formula_and_nothing_is_lost(rows: list[list[Cell]]) -> None:
    told = read(csv_of(["a", "b"], rows))
    assert len(told) == len(rows) + 1
    for row, cells_told in zip(rows, told[1:], strict=True):
        for cell, text in zip(row, cells_told, strict=True):
            if isinstance(cell, str):
                assert not text.startswith(DANGEROUS)
                assert text.removeprefix("'") == cell.replace("\0", "").removeprefix("'")
            else:
                assert text == ("" if cell is None else str(cell))


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_as_a_name_is_guarded(text: str) -> None:
    told = read(csv_of([text], [[text]]))
    dangerous = text.lstrip("'").startswith(DANGEROUS)
    assert told == [[f"'{text}" if dangerous else text]] * 2


def test_a_shelf_keeps_the_latest_answers_only() -> None:
    shelf: Shelf[str, str] = Shelf(2)
    for place, key in enumerate(("a", "b", "a", "c")):
        shelf.put(key, key.upper(), place)
    assert shelf.get("b") is None
    assert [(kept.told, kept.at_ms) for key in "ac" if (kept := shelf.get(key))] == [("A", 2), ("C", 3)]


def test_another_teacher_begins_with_nothing(records: Records) -> None:
    records.take_sessions([past_session(0)], NOW_MS)
    records.lessons.put("s0", lesson_told(past_session(0)), NOW_MS)
    records.belong_to(("box", "t"))
    assert records.session("s0") is not None
    records.belong_to(("box", "other"))
    assert (records.session("s0"), records.lessons.get("s0")) == (None, None)


def test_lessons_are_found_by_every_word_and_by_day(qapp: QCoreApplication, records: Records) -> None:
    model = PastSessionsModel(records)
    planned = past_session(9).model_copy(update={"started_ms": None, "state": SessionState.PLANNED})
    records.take_sessions([past_session(2), past_session(0), past_session(1), planned], NOW_MS)
    assert [row.session_id for row in model.rows] == ["s0", "s1", "s2"]
    model.search("  NEWTON 생물")
    assert [row.session_id for row in model.rows] == ["s2"]
    model.search("newton 물리")
    assert model.rows == []
    assert model.held == 3
    model.search("")
    day = date.fromtimestamp((NOW_MS - DAY_MS) / 1000)
    model.show_period(Period(day, day))
    assert [row.session_id for row in model.rows] == ["s1"]
    model.show_period(Period(to_date=day))
    assert [row.session_id for row in model.rows] == ["s1", "s2"]
    model.close()
    records.belong_to(("box", "other"))
    assert len(model.rows) == 2


def test_a_table_sorts_by_values_and_leaves_the_unknown_below(qapp: QCoreApplication) -> None:
    columns: list[Column[tuple[str, int | None]]] = [
        Column(lambda: "Name", lambda row: row[0], is_number=False),
        Column(lambda: "Count", lambda row: row[1], lambda row: f"{row[1]} times"),
    ]
    model = RecordsTable(columns, lambda row: row[0])
    model.show_rows([("a", 9), ("b", None), ("c", 10)])
    proxy = QSortFilterProxyModel()
    proxy.setSourceModel(model)
    proxy.setSortRole(TableRole.SORT)
    proxy.sort(1, Qt.SortOrder.DescendingOrder)
    assert [proxy.index(row, 1).data() for row in range(3)] == ["10 times", "9 times", NOTHING]
    assert proxy.index(0, 0).data(TableRole.KEY) == "c"
    assert proxy.index(0, 1).data(Qt.ItemDataRole.AccessibleTextRole) == "Count: 10 times"
    assert read(model.csv()) == [["Name", "Count"], ["a", "9"], ["b", ""], ["c", "10"]]


def test_the_same_rows_once_more_leave_a_choice_alone(qapp: QCoreApplication) -> None:
    model: RecordsTable[str] = RecordsTable([Column(lambda: "Name", lambda row: row, is_number=False)])
    resets: list[int] = []
    model.modelReset.connect(lambda: resets.append(model.rowCount()))
    model.show_rows(["a"])
    model.show_rows(["a"])
    model.show_rows(["a", "b"])
    assert resets == [1, 2]


@pytest.mark.parametrize("text", EVERYTHING)
def test_hostile_names_stand_in_a_table_as_they_are(qapp: QCoreApplication, text: str) -> None:
    model = RecordsTable(student_columns(), lambda row: row.participant_id)
    model.show_rows(lesson_told(past_session(0), names=(text,)).students)
    assert model.index(0, 0).data() == " ".join(text.split())
    name = read(model.csv())[1][0]
    assert not name.startswith(DANGEROUS)


def test_a_student_has_a_line_beside_the_class(qapp: QCoreApplication) -> None:
    sessions = [past_session(place) for place in range(4)]
    trend = trend_told(sessions)
    mean = lesson_lines(trend, None)
    assert [line.name for line in mean] == ["Mean of the class"]
    assert [moment for moment, _ in mean[0].points] == [each.started_ms for each in reversed(sessions)]
    both = lesson_lines(trend, trend_told(sessions[1:], ("p1",)))
    assert both[1].name == "박준호"
    assert [value for _, value in both[1].points] == [51.0, 54.0, 57.0, None]


def test_hours_and_options_are_bars(qapp: QCoreApplication) -> None:
    hours = hour_bars(trend_told([past_session(0)]))
    assert [(bar.key, bar.share) for bar in hours] == [("9", 0.63), ("10", 0.6), ("13", 0.51), ("14", 0.48)]
    question = questions_told().questions[0]
    assert [bar.label for bar in option_bars(question)] == ["Right: 엽록체", "Misleads: 미토콘드리아"]
    assert [option.text for option in misleading(question)] == ["미토콘드리아"]
