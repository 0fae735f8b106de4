"""One student in full: what the seat says in words, figures with their formula, network, and what can be done."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Protocol

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from appliance.contract.engagement import FormulaText, StudentEngagement
from appliance.contract.network import ViewerNetwork
from desktop.models.dashboard_words import (
    JOINER,
    answer_word,
    hand_words,
    place_word,
    quality_word,
    reason_words,
    spoken,
)
from desktop.state.seats import Seat
from desktop.views.parts.button import Button
from desktop.views.parts.flow_layout import FlowLayout
from desktop.views.parts.formats import bitrate, number, percent
from desktop.views.parts.icons import IconName
from desktop.views.parts.theme import S, labelled

FIGURES = ("composite", "presence", "participation", "accuracy", "activity", "loss", "bitrate")


class Mute(Protocol):
    """Lets one student write to the class no longer, or again."""

    def __call__(self, participant_id: str, *, is_muted: bool) -> Coroutine[Any, Any, None]: ...


@dataclass(frozen=True, slots=True)
class SeatDeeds:
    """What a teacher can do from a seat."""

    mute: Mute
    lower_hand: Callable[[str], Coroutine[Any, Any, None]]
    message: Callable[[str], None] | None = None
    """Goes to where one writes to the class; None where there is no such place."""


@dataclass(frozen=True, slots=True)
class SeatFacts:
    """What is known of a student beside the seat."""

    figures: StudentEngagement | None = None
    formula: FormulaText | None = None
    network: ViewerNetwork | None = None
    is_turned_off: bool = False
    """The lesson counts no engagement."""


class SeatPanel(QWidget):
    """Shows one seat, or how to get one here."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("seat_panel")
        self._seat: Seat | None = None
        self._facts = SeatFacts()
        self.name = labelled("", "heading")
        self.state = labelled("", "body")
        self.reasons = labelled("", "body")
        self.hint = labelled("", "muted")
        self.formula = labelled("", "caption")
        self.values = {key: labelled("", "body", wraps=False) for key in FIGURES}
        self.mute_button = Button("", IconName.MIC_OFF)
        self.lower_button = Button("", IconName.HAND)
        self.message_button = Button("", IconName.MESSAGE_CIRCLE)
        self.formula_button = Button("", IconName.INFO, "quiet")
        self._names: dict[str, QLabel] = {key: labelled("", "muted", wraps=False) for key in FIGURES}
        self._figures = QWidget()
        self._lay_out()
        self._name_widgets()
        self.retranslate()

    @property
    def seat(self) -> Seat | None:
        """Whose seat is shown."""
        return self._seat

    def show_seat(self, seat: Seat | None, facts: SeatFacts) -> None:
        """Show a seat; without figures say why there are none."""
        if (seat, facts) != (self._seat, self._facts):
            self._seat, self._facts = seat, facts
            self._fill()

    def retranslate(self) -> None:
        """Say every text anew."""
        for key, label in self._names.items():
            label.setText(_figure_name(key))
        self.lower_button.set_text(self.tr("Lower hand"))
        self.message_button.set_text(self.tr("Write"))
        self.formula_button.set_text(self.tr("How is this counted?"))
        self._fill()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()

    def _fill(self) -> None:
        seat = self._seat
        for part in (self.name, self.state, self._figures, self.mute_button):
            part.setVisible(seat is not None)
        self.lower_button.setVisible(seat is not None and seat.hand > 0)
        self.message_button.setVisible(seat is not None and self.message_button.isEnabled())
        self.reasons.setVisible(seat is not None and bool(seat.needs_help))
        self._fill_hint(seat)
        if seat is None:
            self.formula_button.hide()
            self.formula.hide()
            return
        self._fill_words(seat)
        self._fill_figures()

    def _fill_hint(self, seat: Seat | None) -> None:
        text = ""
        if seat is None:
            text = self.tr("Point at a seat, or choose one with the arrow keys, to see more.")
        elif self._facts.is_turned_off:
            text = self.tr("Engagement figures are turned off in this lesson.")
        elif self._facts.figures is None:
            text = self.tr("The first figures come within a few seconds.")
        _put(self.hint, text)
        self.hint.setVisible(bool(text))

    def _fill_words(self, seat: Seat) -> None:
        _put(self.name, seat.name)
        parts = [place_word(seat.place), answer_word(seat), hand_words(seat.hand) if seat.hand else ""]
        _put(self.state, JOINER.join(part for part in parts if part))
        _put(self.reasons, "\n".join(reason_words(reason) for reason in seat.needs_help))
        self.mute_button.set_text(self.tr("Unmute") if seat.is_muted else self.tr("Mute"))

    def _fill_figures(self) -> None:
        figures, network, formula = self._facts.figures, self._facts.network, self._facts.formula
        told = {
            "composite": self.tr("%1 of 100").replace("%1", number(round(figures.composite))) if figures else "",
            "presence": percent(figures.presence) if figures else "",
            "participation": percent(figures.participation) if figures else "",
            "accuracy": percent(figures.accuracy) if figures else "",
            "activity": percent(figures.activity) if figures else "",
            "loss": f"{percent(network.loss)} ({quality_word(network.quality)})" if network else "",
            "bitrate": bitrate(network.bitrate) if network else "",
        }
        for key, text in told.items():
            _put(self.values[key], text)
            self.values[key].setVisible(bool(text))
            self._names[key].setVisible(bool(text))
        has_formula = figures is not None and formula is not None
        self.formula_button.setVisible(has_formula)
        self.formula.setVisible(has_formula and self.formula_button.isChecked())
        if formula is not None:
            _put(self.formula, spoken(formula))

    def _lay_out(self) -> None:
        grid = QGridLayout(self._figures)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(S // 2)
        grid.setColumnStretch(0, 1)
        for row, key in enumerate(FIGURES):
            grid.addWidget(self._names[key], row, 0)
            grid.addWidget(self.values[key], row, 1, Qt.AlignmentFlag.AlignRight)
        buttons = QWidget()
        flow = FlowLayout(buttons)
        for button in (self.mute_button, self.lower_button, self.message_button):
            flow.addWidget(button)
        below = QHBoxLayout()
        below.addWidget(self.formula_button)
        below.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(S)
        for part in (self.name, self.state, self.reasons, self.hint, self._figures, buttons):
            layout.addWidget(part)
        layout.addLayout(below)
        layout.addWidget(self.formula)

    def _name_widgets(self) -> None:
        self.reasons.setProperty("tone", "bad")
        for name in ("name", "state", "reasons", "hint", "formula"):
            getattr(self, name).setObjectName(f"seat_{name}")
        for key, label in self.values.items():
            label.setObjectName(f"seat_{key}")
        for name in ("mute_button", "lower_button", "message_button", "formula_button"):
            getattr(self, name).setObjectName(f"seat_{name}")
        self.formula_button.setCheckable(True)
        self.formula_button.clicked.connect(self._fill)


def _put(label: QLabel, text: str) -> None:
    if label.text() != text:
        label.setText(text)


def _figure_name(key: str) -> str:
    match key:
        case "composite":
            return _tr("Engagement")
        case "presence":
            return _tr("Presence")
        case "participation":
            return _tr("Participation")
        case "accuracy":
            return _tr("Right answers")
        case "activity":
            return _tr("Activity")
        case "loss":
            return _tr("Packets lost")
        case _:
            return _tr("Bandwidth")


def _tr(text: str) -> str:
    return QCoreApplication.translate("dashboard_seat_panel", text)
