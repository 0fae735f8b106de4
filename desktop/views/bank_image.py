"""The picture of a question: chosen, kept by the box, shown, taken away."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop.actions.bank import BankActions
from desktop.state.quiz_draft import QuestionDraft
from desktop.tasks import Tasks
from desktop.views.bank_files import FileChooser
from desktop.views.parts.button import Button
from desktop.views.parts.icons import IconName
from desktop.views.parts.notice import Notice
from desktop.views.parts.theme import S

THUMB_WIDTH, THUMB_HEIGHT = 160, 90
SHOWN_WIDTH = 720
"""Twice the width of the student's card."""
BYTES_MAX = 2 * 1024 * 1024
"""The box takes no more."""


class ImageField(QWidget):
    """Shows the picture of the question given last."""

    edited = Signal(object, str)
    image_shown = Signal(object)
    """The QPixmap of the question, or None."""

    def __init__(self, actions: BankActions, tasks: Tasks, notice: Notice, files: FileChooser) -> None:
        super().__init__()
        self._actions, self._tasks, self._notice, self._files = actions, tasks, notice, files
        self._question = QuestionDraft()
        self._shown_id: str | None = None
        self.picture = QLabel()
        self.picture.setObjectName("question_picture")
        self.add_button = Button("", IconName.IMAGE)
        self.add_button.setObjectName("add_picture_button")
        self.remove_button = Button("", IconName.X)
        self.remove_button.setObjectName("remove_picture_button")
        self.add_button.clicked.connect(self._choose)
        self.remove_button.clicked.connect(self._remove)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(S)
        for widget in (self.picture, self.add_button, self.remove_button):
            line.addWidget(widget)
        line.addStretch(1)
        self._show(None)
        self.retranslate_ui()

    def show_question(self, question: QuestionDraft) -> None:
        """Show the picture of this question."""
        self._question = question
        if question.image_id == self._shown_id:
            return
        self._shown_id = question.image_id
        self._show(None)
        if question.image_id is not None:
            self._load(question.image_id)

    def retranslate_ui(self) -> None:
        """Say every text anew."""
        has_picture = self._question.image_id is not None
        self.add_button.set_text(self.tr("Another picture") if has_picture else self.tr("Add a picture"))
        self.remove_button.set_text(self.tr("Remove the picture"))
        self.picture.setAccessibleName(self.tr("Picture of the question"))

    def put(self, data: bytes) -> None:
        """Give the question this picture."""
        question = self._question
        if len(data) > BYTES_MAX:
            self._notice.show_error(self.tr("The picture is larger than 2 MB. Make it smaller, and try again."))
            return

        def stored(image_id: str) -> None:
            if self._question.key == question.key:
                self.edited.emit(self._question.model_copy(update={"image_id": image_id}), "")

        work = self._actions.store_image(data)
        self._tasks.start(work, name="store picture", on_done=stored, on_error=self._notice.show_error)

    def _choose(self) -> None:
        filters = self.tr("Pictures (*.png *.jpg *.jpeg *.webp *.gif)")
        path = self._files.to_open(self, self.tr("Choose a picture"), filters)
        if path is not None:
            reading = self._tasks.in_thread(read_up_to, path, BYTES_MAX + 1)
            self._tasks.start(reading, name="read picture", on_done=self.put, on_error=self._notice.show_error)

    def _remove(self) -> None:
        self.edited.emit(self._question.model_copy(update={"image_id": None}), "")

    def _load(self, image_id: str) -> None:
        def loaded(image: QImage) -> None:
            if self._shown_id == image_id:
                self._show(QPixmap.fromImage(image) if not image.isNull() else None)

        def failed(error: Exception) -> None:
            if self._shown_id == image_id:
                self._shown_id = None  # asked for again when the question is shown again
            self._notice.show_error(error)

        self._tasks.start(self._loaded(image_id), name="load picture", on_done=loaded, on_error=failed)

    async def _loaded(self, image_id: str) -> QImage:
        data = await self._actions.image(image_id)
        return await self._tasks.in_thread(decoded, data)

    def _show(self, pixmap: QPixmap | None) -> None:
        self.picture.setVisible(pixmap is not None)
        self.remove_button.setVisible(self._question.image_id is not None)
        if pixmap is not None:
            keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            self.picture.setPixmap(pixmap.scaled(THUMB_WIDTH, THUMB_HEIGHT, keep, smooth))
        self.retranslate_ui()
        self.image_shown.emit(pixmap)


def read_up_to(path: Path, octets: int) -> bytes:
    """The beginning of a file; blocks, and raises OSError."""
    with path.open("rb") as file:
        return file.read(octets)


def decoded(data: bytes) -> QImage:
    """The picture, no wider than it is ever shown; empty where it cannot be read. Blocks, off the window's thread."""
    image = QImage.fromData(data)
    if image.width() > SHOWN_WIDTH:
        return image.scaledToWidth(SHOWN_WIDTH, Qt.TransformationMode.SmoothTransformation)
    return image
