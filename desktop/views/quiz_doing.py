"""How the pages of quizzes have something done: as a task, with its failure told in the page's notice."""

from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from desktop.tasks import Tasks
from desktop.views.parts.notice import Notice

T = TypeVar("T")


class Doing:
    """Starts work; what goes wrong is said, with a button to try again where `retry` is given."""

    def __init__(self, tasks: Tasks, notice: Notice) -> None:
        self.tasks = tasks
        self.notice = notice

    def do(
        self,
        work: Coroutine[Any, Any, T],
        name: str,
        done: Callable[[T], None] | None = None,
        retry: Callable[[], None] | None = None,
    ) -> None:
        """Do this."""

        def failed(error: Exception) -> None:
            self.notice.show_error(error, retry)

        self.tasks.start(work, name=name, on_done=done, on_error=failed)
