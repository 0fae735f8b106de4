"""The hand queue: who raised first, one lowered at a time or all at once."""

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, Qt, QTimer
from PySide6.QtWidgets import QAbstractItemView, QWidget

from desktop.models.hands_model import HandsModel
from desktop.models.held import HELD_SECONDS, Held
from desktop.models.keyed_rows import RowRole
from desktop.views.lesson_row_face import RowFace
from desktop.views.lesson_rows import RowsView
from desktop.views.lesson_words import filled
from desktop.views.parts.button import Button
from desktop.views.parts.card import Card
from desktop.views.parts.formats import number
from desktop.views.parts.icons import IconName
from desktop.views.parts.theme import labelled
from desktop.views.talk_faces import LOWER, hand_face
from desktop.views.talk_parts import TalkParts

ROWS_SHOWN = 5
REFRESH_MS = 15_000
"""How long hands are up is shown in minutes, and in seconds only at first."""


class TalkHands(Card):
    """Enter or Delete lower the chosen hand; lowering all can be undone for a while."""

    def __init__(self, parts: TalkParts, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._parts = parts
        self.lowering = Held(self._lower_now, self)
        self.model = HandsModel(parts.lesson.talk, self.lowering, self)
        keys = {Qt.Key.Key_Delete: LOWER, Qt.Key.Key_Return: LOWER, Qt.Key.Key_Enter: LOWER}
        self.list = RowsView(self._face, keys)
        self.list.setModel(self.model)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setObjectName("talk_hands_list")
        self.lower_all = Button("", IconName.CHECK_CHECK, "quiet")
        self.lower_all.setObjectName("talk_lower_all_button")
        self._none = labelled("", "muted", wraps=False)
        self._timer = QTimer(self)
        self._timer.setInterval(REFRESH_MS)
        self._timer.timeout.connect(self.list.viewport().update)
        self.header.addWidget(self.lower_all)
        self.body.addWidget(self._none)
        self.body.addWidget(self.list)
        self.list.acted.connect(self._act)
        self.lower_all.clicked.connect(self._lower_all)
        for signal in (self.model.rowsInserted, self.model.rowsRemoved):
            signal.connect(lambda *_: self._show())
        self.retranslate_ui()

    def close_panel(self) -> None:
        """Listen no longer; hands that were to be lowered are lowered."""
        self.lowering.flush()
        self._timer.stop()
        self.model.close()

    def retranslate_ui(self) -> None:
        """Say everything in the language of now."""
        self.lower_all.set_text(self.tr("Lower all"))
        self._none.setText(self.tr("No hand is up."))
        self.list.setAccessibleName(self.tr("Raised hands, the first one first"))
        self._show()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate_ui()

    def _face(self, index: QModelIndex | QPersistentModelIndex) -> RowFace:
        return hand_face(index.data(RowRole.ROW), index.row() + 1, self._parts.lesson.clock.now_ms())

    def _show(self) -> None:
        count = self.model.rowCount()
        self.set_title(filled(self.tr("Hands: %1"), number(count)))
        self._none.setVisible(count == 0)
        self.list.setVisible(count > 0)
        self.lower_all.setVisible(count > 1)
        if count:
            self.list.setFixedHeight(self.list.sizeHintForRow(0) * min(count, ROWS_SHOWN) + 4)
            self._timer.start()
        else:
            self._timer.stop()

    def _act(self, action: str, keys: list[str]) -> None:
        if action == LOWER:
            self._parts.start(self._parts.actions.lower_hand(keys[0]), "lower a hand")

    def _lower_all(self) -> None:
        held = self.lowering.hold(hand.participant_id for hand in self.model.rows)
        words = filled(self.tr("Hands lowered: %1"), number(len(held)))
        self._parts.notice.show_undo(words, lambda: self._undo(held), seconds=HELD_SECONDS)

    def _undo(self, held: frozenset[str]) -> None:
        self.lowering.undo(held)

    def _lower_now(self, ids: frozenset[str]) -> None:
        def failed(error: Exception) -> None:
            self.lowering.release(ids)
            self._parts.notice.show_error(error)

        up = {hand.participant_id for hand in self._parts.lesson.talk.hands}
        self._parts.tasks.start(
            self._parts.actions.lower_hands(ids & up, is_everybody=up <= ids),
            name="lower all hands",
            on_done=lambda _: self.lowering.release(ids),
            on_error=failed,
        )
