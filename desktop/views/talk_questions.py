"""The class's anonymous questions: what most share comes first; answered, opened again, deleted."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QAbstractItemView, QCheckBox, QWidget

from desktop.models.held import HELD_SECONDS, Held
from desktop.models.keyed_rows import RowRole
from desktop.models.questions_model import QuestionsInOrder, QuestionsModel
from desktop.views.lesson_rows import RowsView
from desktop.views.lesson_words import filled
from desktop.views.parts.card import Card
from desktop.views.parts.empty_state import EmptyState
from desktop.views.parts.formats import number
from desktop.views.parts.icons import IconName
from desktop.views.talk_faces import DELETE, REOPEN, RESOLVE, question_face
from desktop.views.talk_parts import TalkParts


class TalkQuestions(Card):
    """Enter marks a question as answered, Delete takes it away for everybody."""

    def __init__(self, parts: TalkParts, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._parts = parts
        self.deleting = Held(self._delete_now, self)
        self.model = QuestionsModel(parts.lesson.talk, self.deleting, self)
        self.ordered = QuestionsInOrder(self.model, self)
        keys = {Qt.Key.Key_Delete: DELETE, Qt.Key.Key_Return: RESOLVE, Qt.Key.Key_Enter: RESOLVE}
        self.list = RowsView(lambda index: question_face(index.data(RowRole.ROW)), keys, wraps=True)
        self.list.setModel(self.ordered)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setObjectName("talk_questions_list")
        self.resolved = QCheckBox()
        self.resolved.setObjectName("talk_resolved_switch")
        self.resolved.setChecked(True)
        self._empty = EmptyState(IconName.HELP_CIRCLE)
        self.header.addWidget(self.resolved)
        self.body.addWidget(self._empty, 1)
        self.body.addWidget(self.list, 1)
        self._connect()
        self.retranslate_ui()

    def close_panel(self) -> None:
        """Listen no longer; what was to be deleted is deleted."""
        self.deleting.flush()
        self.model.close()

    def retranslate_ui(self) -> None:
        """Say everything in the language of now."""
        self.resolved.setText(self.tr("Show answered ones"))
        self.list.setAccessibleName(self.tr("Questions of the class"))
        self._empty.set_texts(
            self.tr("No questions yet"), self.tr("Students ask here without their names, and share what others ask.")
        )
        self._show()
        self.model.say_anew()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate_ui()

    def _connect(self) -> None:
        self.list.acted.connect(self._act)
        self.resolved.toggled.connect(self._show_resolved)
        # The proxy tells of rows that go before the list itself is without them.
        for model in (self.ordered, self.model):
            model.rowsInserted.connect(lambda *_: self._show())
            model.rowsRemoved.connect(lambda *_: self._show())
        self.model.dataChanged.connect(lambda *_: self._show())

    def _show_resolved(self, is_shown: bool) -> None:
        self.ordered.show_resolved(is_shown)
        self._show()

    def _show(self) -> None:
        still_open = sum(1 for question in self.model.rows if not question.is_resolved)
        self.set_title(filled(self.tr("Questions: %1"), number(still_open)))
        is_empty = self.ordered.rowCount() == 0
        self._empty.setVisible(is_empty)
        self.list.setVisible(not is_empty)

    def _act(self, action: str, keys: list[str]) -> None:
        if action == DELETE:
            held = self.deleting.hold(keys)
            words = self.tr("The question is deleted.")
            self._parts.notice.show_undo(words, lambda: self._undo(held), seconds=HELD_SECONDS)
        elif action in (RESOLVE, REOPEN):
            resolving = self._parts.actions.resolve(keys[0], is_resolved=action == RESOLVE)
            self._parts.start(resolving, "resolve a question")

    def _undo(self, held: frozenset[str]) -> None:
        self.deleting.undo(held)

    def _delete_now(self, ids: frozenset[str]) -> None:
        self._parts.do_held(self.deleting, ids, self._parts.actions.delete_question, "delete a question")
