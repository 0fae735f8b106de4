"""A whole lesson from the teacher's window: real app, real box, students in Chromium and a phone that is ffmpeg."""

import csv
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QLabel,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QSpinBox,
    QTabWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.models.keyed_rows import RowRole
from desktop.models.quiz_seats_model import QuizSeatRole
from desktop.models.tally_model import TallyRole
from desktop.preview.picture_view import PictureView
from desktop.state.quiz_watch import SeatState
from desktop.views.quiz_run_panel import BARS, MISSING, RESULTS
from desktop.views.stage_page import StagePage
from tests.desktop.conftest import (  # noqa: F401 - fixtures: used by their names
    garbage_of_the_ui_thread,
    light,
    quiet_loop_log,
    window_loop,
)
from tests.support.app_window import AppWindow, app_window
from tests.support.box_apart import BoxApart, box_apart
from tests.support.browser_class import browser_class
from tests.support.lesson_client import LOGIN, PASSWORD
from tests.support.teacher_app import setup_code_of

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("window_loop", "light")]

LEFT, DISPLAY = Qt.MouseButton.LeftButton, Qt.ItemDataRole.DisplayRole
WAIT_MS = 30_000
FIRST, SECOND = "Seoyeon", "Junho"
QUESTION, RIGHT, WRONG = "Which part makes sugar?", "Chloroplast", "Nucleus"
UNSENT = "Please open page 42"
SAVED_AS = "results.csv"
SAID_MS = 10_000
W = TypeVar("W", bound=QWidget)


@pytest.mark.timeout(300)
def test_a_lesson_is_led_from_the_window(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    results = tmp_path / SAVED_AS
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(results), ""))
    with (
        box_apart(tmp_path / "box") as box,
        browser_class(box) as students,
        app_window(qtbot, tmp_path / "app", wait_ms=WAIT_MS) as shown,
    ):
        teacher = Teacher(shown, qtbot)
        teacher.pair(box)
        shown.outcome(students.join(teacher.start_lesson(), FIRST, SECOND))
        shown.until(lambda: teacher.people() == {FIRST, SECOND})

        lost = students.say_lost(SECOND, times=2)
        shown.outcome(students.cast(teacher.make_cast("Minji's phone")))
        teacher.put_on_air("Minji's phone")
        shown.outcome(students.watch())
        teacher.sees_moving_pixels()

        shown.outcome(lost)
        teacher.sees_who_needs_help()

        teacher.push_quiz()
        shown.outcome(students.answer(FIRST, QUESTION, RIGHT))
        shown.until(lambda: teacher.bars() == {RIGHT: 1, WRONG: 0})
        assert teacher.text("run_answered") == "1 of 2 have answered · 1 right"
        teacher.open_tab("run_tabs", MISSING)
        shown.until(lambda: teacher.seats() == {FIRST: SeatState.ANSWERED, SECOND: SeatState.NOT_YET})
        assert teacher.text("seats_not_yet") == "Not yet 1"
        shown.outcome(students.answer(SECOND, QUESTION, WRONG))
        shown.until(lambda: teacher.seats() == {FIRST: SeatState.ANSWERED, SECOND: SeatState.ANSWERED})
        teacher.open_tab("run_tabs", BARS)
        shown.until(lambda: teacher.bars() == {RIGHT: 1, WRONG: 1})
        teacher.close_and_reveal()
        shown.outcome(students.reads(FIRST, "1 of 2 right"))
        shown.outcome(students.reads(SECOND, "Not right this time"))
        teacher.save_results()
        assert rows_of(results) == [(FIRST, QUESTION, RIGHT, "TRUE"), (SECOND, QUESTION, WRONG, "FALSE")]
        assert students.complaints == []

        teacher.writes(UNSENT)
        box.kill()
        qtbot.waitUntil(lambda: shown.sees("connection_strip"), timeout=SAID_MS)
        assert shown.window.top_bar.shown["link_state"] == "Connection lost"
        shown.outcome(box.start_beside())
        shown.until(lambda: not shown.sees("connection_strip") and shown.app.follower.is_heard)
        assert teacher.written() == UNSENT
        shown.click("talk_send_button")
        shown.outcome(students.reads(FIRST, UNSENT))

        teacher.end_and_undo()


