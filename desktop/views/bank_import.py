"""Importing: from a file, or from any text that is pasted; the box makes a quiz of it."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.views.parts.button import Button
from desktop.views.parts.card import Card
from desktop.views.parts.icons import IconName
from desktop.views.parts.theme import M, S
from desktop.views.quiz_text import hint

TEXT_CHARACTERS_MAX = 2_000_000
"""What a teacher pastes is some kilobytes; the box reads no more than 8 MB."""


class ImportPanel(QWidget):
    """Tells what shall be imported; what was pasted stays until the box has taken it."""

    file_wanted = Signal()
    text_given = Signal(str)
    back_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.back_button = Button("", IconName.CHEVRON_LEFT, "quiet")
        self.file_button = Button("", IconName.FOLDER_OPEN)
        self.make_button = Button("", IconName.LIST_CHECKS, "primary")
        self.text = QPlainTextEdit()
        for widget, name in (
            (self.back_button, "import_back_button"),
            (self.file_button, "import_file_button"),
            (self.make_button, "make_quiz_button"),
            (self.text, "paste_text"),
        ):
            widget.setObjectName(name)
        self.text.setTabChangesFocus(True)
        self._file_hint, self._paste_hint = hint(), hint()
        self._file_card, self._paste_card = Card(), Card()
        self._lay_out()
        self.back_button.clicked.connect(self.back_wanted)
        self.file_button.clicked.connect(self.file_wanted)
        self.make_button.clicked.connect(self._give)
        self.text.textChanged.connect(self._judge)
        QShortcut(QKeySequence("Ctrl+Return"), self.text, self._give)
        self._judge()
        self.retranslate_ui()

    def taken(self) -> None:
        """The box has made a quiz of the text."""
        self.text.clear()

    def retranslate_ui(self) -> None:
        """Say every text anew."""
        self.back_button.set_text(self.tr("Back"))
        self._paste_card.set_title(self.tr("Paste a text"))
        self._paste_hint.setText(
            self.tr(
                "Paste questions as you have them: from a document, a web page or a message. Numbers and letters, "
                "①②③, “Answer: B” or an asterisk before the right option are understood."
            )
        )
        self.text.setAccessibleName(self.tr("Text to make a quiz of"))
        self.text.setPlaceholderText(
            self.tr("1. Where does photosynthesis happen?\na) in the nucleus\n*b) in the chloroplast\nc) in the wall")
        )
        self.make_button.set_text(self.tr("Make a quiz of it"))
        self.make_button.set_hint(self.tr("Ctrl+Enter"))
        self._file_card.set_title(self.tr("Open a file"))
        self._file_hint.setText(
            self.tr("GIFT (Moodle), CSV, Excel tables of Kahoot and ClassQuiz, QTI packages, JSON, plain text.")
        )
        self.file_button.set_text(self.tr("Choose a file"))

    def _give(self) -> None:
        text = self.text.toPlainText()
        if text.strip():
            self.text_given.emit(text[:TEXT_CHARACTERS_MAX])

    def _judge(self) -> None:
        self.make_button.setEnabled(bool(self.text.toPlainText().strip()))

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.back_button)
        top.addStretch(1)
        for card, parts in (
            (self._paste_card, (self._paste_hint, self.text)),
            (self._file_card, (self._file_hint,)),
        ):
            for part in parts:
                card.body.addWidget(part)
        for card, button in ((self._paste_card, self.make_button), (self._file_card, self.file_button)):
            line = QHBoxLayout()
            line.addWidget(button)
            line.addStretch(1)
            card.body.addLayout(line)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        layout.addLayout(top)
        layout.addWidget(self._paste_card, 1)
        layout.addWidget(self._file_card)
        layout.addSpacing(S)
