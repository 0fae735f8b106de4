"""What the tabs of past lessons have in common: what they work with, how they load, and how they save a file."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QDateTime, QEvent, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QVBoxLayout, QWidget

from appliance.client.dashboard import Period
from appliance.contract.session import SessionView
from desktop.actions.desk import NoBoxError
from desktop.actions.quiz_memory import write_whole
from desktop.actions.records import RecordsActions
from desktop.state.link import Link, LinkState
from desktop.state.records import Records
from desktop.tasks import Tasks
from desktop.views.bank_files import FileChooser, file_name_of
from desktop.views.parts.busy import BusyBar
from desktop.views.parts.formats import moment, time_of
from desktop.views.parts.notice import Notice
from desktop.views.parts.theme import S, labelled


def show_in_folder(path: Path) -> None:
    """Open the folder that a file is in, with the system's own program."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))


@dataclass(frozen=True, slots=True)
class RecordsPageParts:
    """What the page works with."""

    records: Records
    actions: RecordsActions
    link: Link
    tasks: Tasks
    go_on: Callable[[SessionView], None]
    """Puts a reopened lesson on the desk and shows it."""
    start_lesson: Callable[[], None]
    """Shows where lessons are started."""
    files: FileChooser
    show_folder: Callable[[Path], None] = show_in_folder


class Saver:
    """Asks where a file shall lie, writes it whole or not at all, and says where it is."""

    def __init__(self, parts: RecordsPageParts, notice: Notice) -> None:
        self._parts, self._notice = parts, notice

    def save(self, parent: QWidget, name: str, ending: str, make: Callable[[], Coroutine[Any, Any, bytes]]) -> None:
        """Save what `make` gives under a name that the teacher chooses."""
        filters = _tr("CSV table (*.csv)") if ending == "csv" else _tr("Excel workbook (*.xlsx)")
        path = self._parts.files.to_save(parent, _tr("Save as"), file_name_of(name, ending), filters)
        if path is not None:
            self._parts.tasks.start(
                self._write(path, make),
                name="save a table",
                on_done=lambda _: self._say_saved(path),
                on_error=self._notice.show_error,
            )

    def save_table(self, parent: QWidget, name: str, data: bytes) -> None:
        """Save a table that the app has made itself."""

        async def make() -> bytes:
            return data

        self.save(parent, name, "csv", make)

    async def _write(self, path: Path, make: Callable[[], Coroutine[Any, Any, bytes]]) -> None:
        await self._parts.tasks.in_thread(write_whole, path, await make())

    def _say_saved(self, path: Path) -> None:
        words = _tr("Saved: {file}").replace("{file}", path.name)
        self._notice.show_offer(words, _tr("Show in folder"), lambda: self._parts.show_folder(path))


class RecordsTab(QWidget):
    """A tab that asks the box for something and keeps showing what it was told last."""

    def __init__(self, parts: RecordsPageParts, notice: Notice) -> None:
        super().__init__()
        self.parts, self.notice = parts, notice
        self.period = Period()
        self.busy, self.age = BusyBar(), labelled("", "caption", wraps=False)
        self.age.setObjectName("records_age")
        self.age.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._under_way = 0
        self._at_ms: int | None = None
        self.content = QVBoxLayout(self)
        self.content.setContentsMargins(0, S, 0, 0)
        self.content.setSpacing(S)
        self.content.addWidget(self.busy)

    def show_period(self, period: Period) -> None:
        """Look at the lessons of these days."""
        self.period = period
        self.refresh()

    def load(self) -> None:
        """Ask the box for what this tab shows."""

    def refresh(self) -> None:
        """Show what is known now."""

    def retranslate_ui(self) -> None:
        """Say every text anew."""

    def close_tab(self) -> None:
        """Listen no longer."""

    def ask(self, work: Coroutine[Any, Any, None], name: str, retry: Callable[[], None]) -> None:
        """Load something; without a box there is nothing to ask, and what is known stays."""
        if not self.parts.link.can_send:
            work.close()
            return
        self._count(1)
        self.parts.tasks.start(
            work,
            name=name,
            on_done=lambda _: self._count(-1),
            on_error=lambda error: self._failed(error, retry),
            shows_progress=False,
        )

    def say_age(self, at_ms: int | None) -> None:
        """Say from when it is what is shown; None while nothing is."""
        self._at_ms = at_ms
        if at_ms is None:
            self.age.setText("")
            return
        is_today = QDateTime.fromMSecsSinceEpoch(at_ms).date() == QDateTime.currentDateTime().date()
        when = time_of(at_ms) if is_today else moment(at_ms)
        words = _tr("As of {time}") if self.parts.link.state is LinkState.ONLINE else _tr("Not connected: as of {time}")
        self.age.setText(words.replace("{time}", when))

    def say_age_anew(self) -> None:
        """The link has changed, or the language."""
        self.say_age(self._at_ms)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate_ui()

    def _failed(self, error: Exception, retry: Callable[[], None]) -> None:
        self._count(-1)
        if not isinstance(error, NoBoxError):
            self.notice.show_error(error, retry)

    def _count(self, step: int) -> None:
        self._under_way += step
        self.busy.set_busy(self._under_way > 0)


def _tr(text: str) -> str:
    return QCoreApplication.translate("records_parts", text)
