"""A badge: one or two words, or a number, on a tinted pill."""

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop.views.parts.theme import restyle

Tone = Literal["neutral", "accent", "good", "warning", "bad", "info"]


class Badge(QLabel):
    """Its tone never says more than its words do."""

    def __init__(self, text: str = "", tone: Tone = "neutral", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("part", "badge")
        self.setProperty("tone", tone)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        self.setText(text)

    def set(self, text: str, tone: Tone | None = None) -> None:
        """Say something else, perhaps in another tone."""
        self.setText(text)
        if tone is not None:
            restyle(self, "tone", tone)
