"""Every student's answers to a run as a table that can be sorted, and the way to a spreadsheet."""

from pathlib import Path
from typing import Literal

from PySide6.QtCore import QLocale, QModelIndex, QPersistentModelIndex, QSize, QSortFilterProxyModel, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from desktop.actions.quiz import QuizActions
from desktop.actions.quiz_memory import write_whole
from desktop.models.answers_model import AnswerRole, AnswersModel
from desktop.resources.language import language_of
from desktop.tasks import Tasks
from desktop.views.bank_files import FileChooser, file_name_of
from desktop.views.parts.button import Button
from desktop.views.parts.icons import ICON_PIXELS, IconName, icon
from desktop.views.parts.notice import Notice
from desktop.views.parts.theme import S
from desktop.views.quiz_text import hint

COLUMN_PIXELS_MAX = 280


class AnswerDelegate(QStyledItemDelegate):
    """Puts the sign of right or wrong before an answer; texts are shown as they are."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:  # noqa: N802 - Qt's name
        super().initStyleOption(option, index)
        is_right = index.data(AnswerRole.IS_RIGHT)
        if is_right is None:
            return
        option.features |= QStyleOptionViewItem.ViewItemFeature.HasDecoration
        option.decorationSize = QSize(ICON_PIXELS, ICON_PIXELS)
        option.icon = icon(IconName.CHECK, "good") if is_right else icon(IconName.X, "bad")


class QuizResults(QWidget):
    """Shows the results that `watch` holds; `title` names the files."""

    def __init__(
        self, model: AnswersModel, actions: QuizActions, tasks: Tasks, notice: Notice, files: FileChooser
    ) -> None:
        super().__init__()
        self._actions, self._tasks, self._notice, self._files = actions, tasks, notice, files
        self._run_id = self._title = ""
        self._empty = hint()
        self._empty.setObjectName("results_empty")
        self.table = _table(model)
        self.refresh_button = Button("", IconName.REFRESH_CW)
        self.csv_button = Button("", IconName.DOWNLOAD)
        self.xlsx_button = Button("", IconName.DOWNLOAD)
        for button, name in (
            (self.refresh_button, "refresh_results_button"),
            (self.csv_button, "export_csv_button"),
            (self.xlsx_button, "export_xlsx_button"),
        ):
            button.setObjectName(name)
        self.refresh_button.clicked.connect(self.read)
        self.csv_button.clicked.connect(lambda: self.export("csv"))
        self.xlsx_button.clicked.connect(lambda: self.export("xlsx"))
        model.modelReset.connect(self._show_emptiness)
        self._model = model
        self._lay_out()
        self.retranslate_ui()

    def show_run(self, run_id: str, lesson_title: str) -> None:
        """Results of this run are wanted; they are read when `read` is called."""
        self._run_id, self._title = run_id, lesson_title

    def read(self) -> None:
        """Read them from the box."""
        if self._run_id:
            work = self._actions.read_results(self._run_id)
            self._tasks.start(
                work, name="read results", on_error=lambda error: self._notice.show_error(error, self.read)
            )

    def export(self, kind: Literal["csv", "xlsx"]) -> None:
        """Write every result of the lesson to a file that the teacher names."""
        filters = self.tr("CSV table (*.csv)") if kind == "csv" else self.tr("Excel workbook (*.xlsx)")
        path = self._files.to_save(self, self.tr("Save the results"), file_name_of(self._title, kind), filters)
        if path is not None:
            self._tasks.start(
                self._write(path, kind),
                name="export results",
                on_done=lambda _: self._notice.show_success(self.tr("Saved: {file}").replace("{file}", path.name)),
                on_error=self._notice.show_error,
            )

    def retranslate_ui(self) -> None:
        """Say every text anew."""
        self.refresh_button.set_text(self.tr("Refresh"))
        self.csv_button.set_text(self.tr("Save as CSV"))
        self.xlsx_button.set_text(self.tr("Save as Excel"))
        for button in (self.csv_button, self.xlsx_button):
            button.set_hint(self.tr("Results of every run of this lesson"))
        self._empty.setText(self.tr("Nobody has answered yet."))
        self.table.setAccessibleName(self.tr("Results by student"))
        self._show_emptiness()

    def _say_unread(self, error: Exception) -> None:
        self._notice.show_error(error, self.read)

    async def _write(self, path: Path, kind: Literal["csv", "xlsx"]) -> None:
        data = await self._actions.results_file(kind, language_of(QLocale()))
        await self._tasks.in_thread(write_whole, path, data)

    def _show_emptiness(self) -> None:
        is_empty = not self._model.rows
        self._empty.setVisible(is_empty)
        self.table.setVisible(not is_empty)
        if not is_empty:
            self.table.resizeColumnsToContents()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(S)
        for button in (self.refresh_button, self.csv_button, self.xlsx_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, S, 0, 0)
        layout.setSpacing(S)
        layout.addLayout(buttons)
        layout.addWidget(self._empty)
        layout.addWidget(self.table, 1)
        layout.addStretch(0)


def _table(model: AnswersModel) -> QTableView:
    proxy = QSortFilterProxyModel(model)
    proxy.setSourceModel(model)
    proxy.setSortRole(AnswerRole.SORT)
    proxy.setSortLocaleAware(True)
    table = QTableView()
    table.setObjectName("results_table")
    table.setModel(proxy)
    table.setItemDelegate(AnswerDelegate(table))
    table.setSortingEnabled(True)
    table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setAlternatingRowColors(True)
    table.setTabKeyNavigation(False)
    table.setWordWrap(False)
    table.verticalHeader().hide()
    table.horizontalHeader().setMaximumSectionSize(COLUMN_PIXELS_MAX)
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    return table
