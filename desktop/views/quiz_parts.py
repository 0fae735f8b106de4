"""What the pages of quizzes are handed: state, actions, and where files are chosen."""

from dataclasses import dataclass, field

from desktop.actions.bank import BankActions
from desktop.actions.quiz import QuizActions
from desktop.actions.quiz_drafts import DraftFolder
from desktop.actions.quiz_memory import QuizMemory
from desktop.state.bank import Bank
from desktop.state.lesson import Lesson
from desktop.state.link import Link
from desktop.state.quiz_watch import QuizWatch
from desktop.tasks import Tasks
from desktop.views.bank_files import FileChooser


@dataclass(frozen=True, slots=True)
class QuizParts:
    """Made once by the app."""

    lesson: Lesson
    link: Link
    watch: QuizWatch
    bank: Bank
    actions: QuizActions
    bank_actions: BankActions
    drafts: DraftFolder
    memory: QuizMemory
    tasks: Tasks
    files: FileChooser = field(default_factory=FileChooser)
