"""The chat: what was written, who may write, and where the teacher writes."""

from collections.abc import Callable

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QCheckBox, QComboBox, QWidget

from appliance.contract.live import ChatAudienceName
from appliance.contract.talk import ChatMessageView
from desktop.models.held import HELD_SECONDS, Held
from desktop.models.keyed_rows import RowRole
from desktop.models.messages_model import AudiencePart, MessagesModel
from desktop.views.lesson_rows import RowsView
from desktop.views.lesson_words import filled
from desktop.views.parts.button import Button
from desktop.views.parts.card import Card
from desktop.views.parts.empty_state import EmptyState
from desktop.views.parts.formats import number
from desktop.views.parts.icons import IconName
from desktop.views.talk_faces import DELETE, MUTE, UNMUTE, message_face
from desktop.views.talk_parts import TalkParts
from desktop.views.talk_write import TalkWrite

NEAR_THE_END = 8
"""Pixels: whoever is as near as that reads the newest message."""
SHOWN_LETTERS = 6
SHOWN: tuple[ChatAudienceName | None, ...] = (None, "class", "teacher")


class ChatList(RowsView):
    """Stays at the newest message while one is there; else says how many have come."""

    reads_from_end = True

    def __init__(self, parts: TalkParts, model: AudiencePart, parent: QWidget | None = None) -> None:
        super().__init__(
            lambda index: message_face(index.data(RowRole.ROW), parts.lesson),
            {Qt.Key.Key_Delete: DELETE},
            wraps=True,
            parent=parent,
        )
        self.setObjectName("talk_chat_list")
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.is_at_end = True
        self.unread = 0
        self.newer = Button("", IconName.ARROW_DOWN, "primary", self)
        self.newer.setObjectName("talk_newer_button")
        self.newer.clicked.connect(self.go_to_end)
        self.newer.hide()
        bar = self.verticalScrollBar()
        bar.valueChanged.connect(self._moved)
        bar.rangeChanged.connect(lambda *_: self._grown())
        self.setModel(model)

    def setModel(self, model: QAbstractItemModel | None) -> None:  # noqa: N802 - Qt's name
        super().setModel(model)
        if model is not None:
            model.rowsInserted.connect(self._count)

    def go_to_end(self) -> None:
        """Show the newest message, and those that come after it."""
        self.is_at_end = True
        self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())
        self._read()

    def say_unread(self) -> None:
        """Say how many messages have come below."""
        self.newer.set_text(filled(self.tr("New messages: %1"), number(self.unread)))
        self.newer.setVisible(self.unread > 0)
        self._place_button()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._place_button()

    def _count(self, parent: QModelIndex, first: int, last: int) -> None:
        del parent
        if not self.is_at_end and last == self.model().rowCount() - 1:
            self.unread += last - first + 1
            self.say_unread()

    def _moved(self, value: int) -> None:
        self.is_at_end = value >= self.verticalScrollBar().maximum() - NEAR_THE_END
        if self.is_at_end:
            self._read()

    def _grown(self) -> None:
        if self.is_at_end:
            self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())

    def _read(self) -> None:
        if self.unread:
            self.unread = 0
            self.say_unread()

    def _place_button(self) -> None:
        self.newer.adjustSize()
        self.newer.move((self.width() - self.newer.width()) // 2, self.height() - self.newer.height() - 10)
        self.newer.raise_()


class TalkChat(Card):
    """Messages with their moderation, and the field to write in."""

    def __init__(self, parts: TalkParts, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._parts = parts
        self.deleting = Held(self._delete_now, self)
        self.model = MessagesModel(parts.lesson.talk, self.deleting, self)
        self.part = AudiencePart(self.model, self)
        self.list = ChatList(parts, self.part)
        self.shown = QComboBox()
        self.closed = QCheckBox()
        self.write = TalkWrite(parts)
        self._empty = EmptyState(IconName.MESSAGE_CIRCLE)
        self.shown.setObjectName("talk_shown_choice")
        self.closed.setObjectName("talk_mute_all_switch")
        self.shown.addItems([""] * len(SHOWN))
        # A long choice may not push the title out of a small window.
        self.shown.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.shown.setMinimumContentsLength(SHOWN_LETTERS)
        self.header.addWidget(self.closed)
        self.header.addWidget(self.shown)
        self.body.addWidget(self._empty, 1)
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self.write)
        self._connect()
        self.retranslate_ui()
        self._show_lesson()

    def close_panel(self) -> None:
        """Listen no longer; what was to be deleted is deleted."""
        self.deleting.flush()
        for leave in self._leaves:
            leave()
        self.model.close()

    def retranslate_ui(self) -> None:
        """Say everything in the language of now."""
        self.set_title(self.tr("Chat"))
        self.closed.setText(self.tr("Only teachers write"))
        self.shown.setAccessibleName(self.tr("Which messages are shown"))
        for place, words in enumerate((self.tr("All"), self.tr("To the class"), self.tr("To teachers only"))):
            self.shown.setItemText(place, words)
        self.list.setAccessibleName(self.tr("Messages"))
        self._empty.set_texts(self.tr("No messages yet"), self.tr("What the class writes appears here at once."))
        self.list.say_unread()
        self.model.say_anew()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate_ui()

    def _connect(self) -> None:
        self.list.acted.connect(self._act)
        self.shown.currentIndexChanged.connect(self._show_audience)
        self.closed.clicked.connect(self._close_chat)
        for signal in (self.part.rowsInserted, self.part.rowsRemoved, self.part.modelReset):
            signal.connect(lambda *_: self._show_empty())
        self._leaves: tuple[Callable[[], None], ...] = (
            self._parts.lesson.changed.subscribe(lambda _: self._show_lesson()),
            self._parts.lesson.people.changed.subscribe(lambda _: self.list.viewport().update()),
        )
        self._show_empty()

    def _show_lesson(self) -> None:
        facts = self._parts.lesson.facts
        self.closed.setChecked(facts is not None and facts.chat_mode == "teacher_only")
        self.setEnabled(facts is not None)

    def _show_audience(self, place: int) -> None:
        self.part.show_audience(SHOWN[place])
        self._show_empty()
        self.list.go_to_end()

    def _show_empty(self) -> None:
        is_empty = self.part.rowCount() == 0
        self._empty.setVisible(is_empty)
        self.list.setVisible(not is_empty)

    def _close_chat(self, is_closed: bool) -> None:
        self._parts.tasks.start(
            self._parts.actions.mute_all(is_muted=is_closed), name="close the chat", on_error=self._not_closed
        )

    def _not_closed(self, error: Exception) -> None:
        self._show_lesson()
        self._parts.notice.show_error(error)

    def _act(self, action: str, keys: list[str]) -> None:
        message = self._parts.lesson.talk.messages.get(keys[0])
        if message is None:
            return
        if action == DELETE:
            self._delete(message)
        elif action in (MUTE, UNMUTE):
            self._mute(message, is_muted=action == MUTE)

    def _delete(self, message: ChatMessageView) -> None:
        held = self.deleting.hold([message.message_id])
        words = filled(self.tr("The message of %1 is deleted."), message.author_name)
        self._parts.notice.show_undo(words, lambda: self._undo(held), seconds=HELD_SECONDS)

    def _undo(self, held: frozenset[str]) -> None:
        self.deleting.undo(held)

    def _delete_now(self, ids: frozenset[str]) -> None:
        self._parts.do_held(self.deleting, ids, self._parts.actions.delete_message, "delete a message")

    def _mute(self, message: ChatMessageView, *, is_muted: bool) -> None:
        mute = self._parts.actions.mute

        def done(_: None) -> None:
            words = self.tr("%1 cannot write to the class now.") if is_muted else self.tr("%1 may write again.")
            self._parts.notice.show_undo(
                filled(words, message.author_name),
                lambda: self._parts.start(mute(message.author_id, is_muted=not is_muted), "undo mute"),
            )

        self._parts.tasks.start(
            mute(message.author_id, is_muted=is_muted),
            name="mute a student",
            on_done=done,
            on_error=self._parts.notice.show_error,
        )
