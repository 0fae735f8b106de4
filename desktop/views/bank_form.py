"""The form of one question: whatever its kind needs, with what is to be mended said beside the field."""

from typing import get_args

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QLineEdit, QPlainTextEdit, QSpinBox, QVBoxLayout, QWidget

from appliance.contract.quiz import Kind
from desktop.models.quiz_words import kind_name
from desktop.state.quiz_draft import KINDS_WITH_OPTIONS, Difficulty, QuestionDraft, with_kind
from desktop.state.quiz_findings import Field, Finding
from desktop.state.quiz_settings import SECONDS_MAX, SECONDS_MIN
from desktop.views.bank_finding import FindingLine
from desktop.views.bank_image import ImageField
from desktop.views.bank_keys import AcceptedEditor, NumberEditor, TruthEditor
from desktop.views.bank_options import OptionsEditor
from desktop.views.bank_undo_keys import UndoKeys
from desktop.views.bank_wording import code_words
from desktop.views.parts.theme import S, labelled, restyle

KINDS: tuple[Kind, ...] = get_args(Kind)
DIFFICULTIES: tuple[Difficulty | None, ...] = (None, *get_args(Difficulty))
TEXT_LINES, EXPLANATION_LINES = 3, 2
POINTS_MAX = 1_000
NO_TIME = SECONDS_MIN - 1
"""The spin box's lowest value stands for the time of the run."""


