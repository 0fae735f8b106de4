"""What stands below a lesson's summary: a card for each thing that is kept of a lesson beside its figures."""

from PySide6.QtCore import QEvent

from appliance.contract.dashboard import RecordingRow, SessionDashboard
from desktop.views.parts.card import Card
from desktop.views.parts.formats import duration, moment
from desktop.views.parts.theme import labelled


class LessonSection(Card):
    """One such card; a feature that keeps something of lessons adds its own to `default_sections`."""

    def show_lesson(self, told: SessionDashboard) -> None:
        """Show what is kept of this lesson."""
        raise NotImplementedError

    def retranslate_ui(self) -> None:
        """Say every text anew."""

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate_ui()


class RecordingsCard(LessonSection):
    """The recordings of a lesson."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("recordings_card")
        self._recordings: list[RecordingRow] = []
        self.words = labelled("", "body")
        self.words.setObjectName("recordings_words")
        self.body.addWidget(self.words)
        self.retranslate_ui()

    def show_lesson(self, told: SessionDashboard) -> None:
        self._recordings = told.recordings
        self._show()

    def retranslate_ui(self) -> None:
        self.set_title(self.tr("Recordings"))
        self._show()

    def _show(self) -> None:
        said = [f"{each.title} · {moment(each.started_ms)} · {duration(each.duration_ms)}" for each in self._recordings]
        self.words.setText("\n".join(said) or self.tr("No recordings of this lesson."))


def default_sections() -> tuple[LessonSection, ...]:
    """Every such card, in order."""
    return (RecordingsCard(),)
