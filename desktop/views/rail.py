"""The rail at the left: one button per page, with its key and what waits there."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QSizePolicy, QVBoxLayout, QWidget

from desktop.views.page_spec import PageSpec
from desktop.views.parts.button import Button
from desktop.views.parts.theme import S, text_pixels

WIDTH = 168


class Rail(QFrame):
    """Tells `chosen` with the name of a page."""

    chosen = Signal(str)

    def __init__(self, specs: tuple[PageSpec, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setProperty("part", "rail")
        self._specs = specs
        self._counts: dict[str, int] = {}  # bounded by: the pages
        self.buttons = {spec.name: Button("", spec.icon, "quiet") for spec in specs}
        self._group = QButtonGroup(self)
        self._lay_out()
        self.retranslate_ui()

    def show_page(self, name: str) -> None:
        """Mark the page that is in front."""
        self.buttons[name].setChecked(True)

    def show_count(self, name: str, count: int) -> None:
        """Say how much waits on a page."""
        if self._counts.get(name, 0) != count:
            self._counts[name] = count
            self.retranslate_ui()

    def retranslate_ui(self) -> None:
        """Say everything in the language of now."""
        self.setAccessibleName(self.tr("Pages"))
        for place, spec in enumerate(self._specs, start=1):
            count = self._counts.get(spec.name, 0)
            self.buttons[spec.name].set_text(f"{spec.title()}  {count}" if count else spec.title())
            self.buttons[spec.name].set_shortcut(f"Ctrl+{place}")

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate_ui()
        elif event.type() in (QEvent.Type.FontChange, QEvent.Type.PaletteChange):
            self.setMinimumWidth(text_pixels(WIDTH))

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(S, S, S, S)
        layout.setSpacing(S // 2)
        for spec in self._specs:
            button = self.buttons[spec.name]
            button.setObjectName(f"rail_{spec.name}_button")
            button.setCheckable(True)
            button.setProperty("part", "rail_button")
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda _=False, name=spec.name: self.chosen.emit(name))
            self._group.addButton(button)
            layout.addWidget(button)
        layout.addStretch(1)
        self.setMinimumWidth(text_pixels(WIDTH))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
