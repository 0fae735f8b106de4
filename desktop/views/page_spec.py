"""What the main window has to know of a page before it is made."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from desktop.views.parts.icons import IconName
from desktop.views.parts.page import Page


@dataclass(frozen=True, slots=True)
class PageSpec:
    """One line per page in app.py's list."""

    name: str
    """Stable: lesson, stage, quizzes, dashboard, talk, records, settings."""
    icon: IconName
    title: Callable[[], str]
    """As the rail says it, in the language of now."""
    make: Callable[[QWidget], Page]
    """Called once with its parent, when the page is first wanted or the window has nothing else to do."""
    modules: tuple[str, ...] = ()
    """What it loads, in pieces: each is loaded by itself while the window has nothing else to do."""
