"""How many seats each group has, as buttons that show only that group."""

from PySide6.QtCore import QEvent, QSignalBlocker, Signal
from PySide6.QtWidgets import QWidget

from appliance.contract.network import ClassNetwork
from desktop.models.dashboard_words import group_word, load_word
from desktop.models.seats_source import SeatsSource
from desktop.state.seats import SeatGroup
from desktop.views.parts.button import Button
from desktop.views.parts.flow_layout import FlowLayout
from desktop.views.parts.formats import number
from desktop.views.parts.icons import IconName

GROUPS: dict[SeatGroup, IconName] = {
    SeatGroup.PRESENT: IconName.USERS,
    SeatGroup.WATCHING: IconName.EYE,
    SeatGroup.ANSWERED: IconName.CHECK_CIRCLE,
    SeatGroup.NOT_YET: IconName.CIRCLE,
    SeatGroup.NEEDS_HELP: IconName.LIFE_BUOY,
    SeatGroup.HANDS: IconName.HAND,
    SeatGroup.DISCONNECTED: IconName.WIFI_OFF,
    SeatGroup.WAITING: IconName.CLOCK,
}
ONLY_WHILE_ASKED = (SeatGroup.ANSWERED, SeatGroup.NOT_YET)


class CountStrip(QWidget):
    """Pressing a count shows its group; pressing it again shows everybody."""

    group_chosen = Signal(object)
    """The `SeatGroup` to show."""
    network_chosen = Signal()

    def __init__(self, source: SeatsSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("count_strip")
        self._source = source
        self._network: ClassNetwork | None = None
        self.buttons = {group: self._button(group, name) for group, name in GROUPS.items()}
        self.network_button = Button("", IconName.WIFI, "quiet")
        self.network_button.setObjectName("count_network")
        self.network_button.clicked.connect(self.network_chosen)
        flow = FlowLayout(self)
        for button in (*self.buttons.values(), self.network_button):
            flow.addWidget(button)
        source.changed.connect(self.refresh)
        self.refresh()

    @property
    def group(self) -> SeatGroup:
        """The group that is shown."""
        return next((group for group, button in self.buttons.items() if button.isChecked()), SeatGroup.ALL)

    def show_group(self, chosen: SeatGroup) -> None:
        """Mark a group as the one that is shown."""
        for group, button in self.buttons.items():
            with QSignalBlocker(button):
                button.setChecked(group is chosen)

    def take_network(self, network: ClassNetwork | None) -> None:
        """Say how full the Wi-Fi is."""
        self._network = network
        self.refresh()

    def refresh(self) -> None:
        """Say every count as it is now."""
        for group, button in self.buttons.items():
            count = self._source.count(group)
            text = f"{group_word(group)} {number(count)}"
            if button.accessibleName() != text:
                button.set_text(text)
            button.setVisible(self._is_shown(group, count, is_chosen=button.isChecked()))
        network = self._network
        self.network_button.setVisible(network is not None)
        if network is not None and self.network_button.accessibleName() != load_word(network.state):
            self.network_button.set_text(load_word(network.state))
            self.network_button.set_icon(IconName.WIFI if network.state == "ok" else IconName.ALERT_TRIANGLE)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.refresh()

    def _is_shown(self, group: SeatGroup, count: int, *, is_chosen: bool) -> bool:
        if group in ONLY_WHILE_ASKED:
            return self._source.is_asked or is_chosen
        return group is not SeatGroup.WAITING or count > 0 or is_chosen

    def _button(self, group: SeatGroup, name: IconName) -> Button:
        button = Button("", name)
        button.setObjectName(f"count_{group}")
        button.setCheckable(True)
        button.clicked.connect(lambda is_checked: self._choose(group if is_checked else SeatGroup.ALL))
        return button

    def _choose(self, group: SeatGroup) -> None:
        self.show_group(group)
        self.refresh()
        self.group_chosen.emit(group)
