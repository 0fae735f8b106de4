"""A card: a rounded surface with a title and a body."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.views.parts.theme import M, S, labelled


class Card(QFrame):
    """Put things into `body`, and small actions beside the title into `header`."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("part", "card")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(M, M, M, M)
        outer.setSpacing(S + S // 2)
        self._title = labelled("", "heading")
        policy = self._title.sizePolicy()
        policy.setVerticalPolicy(QSizePolicy.Policy.Maximum)  # what room is left is the body's
        self._title.setSizePolicy(policy)
        self.header = QHBoxLayout()
        self.header.setSpacing(S)
        self.header.addWidget(self._title, 1)
        self.body = QVBoxLayout()
        self.body.setSpacing(S)
        outer.addLayout(self.header)
        outer.addLayout(self.body, 1)
        self.set_title(title)

    @property
    def title(self) -> str:
        """What the card is about."""
        return self._title.text()

    def set_title(self, title: str) -> None:
        """Say what the card is about."""
        self._title.setText(title)
        self._title.setVisible(bool(title))
        self.setAccessibleName(title)
