"""Picking a student by lot: the name on a card, and once more."""

from collections.abc import Callable

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from appliance.contract.live import Picked
from desktop.views.parts.button import Button, IconButton
from desktop.views.parts.card import Card
from desktop.views.parts.icons import IconName
from desktop.views.parts.theme import S, labelled
from desktop.views.talk_parts import TalkParts


class TalkPick(Card):
    """Whoever was picked before comes last; every app of the lesson and every page shows who it is."""

    def __init__(self, parts: TalkParts, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._parts = parts
        self._is_picked = False
        self.pick = Button("", IconName.DICES)
        self.name = labelled("", "title")
        self.name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.forget = IconButton(IconName.X)
        for widget, name in (
            (self.pick, "talk_pick_button"),
            (self.name, "talk_picked_name"),
            (self.forget, "talk_pick_close_button"),
        ):
            widget.setObjectName(name)
        card = QHBoxLayout()
        card.setSpacing(S)
        card.addWidget(self.name, 1)
        card.addWidget(self.forget)
        self.header.addWidget(self.pick)
        self.body.addLayout(card)
        self.pick.clicked.connect(lambda: parts.start(parts.actions.pick(), "pick a student"))
        self.forget.clicked.connect(self.clear)
        self._leaves: tuple[Callable[[], None], ...] = (parts.lesson.talk.picked.subscribe(self._take),)
        self.clear()
        self.retranslate_ui()

    def close_panel(self) -> None:
        """Listen no longer."""
        for leave in self._leaves:
            leave()

    def clear(self) -> None:
        """Nobody is picked."""
        self._is_picked = False
        self.name.setText("")
        self.name.hide()
        self.forget.hide()
        self.retranslate_ui()

    def retranslate_ui(self) -> None:
        """Say everything in the language of now."""
        self.set_title(self.tr("Who is it?"))
        self.pick.set_text(self.tr("Pick another") if self._is_picked else self.tr("Pick a student"))
        self.pick.set_hint(self.tr("By lot, among those who are connected"))
        self.forget.set_name(self.tr("Hide the name"))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate_ui()

    def _take(self, picked: Picked) -> None:
        self._is_picked = True
        self.name.setText(picked.name)
        self.name.setAccessibleName(picked.name)
        self.name.show()
        self.forget.show()
        self.retranslate_ui()
