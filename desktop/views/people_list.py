"""A list of students whose names are edited in place: F2 renames, Delete removes, Ctrl+A chooses everybody."""

from collections.abc import Callable

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QWidget

from desktop.models.keyed_rows import RowRole
from desktop.models.people_model import PeoplePart
from desktop.views.lesson_row_face import RowFace
from desktop.views.lesson_rows import RowsView
from desktop.views.people_faces import ADMIT, REMOVE, RENAME

Index = QModelIndex | QPersistentModelIndex
NAME_MAX = 40
"""What the box takes."""
MAIN_KEYS = {
    Qt.Key.Key_F2: RENAME,
    Qt.Key.Key_Delete: REMOVE,
    Qt.Key.Key_Return: ADMIT,
    Qt.Key.Key_Enter: ADMIT,
}


class PeopleList(RowsView):
    """Tells `acted` for everything but a new name, which it tells as `renamed` (id, name)."""

    renamed = Signal(str, str)

    def __init__(self, part: PeoplePart, face: Callable[[Index], RowFace], parent: QWidget | None = None) -> None:
        super().__init__(face, MAIN_KEYS, parent=parent)
        self.setModel(part)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._editor: _NameField | None = None

    @property
    def editor(self) -> QLineEdit | None:
        """The field in which a name is typed now."""
        return self._editor

    def rename(self, key: str) -> None:
        """Let the name of this student be typed where it stands."""
        index = self._index_of(key)
        if index is None:
            return
        self.stop_renaming()
        self.setCurrentIndex(index)
        self.scrollTo(index)
        person = index.data(RowRole.ROW)
        self._editor = _NameField(person.name, self.viewport())
        self._editor.setAccessibleName(self.tr("New name"))
        self._editor.setGeometry(_field_place(self.visualRect(index)))
        self._editor.done.connect(lambda name: self._renamed(key, person.name, name))
        self._editor.given_up.connect(self.stop_renaming)
        self._editor.show()
        self._editor.setFocus()

    def stop_renaming(self) -> None:
        """Leave the name as it is."""
        editor, self._editor = self._editor, None
        if editor is not None:
            editor.hide()
            editor.deleteLater()
            self.setFocus()

    def setModel(self, model: QAbstractItemModel | None) -> None:  # noqa: N802 - Qt's name
        super().setModel(model)
        if model is not None:
            model.layoutChanged.connect(self._follow_row)
            model.rowsInserted.connect(lambda *_: self._follow_row())
            model.rowsRemoved.connect(lambda *_: self._follow_row())

    def _renamed(self, key: str, before: str, name: str) -> None:
        self.stop_renaming()
        if name and name != before:
            self.renamed.emit(key, name)

    def _follow_row(self) -> None:
        """People come and go while a name is typed: the field stays with its row."""
        if self._editor is not None and self.currentIndex().isValid():
            self._editor.setGeometry(_field_place(self.visualRect(self.currentIndex())))

    def _index_of(self, key: str) -> QModelIndex | None:
        model = self.model()
        rows = (model.index(row, 0) for row in range(model.rowCount()))
        return next((index for index in rows if self.rows.key(index) == key), None)


class _NameField(QLineEdit):
    """Enter takes the name, Escape gives it up, and so does leaving the field."""

    done = Signal(str)
    given_up = Signal()

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(name, parent)
        self.setObjectName("people_name_field")
        self.setMaxLength(NAME_MAX)
        self.selectAll()
        self.returnPressed.connect(lambda: self.done.emit(self.text().strip()))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride:
            event.accept()  # keys of the list and the window are letters here
            return True
        return super().event(event)


def _field_place(row: QRect) -> QRect:
    return QRect(row.left() + 4, row.top() + 1, min(row.width() - 8, 320), row.height() - 2)
