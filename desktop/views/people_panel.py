"""Who is in the lesson: those who wait, those who are in, and who of the roster is absent."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.actions.people import PeopleActions
from desktop.models.held import HELD_SECONDS, Held
from desktop.models.people_model import PeopleModel, PeopleOrder, PeoplePart
from desktop.state.lesson import Lesson
from desktop.state.lesson_book import LessonBook
from desktop.tasks import Tasks
from desktop.views.lesson_words import filled
from desktop.views.parts.button import Button
from desktop.views.parts.card import Card
from desktop.views.parts.empty_state import EmptyState
from desktop.views.parts.formats import number
from desktop.views.parts.icons import IconName
from desktop.views.parts.notice import Notice
from desktop.views.parts.search_field import SearchField
from desktop.views.parts.theme import M, S, labelled
from desktop.views.people_faces import ADMIT, MUTE, REMOVE, RENAME, UNMUTE, student_face, waiting_face
from desktop.views.people_list import PeopleList

WAITING_ROWS = 5
ABSENT_PAUSE_MS = 1_000
"""Names arrive many at a time; who is still absent is asked for once they have."""
ABSENT_SHOWN = 60


@dataclass(frozen=True, slots=True)
class PeopleParts:
    """What the panel works with."""

    lesson: Lesson
    book: LessonBook
    actions: PeopleActions
    tasks: Tasks
    notice: Notice


class PeoplePanel(QWidget):
    """Lists that follow the state; every wish goes to the actions, and what hurts can be undone for a while."""

    def __init__(self, parts: PeopleParts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("people_panel")
        self._parts = parts
        self.removing = Held(self._remove_now, self)
        self.model = PeopleModel(parts.lesson.people, self.removing, self)
        self.waiting_part = PeoplePart(self.model, "waiting", self)
        self.inside_part = PeoplePart(self.model, "admitted", self)
        self.waiting = PeopleList(self.waiting_part, lambda index: waiting_face(self.waiting_part.person(index)))
        self.inside = PeopleList(
            self.inside_part, lambda index: student_face(self.inside_part.person(index), parts.lesson)
        )
        self.waiting_card, self.inside_card = Card(), Card()
        self.admit_all = Button("", IconName.USER_CHECK, "primary")
        self.search = SearchField()
        self.order = QComboBox()
        self.absent = labelled("", "muted")
        self.absent.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._empty = EmptyState(IconName.USERS)
        self._absent_timer = QTimer(self)
        self._lay_out()
        self._connect()
        self.retranslate_ui()

    def close_panel(self) -> None:
        """Listen no longer; whoever was to be removed is removed."""
        self.removing.flush()
        for leave in self._leaves:
            leave()
        self.model.close()

    def retranslate_ui(self) -> None:
        """Say everything in the language of now."""
        self.admit_all.set_text(self.tr("Let all in"))
        self.search.set_placeholder(self.tr("Find a student"))
        self.order.setAccessibleName(self.tr("Order"))
        self.order.setItemText(0, self.tr("In order of joining"))
        self.order.setItemText(1, self.tr("By name"))
        self.waiting.setAccessibleName(self.tr("Students who wait to be let in"))
        self.inside.setAccessibleName(self.tr("Students in the class"))
        self._show_counts()
        self.model.say_anew()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate_ui()

    def _lay_out(self) -> None:
        for widget, name in (
            (self.waiting, "people_waiting_list"),
            (self.inside, "people_list"),
            (self.admit_all, "people_admit_all_button"),
            (self.search, "people_search_field"),
            (self.order, "people_order_choice"),
            (self.absent, "people_absent"),
        ):
            widget.setObjectName(name)
        self.order.addItems(["", ""])
        self.waiting_card.header.addWidget(self.admit_all)
        self.waiting_card.body.addWidget(self.waiting)
        tools = QHBoxLayout()
        tools.setSpacing(S)
        tools.addWidget(self.search, 1)
        tools.addWidget(self.order)
        self.inside_card.body.addLayout(tools)
        self.inside_card.body.addWidget(self._empty, 1)
        self.inside_card.body.addWidget(self.inside, 1)
        self.inside_card.body.addWidget(self.absent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(M)
        outer.addWidget(self.waiting_card)
        outer.addWidget(self.inside_card, 1)

    def _connect(self) -> None:
        for rows in (self.waiting, self.inside):
            rows.acted.connect(self._act)
            rows.renamed.connect(self._rename)
        self.admit_all.clicked.connect(lambda: self._start(self._parts.actions.admit_all(), "let all in"))
        self.search.searched.connect(self.inside_part.search)
        self.order.currentIndexChanged.connect(
            lambda place: self.inside_part.order_by(PeopleOrder.NAME if place else PeopleOrder.JOINED)
        )
        # The proxies tell of rows that go before the list itself is without them.
        for part in (self.waiting_part, self.inside_part, self.model):
            part.rowsInserted.connect(lambda *_: self._show_counts())
            part.rowsRemoved.connect(lambda *_: self._show_counts())
            part.modelReset.connect(self._show_counts)
        self.model.dataChanged.connect(lambda *_: self._show_counts())
        self._absent_timer.setSingleShot(True)
        self._absent_timer.setInterval(ABSENT_PAUSE_MS)
        self._absent_timer.timeout.connect(self._ask_absent)
        self.inside_part.rowsInserted.connect(lambda *_: self._absent_timer.start())
        self._leaves: tuple[Callable[[], None], ...] = (
            self._parts.lesson.talk.hands_changed.subscribe(lambda _: self.inside.viewport().update()),
            self._parts.book.changed.subscribe(lambda _: self._show_counts()),
        )

    def _act(self, action: str, keys: list[str]) -> None:
        if action == ADMIT:
            self._start(self._parts.actions.admit(keys), "let in")
        elif action == RENAME:
            self._list_of(keys[0]).rename(keys[0])
        elif action in (MUTE, UNMUTE):
            self._start(self._parts.actions.mute(keys, is_muted=action == MUTE), action)
        elif action == REMOVE:
            self._remove(keys)

    def _list_of(self, key: str) -> PeopleList:
        person = self._parts.lesson.people.get(key)
        return self.waiting if person is not None and person.admission == "waiting" else self.inside

    def _rename(self, key: str, name: str) -> None:
        before = self._parts.lesson.people.get(key)
        if before is None:
            return
        self._parts.tasks.start(
            self._parts.actions.rename(key, name),
            name="rename a student",
            on_done=lambda _: self._say_renamed(key, before.name, name),
            on_error=lambda error: self._rename_failed(key, error),
        )

    def _say_renamed(self, key: str, before: str, name: str) -> None:
        words = filled(self.tr("%1 is called %2 now."), before, name)
        self._parts.notice.show_undo(
            words, lambda: self._start(self._parts.actions.rename(key, before), "rename a student back")
        )

    def _rename_failed(self, key: str, error: Exception) -> None:
        self._parts.notice.show_error(error, retry=lambda: self._list_of(key).rename(key))

    def _remove(self, keys: list[str]) -> None:
        people = [person for key in keys if (person := self._parts.lesson.people.get(key)) is not None]
        held = self.removing.hold(person.participant_id for person in people)
        if not held:
            return
        session_id = self._parts.lesson.session_id
        if len(people) == 1:
            words = filled(self.tr("%1 is sent out of this lesson."), people[0].name)
        else:
            words = self.tr("%n student(s) are sent out of this lesson.", "", len(people))
        self._parts.notice.show_undo(words, lambda: self._undo_removal(held, session_id), seconds=HELD_SECONDS)

    def _undo_removal(self, held: frozenset[str], session_id: str | None) -> None:
        if not self.removing.undo(held) and self._parts.lesson.session_id == session_id:
            # It was done in this very moment: the box takes them back, and their page lets them join again.
            self._start(self._parts.actions.admit(held), "take back")

    def _remove_now(self, ids: frozenset[str]) -> None:
        def failed(error: Exception) -> None:
            self.removing.release(ids)
            self._parts.notice.show_error(error, retry=lambda: self._remove(list(ids)))

        self._parts.tasks.start(
            self._parts.actions.remove(ids),
            name="remove students",
            on_done=lambda _: self.removing.release(ids),
            on_error=failed,
        )

    def _ask_absent(self) -> None:
        view = self._parts.lesson.view
        if view is not None and view.roster_id is not None:
            self._parts.tasks.start(
                self._parts.actions.load_absent(), name="who is absent", on_error=lambda _: None, shows_progress=False
            )

    def _show_counts(self) -> None:
        waiting = self.waiting_part.rowCount()
        inside = sum(1 for person in self.model.rows if person.admission == "admitted")
        self.waiting_card.setVisible(waiting > 0)
        self.waiting_card.set_title(self.tr("Waiting to be let in: %1").replace("%1", number(waiting)))
        row = self.waiting.sizeHintForRow(0) if waiting else 0
        self.waiting.setFixedHeight(row * min(waiting, WAITING_ROWS) + 4)
        self.inside_card.set_title(self.tr("In the class: %1").replace("%1", number(inside)))
        self._show_empty(inside)
        self._show_absent()

    def _show_empty(self, inside: int) -> None:
        shown = self.inside_part.rowCount()
        self.inside.setVisible(shown > 0)
        self._empty.setVisible(shown == 0)
        if inside == 0:
            self._empty.set_texts(
                self.tr("Nobody has joined yet"),
                self.tr("Show the join card on the projector: names appear here as students come in."),
            )
        elif shown == 0:
            self._empty.set_texts(self.tr("Nobody is called like that"), self.tr("Empty the search to see everybody."))

    def _show_absent(self) -> None:
        absent = self._parts.book.absent
        names = ", ".join(absent[:ABSENT_SHOWN]) + (" …" if len(absent) > ABSENT_SHOWN else "")
        self.absent.setText(filled(self.tr("Absent from the roster (%1): %2"), number(len(absent)), names))
        self.absent.setVisible(bool(absent))

    def _start(self, work: Coroutine[Any, Any, None], name: str) -> None:
        self._parts.tasks.start(work, name=name, on_error=self._parts.notice.show_error)
