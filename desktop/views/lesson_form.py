"""The small form of a new lesson: filled in already, so that the second click starts it."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QHBoxLayout, QLabel, QLineEdit, QWidget

from appliance.contract.session import SessionCreate
from desktop.state.lesson_book import LessonBook
from desktop.views.lesson_words import filled, title_for_now
from desktop.views.parts.button import Button
from desktop.views.parts.card import Card
from desktop.views.parts.formats import number
from desktop.views.parts.icons import IconName
from desktop.views.parts.theme import S, labelled

TITLE_MAX = 120
"""What the box takes."""


class LessonForm(Card):
    """Tells `wanted` with what is to be made; Escape or Cancel tell `cancelled`."""

    wanted = Signal(object)
    cancelled = Signal()
    roster_wanted = Signal()
    """A roster is to be imported."""

    def __init__(self, book: LessonBook, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._book = book
        self._suggested = ""
        self.title_field, self.topic_field = QLineEdit(), QLineEdit()
        self.roster = QComboBox()
        self.import_roster = Button("", IconName.UPLOAD, "quiet")
        self.approval = QCheckBox()
        self.start = Button("", IconName.PLAY, "primary")
        self.plan = Button("", IconName.CALENDAR)
        self.cancel = Button("", kind="quiet")
        self._labels: tuple[QLabel, ...] = tuple(labelled("", wraps=False) for _ in range(3))
        self._lay_out()
        self._connect()
        self._leave = book.changed.subscribe(lambda _: self._show_rosters())
        self.retranslate_ui()

    def close_form(self) -> None:
        """Listen no longer."""
        self._leave()

    def begin(self) -> None:
        """Fill in what most lessons need; a title that was typed and not used stays."""
        if self.title_field.text().strip() in ("", self._suggested):
            self._suggested = title_for_now()
            self.title_field.setText(self._suggested)
        self.title_field.setFocus()
        self.title_field.selectAll()

    def wish(self, *, opens_lobby: bool = True) -> SessionCreate | None:
        """What is to be made; None without a title."""
        title = self.title_field.text().strip()
        if not title:
            self.title_field.setFocus()
            return None
        return SessionCreate(
            title=title,
            topic=self.topic_field.text().strip(),
            roster_id=self.roster.currentData(),
            needs_approval=self.approval.isChecked(),
            opens_lobby=opens_lobby,
        )

    def choose_roster(self, roster_id: str) -> None:
        """Use this roster."""
        self.roster.setCurrentIndex(max(0, self.roster.findData(roster_id)))

    def clear(self) -> None:
        """The lesson was made: the next one begins anew."""
        for field in (self.title_field, self.topic_field):
            field.clear()

    def retranslate_ui(self) -> None:
        """Say everything in the language of now."""
        self.set_title(self.tr("New lesson"))
        for label, field, text in zip(
            self._labels,
            (self.title_field, self.topic_field, self.roster),
            (self.tr("Title"), self.tr("Topic (optional)"), self.tr("Class list (optional)")),
            strict=True,
        ):
            label.setText(text)
            field.setAccessibleName(text)
        self.import_roster.set_text(self.tr("Import…"))
        self.import_roster.set_hint(self.tr("Take a class list out of a CSV or Excel file"))
        self.approval.setText(self.tr("I let every student in myself"))
        self.start.set_text(self.tr("Open the lobby"))
        self.start.set_hint(self.tr("Students can join; you begin when you want"))
        self.plan.set_text(self.tr("Only plan it"))
        self.cancel.set_text(self.tr("Cancel"))
        self._show_rosters()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate_ui()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
            return
        super().keyPressEvent(event)

    def _lay_out(self) -> None:
        for widget, name in (
            (self.title_field, "lesson_title_field"),
            (self.topic_field, "lesson_topic_field"),
            (self.roster, "lesson_roster_choice"),
            (self.import_roster, "lesson_import_roster_button"),
            (self.approval, "lesson_approval_switch"),
            (self.start, "open_lobby_button"),
            (self.plan, "plan_lesson_button"),
            (self.cancel, "cancel_lesson_button"),
        ):
            widget.setObjectName(name)
        self.title_field.setMaxLength(TITLE_MAX)
        self.topic_field.setMaxLength(TITLE_MAX)
        roster = QHBoxLayout()
        roster.setSpacing(S)
        roster.addWidget(self.roster, 1)
        roster.addWidget(self.import_roster)
        form = QFormLayout()
        form.setSpacing(S)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.addRow(self._labels[0], self.title_field)
        form.addRow(self._labels[1], self.topic_field)
        form.addRow(self._labels[2], roster)
        form.addRow(self.approval)
        self.body.addLayout(form)
        buttons = QHBoxLayout()
        buttons.setSpacing(S)
        buttons.addWidget(self.start)
        buttons.addWidget(self.plan)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        self.body.addSpacing(S)
        self.body.addLayout(buttons)

    def _connect(self) -> None:
        self.start.clicked.connect(lambda: self._tell(opens_lobby=True))
        self.plan.clicked.connect(lambda: self._tell(opens_lobby=False))
        self.cancel.clicked.connect(self.cancelled)
        self.import_roster.clicked.connect(self.roster_wanted)
        for field in (self.title_field, self.topic_field):
            field.returnPressed.connect(lambda: self._tell(opens_lobby=True))

    def _tell(self, *, opens_lobby: bool) -> None:
        wish = self.wish(opens_lobby=opens_lobby)
        if wish is not None:
            self.wanted.emit(wish)

    def _show_rosters(self) -> None:
        chosen = self.roster.currentData()
        self.roster.blockSignals(True)
        self.roster.clear()
        self.roster.addItem(self.tr("No class list"), None)
        for roster in self._book.rosters:
            words = filled(self.tr("%1 (students: %2)"), roster.title, number(roster.pupils))
            self.roster.addItem(words, roster.roster_id)
        self.roster.setCurrentIndex(max(0, self.roster.findData(chosen)))
        self.roster.blockSignals(False)
