"""Which days are looked at: the last weeks, everything, or days that the teacher names."""

from datetime import date, timedelta

from PySide6.QtCore import QDate, QEvent, QTimeZone, Signal
from PySide6.QtWidgets import QComboBox, QDateEdit, QHBoxLayout, QWidget

from appliance.client.dashboard import Period
from desktop.views.parts.theme import S, labelled

DAYS = (0, 7, 30, 180, -1)
"""Of the presets; 0 is everything, -1 the days that are named."""
NAMED = len(DAYS) - 1
FIRST_SPAN = 30


def zone_name() -> str:
    """This computer's time zone as the box knows zones."""
    return bytes(QTimeZone.systemTimeZoneId().data()).decode("ascii", "replace") or "UTC"


class PeriodField(QWidget):
    """Tells `changed` when other days are looked at."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.preset, self.first, self.last = QComboBox(), QDateEdit(), QDateEdit()
        self._between = labelled("–", "muted", wraps=False)
        self.preset.addItems([""] * len(DAYS))
        today = QDate.currentDate()
        for field, name, day in (
            (self.first, "period_first_day", today.addDays(-FIRST_SPAN)),
            (self.last, "period_last_day", today),
        ):
            field.setObjectName(name)
            field.setKeyboardTracking(False)
            field.setDate(day)
            field.dateChanged.connect(lambda _: self.changed.emit())
        self.preset.setObjectName("period_preset")
        self.preset.activated.connect(lambda _: self._choose())
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(S)
        for widget in (self.preset, self.first, self._between, self.last):
            layout.addWidget(widget)
        self.retranslate_ui()
        self._show_days()

    @property
    def period(self) -> Period:
        """The days, both included; named the wrong way round they are turned round."""
        days, today = DAYS[self.preset.currentIndex()], _day(QDate.currentDate())
        if days == 0:
            return Period(tz=zone_name())
        if days > 0:
            return Period(today - timedelta(days=days - 1), today, tz=zone_name())
        first, last = sorted((_day(self.first.date()), _day(self.last.date())))
        return Period(first, last, tz=zone_name())

    def show_everything(self) -> None:
        """Look at all days."""
        self.preset.setCurrentIndex(0)
        self._choose()

    def retranslate_ui(self) -> None:
        """Say every text anew."""
        texts = (
            self.tr("All lessons"),
            self.tr("Last 7 days"),
            self.tr("Last 30 days"),
            self.tr("Last half year"),
            self.tr("From … to …"),
        )
        for place, text in enumerate(texts):
            self.preset.setItemText(place, text)
        self.preset.setAccessibleName(self.tr("Period"))
        self.first.setAccessibleName(self.tr("First day"))
        self.last.setAccessibleName(self.tr("Last day"))
        for field in (self.first, self.last):
            field.setLocale(self.locale())

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate_ui()

    def _choose(self) -> None:
        self._show_days()
        self.changed.emit()

    def _show_days(self) -> None:
        for widget in (self.first, self._between, self.last):
            widget.setVisible(self.preset.currentIndex() == NAMED)


def _day(day: QDate) -> date:
    return date(day.year(), day.month(), day.day())