class QuestionForm(QWidget):
    """Shows the question given last; `edited` tells of the changed one, with a word for merging steps back."""

    edited = Signal(object, str)

    def __init__(self, image: ImageField, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._question = QuestionDraft()
        self._is_showing = False
        self.kind = QComboBox()
        self.text, self.explanation = _area(TEXT_LINES), _area(EXPLANATION_LINES)
        self.topic = QLineEdit()
        self.difficulty = QComboBox()
        self.seconds, self.points = QSpinBox(), QSpinBox()
        self.image = image
        self.options, self.number = OptionsEditor(), NumberEditor()
        self.accepted, self.truth = AcceptedEditor(), TruthEditor()
        keys = UndoKeys(self)
        keys.watch(self.text, self.explanation, self.topic)
        keys.watch(self.number.first, self.number.second, self.accepted.texts)
        self._labels: dict[str, QLabel] = {}
        self._errors: dict[Field, FindingLine] = {}
        self._lay_out()
        self._connect()
        self.retranslate_ui()

    def show_question(self, question: QuestionDraft) -> None:
        """Show this question; fields that show the same already keep their cursor."""
        self._question = question
        self._is_showing = True
        self.kind.setCurrentIndex(KINDS.index(question.kind))
        for area, text in ((self.text, question.text), (self.explanation, question.explanation)):
            if area.toPlainText() != text:
                area.setPlainText(text)
        if self.topic.text() != question.topic:
            self.topic.setText(question.topic)
        self.difficulty.setCurrentIndex(DIFFICULTIES.index(question.difficulty))
        self.seconds.setValue(question.seconds if question.seconds is not None else NO_TIME)
        self.points.setValue(question.points)
        for part in (self.options, self.number, self.accepted, self.truth, self.image):
            part.show_question(question)
        self._show_parts()
        self._is_showing = False

    def show_findings(self, findings: list[Finding]) -> None:
        """Say beside each field what is to be mended in the question that is shown."""
        own = [finding for finding in findings if finding.question_key == self._question.key]
        for field, label in self._errors.items():
            text = " ".join(code_words(finding.code) for finding in own if finding.field == field)
            label.say(text)
        for widget, field in ((self.text, "text"), (self.topic, "topic"), (self.explanation, "explanation")):
            is_wrong = any(finding.field == field for finding in own)
            restyle(widget, "invalid", "true" if is_wrong else "")

    def go_to(self, field: Field) -> None:
        """Put the focus where something is to be mended."""
        target: QWidget = {
            "text": self.text,
            "options": self.options.rows[0].text if self.options.rows else self.options.add_button,
            "number": self.number.first,
            "accepted": self.accepted.texts,
            "explanation": self.explanation,
            "topic": self.topic,
        }.get(field, self.text)
        target.setFocus()

    def retranslate_ui(self) -> None:
        """Say every text anew."""
        names = {
            "kind": self.tr("Kind of question"),
            "text": self.tr("Question"),
            "image": self.tr("Picture"),
            "answer": self.tr("Answer"),
            "explanation": self.tr("Explanation, shown after the reveal"),
            "topic": self.tr("Topic"),
            "difficulty": self.tr("Difficulty"),
            "seconds": self.tr("Time to answer"),
            "points": self.tr("Points"),
        }
        for name, text in names.items():
            self._labels[name].setText(text)
            buddy = self._labels[name].buddy()
            if buddy is not None:
                buddy.setAccessibleName(text)
        for row, kind in enumerate(KINDS):
            self.kind.setItemText(row, kind_name(kind))
        words = (self.tr("Not said"), self.tr("Easy"), self.tr("Medium"), self.tr("Hard"))
        for row, word in enumerate(words):
            self.difficulty.setItemText(row, word)
        self.seconds.setSpecialValueText(self.tr("As set when pushing"))
        self.seconds.setSuffix(self.tr(" s"))
        for part in (self.options, self.number, self.accepted, self.truth, self.image):
            part.retranslate_ui()

    def _connect(self) -> None:
        self.kind.activated.connect(lambda row: self._tell(with_kind(self._question, KINDS[row])))
        self.text.textChanged.connect(lambda: self._change("text", self.text.toPlainText()))
        self.explanation.textChanged.connect(lambda: self._change("explanation", self.explanation.toPlainText()))
        self.topic.textEdited.connect(lambda typed: self._change("topic", typed))
        self.difficulty.activated.connect(lambda row: self._change("difficulty", DIFFICULTIES[row]))
        self.seconds.valueChanged.connect(lambda value: self._change("seconds", value if value > NO_TIME else None))
        self.points.valueChanged.connect(lambda value: self._change("points", value))
        for part in (self.options, self.number, self.accepted, self.truth, self.image):
            part.edited.connect(self._tell)

    def _change(self, field: str, value: object) -> None:
        if not self._is_showing and getattr(self._question, field) != value:
            self._tell(self._question.model_copy(update={field: value}), field)

    def _tell(self, question: QuestionDraft, merge: str = "") -> None:
        if not self._is_showing:
            self.edited.emit(question, merge)

    def _show_parts(self) -> None:
        kind = self._question.kind
        self.options.setVisible(kind in KINDS_WITH_OPTIONS)
        self.number.setVisible(kind == "numeric")
        self.accepted.setVisible(kind == "short_text")
        self.truth.setVisible(kind == "true_false")
        self._labels["answer"].setVisible(kind != "slide")
        for name in ("explanation", "points", "seconds", "difficulty"):
            self._labels[name].setVisible(kind != "slide")
        for widget in (self.explanation, self.points, self.seconds, self.difficulty):
            widget.setVisible(kind != "slide")

    def _lay_out(self) -> None:
        for widget, name in (
            (self.kind, "question_kind"),
            (self.text, "question_text"),
            (self.explanation, "question_explanation"),
            (self.topic, "question_topic"),
            (self.difficulty, "question_difficulty"),
            (self.seconds, "question_seconds"),
            (self.points, "question_points"),
        ):
            widget.setObjectName(name)
        self.kind.addItems([""] * len(KINDS))
        self.difficulty.addItems([""] * len(DIFFICULTIES))
        self.seconds.setRange(NO_TIME, SECONDS_MAX)
        self.seconds.setSingleStep(5)
        self.points.setRange(0, POINTS_MAX)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(S, 0, S, 0)
        layout.setSpacing(S // 2)
        self._add(layout, "kind", self.kind)
        self._add(layout, "text", self.text, "text")
        self._add(layout, "answer", None)
        parts: tuple[tuple[QWidget, Field], ...] = (
            (self.options, "options"),
            (self.number, "number"),
            (self.accepted, "accepted"),
        )
        for part, field in parts:
            layout.addWidget(part)
            layout.addWidget(self._error(field))
        layout.addWidget(self.truth)
        self._add(layout, "image", self.image)
        self._add(layout, "explanation", self.explanation, "explanation")
        layout.addLayout(self._figures())
        layout.addStretch(1)

    def _figures(self) -> QFormLayout:
        form = QFormLayout()
        form.setSpacing(S)
        for name, widget in (
            ("topic", self.topic),
            ("difficulty", self.difficulty),
            ("seconds", self.seconds),
            ("points", self.points),
        ):
            form.addRow(self._label(name, widget), widget)
            if name == "topic":
                form.addRow(self._error("topic"))
        return form

    def _add(self, layout: QVBoxLayout, name: str, widget: QWidget | None, field: Field | None = None) -> None:
        layout.addSpacing(S // 2)
        layout.addWidget(self._label(name, widget))
        if widget is not None:
            layout.addWidget(widget)
        if field is not None:
            layout.addWidget(self._error(field))

    def _label(self, name: str, widget: QWidget | None) -> QLabel:
        label = labelled("", "muted", wraps=False)
        if widget is not None and not isinstance(widget, ImageField):
            label.setBuddy(widget)
        self._labels[name] = label
        return label

    def _error(self, field: Field) -> FindingLine:
        line = self._errors[field] = FindingLine(f"finding_{field}")
        return line


def _area(lines: int) -> QPlainTextEdit:
    area = QPlainTextEdit()
    area.setTabChangesFocus(True)
    area.setFixedHeight(area.fontMetrics().lineSpacing() * lines + 3 * S)
    return area
