"""A list whose rows have a title, a text, badges and small actions: sessions, students, hands, questions, messages.

What a row says is a `RowFace`, made by whoever owns the list; everything in it is shown as plain text. Each action can
be reached by mouse, by its key, and by the row's menu.
"""

from collections.abc import Callable, Mapping

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QAction, QContextMenuEvent, QHelpEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QMenu, QToolTip, QWidget

from desktop.views.lesson_row_face import RowAction, RowFace
from desktop.views.lesson_row_paint import PIECE, RowDelegate
from desktop.views.parts.button import plain_tooltip
from desktop.views.parts.icons import icon

Index = QModelIndex | QPersistentModelIndex


class RowsView(QListView):
    """Tells `acted` with an action's id and the keys of the rows that are meant."""

    acted = Signal(str, list)
    reads_from_end = False
    """Whether it is the last rows that are seen first."""

    def __init__(
        self,
        face: Callable[[Index], RowFace],
        keys: Mapping[Qt.Key, str] | None = None,
        *,
        wraps: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._face = face
        self._action_keys = dict(keys or {})
        self.rows = RowDelegate(face, self)
        self.setItemDelegate(self.rows)
        self._measured = 0
        self._measuring = QTimer(self)
        self._measuring.setSingleShot(True)
        self._measuring.setInterval(0)
        self._measuring.timeout.connect(self._measure)
        self.rows.may_guess = wraps
        self.rows.fell_short.connect(self._measure_later)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(not wraps)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setProperty("part", "rows")

    def action_place(self, index: Index, action_id: str) -> QRect:
        """Where an action of a row is on the viewport; nothing where the row has none of that kind."""
        places = self.rows.action_places(self.visualRect(index), self._face(index))
        return places.get(action_id, QRect())

    def meant(self) -> list[QModelIndex]:
        """The chosen rows from above, or the one that the keyboard is at."""
        selection = self.selectionModel()
        chosen = selection.selectedIndexes() if selection is not None else []
        if not chosen and self.currentIndex().isValid():
            chosen = [self.currentIndex()]
        return sorted(chosen, key=lambda index: index.row())

    def do(self, action_id: str) -> bool:
        """Do something with those of the meant rows that it can be done with; False where there are none."""
        keys = [self.rows.key(index) for index in self.meant() if self._has(index, action_id)]
        if keys:
            self.acted.emit(action_id, keys)
        return bool(keys)

    def setModel(self, model: QAbstractItemModel | None) -> None:  # noqa: N802 - Qt's name
        super().setModel(model)
        if model is not None:
            self.rows.follow(model)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        action_id = self._action_keys.get(Qt.Key(event.key()))
        if action_id is not None and self.do(action_id):
            event.accept()
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if event.button() is Qt.MouseButton.LeftButton and self._act_at(event.position().toPoint()):
            event.accept()
            return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        super().mouseMoveEvent(event)
        point = event.position().toPoint()
        found = self._action_at(point)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if found else Qt.CursorShape.ArrowCursor)
        self.rows.mouse = point
        self.viewport().update()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().leaveEvent(event)
        self.rows.mouse = QPoint(-1, -1)
        self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), plain_tooltip(self._hint_at(event.pos())), self)
            return True
        return super().viewportEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        index = self.currentIndex()
        if event.reason() is QContextMenuEvent.Reason.Mouse:
            index = self.indexAt(event.pos())
        menu = self.menu_of(index) if index.isValid() else None
        if menu is not None:
            menu.popup(event.globalPos())

    def menu_of(self, index: QModelIndex) -> QMenu | None:
        """Everything that can be done with a row, in words; None where there is nothing."""
        face = self._face(index)
        if not face.actions:
            return None
        if index not in self.selectionModel().selectedIndexes():
            self.setCurrentIndex(index)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for action in face.actions:
            entry = QAction(icon(action.icon), action.text.replace("&", "&&"), menu)
            entry.triggered.connect(lambda _=False, action_id=action.id: self.do(action_id))
            menu.addAction(entry)
        return menu

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._measured = 0
            self._measure()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange, QEvent.Type.LanguageChange):
            self.rows.forget_sizes()
            self.scheduleDelayedItemsLayout()

    def _measure_later(self) -> None:
        if not self._measuring.isActive():
            self._measured = 0
            self._measuring.start()

    def _measure(self) -> None:
        """Work out the heights piece by piece: thousands at once would hold up the window."""
        width, model = self.viewport().width(), self.model()
        rows = model.rowCount() if model is not None and not self.uniformItemSizes() else 0
        end = min(self._measured + PIECE, rows)
        for step in range(self._measured, end):
            self.rows.measure(model.index(rows - 1 - step if self.reads_from_end else step, 0), width)
        self._measured = end
        if end < rows:
            self._measuring.start()
        else:
            self.rows.lay_out_for(width)
            self.scheduleDelayedItemsLayout()

    def _has(self, index: Index, action_id: str) -> bool:
        return any(action.id == action_id for action in self._face(index).actions)

    def _hint_at(self, point: QPoint) -> str:
        """What a tooltip says there: the action, or all of a row whose words may be cut short."""
        found = self._action_at(point)
        if found is not None:
            return found[1].text
        if not self.uniformItemSizes():
            return ""
        return str(self.indexAt(point).data(Qt.ItemDataRole.AccessibleTextRole) or "")

    def _act_at(self, point: QPoint) -> bool:
        found = self._action_at(point)
        if found is None:
            return False
        self.acted.emit(found[1].id, [self.rows.key(found[0])])
        return True

    def _action_at(self, point: QPoint) -> tuple[QModelIndex, RowAction] | None:
        index = self.indexAt(point)
        if not index.isValid():
            return None
        face = self._face(index)
        places = self.rows.action_places(self.visualRect(index), face)
        return next(((index, action) for action in face.actions if places[action.id].contains(point)), None)
