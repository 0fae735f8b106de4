"""The box in use and those that are paired: how it is, and which ones are trusted."""

from collections.abc import Callable

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from appliance.contract.system import Health
from appliance.contract.version import VERSION
from desktop.actions.desk import NoBoxError
from desktop.actions.settings import SettingsActions
from desktop.state.boxes import Boxes, PairedBox
from desktop.state.link import Link
from desktop.tasks import Tasks
from desktop.views.parts.badge import Badge
from desktop.views.parts.button import Button
from desktop.views.parts.card import Card
from desktop.views.parts.formats import decimal
from desktop.views.parts.notice import Notice
from desktop.views.parts.theme import S, labelled

UNDO_SECONDS = 8


class HealthCard(Card):
    """What is true of the box now, asked each time the page is shown."""

    def __init__(self, link: Link, actions: SettingsActions, tasks: Tasks, notice: Notice) -> None:
        super().__init__("")
        self._link, self._actions, self._tasks, self._notice = link, actions, tasks, notice
        self._state = Badge()
        self._state.setObjectName("box_state")
        self._facts, self._problems = labelled("", "body"), labelled("", "body")
        self.refresh = Button("", "refresh-cw")
        self.refresh.setObjectName("refresh_health_button")
        self._health: Health | None = None
        self.header.addWidget(self._state)
        self.header.addWidget(self.refresh)
        self.body.addWidget(self._facts)
        self.body.addWidget(self._problems)
        self.refresh.clicked.connect(self.ask)
        self.retranslate_ui()

    @property
    def words(self) -> str:
        """Everything the card says of the box."""
        return f"{self._state.text()}\n{self._facts.text()}\n{self._problems.text()}"

    def ask(self) -> None:
        """Ask the box."""
        self._tasks.start(self._actions.health(), name="health", on_done=self._take, on_error=self._failed)

    def retranslate_ui(self) -> None:
        """Say everything in the current language."""
        self.set_title(self.tr("The box"))
        self.refresh.set_text(self.tr("Look again"))
        health, box = self._health, self._link.box
        self._state.setVisible(health is not None)
        self._problems.setVisible(health is not None and bool(health.problems))
        if box is None:
            self._facts.setText(self.tr("No box is in use."))
        if health is None or box is None:
            return
        if health.status == "ok":
            self._state.set(self.tr("All well"), "good")
        else:
            self._state.set(self.tr("Needs a look"), "warning")
        self._facts.setText(self._fact_words(box, health))
        self._problems.setText("\n".join(f"• {problem}" for problem in self._problem_words(health)))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the language."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate_ui()

    def _fact_words(self, box: PairedBox, health: Health) -> str:
        version = self.tr("Box {box}, app {app}").replace("{box}", health.version).replace("{app}", VERSION)
        if health.version != VERSION:
            version += " · " + self.tr("the versions differ: update the older one")
        delay = self.tr("Answers within {milliseconds} ms, of a hundred times the slowest")
        delay = delay.replace("{milliseconds}", decimal(health.event_loop_lag.p99 * 1000))
        return "\n".join((f"{box.room_name} · {box.origin}", version, delay))

    def _problem_words(self, health: Health) -> list[str]:
        """The box tells its problems in English; those it gives a sign for are said in the language of now."""
        said = []
        if not health.media_port_bound:
            said.append(self.tr("The media port is not open: nobody can watch."))
        if not health.store_writable:
            said.append(self.tr("The box cannot write: its disk is full or read-only. Nothing new is stored."))
        signs = ("The media port is not open", "The data folder cannot be written")
        return said + [problem for problem in health.problems if not problem.startswith(signs)]

    def _take(self, health: Health) -> None:
        self._health = health
        self.retranslate_ui()

    def _failed(self, error: Exception) -> None:
        self._health = None
        self.retranslate_ui()
        if not isinstance(error, NoBoxError):
            self._notice.show_error(error, self.ask)


class PairedCard(Card):
    """Every box whose identity is pinned; forgetting one can be undone."""

    def __init__(self, boxes: Boxes, link: Link, notice: Notice) -> None:
        super().__init__("")
        self._boxes, self._link, self._notice = boxes, link, notice
        self._rows = QVBoxLayout()
        self._rows.setSpacing(S)
        self._hint = labelled("", "caption")
        self.body.addLayout(self._rows)
        self.body.addWidget(self._hint)
        self._leaves: tuple[Callable[[], None], ...] = (
            boxes.changed.subscribe(lambda _: self._fill()),
            link.changed.subscribe(lambda _: self._fill()),
        )
        self._shown: tuple[tuple[PairedBox, bool], ...] | None = None
        self.retranslate_ui()

    def close_card(self) -> None:
        """Listen no longer."""
        for leave in self._leaves:
            leave()

    def retranslate_ui(self) -> None:
        """Say everything in the current language."""
        self.set_title(self.tr("Paired boxes"))
        self._hint.setText(
            self.tr(
                "The app knows each box by its key. A box that shows another key is refused until you pair it anew."
            )
        )
        self._shown = None
        self._fill()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the language."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate_ui()

    def _fill(self) -> None:
        in_use = self._link.box.box_id if self._link.box is not None else ""
        wanted = tuple((box, box.box_id == in_use) for box in self._boxes.paired)
        if wanted == self._shown:
            return
        self._shown = wanted
        while (item := self._rows.takeAt(0)) is not None:
            row = item.widget()
            if row is not None:
                row.deleteLater()
        for box, is_used in wanted:
            self._rows.addWidget(self._row(box, is_used=is_used))
        if not wanted:
            self._rows.addWidget(labelled(self.tr("No box is paired with this computer yet."), "muted"))

    def _row(self, box: PairedBox, *, is_used: bool) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(labelled(f"{box.room_name} · {box.origin}"), 1)
        if is_used:
            line.addWidget(Badge(self.tr("In use"), "accent"))
            return row
        forget = Button(self.tr("Forget"), "unlink", "quiet")
        forget.setAccessibleName(self.tr("Forget {name}").replace("{name}", box.room_name))
        forget.clicked.connect(lambda: self._forget(box))
        line.addWidget(forget)
        return row

    def _forget(self, box: PairedBox) -> None:
        before = self._boxes.paired
        self._boxes.forget(box.box_id)
        words = self.tr("{name} is forgotten.").replace("{name}", box.room_name)
        self._notice.show_undo(words, lambda: self._bring_back(box, before), UNDO_SECONDS)

    def _bring_back(self, box: PairedBox, before: tuple[PairedBox, ...]) -> None:
        """Pin it again, in its place; what was paired meanwhile stays."""
        now = self._boxes.paired
        if self._boxes.paired_with(box.box_id) is None:
            after = {each.box_id for each in before[before.index(box) + 1 :]}
            place = next((place for place, each in enumerate(now) if each.box_id in after), len(now))
            self._boxes.take_paired((*now[:place], box, *now[place:]))
