"""The line above the editor: whether everything is saved, steps back and forth, saving, pushing."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QIcon, QTransform, QUndoStack
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.views.parts.badge import Badge
from desktop.views.parts.button import Button, IconButton
from desktop.views.parts.flow_layout import FlowLayout
from desktop.views.parts.icons import ICON_PIXELS, IconName, pixmap
from desktop.views.parts.theme import S


class EditorHead(QWidget):
    """Nothing to save is said as clearly as something."""

    finding_wanted = Signal()
    """Show what is to be mended first."""

    def __init__(self, undo: QUndoStack, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._undo = undo
        self._is_dirty = False
        self.back_button = Button("", IconName.CHEVRON_LEFT, "quiet")
        self.state = Badge()
        self.undo_button, self.redo_button = IconButton(IconName.UNDO_2), IconButton(IconName.UNDO_2)
        self.card_button = Button("", IconName.SMARTPHONE)
        self.card_button.setCheckable(True)
        self.save_button = Button("", IconName.SAVE)
        self.push_button = Button("", IconName.SEND, "primary")
        self.mend_button = Button("", IconName.ALERT_TRIANGLE, "quiet")
        self.mend_button.hide()
        self._name_all()
        self.undo_button.clicked.connect(undo.undo)
        self.redo_button.clicked.connect(undo.redo)
        self.mend_button.clicked.connect(self.finding_wanted)
        undo.canUndoChanged.connect(self.undo_button.setEnabled)
        undo.canRedoChanged.connect(self.redo_button.setEnabled)
        self.undo_button.setEnabled(undo.canUndo())
        self.redo_button.setEnabled(undo.canRedo())
        self._was_tried = False
        self._mirror()
        self._lay_out()
        self.retranslate_ui()

    def show_state(self, *, is_dirty: bool, findings: int) -> None:
        """Say whether the box has everything."""
        self._is_dirty = is_dirty
        self.save_button.setEnabled(is_dirty)
        if not findings:
            self.forget_findings()
        self.retranslate_ui()

    def insist(self) -> None:
        """Saving was tried: say from now on what is to be mended."""
        self._was_tried = True
        self.mend_button.setVisible(bool(self.mend_button.text()))

    def forget_findings(self) -> None:
        """Nothing was tried yet, or everything is mended."""
        self._was_tried = False
        self.mend_button.hide()

    def say_finding(self, text: str) -> None:
        """What is to be mended first; shown once saving was tried."""
        self.mend_button.set_text(text)
        self.mend_button.setVisible(self._was_tried and bool(text))

    def retranslate_ui(self) -> None:
        """Say every text anew."""
        self.back_button.set_text(self.tr("All quizzes"))
        if self._is_dirty:
            self.state.set(self.tr("Not saved · kept on this computer"), "warning")
        else:
            self.state.set(self.tr("Saved"), "good")
        # The keys are the editor's: a button would wait for its own animation before it acts.
        for button, name, keys in (
            (self.undo_button, self.tr("Undo"), "Ctrl+Z"),
            (self.redo_button, self.tr("Redo"), "Ctrl+Shift+Z"),
        ):
            button.set_name(name)
            button.setToolTip(f"{name} ({keys})")
        self.card_button.set_text(self.tr("Student's card"))
        self.save_button.set_text(self.tr("Save"))
        self.save_button.set_shortcut("Ctrl+S")
        self.push_button.set_text(self.tr("Push the quiz"))
        self.push_button.set_shortcut("Ctrl+Shift+Return")

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._mirror()

    def _mirror(self) -> None:
        """Forth looks like back, the other way round."""
        ratio = self.devicePixelRatioF()
        drawn = pixmap(IconName.UNDO_2, ICON_PIXELS, "text", ratio).transformed(QTransform.fromScale(-1, 1))
        drawn.setDevicePixelRatio(ratio)
        self.redo_button.setIcon(QIcon(drawn))

    def _name_all(self) -> None:
        for widget, name in (
            (self.back_button, "all_quizzes_button"),
            (self.state, "quiz_save_state"),
            (self.undo_button, "undo_edit_button"),
            (self.redo_button, "redo_edit_button"),
            (self.card_button, "show_card_button"),
            (self.save_button, "save_quiz_button"),
            (self.push_button, "push_quiz_button"),
            (self.mend_button, "mend_button"),
        ):
            widget.setObjectName(name)

    def _lay_out(self) -> None:
        line = FlowLayout()
        buttons = (self.undo_button, self.redo_button, self.card_button, self.save_button, self.push_button)
        for widget in (self.back_button, *buttons, self.state):
            line.addWidget(widget)
        below = QHBoxLayout()
        below.addWidget(self.mend_button)
        below.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(S // 2)
        layout.addLayout(line)
        layout.addLayout(below)
