"""Somebody else answers where a paired box was: what that may mean, and the one deliberate way on."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.views.parts.button import Button
from desktop.views.parts.card import Card
from desktop.views.parts.icons import IconName
from desktop.views.parts.theme import M, S, labelled


class PairingChanged(QWidget):
    """Tells `pair_anew` and `back`."""

    pair_anew = Signal()
    back = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._room, self._origin, self._is_certificate = "", "", False
        self._card = Card()
        self._what, self._why, self._where = labelled("", "body"), labelled("", "body"), labelled("", "muted")
        self._what.setObjectName("changed_box_text")
        self.back_button = Button("", IconName.ARROW_LEFT)
        self.back_button.setObjectName("changed_back_button")
        self.pair_button = Button("", IconName.ALERT_TRIANGLE, "danger")
        self.pair_button.setObjectName("pair_anew_button")
        self.back_button.clicked.connect(self.back)
        self.pair_button.clicked.connect(self.pair_anew)
        line = QHBoxLayout()
        line.setSpacing(S)
        line.addWidget(self.back_button)
        line.addWidget(self.pair_button)
        line.addStretch(1)
        for part in (self._what, self._why, self._where):
            self._card.body.addWidget(part)
        self._card.body.addLayout(line)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(M)
        outer.addWidget(self._card)
        outer.addStretch(1)
        self.retranslate_ui()

    def show_change(self, room: str, origin: str, *, is_certificate: bool) -> None:
        """Say which box is meant."""
        self._room, self._origin, self._is_certificate = room, origin, is_certificate
        self.retranslate_ui()

    def retranslate_ui(self) -> None:
        """Say everything in the language of now."""
        self._card.set_title(self.tr("This is not the box you paired with"))
        if self._is_certificate:
            what = self.tr("What answers in place of the box “%1” shows another certificate than that box.")
        else:
            what = self.tr("What answers in place of the box “%1” cannot prove to be that box.")
        self._what.setText(what.replace("%1", self._room))
        self._why.setText(
            self.tr(
                "Somebody may have put up a new box in this room or set this one up anew. It may also be somebody "
                "who only pretends to be the box. Nothing was sent there: no password, no login."
            )
        )
        self._where.setText(self._origin)
        self.back_button.set_text(self.tr("Choose another box"))
        self.pair_button.set_text(self.tr("This is a new box in this room: pair anew"))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate_ui()
