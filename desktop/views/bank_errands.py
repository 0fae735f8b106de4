"""What is done with whole quizzes: listed, copied, deleted with a way back, imported, exported."""

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from appliance.contract.quiz import QuizImported, QuizView
from desktop.actions.bank import ExportFormat
from desktop.actions.desk import NoBoxError
from desktop.actions.quiz_memory import write_whole
from desktop.models.quiz_words import fill
from desktop.views.bank_files import file_name_of
from desktop.views.bank_image import read_up_to
from desktop.views.bank_import import ImportPanel
from desktop.views.bank_list import BankList
from desktop.views.parts.notice import UNDO_SECONDS, Notice
from desktop.views.quiz_doing import Doing
from desktop.views.quiz_parts import QuizParts

FILE_MAX_BYTES = 8 * 1024 * 1024
"""The box takes no larger files."""
ENDINGS: dict[ExportFormat, str] = {"gift": "gift.txt", "csv": "csv", "json": "json"}


class BankErrands(QObject):
    """Sits between list, import panel and actions."""

    quiz_wanted = Signal(str)
    """This quiz is to be opened."""
    hidden = Signal(str)
    """This quiz is about to be deleted."""

    def __init__(
        self, parts: QuizParts, notice: Notice, bank_list: BankList, import_panel: ImportPanel, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._parts, self._notice, self._list, self._panel = parts, notice, bank_list, import_panel
        self._doing = Doing(parts.tasks, notice)
        self._doomed: dict[str, QTimer] = {}  # bounded by: quizzes deleted within the last seconds
        import_panel.text_given.connect(self.import_text)
        import_panel.file_wanted.connect(self.import_file)
        bank_list.duplicate_wanted.connect(self.duplicate)
        bank_list.delete_wanted.connect(self.delete)
        bank_list.export_wanted.connect(self.export)

    def load(self) -> None:
        """Read the list; another app may have changed it."""

        def failed(error: Exception) -> None:
            if not isinstance(error, NoBoxError):  # without a box, the window says so already
                self._notice.show_error(error, self.load)

        self._parts.tasks.start(self._parts.bank_actions.load(), name="load quizzes", on_error=failed)

    def delete(self, draft_id: str) -> None:
        """Take a quiz out of the list now, and out of the bank when it cannot be undone any more."""
        self.hidden.emit(draft_id)
        self._parts.bank.hide(draft_id)
        timer = self._doomed[draft_id] = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(lambda: self._delete_for_good(draft_id))
        timer.start(UNDO_SECONDS * 1000)
        self._notice.show_undo(self.tr("The quiz is deleted."), lambda: self._undo_delete(draft_id))

    def duplicate(self, quiz_id: str) -> None:
        """Add a copy, and open it."""
        work = self._parts.bank_actions.duplicate(quiz_id)
        self._doing.do(
            work, "duplicate quiz", lambda view: self.quiz_wanted.emit(view.quiz_id), lambda: self.duplicate(quiz_id)
        )

    def export(self, quiz_id: str, file_format: ExportFormat) -> None:
        """Write a quiz to a file that the teacher names."""
        quiz = next((each for each in self._parts.bank.quizzes if each.quiz_id == quiz_id), None)
        name = file_name_of(quiz.title if quiz is not None else "", ENDINGS[file_format])
        path = self._parts.files.to_save(self._list, self.tr("Export the quiz"), name, f"(*.{ENDINGS[file_format]})")
        if path is not None:
            said = fill(self.tr("Saved: {file}"), file=path.name)
            work = self._write(path, quiz_id, file_format)
            self._doing.do(work, "export quiz", lambda _: self._notice.show_success(said))

    def import_text(self, text: str) -> None:
        """Let the box make a quiz of a pasted text."""

        def done(imported: QuizImported) -> None:
            self._panel.taken()
            self.quiz_wanted.emit(imported.quiz.quiz_id)

        work = self._parts.bank_actions.import_file(text.encode())
        self._doing.do(work, "import text", done, lambda: self.import_text(text))

    def import_file(self) -> None:
        """Let the box make a quiz of a file that the teacher chooses."""
        filters = self.tr("Quizzes (*.txt *.gift *.csv *.xlsx *.zip *.xml *.json);;All files (*)")
        path = self._parts.files.to_open(self._list, self.tr("Import a quiz"), filters)
        if path is not None:
            self._doing.do(self._read_and_import(path), "import file", self._open)

    def finish_deletions(self) -> None:
        """Nobody can undo them any more: delete for good what was deleted."""
        for draft_id, timer in list(self._doomed.items()):
            timer.stop()
            self._delete_for_good(draft_id)

    def close(self) -> None:
        """A quiz whose deletion could still be undone stays."""
        for timer in self._doomed.values():
            timer.stop()

    def _open_copy(self, view: QuizView) -> None:
        self.quiz_wanted.emit(view.quiz_id)

    def _open(self, imported: QuizImported) -> None:
        self.quiz_wanted.emit(imported.quiz.quiz_id)

    def _undo_delete(self, draft_id: str) -> None:
        timer = self._doomed.pop(draft_id, None)
        if timer is not None:
            timer.stop()
            self._parts.bank.unhide(draft_id)

    def _delete_for_good(self, draft_id: str) -> None:
        self._doomed.pop(draft_id, None)
        if any(quiz.quiz_id == draft_id for quiz in self._parts.bank.quizzes):
            self._doing.do(self._parts.bank_actions.delete(draft_id), "delete quiz")
        else:
            self._parts.bank_actions.discard(draft_id)

    async def _write(self, path: Path, quiz_id: str, file_format: ExportFormat) -> None:
        data = await self._parts.bank_actions.export(quiz_id, file_format)
        await self._parts.tasks.in_thread(write_whole, path, data)

    async def _read_and_import(self, path: Path) -> QuizImported:
        data = await self._parts.tasks.in_thread(read_up_to, path, FILE_MAX_BYTES + 1)
        return await self._parts.bank_actions.import_file(data, path.stem)
