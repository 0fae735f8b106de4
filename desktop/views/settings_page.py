"""Settings: how the app looks, the account, the box, and what the app is made of."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from appliance.contract.version import VERSION
from desktop.actions.settings import SettingsActions
from desktop.actions.signing_in import SigningIn
from desktop.config import Settings
from desktop.credentials import Credentials
from desktop.state.boxes import Boxes
from desktop.state.link import Link
from desktop.tasks import Tasks
from desktop.views.parts.card import Card
from desktop.views.parts.page import Page
from desktop.views.parts.theme import labelled
from desktop.views.settings_account import AccountCard
from desktop.views.settings_box import HealthCard, PairedCard
from desktop.views.settings_look import LookCard


@dataclass(frozen=True, slots=True)
class SettingsPageParts:
    """What the page works with."""

    settings: Settings
    apply: Callable[[], None]
    """Makes the app look and speak as it is set, and keeps the settings."""
    link: Link
    boxes: Boxes
    actions: SettingsActions
    signing_in: SigningIn
    credentials: Credentials
    tasks: Tasks


class SettingsPage(Page):
    """One card for each thing that can be set or looked at."""

    def __init__(self, parts: SettingsPageParts, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent, scrolls=True)
        self.setObjectName("settings_page")
        self.look = LookCard(parts.settings, parts.apply)
        self.account = AccountCard(
            parts.link,
            parts.actions,
            parts.signing_in,
            credentials=parts.credentials,
            tasks=parts.tasks,
            notice=self.notice,
        )
        self.health = HealthCard(parts.link, parts.actions, parts.tasks, self.notice)
        self.paired = PairedCard(parts.boxes, parts.link, self.notice)
        self._about, self._about_words = Card(), labelled("", "muted")
        self._about.body.addWidget(self._about_words)
        self._keys_hint = labelled("", "muted")
        self._about.body.addWidget(self._keys_hint)
        for card in (self.look, self.account, self.health, self.paired, self._about):
            self.body.addWidget(card)
        self.body.addStretch(1)
        self.retranslate_ui()

    def shown(self) -> None:
        """Ask how the box is."""
        self.health.ask()

    def close_page(self) -> None:
        """Listen no longer."""
        self.account.close_card()
        self.paired.close_card()

    def retranslate_ui(self) -> None:
        """Say everything in the current language."""
        self.set_title(self.tr("Settings"))
        self._about.set_title(self.tr("About"))
        words = self.tr(
            "AIRClass {version}, Apache License 2.0. Made with Qt (LGPL 3), FFmpeg as PyAV brings it (GPL), and the "
            "icons of Lucide (ISC); their licences come with the app."
        )
        self._about_words.setText(words.replace("{version}", VERSION))
        self._keys_hint.setText(self.tr("F1 shows every key of the app."))
