"""The keys of questions without options: the right number, the accepted texts, true or false."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from desktop.models.quiz_words import option_text
from desktop.state.quiz_draft import NumberMode, QuestionDraft
from desktop.views.parts.theme import S, labelled
from desktop.views.quiz_text import hint

MODES: tuple[NumberMode, ...] = ("exact", "tolerance", "range")
NUMBER_CHARACTERS = 60
ACCEPTED_LINES = 4


class NumberEditor(QWidget):
    """One number, one with a tolerance, or a range."""

    edited = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._question = QuestionDraft(kind="numeric")
        self.mode = QComboBox()
        self.mode.setObjectName("number_mode")
        for mode in MODES:
            self.mode.addItem("", mode)
        self.first, self.second = QLineEdit(), QLineEdit()
        self.first.setObjectName("number_first")
        self.second.setObjectName("number_second")
        self.between = labelled("", "body", wraps=False)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(S)
        for widget in (self.mode, self.first, self.between, self.second):
            line.addWidget(widget)
        for field in (self.first, self.second):
            field.setMaxLength(NUMBER_CHARACTERS)
            field.textEdited.connect(lambda _: self._tell("number"))
        self.mode.activated.connect(lambda _: self._tell(""))
        self.retranslate_ui()

    def show_question(self, question: QuestionDraft) -> None:
        """Show the number of this question."""
        self._question = question
        number = question.number
        self.mode.setCurrentIndex(MODES.index(number.mode))
        for field, text in ((self.first, number.first), (self.second, number.second)):
            if field.text() != text:
                field.setText(text)
        self.retranslate_ui()

    def retranslate_ui(self) -> None:
        """Say every text anew."""
        names = (self.tr("Exactly"), self.tr("With a tolerance"), self.tr("From … to …"))
        for row, text in enumerate(names):
            self.mode.setItemText(row, text)
        self.mode.setAccessibleName(self.tr("How exact the number must be"))
        mode = self._question.number.mode
        self.between.setText({"exact": "", "tolerance": "±", "range": "–"}[mode])
        self.between.setVisible(mode != "exact")
        self.second.setVisible(mode != "exact")
        first = self.tr("Smallest right number") if mode == "range" else self.tr("Right number")
        second = self.tr("Largest right number") if mode == "range" else self.tr("Tolerance")
        for field, text in ((self.first, first), (self.second, second)):
            field.setAccessibleName(text)
            field.setPlaceholderText(text)

    def _tell(self, merge: str) -> None:
        number = self._question.number.model_copy(
            update={
                "mode": MODES[self.mode.currentIndex()],
                "first": self.first.text(),
                "second": self.second.text(),
            }
        )
        self.edited.emit(self._question.model_copy(update={"number": number}), merge)


class AcceptedEditor(QWidget):
    """One accepted text on each line, and what does not matter when answers are compared."""

    edited = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._question = QuestionDraft(kind="short_text")
        self._is_showing = False
        self.texts = QPlainTextEdit()
        self.texts.setObjectName("accepted_texts")
        self.texts.setTabChangesFocus(True)
        self.texts.setFixedHeight(self.texts.fontMetrics().lineSpacing() * ACCEPTED_LINES + 3 * S)
        self._hint = hint("caption")
        self.ignores_case, self.ignores_spacing = QCheckBox(), QCheckBox()
        self.ignores_case.setObjectName("ignores_case")
        self.ignores_spacing.setObjectName("ignores_spacing")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(S)
        for widget in (self._hint, self.texts, self.ignores_case, self.ignores_spacing):
            layout.addWidget(widget)
        self.texts.textChanged.connect(lambda: self._tell("accepted"))
        self.ignores_case.clicked.connect(lambda: self._tell(""))
        self.ignores_spacing.clicked.connect(lambda: self._tell(""))
        self.retranslate_ui()

    def show_question(self, question: QuestionDraft) -> None:
        """Show the accepted texts of this question."""
        self._question = question
        self._is_showing = True
        text = "\n".join(question.accepted)
        if self.texts.toPlainText() != text:
            self.texts.setPlainText(text)
        self.ignores_case.setChecked(question.ignores_case)
        self.ignores_spacing.setChecked(question.ignores_spacing)
        self._is_showing = False

    def retranslate_ui(self) -> None:
        """Say every text anew."""
        self._hint.setText(self.tr("Each line is one accepted answer."))
        self.texts.setAccessibleName(self.tr("Accepted answers"))
        self.ignores_case.setText(self.tr("Capital letters do not matter"))
        self.ignores_spacing.setText(self.tr("Spaces do not matter"))

    def _tell(self, merge: str) -> None:
        if self._is_showing:
            return
        typed = self.texts.toPlainText()
        update = {
            "accepted": tuple(typed.split("\n")) if typed else (),
            "ignores_case": self.ignores_case.isChecked(),
            "ignores_spacing": self.ignores_spacing.isChecked(),
        }
        self.edited.emit(self._question.model_copy(update=update), merge)


class TruthEditor(QWidget):
    """Which of the two is right."""

    edited = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._question = QuestionDraft(kind="true_false")
        self.true, self.false = QRadioButton(), QRadioButton()
        self.true.setObjectName("truth_true")
        self.false.setObjectName("truth_false")
        self._group = QButtonGroup(self)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        for button in (self.true, self.false):
            self._group.addButton(button)
            line.addWidget(button)
            button.clicked.connect(self._tell)
        line.addStretch(1)
        self.retranslate_ui()

    def show_question(self, question: QuestionDraft) -> None:
        """Show the key of this question."""
        self._question = question
        (self.true if question.is_true else self.false).setChecked(True)

    def retranslate_ui(self) -> None:
        """Say every text anew."""
        self.true.setText(option_text("true_false", "true"))
        self.false.setText(option_text("true_false", "false"))

    def _tell(self) -> None:
        self.edited.emit(self._question.model_copy(update={"is_true": self.true.isChecked()}), "")
