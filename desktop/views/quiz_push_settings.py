"""How the next question is pushed: time, whether answers may be changed, scoring. Remembered."""

from typing import get_args

from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QSpinBox, QWidget

from appliance.contract.quiz import ScoringName
from desktop.actions.quiz_memory import QuizMemory
from desktop.models.quiz_words import scoring_name
from desktop.state.quiz_settings import SECONDS_MAX, SECONDS_MIN, QuizSettings
from desktop.views.parts.flow_layout import FlowLayout
from desktop.views.parts.theme import S, labelled

SCORINGS: tuple[ScoringName, ...] = get_args(ScoringName)
NO_LIMIT = SECONDS_MIN - 1
"""The spin box's lowest value stands for no deadline."""
STEP_SECONDS = 5


class QuizPushSettings(QWidget):
    """One line above what can be pushed."""

    def __init__(self, memory: QuizMemory, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._memory = memory
        self._seconds_label = labelled("", "muted", wraps=False)
        self.seconds = QSpinBox()
        self.seconds.setObjectName("push_seconds")
        self.seconds.setRange(NO_LIMIT, SECONDS_MAX)
        self.seconds.setSingleStep(STEP_SECONDS)
        self._seconds_label.setBuddy(self.seconds)
        self.allows_change = QCheckBox()
        self.allows_change.setObjectName("push_allows_change")
        self._scoring_label = labelled("", "muted", wraps=False)
        self.scoring = QComboBox()
        self.scoring.setObjectName("push_scoring")
        self._scoring_label.setBuddy(self.scoring)
        for scoring in SCORINGS:
            self.scoring.addItem("", scoring)
        self._show(memory.settings)
        flow = FlowLayout(self)
        flow.addWidget(_pair(self._seconds_label, self.seconds))
        flow.addWidget(self.allows_change)
        flow.addWidget(_pair(self._scoring_label, self.scoring))
        self.seconds.valueChanged.connect(self._keep)
        self.allows_change.toggled.connect(self._keep)
        self.scoring.activated.connect(self._keep)
        self.retranslate_ui()

    def retranslate_ui(self) -> None:
        """Say every text anew."""
        self._seconds_label.setText(self.tr("Time to answer"))
        self.seconds.setAccessibleName(self.tr("Time to answer"))
        self.seconds.setSuffix(self.tr(" s"))
        self.seconds.setSpecialValueText(self.tr("Until I close it"))
        self.allows_change.setText(self.tr("Answers may be changed"))
        self._scoring_label.setText(self.tr("Scoring"))
        self.scoring.setAccessibleName(self.tr("Scoring"))
        for row, scoring in enumerate(SCORINGS):
            self.scoring.setItemText(row, scoring_name(scoring))

    def _show(self, settings: QuizSettings) -> None:
        self.seconds.setValue(settings.seconds if settings.seconds is not None else NO_LIMIT)
        self.allows_change.setChecked(settings.allows_change)
        self.scoring.setCurrentIndex(SCORINGS.index(settings.scoring))

    def _keep(self) -> None:
        seconds = self.seconds.value()
        kept = self._memory.settings.model_copy(
            update={
                "seconds": seconds if seconds >= SECONDS_MIN else None,
                "allows_change": self.allows_change.isChecked(),
                "scoring": SCORINGS[self.scoring.currentIndex()],
            }
        )
        self._memory.change(kept)


def _pair(label: QLabel, field: QWidget) -> QWidget:
    """A label and its field, which stay together where the line breaks."""
    pair = QWidget()
    line = QHBoxLayout(pair)
    line.setContentsMargins(0, 0, S, 0)
    line.setSpacing(S)
    line.addWidget(label)
    line.addWidget(field)
    return pair
