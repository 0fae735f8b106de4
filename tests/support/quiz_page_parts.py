"""Everything that the page of quizzes is handed, over a box or none, with files chosen by the test."""

from pathlib import Path

from PySide6.QtWidgets import QListView, QWidget

from desktop.actions.bank import BankActions
from desktop.actions.desk import Desk
from desktop.actions.quiz import QuizActions
from desktop.actions.quiz_drafts import DraftFolder
from desktop.actions.quiz_memory import QuizMemory
from desktop.state.bank import Bank
from desktop.state.lesson import Lesson
from desktop.state.link import Link
from desktop.state.quiz_watch import QuizWatch
from desktop.tasks import Tasks
from desktop.views.bank_files import FileChooser
from desktop.views.quiz_parts import QuizParts


class ChosenFiles(FileChooser):
    """Chooses what the test has put there; None is thinking better of it."""

    def __init__(self) -> None:
        self.path: Path | None = None
        self.offered = ""
        """The name that a file to be written would have had."""

    def to_open(self, parent: QWidget, title: str, filters: str) -> Path | None:
        return self.path

    def to_save(self, parent: QWidget, title: str, file_name: str, filters: str) -> Path | None:
        self.offered = file_name
        return self.path


def quiz_parts(
    folder: Path,
    tasks: Tasks,
    *,
    desk: Desk | None = None,
    lesson: Lesson | None = None,
    files: FileChooser | None = None,
) -> QuizParts:
    """The parts, keeping drafts and settings in `folder`."""
    desk, lesson, bank, watch = desk or Desk(), lesson or Lesson(), Bank(), QuizWatch()
    drafts = DraftFolder(folder, tasks)
    return QuizParts(
        lesson=lesson,
        link=Link(),
        watch=watch,
        bank=bank,
        actions=QuizActions(desk, lesson, watch),
        bank_actions=BankActions(desk, bank, drafts),
        drafts=drafts,
        memory=QuizMemory(folder, tasks),
        tasks=tasks,
        files=files or ChosenFiles(),
    )


def titles(view: QListView) -> list[object]:
    """What the list of quizzes shows."""
    model = view.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]
