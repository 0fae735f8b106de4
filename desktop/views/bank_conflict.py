"""The quiz was changed from elsewhere: keep mine, or take theirs."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.views.parts.button import Button
from desktop.views.parts.theme import S
from desktop.views.quiz_text import hint


class ConflictBar(QFrame):
    """Hidden until there is a conflict."""

    keep_mine = Signal()
    take_theirs = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("conflict_bar")
        self.setProperty("part", "notice")
        self.setProperty("tone", "warning")
        self._text = hint("body")
        self._text.setObjectName("conflict_text")
        self.mine_button, self.theirs_button = Button(""), Button("")
        self.mine_button.setObjectName("keep_mine_button")
        self.theirs_button.setObjectName("take_theirs_button")
        self.mine_button.clicked.connect(self.keep_mine)
        self.theirs_button.clicked.connect(self.take_theirs)
        buttons = QHBoxLayout()
        buttons.setSpacing(S)
        buttons.addWidget(self.mine_button)
        buttons.addWidget(self.theirs_button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(S + S // 2, S, S, S)
        layout.setSpacing(S)
        layout.addWidget(self._text)
        layout.addLayout(buttons)
        self.hide()
        self.retranslate_ui()

    def retranslate_ui(self) -> None:
        """Say every text anew."""
        text = self.tr("This quiz was changed from another app since you opened it. Which version shall stay?")
        self._text.setText(text)
        self.setAccessibleName(text)
        self.mine_button.set_text(self.tr("Keep mine"))
        self.mine_button.set_hint(self.tr("Your version replaces the other one"))
        self.theirs_button.set_text(self.tr("Take theirs"))
        self.theirs_button.set_hint(self.tr("The other version is shown; yours stays one step back with Undo"))
