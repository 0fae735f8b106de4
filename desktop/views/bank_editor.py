"""The editor: questions at the left, the form of one in the middle, the student's card at the right."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QLineEdit, QScrollArea, QSplitter, QVBoxLayout, QWidget

from desktop.models.draft_model import DraftModel
from desktop.models.quiz_words import fill
from desktop.state.quiz_draft import QuestionDraft
from desktop.state.quiz_findings import Finding, findings_of
from desktop.views.bank_card import CARD_WIDTH, CardPreview
from desktop.views.bank_conflict import ConflictBar
from desktop.views.bank_editor_head import EditorHead
from desktop.views.bank_finding import FindingLine
from desktop.views.bank_form import QuestionForm
from desktop.views.bank_image import ImageField
from desktop.views.bank_questions import QuestionsPane
from desktop.views.bank_undo_keys import UndoKeys
from desktop.views.bank_warnings import WarningsList
from desktop.views.bank_wording import finding_words
from desktop.views.parts.theme import M, S
from desktop.views.quiz_text import hint

TITLE_CHARACTERS = 400
WIDE_PIXELS = 940
"""From this width on the card stands beside the form; below, it takes turns with it."""


class BankEditor(QWidget):
    """Edits the draft of the model; saving and pushing are told to whoever made it."""

    save_wanted = Signal()
    push_wanted = Signal()
    push_question_wanted = Signal(str)

    def __init__(self, model: DraftModel, image: ImageField, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._findings: list[Finding] = []
        self._wants_card = False
        self.head = EditorHead(model.undo)
        self.conflict = ConflictBar()
        self.warnings = WarningsList()
        self.title = QLineEdit()
        self.title.setObjectName("quiz_title")
        self.title.setMaxLength(TITLE_CHARACTERS)
        UndoKeys(self).watch(self.title)
        self.finding = FindingLine("quiz_finding")
        self.questions = QuestionsPane(model)
        self.form = QuestionForm(image)
        self.card = CardPreview()
        self._card_note = hint("caption")
        self._form_area, self._card_area = QScrollArea(), QScrollArea()
        self._lay_out()
        self._connect()
        self.retranslate_ui()

    @property
    def findings(self) -> list[Finding]:
        """What is to be mended now."""
        return self._findings

    def go_to(self, finding: Finding) -> None:
        """Show where something is to be mended."""
        if finding.question_key:
            self._model.look_at(finding.question_key)
            self._show_card(False)
            self.form.go_to(finding.field)
        else:
            self.title.setFocus()

    def retranslate_ui(self) -> None:
        """Say every text anew."""
        self.title.setAccessibleName(self.tr("Title of the quiz"))
        self.title.setPlaceholderText(self.tr("Title of the quiz"))
        self._card_note.setText(self.tr("As a phone shows it. Every student gets the options in an own order."))
        for part in (self.head, self.conflict, self.warnings, self.questions, self.form, self.card):
            part.retranslate_ui()
        self._show_findings()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._arrange()

    def _connect(self) -> None:
        model = self._model
        model.changed.connect(self._show)
        model.loaded.connect(self.head.forget_findings)
        model.current_changed.connect(lambda _: self._show_question())
        self.title.textEdited.connect(self._retitle)
        self.form.edited.connect(self._edit_question)
        self.form.image.image_shown.connect(self.card.show_image)
        self.head.save_button.clicked.connect(self.save_wanted)
        self.head.push_button.clicked.connect(self.push_wanted)
        self.head.card_button.toggled.connect(self._show_card)
        self.head.finding_wanted.connect(lambda: self.go_to(self._findings[0]) if self._findings else None)
        self.questions.push_button.clicked.connect(self._want_push)
        for keys, doing in (
            ("Ctrl+Return", self._want_push),
            ("Ctrl+Z", model.undo.undo),
            ("Ctrl+Shift+Z", model.undo.redo),
            ("Ctrl+Y", model.undo.redo),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(doing)

    def _retitle(self, typed: str) -> None:
        self._model.edit(self._model.draft.model_copy(update={"title": typed}), self.tr("Title"), "title")

    def _edit_question(self, question: QuestionDraft, merge: str) -> None:
        self._model.edit_question(question, self.tr("Question"), merge)

    def _want_push(self) -> None:
        if self._model.current is not None:
            self.push_question_wanted.emit(self._model.current.key)

    def _show(self) -> None:
        draft = self._model.draft
        if self.title.text() != draft.title:
            self.title.setText(draft.title)
        self._findings = findings_of(draft)
        self.head.show_state(is_dirty=self._model.is_dirty, findings=len(self._findings))
        self._show_question()

    def _show_question(self) -> None:
        question = self._model.current
        self.form.setEnabled(question is not None)
        if question is not None:
            draft = self._model.draft
            self.form.show_question(question)
            place = next(place for place, each in enumerate(draft.questions, 1) if each.key == question.key)
            self.card.show_question(question, place, len(draft.questions))
        self._show_findings()

    def _show_findings(self) -> None:
        self.form.show_findings(self._findings)
        own = [finding for finding in self._findings if not finding.question_key]
        self.finding.say(" ".join(finding_words(finding) for finding in own))
        first = self._findings[0] if self._findings else None
        more = len(self._findings) - 1
        text = finding_words(first) if first is not None else ""
        if more > 0:
            text = fill(self.tr("{text} And {more} more."), text=text, more=more)
        self.head.say_finding(text)

    def _arrange(self) -> None:
        is_wide = self.width() >= WIDE_PIXELS
        self.head.card_button.setVisible(not is_wide)
        self._card_area.setVisible(is_wide or self._wants_card)
        self._form_area.setVisible(is_wide or not self._wants_card)

    def _show_card(self, is_shown: bool) -> None:
        self._wants_card = is_shown
        self.head.card_button.setChecked(is_shown)
        self._arrange()

    def _lay_out(self) -> None:
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(S)
        for part in (self.head, self.conflict, self.warnings, self.title, self.finding):
            layout.addWidget(part)
        layout.addSpacing(M - S)
        layout.addWidget(split, 1)
        for place, (pane, share) in enumerate(((self.questions, 2), (self._form_area, 4), (self._card_area, 3))):
            split.addWidget(pane)
            split.setStretchFactor(place, share)
        self._form_area.setWidgetResizable(True)
        self._form_area.setWidget(self.form)
        self._form_area.setObjectName("question_form_area")
        self._card_area.hide()  # until there is room for it
        card = QWidget()
        card_layout = QVBoxLayout(card)
        card_layout.setContentsMargins(S, 0, S, 0)
        card_layout.addWidget(self._card_note)
        card_layout.addWidget(self.card, 0, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        card_layout.addStretch(1)
        self._card_area.setWidget(card)
        self._card_area.setWidgetResizable(True)
        self._card_area.setMinimumWidth(CARD_WIDTH + 2 * S + 20)
        self._card_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
