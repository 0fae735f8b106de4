"""Choosing a box: those that announce themselves, and a field for where that is blocked."""

from PySide6.QtCore import QEvent, QModelIndex, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from desktop.models.boxes_model import BoxesModel
from desktop.models.keyed_rows import Index
from desktop.state.box_address import BoxAddressError, parse_box_address
from desktop.state.boxes import Boxes
from desktop.views.lesson_row_face import RowFace
from desktop.views.lesson_rows import RowsView
from desktop.views.pairing_words import address_trouble, box_face
from desktop.views.parts.button import Button
from desktop.views.parts.card import Card
from desktop.views.parts.empty_state import EmptyState
from desktop.views.parts.icons import IconName
from desktop.views.parts.theme import M, S, labelled, restyle


class PairingFind(QWidget):
    """Tells `row_chosen` with a BoxRow, and `address_typed` with the origins to try."""

    row_chosen = Signal(object)
    address_typed = Signal(object)

    def __init__(self, boxes: Boxes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._boxes = boxes
        self.model = BoxesModel(boxes, self)
        self.list = RowsView(self._face)
        self.list.setObjectName("boxes_list")
        self.list.setModel(self.model)
        self.empty = EmptyState(IconName.SEARCH)
        self._stack = QStackedWidget()
        self._heard, self._by_hand = Card(), Card()
        self._hint, self._trouble = labelled("", "muted"), labelled("", "body")
        self.address = QLineEdit()
        self.address.setObjectName("box_address_field")
        self.connect_button = Button("", IconName.LOG_IN, "primary")
        self.connect_button.setObjectName("connect_button")
        self._error: BoxAddressError | None = None
        self._lay_out()
        self._connect()
        self.retranslate_ui()

    def close_view(self) -> None:
        """Listen no longer."""
        self._leave()
        self.model.close()

    def set_busy(self, is_busy: bool) -> None:
        """A box is being asked who it is."""
        self.connect_button.setDisabled(is_busy)
        self.list.setDisabled(is_busy)

    def retranslate_ui(self) -> None:
        """Say everything in the language of now."""
        self._heard.set_title(self.tr("Boxes in this network"))
        self._by_hand.set_title(self.tr("By hand"))
        self._hint.setText(
            self.tr("Where boxes cannot be heard, type the address on the box's screen or on the join card.")
        )
        self.list.setAccessibleName(self.tr("Boxes in this network"))
        self.address.setAccessibleName(self.tr("Address of the box"))
        self.address.setPlaceholderText(self.tr("airclass.local, 192.168.0.10:8000 or a link"))
        self.connect_button.set_text(self.tr("Connect"))
        self.model.say_anew()
        self._show()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate_ui()

    def _lay_out(self) -> None:
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.list)
        self._heard.body.addWidget(self._stack, 1)
        line = QHBoxLayout()
        line.setSpacing(S)
        line.addWidget(self.address, 1)
        line.addWidget(self.connect_button)
        self._trouble.setObjectName("box_address_trouble")
        self._trouble.hide()
        self._by_hand.body.addWidget(self._hint)
        self._by_hand.body.addLayout(line)
        self._by_hand.body.addWidget(self._trouble)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(M)
        outer.addWidget(self._heard, 1)
        outer.addWidget(self._by_hand)

    def _connect(self) -> None:
        self.list.activated.connect(self._choose)
        self.list.clicked.connect(self._choose)
        self.connect_button.clicked.connect(self._take_address)
        self.address.returnPressed.connect(self._take_address)
        self.address.textEdited.connect(lambda _: self._say(None))
        self.model.rowsInserted.connect(self._show)
        self.model.rowsRemoved.connect(self._show)
        self._leave = self._boxes.changed.subscribe(lambda _: self._show())

    def _choose(self, index: QModelIndex) -> None:
        row = self.model.row_at(index)
        if row is not None and self.list.isEnabled():
            self.row_chosen.emit(row)

    def _take_address(self) -> None:
        try:
            origins = parse_box_address(self.address.text())
        except BoxAddressError as error:
            self._say(error)
            return
        self._say(None)
        self.address_typed.emit(origins)

    def _say(self, error: BoxAddressError | None) -> None:
        self._error = error
        self._trouble.setText(address_trouble(error) if error is not None else "")
        self._trouble.setVisible(error is not None)
        restyle(self.address, "invalid", "true" if error is not None else "false")
        self.address.setAccessibleDescription(self._trouble.text())

    def _show(self) -> None:
        self._stack.setCurrentWidget(self.list if self.model.rows else self.empty)
        self._say(self._error)
        if self._boxes.search_trouble:
            self.empty.set_icon(IconName.WIFI_OFF)
            self.empty.set_texts(
                self.tr("Boxes cannot be heard on this computer"),
                self.tr("This network or computer blocks the search. Type the box's address below: it works as well."),
            )
        else:
            self.empty.set_icon(IconName.SEARCH)
            self.empty.set_texts(
                self.tr("Listening for boxes…"),
                self.tr("A box in this network appears here within seconds. If none does, type its address below."),
            )

    def _face(self, index: Index) -> RowFace:
        return box_face(self.model.row_at(index))
