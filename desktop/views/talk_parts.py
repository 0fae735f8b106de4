"""What every part of the talk page works with."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from desktop.actions.talk import TalkActions
from desktop.models.held import Held
from desktop.state.lesson import Lesson
from desktop.tasks import Tasks
from desktop.views.parts.notice import Notice


@dataclass(frozen=True, slots=True)
class TalkParts:
    """The lesson on the desk, what can be done with its talk, and where trouble is told."""

    lesson: Lesson
    actions: TalkActions
    tasks: Tasks
    notice: Notice

    def start(self, work: Coroutine[Any, Any, None], name: str) -> None:
        """Do something, and say so if it fails."""
        self.tasks.start(work, name=name, on_error=self.notice.show_error)

    def do_held(
        self, held: Held, ids: frozenset[str], do: Callable[[str], Coroutine[Any, Any, None]], name: str
    ) -> None:
        """Do what was held back to each of these; what the box does not take is shown again."""

        def failed(error: Exception) -> None:
            held.release(ids)
            self.notice.show_error(error)

        for each in ids:
            self.tasks.start(do(each), name=name, on_done=lambda _: held.release(ids), on_error=failed)
