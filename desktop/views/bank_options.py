"""The options of a question: text, mark and place of each, by mouse and by keyboard."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from desktop.models.quiz_words import fill
from desktop.state.quiz_draft import OPTIONS_MAX, OptionDraft, QuestionDraft, with_mark
from desktop.views.bank_undo_keys import UndoKeys
from desktop.views.parts.button import Button, IconButton
from desktop.views.parts.icons import IconName
from desktop.views.parts.theme import S
from desktop.views.quiz_text import hint

TEXT_CHARACTERS = 1_000


@dataclass(slots=True)
class Row:
    """The widgets of one option."""

    key: str
    widget: QWidget
    mark: QAbstractButton
    text: QLineEdit
    up: IconButton
    down: IconButton
    remove: IconButton


class OptionsEditor(QWidget):
    """Shows the options of the question given last; `edited` tells of the question with other options.

    Enter goes to the next row and adds one at the end, Alt with an arrow moves a row, Backspace in an empty one
    takes it away.
    """

    edited = Signal(object, str)
    """The question, and what was done in one word for merging: `text/KEY` while typing, else empty."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._question: QuestionDraft | None = None
        self._rows: list[Row] = []  # bounded by: OPTIONS_MAX
        self._group = QButtonGroup(self)
        self._undo_keys = UndoKeys(self)
        self._hint = hint("caption")
        self._places = QVBoxLayout()
        self._places.setSpacing(S // 2)
        self.add_button = Button("", IconName.PLUS)
        self.add_button.setObjectName("add_option_button")
        self.add_button.clicked.connect(self._append)
        line = QHBoxLayout()
        line.addWidget(self.add_button)
        line.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(S)
        layout.addWidget(self._hint)
        layout.addLayout(self._places)
        layout.addLayout(line)

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows as they stand."""
        return tuple(self._rows)

    def show_question(self, question: QuestionDraft) -> None:
        """Show the options of this question; fields that show the same already keep their cursor."""
        is_same_kind = self._question is not None and self._question.kind == question.kind
        self._question = question
        keys = [option.key for option in question.options]
        if not is_same_kind or keys != [row.key for row in self._rows]:
            self._rebuild(question)
        for row, option in zip(self._rows, question.options, strict=True):
            if row.text.text() != option.text:
                row.text.setText(option.text)
            row.mark.setChecked(option.is_correct and question.kind != "ordering")
        self.retranslate_ui()

    def retranslate_ui(self) -> None:
        """Say every text anew."""
        kind = self._question.kind if self._question is not None else "single_choice"
        hints = {
            "single_choice": self.tr("Mark the right option."),
            "multiple_choice": self.tr("Mark every right option."),
            "ordering": self.tr("Write them in the right order; every student sees them mixed."),
            "poll": self.tr(
                "An opinion has no right option. If you mark one, it becomes a question with a right option."
            ),
        }
        self._hint.setText(hints.get(kind, ""))
        self.add_button.set_text(self.tr("Add an option"))
        self.add_button.setEnabled(len(self._rows) < OPTIONS_MAX)
        for place, row in enumerate(self._rows, start=1):
            self._say_row(row, place)

    def add(self, place: int | None = None) -> None:
        """Add an empty option, at the end or at this place, and go there."""
        question = self._question
        if question is None or len(question.options) >= OPTIONS_MAX:
            return
        at = len(question.options) if place is None else place
        options = (*question.options[:at], OptionDraft(), *question.options[at:])
        self._tell(question.model_copy(update={"options": options}))
        self._focus(at)

    def move_option(self, place: int, by: int) -> None:
        """Move an option up or down; its field keeps the focus."""
        question = self._question
        if question is None or not 0 <= place + by < len(question.options):
            return
        options = list(question.options)
        options.insert(place + by, options.pop(place))
        self._tell(question.model_copy(update={"options": tuple(options)}))
        self._focus(place + by)

    def remove(self, place: int) -> None:
        """Take an option away."""
        question = self._question
        if question is None or not 0 <= place < len(question.options):
            return
        options = (*question.options[:place], *question.options[place + 1 :])
        self._tell(question.model_copy(update={"options": options}))
        self._focus(min(place, len(options) - 1))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        place = next((at for at, row in enumerate(self._rows) if row.text is watched), -1)
        if place >= 0 and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            return self._take_key(place, event)
        return super().eventFilter(watched, event)

    def _append(self) -> None:
        self.add()

    def _take_key(self, place: int, event: QKeyEvent) -> bool:
        key, has_alt = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        has_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if has_alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.move_option(place, -1 if key == Qt.Key.Key_Up else 1)
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not has_control:
            if place + 1 < len(self._rows):
                self._focus(place + 1)
            else:
                self.add()
            return True
        if key == Qt.Key.Key_Backspace and not self._rows[place].text.text() and len(self._rows) > 1:
            self.remove(place)
            self._focus(max(0, place - 1))
            return True
        return False

    def _focus(self, place: int) -> None:
        if 0 <= place < len(self._rows):
            self._rows[place].text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell(self, question: QuestionDraft, merge: str = "") -> None:
        self.edited.emit(question, merge)

    def _rebuild(self, question: QuestionDraft) -> None:
        """Make the rows anew; what had the focus is left to whoever changed the order."""
        for row in self._rows:
            self._places.removeWidget(row.widget)
            self._group.removeButton(row.mark)
            row.text.removeEventFilter(self)
            row.widget.hide()
            row.widget.deleteLater()
        self._group.setExclusive(question.kind == "single_choice")
        self._rows = [self._made_row(question, option) for option in question.options]
        for row in self._rows:
            self._places.addWidget(row.widget)

    def _made_row(self, question: QuestionDraft, option: OptionDraft) -> Row:
        mark: QAbstractButton = QRadioButton() if question.kind == "single_choice" else QCheckBox()
        mark.setVisible(question.kind != "ordering")
        text = QLineEdit()
        text.setMaxLength(TEXT_CHARACTERS)
        up, down = IconButton(IconName.ARROW_UP), IconButton(IconName.ARROW_DOWN)
        row = Row(option.key, QWidget(), mark, text, up, down, IconButton(IconName.X))
        layout = QHBoxLayout(row.widget)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(S // 2)
        layout.addWidget(mark)
        layout.addWidget(text, 1)
        for button in (up, down, row.remove):
            layout.addWidget(button)
        if question.kind == "single_choice":
            self._group.addButton(mark)
        self._undo_keys.watch(text)
        text.installEventFilter(self)
        text.textEdited.connect(lambda typed: self._type(row.key, typed))
        mark.clicked.connect(lambda is_marked: self._mark(row.key, is_marked=is_marked))
        up.clicked.connect(lambda: self.move_option(self._place_of(row.key), -1))
        down.clicked.connect(lambda: self.move_option(self._place_of(row.key), 1))
        row.remove.clicked.connect(lambda: self.remove(self._place_of(row.key)))
        return row

    def _say_row(self, row: Row, place: int) -> None:
        row.mark.setObjectName(f"option_{place}_mark")
        row.text.setObjectName(f"option_{place}_text")
        row.up.setObjectName(f"option_{place}_up")
        row.down.setObjectName(f"option_{place}_down")
        row.remove.setObjectName(f"option_{place}_remove")
        row.text.setAccessibleName(fill(self.tr("Option {place}"), place=place))
        row.text.setPlaceholderText(fill(self.tr("Option {place}"), place=place))
        row.mark.setAccessibleName(fill(self.tr("Option {place} is right"), place=place))
        row.mark.setToolTip(self.tr("This option is right"))
        row.up.set_name(fill(self.tr("Move option {place} up"), place=place))
        row.down.set_name(fill(self.tr("Move option {place} down"), place=place))
        row.remove.set_name(fill(self.tr("Remove option {place}"), place=place))
        row.up.setEnabled(place > 1)
        row.down.setEnabled(place < len(self._rows))

    def _place_of(self, key: str) -> int:
        return next((place for place, row in enumerate(self._rows) if row.key == key), -1)

    def _type(self, key: str, typed: str) -> None:
        if self._question is not None:
            options = tuple(
                each.model_copy(update={"text": typed}) if each.key == key else each for each in self._question.options
            )
            self._tell(self._question.model_copy(update={"options": options}), f"option/{key}")

    def _mark(self, key: str, *, is_marked: bool) -> None:
        if self._question is not None:
            self._tell(with_mark(self._question, key, is_marked))
