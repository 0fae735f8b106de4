"""The lesson on the desk: how one joins, who is in, and how it is set."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.views.join_card_panel import JoinCardPanel
from desktop.views.lesson_settings import LessonSettings
from desktop.views.parts.theme import M, S
from desktop.views.people_panel import PeoplePanel

LEFT_LEAST, LEFT_MOST = 372, 460


class LessonOpen(QWidget):
    """Join card and settings on the left, people on the right."""

    def __init__(
        self, join_card: JoinCardPanel, settings: LessonSettings, people: PeoplePanel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("lesson_open")
        self.join_card, self.settings, self.people = join_card, settings, people
        inner = QWidget()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setMinimumWidth(LEFT_LEAST)
        area.setWidget(inner)
        area.setMaximumWidth(LEFT_MOST)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(S)
        outer.addWidget(area, 2)
        outer.addWidget(people, 3)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, S, 0)
        column.setSpacing(M)
        column.addWidget(join_card)
        column.addWidget(settings)
        column.addStretch(1)

    def close_view(self) -> None:
        """Listen no longer."""
        self.join_card.close_panel()
        self.settings.close_panel()
        self.people.close_panel()