class Teacher:
    """What a teacher does and sees in the window, by the names of what is there."""

    def __init__(self, shown: AppWindow, qtbot: QtBot) -> None:
        self._shown = shown
        self._qtbot = qtbot

    def pair(self, box: BoxApart) -> None:
        """Type the box's address and setup code, and become its first teacher."""
        shown = self._shown
        shown.type("box_address_field", box.address)
        shown.click("connect_button")
        shown.until_seen("sign_in_code_field")
        shown.type("sign_in_code_field", setup_code_of(box.data_dir))
        shown.type("sign_in_name_field", "Kim Minji")
        shown.type("sign_in_login_field", LOGIN)
        shown.type("sign_in_password_field", PASSWORD)
        shown.until(lambda: shown.find("sign_in_button").isEnabled())
        shown.click("sign_in_button")
        shown.until_seen("start_lesson_button")

    def start_lesson(self) -> str:
        """Two clicks, and the class can join: the code on the join card."""
        shown = self._shown
        shown.click("start_lesson_button")
        shown.click("open_lobby_button")
        shown.until_seen("join_card_code")
        shown.click("begin_lesson_button")
        shown.until(lambda: shown.window.top_bar.shown["lesson_state"] == "Live")
        return self.text("join_card_code").replace(" ", "")

    def people(self) -> set[str]:
        """The names in the list of students."""
        return {person.name for person in self._column("people_list", RowRole.ROW)}

    def make_cast(self, label: str) -> str:
        """Ask for a student's device by clicks: the server and the key that it is told, as ffmpeg takes them."""
        shown = self._shown
        shown.click("rail_stage_button")
        shown.click("cast_device_button")
        shown.click("students_device_button")
        shown.type("device_label", label)
        shown.click("make_cast_button")
        shown.until_seen("stream_key")
        key = self._find("stream_key", QLineEdit)
        assert key.displayText() != key.text()
        shown.click("show_stream_key_button")
        return f"{self._find('rtmp_server', QLineEdit).text()}/{key.displayText()}"

    def put_on_air(self, label: str) -> None:
        """Wait for the cast and its thumbnail, let it in, and show it to the class."""
        shown, tiles = self._shown, self._stage.tiles
        shown.until(lambda: [tile.cast.label for tile in tiles.values()] == [label])
        [tile] = tiles.values()
        shown.until(lambda: tile.thumbnail.has_picture)
        shown.press(tile.approve)
        shown.until(tile.on_air.isVisible)
        shown.press(tile.on_air)
        shown.until(tile.off_air.isVisible)
        assert self._stage.state_words == "On air: the class sees this"

    def sees_moving_pixels(self) -> None:
        """The preview shows a picture without words over it, and then another one."""
        view = self._find("stage_picture", PictureView)
        self._shown.until(lambda: view.picture is not None and view.words == "")
        first = view.grab().toImage()
        self._shown.until(lambda: view.words == "" and view.grab().toImage() != first)

    def sees_who_needs_help(self) -> None:
        """The dashboard names the student, and says why when the name is clicked."""
        shown = self._shown
        shown.until(lambda: shown.window.top_bar.needs_help.text() == "1")
        shown.click("needs_help_counter")
        shown.until(lambda: self._column("help_list", DISPLAY) == [SECOND])
        seats = self._find("help_list", QListView)
        self._qtbot.mouseClick(seats.viewport(), LEFT, pos=seats.visualRect(seats.model().index(0, 0)).center())
        shown.until(lambda: self.text("seat_name") == SECOND)
        assert self.text("seat_reasons") == "Said “I'm lost” twice in 5 minutes"

    def push_quiz(self) -> None:
        """Write a quiz of one question into the bank and push it, without a deadline."""
        shown = self._shown
        shown.click("rail_quizzes_button")
        shown.click("new_quiz_button")
        shown.type("quiz_title", "Cells")
        self._qtbot.keyClicks(self._find("question_text", QPlainTextEdit), QUESTION)
        shown.type("option_1_text", RIGHT)
        shown.type("option_2_text", WRONG)
        shown.click("option_1_mark")
        seconds = self._find("push_seconds", QSpinBox)
        while seconds.value() > seconds.minimum():
            self._qtbot.keyClick(seconds, Qt.Key.Key_PageDown)
        shown.click("push_quiz_button")
        shown.until(lambda: shown.sees("run_question") and self.text("run_question") == QUESTION)

    def bars(self) -> dict[object, object]:
        """Each answer and how many gave it."""
        return dict(
            zip(
                self._column("tally_bars", DISPLAY),
                self._column("tally_bars", TallyRole.COUNT),
                strict=True,
            )
        )

    def seats(self) -> dict[object, object]:
        """Each student, and whether they have answered."""
        names = self._column("missing_seats", DISPLAY)
        return dict(zip(names, self._column("missing_seats", QuizSeatRole.STATE), strict=True))

    def open_tab(self, name: str, place: int) -> None:
        """Click a tab."""
        bar = self._find(name, QTabWidget).tabBar()
        self._qtbot.mouseClick(bar, LEFT, pos=bar.tabRect(place).center())

    def close_and_reveal(self) -> None:
        """Take no more answers, and show the class which one is right."""
        shown = self._shown
        shown.click("close_run_button")
        shown.until_seen("reveal_run_button")
        shown.click("reveal_run_button")
        shown.until(lambda: self.text("run_state") == "Revealed")

    def save_results(self) -> None:
        """Look at the results and save them as a table."""
        shown = self._shown
        self.open_tab("run_tabs", RESULTS)
        shown.until(lambda: shown.sees("results_table") and len(self._column("results_table", DISPLAY)) == 2)
        shown.click("export_csv_button")
        shown.until(lambda: shown.sees("notice_text") and self.text("notice_text") == f"Saved: {SAVED_AS}")

    def writes(self, text: str) -> None:
        """Type to the class, and send nothing yet."""
        self._shown.click("rail_talk_button")
        self._qtbot.keyClicks(self._find("talk_write_field", QPlainTextEdit), text)

    def written(self) -> str:
        """What stands in the field."""
        return self._find("talk_write_field", QPlainTextEdit).toPlainText()

    def end_and_undo(self) -> None:
        """End the lesson, think better of it, and end it for good."""
        shown, bar = self._shown, self._shown.window.top_bar
        shown.click("top_end_button")
        shown.until(lambda: bar.shown["lesson_state"] == "Ended" and shown.sees("notice_button"))
        shown.click("notice_button")
        shown.until(lambda: bar.shown["lesson_state"] == "Live" and shown.app.follower.is_heard)
        shown.click("top_end_button")
        shown.until(lambda: bar.shown["lesson_state"] == "Ended")

    def text(self, name: str) -> str:
        """What a label says."""
        return self._find(name, QLabel).text()

    @property
    def _stage(self) -> StagePage:
        page = self._shown.window.pages["stage"]
        assert isinstance(page, StagePage)
        return page

    def _find(self, name: str, kind: type[W]) -> W:
        widget = self._shown.find(name, kind)
        assert isinstance(widget, kind)
        return widget

    def _column(self, name: str, role: int) -> list[Any]:
        model = self._find(name, QAbstractItemView).model()
        return [model.index(row, 0).data(role) for row in range(model.rowCount())]


def rows_of(table: Path) -> list[tuple[str, ...]]:
    """Who answered what, and whether it was right, of each row."""
    with table.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return [tuple(row[column] for column in ("name", "question", "answer", "correct")) for row in rows]
