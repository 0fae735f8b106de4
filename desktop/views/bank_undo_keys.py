"""Undo and redo belong to the quiz: a text field would take the keys for itself, and step back only its own text."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

OURS = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)


class UndoKeys(QObject):
    """Lets the keys pass by the fields that it watches, up to the shortcuts of the editor."""

    def watch(self, *fields: QLineEdit | QPlainTextEdit) -> None:
        """Keep these fields from undoing by themselves."""
        for field in fields:
            field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if isinstance(event, QKeyEvent) and _is_asked(event):
            event.ignore()
            return True
        return super().eventFilter(watched, event)


def _is_asked(event: QKeyEvent) -> bool:
    """Whether the field is asked if it wants the keys for itself."""
    return event.type() is QEvent.Type.ShortcutOverride and any(event.matches(key) for key in OURS)
