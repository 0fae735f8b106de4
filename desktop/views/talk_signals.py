"""What the class signals in passing: reactions for a few seconds, and who has said "I'm lost" lately."""

from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QWidget

from appliance.contract.live import LostSaid, ReactionShown
from appliance.contract.talk import ReactionName
from desktop.models.gatherer import Gatherer
from desktop.state.announcer import EVERYTHING
from desktop.state.lesson import Lesson
from desktop.state.talk import LOST_KEPT
from desktop.views.lesson_words import filled
from desktop.views.parts.badge import Badge, Tone
from desktop.views.parts.flow_layout import FlowLayout
from desktop.views.parts.formats import number
from desktop.views.talk_faces import reaction_words

SHOWN_MS = 5_000
LOST_WINDOW_MS = 5 * 60_000
LOST_REFRESH_MS = 10_000
NAMES_SHOWN = 4
GATHER_MS = 100
TONES: dict[ReactionName, Tone] = {"slower": "warning", "faster": "info", "heart": "accent", "thumbs_up": "good"}


class TalkSignals(QWidget):
    """A row of badges that comes and goes; taps of the last five minutes are counted by student."""

    def __init__(self, lesson: Lesson, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("talk_signals")
        self._lesson = lesson
        self.counts: dict[ReactionName, int] = {}
        self._said: deque[LostSaid] = deque(maxlen=LOST_KEPT)
        self.lost = Badge("", "warning")
        self.lost.setObjectName("talk_lost")
        self._badges: dict[ReactionName, Badge] = {}
        self._flow = FlowLayout(self)
        self._flow.addWidget(self.lost)
        self._gatherer = Gatherer(lambda _: self._show(), self, GATHER_MS)
        self._fading = self._timer(SHOWN_MS, self._fade)
        self._ageing = self._timer(LOST_REFRESH_MS, self._show, repeats=True)
        self._leaves = (
            lesson.talk.reacted.subscribe(self._react),
            lesson.talk.lost_said.subscribe(self._say_lost),
            lesson.changed.subscribe(lambda _: self._leave_lesson()),
        )
        self._show()

    def close_panel(self) -> None:
        """Listen no longer."""
        for leave in self._leaves:
            leave()
        self._gatherer.close()
        self._fading.stop()
        self._ageing.stop()

    def flush(self) -> None:
        """Show what has come now."""
        self._gatherer.flush()

    def lost_lately(self) -> list[str]:
        """Ids of who has said in the last minutes that they are lost, the latest first."""
        since = self._lesson.clock.now_ms() - LOST_WINDOW_MS
        return list(dict.fromkeys(said.participant_id for said in reversed(self._said) if said.at_ms >= since))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._show()

    def _timer(self, interval_ms: int, then: Callable[[], None], *, repeats: bool = False) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(not repeats)
        timer.setInterval(interval_ms)
        timer.timeout.connect(then)
        return timer

    def _react(self, shown: ReactionShown) -> None:
        for reaction, count in shown.counts.items():
            self.counts[reaction] = self.counts.get(reaction, 0) + count
        self._fading.start()
        self._gatherer.add(EVERYTHING)

    def _say_lost(self, said: LostSaid) -> None:
        self._said.append(said)
        self._ageing.start()
        self._gatherer.add(EVERYTHING)

    def _fade(self) -> None:
        self.counts.clear()
        self._show()

    def _leave_lesson(self) -> None:
        if not self._lesson.is_open and self._said:
            self._said.clear()
            self._show()

    def _show(self) -> None:
        for reaction, count in self.counts.items():
            self._badge(reaction).set(f"{reaction_words(reaction)} {number(count)}")
        for reaction, badge in self._badges.items():
            badge.setVisible(reaction in self.counts)
        self._show_lost()
        self.setVisible(bool(self.counts) or not self.lost.isHidden())

    def _show_lost(self) -> None:
        lost = self.lost_lately()
        people = [self._lesson.people.get(each) for each in lost]
        names = [person.name for person in people if person is not None]
        listed = ", ".join(names[:NAMES_SHOWN]) + (" …" if len(names) > NAMES_SHOWN else "")
        self.lost.set(filled(self.tr("“I'm lost” in the last 5 minutes: %1 (%2)"), number(len(lost)), listed))
        self.lost.setVisible(bool(lost))
        if not lost:
            self._ageing.stop()

    def _badge(self, reaction: ReactionName) -> Badge:
        badge = self._badges.get(reaction)
        if badge is None:
            badge = self._badges[reaction] = Badge("", TONES.get(reaction, "neutral"))
            badge.setObjectName(f"talk_reaction_{reaction}")
            self._flow.addWidget(badge)
        return badge
