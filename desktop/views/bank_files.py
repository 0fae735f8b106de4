"""Where files are chosen: the system's own choosers, in one place."""

from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget


class FileChooser:
    """Asks for a file to read or to write; None when the teacher thinks better of it."""

    def to_open(self, parent: QWidget, title: str, filters: str) -> Path | None:
        """A file that is there."""
        name, _ = QFileDialog.getOpenFileName(parent, title, self._folder(), filters)
        return Path(name) if name else None

    def to_save(self, parent: QWidget, title: str, file_name: str, filters: str) -> Path | None:
        """A file to be written."""
        name, _ = QFileDialog.getSaveFileName(parent, title, str(Path(self._folder()) / file_name), filters)
        return Path(name) if name else None

    def _folder(self) -> str:
        return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)


def file_name_of(title: str, ending: str) -> str:
    """A file name that every system takes, as near to the title as can be."""
    kept = "".join(each if each.isalnum() or each in " -_()" else "_" for each in title).strip(" ._")
    return f"{kept[:80] or 'quiz'}.{ending}"
