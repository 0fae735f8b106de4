"""The seats of the class side by side, as large as there is room for."""

from PySide6.QtCore import QEvent, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QListView, QStyle, QWidget

from desktop.models.seats_model import SeatRole, SeatsModel
from desktop.views.dashboard_seat_paint import SeatDelegate, density_for

PIXELS_PER_STEP = 24
LOOKS_CHANGE = (
    QEvent.Type.FontChange,
    QEvent.Type.StyleChange,
    QEvent.Type.PaletteChange,
    QEvent.Type.LanguageChange,
)


class SeatGrid(QListView):
    """Arrow keys move between seats; a chosen seat stays chosen wherever it moves to, until Escape."""

    pointed = Signal(str)
    """Id of the student who is chosen, else under the mouse, else ""."""

    def __init__(self, model: SeatsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("seat_grid")
        self._seats = model
        self._chosen_id = ""
        self._hovered_id = ""
        self._is_losing_rows = False
        self._delegate = SeatDelegate(model)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setViewMode(QListView.ViewMode.ListMode)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QListView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.verticalScrollBar().setSingleStep(PIXELS_PER_STEP)
        self.entered.connect(self._hovered)
        model.modelReset.connect(self._find_chosen)
        model.rowsInserted.connect(self._find_chosen)
        model.rowsRemoved.connect(self._rows_are_lost)
        for changed in (model.modelReset, model.rowsInserted, model.rowsRemoved):
            changed.connect(self._fit)

    @property
    def chosen_id(self) -> str:
        """Whose seat is chosen; empty while none is."""
        return self._chosen_id

    @property
    def pointed_id(self) -> str:
        """Whose seat is chosen, else whose is under the mouse."""
        return self._chosen_id or self._hovered_id

    def choose(self, participant_id: str) -> None:
        """Choose a seat and bring it into sight; an id that is not shown chooses nothing but is kept."""
        self._chosen_id = participant_id
        self._find_chosen()
        self.pointed.emit(participant_id)

    def clear_choice(self) -> None:
        """Choose none."""
        self._chosen_id = ""
        self.selectionModel().clear()
        self.pointed.emit("")

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:  # type: ignore[override]  # noqa: N802 - Qt's name
        super().currentChanged(current, previous)
        told = current.data(SeatRole.ID)
        if isinstance(told, str) and told != self._chosen_id and not self._is_losing_rows:
            self._chosen_id = told
            self.pointed.emit(told)

    def rowsAboutToBeRemoved(self, parent: QModelIndex, start: int, end: int) -> None:  # type: ignore[override]  # noqa: N802 - Qt's name
        # Qt makes a neighbour current: a button pressed now would meet somebody else.
        self._is_losing_rows = True
        super().rowsAboutToBeRemoved(parent, start, end)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() == Qt.Key.Key_Escape and self._chosen_id:
            self.clear_choice()
            return
        super().keyPressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().leaveEvent(event)
        self._hovered_id = ""
        if not self._chosen_id:
            self.pointed.emit("")

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        self._delegate.begin_frame()
        super().paintEvent(event)
        if self._delegate.is_behind:
            self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() in LOOKS_CHANGE:
            self._delegate.forget()
            self._fit()
            self.viewport().update()

    def _hovered(self, index: QModelIndex) -> None:
        self._hovered_id = str(index.data(SeatRole.ID) or "")
        # Whoever has chosen a seat moves the mouse over others on the way to its buttons.
        if not self._chosen_id:
            self.pointed.emit(self._hovered_id)

    def _rows_are_lost(self) -> None:
        if self._chosen_id and self._seats.row_of(self._chosen_id) < 0:
            self.selectionModel().clear()
        self._is_losing_rows = False

    def _find_chosen(self) -> None:
        row = self._seats.row_of(self._chosen_id) if self._chosen_id else -1
        if row >= 0 and self.currentIndex().row() != row:
            self.setCurrentIndex(self._seats.index(row))

    def _fit(self) -> None:
        # Qt wraps rows as if the scroll bar were there, whether or not it is.
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent, None, self.verticalScrollBar())
        whole = self.maximumViewportSize()
        room = QSize(whole.width() - bar - 1, whole.height() - 1)
        line = self.fontMetrics().height()
        density = density_for(self._seats.rowCount(), room, line)
        smallest = density.size(line)
        columns = max(1, room.width() // smallest.width())
        cell = QSize(room.width() // columns, smallest.height())
        if (density, cell) != (self._delegate.density, self._delegate.cell):
            self._delegate.set_cell(density, cell)
            self.setGridSize(cell)
