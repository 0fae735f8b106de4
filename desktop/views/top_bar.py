"""The bar above the page: the room and its link, the lesson and its code, and what waits for the teacher."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from appliance.contract.session import SessionState
from desktop.models.gatherer import Gatherer
from desktop.state.announcer import EVERYTHING
from desktop.state.lesson import Lesson
from desktop.state.link import Link
from desktop.views.connection_words import words_of
from desktop.views.parts.badge import Badge, Tone
from desktop.views.parts.button import Button, plain_tooltip
from desktop.views.parts.formats import clock
from desktop.views.parts.icons import IconName
from desktop.views.parts.theme import M, S, labelled

TICK_MS = 250
LARGE_SHARE = 1_000
"""The title takes what is left; where there is none, an empty space does."""
HALF_CODE = 3
STATE_TONES: dict[SessionState, Tone] = {
    SessionState.PLANNED: "neutral",
    SessionState.LOBBY: "info",
    SessionState.LIVE: "good",
    SessionState.ENDED: "neutral",
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for the teacher."""

    hands: int = 0
    questions: int = 0
    needs_help: int = 0


def waiting_of(lesson: Lesson) -> Waiting:
    """Hands up, questions not yet resolved, students who need help."""
    latest = lesson.engagement.latest
    return Waiting(
        hands=len(lesson.talk.hands),
        questions=sum(1 for question in lesson.talk.questions.values() if not question.is_resolved),
        needs_help=sum(1 for student in latest.students if student.needs_help) if latest is not None else 0,
    )


def state_of(lesson: Lesson) -> SessionState | None:
    """How the lesson on the desk stands."""
    if lesson.view is not None and lesson.view.state is SessionState.ENDED:
        return SessionState.ENDED
    if lesson.facts is not None:
        return lesson.facts.state
    return lesson.view.state if lesson.view is not None else None


