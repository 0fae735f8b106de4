"""The settings of the lesson on the desk: who may come in, who may write, what is counted, and who teaches too."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from appliance.contract.account import TeacherView
from appliance.contract.session import SessionChange
from desktop.actions.lesson import LessonActions
from desktop.state.lesson import Lesson
from desktop.state.lesson_book import LessonBook
from desktop.tasks import Tasks
from desktop.views.lesson_form import TITLE_MAX
from desktop.views.lesson_words import filled
from desktop.views.parts.button import Button, IconButton
from desktop.views.parts.card import Card
from desktop.views.parts.icons import IconName
from desktop.views.parts.notice import Notice
from desktop.views.parts.theme import S, labelled

Setting = Literal["is_locked", "needs_approval", "teacher_only", "shows_engagement"]


@dataclass(frozen=True, slots=True)
class SettingsParts:
    """What the settings work with."""

    lesson: Lesson
    book: LessonBook
    actions: LessonActions
    tasks: Tasks
    notice: Notice


class LessonSettings(Card):
    """Switches show what the box says; one that could not be switched goes back."""

    def __init__(self, parts: SettingsParts, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._parts = parts
        self.switches: dict[Setting, QCheckBox] = {
            "is_locked": QCheckBox(),
            "needs_approval": QCheckBox(),
            "teacher_only": QCheckBox(),
            "shows_engagement": QCheckBox(),
        }
        self.title_field, self.topic = QLineEdit(), QLineEdit()
        self._title_words, self._topic_words = (
            labelled("", "caption", wraps=False),
            labelled("", "caption", wraps=False),
        )
        self.co_teachers = CoTeachers(parts)
        self._told_of: str | None = None
        """Id of the lesson whose title and topic are in the fields."""
        self._unsent: dict[QLineEdit, str] = {}  # bounded by: the two fields
        """What was typed and the box has not taken yet: it stays in its field."""
        self._lay_out()
        self._connect()
        self.retranslate_ui()

    def close_panel(self) -> None:
        """Listen no longer."""
        for leave in self._leaves:
            leave()
        self.co_teachers.close_panel()

    def retranslate_ui(self) -> None:
        """Say everything in the language of now."""
        self.set_title(self.tr("Settings of this lesson"))
        self._title_words.setText(self.tr("Title"))
        self._topic_words.setText(self.tr("Topic"))
        self.title_field.setAccessibleName(self.tr("Title"))
        self.topic.setAccessibleName(self.tr("Topic"))
        self.topic.setPlaceholderText(self.tr("What it is about now"))
        for setting, words in (
            ("is_locked", self.tr("Locked: nobody new can join")),
            ("needs_approval", self.tr("I let every student in myself")),
            ("teacher_only", self.tr("Only teachers write to the class")),
            ("shows_engagement", self.tr("Show engagement figures")),
        ):
            self.switches[_setting(setting)].setText(words)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate_ui()

    def read_lesson(self) -> None:
        """Show how the lesson on the desk is set."""
        facts, view = self._parts.lesson.facts, self._parts.lesson.view
        told_of = self._parts.lesson.session_id if facts is not None else None
        is_other = told_of != self._told_of
        if is_other:
            self._told_of = told_of
            self._unsent.clear()
        if facts is None:
            return
        told: dict[Setting, bool] = {
            "is_locked": facts.is_locked,
            "needs_approval": view is not None and view.needs_approval,
            "teacher_only": facts.chat_mode == "teacher_only",
            "shows_engagement": facts.shows_engagement,
        }
        for setting, is_on in told.items():
            self.switches[setting].setChecked(is_on)
        for field, text in ((self.title_field, facts.title), (self.topic, facts.topic)):
            if is_other or not (field.hasFocus() or field in self._unsent):
                field.setText(text)

    def _lay_out(self) -> None:
        for setting, switch in self.switches.items():
            switch.setObjectName(f"lesson_{setting}_switch")
            self.body.addWidget(switch)
        for words, field, name in (
            (self._title_words, self.title_field, "lesson_settings_title"),
            (self._topic_words, self.topic, "lesson_settings_topic"),
        ):
            field.setObjectName(name)
            field.setMaxLength(TITLE_MAX)
            self.body.addWidget(words)
            self.body.addWidget(field)
        self.body.addWidget(self.co_teachers)

    def _connect(self) -> None:
        for setting, switch in self.switches.items():
            switch.clicked.connect(lambda is_on, setting=setting: self._switch(setting, is_on))
        self.title_field.editingFinished.connect(self._rename)
        self.topic.editingFinished.connect(self._change_topic)
        self._leaves: tuple[Callable[[], None], ...] = (
            self._parts.lesson.changed.subscribe(lambda _: self.read_lesson()),
        )

    def _switch(self, setting: Setting, is_on: bool) -> None:
        match setting:
            case "is_locked":
                change = SessionChange(is_locked=is_on)
            case "needs_approval":
                change = SessionChange(needs_approval=is_on)
            case "teacher_only":
                change = SessionChange(chat_mode="teacher_only" if is_on else "open")
            case "shows_engagement":
                change = SessionChange(shows_engagement=is_on)
        self._change(change)

    def _rename(self) -> None:
        facts, title = self._parts.lesson.facts, self.title_field.text().strip()
        if facts is not None and title:
            self._send(self.title_field, facts.title, title)
        else:
            self._unsent.pop(self.title_field, None)

    def _change_topic(self) -> None:
        facts, topic = self._parts.lesson.facts, self.topic.text().strip()
        if facts is not None:
            self._send(self.topic, facts.topic, topic)

    def _send(self, field: QLineEdit, told: str, text: str) -> None:
        if text == told and field not in self._unsent:
            return
        self._unsent[field] = text

        def is_unsent() -> bool:
            return self._unsent.get(field) == text

        def done() -> None:
            if is_unsent():
                del self._unsent[field]

        def retry() -> None:
            # Typed anew, or another lesson: then this text is not wanted any more.
            if is_unsent():
                self._send(field, told, text)

        change = SessionChange(title=text) if field is self.title_field else SessionChange(topic=text)
        self._change(change, done, retry)

    def _change(
        self, change: SessionChange, done: Callable[[], None] = lambda: None, retry: Callable[[], None] | None = None
    ) -> None:
        def failed(error: Exception) -> None:
            self.read_lesson()
            self._parts.notice.show_error(error, retry)

        self._parts.tasks.start(
            self._parts.actions.change(change), name="set up the lesson", on_done=lambda _: done(), on_error=failed
        )


class CoTeachers(QWidget):
    """Colleagues who teach the lesson too: named by login, taken out with an undo."""

    def __init__(self, parts: SettingsParts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self._words = labelled("", "caption", wraps=False)
        self.login = QLineEdit()
        self.add = Button("", IconName.USER_PLUS)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(S // 2)
        self.login.setObjectName("co_teacher_field")
        self.add.setObjectName("co_teacher_add_button")
        entry = QHBoxLayout()
        entry.setSpacing(S)
        entry.addWidget(self.login, 1)
        entry.addWidget(self.add)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(S // 2)
        outer.addWidget(self._words)
        outer.addLayout(self._rows)
        outer.addLayout(entry)
        self.add.clicked.connect(self._add)
        self.login.returnPressed.connect(self._add)
        self._shown: list[TeacherView] = []
        self._leave = parts.book.changed.subscribe(lambda _: self._show())
        self.retranslate_ui()

    def close_panel(self) -> None:
        """Listen no longer."""
        self._leave()

    def retranslate_ui(self) -> None:
        """Say everything in the language of now."""
        self._words.setText(self.tr("Colleagues who teach this lesson too"))
        self.login.setPlaceholderText(self.tr("Login of a colleague"))
        self.login.setAccessibleName(self.tr("Login of a colleague"))
        self.add.set_text(self.tr("Add"))
        self._shown = []
        self._show()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate_ui()

    def _show(self) -> None:
        teachers = self._parts.book.co_teachers
        if teachers == self._shown and teachers:
            return
        self._shown = teachers
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for teacher in teachers:
            self._rows.addWidget(self._row_of(teacher))

    def _row_of(self, teacher: TeacherView) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(labelled(f"{teacher.name} ({teacher.login})"), 1)
        remove = IconButton(IconName.X, filled(self.tr("Take %1 out of this lesson"), teacher.name))
        remove.setObjectName(f"co_teacher_remove_{teacher.login}")
        remove.clicked.connect(lambda: self._remove(teacher))
        layout.addWidget(remove)
        return row

    def _add(self) -> None:
        login = self.login.text().strip()
        if login:
            self._start(self._parts.actions.add_co_teacher(login), self.login.clear)

    def _remove(self, teacher: TeacherView) -> None:
        words = filled(self.tr("%1 does not teach this lesson any more."), teacher.name)

        def undo() -> None:
            self._start(self._parts.actions.add_co_teacher(teacher.login), lambda: None)

        self._start(
            self._parts.actions.remove_co_teacher(teacher.teacher_id),
            lambda: self._parts.notice.show_undo(words, undo),
        )

    def _start(self, work: Coroutine[Any, Any, None], done: Callable[[], None]) -> None:
        self._parts.tasks.start(
            work, name="co-teachers", on_done=lambda _: done(), on_error=self._parts.notice.show_error
        )


def _setting(name: str) -> Setting:
    found: dict[str, Setting] = {
        "is_locked": "is_locked",
        "needs_approval": "needs_approval",
        "teacher_only": "teacher_only",
        "shows_engagement": "shows_engagement",
    }
    return found[name]
