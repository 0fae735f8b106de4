"""A teacher before the window: clicks and types by the names of what is there, and reads what is shown."""

from typing import Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QAbstractItemView,
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
from desktop.views.quiz_run_panel import RESULTS
from desktop.views.stage_page import StagePage
from tests.support.app_window import AppWindow
from tests.support.box_apart import BoxApart
from tests.support.lesson_client import LOGIN, PASSWORD
from tests.support.teacher_app import setup_code_of

LEFT, DISPLAY = Qt.MouseButton.LeftButton, Qt.ItemDataRole.DisplayRole
W = TypeVar("W", bound=QWidget)


class WindowTeacher:
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
        self._shown.until(lambda: view.words == "" and _is_another(view.grab().toImage(), first))

    def sees_who_needs_help(self, name: str, why: str) -> None:
        """The dashboard names the student, and says why when the name is clicked."""
        shown = self._shown
        shown.until(lambda: shown.window.top_bar.needs_help.text() == "1")
        shown.click("needs_help_counter")
        shown.until(lambda: self._column("help_list", DISPLAY) == [name])
        seats = self._find("help_list", QListView)
        self._qtbot.mouseClick(seats.viewport(), LEFT, pos=seats.visualRect(seats.model().index(0, 0)).center())
        shown.until(lambda: self.text("seat_name") == name)
        assert self.text("seat_reasons") == why

    def push_quiz(self, question: str, right: str, wrong: str) -> None:
        """Write a quiz of one question into the bank and push it, without a deadline."""
        shown = self._shown
        shown.click("rail_quizzes_button")
        shown.click("new_quiz_button")
        shown.type("quiz_title", "Cells")
        self._qtbot.keyClicks(self._find("question_text", QPlainTextEdit), question)
        shown.type("option_1_text", right)
        shown.type("option_2_text", wrong)
        shown.click("option_1_mark")
        seconds = self._find("push_seconds", QSpinBox)
        while seconds.value() > seconds.minimum():
            self._qtbot.keyClick(seconds, Qt.Key.Key_PageDown)
        shown.click("push_quiz_button")
        shown.until(lambda: shown.sees("run_question") and self.text("run_question") == question)

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

    def save_results(self, file_name: str) -> None:
        """Look at the results and save them as a table."""
        shown = self._shown
        self.open_tab("run_tabs", RESULTS)
        shown.until(lambda: shown.sees("results_table") and len(self._column("results_table", DISPLAY)) == 2)
        shown.click("export_csv_button")
        shown.until(lambda: shown.sees("notice_text") and self.text("notice_text") == f"Saved: {file_name}")

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


def _is_another(picture: QImage, first: QImage) -> bool:
    """Whether other pixels are shown, and not the same ones in a view of another size."""
    return picture.size() == first.size() and picture != first
