"""The questions of the quiz in the editor: chosen, added, copied, moved, removed, pushed one by one."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop.models.draft_model import DraftModel
from desktop.models.questions_list_model import QuestionRole, QuestionsListModel
from desktop.views.parts.button import Button, IconButton
from desktop.views.parts.icons import ICON_PIXELS, IconName, pixmap
from desktop.views.parts.theme import S, current_palette
from desktop.views.quiz_fonts import small

Index = QModelIndex | QPersistentModelIndex
TEXT_LINES = 2
WRAPS = int(Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere | Qt.AlignmentFlag.AlignLeft)


class QuestionDelegate(QStyledItemDelegate):
    """Paints a question: place and kind, and the first lines of its text."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        palette = current_palette()
        painter.save()
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if is_chosen:
            painter.fillRect(option.rect, QColor(palette.accent_wash))
            edge = QRect(option.rect.left(), option.rect.top(), 4, option.rect.height())
            painter.fillRect(edge, QColor(palette.accent))
        inner = option.rect.adjusted(S + 4, S // 2, -S, -S // 2)
        detail = small(option.font)
        height = QFontMetrics(detail).height()
        if not index.data(QuestionRole.IS_ASKABLE):
            sign = pixmap(IconName.ALERT_TRIANGLE, ICON_PIXELS, "warning", painter.device().devicePixelRatio())
            painter.drawPixmap(inner.right() - ICON_PIXELS, inner.top(), sign)
        painter.setFont(detail)
        painter.setPen(QColor(palette.muted))
        line = QRect(inner.left(), inner.top(), inner.width(), height)
        painter.drawText(line, 0, str(index.data(QuestionRole.DETAIL)))
        painter.setFont(option.font)
        painter.setPen(QColor(palette.text))
        painter.setClipRect(inner)
        painter.drawText(inner.adjusted(0, height, 0, 0), WRAPS, str(index.data(Qt.ItemDataRole.DisplayRole))[:200])
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802 - Qt's name
        text = QFontMetrics(option.font).lineSpacing() * TEXT_LINES
        return QSize(120, QFontMetrics(small(option.font)).height() + text + S)


class QuestionListView(QListView):
    """Delete removes, Alt with an arrow moves."""

    def __init__(self, pane: "QuestionsPane") -> None:
        super().__init__(pane)
        self._pane = pane

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        has_alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if event.key() == Qt.Key.Key_Delete:
            self._pane.remove()
        elif has_alt and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._pane.shift(-1 if event.key() == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)


class QuestionsPane(QWidget):
    """Works on the draft; each step can be undone."""

    def __init__(self, model: DraftModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._questions = QuestionsListModel(model, self)
        self._is_following = False
        self.list = QuestionListView(self)
        self.list.setObjectName("questions_list")
        self.list.setModel(self._questions)
        self.list.setItemDelegate(QuestionDelegate(self.list))
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setUniformItemSizes(True)
        self.add_button = Button("", IconName.PLUS)
        self.push_button = Button("", IconName.SEND)
        self.copy_button, self.remove_button = IconButton(IconName.COPY), IconButton(IconName.TRASH_2)
        self.up_button, self.down_button = IconButton(IconName.ARROW_UP), IconButton(IconName.ARROW_DOWN)
        for widget, name in (
            (self.add_button, "add_question_button"),
            (self.push_button, "push_question_button"),
            (self.copy_button, "copy_question_button"),
            (self.remove_button, "remove_question_button"),
            (self.up_button, "question_up_button"),
            (self.down_button, "question_down_button"),
        ):
            widget.setObjectName(name)
        self._lay_out()
        self._connect()
        self.retranslate_ui()

    def remove(self) -> None:
        """Take the current question out; Undo brings it back."""
        self._model.remove_question(self.tr("Remove a question"))

    def shift(self, by: int) -> None:
        """Move the current question up or down."""
        self._model.move_question(by, self.tr("Move a question"))

    def retranslate_ui(self) -> None:
        """Say every text anew."""
        self.list.setAccessibleName(self.tr("Questions"))
        self.add_button.set_text(self.tr("Add a question"))
        self.push_button.set_text(self.tr("Push this question"))
        self.push_button.set_hint(self.tr("Only this one ({keys})").replace("{keys}", "Ctrl+Enter"))
        self.copy_button.set_name(self.tr("Duplicate the question"))
        self.remove_button.set_name(self.tr("Remove the question"))
        self.up_button.set_name(self.tr("Move the question up"))
        self.down_button.set_name(self.tr("Move the question down"))
        self._questions.say_anew()

    def _connect(self) -> None:
        self.add_button.clicked.connect(lambda: self._model.add_question(self.tr("Add a question")))
        self.copy_button.clicked.connect(lambda: self._model.duplicate_question(self.tr("Duplicate a question")))
        self.remove_button.clicked.connect(self.remove)
        self.up_button.clicked.connect(lambda: self.shift(-1))
        self.down_button.clicked.connect(lambda: self.shift(1))
        self.list.selectionModel().currentChanged.connect(self._choose)
        self._model.current_changed.connect(self._follow)
        self._model.changed.connect(lambda: self._follow(self._model.current.key if self._model.current else ""))

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid() and not self._is_following:
            self._model.look_at(str(index.data(QuestionRole.KEY)))

    def _follow(self, key: str) -> None:
        self._is_following = True
        row = self._questions.row_of(key)
        if row >= 0 and self.list.currentIndex().row() != row:
            self.list.setCurrentIndex(self._questions.index(row))
        self._is_following = False
        has_question = row >= 0
        for button in (self.push_button, self.copy_button, self.remove_button):
            button.setEnabled(has_question)
        self.up_button.setEnabled(row > 0)
        self.down_button.setEnabled(0 <= row < self._questions.rowCount() - 1)

    def _lay_out(self) -> None:
        small_buttons = QHBoxLayout()
        small_buttons.setSpacing(S // 2)
        for button in (self.up_button, self.down_button, self.copy_button, self.remove_button):
            small_buttons.addWidget(button)
        small_buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, S, 0)
        layout.setSpacing(S)
        layout.addWidget(self.add_button)
        layout.addWidget(self.list, 1)
        layout.addLayout(small_buttons)
        layout.addWidget(self.push_button)
