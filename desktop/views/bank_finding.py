"""A line below a field that says what is to be mended."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from desktop.views.parts.theme import S
from desktop.views.quiz_text import hint


class FindingLine(QFrame):
    """Hidden while there is nothing to say."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("part", "notice")
        self.setProperty("tone", "warning")
        self._text = hint("body")
        self._text.setObjectName(name)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(S, S // 2, S, S // 2)
        layout.addWidget(self._text)
        self.hide()

    @property
    def text(self) -> str:
        """What is said."""
        return self._text.text()

    def say(self, text: str) -> None:
        """Say this, or nothing."""
        self._text.setText(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))