class TopBar(QFrame):
    """Tells what is wished: `start_wanted`, `end_wanted`, and `page_wanted` with the page where something waits."""

    start_wanted = Signal()
    end_wanted = Signal()
    page_wanted = Signal(str)
    waiting_changed = Signal(object)

    def __init__(self, link: Link, lesson: Lesson, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("top_bar")
        self.setProperty("part", "top_bar")
        self._link, self._lesson = link, lesson
        self._waiting = Waiting()
        self._room, self._link_state = labelled("", "heading", wraps=False), Badge()
        self._title, self._state = labelled("", "body", wraps=False), Badge()
        self._code, self._countdown = labelled("", "code", wraps=False), labelled("", "heading", wraps=False)
        self.hands, self.questions = Button("", IconName.HAND, "quiet"), Button("", IconName.HELP_CIRCLE, "quiet")
        self.needs_help = Button("", IconName.LIFE_BUOY, "quiet")
        self.start, self.end = Button("", IconName.PLAY, "primary"), Button("", IconName.SQUARE, "danger")
        self._gatherer = Gatherer(lambda _: self._show_lesson(), self)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._lay_out()
        self._connect()
        self.retranslate_ui()

    @property
    def shown(self) -> dict[str, str]:
        """What the labels say, by their names."""
        labels = (self._room, self._link_state, self._title, self._state, self._code, self._countdown)
        return {label.objectName(): label.text() for label in labels}

    def close_view(self) -> None:
        """Listen no longer."""
        for leave in self._leaves:
            leave()
        self._gatherer.close()
        self._timer.stop()

    def retranslate_ui(self) -> None:
        """Say everything in the language of now."""
        self.start.set_text(self.tr("Begin"))
        self.end.set_text(self.tr("End"))
        self.start.set_hint(self.tr("Begin the lesson"))
        self.end.set_hint(self.tr("End the lesson; it can be undone"))
        self._show_link()
        self._show_lesson()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate_ui()

    def _lay_out(self) -> None:
        names: tuple[tuple[QWidget, str], ...] = (
            (self._room, "room_name"),
            (self._link_state, "link_state"),
            (self._title, "lesson_title"),
            (self._state, "lesson_state"),
            (self._code, "class_code"),
            (self._countdown, "countdown"),
            (self.hands, "hands_counter"),
            (self.questions, "questions_counter"),
            (self.needs_help, "needs_help_counter"),
            (self.start, "top_start_button"),
            (self.end, "top_end_button"),
        )
        layout = QHBoxLayout(self)
        layout.setContentsMargins(M, S, M, S)
        layout.setSpacing(S)
        for part, name in names:
            part.setObjectName(name)
            layout.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
            if part is self._title:
                layout.setStretchFactor(part, LARGE_SHARE)
                layout.addStretch(1)
        for button in (self.hands, self.questions, self.needs_help):
            button.setProperty("part", "counter")
        self._title.setMinimumWidth(1)
        self._room.setMaximumWidth(240)

    def _connect(self) -> None:
        self.start.clicked.connect(self.start_wanted)
        self.end.clicked.connect(self.end_wanted)
        for button, page in ((self.hands, "talk"), (self.questions, "talk"), (self.needs_help, "dashboard")):
            button.clicked.connect(lambda _=False, name=page: self.page_wanted.emit(name))
        lesson = self._lesson

        def soon(_: object) -> None:
            self._gatherer.add(EVERYTHING)

        self._leaves = (
            self._link.changed.subscribe(lambda _: self._show_link()),
            lesson.changed.subscribe(soon),
            lesson.talk.hands_changed.subscribe(soon),
            lesson.talk.questions_changed.subscribe(soon),
            lesson.talk.timer_changed.subscribe(soon),
            lesson.engagement.changed.subscribe(soon),
        )

    def _show_link(self) -> None:
        words, box = words_of(self._link), self._link.box
        _set(self._room, box.room_name if box is not None else "AIRClass")
        self._link_state.set(words.short, words.tone)

    def _show_lesson(self) -> None:
        lesson, state = self._lesson, state_of(self._lesson)
        title = lesson.facts.title if lesson.facts is not None else lesson.view.title if lesson.view else ""
        _set(self._title, title)
        self._title.setToolTip(plain_tooltip(title))
        self._state.setVisible(state is not None)
        if state is not None:
            self._state.set(self._state_word(state), STATE_TONES[state])
        code = lesson.view.class_code if lesson.view is not None and state is not SessionState.ENDED else ""
        _set(self._code, f"{code[:HALF_CODE]} {code[HALF_CODE:]}".strip())
        self._code.setAccessibleName(self.tr("Class code"))
        self.start.setVisible(lesson.view is not None and state in (SessionState.LOBBY, SessionState.PLANNED))
        self.end.setVisible(lesson.view is not None and state in (SessionState.LOBBY, SessionState.LIVE))
        self._show_waiting(waiting_of(lesson) if lesson.is_open else Waiting())
        self._tick()

    def _show_waiting(self, waiting: Waiting) -> None:
        for button, count, name in (
            (self.hands, waiting.hands, self.tr("Hands up: %1")),
            (self.questions, waiting.questions, self.tr("Open questions: %1")),
            (self.needs_help, waiting.needs_help, self.tr("Need help: %1")),
        ):
            button.setVisible(self._lesson.is_open)
            button.set_text(str(count))
            said = name.replace("%1", str(count))
            button.setAccessibleName(said)
            button.set_hint(said)
        if waiting != self._waiting:
            self._waiting = waiting
            self.waiting_changed.emit(waiting)

    def _tick(self) -> None:
        timer = self._lesson.talk.timer
        left_ms = timer.ends_ms - self._lesson.clock.now_ms() if timer is not None else 0
        is_running = timer is not None and left_ms > 0 and self._lesson.clock.is_set
        _set(self._countdown, clock(left_ms) if is_running else "")
        if is_running != self._timer.isActive():
            self._timer.start() if is_running else self._timer.stop()

    def _state_word(self, state: SessionState) -> str:
        match state:
            case SessionState.PLANNED:
                return self.tr("Planned")
            case SessionState.LOBBY:
                return self.tr("Lobby")
            case SessionState.LIVE:
                return self.tr("Live")
            case SessionState.ENDED:
                return self.tr("Ended")


def _set(label: QLabel, text: str) -> None:
    if label.text() != text:
        label.setText(text)
    label.setVisible(bool(text))
