"""The overlay that shows every key of the window; Esc or a click closes it."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop.views.parts.card import Card
from desktop.views.parts.theme import L, S, labelled

KeyList = Callable[[], list[tuple[str, str]]]


class KeysOverlay(QWidget):
    """Lies over its parent; `keys` gives each key with what it does, in the language of now."""

    def __init__(self, keys: KeyList, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.setObjectName("keys_overlay")
        self.setProperty("part", "overlay")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._keys = keys
        self._card = Card()
        self._rows = QWidget()
        self._card.body.addWidget(self._rows)
        layout = QVBoxLayout(self)
        layout.addWidget(self._card, 0, Qt.AlignmentFlag.AlignCenter)
        self._before: QWidget | None = None
        self.hide()

    def toggle(self) -> None:
        """Show it, or take it away."""
        if self.isVisible():
            self.take_away()
            return
        self._before = self.window().focusWidget()
        self._fill()
        self.resize(self._over.size())
        self.show()
        self.raise_()
        self.setFocus()

    def take_away(self) -> None:
        """Hide it; the keyboard goes back where it was."""
        self.hide()
        if self._before is not None:
            self._before.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Space):
            self.take_away()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        del event
        self.take_away()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange and self.isVisible():
            self._fill()

    def _fill(self) -> None:
        self._card.set_title(self.tr("Keys"))
        self.setAccessibleName(self.tr("Keys"))
        fresh = QWidget()
        grid = QGridLayout(fresh)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(L)
        grid.setVerticalSpacing(S)
        for row, (keys, words) in enumerate(self._keys()):
            native = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
            grid.addWidget(labelled(native, "code", wraps=False), row, 0)
            grid.addWidget(labelled(words, "body", wraps=False), row, 1)
        self._card.body.replaceWidget(self._rows, fresh)
        self._rows.deleteLater()
        self._rows = fresh
