"""The join card in small on the lesson's page: QR, code, addresses, and what to do with them."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.state.lesson import Lesson
from desktop.tasks import Tasks
from desktop.views.join_card import JoinCardWindow, projector_for
from desktop.views.join_card_paint import JoinFacts, join_card_image
from desktop.views.parts.button import Button
from desktop.views.parts.card import Card
from desktop.views.parts.icons import IconName
from desktop.views.parts.notice import Notice
from desktop.views.parts.qr_code import QrCode
from desktop.views.parts.theme import M, S, labelled

QR_SIDE = 132
NOTHING = JoinFacts("", "", "")


class JoinCardPanel(Card):
    """Follows the lesson on the desk; without a class code (in the practice class) it hides."""

    def __init__(
        self,
        lesson: Lesson,
        tasks: Tasks,
        notice: Notice,
        *,
        wifi_name: str = "",
        keep_wifi_name: Callable[[str], None] = lambda name: None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", parent)
        self._lesson, self._tasks, self._notice = lesson, tasks, notice
        self._keep_wifi_name = keep_wifi_name
        self.facts = NOTHING
        self.window_shown: JoinCardWindow | None = None
        self.qr = QrCode("", QR_SIDE)
        self.code = labelled("", "code", wraps=False)
        self.address = labelled("", "heading", wraps=False)
        self.other_address = labelled("", "muted", wraps=False)
        self._code_words = labelled("", "caption", wraps=False)
        self._wifi_words = labelled("", "caption", wraps=False)
        self.wifi = QLineEdit(wifi_name)
        self.full_screen = Button("", IconName.PRESENTATION, "primary")
        self.copy_link = Button("", IconName.COPY)
        self.save = Button("", IconName.DOWNLOAD)
        self._lay_out()
        self._connect()
        self.retranslate_ui()
        self._leave = lesson.changed.subscribe(lambda _: self.read_lesson())
        self.read_lesson()

    def close_panel(self) -> None:
        """Listen no longer, and close the projector's window."""
        self._leave()
        if self.window_shown is not None:
            self.window_shown.close()

    def read_lesson(self) -> None:
        """Show how one joins the lesson on the desk."""
        view = self._lesson.view
        if view is None:
            self.facts = NOTHING
        else:
            self.facts = JoinFacts(view.title, view.join_url, view.class_code, self.wifi.text().strip())
        self.qr.set_text(self.facts.join_url)
        self.code.setText(self.facts.spaced_code)
        self.address.setText(self.facts.address)
        self.other_address.setText(self.facts.other_address)
        self.other_address.setVisible(bool(self.facts.other_address))
        self.setVisible(bool(self.facts.join_url))
        if self.window_shown is not None:
            if self.facts.join_url:
                self.window_shown.set_facts(self.facts)
            else:
                self.window_shown.close()

    def show_full_screen(self) -> None:
        """Put the card on the projector."""
        if self.window_shown is None:
            self.window_shown = JoinCardWindow(self._lesson, self.facts)
            self.window_shown.closed.connect(self._forget_window)
        self.window_shown.show_on(projector_for(self.window()))

    def save_png(self, path: Path) -> None:
        """Write the card as a picture."""
        image = join_card_image(self.facts)
        self._tasks.start(
            self._tasks.in_thread(_write, image, path),
            name="save the join card",
            on_done=lambda _: self._notice.show_success(self.tr("The join card is saved.")),
            on_error=self._notice.show_error,
        )

    def retranslate_ui(self) -> None:
        """Say everything in the language of now."""
        self.set_title(self.tr("How students join"))
        self._code_words.setText(self.tr("Class code"))
        self._wifi_words.setText(self.tr("Wi-Fi on the join card"))
        self.wifi.setPlaceholderText(self.tr("Name of the room's Wi-Fi"))
        self.wifi.setAccessibleName(self.tr("Name of the room's Wi-Fi"))
        self.qr.setAccessibleName(self.tr("QR code of the join link"))
        self.full_screen.set_text(self.tr("Show on the projector"))
        self.full_screen.set_shortcut("Ctrl+J")
        self.copy_link.set_text(self.tr("Copy link"))
        self.save.set_text(self.tr("Save as picture"))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate_ui()

    def _lay_out(self) -> None:
        font = self.code.font()
        font.setPixelSize(30)
        self.code.setFont(font)
        self.code.setStyleSheet("font-size: 30px;")
        copyable = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        for label, name in ((self.code, "join_card_code"), (self.address, "join_card_address")):
            label.setTextInteractionFlags(copyable)
            label.setObjectName(name)
        words = QVBoxLayout()
        words.setSpacing(S // 2)
        for label in (self._code_words, self.code, self.address, self.other_address):
            words.addWidget(label)
        words.addStretch(1)
        top = QHBoxLayout()
        top.setSpacing(M)
        self.qr.setFixedSize(QR_SIDE, QR_SIDE)
        top.addWidget(self.qr, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(words, 1)
        self.body.addLayout(top)
        self.body.addWidget(self.full_screen)
        row = QHBoxLayout()
        row.setSpacing(S)
        row.addWidget(self.copy_link, 1)
        row.addWidget(self.save, 1)
        self.body.addLayout(row)
        self.body.addWidget(self._wifi_words)
        self.body.addWidget(self.wifi)

    def _connect(self) -> None:
        for widget, name in (
            (self.full_screen, "join_card_full_screen_button"),
            (self.copy_link, "join_card_copy_button"),
            (self.save, "join_card_save_button"),
            (self.wifi, "join_card_wifi_field"),
        ):
            widget.setObjectName(name)
        self.full_screen.clicked.connect(self.show_full_screen)
        self.copy_link.clicked.connect(self._copy)
        self.save.clicked.connect(self._ask_where)
        self.wifi.textChanged.connect(lambda _: self.read_lesson())
        self.wifi.editingFinished.connect(lambda: self._keep_wifi_name(self.wifi.text().strip()))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.facts.join_url)
        self._notice.show_success(self.tr("The join link is copied."))

    def _ask_where(self) -> None:
        dialog = QFileDialog(
            self, self.tr("Save the join card"), f"airclass-{self.facts.class_code}.png", "PNG (*.png)"
        )
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("png")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.save_png(Path(path)))
        dialog.open()

    def _forget_window(self) -> None:
        self.window_shown = None


def _write(image: QImage, path: Path) -> None:
    if not image.save(str(path.with_suffix(".png"))):
        raise OSError(f"{path} cannot be written.")
