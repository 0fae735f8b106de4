"""A page of the main window: title, actions beside it, a place for messages, and the body."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.views.parts.notice import Notice
from desktop.views.parts.theme import L, M, S, labelled


class Page(QWidget):
    """Subclasses fill `header` (actions) and `body`, and say everything anew in `retranslate_ui`."""

    def __init__(self, title: str = "", parent: QWidget | None = None, *, scrolls: bool = False) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("part", "page")
        self._title = labelled("", "title")
        self.header = QHBoxLayout()
        self.header.setSpacing(S)
        self.notice = Notice()
        self.body = QVBoxLayout()
        self.body.setSpacing(M)
        top = QHBoxLayout()
        top.setSpacing(M)
        top.addWidget(self._title, 1)
        top.addLayout(self.header)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(L, L, L, L)
        outer.setSpacing(M)
        outer.addLayout(top)
        outer.addWidget(self.notice)
        if scrolls:
            outer.addWidget(_scrolling(self.body), 1)
        else:
            outer.addLayout(self.body, 1)
        self.set_title(title)

    @property
    def title(self) -> str:
        """What the page is called."""
        return self._title.text()

    def set_title(self, title: str) -> None:
        """Say what the page is called."""
        self._title.setText(title)
        self._title.setVisible(bool(title))
        self.setAccessibleName(title)

    def shown(self) -> None:
        """The page has come to the front: the main window says so."""

    def hidden(self) -> None:
        """The page has gone to the back: the main window says so."""

    def retranslate_ui(self) -> None:
        """Say every text anew, in the language of now; also called when the language changes."""

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate_ui()


def _scrolling(body: QVBoxLayout) -> QScrollArea:
    inner = QWidget()
    inner.setLayout(body)
    body.setContentsMargins(0, 0, S, 0)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidget(inner)
    return area
