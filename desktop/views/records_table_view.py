"""A table of past lessons that can be sorted by a click on a column, as high as its rows up to a limit."""

from typing import TypeVar

from PySide6.QtCore import QModelIndex, QSortFilterProxyModel, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from desktop.models.records_table import RecordsTable, TableRole

T = TypeVar("T")
COLUMN_PIXELS_MAX = 320
ROWS_MEASURED = 30
"""Column widths come from so many rows: all of a class of 450 would hold up the window."""


class RecordsTableView(QTableView):
    """Tells `chosen` with the key of the row that is pointed at; what room is left is the column `widest`'s."""

    chosen = Signal(str)

    def __init__(self, model: RecordsTable[T], name: str, rows_shown: int = 12, widest: int = 0) -> None:
        super().__init__()
        self.setObjectName(name)
        self._rows_shown, self._widest = rows_shown, widest
        self._proxy = QSortFilterProxyModel(self)
        self._proxy.setSourceModel(model)
        self._proxy.setSortRole(TableRole.SORT)
        self._proxy.setSortLocaleAware(True)
        self.setModel(self._proxy)
        self.setSortingEnabled(True)
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setMaximumSectionSize(COLUMN_PIXELS_MAX)
        header.setResizeContentsPrecision(ROWS_MEASURED)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSortIndicatorClearable(True)
        self.selectionModel().currentRowChanged.connect(self._point)
        model.modelReset.connect(self.fit)
        # The headings of another language are of another width.
        model.headerDataChanged.connect(self.fit)
        self.fit()

    def choose(self, row: int) -> None:
        """Point at a row, as it is sorted now."""
        self.selectRow(row)

    def chosen_key(self) -> str:
        """The key of the row that is pointed at; empty without one."""
        return str(self.currentIndex().data(TableRole.KEY) or "")

    def fit(self) -> None:
        """As wide as the words need, as high as the rows."""
        self.resizeColumnsToContents()
        rows = min(max(1, self._proxy.rowCount()), self._rows_shown)
        height = self.horizontalHeader().sizeHint().height() + rows * self.verticalHeader().defaultSectionSize()
        self.setFixedHeight(height + self.horizontalScrollBar().sizeHint().height() + 2 * self.frameWidth())
        self._fill()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._fill()

    def _fill(self) -> None:
        """What room is left is the widest column's."""
        header = self.horizontalHeader()
        others = header.length() - header.sectionSize(self._widest)
        header.setMaximumSectionSize(max(COLUMN_PIXELS_MAX, self.viewport().width() - others))
        wanted = min(self.sizeHintForColumn(self._widest), COLUMN_PIXELS_MAX)
        least = max(wanted, header.sectionSizeHint(self._widest))
        header.resizeSection(self._widest, max(least, self.viewport().width() - others))

    def _point(self, current: QModelIndex) -> None:
        self.chosen.emit(str(current.data(TableRole.KEY) or ""))
