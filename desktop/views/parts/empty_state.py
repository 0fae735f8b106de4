"""What is shown where nothing is yet: why, and the next step."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.views.parts.button import Button
from desktop.views.parts.icons import IconName, IconPicture
from desktop.views.parts.theme import L, M, S, labelled

EMPTY_ICON_PIXELS = 40
TEXT_WIDTH = 420
"""A line of text that is still read at a glance."""


class EmptyState(QWidget):
    """An icon, a title, a sentence, and perhaps one button, which tells `action`."""

    action = Signal()

    def __init__(
        self,
        icon_name: IconName | str,
        title: str = "",
        text: str = "",
        action_text: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._picture = IconPicture(icon_name, EMPTY_ICON_PIXELS, "muted")
        self._title = labelled("", "heading")
        self._text = labelled("", "muted")
        self.button = Button("", kind="primary")
        self.button.setObjectName("empty_state_button")
        self.button.clicked.connect(self.action)
        self._lay_out()
        self.set_texts(title, text, action_text)

    def set_texts(self, title: str, text: str, action_text: str = "") -> None:
        """Say something else."""
        self._title.setText(title)
        self._text.setText(text)
        self.button.set_text(action_text)
        self.button.setVisible(bool(action_text))
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)

    def set_icon(self, icon_name: IconName | str) -> None:
        """Show another icon."""
        self._picture.set_icon(icon_name, "muted")

    def _lay_out(self) -> None:
        centre = Qt.AlignmentFlag.AlignHCenter
        column = QWidget()
        column.setMaximumWidth(TEXT_WIDTH)
        inner = QVBoxLayout(column)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(S)
        inner.addWidget(self._picture, 0, centre)
        for label in (self._title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            inner.addWidget(label)
        inner.addSpacing(M - S)
        inner.addWidget(self.button, 0, centre)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(column, 1000)  # as wide as it may be, and in the middle
        row.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(L, L, L, L)
        outer.addStretch(1)
        outer.addLayout(row)
        outer.addStretch(1)
