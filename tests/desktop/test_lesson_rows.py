"""A list of rows of any height is measured in pieces: thousands at once never hold up the window."""

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from desktop.models.keyed_rows import KeyedRows, RowRole
from desktop.views.lesson_row_face import RowFace
from desktop.views.lesson_row_paint import PIECE, Index
from desktop.views.lesson_rows import RowsView

MANY = 10 * PIECE
A_FEW_PIECES = 4 * PIECE
"""Until it is exposed a list has had some turns already."""
SIZE = (400, 300)


class Words(KeyedRows[str]):
    """Rows that are what they say."""

    def key_of(self, row: str) -> str:
        return row

    def words(self, row: str) -> str:
        return row


class CountedRows(RowsView):
    """Notes how many faces were made in each turn of the loop."""

    def __init__(self, *, from_end: bool) -> None:
        super().__init__(self._counted, wraps=True)
        self.reads_from_end = from_end
        self.asked: list[str] = []  # bounded by: the rows of a test
        self.long = ""
        """The row that says much more than others."""
        self.model_of_words = Words(self)
        self.setModel(self.model_of_words)

    def take_asked(self) -> list[str]:
        """For which rows a face was made since this was called last."""
        asked, self.asked = self.asked, []
        return asked

    def _counted(self, index: Index) -> RowFace:
        row = str(index.data(RowRole.ROW))
        self.asked.append(row)
        return RowFace(title=row, body="word " * (400 if row == self.long else int(row) % 40))


def heights(view: RowsView) -> list[int]:
    """How high every row is laid out."""
    model = view.model()
    return [view.visualRect(model.index(row, 0)).height() for row in range(model.rowCount())]


def right_heights(view: CountedRows) -> list[int]:
    """How high every row must be."""
    model, width = view.model(), view.viewport().width()
    faces = [view._face(model.index(row, 0)) for row in range(model.rowCount())]
    view.take_asked()
    return [view.rows._height(face, width) for face in faces]


def most_at_once(view: CountedRows, qtbot: QtBot) -> int:
    """Wait until every row is as high as it must be; the most faces that were made in one turn until then."""
    turns = [len(view.take_asked())]
    right = right_heights(view)
    turn = QTimer()  # fires once for each turn of the loop
    turn.timeout.connect(lambda: turns.append(len(view.take_asked())))
    turn.start(0)
    qtbot.waitUntil(lambda: heights(view) == right)
    turn.stop()
    return max(turns)


def shown(qtbot: QtBot, *, from_end: bool = False) -> CountedRows:
    """A list of many rows, shown."""
    view = CountedRows(from_end=from_end)
    qtbot.addWidget(view)
    view.resize(*SIZE)
    view.model_of_words.set_rows([str(number) for number in range(MANY)])
    with qtbot.waitExposed(view):
        view.show()
    return view


@pytest.mark.parametrize("from_end", [False, True])
def test_many_rows_are_measured_in_pieces_until_all_are_right(qtbot: QtBot, light: None, from_end: bool) -> None:
    assert most_at_once(shown(qtbot, from_end=from_end), qtbot) <= A_FEW_PIECES


def test_rows_that_came_while_the_list_was_hidden_are_measured_in_pieces_too(qtbot: QtBot, light: None) -> None:
    view = shown(qtbot)
    most_at_once(view, qtbot)
    view.hide()
    view.model_of_words.set_rows([str(number) for number in range(2 * MANY)])
    view.show()
    assert most_at_once(view, qtbot) <= A_FEW_PIECES


def test_a_new_width_is_measured_in_pieces(qtbot: QtBot, light: None) -> None:
    view = shown(qtbot)
    most_at_once(view, qtbot)
    view.resize(SIZE[0] // 2, SIZE[1])
    assert most_at_once(view, qtbot) <= A_FEW_PIECES


def test_what_changes_while_the_rows_are_measured_is_measured_anew(qtbot: QtBot, light: None) -> None:
    view = shown(qtbot)
    view.rows.measure(view.model().index(0, 0), view.viewport().width())
    view.long = "7"
    view.model_of_words.say_anew()
    most_at_once(view, qtbot)
    assert heights(view)[7] > heights(view)[39]
