"""Importing a class list: choose a file, and see at once which rows could not be read."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QLocale, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QPlainTextEdit, QWidget

from appliance.contract.roster import RosterImported, RowError
from desktop.actions.lesson import LessonActions
from desktop.resources.language import language_of
from desktop.tasks import Tasks
from desktop.views.lesson_words import filled
from desktop.views.parts.button import IconButton
from desktop.views.parts.card import Card
from desktop.views.parts.formats import number
from desktop.views.parts.icons import IconName
from desktop.views.parts.theme import labelled

FILE_MAX_BYTES = 8 << 20
"""More than the box takes: it says so in words, but a film is not to be read into memory first."""
ERRORS_HEIGHT = 140


class RosterImport(Card):
    """Hidden until there is something to tell; `imported` gives the id of the roster."""

    imported = Signal(str)

    def __init__(
        self,
        actions: LessonActions,
        tasks: Tasks,
        show_error: Callable[[Exception | str], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", parent)
        self._actions, self._tasks, self._show_error = actions, tasks, show_error
        self._told: RosterImported | None = None
        self.summary = labelled("", "body")
        self.errors = QPlainTextEdit()
        self.errors.setReadOnly(True)
        self.errors.setMaximumHeight(ERRORS_HEIGHT)
        self.close_button = IconButton(IconName.X)
        self.close_button.clicked.connect(self.hide)
        self.header.addWidget(self.close_button)
        self.body.addWidget(self.summary)
        self.body.addWidget(self.errors)
        for widget, name in (
            (self.summary, "roster_summary"),
            (self.errors, "roster_errors"),
            (self.close_button, "roster_close_button"),
        ):
            widget.setObjectName(name)
        self.retranslate_ui()
        self.hide()

    def ask_for_file(self) -> None:
        """Let a file be chosen."""
        kinds = self.tr("Class lists (*.csv *.txt *.xlsx *.zip)")
        dialog = QFileDialog(self.window(), self.tr("Import a class list"), "", kinds)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.import_file(Path(path)))
        dialog.open()

    def import_file(self, path: Path) -> None:
        """Give the box this file."""
        self._tasks.start(self._send(path), name="import a class list", on_done=self._take, on_error=self._show_error)

    def retranslate_ui(self) -> None:
        """Say everything in the language of now."""
        self.set_title(self.tr("Class list"))
        self.close_button.set_name(self.tr("Close"))
        self.errors.setAccessibleName(self.tr("Rows that could not be read"))
        if self._told is not None:
            self._show(self._told)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate_ui()

    async def _send(self, path: Path) -> RosterImported:
        data = await self._tasks.in_thread(_read, path)
        return await self._actions.import_roster(data, path.stem)

    def _take(self, imported: RosterImported) -> None:
        self._told = imported
        self._show(imported)
        self.show()
        self.imported.emit(imported.roster.roster_id)

    def _show(self, imported: RosterImported) -> None:
        roster, errors = imported.roster, imported.errors
        words = filled(self.tr("“%1” is imported. Students: %2."), roster.title, number(len(roster.entries)))
        if errors:
            words = f"{words} {filled(self.tr('Rows that could not be read: %1'), number(len(errors)))}"
        self.summary.setText(words)
        self.errors.setVisible(bool(errors))
        self.errors.setPlainText("\n".join(self._line(error) for error in errors))

    def _line(self, error: RowError) -> str:
        text = error.ko if language_of(QLocale()) == "ko" else error.en
        return text if error.line == 0 else filled(self.tr("Line %1: %2"), number(error.line), text)


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(FILE_MAX_BYTES)
