"""Fonts of what quizzes paint themselves, made from the one that the widget has."""

from PySide6.QtGui import QFont, QFontInfo


def strong(font: QFont) -> QFont:
    """For titles and names."""
    made = QFont(font)
    made.setWeight(QFont.Weight.DemiBold)
    return made


def small(font: QFont) -> QFont:
    """For what stands below them."""
    made = QFont(font)
    made.setPixelSize(max(1, QFontInfo(font).pixelSize() * 6 // 7))
    return made
