"""A text of any length in a place of bounded height: it is scrolled, and never makes the window taller."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QSizePolicy, QWidget

from desktop.views.parts.theme import Role, labelled

LINES_MAX = 4


class BoundedText(QScrollArea):
    """As high as its text, up to LINES_MAX lines."""

    def __init__(self, role: Role = "body", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = hint(role)
        self.label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setWidget(self.label)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def set_text(self, text: str) -> None:
        """Show this."""
        if text != self.label.text():
            self.label.setText(text)
            self._fit()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(80, self.label.fontMetrics().lineSpacing())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        line = self.label.fontMetrics().lineSpacing()
        needed = self.label.heightForWidth(max(1, self.viewport().width()))
        self.setFixedHeight(max(line, min(needed, line * LINES_MAX)) + 2)
        # Who can be scrolled must be reachable by keyboard.
        can_scroll = needed > line * LINES_MAX
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if can_scroll else Qt.FocusPolicy.NoFocus)


def hint(role: Role = "muted") -> QLabel:
    """A wrapping label that asks for the height of its text at the width it has, not at the narrowest one."""
    label = labelled("", role)
    label.setMinimumHeight(1)
    return label


def scrolling(widget: QWidget) -> QScrollArea:
    """The widget in an area that scrolls where the window is too small for it."""
    area = QScrollArea()
    area.setWidget(widget)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area
