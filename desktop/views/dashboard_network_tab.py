"""How the picture reaches the class: whether the Wi-Fi is full, in the box's words, and each viewer, worst first."""

from PySide6.QtCore import QEvent, QLocale
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QHeaderView, QSizePolicy, QTableView, QVBoxLayout, QWidget

from appliance.contract.network import ClassNetwork, ViewerNetwork
from desktop.models.dashboard_words import load_word, quality_word
from desktop.models.gatherer import Gatherer
from desktop.models.viewers_model import ViewerColumn, ViewersModel
from desktop.state.announcer import EVERYTHING
from desktop.state.lesson import Lesson
from desktop.views.parts.badge import Badge, Tone
from desktop.views.parts.empty_state import EmptyState
from desktop.views.parts.formats import bitrate, number, percent
from desktop.views.parts.theme import M, S, labelled

INTERVAL_MS = 250
TONES: dict[str, Tone] = {"ok": "good", "busy": "warning", "full": "bad"}


class NetworkTab(QWidget):
    """The class's state above, the table of viewers below."""

    def __init__(self, lesson: Lesson, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lesson = lesson
        self._gatherer = Gatherer(lambda _ids: self._refresh(), self, INTERVAL_MS)
        self._leave = lesson.network.changed.subscribe(lambda _none: self._gatherer.add(EVERYTHING))
        self.state = Badge()
        self.sentence = labelled("", "body")
        self.totals = labelled("", "muted")
        self.model = ViewersModel(self._say, self._head, self)
        self.table = QTableView()
        self.empty = EmptyState("wifi")
        self._lay_out()
        self.retranslate()

    def close_models(self) -> None:
        """Hear of nothing more."""
        self._leave()
        self._gatherer.close()

    def retranslate(self) -> None:
        """Say every text anew."""
        self.table.setAccessibleName(self.tr("Viewers, worst reception first"))
        self.empty.set_texts(
            self.tr("Nobody is watching yet"),
            self.tr("Put something on stage: here you see how the picture reaches each device."),
        )
        self.model.retranslate()
        self._refresh()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()

    def showEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)  # type: ignore[arg-type]
        self._refresh()

    def _refresh(self) -> None:
        if not self.isVisible():
            return
        latest = self._lesson.network.latest
        is_watched = latest is not None and bool(latest.viewers)
        self.model.show_viewers(latest.viewers if latest is not None else [])
        for part in (self.state, self.sentence, self.totals, self.table):
            part.setVisible(is_watched)
        self.empty.setVisible(not is_watched)
        if latest is not None:
            self._fill(latest)

    def _fill(self, latest: ClassNetwork) -> None:
        self.state.set(load_word(latest.state), TONES[latest.state])
        is_korean = QLocale().language() is QLocale.Language.Korean
        self.sentence.setText(latest.sentence.ko if is_korean else latest.sentence.en)
        text = self.tr("%1 in all · half of the devices lose %2 or less, nine of ten %3 or less")
        told = (bitrate(latest.total_bitrate), percent(latest.loss_p50), percent(latest.loss_p90))
        for place, value in enumerate(told, 1):
            text = text.replace(f"%{place}", value)
        self.totals.setText(text)

    def _say(self, column: ViewerColumn, viewer: ViewerNetwork) -> str:
        match column:
            case ViewerColumn.NAME:
                return " ".join(viewer.name.split()) or self.tr("Guest")
            case ViewerColumn.QUALITY:
                return quality_word(viewer.quality)
            case ViewerColumn.LOSS:
                return percent(viewer.loss)
            case ViewerColumn.BITRATE:
                return bitrate(viewer.bitrate)
            case ViewerColumn.ROUND_TRIP:
                return "–" if viewer.round_trip_ms is None else f"{number(round(viewer.round_trip_ms))} ms"
            case ViewerColumn.DROPPED:
                return number(viewer.dropped_frames)
            case ViewerColumn.TRANSPORT:
                return viewer.transport.upper()

    def _head(self, column: ViewerColumn) -> str:
        match column:
            case ViewerColumn.NAME:
                return self.tr("Student")
            case ViewerColumn.QUALITY:
                return self.tr("Reception")
            case ViewerColumn.LOSS:
                return self.tr("Lost")
            case ViewerColumn.BITRATE:
                return self.tr("Bandwidth")
            case ViewerColumn.ROUND_TRIP:
                return self.tr("Delay")
            case ViewerColumn.DROPPED:
                return self.tr("Skipped frames")
            case ViewerColumn.TRANSPORT:
                return self.tr("Path")

    def _lay_out(self) -> None:
        for part, name in ((self.state, "network_state"), (self.sentence, "network_sentence")):
            part.setObjectName(name)
        self.totals.setObjectName("network_totals")
        for label in (self.sentence, self.totals):
            label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.table.setObjectName("viewers_table")
        self.table.setModel(self.model)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.verticalHeader().hide()
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        top = QHBoxLayout()
        top.setSpacing(S)
        top.addWidget(self.state)
        top.addWidget(self.sentence, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, M, 0, 0)
        layout.setSpacing(S)
        layout.addLayout(top)
        layout.addWidget(self.totals)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.empty, 1)
        self.empty.setMinimumHeight(1)
