"""What is too high for a small window scrolls in its place, so that the window need not grow."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


def scrolling(inner: QWidget) -> QScrollArea:
    """`inner` in an area that scrolls downwards only."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inner)
    # Whoever goes by keys reaches what is inside; the area itself would be a stop at nothing.
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area
