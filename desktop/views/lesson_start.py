"""Without a lesson on the desk: start one, repeat one, or go back to one."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from appliance.contract.session import SessionCreate, SessionState, SessionView
from desktop.actions.lesson import LessonActions
from desktop.models.keyed_rows import RowRole
from desktop.models.sessions_model import SessionsModel
from desktop.state.lesson_book import LessonBook
from desktop.tasks import Tasks
from desktop.views.lesson_form import LessonForm
from desktop.views.lesson_row_face import RowAction, RowBadge, RowFace
from desktop.views.lesson_rows import RowsView
from desktop.views.lesson_words import session_caption, state_name
from desktop.views.parts.button import Button
from desktop.views.parts.card import Card
from desktop.views.parts.icons import IconName
from desktop.views.parts.notice import Notice
from desktop.views.parts.theme import L, M, S, labelled
from desktop.views.people_roster import RosterImport

Index = QModelIndex | QPersistentModelIndex
REPEAT, ENTER = "repeat", "enter"
ROWS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class StartParts:
    """What starting a lesson works with."""

    book: LessonBook
    actions: LessonActions
    tasks: Tasks
    notice: Notice


class LessonStart(QWidget):
    """Tells `opened` with the session that is to lie on the desk."""

    opened = Signal(object)

    def __init__(self, parts: StartParts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lesson_start")
        self._parts = parts
        self._is_entering = False
        """A double click asks for one lesson, not for two."""
        self.form = LessonForm(parts.book)
        self.roster_import = RosterImport(parts.actions, parts.tasks, parts.notice.show_error)
        self.start = Button("", IconName.PLAY, "primary")
        self._welcome, self._hint = labelled("", "title"), labelled("", "muted")
        self._hero = Card()
        states = (SessionState.LOBBY, SessionState.LIVE)
        self.running = self._section(SessionsModel(parts.book, states, parent=self), self._running_face, ENTER)
        planned = SessionsModel(parts.book, (SessionState.PLANNED,), parent=self)
        self.planned = self._section(planned, self._planned_face, ENTER)
        ended = SessionsModel(parts.book, (SessionState.ENDED,), is_distinct=True, parent=self)
        self.earlier = self._section(ended, self._earlier_face, REPEAT)
        self._lay_out()
        self._connect()
        self.retranslate_ui()

    def close_view(self) -> None:
        """Listen no longer."""
        self.form.close_form()
        for section in self._sections:
            section.model.close()

    @property
    def is_form_open(self) -> bool:
        """Whether the small form is shown."""
        return not self.form.isHidden()

    def open_form(self) -> None:
        """Show the small form, filled in."""
        self._hero.hide()
        self.form.show()
        self.form.begin()

    def close_form(self) -> None:
        """Show the one button again; what was typed stays."""
        self.form.hide()
        self._hero.show()
        self.start.setFocus()

    def retranslate_ui(self) -> None:
        """Say everything in the language of now."""
        self.start.set_text(self.tr("Start a lesson"))
        self.start.set_shortcut("Ctrl+N")
        self._welcome.setText(self.tr("Ready when you are"))
        self._hint.setText(self.tr("Students join with a code or a QR code; nothing has to be installed."))
        self.running.set_title(self.tr("Running now"))
        self.planned.set_title(self.tr("Planned"))
        self.earlier.set_title(self.tr("From last time"))
        self.earlier.rows.setAccessibleName(self.tr("Earlier lessons to start again"))
        self.running.rows.setAccessibleName(self.tr("Lessons that are running"))
        self.planned.rows.setAccessibleName(self.tr("Planned lessons"))
        for section in self._sections:
            section.model.say_anew()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate_ui()

    @property
    def _sections(self) -> tuple["SessionsSection", ...]:
        return (self.running, self.planned, self.earlier)

    def _section(
        self, model: SessionsModel, face: Callable[[SessionView], RowFace], main_action: str
    ) -> "SessionsSection":
        section = SessionsSection(model, face, main_action)
        section.rows.acted.connect(self._act)
        return section

    def _lay_out(self) -> None:
        self.start.setObjectName("start_lesson_button")
        for section, name in zip(self._sections, ("running", "planned", "earlier"), strict=True):
            section.rows.setObjectName(f"lesson_{name}_list")
        for words in (self._welcome, self._hint):
            words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._hero.body.setSpacing(M)
        self._hero.body.addWidget(self._welcome)
        self._hero.body.addWidget(self._hint)
        self._hero.body.addWidget(self.start, 0, Qt.AlignmentFlag.AlignLeft)
        self.form.hide()
        left = QVBoxLayout()
        left.setSpacing(M)
        left.addWidget(self._hero)
        left.addWidget(self.form)
        left.addWidget(self.roster_import)
        left.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(M)
        for section in self._sections:
            right.addWidget(section)
        right.addStretch(1)
        columns = QHBoxLayout()
        columns.setContentsMargins(0, 0, S, 0)
        columns.setSpacing(L)
        columns.addLayout(left, 1)
        columns.addLayout(right, 1)
        inner = QWidget()
        inner.setLayout(columns)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)

    def _connect(self) -> None:
        self.start.clicked.connect(self.open_form)
        self.form.cancelled.connect(self.close_form)
        self.form.wanted.connect(self._create)
        self.form.roster_wanted.connect(self.roster_import.ask_for_file)
        self.roster_import.imported.connect(self.form.choose_roster)

    def _create(self, wish: SessionCreate) -> None:
        self.form.start.setEnabled(False)
        self._parts.tasks.start(
            self._parts.actions.create(wish), name="make a lesson", on_done=self._made, on_error=self._not_made
        )

    def _made(self, session: SessionView) -> None:
        self.form.start.setEnabled(True)
        self.form.clear()
        self.close_form()
        if session.state is SessionState.PLANNED:
            self._parts.notice.show_success(self.tr("The lesson is planned: you find it under “Planned”."))
        else:
            self.opened.emit(session)

    def _not_made(self, error: Exception) -> None:
        self.form.start.setEnabled(True)
        self._parts.notice.show_error(error)

    def _act(self, action: str, keys: list[str]) -> None:
        session = next((each for each in self._parts.book.sessions if each.session_id == keys[0]), None)
        if session is None or self._is_entering:
            return
        self._is_entering = True
        actions = self._parts.actions
        work = actions.create_like(session) if action == REPEAT else actions.enter(session)
        self._parts.tasks.start(work, name=f"{action} a lesson", on_done=self._entered, on_error=self._not_entered)

    def _entered(self, session: SessionView) -> None:
        self._is_entering = False
        self.opened.emit(session)

    def _not_entered(self, error: Exception) -> None:
        self._is_entering = False
        self._parts.notice.show_error(error)

    def _running_face(self, session: SessionView) -> RowFace:
        return RowFace(
            title=session.title,
            caption=session_caption(session),
            icon=IconName.RADIO,
            icon_colour="good",
            badges=(RowBadge(state_name(session.state), "good"),),
            actions=(RowAction(ENTER, IconName.ARROW_RIGHT, self.tr("Return"), "accent", is_worded=True),),
        )

    def _planned_face(self, session: SessionView) -> RowFace:
        return RowFace(
            title=session.title,
            caption=session_caption(session),
            icon=IconName.CALENDAR,
            actions=(RowAction(ENTER, IconName.PLAY, self.tr("Open the lobby"), "accent", is_worded=True),),
        )

    def _earlier_face(self, session: SessionView) -> RowFace:
        return RowFace(
            title=session.title,
            caption=session_caption(session),
            icon=IconName.ROTATE_CCW,
            actions=(
                RowAction(REPEAT, IconName.PLAY, self.tr("Start again"), "accent", is_worded=True),
                RowAction(ENTER, IconName.UNDO_2, self.tr("Go on with this one (reopen)")),
            ),
        )


class SessionsSection(Card):
    """Sessions of one kind; hidden while there are none. Enter or a double click do what they are there for."""

    def __init__(self, model: SessionsModel, face: Callable[[SessionView], RowFace], main_action: str) -> None:
        super().__init__()
        self.model = model
        keys = {Qt.Key.Key_Return: main_action, Qt.Key.Key_Enter: main_action}
        self.rows = RowsView(lambda index: face(index.data(RowRole.ROW)), keys)
        self.rows.setModel(model)
        self.rows.doubleClicked.connect(lambda _: self.rows.do(main_action))
        self.body.addWidget(self.rows)
        for signal in (model.rowsInserted, model.rowsRemoved):
            signal.connect(lambda *_: self._fit())
        self._fit()

    def _fit(self) -> None:
        count = self.model.rowCount()
        self.setVisible(count > 0)
        if count:
            self.rows.setFixedHeight(self.rows.sizeHintForRow(0) * min(count, ROWS_SHOWN) + 4)
