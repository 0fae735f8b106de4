"""A whole lesson from the teacher's window: real app, real box, students in Chromium and a phone that is ffmpeg."""

import csv
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from desktop.state.quiz_watch import SeatState
from desktop.views.quiz_run_panel import BARS, MISSING
from tests.desktop.conftest import (  # noqa: F401 - fixtures, used by their names
    garbage_of_the_ui_thread,
    light,
    quiet_loop_log,
    window_loop,
)
from tests.support.app_window import AppWindow, app_window
from tests.support.box_apart import BoxApart, box_apart
from tests.support.browser_class import BrowserClass, browser_class
from tests.support.window_teacher import WindowTeacher

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("window_loop", "light")]

WAIT_MS = 30_000
SAID_MS = 10_000
"""A box that dies is told of at once; a busy machine may need this long to come to it."""
FIRST, SECOND = "Seoyeon", "Junho"
PHONE = "Minji's phone"
QUESTION, RIGHT, WRONG = "Which part makes sugar?", "Chloroplast", "Nucleus"
WHY = "Said “I'm lost” twice in 5 minutes"
UNSENT = "Please open page 42"
SAVED_AS = "results.csv"


@pytest.mark.timeout(300)
def test_a_lesson_is_led_from_the_window(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    results = tmp_path / SAVED_AS
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(results), ""))
    with (
        box_apart(tmp_path / "box") as box,
        browser_class(box) as students,
        app_window(qtbot, tmp_path / "app", wait_ms=WAIT_MS) as shown,
    ):
        teacher = WindowTeacher(shown, qtbot)
        teacher.pair(box)
        shown.outcome(students.join(teacher.start_lesson(), FIRST, SECOND))
        shown.until(lambda: teacher.people() == {FIRST, SECOND})

        lost = students.say_lost(SECOND, times=2)
        show_a_phone(shown, teacher, students)
        shown.outcome(lost)
        teacher.sees_who_needs_help(SECOND, WHY)

        ask_and_reveal(shown, teacher, students)
        teacher.save_results(SAVED_AS)
        assert rows_of(results) == [(FIRST, QUESTION, RIGHT, "TRUE"), (SECOND, QUESTION, WRONG, "FALSE")]
        assert students.complaints == []

        lose_the_box(shown, teacher, students, box)
        teacher.end_and_undo()


def show_a_phone(shown: AppWindow, teacher: WindowTeacher, students: BrowserClass) -> None:
    """A phone casts with the key that is shown; let in and put on air, it moves in the window and in the browsers."""
    shown.outcome(students.cast(teacher.make_cast(PHONE)))
    teacher.put_on_air(PHONE)
    teacher.sees_moving_pixels()
    shown.outcome(students.watch())


def ask_and_reveal(shown: AppWindow, teacher: WindowTeacher, students: BrowserClass) -> None:
    """A question is pushed, each answer is counted as it comes, and the class is shown which one was right."""
    teacher.push_quiz(QUESTION, RIGHT, WRONG)
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


def lose_the_box(shown: AppWindow, teacher: WindowTeacher, students: BrowserClass, box: BoxApart) -> None:
    """The box dies while the teacher types, and returns: the app says so, keeps the text, and goes on by itself."""
    teacher.writes(UNSENT)
    box.kill()
    shown.until_seen("connection_strip", SAID_MS)
    assert shown.window.top_bar.shown["link_state"] == "Connection lost"
    assert teacher.written() == UNSENT
    shown.outcome(box.start_beside())
    shown.until(lambda: not shown.sees("connection_strip") and shown.app.follower.is_heard)
    assert teacher.written() == UNSENT
    shown.click("talk_send_button")
    shown.outcome(students.reads(FIRST, UNSENT))
    shown.click("rail_lesson_button")
    shown.until(lambda: teacher.people() == {FIRST, SECOND})


def rows_of(table: Path) -> list[tuple[str, ...]]:
    """Who answered what, and whether it was right, of each row."""
    with table.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return [tuple(row[column] for column in ("name", "question", "answer", "correct")) for row in rows]
