"""Telling everybody something: it stands on every page until it is taken away."""

from collections.abc import Callable

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from desktop.views.parts.button import Button
from desktop.views.parts.card import Card
from desktop.views.parts.icons import IconName
from desktop.views.parts.theme import S, labelled
from desktop.views.talk_parts import TalkParts

TEXT_MAX = 1_000
"""What the box takes."""


class TalkAnnounce(Card):
    """A field to tell something, and what is told now."""

    def __init__(self, parts: TalkParts, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._parts = parts
        self.field = QLineEdit()
        self.field.setMaxLength(TEXT_MAX)
        self.tell = Button("", IconName.MEGAPHONE)
        self.now = labelled("", "body")
        self.now.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.take_away = Button("", IconName.X, "quiet")
        for widget, name in (
            (self.field, "talk_announce_field"),
            (self.tell, "talk_announce_button"),
            (self.now, "talk_announcement"),
            (self.take_away, "talk_announce_clear_button"),
        ):
            widget.setObjectName(name)
        row = QHBoxLayout()
        row.setSpacing(S)
        row.addWidget(self.field, 1)
        row.addWidget(self.tell)
        standing = QHBoxLayout()
        standing.setSpacing(S)
        standing.addWidget(self.now, 1)
        standing.addWidget(self.take_away)
        self.body.addLayout(row)
        self.body.addLayout(standing)
        self.tell.clicked.connect(self._tell)
        self.field.returnPressed.connect(self._tell)
        self.take_away.clicked.connect(self._take_away)
        self._leaves: tuple[Callable[[], None], ...] = (
            parts.lesson.talk.announcement_changed.subscribe(lambda _: self._show()),
        )
        self.retranslate_ui()

    def close_panel(self) -> None:
        """Listen no longer."""
        for leave in self._leaves:
            leave()

    def retranslate_ui(self) -> None:
        """Say everything in the language of now."""
        self.set_title(self.tr("Announcement"))
        self.field.setPlaceholderText(self.tr("Stands on every student's page"))
        self.field.setAccessibleName(self.tr("Announcement"))
        self.tell.set_text(self.tr("Tell all"))
        self.take_away.set_text(self.tr("Take away"))
        self._show()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate_ui()

    def _show(self) -> None:
        standing = self._parts.lesson.talk.announcement
        self.now.setText(standing.text if standing is not None else "")
        self.now.setVisible(standing is not None)
        self.take_away.setVisible(standing is not None)

    def _tell(self) -> None:
        text = self.field.text().strip()
        if text:
            self._announce(text, lambda: self._told(text))

    def _told(self, text: str) -> None:
        if self.field.text().strip() == text:
            self.field.clear()

    def _take_away(self) -> None:
        standing = self._parts.lesson.talk.announcement
        if standing is not None:
            self._announce("", lambda: self._taken_away(standing.text))

    def _taken_away(self, text: str) -> None:
        words = self.tr("The announcement is taken away.")
        self._parts.notice.show_undo(words, lambda: self._announce(text, lambda: None))

    def _announce(self, text: str, done: Callable[[], None]) -> None:
        self._parts.tasks.start(
            self._parts.actions.announce(text),
            name="announce",
            on_done=lambda _: done(),
            on_error=self._parts.notice.show_error,
        )
